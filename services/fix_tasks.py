"""Make a fix a task with an owner and a day, say when it is done, and score the case as it would be then."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessment.errors import InputRefused, Problem
from assessment.fix_tasks import FixSaid, FixTask, fix_tasks, target, why_not_schedule
from assessment.scoring import RiskScore, score
from assessment.vocabulary import Text
from assessment.work import Person
from services.appraisal import Appraisal
from services.cases import case_of
from services.desk import Desk, NotFound, Refused, actor_of
from store.database import Unit


def tasks_of(desk: Desk, person: Person, case_id: str) -> dict[str, FixTask]:
    """Question → its task, for one case."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        return fix_tasks(unit.journals.list("fix", case_id=case_id))


def schedule(
    desk: Desk, person: Person, case_id: str, question: str, *, owner: str, due: date | None, planned: int = 0
) -> None:
    """Take a fix on, or change who does it until when. Raises ``InputRefused`` by field."""
    problems = why_not_schedule(owner, due, desk.today)
    if problems or due is None:
        raise InputRefused(*(Problem(field, sentence) for field, sentence in problems))
    if question not in desk.regime.scorecard(desk.today).by_id:
        raise NotFound(f"risk question {question}")
    said = FixSaid(step="scheduled", owner=owner.strip(), due=due, planned=planned)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        case_of(unit, case_id)
        _append(unit, case_id, question, said, "fix scheduled")
        unit.commit()


def finish(desk: Desk, person: Person, case_id: str, question: str, note: str, *, dropped: bool = False) -> None:
    """The work is done, or given up; the grade itself is changed where it is answered, with its evidence."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        case_of(unit, case_id)
        task = fix_tasks(unit.journals.list("fix", case_id=case_id)).get(question)
        if task is None or not task.open:
            raise Refused(Text("这一项没有正在进行的整改。", "No fix of this question is under way."))
        if dropped and not note.strip():
            raise Refused(Text("请写明不再整改的理由。", "Say why it is given up."))
        step: Any = "dropped" if dropped else "finished"
        said = task.said.model_copy(update={"step": step, "note": note.strip()})
        _append(unit, case_id, question, said, "fix finished")
        unit.commit()


def target_score(appraisal: Appraisal, tasks: dict[str, FixTask]) -> RiskScore:
    """The score with every planned grade reached; shown beside today's, never used for the decision."""
    return score(target(appraisal.score_input, tasks.values()), appraisal.regime.scorecard(appraisal.sheet.on))


def _append(unit: Unit, case_id: str, question: str, said: FixSaid, kind: str) -> None:
    content = said.model_dump(mode="json")
    unit.journals.append("fix", question, content, case_id=case_id)
    unit.record(kind, case_id=case_id, subject=question, details=content)
