"""Everything that the risk page shows beside the score: what to do first, tasks, target, override, agreement, evidence
that grows old, and what the library of destinations offers."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.agreement import Agreement, agreement_of
from assessment.fix_tasks import FixTask, fix_tasks
from assessment.overrides import Override, override_of, why_not_agree, why_not_propose
from assessment.proofs import Standing, standings
from assessment.scorecard import Scorecard
from assessment.scoring import RiskScore, score
from assessment.scoring_advice import Advice
from assessment.scoring_input import ScoreAnswer
from assessment.vocabulary import Text
from assessment.work import Person
from services.cases import OpenCase
from services.desk import Desk
from services.fix_tasks import target_score


@dataclass(frozen=True, slots=True)
class RiskPage:
    """``target`` is there once a task is open or done; ``downgraded`` are verified answers that no longer count so."""

    score: RiskScore
    advice: Advice
    tasks: dict[str, FixTask]
    target: RiskScore | None
    override: Override | None
    why_not_propose: Text | None
    why_not_agree: Text | None
    agreement: Agreement
    key_questions: int
    downgraded: dict[str, Standing]
    ending: dict[str, Standing]


def risk_page(desk: Desk, person: Person, case: OpenCase) -> RiskPage:
    """Gathered for one case that is open already."""
    appraisal, result = case.appraisal, case.appraisal.score
    case_id = case.record.id
    with desk.database.read(person.company_id) as unit:
        tasks = fix_tasks(unit.journals.list("fix", case_id=case_id))
        override = override_of(unit.journals.list("override", case_id=case_id))
        authors = unit.trail.authors(case_id)
    keys = {question.id for question in result.questions if question.key}
    standing = {question: found for question, found in standings(case.sheet).items() if question in _asked(result)}
    return RiskPage(
        score=result,
        advice=appraisal.advice,
        tasks=tasks,
        target=target_score(appraisal, tasks) if tasks else None,
        override=override,
        why_not_propose=why_not_propose(result, person.id, person.roles, authors),
        why_not_agree=why_not_agree(override, result, person.id, person.roles, authors),
        agreement=agreement_of(case.sheet, keys),
        key_questions=len(keys),
        downgraded={
            q: found for q, found in standing.items() if found.why and case.sheet.grades[q].state == "verified"
        },
        ending={q: found for q, found in standing.items() if found.ending},
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Today's score beside two that decide nothing: with the fixes taken on, and with the whole plan.

    ``target`` is ``None`` while nothing was taken on, ``plan`` while no set of answers is enough or none is needed.
    """

    today: RiskScore
    target: RiskScore | None
    plan: RiskScore | None


def compared(desk: Desk, person: Person, case: OpenCase) -> Compared:
    appraisal, today = case.appraisal, case.appraisal.score
    with desk.database.read(person.company_id) as unit:
        tasks = fix_tasks(unit.journals.list("fix", case_id=case.record.id))
    met = ScoreAnswer(grade=0, state="verified")
    done = {**appraisal.score_input.answers, **dict.fromkeys(today.plan.fixes, met)}
    planned = appraisal.score_input.model_copy(update={"answers": done})
    return Compared(
        today=today,
        target=target_score(appraisal, tasks) if tasks else None,
        plan=score(planned, appraisal.regime.scorecard(case.sheet.on)) if today.plan.fixes else None,
    )


def tasks_in_order(page: RiskPage, scorecard: Scorecard) -> tuple[FixTask, ...]:
    """Open tasks by their day, then those that are done."""
    order = {question.id: place for place, question in enumerate(scorecard.questions)}
    tasks = [task for task in page.tasks.values() if task.question in order]
    return tuple(sorted(tasks, key=lambda task: (not task.open, task.said.due, order[task.question])))


def _asked(score: RiskScore) -> set[str]:
    return {question.id for question in score.questions}
