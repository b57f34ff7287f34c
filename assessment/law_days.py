"""The days on which the law changes: what starts and what ends, with the instrument behind it. It judges nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from assessment.rules import Dated, Figure, FigureEntry, KnownList, RuleBook, RuleSetStart


@dataclass(frozen=True, slots=True)
class LawDay:
    """One day and everything that starts on it; ``ended`` had its last day the day before and has no successor."""

    day: date
    versions: tuple[RuleSetStart, ...] = ()
    figures: tuple[tuple[Figure, FigureEntry], ...] = ()
    started: tuple[Dated, ...] = ()
    ended: tuple[Dated, ...] = ()
    lists: tuple[KnownList, ...] = ()

    @property
    def overlays(self) -> tuple[str, ...]:
        """The company's own additions that start or end on this day."""
        found = [rule.overlay for rule in (*self.started, *self.ended)]
        found += [entry.overlay for _, entry in self.figures]
        found += [known.overlay for known in self.lists]
        return tuple(sorted({overlay for overlay in found if overlay}))


def law_days(book: RuleBook) -> tuple[LawDay, ...]:
    """Every change that the book knows, newest first, those still to come among them."""
    return tuple(_law_day(book, day) for day in reversed(book.change_days))


def last_change(book: RuleBook, on: date) -> date | None:
    """The last day up to ``on`` on which anything changed."""
    return max((day for day in book.change_days if day <= on), default=None)


def _law_day(book: RuleBook, day: date) -> LawDay:
    dated: list[Dated] = [*book.routes, *book.sides, *book.duties]
    started = tuple(rule for rule in dated if rule.since == day)
    succeeded = {rule.key for rule in started}
    ended = tuple(rule for rule in dated if rule.until == day - timedelta(days=1) and rule.key not in succeeded)
    figures = tuple((figure, entry) for figure in book.figures for entry in figure.entries if entry.since == day)
    return LawDay(
        day=day,
        versions=tuple(row for row in book.versions if row.since == day),
        figures=figures,
        started=started,
        ended=ended,
        lists=tuple(known for known in book.lists if known.since == day),
    )
