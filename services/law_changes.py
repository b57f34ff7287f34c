"""The law changed: which cases does that touch, what is decided otherwise, and which answers need a second look.

A case is decided on two days, each under the law as the company then held it, and the decisions are compared.
Nothing is stored: what was worked out once is remembered in the process, because the same law and the same facts
give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from assessment.answers import AnswerSheet
from assessment.decisions import RouteDecision
from assessment.difference import Difference, difference
from assessment.events import ReviewEvent
from assessment.facts import RouteFacts
from assessment.law_days import LawDay, law_days
from assessment.lifecycle import ReviewState, state_of
from assessment.overlays import HeldOverlay
from assessment.routing import decide
from assessment.rules import RuleBook
from assessment.work import CaseRecord, Person
from regimes.loader import Regime
from services.desk import Desk
from services.held_law import HeldLaw
from services.kept_facts import CaseFacts, Portfolio, portfolio_facts
from services.past_law import beijing_day, days_of_overlays, law_held_on

AT_ONCE = 500
"""So many cases are decided for one page; the next ones stand on the next page."""
TRIALS = 1_500
"""So many comparisons the list of all changes may cost; what is left can be opened one by one."""
GRACE = timedelta(days=90)
"""A case that was never submitted is held against the law of so many days ago, or of the day it was begun."""
NAMED = 40
"""For so many cases of a list the scenarios are named."""
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Redecided:
    record: CaseRecord
    decision: RouteDecision


@dataclass(frozen=True, slots=True)
class TouchedCase:
    """A case that is decided otherwise. ``confirmed_on``: when it was last submitted or approved."""

    record: CaseRecord
    review: ReviewState
    difference: Difference
    since: date
    confirmed_on: date | None
    sheet: AnswerSheet | None = None
    """What was answered, for the names of scenarios; left out where very many cases are listed."""

    @property
    def running(self) -> bool:
        return self.review.state != "approved"


@dataclass(frozen=True, slots=True)
class Touched:
    """``looked_at`` of ``all_cases`` were decided, from number ``first`` on; ``waiting`` are not read yet."""

    cases: tuple[TouchedCase, ...]
    looked_at: int
    all_cases: int
    first: int = 0
    waiting: int = 0

    @property
    def next(self) -> int | None:
        """Where the next page begins, if there is one."""
        end = self.first + self.looked_at
        return end if end < self.all_cases else None


@dataclass(frozen=True, slots=True)
class Change:
    """One day of change: what the law itself begins or ends, what the company added or removed on that day.

    ``touched`` is ``None`` where that was not worked out here.
    """

    day: date
    law: LawDay | None
    overlays: tuple[HeldOverlay, ...]
    touched: Touched | None


@dataclass(frozen=True, slots=True)
class _Side:
    """One end of a comparison: a day and the law by which it is decided."""

    day: date
    law: Regime


def redecide(desk: Desk, company_id: str, on: date, portfolio: Portfolio | None = None) -> Iterator[Redecided]:
    """Every case of the company decided for another day, last changed first."""
    law = desk.regime_of(company_id)
    for case in (portfolio or portfolio_facts(desk, company_id, law=law)).cases:
        yield Redecided(case.record, decide(case.on(on, law), law.rules, on))


def touched_by(
    desk: Desk,
    person: Person,
    before: date,
    after: date,
    *,
    first: int = 0,
    law_before: Regime | None = None,
    law_after: Regime | None = None,
) -> Touched:
    """The cases decided otherwise on ``after`` than on ``before``, each under the law as it was then held.

    ``law_before``, ``law_after``: another law instead, such as the same without one overlay.
    """
    held = desk.law_of(person.company_id)
    sides = (
        _Side(before, law_before or law_held_on(desk, held, before)),
        _Side(after, law_after or law_held_on(desk, held, after)),
    )
    found = portfolio_facts(desk, person.company_id, law=law_after or held.regime)
    return _touched(desk, person, found, found.cases[first : first + AT_ONCE], sides, first)


def changes(desk: Desk, person: Person, start: date | None = None, end: date | None = None) -> tuple[Change, ...]:
    """Every change of the law from ``start`` to ``end``, newest first, with its cases while the trials last.

    A change of the past touches what had been begun before it; one to come touches every case.
    """
    held = desk.law_of(person.company_id)
    portfolio = portfolio_facts(desk, person.company_id, law=held.regime)
    left, listed = TRIALS, []
    for day, law, overlays in _days(held):
        if (start and day < start) or (end and day > end):
            continue
        cases = tuple(c for c in portfolio.cases if day > desk.today or beijing_day(c.record.created_at) < day)
        touched = None
        if len(cases) <= left:
            left -= len(cases)
            sides = tuple(_Side(on, law_held_on(desk, held, on)) for on in (day - ONE_DAY, day))
            touched = _touched(desk, person, portfolio, cases, (sides[0], sides[1]), 0)
        listed.append(Change(day, law, overlays, touched))
    return tuple(listed)


def to_confirm(desk: Desk, person: Person, *, named: bool = True) -> tuple[TouchedCase, ...]:
    """Running cases that the law of today decides otherwise than the law of the day they were last confirmed."""
    held = desk.law_of(person.company_id)
    last = max((day for day, _, _ in _days(held) if day <= desk.today), default=date.min)
    waiting = _begun_before(desk, person, last)
    if not waiting:
        return ()
    portfolio = portfolio_facts(desk, person.company_id, law=held.regime, only=frozenset(waiting))
    found = []
    for case in portfolio.cases[:AT_ONCE]:
        events = waiting[case.record.id]
        review = state_of(events, case.record.revision)
        confirmed = _confirmed_on(events)
        since = confirmed or max(beijing_day(case.record.created_at), desk.today - GRACE)
        if last <= since or review.state == "approved":
            continue
        sides = (_Side(since, law_held_on(desk, held, since)), _Side(desk.today, held.regime))
        differs = _differs(case, sides)
        if differs is not None:
            found.append(TouchedCase(case.record, review, differs, since, confirmed))
    return _named(desk, person, found) if named else tuple(found)


def _begun_before(desk: Desk, person: Person, last: date) -> dict[str, list[ReviewEvent]]:
    """The reviews of the cases that were begun before the last change; on most days there is nothing to read."""
    if last <= desk.today - timedelta(days=366):
        return {}
    with desk.database.read(person.company_id) as unit:
        begun = [record for record in unit.cases.list() if beijing_day(record.created_at) < last]
        events = unit.reviews.by_case() if begun else {}
        return {record.id: events.get(record.id, []) for record in begun}


def _days(held: HeldLaw) -> list[tuple[date, LawDay | None, tuple[HeldOverlay, ...]]]:
    """Days on which the law changes or the company changed its overlays, newest first."""
    by_law = {law.day: law for law in law_days(held.regime.rules)}
    for notice in held.regime.notices:
        by_law.setdefault(notice.since, LawDay(notice.since))
    by_company = days_of_overlays(held)
    days = sorted({*by_law, *by_company}, reverse=True)
    return [(day, by_law.get(day), by_company.get(day, ())) for day in days]


def _touched(
    desk: Desk,
    person: Person,
    portfolio: Portfolio,
    cases: Sequence[CaseFacts],
    sides: tuple[_Side, _Side],
    first: int,
) -> Touched:
    pairs = [(case.record, _differs(case, sides)) for case in cases]
    found = []
    with desk.database.read(person.company_id) as unit:
        for record, differs in pairs:
            if differs is not None:
                events = unit.reviews.list(record.id)
                state = state_of(events, record.revision)
                found.append(TouchedCase(record, state, differs, sides[0].day, _confirmed_on(events)))
    ordered = sorted(found, key=lambda case: not case.difference.other_route)
    return Touched(_named(desk, person, ordered), len(cases), len(portfolio.cases), first, portfolio.waiting)


def _named(desk: Desk, person: Person, cases: Sequence[TouchedCase]) -> tuple[TouchedCase, ...]:
    with desk.database.read(person.company_id) as unit:
        named = [
            replace(case, sheet=unit.sheets.load(case.record.id, desk.today, with_items=False))
            for case in cases[:NAMED]
        ]
    return (*named, *cases[NAMED:])


def _differs(case: CaseFacts, sides: tuple[_Side, _Side]) -> Difference | None:
    was, now = sides
    return _compared(
        case.on(was.day, was.law), case.on(now.day, now.law), was.day, now.day, was.law.rules, now.law.rules
    )


@lru_cache(maxsize=20_000)
def _compared(
    was: RouteFacts, now: RouteFacts, before: date, after: date, book_before: RuleBook, book_after: RuleBook
) -> Difference | None:
    return difference(decide(was, book_before, before), decide(now, book_after, after), book_after)


def _confirmed_on(events: Sequence[ReviewEvent]) -> date | None:
    last = next((event for event in reversed(events) if event.kind in {"submitted", "approved"}), None)
    return beijing_day(last.at) if last else None
