"""The law changed: which cases does that touch, what is decided otherwise, and which answers need a second look.

A case is decided on two days, or under two books, and the decisions are compared. Nothing is stored: what was
worked out once is remembered in the process, because the same law and the same facts give the same answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from assessment.decisions import RouteDecision
from assessment.difference import Difference, difference
from assessment.events import ReviewEvent
from assessment.facts import RouteFacts
from assessment.law_days import LawDay, last_change, law_days
from assessment.lifecycle import ReviewState, state_of
from assessment.routing import decide
from assessment.rules import RuleBook
from assessment.work import CaseRecord, Person
from services.cases import CaseLine
from services.desk import BEIJING, Desk
from services.kept_facts import CaseFacts, Portfolio, portfolio_facts

AT_ONCE = 500
"""So many cases are decided for one page; the next ones stand on the next page."""
TRIALS = 1_500
"""So many decisions the list of all changes may cost; what is left can be opened one by one."""
GRACE = timedelta(days=90)
"""A case that was never submitted is held against the law of so many days ago, or of the day it was begun."""


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
    """One day of change and the cases it touches; ``touched`` is ``None`` where that was not worked out here."""

    law: LawDay
    touched: Touched | None


def redecide(desk: Desk, company_id: str, on: date, portfolio: Portfolio | None = None) -> Iterator[Redecided]:
    """Every case of the company decided for another day, last changed first."""
    book = _book(desk, company_id)
    for case in (portfolio or portfolio_facts(desk, company_id)).cases:
        yield Redecided(case.record, decide(case.facts, book, on))


def touched_by(
    desk: Desk,
    person: Person,
    before: date,
    after: date,
    *,
    first: int = 0,
    book_before: RuleBook | None = None,
    book_after: RuleBook | None = None,
) -> Touched:
    """The cases decided otherwise on ``after`` than on ``before``; ``book_…``: under another law than today's."""
    book = _book(desk, person.company_id)
    found = portfolio_facts(desk, person.company_id)
    laws = (book_before or book, book_after or book)
    return _touched(desk, person, found, found.cases[first : first + AT_ONCE], (before, after), laws, first)


def changes(desk: Desk, person: Person) -> tuple[Change, ...]:
    """Every change of the law, newest first, with the cases that it touches while the trials last.

    A change of the past touches what had been begun before it; one to come touches every case.
    """
    book = _book(desk, person.company_id)
    found = portfolio_facts(desk, person.company_id)
    left, listed = TRIALS, []
    for law in law_days(book):
        cases = tuple(case for case in found.cases if law.day > desk.today or _day(case.record.created_at) < law.day)
        if len(cases) > left:
            listed.append(Change(law, None))
            continue
        left -= len(cases)
        days = (law.day - timedelta(days=1), law.day)
        listed.append(Change(law, _touched(desk, person, found, cases, days, (book, book), 0)))
    return tuple(listed)


def to_confirm(desk: Desk, person: Person) -> tuple[TouchedCase, ...]:
    """Running cases that the law of today decides otherwise than the law of the day they were last confirmed."""
    book = _book(desk, person.company_id)
    if _nothing_new(book, desk.today):
        return ()
    found = portfolio_facts(desk, person.company_id)
    return _to_confirm(desk, person, book, ((case.record, case.facts) for case in found.cases[:AT_ONCE]))


def to_confirm_of(desk: Desk, person: Person, lines: Sequence[CaseLine]) -> int:
    """How many of the cases on the overview need confirming; their facts are at hand already."""
    book = _book(desk, person.company_id)
    if _nothing_new(book, desk.today):
        return 0
    return len(_to_confirm(desk, person, book, ((line.record, line.appraisal.facts) for line in lines[:AT_ONCE])))


def _nothing_new(book: RuleBook, today: date) -> bool:
    """No change since any case can last have been held against the law; a year is longer than any round of review."""
    last = last_change(book, today)
    return last is None or last <= today - timedelta(days=366)


def _to_confirm(
    desk: Desk, person: Person, book: RuleBook, cases: Iterable[tuple[CaseRecord, RouteFacts]]
) -> tuple[TouchedCase, ...]:
    last = last_change(book, desk.today)
    found = []
    with desk.database.read(person.company_id) as unit:
        for record, facts in cases:
            if last is None or last <= _day(record.created_at):
                continue
            events = unit.reviews.list(record.id)
            confirmed = _confirmed_on(events)
            since = confirmed or max(_day(record.created_at), desk.today - GRACE)
            if last <= since:
                continue
            review = state_of(events, record.revision)
            differs = _difference(facts, since, desk.today, book, book)
            if differs is not None and review.state != "approved":
                found.append(TouchedCase(record, review, differs, since, confirmed))
    return tuple(found)


def _touched(
    desk: Desk,
    person: Person,
    portfolio: Portfolio,
    cases: Sequence[CaseFacts],
    days: tuple[date, date],
    books: tuple[RuleBook, RuleBook],
    first: int,
) -> Touched:
    pairs = [(case.record, _difference(case.facts, *days, *books)) for case in cases]
    found = []
    with desk.database.read(person.company_id) as unit:
        for record, differs in pairs:
            if differs is not None:
                events = unit.reviews.list(record.id)
                state = state_of(events, record.revision)
                found.append(TouchedCase(record, state, differs, days[0], _confirmed_on(events)))
    ordered = sorted(found, key=lambda case: not case.difference.other_route)
    return Touched(tuple(ordered), len(cases), len(portfolio.cases), first, portfolio.waiting)


@lru_cache(maxsize=20_000)
def _difference(
    facts: RouteFacts, before: date, after: date, book_before: RuleBook, book_after: RuleBook
) -> Difference | None:
    return difference(decide(facts, book_before, before), decide(facts, book_after, after), book_after)


def _confirmed_on(events: Sequence[ReviewEvent]) -> date | None:
    last = next((event for event in reversed(events) if event.kind in {"submitted", "approved"}), None)
    return _day(last.at) if last else None


def _day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def _book(desk: Desk, company_id: str) -> RuleBook:
    return desk.regime.rules
