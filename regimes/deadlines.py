"""Reads ``deadlines.yaml`` of a regime: the catalogue of terms and the events that set them running.

A figure that does not exist, an event that nobody records, a day with two terms of one kind, a length that is
missing or stands beside a figure: each is refused with file, line and key.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path

from assessment.deadline_rules import DeadlineCatalogue, DeadlineEntry, DeadlineRule
from assessment.errors import InputRefused, Problem
from assessment.milestones import DERIVED_EVENTS
from assessment.rules import RuleBook
from assessment.vocabulary import Text
from regimes import strict
from regimes.documents import Document, KeyPath

COUNTED = frozenset({"after", "before", "window", "validity"})


def load_deadlines(folder: Path, book: RuleBook) -> DeadlineCatalogue:
    """The catalogue of the regime in ``folder``; ``book`` is what its figures are looked up in."""
    document = strict.read(folder / "deadlines.yaml")
    catalogue = strict.validate(document, DeadlineCatalogue)
    problems = [*_milestone_problems(catalogue, document), *_rule_problems(catalogue, document, book)]
    if problems:
        raise InputRefused(*problems)
    return catalogue


def _milestone_problems(catalogue: DeadlineCatalogue, document: Document) -> Iterator[Problem]:
    known = [milestone.id for milestone in catalogue.milestones]
    for index, milestone in enumerate(catalogue.milestones):
        if milestone.id in known[:index]:
            yield _twice(document, ("milestones", index, "id"), milestone.id)
        for follower in milestone.then:
            if follower not in known:
                yield _unknown(document, ("milestones", index, "then"), follower, known)


def _rule_problems(catalogue: DeadlineCatalogue, document: Document, book: RuleBook) -> Iterator[Problem]:
    recorded = [milestone.id for milestone in catalogue.milestones]
    kinds = [rule.kind for rule in catalogue.deadlines]
    figures = [figure.key for figure in book.figures]
    for index, rule in enumerate(catalogue.deadlines):
        at: KeyPath = ("deadlines", index)
        if rule.kind in kinds[:index]:
            yield _twice(document, (*at, "kind"), rule.kind)
        if rule.starts is not None and rule.starts not in (*recorded, *DERIVED_EVENTS):
            yield _unknown(document, (*at, "starts"), rule.starts, [*recorded, *DERIVED_EVENTS])
        for event in rule.ended_by:
            if event not in recorded:
                yield _unknown(document, (*at, "ended_by"), event, recorded)
        yield from _overlaps(rule, document, at)
        for number, entry in enumerate(rule.entries):
            yield from entry_problems(entry, document, (*at, "entries", number), figures, kinds)


def _overlaps(rule: DeadlineRule, document: Document, at: KeyPath) -> Iterator[Problem]:
    for index, (one, next_one) in enumerate(zip(rule.entries, rule.entries[1:], strict=False)):
        if one.until is None or one.until >= next_one.since:
            yield _problem(
                document,
                (*at, "entries", index + 1),
                f"“{rule.kind}”在 {next_one.since} 有两个条目；给前一个写上更早的止日（to）。",
                f"'{rule.kind}' has two entries on {next_one.since}; end the earlier one before that day (to).",
            )
    for index, entry in enumerate(rule.entries):
        if entry.until is not None and entry.until < entry.since:
            yield _problem(
                document, (*at, "entries", index, "to"), "止日早于起日。", "This entry ends before it begins."
            )


def entry_problems(
    entry: DeadlineEntry, document: Document, at: KeyPath, figures: Collection[str], kinds: Collection[str]
) -> Iterator[Problem]:
    if entry.shape in COUNTED and (entry.unit is None or (entry.figure is None) == (entry.length is None)):
        yield _problem(
            document,
            at,
            "须写明单位（unit），并在数字（figure）与长度（length）中恰好写一个。",
            "Give the unit, and exactly one of figure and length.",
        )
    if entry.shape not in COUNTED and (entry.unit or entry.figure or entry.length):
        yield _problem(
            document, at, f"“{entry.shape}”没有长度和单位。", f"'{entry.shape}' has neither length nor unit."
        )
    if (entry.shape == "yearly") != (entry.each_year is not None):
        yield _problem(
            document,
            at,
            "每年固定日（yearly）与日期（each_year）须同时出现。",
            "'yearly' and the day of the year (each_year) stand together.",
        )
    if entry.each_year is not None and not _is_day(entry.each_year):
        yield _problem(
            document,
            (*at, "each_year"),
            f"没有 {entry.each_year} 这一天。",
            f"There is no day {entry.each_year} in every year.",
        )
    for key in filter(None, (entry.figure, entry.validity)):
        if key not in figures:
            yield _unknown(document, (*at, "figure"), key, figures)
    for kind in (*filter(None, (entry.not_before,)), *entry.marks):
        if kind not in kinds:
            yield _unknown(document, at, kind, kinds)


def _is_day(each_year: str) -> bool:
    try:
        date.fromisoformat(f"2025-{each_year}")
    except ValueError:
        return False
    return True


def _twice(document: Document, path: KeyPath, name: str) -> Problem:
    return _problem(document, path, f"“{name}”出现了两次。", f"'{name}' stands here twice.")


def _unknown(document: Document, path: KeyPath, name: str, known: Collection[str]) -> Problem:
    near = difflib.get_close_matches(name, list(known), n=1)
    zh, en = (f"是否指“{near[0]}”？", f" Did you mean '{near[0]}'?") if near else ("", "")
    return _problem(document, path, f"不认识的名称“{name}”。{zh}", f"Unknown name '{name}'.{en}")


def _problem(document: Document, path: KeyPath, zh: str, en: str) -> Problem:
    return Problem(document.place(path), Text(zh, en))
