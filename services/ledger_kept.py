"""Folded ledgers kept in the process, because every page of a case asks for one and a year has thousands of entries.

A journal only grows, so what was folded holds until its last position moves; one cheap query tells. Nothing is kept
that could not be folded again, and it refuses to grow beyond a few dozen ledgers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar
from weakref import WeakKeyDictionary

from assessment.forecast import Outlook, outlook
from assessment.headcount import balance
from assessment.ledger import Ledger, fold
from assessment.rules import RuleBook
from assessment.work import JournalName
from services.desk import Desk
from store.database import Database, Unit

JOURNAL: JournalName = "ledger"
MOST_LEDGERS, MOST_OUTLOOKS = 64, 32

K = TypeVar("K")
V = TypeVar("V")
_Asked = tuple[RuleBook, date, date, str | None]


@dataclass(frozen=True, slots=True)
class Kept:
    """One entity's ledger as of a position of the journal, and what was counted from it so far."""

    position: int
    ledger: Ledger
    _outlooks: dict[_Asked, Outlook] = field(default_factory=dict)

    def outlook(self, rules: RuleBook, on: date, start: date, *, without_case: str | None = None) -> Outlook:
        def count() -> Outlook:
            return outlook(balance(self.ledger, on, start, without_case=without_case), rules)

        return _remembered(self._outlooks, (rules, on, start, without_case), count, MOST_OUTLOOKS)


_ledgers: WeakKeyDictionary[Database, dict[tuple[str, str], Kept]] = WeakKeyDictionary()


def kept_ledger(desk: Desk, unit: Unit, company_id: str, code: str) -> Kept:
    """The ledger as the unit sees it; folded anew only when the journal has grown."""
    position = unit.journals.last_position(JOURNAL)
    ours = _ledgers.setdefault(desk.database, {})
    found = ours.get((company_id, code))
    if found is None or found.position != position:
        found = Kept(position, ledger_of(unit, code))
        _make_room(ours, MOST_LEDGERS)
        ours[company_id, code] = found
    return found


def ledger_of(unit: Unit, code: str) -> Ledger:
    return fold(code, unit.journals.list(JOURNAL, subject=code))


def _remembered(found: dict[K, V], key: K, make: Callable[[], V], most: int) -> V:
    value = found.get(key)
    if value is None:
        value = make()
        _make_room(found, most)
        found[key] = value
    return value


def _make_room(found: dict[K, V], most: int) -> None:
    # Threads may be here at the same time; at worst something is counted twice.
    if len(found) >= most:
        for key in list(found)[: most // 2]:
            found.pop(key, None)
