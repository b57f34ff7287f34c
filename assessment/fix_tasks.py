"""Fixes that somebody has taken on: who, until when, to which grade; and the risk once all of them are done.

A planned grade never decides anything: it is used in the target run alone, beside today's score.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import Field

from assessment.questions import Frozen
from assessment.risk_score import RiskScore
from assessment.scoring_input import ScoreAnswer, ScoreInput
from assessment.vocabulary import Text
from assessment.work import JournalEntry

MAX_OWNER = 100
NOTICE = timedelta(days=14)
"""So long before the day of a fix its case says that it comes."""


class FixSaid(Frozen):
    """The content of one entry; ``subject`` of the entry is the question."""

    step: Literal["scheduled", "finished", "dropped"]
    owner: Annotated[str, Field(min_length=1, max_length=MAX_OWNER)]
    due: date
    planned: Annotated[int, Field(ge=0, le=3)]
    note: str = ""


@dataclass(frozen=True, slots=True)
class FixTask:
    """The newest word on one fix."""

    question: str
    said: FixSaid
    entry: JournalEntry

    @property
    def open(self) -> bool:
        return self.said.step == "scheduled"

    def overdue(self, on: date) -> bool:
        return self.open and self.said.due < on

    def due_soon(self, on: date) -> bool:
        """Its day is near, so people are told before it passes."""
        return self.open and on <= self.said.due <= on + NOTICE

    def as_record(self) -> dict[str, Any]:
        """What a snapshot keeps and the report prints."""
        return {
            "question": self.question,
            "owner": self.said.owner,
            "due": self.said.due.isoformat(),
            "planned": self.said.planned,
            "done": not self.open,
        }


def fix_tasks(entries: Iterable[JournalEntry]) -> dict[str, FixTask]:
    """Question → its task; the last entry holds, dropped ones are left out."""
    tasks: dict[str, FixTask] = {}
    for entry in entries:
        said = FixSaid.model_validate_json(json.dumps(dict(entry.content)))
        if said.step == "dropped":
            tasks.pop(entry.subject, None)
        else:
            tasks[entry.subject] = FixTask(entry.subject, said, entry)
    return tasks


def plan_of(tasks: Iterable[FixTask], reached: RiskScore) -> dict[str, Any]:
    """What a snapshot keeps of the plan: the tasks by day and question, and the levels once all of them are done."""
    return {
        "tasks": [task.as_record() for task in sorted(tasks, key=lambda task: (task.said.due, task.question))],
        "target": {
            "level": list(reached.level),
            "decision": reached.decision,
            "scenarios": {one.id: list(one.level) for one in reached.scenarios},
        },
    }


def target(case: ScoreInput, tasks: Iterable[FixTask]) -> ScoreInput:
    """The case with every planned grade reached and proven; grades that are better already stay."""
    planned = {task.question: task.said.planned for task in tasks}
    answers = dict(case.answers)
    for question, grade in planned.items():
        now = answers.get(question)
        if now is None or now.grade is None or now.grade > grade or now.state != "verified":
            answers[question] = ScoreAnswer(grade=grade, state="verified")
    return case.model_copy(update={"answers": answers})


def why_not_schedule(owner: str, due: date | None, on: date) -> Sequence[tuple[str, Text]]:
    """What keeps a fix from being scheduled, by field."""
    problems = []
    if not owner.strip():
        problems.append(("owner", Text("请写明责任人。", "Say who is responsible.")))
    if due is None:
        problems.append(("due", Text("请写明完成日期。", "Say by when.")))
    elif due < on:
        problems.append(("due", Text(f"完成日期 {due} 已过；请另定日期。", f"{due} has passed; choose another day.")))
    return problems
