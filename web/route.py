"""The route: conclusion first, then each reason with its article, then what is open and what would change it.

The page decides for the day of the case. For any other day it decides again, says so loudly, and stores nothing.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from flask import Blueprint, request

from services.appraisal import Appraisal, appraise
from services.cases import OpenCase
from web.casepage import case_page, opened
from web.frame import entry_name
from web.routewords import FEW, change_lines
from web.typed import day_of

route = Blueprint("route", __name__)


@route.get("/cases/<case_id>/route")
def decision(case_id: str) -> str | tuple[str, int]:
    case = opened(case_id)
    asked = request.args.get("on", "").strip()
    on = day_of(asked)
    appraisal = _on_day(case, on) if on else case.appraisal
    page = case_page(
        "case/route.html",
        case,
        decision=appraisal.decision,
        names={entry.id: entry_name(case.sheet, entry) for entry in case.sheet.scenarios},
        flows={flow.id: flow for flow in appraisal.facts.flows},
        changes=change_lines(case, appraisal.changes),
        few=FEW,
        other_day=appraisal is not case.appraisal,
        today=case.sheet.on,
        asked=asked,
        unreadable=bool(asked) and on is None,
    )
    return (page, 422) if asked and on is None else page


def _on_day(case: OpenCase, on: date) -> Appraisal:
    """The same answers under the law of another day."""
    if on == case.sheet.on:
        return case.appraisal
    return appraise(replace(case.sheet, on=on), case.appraisal.regime)
