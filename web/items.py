"""Data items: the table, the import in three steps (upload, preview, confirm), editing and taking out."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from assessment.errors import InputRefused, Problem
from assessment.item_lines import KINDS
from assessment.item_states import ItemKind
from assessment.work import ItemFilter
from forms.items import MappingForm, confirm_form, item_form, items_form, mapping_form, upload_form
from services import item_imports as imports
from services import items as service
from services.desk import Refused
from services.item_columns import COLUMNS
from services.spreadsheet_writing import write_items
from web.casepage import case_page, opened
from web.desk import desk, person
from web.download import name_file
from web.frame import entry_name
from web.importwords import column_places, import_conclusion, origin_words, taken_over_words
from web.language import language, t

items = Blueprint("items", __name__, url_prefix="/cases/<case_id>/scenarios/<scenario>/items")

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@items.get("/")
def table(case_id: str, scenario: str) -> str:
    search = request.args.get("search", "").strip()
    only = request.args.get("only", "")
    page_number = request.args.get("page", 1, type=int)
    kinds: frozenset[ItemKind] = frozenset(kind for kind in KINDS if kind == only)
    wanted = ItemFilter(search, kinds, only="unjustified" if only == "unjustified" else "")
    page = service.items_page(desk(), person(), case_id, scenario, wanted, page_number)
    return _page(
        case_id,
        scenario,
        "case/items.html",
        page=page,
        search=search,
        only=only,
        page_number=page_number,
        form=items_form(language())(),
    )


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
    return redirect(url_for("items.table", case_id=case_id, scenario=scenario))


def _reading() -> tuple[MappingForm, imports.Reading]:
    """What the address says about sheet, heading row and columns."""
    asked = mapping_form(language())(formdata=request.args)
    asked.validate()
    return asked, imports.Reading(asked.sheet_number, asked.line, asked.fields)


@items.route("/<item_id>/edit", methods=["GET", "POST"])
def edit(case_id: str, scenario: str, item_id: str) -> str | AnyResponse | tuple[str, int]:
    item = service.item_of(desk(), person(), case_id, item_id)
    form = item_form(language())(obj=item)
    refusal = None
    if form.validate_on_submit():
        values = {
            name: (form[name].data or "").strip() for name in ("name", "description", "necessity", "example", "remark")
        }
        try:
            service.change_item(desk(), person(), case_id, item_id, values)
        except Refused as refused:
            refusal = refused.in_language(language())
        else:
            flash(t(f"已保存“{values['name']}”。", f"'{values['name']}' is saved."))
            return redirect(
                url_for("items.table", case_id=case_id, scenario=scenario, page=request.args.get("page", 1))
            )
    page = _page(case_id, scenario, "case/item_edit.html", item=item, form=form, refusal=refusal)
    return (page, 422) if request.method == "POST" else page


@items.post("/remove")
def remove(case_id: str, scenario: str) -> AnyResponse:
    form = items_form(language())()
    chosen = form.chosen()
    try:
        count = service.remove_items(desk(), person(), case_id, scenario, chosen) if form.validate_on_submit() else 0
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        if count:
            flash(t(f"已删除 {count} 个数据项；留痕中可查。", f"{count} items removed; the trail keeps them."))
        else:
            flash(t("没有选中数据项；先勾选再删除。", "No item is selected; tick some first."), "wait")
    return redirect(url_for("items.table", case_id=case_id, scenario=scenario))


@items.get("/export")
def export(case_id: str, scenario: str) -> Response:
    case = opened(case_id)
    data = service.export_items(desk(), person(), case_id, scenario, language())
    return _workbook(data, f"{case.record.reference}-{entry_name(case.sheet, case.sheet.entry(scenario))}.xlsx")


@items.get("/template")
def template(case_id: str, scenario: str) -> Response:
    return _workbook(write_items([], language()), t("数据项模板.xlsx", "data-items-template.xlsx"))


def _workbook(data: bytes, name: str) -> Response:
    response = Response(data, mimetype=WORKBOOK)
    name_file(response, name)
    return response


def _page(case_id: str, scenario: str, template_name: str, **values: object) -> str:
    case = opened(case_id)
    entry = next((e for e in case.sheet.scenarios if e.id == scenario), None)
    if entry is None:
        abort(404)
    return case_page(template_name, case, scenario=scenario, scenario_name=entry_name(case.sheet, entry), **values)
