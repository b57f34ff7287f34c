"""What of the risk waits for somebody: evidence that grows old, fixes whose day is near or has passed.

Read for many cases at once for the first page, and for one case before filing. It reminds and changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from assessment.answers import AnswerSheet
from assessment.fix_tasks import FixTask, fix_tasks
from assessment.proofs import Standing
from assessment.risk_score import RiskScore
from assessment.work import JournalEntry, Person
from services.cases import CaseLine, OpenCase
from services.desk import Desk
from services.glances import aging, unmet
from store.database import Unit


@dataclass(frozen=True, slots=True)
class Reminders:
    """Of one case. ``too_old``: checked answers that count as declared now; ``ending``: those that soon will."""

    overdue: tuple[FixTask, ...] = ()
    due_soon: tuple[FixTask, ...] = ()
    too_old: Mapping[str, Standing] | None = None
    ending: Mapping[str, Standing] | None = None
    unplanned: tuple[str, ...] = ()
    """Findings without owner and day although the case may go ahead only with conditions (D1)."""

    @property
    def anything(self) -> bool:
        return bool(self.overdue or self.due_soon or self.too_old or self.ending)

    @property
    def ends_first(self) -> date | None:
        return min((found.until for found in (self.ending or {}).values() if found.until), default=None)


def reminders_of_lines(desk: Desk, person: Person, lines: Iterable[CaseLine]) -> dict[str, Reminders]:
    """Case → its reminders, for those that have some."""
    with desk.database.read(person.company_id) as unit:
        by_case = _tasks_by_case(unit.journals.list("fix"))
    found = {
        line.record.id: _from(line.glance.aging, line.glance.unmet, by_case.get(line.record.id, {}), desk.today)
        for line in lines
        if line.glance is not None
    }
    return {case_id: one for case_id, one in found.items() if one.anything}


def reminders_of_case(desk: Desk, person: Person, case: OpenCase) -> Reminders:
    with desk.database.read(person.company_id) as unit:
        tasks = tasks_in(unit, case.record.id)
    return reminders(case.sheet, case.appraisal.score, tasks)


def tasks_in(unit: Unit, case_id: str) -> dict[str, FixTask]:
    return fix_tasks(unit.journals.list("fix", case_id=case_id))


def reminders(sheet: AnswerSheet, score: RiskScore, tasks: Mapping[str, FixTask]) -> Reminders:
    """From what is loaded already."""
    return _from(aging(sheet, score), unmet(score), tasks, sheet.on)


def _from(old: Mapping[str, Standing], findings: Iterable[str], tasks: Mapping[str, FixTask], on: date) -> Reminders:
    return Reminders(
        overdue=tuple(task for task in tasks.values() if task.overdue(on)),
        due_soon=tuple(task for task in tasks.values() if task.due_soon(on)),
        too_old={question: found for question, found in old.items() if found.why == "too_old"},
        ending={question: found for question, found in old.items() if found.ending},
        unplanned=tuple(question for question in findings if question not in tasks),
    )


def _tasks_by_case(entries: Iterable[JournalEntry]) -> dict[str, dict[str, FixTask]]:
    by_case: dict[str, list[JournalEntry]] = {}
    for entry in entries:
        if entry.case_id is not None:
            by_case.setdefault(entry.case_id, []).append(entry)
    return {case_id: fix_tasks(found) for case_id, found in by_case.items()}
