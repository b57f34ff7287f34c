"""Render a page inside the frame of a case: the way on the left, *now* on the right."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from services.cases import OpenCase, open_case
from web.desk import desk, person
from web.frame import now_of, way


def opened(case_id: str, *, with_items: bool = True) -> OpenCase:
    """The case of the page. ``with_items=False`` for pages that do not look at single data items."""
    return open_case(desk(), person(), case_id, with_items=with_items)


def case_page(template: str, case: OpenCase, **values: Any) -> str:
    return render_template(template, case=case, way=way(case, request.path), now=now_of(case), **values)


def now_fragment(case: OpenCase) -> str:
    """The right column alone, for the script that refreshes it after a save."""
    return render_template("case/now.html", case=case, now=now_of(case))
