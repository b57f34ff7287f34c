"""Overrides, destinations, tasks and second ratings: what the folds say and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from assessment.answers import AnswerSheet, Entry, GradedAnswer
from assessment.destinations import QUESTIONS, Graded, countries_of, library, worst_grades
from assessment.fix_tasks import FixSaid, fix_tasks, target, why_not_schedule
from assessment.overrides import OverrideSaid, override_of, why_not_agree, why_not_propose, why_not_reason
from assessment.questions import Scope
from assessment.reading_risk import _grade
from assessment.risk_score import RiskScore
from assessment.scoring import score
from assessment.scoring_ends import interval
from assessment.scoring_input import ScoreAnswer
from assessment.vocabulary import Role
from assessment.work import JournalEntry, JournalName
from tests.core.scoring_builders import Json, all_answers, graded, some_input, the_scorecard

MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
APPROVER = frozenset({Role.APPROVER})
NOBODY: frozenset[str] = frozenset()
D2: Json = {**all_answers(), "A1": graded(1, "declared")}
REASON = "车辆已在境外路试，停止提供将影响召回，证据两周内补齐，风险可控。"


def entry(
    journal: JournalName, subject: str, content: dict[str, Any], who: str = "lin", after: int = 0
) -> JournalEntry:
    return JournalEntry(
        f"{who}{after}", journal, subject, "c1", after, content, who, who.title(), MORNING + timedelta(minutes=after)
    )


def scored(answers: Json, **gates: bool) -> RiskScore:
    return score(some_input(answers=answers, gates=gates), the_scorecard())


def said(step: str, risk: RiskScore, reason: str = REASON) -> dict[str, Any]:
    content = {"step": step, "decision": risk.decision, "answers_sha256": risk.answers_sha256, "reason": reason}
    return OverrideSaid.model_validate(content).model_dump(mode="json")


def test_an_override_holds_once_a_second_approver_agreed() -> None:
    risk = scored(D2)
    proposed = entry("override", "D2", said("proposed", risk))
    first = override_of([proposed])
    assert first is not None
    assert not first.holds(risk)
    both = override_of([proposed, entry("override", "D2", said("agreed", risk), "wang", 1)])
    assert both is not None
    assert both.holds(risk)
    assert both.as_record()["approvers"] == ["Lin", "Wang"]


def test_it_lapses_with_another_answer_and_can_be_withdrawn() -> None:
    risk = scored(D2)
    entries = [
        entry("override", "D2", said("proposed", risk)),
        entry("override", "D2", said("agreed", risk), "wang", 1),
    ]
    override = override_of(entries)
    assert override is not None
    assert not override.holds(scored({**D2, "A2": graded(1)}))
    assert override_of([*entries, entry("override", "D2", said("withdrawn", risk), "lin", 2)]) is None


def test_who_may_override_and_what() -> None:
    risk = scored(D2)
    assert why_not_propose(risk, "lin", APPROVER, NOBODY) is None
    assert why_not_propose(risk, "lin", frozenset({Role.REVIEWER}), NOBODY) is not None
    assert why_not_propose(risk, "lin", APPROVER, frozenset({"lin"})) is not None
    assert why_not_propose(scored(all_answers()), "lin", APPROVER, NOBODY) is not None
    assert why_not_propose(scored(D2, K1=True), "lin", APPROVER, NOBODY) is not None
    waiting = override_of([entry("override", "D2", said("proposed", risk))])
    assert why_not_agree(waiting, risk, "lin", APPROVER, NOBODY) is not None
    assert why_not_agree(waiting, risk, "wang", APPROVER, NOBODY) is None
    assert why_not_agree(waiting, scored({**D2, "A2": graded(1)}), "wang", APPROVER, NOBODY) is not None
    assert why_not_agree(None, risk, "wang", APPROVER, NOBODY) is not None


def test_a_reason_says_something() -> None:
    assert why_not_reason("同意") is not None
    assert why_not_reason(REASON) is None


def graded_country(country: str = "de", **changes: Any) -> dict[str, Any]:
    content = {
        "country": country,
        "grades": dict.fromkeys(QUESTIONS, 1),
        "basis": dict.fromkeys(QUESTIONS, "GDPR"),
        "counsel": "沈知白",
        "dated": "2026-09-01",
    }
    return {**content, **changes}


def test_the_last_version_of_a_destination_holds_and_the_weakest_counts() -> None:
    known = library(
        [
            entry("destination", "de", graded_country()),
            entry("destination", "nl", graded_country("nl", grades={**dict.fromkeys(QUESTIONS, 0), "B3": 2})),
            entry("destination", "de", graded_country(grades=dict.fromkeys(QUESTIONS, 0)), after=2),
        ]
    )
    assert [one.version for one in known["de"]] == [1, 2]
    assert known["de"][-1].until == date(2027, 9, 1)
    assert worst_grades([known["de"][-1], known["nl"][-1]]) == {**dict.fromkeys(QUESTIONS, 0), "B3": 2}


def test_a_destination_is_graded_on_all_six() -> None:
    with pytest.raises(ValidationError, match="each of them once"):
        Graded.model_validate({**graded_country(), "dated": date(2026, 9, 1), "grades": {"B1": 0}})


def test_the_destinations_of_a_case_are_those_of_its_recipients() -> None:
    recipients = [
        Entry(f"r{n}", Scope.RECIPIENT, "s", {"recipient.country": country})
        for n, country in enumerate(["de", "nl", "de"])
    ]
    sheet = AnswerSheet("1", "t", "c", date(2026, 11, 21), entries=tuple(recipients))
    assert countries_of(sheet) == ("de", "nl")


def task(step: str = "scheduled", planned: int = 0) -> dict[str, Any]:
    return {"step": step, "owner": "周敏", "due": "2027-01-31", "planned": planned}


def test_a_task_is_scheduled_finished_and_dropped() -> None:
    tasks = fix_tasks([entry("fix", "A1", task()), entry("fix", "A2", task(), after=1)])
    assert tasks["A1"].overdue(date(2027, 2, 1))
    assert not tasks["A1"].overdue(date(2027, 1, 31))
    later = fix_tasks(
        [
            entry("fix", "A1", task()),
            entry("fix", "A2", task(), after=1),
            entry("fix", "A1", task("finished"), after=2),
            entry("fix", "A2", task("dropped"), after=3),
        ]
    )
    assert [(name, one.open) for name, one in later.items()] == [("A1", False)]


def test_the_target_uses_planned_grades_and_makes_nothing_worse() -> None:
    case = some_input(answers={**all_answers(A2=3), "A1": graded(2, "declared"), "A3": graded(0)})
    tasks = fix_tasks([entry("fix", q, task(planned=1), after=n) for n, q in enumerate(("A1", "A2", "A3"))])
    planned = target(case, tasks.values())
    assert planned.answers["A1"] == ScoreAnswer(grade=1, state="verified")
    assert planned.answers["A2"].grade == 1
    assert planned.answers["A3"].grade == 0
    assert case.answers["A2"].grade == 3


def test_a_task_needs_an_owner_and_a_day_to_come() -> None:
    on = date(2026, 11, 21)
    assert [field for field, _ in why_not_schedule(" ", None, on)] == ["owner", "due"]
    assert [field for field, _ in why_not_schedule("周敏", date(2026, 11, 20), on)] == ["due"]
    assert why_not_schedule("周敏", on, on) == []
    with pytest.raises(ValidationError):
        FixSaid(step="scheduled", owner="", due=on, planned=0)


def test_two_raters_who_differ_leave_what_lies_between_them() -> None:
    answer = GradedAnswer("A1", 0, "verified", checked_by="林致远", second_grade=2, second_by="王磊")
    assert interval(_grade(answer, "verified")) == (0, 2)
    agreed = replace(answer, second_grade=0)
    assert interval(_grade(agreed, "verified")) == (0, 0)
    with pytest.raises(ValidationError):
        ScoreAnswer(grade=1, state="disputed")
