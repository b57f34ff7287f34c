"""The trail of a case: who did what, when, newest first."""

from __future__ import annotations

from flask import Blueprint, request

from services.trail import PAGE_SIZE, trail_page
from web.casepage import case_page, opened
from web.desk import desk, person

trail = Blueprint("trail", __name__)


@trail.get("/cases/<case_id>/trail")
def page(case_id: str) -> str:
    number = request.args.get("page", 1, type=int)
    return case_page(
        "case/trail.html", opened(case_id), page=trail_page(desk(), person(), case_id, number), size=PAGE_SIZE
    )
