"""Text for part three of the self-assessment report, written from the score: what the officer's own words replace.

Formal Chinese only, because it goes into the report. Whatever an officer writes in a field of the wizard stands in
the report instead of the text made here; the two are never mixed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from assessment.answers import AnswerSheet
from assessment.risk_score import ArticleResult, QuestionResult, RiskScore

POINTS = range(1, 7)
PARTS = ("finding", "problem", "rectification")
CONCLUSION, REASONS = "conclusion.text", "conclusion.reasons"

FACTORS_OF = {
    "5(1)": ("A",),
    "5(3)": ("CE", "CM", "CT"),
    "5(4)": ("EM", "ET", "EL", "EK", "F"),
    "5(5)": ("G",),
    "5(6)": ("B", "H", "I"),
}
"""Art. 5 and the factors that answer it (section 17 of the method); 5(2) is answered by the severity."""

RISKS_OF = {"5(4)": ("R1", "R2", "R3", "R4", "R5")}

REPORT_TEXTS = frozenset([*(f"art5.point_{point}_{part}" for point in POINTS for part in PARTS), CONCLUSION, REASONS])
"""The questions of the wizard that a text made here stands in for."""

_CONCLUSIONS = {
    "D0": "各项保障措施已经到位并有证明材料，可以按照所适用的出境路径办理有关手续后开展数据出境活动。",
    "D1": "在按期完成本报告所列整改事项的条件下，可以按照所适用的出境路径办理有关手续后开展数据出境活动。",
    "D2": "现有证明材料尚不足以支持数据出境，应当先补充证明材料，再行评估；在此之前不开展数据出境活动。",
    "D3": "存在应当先行整改的事项，整改完成并重新评估之前不开展数据出境活动。",
    "D4": "存在不得出境的情形，应当停止本次数据出境活动或者改变出境方案。",
}


def generated_texts(score: RiskScore, sheet: AnswerSheet, plan: Sequence[Mapping[str, Any]] = ()) -> dict[str, str]:
    """Text by question of the wizard: ``art5.point_1_finding`` … ``conclusion.reasons``.

    ``plan``: the fixes taken on, as a snapshot keeps them; a finding with one names owner, day and planned grade.
    """
    texts: dict[str, str] = {}
    tasks = {str(task["question"]): task for task in plan}
    for point in POINTS:
        article = score.article(f"5({point})")
        found = [score.question(question) for question in worst_first(score, article.findings)]
        texts[f"art5.point_{point}_finding"] = _finding(score, article)
        texts[f"art5.point_{point}_problem"] = problems_text(found, sheet)
        texts[f"art5.point_{point}_rectification"] = rectification_text(score, found, sheet, tasks)
    texts[CONCLUSION] = _conclusion(score)
    texts[REASONS] = numbered_lines([without_stop(reason.zh) for reason in score.reasons])
    return texts


def worst_first(score: RiskScore, findings: Sequence[str]) -> list[str]:
    """The findings of a point by their grade, in their own order where grades are equal."""
    return sorted(findings, key=lambda question: -score.question(question).grade[1])


def _finding(score: RiskScore, article: ArticleResult) -> str:
    lines = [closed_sentence(article.sentence.zh)]
    lines += [
        f"{one.id}{one.name.zh}：{closed_sentence(one.sentence.zh)}"
        for one in score.scenarios
        if one.id in RISKS_OF.get(article.id, ())
    ]
    asked = [question for question in score.questions if question.factor in FACTORS_OF.get(article.id, ())]
    if asked:
        lines.append(how_known(asked))
    return "\n".join(lines)


def how_known(asked: Sequence[QuestionResult]) -> str:
    met = sum(question.state == "verified" and question.grade == (0, 0) for question in asked)
    declared = sum(question.state == "declared" for question in asked)
    unknown = sum(question.state == "unknown" for question in asked)
    parts = [f"本项适用的评估问题共{len(asked)}个，经证明材料核实符合的{met}个"]
    parts += [f"仅有声明的{declared}个"] if declared else []
    parts += [f"尚无依据的{unknown}个"] if unknown else []
    return "，".join(parts) + "。"


def problems_text(found: Sequence[QuestionResult], sheet: AnswerSheet) -> str:
    if not found:
        return "根据已核实的证明材料，本项未发现需要整改的问题。"
    return numbered_lines([_with_words(question, sheet) for question in found])


def _with_words(question: QuestionResult, sheet: AnswerSheet) -> str:
    answer = sheet.grades.get(question.id)
    said = answer.finding.strip() if answer else ""
    return f"{question.text.zh}。{said}" if said else question.text.zh


def rectification_text(
    score: RiskScore, found: Sequence[QuestionResult], sheet: AnswerSheet, tasks: Mapping[str, Mapping[str, Any]]
) -> str:
    if not found:
        return "本项没有需要整改的事项。"
    told = {question.id: _told(score, question.id, sheet, tasks) for question in found}
    text = numbered_lines([f"针对评分明细第{question}项：{said}" for question, said in told.items() if said])
    open_ = [question for question, said in told.items() if not said]
    if open_:
        text += ("\n" if text else "") + f"评分明细第{'、'.join(open_)}项的整改措施尚未确定。"
    return text


def _told(score: RiskScore, question: str, sheet: AnswerSheet, tasks: Mapping[str, Mapping[str, Any]]) -> str:
    """What the officer wrote about mending it, and who has taken it on until when."""
    answer, task = sheet.grades.get(question), tasks.get(question)
    said = answer.rectification.strip() if answer else ""
    if task is None:
        return said
    return f"{closed_sentence(said)}{_taken_on(score, task)}" if said else _taken_on(score, task)


def _taken_on(score: RiskScore, task: Mapping[str, Any]) -> str:
    day = date.fromisoformat(task["due"])
    if task["done"]:
        return f"由{task['owner']}负责，已经完成，待核实。"
    by = f"{day.year}年{day.month}月{day.day}日前"
    return f"由{task['owner']}负责，于{by}完成，计划达到“{score.words.grades[task['planned']].zh}”。"


def _conclusion(score: RiskScore) -> str:
    return f"经自评估，本次数据出境活动的{level_sentence(score)}{_CONCLUSIONS[score.decision]}"


def level_sentence(score: RiskScore) -> str:
    words = score.words.levels
    low, high = (words.of(level).zh for level in score.level)
    level = high if low == high else f"{low}至{high}"
    return f"风险等级为{level}。"


def numbered_lines(lines: Sequence[str]) -> str:
    return "\n".join(f"（{number}）{closed_sentence(line)}" for number, line in enumerate(lines, start=1))


def closed_sentence(sentence: str) -> str:
    return sentence if sentence.endswith(("。", "；", "！", "？")) else f"{sentence}。"


def without_stop(sentence: str) -> str:
    return sentence.removesuffix("。")
