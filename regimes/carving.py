"""Putting a dated entry in the place of another for some days: what remains of the other before and after.

An entry is succeeded, never edited; what an addition displaces comes back on the day after the addition ends.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol, Self, TypeVar, runtime_checkable

from assessment.rules import Figure, FigureEntry

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Window:
    """Days from ``since`` to ``until``, both included; no end where ``until`` is ``None``."""

    since: date
    until: date | None

    @property
    def empty(self) -> bool:
        return self.until is not None and self.until < self.since

    def shares_a_day(self, other: Window) -> bool:
        return (self.until is None or other.since <= self.until) and (other.until is None or self.since <= other.until)

    def holds(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


def earliest(*ends: date | None) -> date | None:
    """The first of several ends; ``None`` where none of them ends."""
    return min((end for end in ends if end is not None), default=None)


@runtime_checkable
class DatedEntry(Protocol):
    """Rule, list or notice: what has a first day and perhaps a last one."""

    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...
    def model_copy(self, *, update: dict[str, object] | None = None) -> Self: ...


E = TypeVar("E", bound=DatedEntry)


def what_remains(entry: E, window: Window) -> Iterator[E]:
    """The entry without the days of the window: one piece before it, one after it, or none."""
    if not Window(entry.since, entry.until).shares_a_day(window):
        yield entry
        return
    if entry.since < window.since:
        yield entry.model_copy(update={"until": window.since - ONE_DAY})
    if window.until is not None and (entry.until is None or window.until < entry.until):
        yield entry.model_copy(update={"since": window.until + ONE_DAY})


def with_windows(figure: Figure, added: Sequence[tuple[Window, FigureEntry]]) -> Figure:
    """The figure in which each added entry is in force on the days of its window and nothing else changes.

    The windows share no day. Where nothing was in force before, the figure has no number after a window.
    """
    kept = [entry for entry in figure.entries if not any(window.holds(entry.since) for window, _ in added)]
    starts = {entry.since for entry in kept} | {window.since for window, _ in added}
    back = [
        _again(figure, window.until + ONE_DAY, entry)
        for window, entry in added
        if window.until is not None and window.until + ONE_DAY not in starts
    ]
    entries = [*kept, *(entry for _, entry in added), *back]
    return figure.model_copy(update={"entries": tuple(sorted(entries, key=lambda entry: entry.since))})


def _again(figure: Figure, day: date, ended: FigureEntry) -> FigureEntry:
    before = figure.on(day)
    if before is None:
        return ended.model_copy(update={"since": day, "value": None, "note": None})
    return before.model_copy(update={"since": day})
