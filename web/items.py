"""Data items of a scenario: the table, the import in three steps (upload, preview, confirm), the export."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from assessment.answers import Entry
from assessment.errors import InputRefused, Problem
from assessment.vocabulary import Text
from forms.item_filter import filter_form
from forms.items import MappingForm, confirm_form, mapping_form, upload_form
from services import item_imports as imports
from services import items as service
from services.cases import OpenCase
from services.desk import Refused
from services.item_columns import COLUMNS
from services.spreadsheet_writing import write_items
from web.casepage import case_page, now_fragment, opened
from web.desk import desk, person
from web.download import name_file
from web.frame import entry_name
from web.importwords import column_places, import_conclusion, origin_words, taken_over_words
from web.item_undoing import offer
from web.item_view import table_page, table_view
from web.itemeffectwords import meaning_lines
from web.language import language, t
from web.pagewords import many

items = Blueprint("items", __name__, url_prefix="/cases/<case_id>/scenarios/<scenario>/items")

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@items.get("/")
def table(case_id: str, scenario: str) -> str:
    case, entry = place(case_id, scenario)
    asked = filter_form(language())(formdata=request.args)
    return table_page(case, entry, table_view(case, scenario, asked))


@items.get("/beside")
def beside(case_id: str, scenario: str) -> AnyResponse:
    """The right column and what the items mean, for the script after a change."""
    case, _ = place(case_id, scenario)
    meaning = render_template("case/item_meaning.html", meaning=meaning_lines(case))
    return jsonify(now=now_fragment(case), meaning=meaning)


@items.route("/upload", methods=["GET", "POST"])
def upload(case_id: str, scenario: str) -> str | AnyResponse | tuple[str, int]:
    form = upload_form(language())()
    problems: tuple[Problem, ...] = ()
    if form.validate_on_submit():
        file = form.file.data
        try:
            pending = imports.upload_items(desk(), person(), case_id, scenario, file.read(), file.filename or "")
        except InputRefused as refused:
            problems = refused.problems
        except Refused as refused:
            flash(refused.in_language(language()), "stop")
            return redirect(url_for("items.table", case_id=case_id, scenario=scenario))
        else:
            return redirect(url_for("items.preview", case_id=case_id, scenario=scenario, import_id=pending))
    page = _page(case_id, scenario, "case/items_upload.html", form=form, problems=problems)
    return (page, 422) if request.method == "POST" else page


@items.get("/imports/<import_id>")
def preview(case_id: str, scenario: str, import_id: str) -> str:
    asked, reading = _reading()
    pending = imports.pending_import(desk(), person(), case_id, scenario, import_id, reading)
    form = confirm_form(language())(formdata=None, seen=pending.digest, changes=True)
    words = {"import_conclusion": import_conclusion, "origin_words": origin_words, "column_places": column_places}
    return _page(
        case_id,
        scenario,
        "case/items_preview.html",
        pending=pending,
        asked=asked,
        form=form,
        columns=COLUMNS,
        **words,
    )


@items.post("/imports/<import_id>")
def confirm(case_id: str, scenario: str, import_id: str) -> AnyResponse:
    form = confirm_form(language())()
    try:
        done = imports.confirm_import(
            desk(), person(), case_id, scenario, import_id, form.seen.data or "", _reading()[1],
            take_changes=form.changes.data, remove_gone=form.gone.data,
        )  # fmt: skip
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
        return redirect(request.full_path)
    flash(taken_over_words(done))
    said = Text(f"导入时从清单删除了 {done.removed} 项。", f"The import removed {many(done.removed, 'item', 'items')}.")
    offer(case_id, scenario, done.undo, said)
    return redirect(url_for("items.table", case_id=case_id, scenario=scenario))


def _reading() -> tuple[MappingForm, imports.Reading]:
    """What the address says about sheet, heading row and columns."""
    asked = mapping_form(language())(formdata=request.args)
    asked.validate()
    return asked, imports.Reading(asked.sheet_number, asked.line, asked.fields)


@items.get("/export")
def export(case_id: str, scenario: str) -> Response:
    case, entry = place(case_id, scenario)
    data = service.export_items(desk(), person(), case_id, scenario, language())
    return _workbook(data, f"{case.record.reference}-{entry_name(case.sheet, entry)}.xlsx")


@items.get("/template")
def template(case_id: str, scenario: str) -> Response:
    return _workbook(write_items([], language()), t("数据项模板.xlsx", "data-items-template.xlsx"))


def _workbook(data: bytes, name: str) -> Response:
    response = Response(data, mimetype=WORKBOOK)
    name_file(response, name)
    return response


def place(case_id: str, scenario: str) -> tuple[OpenCase, Entry]:
    """The case without its thousands of items, and the scenario that the address names."""
    case = opened(case_id, with_items=False)
    entry = next((found for found in case.sheet.scenarios if found.id == scenario), None)
    if entry is None:
        abort(404)
    return case, entry


def _page(case_id: str, scenario: str, template_name: str, **values: object) -> str:
    case, entry = place(case_id, scenario)
    return case_page(template_name, case, scenario=scenario, scenario_name=entry_name(case.sheet, entry), **values)
