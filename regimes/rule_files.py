"""What the files of a regime's rules look like when read, each piece with the place where it stands.

Nothing is checked here but the shape; ``regimes/rule_guards.py`` checks the pieces against each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.errors import Problem
from assessment.questions import Bilingual, Frozen
from assessment.rules import Dated, Duty, FactName, Figure, KnownList, RouteRule, RuleSetStart, SideRule
from assessment.vocabulary import Route, Text
from regimes import strict


class RegimeFile(Frozen):
    """``regime.yaml``. From ``figures_from`` on every figure has a value, or says that it has none."""

    id: str
    name: Bilingual
    figures_from: date
    versions: tuple[RuleSetStart, ...]
    strictness: tuple[Route, ...]
    lists: tuple[KnownList, ...] = ()
    facts: tuple[FactName, ...]


class FiguresFile(Frozen):
    figures: tuple[Figure, ...]


class RulesFile(Frozen):
    routes: tuple[RouteRule, ...] = ()
    sides: tuple[SideRule, ...] = ()
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule or figure with the place where it stands, for the sentence that names a defect."""

    item: Dated | Figure
    document: strict.Document
    path: strict.KeyPath

    def problem(self, zh: str, en: str) -> Problem:
        return Problem(self.document.place(self.path), Text(zh, en))


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """What was read, each piece with its place. Overlays put their pieces among them before the book is made."""

    head: RegimeFile
    head_file: strict.Document
    figures: tuple[Placed, ...]
    rules: tuple[Placed, ...]
    lists: tuple[KnownList, ...]
