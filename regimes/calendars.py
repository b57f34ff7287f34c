"""Reads the working-day calendars of a regime: ``calendars/<year>.json``, one file a year, as strictly as the rules.

A day twice, a day of another year, a make-up day that is no Saturday or Sunday, an official year without the
address of its notice: each is refused with file, line and key. No year is guessed; one that has no file is not
official, and every term that touches it is provisional.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from assessment.errors import InputRefused, Problem
from assessment.vocabulary import Text
from assessment.workdays import SATURDAY, Calendars, CalendarYear
from regimes import strict
from regimes.documents import Document, KeyPath


def load_calendars(folder: Path) -> Calendars:
    """Every year of the regime in ``folder``; raises ``InputRefused`` with all defects found."""
    years: list[CalendarYear] = []
    problems: list[Problem] = []
    for path in sorted((folder / "calendars").glob("*.json")):
        try:
            # JSON is read by the same strict reader as YAML, of which it is a part: lines and double keys included.
            document = strict.read(path)
            year = strict.validate(document, CalendarYear)
        except InputRefused as refused:
            problems += refused.problems
            continue
        if path.stem != str(year.year):
            problems.append(
                _problem(document, ("year",), f"文件名应为 {year.year}.json。", f"{year.year}.json is due.")
            )
        problems += calendar_problems(year, document)
        years.append(year)
    if problems:
        raise InputRefused(*problems)
    return Calendars.of(*years)


def calendar_problems(year: CalendarYear, document: Document, at: KeyPath = ()) -> Iterator[Problem]:
    """What is wrong with one year; ``at`` is where it stands in its file."""
    yield from _source_problems(year, document, at)
    seen = set()
    for index, span in enumerate(year.off):
        place = (*at, "off", index)
        if span.until < span.since:
            yield _problem(document, place, "止日早于起日。", "This span ends before it begins.")
            continue
        for day in span.days():
            if day.year != year.year:
                yield _problem(document, place, f"{day} 不在 {year.year} 年。", f"{day} is not in {year.year}.")
            if day in seen:
                yield _problem(document, place, f"{day} 出现了两次。", f"{day} stands here twice.")
            seen.add(day)
    for index, day in enumerate(year.make_up):
        place = (*at, "make_up", index)
        if day.year != year.year:
            yield _problem(document, place, f"{day} 不在 {year.year} 年。", f"{day} is not in {year.year}.")
        if day.weekday() < SATURDAY:
            yield _problem(
                document,
                place,
                f"{day} 不是星期六或星期日，无从补班；请核对通知。",
                f"{day} is no Saturday or Sunday, so it cannot be a make-up day; compare it with the notice.",
            )
        if day in seen:
            yield _problem(document, place, f"{day} 出现了两次。", f"{day} stands here twice.")
        seen.add(day)


def _source_problems(year: CalendarYear, document: Document, at: KeyPath) -> Iterator[Problem]:
    if year.official and not year.cite.address:
        yield _problem(
            document,
            (*at, "cite"),
            "official 为 true 时须写明通知的网址（address）。",
            "An official year names the address of its notice (address).",
        )
    if year.official and not year.off:
        yield _problem(
            document,
            (*at, "off"),
            "official 为 true 时须列出全部放假日。",
            "An official year lists its days off.",
        )
    if not year.official and year.note is None:
        yield _problem(
            document,
            (*at, "official"),
            "official 为 false 时须在 note 说明缺少什么。",
            "A year that is not official says in note what is missing.",
        )


def _problem(document: Document, path: KeyPath, zh: str, en: str) -> Problem:
    return Problem(document.place(path), Text(zh, en))
