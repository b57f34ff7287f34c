"""The wizard: one section at a time, saved as a draft at any point, nothing typed is lost."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from assessment.answers import Entry, Value
from assessment.questions import Scope, Section
from forms.adapters import FormReading, answers_from_form, filled_form
from forms.builder import SectionForm, section_form
from forms.conflicts import kept_answers
from forms.items import upload_form
from services import evidence
from services import wizard as service
from services.cases import OpenCase
from services.desk import Refused
from web.casepage import case_page, now_fragment, opened
from web.desk import desk, our_law, person
from web.download import name_file
from web.filing_check import check_page
from web.frame import entry_name, section_address, sections_asking
from web.language import clock, language, t

wizard = Blueprint("wizard", __name__, url_prefix="/cases/<case_id>")


@wizard.get("/")
def start(case_id: str) -> AnyResponse:
    """Go to the first section that is not finished, or to the completeness page."""
    case = opened(case_id)
    for section in our_law().questionnaire.of_scope(Scope.CASE):
        done, asked = case.appraisal.progress.get(section.id, (0, 0))
        if done < asked:
            return redirect(section_address(case_id, section.id))
    return redirect(url_for("wizard.check", case_id=case_id))


@wizard.get("/answers/<section_id>/", defaults={"entry_id": ""})
@wizard.get("/answers/<section_id>/<entry_id>")
def section(case_id: str, section_id: str, entry_id: str) -> str:
    case = opened(case_id)
    asked, entry = _place(case, section_id, entry_id)
    return _section_page(
        case, asked, entry, filled_form(_form_class(case, asked), asked, _answers(case, entry), case.record.revision)
    )


@wizard.post("/answers/<section_id>/", defaults={"entry_id": ""})
@wizard.post("/answers/<section_id>/<entry_id>")
def save(case_id: str, section_id: str, entry_id: str) -> str | AnyResponse | tuple[str, int]:
    case = opened(case_id)
    asked, entry = _place(case, section_id, entry_id)
    form = _form_class(case, asked)()
    if not form.validate_token():
        return _section_page(case, asked, entry, form, stale=True), 400
    reading = kept_answers(answers_from_form(form, asked), asked)
    try:
        saved = service.save_section(desk(), person(), case_id, asked, entry_id, reading.revision, reading.values)
    except Refused as refused:
        return _refusal(case, asked, entry, form, refused)
    if "X-Autosave" in request.headers:
        return _autosaved(case_id, saved, reading, form)
    if saved.conflicts or reading.problems:
        case = opened(case_id)
        form.revision.data = str(saved.revision)
        page = _section_page(case, asked, entry, form, reading=reading, saved=saved)
        return page, 409 if saved.conflicts else 422
    flash(t(f"已保存 {clock(saved.at)}。", f"Saved at {clock(saved.at)}."))
    if request.args.get("then") == "next":
        return redirect(_next(opened(case_id), asked, entry))
    return redirect(section_address(case_id, section_id, entry_id))


@wizard.get("/list/<scope>")
def entries(case_id: str, scope: str) -> str:
    case = opened(case_id)
    kind = _scope(scope)
    parent = request.args.get("parent")
    found = case.sheet.of_scope(kind, parent)
    sections = our_law().questionnaire.of_scope(kind)
    scenario = next((e for e in case.sheet.scenarios if e.id == parent), None) if parent else None
    return case_page(
        "case/entries.html",
        case,
        scope=kind.value,
        parent=parent,
        parent_name=entry_name(case.sheet, scenario) if scenario else "",
        lines=[(e, entry_name(case.sheet, e), _progress(case, sections, e)) for e in found],
        first=sections[0].id,
    )


@wizard.post("/list/<scope>")
def add_entry(case_id: str, scope: str) -> AnyResponse:
    kind, parent = _scope(scope), request.args.get("parent")
    try:
        entry = service.add_entry(desk(), person(), case_id, kind, parent)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
        return redirect(url_for("wizard.entries", case_id=case_id, scope=scope, parent=parent))
    first = our_law().questionnaire.of_scope(kind)[0]
    return redirect(section_address(case_id, first.id, entry.id))


@wizard.post("/entries/<entry_id>/remove")
def remove_entry(case_id: str, entry_id: str) -> AnyResponse:
    try:
        removed = service.remove_entry(desk(), person(), case_id, entry_id)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
        return redirect(request.referrer or url_for("wizard.start", case_id=case_id))
    flash(t("已移除；留痕中可查。", "Removed; the trail keeps it."))
    return redirect(url_for("wizard.entries", case_id=case_id, scope=removed.scope.value, parent=removed.parent))


@wizard.get("/check")
def check(case_id: str) -> str:
    """What is missing or does not agree, each with a link to where it is mended; and the answers to look over."""
    return check_page(opened(case_id))


@wizard.get("/now")
def now(case_id: str) -> str:
    return now_fragment(opened(case_id, with_items=False))


@wizard.post("/evidence/<entry_id>/file")
def attach(case_id: str, entry_id: str) -> AnyResponse:
    form = upload_form(language())()
    if not form.validate_on_submit():
        flash("；".join(message for messages in form.errors.values() for message in messages), "stop")
    else:
        file = form.file.data
        try:
            stored = evidence.attach(desk(), person(), case_id, entry_id, file.read(), file.filename or "")
        except Refused as refused:
            flash(refused.in_language(language()), "stop")
        else:
            flash(t(f"已保存文件“{stored.name}”。", f"File '{stored.name}' is stored."))
    section_id = our_law().questionnaire.of_scope(Scope.EVIDENCE)[0].id
    return redirect(section_address(case_id, section_id, entry_id))


@wizard.get("/evidence/<entry_id>/file")
def evidence_file(case_id: str, entry_id: str) -> Response:
    file, data = evidence.evidence_file(desk(), person(), case_id, entry_id)
    response = Response(data, mimetype=file.media_type)
    name_file(response, file.name)
    response.headers["Content-Security-Policy"] = "sandbox"
    return response


# ---- what the routes above share ----


def _scope(word: str) -> Scope:
    if word not in {s.value for s in Scope} - {Scope.CASE.value}:
        abort(404)
    return Scope(word)


def _place(case: OpenCase, section_id: str, entry_id: str) -> tuple[Section, Entry | None]:
    """The section and the entry that the address names; 404 when they do not belong together."""
    section_found = next((s for s in our_law().questionnaire.sections if s.id == section_id), None)
    if section_found is None or (section_found.scope is Scope.CASE) != (entry_id == ""):
        abort(404)
    if not entry_id:
        return section_found, None
    entry = next((e for e in case.sheet.entries if e.id == entry_id and e.scope is section_found.scope), None)
    if entry is None:
        abort(404)
    return section_found, entry


def _answers(case: OpenCase, entry: Entry | None) -> dict[str, Value]:
    return dict(entry.answers if entry else case.sheet.answers)


def _form_class(case: OpenCase, asked: Section):  # type: ignore[no-untyped-def]  # a form class made for this section
    evidence_choices = [(e.id, entry_name(case.sheet, e)) for e in case.sheet.of_scope(Scope.EVIDENCE)]
    return section_form(asked, language(), evidence=evidence_choices)


def _section_page(
    case: OpenCase,
    asked: Section,
    entry: Entry | None,
    form: object,
    *,
    reading: FormReading | None = None,
    saved: service.Saved | None = None,
    stale: bool = False,
) -> str:
    return case_page(
        "case/section.html",
        case,
        section=asked,
        entry=entry,
        entry_title=entry_name(case.sheet, entry) if entry else "",
        form=form,
        problems=reading.problems if reading else (),
        conflicts=saved.conflicts if saved else (),
        saved=saved,
        stale=stale,
        last=service.last_change(desk(), person(), case.record.id, asked, entry.id if entry else ""),
        case_answers=case.sheet.answers,
    )


def _autosaved(case_id: str, saved: service.Saved, reading: FormReading, form: SectionForm) -> AnyResponse:
    """What the script shows after it saved in the background, and what the page now notes beside each question."""
    if not saved.conflicts:
        form.revision.data = str(saved.revision)
    return jsonify(
        revision=saved.revision,
        said=t(f"已保存 {clock(saved.at)}", f"Saved {clock(saved.at)}"),
        problems={question: sentence.in_language(language()) for question, sentence in reading.problems},
        conflicts=[conflict.question for conflict in saved.conflicts],
        notes=form.notes(),
        now=now_fragment(opened(case_id)) if saved.changed else None,
    )


def _refusal(
    case: OpenCase, asked: Section, entry: Entry | None, form: object, refused: Refused
) -> AnyResponse | tuple[str, int]:
    sentence = refused.in_language(language())
    if "X-Autosave" in request.headers:
        return jsonify(refused=sentence)
    flash(sentence, "stop")
    return _section_page(case, asked, entry, form), 409


def _progress(case: OpenCase, sections: tuple[Section, ...], entry: Entry) -> tuple[int, int]:
    pairs = [case.appraisal.progress.get(f"{s.id}/{entry.id}", (0, 0)) for s in sections]
    return sum(done for done, _ in pairs), sum(asked for _, asked in pairs)


def _next(case: OpenCase, asked: Section, entry: Entry | None) -> str:
    """The page after this one: the next section of the entry, then its list; else the next section of the case."""
    case_id = case.record.id
    siblings = our_law().questionnaire.of_scope(asked.scope)
    index = siblings.index(asked) + 1
    if entry is not None:
        asking = sections_asking(case, asked.scope, case.sheet.entry(entry.id))
        further = next((section for section in siblings[index:] if section in asking), None)
        if further is not None:
            return section_address(case_id, further.id, entry.id)
        if entry.scope is Scope.SCENARIO:
            return url_for("items.table", case_id=case_id, scenario=entry.id)
        return url_for("wizard.entries", case_id=case_id, scope=entry.scope.value, parent=entry.parent)
    asking = [one for one in sections_asking(case, Scope.CASE, None) if one.group == asked.group]
    further = next((one for one in siblings[index:] if one in asking), None)
    if further is not None:
        return section_address(case_id, further.id)
    if asked.group == "declare":
        return url_for("wizard.entries", case_id=case_id, scope="scenario")
    return (
        url_for("route.decision", case_id=case_id)
        if asked.group == "assess"
        else url_for("wizard.check", case_id=case_id)
    )
