"""Cases: open one, list them with where each stands, take one up for a page."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.answers import AnswerSheet
from assessment.lifecycle import ReviewState, editable, state_of
from assessment.vocabulary import Text
from assessment.work import CaseRecord, Person
from services.appraisal import Appraisal, appraise
from services.desk import Desk, NotFound, Refused, actor_of
from store.database import Unit

MAX_TITLE = 120


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One case as every case page needs it: the record, its review state, and what follows from its answers."""

    record: CaseRecord
    review: ReviewState
    appraisal: Appraisal

    @property
    def sheet(self) -> AnswerSheet:
        return self.appraisal.sheet

    @property
    def editable(self) -> bool:
        return editable(self.review)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One row of the overview."""

    record: CaseRecord
    review: ReviewState
    appraisal: Appraisal
    gaps: int


def open_case(desk: Desk, person: Person, case_id: str, *, with_items: bool = True) -> OpenCase:
    """Load one case of the person's company; raises ``NotFound``."""
    with desk.database.read(person.company_id) as unit:
        record = case_of(unit, case_id)
        return _opened(desk, unit, record, with_items=with_items)


def case_of(unit: Unit, case_id: str) -> CaseRecord:
    record = unit.cases.get(case_id)
    if record is None:
        raise NotFound(f"case {case_id}")
    return record


def list_cases(desk: Desk, person: Person) -> tuple[CaseLine, ...]:
    """All cases of the company, last changed first, each with route, risk and what it waits for."""
    with desk.database.read(person.company_id) as unit:
        opened = [_opened(desk, unit, record, with_items=True) for record in unit.cases.list()]
    lines = [CaseLine(case.record, case.review, case.appraisal, len(case.appraisal.gaps)) for case in opened]
    return tuple(sorted(lines, key=lambda line: line.record.changed_at, reverse=True))


def create_case(desk: Desk, person: Person, title: str, reference: str = "") -> CaseRecord:
    """Start a case with one empty scenario; the reference is given out by year when left empty."""
    title = title.strip()[:MAX_TITLE]
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        reference = reference.strip() or _next_reference(unit, desk.today.year)
        if unit.cases.by_reference(reference) is not None:
            raise Refused(
                Text(
                    f"编号 {reference} 已被使用；请换一个或留空。",
                    f"Reference {reference} is taken; choose another or leave it empty.",
                )
            )
        record = unit.cases.create(reference, title)
        unit.record("case created", case_id=record.id, subject=reference, details={"title": title})
        unit.commit()
    return record


def ensure_editable(unit: Unit, record: CaseRecord) -> None:
    """Refuse a change while a snapshot of the case is in review."""
    if not editable(state_of(unit.reviews.list(record.id), record.revision)):
        raise Refused(
            Text(
                "本项目正在复核，暂不能修改；提交人可先撤回。",
                "This case is in review and stands still; the submitter can withdraw it first.",
            )
        )


def _opened(desk: Desk, unit: Unit, record: CaseRecord, *, with_items: bool) -> OpenCase:
    regime = desk.regime_of(record.company_id, unit)
    # A notice of an authority names data items, so they are needed where there is one.
    sheet = unit.sheets.load(record.id, desk.today, with_items=with_items or bool(regime.notices))
    review = state_of(unit.reviews.list(record.id), record.revision)
    return OpenCase(record, review, appraise(sheet, regime))


def _next_reference(unit: Unit, year: int) -> str:
    taken = {record.reference for record in unit.cases.list()}
    number = len(taken) + 1
    while f"{year}-{number:03d}" in taken:
        number += 1
    return f"{year}-{number:03d}"
