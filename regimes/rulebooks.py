"""Reads the rules of a regime: ``regime.yaml``, ``parameters/*.yaml``, ``routes/*.yaml``.

Every name inside is checked against what exists, and every value against its dates, before a rule book is
handed out: a rule that tests a fact nobody knows, or a day with two values for one figure, never loads.
Everything that is wrong is named at once, with file, line and key.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TypeVar

from assessment.errors import InputRefused, Problem
from assessment.questions import Frozen
from assessment.rules import Duty, Figure, RouteRule, RuleBook, SideRule
from regimes import strict
from regimes.rule_files import FiguresFile, Placed, RegimeFile, RuleFiles, RulesFile
from regimes.rule_guards import problems_in, unknown_name
from regimes.rule_starts import fell_away, starts_in, with_days

__all__ = ["Placed", "RegimeFile", "RuleFiles", "book_of", "load_rulebook", "read_rules", "unknown_name"]

Item = TypeVar("Item", bound=Frozen)


def load_rulebook(folder: Path) -> RuleBook:
    """The rule book of one regime; raises ``InputRefused`` with every defect found."""
    return book_of(read_rules(folder))


def read_rules(folder: Path) -> RuleFiles:
    """The files of one regime, read strictly, before the names inside them are checked."""
    head_file = strict.read(folder / "regime.yaml")
    starts = starts_in(head_file)
    head = strict.validate(with_days(head_file, starts), RegimeFile)
    figures = _load(folder / "parameters", FiguresFile, ("figures",), starts)
    rules = _load(folder / "routes", RulesFile, ("routes", "sides", "duties"), starts)
    return RuleFiles(head, head_file, tuple(figures), tuple(rules), head.lists)


def book_of(files: RuleFiles) -> RuleBook:
    """Check everything against everything and hand out the book; raises ``InputRefused`` with every defect found."""
    head, figures, rules = files.head, files.figures, files.rules
    book = RuleBook(
        versions=head.versions,
        strictness=head.strictness,
        figures=_of(figures, Figure),
        routes=_of(rules, RouteRule),
        sides=_of(rules, SideRule),
        duties=_of(rules, Duty),
        lists=files.lists,
        facts={fact.name: fact for fact in head.facts},
    )
    if problems := problems_in(files, book):
        raise InputRefused(*problems)
    return book


def _load(folder: Path, model: type[Frozen], keys: Sequence[str], starts: Mapping[str, date]) -> list[Placed]:
    placed: list[Placed] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = strict.read(path)
            content = strict.validate(with_days(document, starts), model)
        except InputRefused as refused:
            problems += refused.problems
            continue
        for key in keys:
            placed += [
                Placed(item, document, (key, index))
                for index, item in enumerate(getattr(content, key))
                if not fell_away(document.data[key][index], item)
            ]
    if problems:
        raise InputRefused(*problems)
    return placed


def _of(placed: Iterable[Placed], kind: type[Item]) -> tuple[Item, ...]:
    return tuple(entry.item for entry in placed if isinstance(entry.item, kind))
