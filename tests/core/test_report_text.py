"""Part three of the report from the score: every finding is named, nothing is said that the score does not say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assessment.answers import AnswerSheet, GradedAnswer
from assessment.report_text import CONCLUSION, POINTS, REASONS, generated_texts
from assessment.scoring import score
from tests.core.scoring_builders import Json, all_answers, graded, some_facts, some_input, the_scorecard

SHEET = AnswerSheet("2026-001", "车联网", "沪岚汽车", date(2026, 11, 21))


def texts(answers: Json, sheet: AnswerSheet = SHEET, **facts: object) -> dict[str, str]:
    return generated_texts(score(some_input(some_facts(**facts), answers), the_scorecard()), sheet)


def test_there_is_a_text_for_every_field_of_part_three() -> None:
    made = texts(all_answers())
    parts = [f"art5.point_{n}_{part}" for n in POINTS for part in ("finding", "problem", "rectification")]
    assert list(made) == [*parts, CONCLUSION, REASONS]
    assert all(made.values())


def test_where_all_is_proven_nothing_is_found() -> None:
    made = texts(all_answers())
    assert made["art5.point_1_problem"] == "根据已核实的证明材料，本项未发现需要整改的问题。"
    assert made["art5.point_1_rectification"] == "本项没有需要整改的事项。"
    assert "经证明材料核实符合的" in made["art5.point_1_finding"]


def test_a_problem_carries_the_words_of_the_officer_and_its_rectification() -> None:
    said = GradedAnswer("A3", 1, "verified", "合成数据未作试验。", "2027-03-31 前完成试验。")
    made = texts(all_answers(A3=1), replace(SHEET, grades={"A3": said}))
    assert made["art5.point_1_problem"].endswith("合成数据未作试验。")
    assert made["art5.point_1_rectification"] == "（1）针对评分明细第A3项：2027-03-31 前完成试验。"


def test_a_fix_that_was_taken_on_is_told_with_owner_and_day() -> None:
    task = {"question": "A3", "owner": "研发中心", "due": "2027-03-31", "planned": 0, "done": False}
    result = score(some_input(answers=all_answers(A3=1)), the_scorecard())
    made = generated_texts(result, SHEET, [task])["art5.point_1_rectification"]
    assert made == "（1）针对评分明细第A3项：由研发中心负责，于2027年3月31日前完成，计划达到“符合”。"
    done = generated_texts(result, SHEET, [{**task, "done": True}])["art5.point_1_rectification"]
    assert done.endswith("已经完成，待核实。")


def test_a_problem_without_a_plan_is_named_as_such() -> None:
    made = texts(all_answers(A3=1))
    assert made["art5.point_1_rectification"] == "评分明细第A3项的整改措施尚未确定。"


def test_the_worst_finding_stands_first() -> None:
    made = texts(all_answers(A3=1, A2=2))
    assert made["art5.point_1_problem"].startswith("（1）" + _wording("A2", 2))


def test_what_is_not_known_is_said() -> None:
    made = texts({**all_answers(), "A2": graded(0, "declared"), "A3": graded(0, "unknown")})
    assert "仅有声明的1个，尚无依据的1个" in made["art5.point_1_finding"]


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (all_answers(), "可以按照所适用的出境路径"),
        (all_answers(A1=2), "整改完成并重新评估之前不开展"),
        (all_answers(A1=3), "应当停止本次数据出境活动"),
        ({**all_answers(), "A1": graded(1, "declared")}, "应当先补充证明材料"),
    ],
)
def test_the_conclusion_follows_the_decision(answers: Json, words: str) -> None:
    assert words in texts(answers)[CONCLUSION]


def _wording(question: str, grade: int) -> str:
    card = the_scorecard().by_id[question]
    return f"{card.question.zh}：{card.grades[grade].zh}"
