"""The law as the company holds it: what is in force on a day, its additions, and counsel's word on each entry."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from assessment.errors import InputRefused, Problem
from forms.law import OverlayForm, overlay_form, remove_form, sign_form
from regimes.entries import LawEntry
from services import counsel as counsel_service
from services import law as law_service
from services import overlays as overlay_service
from services.cases import OpenCase
from services.counsel import Behind
from services.desk import Refused
from services.overlays import Preview
from services.views import seen
from web.desk import desk, our_law, person
from web.download import name_file
from web.language import language, say, t
from web.lawwords import LAW_WORDS
from web.typed import day_of, whole_number

LINES_AT_ONCE = 25
"""Entries on one page of counsel's list; the others stand on the next pages or in folds."""

law = Blueprint("law", __name__, url_prefix="/law")


@law.app_template_global()
def law_words() -> SimpleNamespace:
    """The words of the pages of the law, for pages of a case that speak of it."""
    return LAW_WORDS


@law.app_template_global()
def law_behind(case: OpenCase) -> Behind:
    """For the check before filing."""
    return counsel_service.behind(desk(), person(), case.appraisal)


@law.get("/")
def index() -> str:
    asked = request.args.get("on", "").strip()
    found = day_of(asked)
    on = found or desk().today
    topic, search = request.args.get("topic", "rule"), request.args.get("q", "").strip()
    page = law_service.law_page(desk(), person(), on, topic=topic, search=search)
    not_a_day = asked if found is None else ""
    return _page(
        "law/index.html", page=page, on=on, topic=topic, search=search, not_a_day=not_a_day, topics=law_service.TOPICS
    )


@law.get("/entry")
def entry() -> str:
    form = sign_form(language())()
    form.read_on.data = desk().today.isoformat()
    return _entry_page(request.args.get("subject", ""), form)


@law.get("/overlays")
def overlays() -> str:
    return _page("law/overlays.html", listing=overlay_service.listing(desk(), person()))


@law.route("/overlays/new", methods=["GET", "POST"])
def new_overlay() -> str | AnyResponse | tuple[str, int]:
    form = overlay_form(language())()
    if request.method == "GET":
        form.text.data = _draft(request.args.get("correct", ""), request.args.get("kind", ""))
        return _page("law/overlay_new.html", form=form, preview=None)
    unreadable = form.taken_from_file()
    if unreadable is not None:
        form.file.errors = [say(unreadable)]
    elif form.validate_on_submit():
        if not (form.text.data or "").strip():
            form.text.errors = [
                t("请粘贴文件内容，或者选择一个文件。", "Paste the text of the file, or choose a file.")
            ]
        elif form.step.data == "add":
            return _add(form)
        else:
            preview = overlay_service.preview(desk(), person(), form.text.data)
            return _page("law/overlay_new.html", form=form, preview=preview)
    return _page("law/overlay_new.html", form=form, preview=None), 422


@law.get("/overlays/<overlay_id>")
def overlay(overlay_id: str) -> str:
    return _overlay_page(overlay_id, remove_form(language())())


@law.post("/overlays/<overlay_id>/remove")
def remove_overlay(overlay_id: str) -> str | AnyResponse | tuple[str, int]:
    form = remove_form(language())()
    refusal = ""
    if form.validate_on_submit():
        day = form.from_day.value
        try:
            overlay_service.remove(desk(), person(), overlay_id, from_day=day, reason=form.reason.data or "")
        except Refused as refused:
            refusal = refused.in_language(language())
        else:
            flash(
                t(
                    f"自 {day} 起不再适用；更早日期的判断不受影响。",
                    f"It no longer holds from {day}; earlier days are untouched.",
                )
            )
            return redirect(url_for("law.overlay", overlay_id=overlay_id))
    return _overlay_page(overlay_id, form, refusal), 422


