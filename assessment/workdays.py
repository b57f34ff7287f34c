"""工作日: which days are working days, counting by them, and whether that count rests on an official notice.

A year without the State Council's notice is counted with what is known of it, and everything that touches it is
*provisional*: it says so and is never passed off as settled. Nothing here reads a clock or a file.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, TypeAlias

from pydantic import Field

from assessment.questions import Bilingual, Citation, Frozen
from assessment.vocabulary import Confidence

DayKind = Literal["working", "make_up", "weekend", "off"]
"""``make_up``: a Saturday or Sunday that is worked (调休上班); ``off``: a day off by the year's notice."""

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class Span(Frozen):
    """Days off from ``since`` to ``until``, both included."""

    since: date = Field(alias="from")
    until: date = Field(alias="to")

    def days(self) -> Iterator[date]:
        day = self.since
        while day <= self.until:
            yield day
            day += ONE_DAY


class CalendarYear(Frozen):
    """One year's days off and make-up working days; ``official``: they were taken from the State Council's notice."""

    year: int
    official: bool
    cite: Citation
    confidence: Confidence
    checked_on: date
    note: Bilingual | None = None
    off: tuple[Span, ...] = ()
    make_up: tuple[date, ...] = ()
    overlay: str | None = None


Kinds: TypeAlias = Mapping[date, DayKind]


@dataclass(frozen=True, eq=False)
class Calendars:
    """The years at hand. A year that is not is counted Monday to Friday, and is not official."""

    years: Mapping[int, CalendarYear]
    _special: Kinds

    @classmethod
    def of(cls, *years: CalendarYear) -> Calendars:
        special: dict[date, DayKind] = {}
        for year in years:
            special |= {day: "off" for span in year.off for day in span.days()}
            special |= dict.fromkeys(year.make_up, "make_up")
        return cls({year.year: year for year in years}, special)

    def with_years(self, *years: CalendarYear) -> Calendars:
        """The same calendars with these years in place of what stood there before."""
        return Calendars.of(*{**self.years, **{year.year: year for year in years}}.values())

    def kind(self, day: date) -> DayKind:
        return self._special.get(day) or ("weekend" if day.weekday() >= SATURDAY else "working")

    def is_working(self, day: date) -> bool:
        return self.kind(day) in ("working", "make_up")

    def is_official(self, year: int) -> bool:
        return year in self.years and self.years[year].official

    def unofficial(self, first: date, last: date) -> tuple[int, ...]:
        """The years between two days that no official notice covers."""
        low, high = sorted((first.year, last.year))
        return tuple(year for year in range(low, high + 1) if not self.is_official(year))

    def after(self, start: date, count: int) -> date:
        """The day on which the ``count``-th working day after ``start`` falls; the start day is not counted."""
        return self._step(start, count, ONE_DAY)

    def before(self, end: date, count: int) -> date:
        """The ``count``-th working day before ``end``, which is not counted itself."""
        return self._step(end, count, -ONE_DAY)

    def next_working(self, day: date) -> date:
        """The day itself when it is worked, else the first working day after it."""
        while not self.is_working(day):
            day += ONE_DAY
        return day

    def _step(self, day: date, count: int, step: timedelta) -> date:
        while count:
            day += step
            count -= self.is_working(day)
        return day


def months_later(start: date, months: int) -> date:
    """The corresponding day of a later (or, below zero, earlier) month, or that month's last day (民法典 Art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))
