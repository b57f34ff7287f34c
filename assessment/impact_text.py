"""Text for part two of the impact assessment (个人信息保护影响评估), written from the score.

Its article asks other points than that of the self-assessment: the law at the recipient's place is a point of its
own, the legal document is not. Formal Chinese only; an officer's own words stand in its place, never mixed with it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from assessment.answers import AnswerSheet
from assessment.report_text import (
    CONCLUSION,
    REASONS,
    closed_sentence,
    how_known,
    level_sentence,
    numbered_lines,
    problems_text,
    rectification_text,
    without_stop,
    worst_first,
)
from assessment.risk_score import QuestionResult, RiskScore

PARTS = ("finding", "problem", "rectification")
OWN: Mapping[int, str] = {**{point: f"art5.point_{point}" for point in (1, 2, 3, 4, 6)}, 5: "impact.point_5"}
"""Where an officer's own words on a point are asked; the fifth point is asked for the impact assessment alone."""

_SENTENCES: Mapping[int, str] = {1: "5(1)", 2: "5(2)", 3: "5(3)", 4: "5(4)"}
_FACTORS: Mapping[int, tuple[str, ...]] = {
    1: ("A",),
    3: ("CE", "CM", "CT", "G"),
    4: ("EM", "ET", "EL", "EK", "F"),
    5: ("B",),
    6: ("H", "I"),
}
_SCENARIOS: Mapping[int, tuple[str, ...]] = {4: ("R1", "R2", "R3", "R4", "R5")}

_CONCLUSIONS = {
    "D0": "各项保障措施已经到位并有证明材料，可以按照{work}的要求办理有关手续后向境外提供个人信息。",
    "D1": "在按期完成本报告所列整改事项的条件下，可以按照{work}的要求办理有关手续后向境外提供个人信息。",
    "D2": "现有证明材料尚不足以支持个人信息出境，应当先补充证明材料，再行评估；在此之前不向境外提供个人信息。",
    "D3": "存在应当先行整改的事项，整改完成并重新评估之前不向境外提供个人信息。",
    "D4": "存在不得出境的情形，应当停止本次个人信息出境活动或者改变出境方案。",
}


def impact_texts(
    score: RiskScore, sheet: AnswerSheet, work: str, plan: Sequence[Mapping[str, Any]] = ()
) -> dict[str, str]:
    """Text by question: ``art5.point_1_finding`` … ``impact.point_5_finding`` …, conclusion and reasons.

    ``work``: what is applied for. ``plan``: the fixes taken on, as a snapshot keeps them.
    """
    texts: dict[str, str] = {}
    tasks = {str(task["question"]): task for task in plan}
    for point, own in OWN.items():
        found = [score.question(question) for question in worst_first(score, _findings(score, point))]
        texts[f"{own}_finding"] = _finding(score, point)
        texts[f"{own}_problem"] = problems_text(found, sheet)
        texts[f"{own}_rectification"] = rectification_text(score, found, sheet, tasks)
    conclusion = _CONCLUSIONS[score.decision].format(work=work)
    texts[CONCLUSION] = f"经影响评估，本次个人信息出境活动的{level_sentence(score)}{conclusion}"
    texts[REASONS] = numbered_lines([without_stop(reason.zh) for reason in score.reasons])
    return texts


def _findings(score: RiskScore, point: int) -> list[str]:
    """Whatever any article of the score found among the questions of this point."""
    factors = _FACTORS.get(point, ())
    found = [question for article in score.articles_of("5") for question in article.findings]
    return [question for question in dict.fromkeys(found) if score.question(question).factor in factors]


def _finding(score: RiskScore, point: int) -> str:
    lines: list[str] = []
    if point in _SENTENCES:
        lines.append(closed_sentence(score.article(_SENTENCES[point]).sentence.zh))
    lines += [
        f"{one.id}{one.name.zh}：{closed_sentence(one.sentence.zh)}"
        for one in score.scenarios
        if one.id in _SCENARIOS.get(point, ())
    ]
    asked: list[QuestionResult] = [q for q in score.questions if q.factor in _FACTORS.get(point, ())]
    if asked:
        lines.append(how_known(asked))
    return "\n".join(lines) if lines else "没有适用的评估问题。"