@law.get("/overlays/<overlay_id>/file")
def overlay_file(overlay_id: str) -> Response:
    line, _, _ = overlay_service.one(desk(), person(), overlay_id)
    text = line.held.text if line.held else line.overlay.text if line.overlay else ""
    seen(desk(), person(), "overlay exported", subject=overlay_id)
    response = Response(text, mimetype="application/yaml")
    name_file(response, f"{overlay_id}.yaml")
    return response


@law.get("/counsel")
def counsel() -> str:
    page = counsel_service.counsel_page(desk(), person())
    asked = {name: request.args.get(name, "").strip() for name in ("kind", "state", "q")}
    lines = [
        line
        for line in page.lines
        if asked["kind"] in ("", line.entry.kind)
        and asked["state"] in ("", line.state)
        and line.entry.mentions(asked["q"])
    ]
    first = whole_number(request.args.get("first", ""))
    return _page(
        "law/counsel.html",
        page=page,
        asked=asked,
        found=len(lines),
        lines=lines[first : first + LINES_AT_ONCE],
        first=first,
        next=first + LINES_AT_ONCE if first + LINES_AT_ONCE < len(lines) else None,
        at_once=LINES_AT_ONCE,
    )


@law.post("/counsel/sign")
def sign() -> str | AnyResponse | tuple[str, int]:
    subject = request.args.get("subject", "")
    form = sign_form(language())()
    refusal = ""
    if form.validate_on_submit():
        try:
            counsel_service.sign(
                desk(),
                person(),
                subject,
                form.sha256.data or "",
                verdict=form.verdict.data,
                note=form.note.data or "",
                read=form.read.data or "",
                read_on=form.read_on.value,
            )
        except Refused as refused:
            refusal = refused.in_language(language())
        else:
            flash(t("已记录您的意见，即时生效并留痕。", "Your word is recorded and takes effect at once."))
            return redirect(url_for("law.entry", subject=subject))
    return _entry_page(subject, form, refusal), 422


def _add(form: OverlayForm) -> str | AnyResponse | tuple[str, int]:
    problems: tuple[Problem, ...] = ()
    refusal = ""
    try:
        held = overlay_service.add(desk(), person(), form.text.data or "", reason=form.reason.data or "")
    except InputRefused as refused:
        problems = refused.problems
    except Refused as refused:
        refusal = refused.in_language(language())
    else:
        flash(t(f"已加载补充规则 {held.id}。", f"Overlay {held.id} is added."))
        return redirect(url_for("law.overlay", overlay_id=held.id))
    preview = Preview(None, problems) if problems else overlay_service.preview(desk(), person(), form.text.data or "")
    return _page("law/overlay_new.html", form=form, preview=preview, refusal=refusal), 422


def _draft(subject: str, kind: str) -> str:
    """What stands in the box at first: the entry to correct, or a worked file of a kind."""
    if subject:
        return law_service.draft_correction(desk(), person(), subject)
    return law_service.worked_file(kind)


def _overlay_page(overlay_id: str, form: object, refusal: str = "") -> str:
    line, changes, problems = overlay_service.one(desk(), person(), overlay_id)
    may_remove = bool(line.held) and overlay_service.may_change(person(), line)
    return _page(
        "law/overlay.html",
        line=line,
        changes=changes,
        problems=problems,
        form=form,
        refusal=refusal,
        may_remove=may_remove,
    )


def _entry_page(subject: str, form: object, refusal: str = "") -> str:
    page = counsel_service.entry_page(desk(), person(), subject)
    return _page(
        "law/entry.html",
        page=page,
        entry=page.line.entry,
        yaml=law_service.written(page.line.entry),
        form=form,
        refusal=refusal,
        can_be_corrected=law_service.can_be_corrected(page.line.entry),
    )


def _page(template: str, **values: object) -> str:
    on = values.get("on")
    day = on if isinstance(on, date) else desk().today

    def says(shown: LawEntry) -> str:
        return say(law_service.sentence_on(shown, our_law().rules, day))

    return render_template(template, today=desk().today, words=LAW_WORDS, says=says, **values)
