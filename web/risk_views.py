"""Two more views of the risk: the facts behind it with their sources, and the levels without measures, today, then."""

from __future__ import annotations

from flask import Blueprint
from markupsafe import Markup

from assessment.risk_facts import asked_because, fact_lines, gate_lines
from reports.charts import risk_matrix
from services.risk_page import compared
from web.casepage import case_page, opened
from web.desk import desk, our_law, person
from web.language import language
from web.riskwords import missing_counts, teach_risk_words

risk_views = Blueprint("risk_views", __name__)
risk_views.record_once(lambda state: teach_risk_words(state.app.jinja_env.globals))


@risk_views.get("/cases/<case_id>/risk/facts")
def facts(case_id: str) -> str:
    """Every fact D1 to D9 and every gate, where it comes from, and which questions apply because of it."""
    case = opened(case_id)
    score, scorecard = case.appraisal.score, our_law().scorecard(case.sheet.on)
    lines, gates = fact_lines(score), gate_lines(score, scorecard)
    return case_page(
        "case/risk_facts.html",
        case,
        score=score,
        scorecard=scorecard,
        lines=lines,
        gates=gates,
        open=[line for line in (*lines, *gates) if line.open],
        asks=asked_because(scorecard, score),
        missing=missing_counts(case),
    )


@risk_views.get("/cases/<case_id>/risk/comparison")
def comparison(case_id: str) -> str:
    """Without measures, today, with the fixes taken on, and with the whole plan; only today's level decides."""
    case = opened(case_id)
    scores = compared(desk(), person(), case)
    pictured = [scores.today, *([scores.target] if scores.target else [])]
    return case_page(
        "case/risk_comparison.html",
        case,
        scores=scores,
        scorecard=our_law().scorecard(case.sheet.on),
        pictures=[Markup(risk_matrix(one, language())) for one in pictured],  # noqa: S704 - our own SVG
    )
