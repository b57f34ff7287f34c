"""Cases: open one, list them with where each stands, take one up for a page."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from assessment.answers import AnswerSheet
from assessment.lifecycle import ReviewState, editable, state_of
from assessment.vocabulary import Text
from assessment.work import CaseRecord, Person
from regimes.loader import Regime
from services.appraisal import Appraisal, appraise
from services.desk import Desk, NotFound, Refused, actor_of
from services.glances import Glance, glance_of, key_of
from store.database import Unit

MAX_TITLE = 120
ITEMS_IN_HAND = 4_000
"""A case with longer lists of items is read anew for each page that needs them: it would fill the memory."""
AT_ONCE = 50
"""So many cases stand on one page of the overview; each of them is read whole once."""


@dataclass(frozen=True, slots=True)
class OpenCase:
    """One case as every case page needs it: the record, its review state, and what follows from its answers.

    ``key`` names all that the appraisal follows from: what is worked out of it may be remembered under the key.
    """

    record: CaseRecord
    review: ReviewState
    appraisal: Appraisal
    key: Hashable

    @property
    def sheet(self) -> AnswerSheet:
        return self.appraisal.sheet

    @property
    def editable(self) -> bool:
        return editable(self.review)


@dataclass(frozen=True, slots=True)
class CaseLine:
    """One case of the overview. ``glance`` is ``None`` for a case that stands on another page of the list."""

    record: CaseRecord
    review: ReviewState
    glance: Glance | None


@dataclass(frozen=True, slots=True)
class CaseList:
    """Every case that fits the search, last changed first; those from ``first`` on are looked at."""

    lines: tuple[CaseLine, ...]
    first: int
    all_cases: int

    @property
    def shown(self) -> tuple[tuple[CaseLine, Glance], ...]:
        return tuple((line, line.glance) for line in self.lines if line.glance is not None)

    @property
    def next(self) -> int | None:
        end = self.first + AT_ONCE
        return end if end < len(self.lines) else None


def open_case(desk: Desk, person: Person, case_id: str, *, with_items: bool = True) -> OpenCase:
    """Load one case of the person's company; raises ``NotFound``.

    Without its items the sheet is read quickly however long the lists are; the totals are known all the same.
    """
    with desk.database.read(person.company_id) as unit:
        record = case_of(unit, case_id)
        return _opened(desk, unit, record, with_items=with_items)


class Disposed(NotFound):
    """The case was disposed of after its term: only its reference and its trail are left."""


def case_of(unit: Unit, case_id: str, *, also_disposed: bool = False) -> CaseRecord:
    """One case of the company; one that was disposed of only for whoever asks."""
    record = unit.cases.get(case_id)
    if record is None:
        raise NotFound(f"case {case_id}")
    if not also_disposed and unit.cases.is_disposed(case_id):
        raise Disposed(f"case {case_id}")
    return record


def list_cases(desk: Desk, person: Person, *, first: int = 0, search: str = "") -> CaseList:
    """The cases of the company, last changed first, one page of them with route, risk and what is open."""
    with desk.database.read(person.company_id) as unit:
        regime = desk.regime_of(person.company_id, unit)
        records = unit.cases.list()
        fitting = sorted(_fitting(records, search), key=lambda record: record.changed_at, reverse=True)
        events = unit.reviews.by_case()
        lines = []
        for number, record in enumerate(fitting):
            review = state_of(events.get(record.id, []), record.revision)
            looked_at = first <= number < first + AT_ONCE
            lines.append(CaseLine(record, review, _glance(desk, unit, record, regime) if looked_at else None))
    return CaseList(tuple(lines), first, len(records))


def _fitting(records: Sequence[CaseRecord], search: str) -> list[CaseRecord]:
    words = search.casefold().split()
    return [one for one in records if all(word in f"{one.reference} {one.title}".casefold() for word in words)]


def _glance(desk: Desk, unit: Unit, record: CaseRecord, regime: Regime) -> Glance:
    def looked_at() -> Glance:
        return glance_of(appraise(unit.sheets.load(record.id, desk.today), regime))

    return desk.glances.of(key_of(record, regime, desk.today), looked_at)


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
    with_items = with_items or bool(regime.notices)
    key = key_of(record, regime, desk.today)

    def read() -> Appraisal:
        sheet = unit.sheets.load(record.id, desk.today, with_items=with_items)
        return appraise(sheet, regime, None if with_items else unit.item_sums.of_case(record.id))

    appraisal = desk.appraisals.of((key, with_items), read, worth=_kept_whole)
    review = state_of(unit.reviews.list(record.id), record.revision)
    return OpenCase(record, review, appraisal, key)


def _kept_whole(appraisal: Appraisal) -> bool:
    return len(appraisal.sheet.items) <= ITEMS_IN_HAND


def _next_reference(unit: Unit, year: int) -> str:
    taken = {record.reference for record in unit.cases.list(also_disposed=True)}
    number = len(taken) + 1
    while f"{year}-{number:03d}" in taken:
        number += 1
    return f"{year}-{number:03d}"
