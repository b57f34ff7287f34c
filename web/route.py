"""The route: conclusion first, then each reason with its article, then what is open and what remains to be done."""

from __future__ import annotations

from flask import Blueprint

from web.casepage import case_page, opened
from web.frame import entry_name

route = Blueprint("route", __name__)


@route.get("/cases/<case_id>/route")
def decision(case_id: str) -> str:
    case = opened(case_id)
    names = {entry.id: entry_name(case.sheet, entry) for entry in case.sheet.scenarios}
    flows = {flow.id: flow for flow in case.appraisal.facts.flows}
    return case_page("case/route.html", case, decision=case.appraisal.decision, names=names, flows=flows)
