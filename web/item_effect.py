"""What the items of a case mean: their effect on route and risk. It shows and changes nothing."""

from __future__ import annotations

from flask import Blueprint

from services.cases import OpenCase
from services.item_effect import effect_of_items
from web.casepage import case_page, opened
from web.desk import desk, person
from web.frame import entry_name
from web.itemeffectwords import conclusion, disagreements, now_line, rows, scenario_line
from web.pagewords import Link

item_effect = Blueprint("item_effect", __name__, url_prefix="/cases/<case_id>/items")


@item_effect.app_template_global()
def item_effect_line(case: OpenCase) -> Link | None:
    """For the right column and the route page."""
    return now_line(case)


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
