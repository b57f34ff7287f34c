"""The year's ledger of exported persons: every entity, one of them, its entries one by one or from a file."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from assessment import identifiers
from assessment.errors import InputRefused, Problem
from assessment.ledger_reading import as_texts
from forms.base import OurForm
from forms.ledger import (
    CountForm,
    confirm_form,
    count_form,
    counts_file_form,
    method_form,
    new_ledger_form,
    strike_form,
    take_form,
)
from services import case_counts, ledger_entries, ledger_files
from services import ledger as service
from services.desk import Refused
from services.views import seen
from web.desk import desk, person
from web.download import name_file
from web.language import language, say, t
from web.ledgerwords import NO_PLACE, place_options, teach_ledger_words, year_pictures

ledger = Blueprint("ledger", __name__)
ledger.record_once(lambda state: teach_ledger_words(state.app.jinja_env.globals))

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@ledger.get("/ledger")
def overview() -> str:
    lines, without = service.overview(desk(), person())
    return render_template("ledger/overview.html", lines=lines, without=without, today=desk().today)


@ledger.route("/ledger/new", methods=["GET", "POST"])
def new() -> str | AnyResponse | tuple[str, int]:
    """Name the legal entity; the ledger begins with its first batch."""
    form = new_ledger_form(language())()
    if request.method == "GET":
        form.code.data, form.name.data = request.args.get("code", ""), request.args.get("name", "")
    problems: tuple[Problem, ...] = ()
    if form.validate_on_submit():
        wrong = identifiers.credit_code(form.code.data)
        if wrong is None:
            return redirect(url_for("ledger.add", code=form.code.data, name=form.name.data))
        problems = (Problem("code", wrong),)
    page = render_template("ledger/new.html", form=form, problems=_said(form, problems))
    return (page, 422) if request.method == "POST" else page


@ledger.get("/ledger/<code>")
def entity(code: str) -> str:
    year = request.args.get("year", type=int)
    page = service.entity(desk(), person(), code, year)
    form = method_form(language())(both_in=page.ledger.both_in)
    return render_template(
        "ledger/entity.html",
        page=page,
        pictures=year_pictures(page),
        form=form,
        today=desk().today,
        steps={step.line.id: step for step in page.outlook.balance.steps},
    )


@ledger.route("/ledger/<code>/add", methods=["GET", "POST"])
def add(code: str) -> str | AnyResponse | tuple[str, int]:
    page = service.entity(desk(), person(), code)
    form = _count_form(code)
    name = page.ledger.name or form.name.data or request.args.get("name", "")
    problems: tuple[Problem, ...] = ()
    if form.validate_on_submit():
        try:
            count = ledger_entries.add_count(desk(), person(), code, name, form.texts(), form.place.data or "")
        except InputRefused as refused:
            problems = refused.problems
        else:
            flash(
                t(
                    f"已登记 {count.persons_pi:,} 人（一般）、{count.persons_spi:,} 人（敏感）。",
                    f"Entered: {count.persons_pi:,} persons, not sensitive; {count.persons_spi:,} persons, sensitive.",
                )
            )
            return redirect(url_for("ledger.entity", code=code, year=count.until.year))
    html = render_template(
        "ledger/entry.html", code=code, name=name, form=form, line=None, problems=_said(form, problems), strike=None
    )
    return (html, 422) if request.method == "POST" else html


@ledger.route("/ledger/<code>/entries/<entry_id>", methods=["GET", "POST"])
def correct(code: str, entry_id: str) -> str | AnyResponse | tuple[str, int]:
    found, line = ledger_entries.entry_of(desk(), person(), code, entry_id)
    form = _count_form(code, line.count.case_id and f"{line.count.case_id}/{line.count.scenario}")
    if request.method == "GET":
        for name, text in as_texts(line.count).items():
            form[name].data = text
    problems: tuple[Problem, ...] = ()
    if form.validate_on_submit():
        try:
            count = ledger_entries.correct(
                desk(), person(), code, entry_id, form.texts(), form.place.data or "", form.reason.data or ""
            )
        except InputRefused as refused:
            problems = refused.problems
        except Refused as refused:
            flash(refused.in_language(language()), "stop")
            return redirect(url_for("ledger.entity", code=code, year=line.count.until.year))
        else:
            flash(t("已更正；原数和理由保留在台账中。", "Corrected; the ledger keeps the old figures and the reason."))
            return redirect(url_for("ledger.entity", code=code, year=count.until.year))
    page = render_template(
        "ledger/entry.html",
        code=code,
        name=found.name,
        form=form,
        line=line,
        problems=_said(form, problems),
        strike=strike_form(language())(formdata=None),
    )
    return (page, 422) if request.method == "POST" else page


@ledger.post("/ledger/<code>/entries/<entry_id>/strike")
def strike(code: str, entry_id: str) -> AnyResponse:
    form = strike_form(language())()
    try:
        reason = form.reason.data or "" if form.validate_on_submit() else ""
        line = ledger_entries.strike(desk(), person(), code, entry_id, reason)
    except (InputRefused, Refused) as refused:
        flash(_sentence(refused), "stop")
        return redirect(url_for("ledger.correct", code=code, entry_id=entry_id))
    flash(t("已作废，不再计入；条目和理由仍可查。", "Struck and counted no more; entry and reason can still be read."))
    return redirect(url_for("ledger.entity", code=code, year=line.count.until.year))


@ledger.post("/ledger/<code>/method")
def method(code: str) -> AnyResponse:
    form = method_form(language())()
    try:
        if form.validate_on_submit():
            ledger_entries.choose_method(desk(), person(), code, form.both_in.data, form.reason.data or "")
            flash(t("计数方法已记录，人数已重新计算。", "The way of counting is recorded and the counters follow it."))
        else:
            flash(next(iter(form.errors.values()))[0], "stop")
    except InputRefused as refused:
        flash(_sentence(refused), "stop")
    return redirect(url_for("ledger.entity", code=code))


@ledger.route("/ledger/<code>/import", methods=["GET", "POST"])
def upload(code: str) -> str | tuple[str, int]:
    """Read a file and show what it would add; nothing is stored yet."""
    page = service.entity(desk(), person(), code)
    form = counts_file_form(language())()
    problems: tuple[Problem, ...] = ()
    if form.validate_on_submit():
        file = form.file.data
        try:
            preview = ledger_files.preview_counts(desk(), person(), code, file.read(), file.filename or "")
        except InputRefused as refused:
            problems = refused.problems
        else:
            confirm = confirm_form(language())(formdata=None, content=preview.content, file_name=preview.file_name)
            return render_template("ledger/preview.html", page=page, code=code, preview=preview, form=confirm)
    html = render_template(
        "ledger/import.html", page=page, code=code, form=form, problems=_said(form, problems, where=True)
    )
    return (html, 422) if request.method == "POST" else html


@ledger.post("/ledger/<code>/import/confirm")
def confirm(code: str) -> AnyResponse:
    form = confirm_form(language())()
    try:
        valid = form.validate_on_submit() and bool(form.content.data)
        added = (
            ledger_files.confirm_counts(desk(), person(), code, form.content.data, form.file_name.data or "")
            if valid
            else 0
        )
    except InputRefused as refused:
        flash(_sentence(refused), "stop")
    else:
        flash(
            t(f"已登记 {added} 条。", f"{added} batches entered.") if added else _nothing_new(), "" if added else "wait"
        )
    return redirect(url_for("ledger.entity", code=code))


@ledger.get("/ledger/<code>/export")
def export(code: str) -> Response:
    page = service.entity(desk(), person(), code, request.args.get("year", type=int))
    name = t(f"出境人数台账-{code}-{page.year}", f"exported-persons-{code}-{page.year}")
    seen(desk(), person(), "counts exported", subject=code, details={"year": page.year, "rows": len(page.lines)})
    if request.args.get("kind") == "csv":
        response = Response(ledger_files.export_csv(page.lines, language()), mimetype="text/csv")
        return name_file(response, f"{name}.csv")
    return name_file(Response(ledger_files.export_xlsx(page.lines, language()), mimetype=WORKBOOK), f"{name}.xlsx")


@ledger.get("/ledger/<code>/template")
def template(code: str) -> Response:
    response = Response(ledger_files.export_xlsx((), language()), mimetype=WORKBOOK)
    return name_file(response, t("出境人数台账模板.xlsx", "exported-persons-template.xlsx"))


@ledger.post("/cases/<case_id>/counts/take")
def take(case_id: str) -> AnyResponse:
    """The ledger's totals into the answers of the case: a save like any other."""
    form = take_form(language())()
    try:
        saved = case_counts.take_ledger(desk(), person(), case_id, form.seen()) if form.validate_on_submit() else None
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        if saved is not None and saved.conflicts:
            flash(
                t(
                    "同事刚改过这两项，请核对后再采用。",
                    "A colleague has just changed these answers; look at them first.",
                ),
                "wait",
            )
        elif saved is not None and saved.changed:
            flash(
                t("已采用台账人数；改动见留痕。", "The ledger's numbers are in the answers; the trail has the change.")
            )
        else:
            flash(t("填报与台账没有需要调整之处。", "Answers and ledger leave nothing to take over."), "wait")
    return redirect(url_for("route.decision", case_id=case_id))


def _nothing_new() -> str:
    return t("没有新增；这些批次已在台账中。", "Nothing was added; these batches are in the ledger already.")


def _count_form(code: str, linked: str | None = None) -> CountForm:
    """The form with the scenarios it may belong to; ``linked`` is kept even where its scenario has gone."""
    form = count_form(language())()
    choices = place_options(service.places(desk(), person(), code), linked)
    form.place.choices = choices
    if request.method == "GET":
        form.place.data = linked or NO_PLACE
    return form


def _said(form: OurForm, problems: tuple[Problem, ...], *, where: bool = False) -> list[tuple[str, str]]:
    """(field, sentence) of everything to put right, what the form found first."""
    found = [(name or "", messages[0]) for name, messages in form.errors.items()]
    return [*found, *(("file" if where else problem.where, say(problem.sentence)) for problem in problems)]


def _sentence(refused: InputRefused | Refused) -> str:
    if isinstance(refused, Refused):
        return refused.in_language(language())
    return say(refused.problems[0].sentence)
