"""Persons exported by one legal entity up to a day: the balance that the thresholds are compared with.

Each batch adds its new persons to the two counters, which are never added to each other (CNT-5). Where it is not
known how many of them were counted before, the counter is a range: at least its largest part, at most the sum. A
batch counts from its last day. The balance of a calendar year starts at nothing on 1 January (CNT-3).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assessment.conditions import Range
from assessment.ledger import BothIn, Count, Ledger, Line
from assessment.rules import RuleBook

NOBODY = Range(0, 0)


@dataclass(frozen=True, slots=True)
class Step:
    """One line and what it added. ``pi`` and ``spi`` are the counters after it; ``odd``: it says that more persons
    had been counted before than the ledger holds."""

    line: Line
    added_pi: Range
    added_spi: Range
    pi: Range
    spi: Range
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """The batches of one mechanism or flow: persons as written, without taking out who comes twice."""

    name: str
    counted: bool
    entries: int
    pi: int
    spi: int


@dataclass(frozen=True, slots=True)
class Balance:
    """The counters of one entity from ``start`` to ``on``. ``steps`` holds every counted line in the order of days."""

    start: date
    on: date
    pi: Range
    spi: Range
    steps: tuple[Step, ...]
    left_out: tuple[Line, ...]

    @property
    def persons(self) -> Range:
        """Persons of either class, for the days before 2024-03-22 when all of them were one number."""
        return Range(max(self.pi.low, self.spi.low), _end(self.pi) + _end(self.spi))

    @property
    def first_day(self) -> date | None:
        return min((step.line.count.since for step in self.steps), default=None)

    @property
    def by_mechanism(self) -> tuple[Part, ...]:
        return _parts(self._lines, lambda count: count.mechanism)

    @property
    def by_flow(self) -> tuple[Part, ...]:
        return _parts(self._lines, lambda count: count.flow)

    @property
    def _lines(self) -> tuple[Line, ...]:
        return (*(step.line for step in self.steps), *self.left_out)


def counting_start(rules: RuleBook, on: date) -> date:
    """1 January of the year of ``on``, or of the year before under the rules that said so (``count.from``)."""
    entry = rules.figure("count.from", on)
    back = 1 if entry is not None and entry.value == "previous_year" else 0
    return date(on.year - back, 1, 1)


def balance(ledger: Ledger, on: date, start: date | None = None, *, without_case: str | None = None) -> Balance:
    """Where the counters stand at the end of ``on``; ``without_case`` leaves the batches of one case aside."""
    start = start or date(on.year, 1, 1)
    lines = [
        line
        for line in ledger.lines
        if not line.struck
        and start <= line.count.until <= on
        and (without_case is None or line.count.case_id != without_case)
    ]
    counted = [line for line in lines if line.count.counted]
    steps = _steps(counted, ledger.both_in)
    pi, spi = (steps[-1].pi, steps[-1].spi) if steps else (NOBODY, NOBODY)
    return Balance(start, on, pi, spi, tuple(steps), tuple(line for line in lines if not line.count.counted))


def _steps(lines: Sequence[Line], both_in: BothIn) -> list[Step]:
    """Year by year: what comes again was written for one year, and nobody wrote down who comes again in the next."""
    steps: list[Step] = []
    earlier_pi = earlier_spi = NOBODY
    for _, of_year in groupby(lines, key=lambda line: line.count.until.year):
        pi = spi = NOBODY
        before = (earlier_pi, earlier_spi)
        for line in of_year:
            count = line.count
            odd = _more_than_there(count.again_pi, pi) or _more_than_there(count.again_spi, spi)
            pi = _joined(pi, _size_pi(count, both_in), count.again_pi, sure=both_in == "both")
            spi = _joined(spi, Range(count.persons_spi, count.persons_spi), count.again_spi)
            next_pi, next_spi = _joined(before[0], pi, None), _joined(before[1], spi, None)
            added = _grown(earlier_pi, next_pi), _grown(earlier_spi, next_spi)
            steps.append(Step(line, *added, next_pi, next_spi, odd))
            earlier_pi, earlier_spi = next_pi, next_spi
    return steps


def _size_pi(count: Count, both_in: BothIn) -> Range:
    """CNT-6: persons of both classes count in both unless the entity chose otherwise."""
    if both_in == "both":
        return Range(count.persons_pi, count.persons_pi)
    if count.persons_both is not None:
        left = count.persons_pi - count.persons_both
        return Range(left, left)
    return Range(count.persons_pi - min(count.persons_pi, count.persons_spi), count.persons_pi)


def _joined(before: Range, size: Range, again: int | None, *, sure: bool = True) -> Range:
    """The persons of both together; ``again`` of the batch were there before (not ``sure``: at most so many)."""
    low, high = max(before.low, size.low), _end(before) + _end(size)
    if again is not None:
        low = max(low, before.low + size.low - again)
        high = max(low, high - again) if sure else high
    return Range(low, high)


def _grown(before: Range, after: Range) -> Range:
    return Range(max(0, after.low - before.low), _end(after) - _end(before))


def _more_than_there(again: int | None, before: Range) -> bool:
    return again is not None and again > _end(before)


def _end(count: Range) -> int:
    if count.high is None:
        raise ValueError("a ledger holds numbers, so its counters have an end")
    return count.high


def _parts(lines: Iterable[Line], name_of: Callable[[Count], str]) -> tuple[Part, ...]:
    found: dict[tuple[str, bool], list[Count]] = {}
    for line in lines:
        found.setdefault((name_of(line.count), line.count.counted), []).append(line.count)
    return tuple(
        Part(
            name,
            counted,
            len(counts),
            sum(count.persons_pi for count in counts),
            sum(count.persons_spi for count in counts),
        )
        for (name, counted), counts in found.items()
    )
