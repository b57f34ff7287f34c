"""The ledger of exported persons as pages show it: every legal entity today, one entity in one year, its entries.

An entity is known by its credit code. This module only reads; ``services/ledger_entries.py`` writes.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from assessment import identifiers
from assessment.answers import AnswerSheet
from assessment.conditions import Range
from assessment.forecast import Outlook, RouteSpan, route_by_numbers
from assessment.headcount import balance, counting_start
from assessment.ledger import Ledger, Line, fold
from assessment.rules import RuleBook
from assessment.work import CaseRecord, JournalEntry, Person
from services.desk import Desk, NotFound
from services.ledger_kept import JOURNAL, Kept, kept_ledger
from store.database import Unit

CODE_QUESTION, NAME_QUESTION = "handler.credit_code", "handler.name"
CASES_LOOKED_AT = 30
"""The cases changed last are offered for a batch; older ones stay as they were linked."""
EARLIEST_YEAR = 2021


@dataclass(frozen=True, slots=True)
class EntityLine:
    """One legal entity in the overview, as its counters stand today."""

    code: str
    name: str
    entries: int
    outlook: Outlook
    route_now: RouteSpan | None
    route_end: RouteSpan | None


@dataclass(frozen=True, slots=True)
class Month:
    """The counters at the end of a month, or today in the month that runs."""

    last: date
    pi: Range
    spi: Range


@dataclass(frozen=True, slots=True)
class EntityPage:
    """One entity in one year. ``lines``: every entry of the year, struck ones too, in the order of days."""

    ledger: Ledger
    year: int
    years: tuple[int, ...]
    lines: tuple[Line, ...]
    months: tuple[Month, ...]
    line: EntityLine

    @property
    def outlook(self) -> Outlook:
        return self.line.outlook


@dataclass(frozen=True, slots=True)
class Place:
    """A scenario that a batch may belong to."""

    case_id: str
    reference: str
    scenario: str
    brief: str

    @property
    def key(self) -> str:
        return f"{self.case_id}/{self.scenario}"


def overview(desk: Desk, person: Person) -> tuple[tuple[EntityLine, ...], tuple[tuple[str, str], ...]]:
    """Every entity with a ledger, the nearest to a threshold first; and (code, name) of those in cases without one."""
    with desk.database.read(person.company_id) as unit:
        entries = unit.journals.list(JOURNAL)
        named = _entities_of_cases(unit, desk)
    by_code: dict[str, list[JournalEntry]] = {}
    for entry in entries:
        by_code.setdefault(entry.subject, []).append(entry)
    rules = desk.regime_of(person.company_id).rules
    lines = [_line(Kept(0, fold(code, found)), desk.today, rules) for code, found in by_code.items()]
    lines.sort(key=lambda line: (_urgency(line), line.name))
    return tuple(lines), tuple((code, name) for code, name in named.items() if code not in by_code)


def entity(desk: Desk, person: Person, code: str, year: int | None = None) -> EntityPage:
    """One entity in one year (this year unless given). An entity without a ledger has an empty page."""
    with desk.database.read(person.company_id) as unit:
        kept = kept_ledger(desk, unit, person.company_id, code)
        ledger = kept.ledger
        name = ledger.name or _entities_of_cases(unit, desk).get(code, "")
    if not ledger.lines and identifiers.credit_code(code) is not None:
        raise NotFound(f"ledger {code}")
    today = desk.today
    year = year or today.year
    if not EARLIEST_YEAR <= year <= today.year:
        raise NotFound(f"year {year}")
    on = min(today, date(year, 12, 31))
    ledger = Ledger(ledger.code, name, ledger.lines, ledger.choices)
    return EntityPage(
        ledger=ledger,
        year=year,
        years=tuple(sorted({*ledger.years, today.year, year}, reverse=True)),
        lines=tuple(line for line in ledger.lines if line.count.until.year == year),
        months=_months(ledger, on),
        line=_line(kept, on, desk.regime_of(person.company_id).rules),
    )


def places(desk: Desk, person: Person, code: str) -> tuple[Place, ...]:
    """The scenarios of this entity's cases, for linking a batch to one."""
    with desk.database.read(person.company_id) as unit:
        return tuple(
            Place(record.id, record.reference, scenario.id, str(scenario.answers.get("scenario.brief") or ""))
            for record, sheet in _recent_sheets(unit, desk)
            if sheet.answers.get(CODE_QUESTION) == code
            for scenario in sheet.scenarios
        )


def _line(kept: Kept, on: date, rules: RuleBook) -> EntityLine:
    ledger = kept.ledger
    seen = kept.outlook(rules, on, counting_start(rules, on))
    held = seen.balance
    now = end = None
    version = rules.version(on)
    if version is not None and version.loaded:
        now = route_by_numbers(held.pi, held.spi, rules, on)
        if seen.pi.year_end is not None and seen.spi.year_end is not None:
            end = route_by_numbers(seen.pi.year_end, seen.spi.year_end, rules, on)
    return EntityLine(ledger.code, ledger.name, len(ledger.lines), seen, now, end)


def _months(ledger: Ledger, on: date) -> tuple[Month, ...]:
    found = []
    for month in range(1, on.month + 1):
        last = min(on, date(on.year, month, calendar.monthrange(on.year, month)[1]))
        held = balance(ledger, last)
        found.append(Month(last, held.pi, held.spi))
    return tuple(found)


def _urgency(line: EntityLine) -> int:
    """Smaller is nearer: warnings first, then what has been reached, then the rest."""
    return 0 if any(forecast.warns for forecast in line.outlook) else 1


def _entities_of_cases(unit: Unit, desk: Desk) -> dict[str, str]:
    found: dict[str, str] = {}
    for _, sheet in _recent_sheets(unit, desk):
        code = sheet.answers.get(CODE_QUESTION)
        if isinstance(code, str) and identifiers.credit_code(code) is None:
            found.setdefault(code, str(sheet.answers.get(NAME_QUESTION) or code))
    return found


def _recent_sheets(unit: Unit, desk: Desk) -> list[tuple[CaseRecord, AnswerSheet]]:
    records = sorted(unit.cases.list(), key=lambda record: record.changed_at, reverse=True)[:CASES_LOOKED_AT]
    return [(record, unit.sheets.load(record.id, desk.today, with_items=False)) for record in records]
