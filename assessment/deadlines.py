"""The terms of the law, DL-01 onwards: from the day of an event to the last day, the window and how it was counted.

CAL-1 the start day is not counted; CAL-2 months and years end on the corresponding day or the month's last;
CAL-3 such a period moves from a rest day to the next working day where it is a time for acting (``rest_day:
moves``); CAL-4 working days are those of the calendars. A term that is not in force on its day, or has none, has no
last day: nothing is guessed. A result that leans on a year without an official calendar is provisional.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assessment.deadline_rules import DeadlineCatalogue, DeadlineEntry, DeadlineRule
from assessment.questions import Citation
from assessment.rules import RuleBook
from assessment.vocabulary import Confidence
from assessment.workdays import ONE_DAY, Calendars, DayKind, months_later

Anchor = Literal["start", "end"]

DAYS_SHOWN = 400
"""A count longer than this is told in one sentence, not day by day."""


@dataclass(frozen=True, eq=False)
class TermLaw:
    """All that a term is counted with: the catalogue, the calendars, and the figures of the rule book."""

    catalogue: DeadlineCatalogue
    calendars: Calendars
    book: RuleBook


@dataclass(frozen=True, slots=True)
class Deadline:
    """One term, counted. ``due`` is ``None`` where the kind is not in force on its day or has no term.

    ``earlier``: the day under the stricter reading, to be warned with. ``end``: what a window was counted back from.
    ``unofficial``: the years on which it leans and which no notice covers. ``overlays``: the company's additions to
    the law that had a part in it: the term itself, its length, a year's calendar.
    """

    rule: DeadlineRule
    entry: DeadlineEntry
    start: date
    in_force: bool
    due: date | None = None
    opens: date | None = None
    end: date | None = None
    raw: date | None = None
    earlier: date | None = None
    length: int | None = None
    overlays: tuple[str, ...] = ()
    unofficial: tuple[int, ...] = ()

    @property
    def kind(self) -> str:
        return self.rule.kind

    @property
    def provisional(self) -> bool:
        return bool(self.unofficial)

    @property
    def cite(self) -> Citation:
        return self.entry.cite

    @property
    def confidence(self) -> Confidence:
        return self.entry.confidence

    def as_json(self) -> dict[str, object]:
        return {
            "kind": self.kind,
            "from": self.start.isoformat(),
            "due": self.due.isoformat() if self.due else None,
            "opens": self.opens.isoformat() if self.opens else None,
            "provisional": self.provisional,
            "cite": {"text": self.cite.text, "article": self.cite.article},
        }


@dataclass(frozen=True, slots=True)
class CountedDay:
    """One day of a count; ``number`` is its place among the working days, ``None`` for a day off."""

    day: date
    kind: DayKind
    number: int | None
    official: bool


def deadline(kind: str, start: date, law: TermLaw, *, anchor: Anchor | None = None) -> Deadline:
    """The term of one kind for an event on ``start``; raises ``LookupError`` for a kind that nobody knows.

    Kinds that count back from an end take the end as ``start``. Where what ends has a validity of its own, ``anchor``
    says which of the two ``start`` is; left out, a day too early to be an end is read as the beginning.
    """
    rule = law.catalogue.rule(kind)
    if rule is None:
        raise LookupError(kind)
    entry, end = _resolve(rule, start, anchor, law)
    if entry is None:
        return Deadline(rule, rule.entries[0], start, in_force=False)
    found = Deadline(rule, entry, start, in_force=True)
    length = _length(entry, start, law.book)
    if entry.shape == "yearly":
        return replace(found, due=_next_yearly(entry, start))
    if entry.shape == "none":
        return found
    if length is None:  # the law had no such figure then
        return replace(found, in_force=False)
    found = replace(found, length=length)
    if entry.shape in ("before", "window"):
        return _with_overlays(_before(found, end, length, law), law)
    return _with_overlays(_after(found, length, law), law)


def counted(found: Deadline, calendars: Calendars) -> tuple[CountedDay, ...]:
    """The count day by day, in the order in which it was made; empty where nothing was counted in days."""
    if found.entry.unit == "working_days" and found.due is not None:
        if found.end is not None:
            first, last, step = found.end - ONE_DAY, found.raw or found.due, -ONE_DAY
        else:
            first, last, step = found.start + ONE_DAY, found.due, ONE_DAY
    elif found.raw is not None and found.due is not None and found.raw < found.due:
        first, last, step = found.raw, found.due, ONE_DAY
    else:
        return ()
    days: list[CountedDay] = []
    number, day = 0, first
    while len(days) < DAYS_SHOWN:
        working = calendars.is_working(day)
        number += working
        days.append(CountedDay(day, calendars.kind(day), number if working else None, calendars.is_official(day.year)))
        if day == last:
            break
        day += step
    return tuple(days)


def _resolve(rule: DeadlineRule, start: date, anchor: Anchor | None, law: TermLaw) -> tuple[DeadlineEntry | None, date]:
    """The entry in force, and the day to count from (or, counting back, the end)."""
    for entry in rule.entries:
        if entry.validity is None:
            continue
        years = _value(law.book, entry.validity, max(start, entry.since))
        if years is None:
            continue
        issued = months_later(start, -12 * years)
        is_end = anchor == "end" or (anchor is None and entry.in_force(issued))
        if is_end:
            return entry, start
        if entry.in_force(start):
            return entry, months_later(start, 12 * years)
    if any(entry.validity for entry in rule.entries):
        return None, start
    return rule.on(start), start


def _after(found: Deadline, length: int, law: TermLaw) -> Deadline:
    entry, start, calendars = found.entry, found.start, law.calendars
    if entry.unit == "working_days":
        due = calendars.after(start, length)
        return replace(found, due=due, unofficial=calendars.unofficial(start + ONE_DAY, due))
    if entry.unit == "hours":
        return replace(found, due=start + ONE_DAY * -(-length // 24))
    raw = months_later(start, length * (12 if entry.unit == "years" else 1))
    if entry.shape == "validity":
        marks = [deadline(kind, raw, law, anchor="end") for kind in entry.marks]
        years = sorted({year for mark in marks for year in mark.unofficial})
        return replace(found, due=raw, raw=raw, earlier=raw - ONE_DAY, unofficial=tuple(years))
    if entry.rest_day == "stays":
        return replace(found, due=raw, raw=raw)
    due = calendars.next_working(raw)
    return replace(found, due=due, raw=raw, unofficial=calendars.unofficial(raw, due))


def _before(found: Deadline, end: date, length: int, law: TermLaw) -> Deadline:
    """Counted back from an end: the last day, or the window that reaches to the end."""
    entry, calendars = found.entry, law.calendars
    if entry.unit == "working_days":
        mark = calendars.before(end, length)
        found = replace(found, unofficial=calendars.unofficial(mark, end - ONE_DAY))
    else:
        mark = months_later(end, -length * (12 if entry.unit == "years" else 1))
    found = replace(found, end=end, raw=mark)
    if entry.shape == "before":
        return replace(found, due=mark)
    opens = mark
    if entry.not_before is not None:
        other = deadline(entry.not_before, end, law, anchor="end")
        opens = max(mark, other.opens or mark)
    return replace(found, opens=opens, due=end)


def _with_overlays(found: Deadline, law: TermLaw) -> Deadline:
    """Name the company's additions that decided; a calendar counts where days were looked up in it."""
    entry, names = found.entry, [found.entry.overlay]
    figure = law.book.figure(entry.figure, max(found.start, entry.since)) if entry.figure else None
    names.append(figure.overlay if figure else None)
    days = [day for day in (found.start, found.due, found.end, found.opens, found.raw) if day is not None]
    moved = entry.shape == "after" and found.raw is not None and found.raw != found.due
    if entry.unit == "working_days" or moved:
        years = range(min(days).year, max(days).year + 1)
        names += [law.calendars.years[year].overlay for year in years if year in law.calendars.years]
    return replace(found, overlays=tuple(dict.fromkeys(name for name in names if name)))


def _next_yearly(entry: DeadlineEntry, start: date) -> date:
    """The day itself or the next one of its name."""
    month, day = (int(part) for part in (entry.each_year or "01-01").split("-"))
    this = date(start.year, month, day)
    return this if this >= start else date(start.year + 1, month, day)


def _length(entry: DeadlineEntry, day: date, book: RuleBook) -> int | None:
    return entry.length if entry.figure is None else _value(book, entry.figure, max(day, entry.since))


def _value(book: RuleBook, key: str, day: date) -> int | None:
    figure = book.figure(key, day)
    return figure.value if figure is not None and isinstance(figure.value, int) else None
