"""What the items of a case mean for route and risk; and the items that an authority refused, to be cut."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from assessment.vocabulary import Text
from forms.item_refusals import RefusalForm, refusal_form
from services.cases import OpenCase
from services.desk import Refused
from services.item_effect import effect_of_items
from services.item_refusals import Refusal, cut_refused, refusal_of
from web.casepage import case_page, opened
from web.desk import desk, person
from web.frame import entry_name
from web.item_undoing import offer
from web.itemeffectwords import conclusion, disagreements, now_line, rows, scenario_line
from web.language import language, t
from web.pagewords import Link, many

item_effect = Blueprint("item_effect", __name__, url_prefix="/cases/<case_id>/items")


@item_effect.app_template_global()
def item_effect_line(case: OpenCase) -> Link | None:
    """For the right column and the route page."""
    return now_line(case)


@item_effect.app_template_global()
def refused_items(case: OpenCase) -> Refusal | None:
    """For the page of the filing."""
    return refusal_of(desk(), person(), case.record.id)


@item_effect.app_template_global()
def names_of_scenarios(case: OpenCase) -> dict[str, str]:
    return {entry.id: entry_name(case.sheet, entry) for entry in case.sheet.scenarios}


@item_effect.app_template_global()
def form_of_refused(refusal: Refusal) -> RefusalForm:
    said = refusal.milestone
    number = f"{said.number}，" if said.number else ""
    reason = t(f"主管部门未予通过（{number}{said.on}）", f"Not allowed by the authority ({number}{said.on})")
    return refusal_form(language())(formdata=None, reason=reason)


@item_effect.post("/refused")
def cut_them(case_id: str) -> Response:
    opened(case_id)
    form = refusal_form(language())()
    if not form.validate_on_submit():
        flash(next(iter(form.errors.values()))[0], "stop")
    else:
        try:
            done = cut_refused(desk(), person(), case_id, form.chosen(), form.reason.data or "")
        except Refused as refused:
            flash(refused.in_language(language()), "stop")
        else:
            said = Text(
                f"已剔除 {done.count} 个数据项；路径、评分和申报材料随之更新。",
                f"{many(done.count, 'item is', 'items are')} cut; route, score and dossier follow.",
            )
            offer(case_id, "refused", done.undo, said)
    return redirect(url_for("filing.page", case_id=case_id, _anchor="refused-items"))


@item_effect.get("/effect")
def page(case_id: str) -> str:
    found = effect_of_items(desk(), person(), case_id)
    case = opened(case_id)
    return case_page(
        "case/item_effect.html",
        case,
        found=found,
        heading=conclusion(found),
        rows=rows(case, found),
        disagreements=disagreements(case, found),
        scenarios=[
            (entry.id, entry_name(case.sheet, entry), scenario_line(found, entry.id)) for entry in case.sheet.scenarios
        ],
    )
