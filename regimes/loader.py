"""One door to a regime: its rules, questions, scorecard and wording, read once and never changed.

A regime is the law as it ships, or that law with a company's additions (``regimes/overlays.py: compose``).

The hash covers every file of the regime, so that a decision can say exactly which law it was made under.
A regime with a defect is not handed out; ``python -m regimes.check`` names all defects at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.errors import RegimeBroken
from assessment.notices import Notice
from assessment.questions import Questionnaire
from assessment.rules import RuleBook
from regimes.rulebooks import RuleFiles, book_of, read_rules

if TYPE_CHECKING:
    from assessment.classification_catalogue import Catalogue
    from assessment.classification_parts import CatalogueItem
    from assessment.deadline_rules import DeadlineCatalogue
    from assessment.deadlines import TermLaw
    from assessment.important_data_table import ImportantDataLaw, Loaded
    from assessment.retention import RetentionRule
    from assessment.scorecard import Scorecard
    from assessment.wording_routes import CommitmentText
    from assessment.workdays import Calendars, CalendarYear
    from regimes.after_filing import AfterFiling
    from regimes.overlay_files import Overlay
    from regimes.wordings import Wording

HOME = Path(__file__).parent
LAW_FILES = frozenset({".yaml", ".json", ".md"})


@dataclass(frozen=True, eq=False)
class Composed:
    """What differs from the law as it ships once additions are put in.

    ``origins``: the sign-off subject of a piece that an addition cut off → that of the entry it was cut from.
    """

    shipped: Regime
    overlays: tuple[Overlay, ...]
    rules: RuleBook
    questionnaire: Questionnaire
    notices: tuple[Notice, ...] = ()
    important_data: tuple[Loaded, ...] = ()
    calendars: tuple[CalendarYear, ...] = ()
    deadlines: DeadlineCatalogue | None = None
    catalogue: tuple[CatalogueItem, ...] = ()
    wordings: tuple[CommitmentText, ...] = ()
    origins: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class Regime:
    """The law of one place as data. Parts are read when first asked for."""

    id: str
    folder: Path
    sha256: str
    composed: Composed | None = None

    @property
    def shipped(self) -> Regime:
        """The law as it ships, without additions."""
        return self.composed.shipped if self.composed else self

    @property
    def overlays(self) -> tuple[Overlay, ...]:
        return self.composed.overlays if self.composed else ()

    @property
    def notices(self) -> tuple[Notice, ...]:
        """What an authority told the company to be important data; nothing of it ships."""
        return self.composed.notices if self.composed else ()

    @cached_property
    def rule_files(self) -> RuleFiles:
        """The rules as they ship, each with its place, before they are made a book."""
        return read_rules(self.folder)

    @cached_property
    def rules(self) -> RuleBook:
        return self.composed.rules if self.composed else book_of(self.rule_files)

    @cached_property
    def questionnaire(self) -> Questionnaire:
        if self.composed:
            return self.composed.questionnaire
        from regimes.questionnaires import load_questionnaire

        return load_questionnaire(self.folder)

    @cached_property
    def important_data(self) -> ImportantDataLaw:
        """What the sector's law says is important data, with the parts of the final that the company loaded."""
        from regimes.important_data import load_important_data, with_additions

        if self.composed:
            return with_additions(self.composed.shipped.important_data, self.composed.important_data)
        return load_important_data(self.folder)

    @cached_property
    def catalogue(self) -> Catalogue:
        """The catalogue of data items, with the items that the company added or put in the place of others."""
        from regimes.catalogues import load_catalogue, with_items

        if self.composed:
            return with_items(self.composed.shipped.catalogue, self.composed.catalogue)
        return load_catalogue(self.folder, self.important_data)

    @cached_property
    def wording(self) -> Wording:
        """The official texts; figures in them are those of the rules in force, additions of the company among them."""
        from regimes.wordings import load_wording, with_additions

        if self.composed:
            return with_additions(self.composed.shipped.wording, self.rules.figures, self.composed.wordings)
        return with_additions(load_wording(self.folder), self.rules.figures)

    @cached_property
    def retention(self) -> tuple[RetentionRule, ...]:
        """How long records are kept; a company's additions change the figures, not the rules."""
        from regimes.retention import load_retention

        return load_retention(self.folder, self.rules)

    @cached_property
    def calendars(self) -> Calendars:
        """Working days by year; a company's official year takes the place of one that ships without a notice."""
        from regimes.calendars import load_calendars

        if self.composed:
            return self.composed.shipped.calendars.with_years(*self.composed.calendars)
        return load_calendars(self.folder)

    @cached_property
    def deadlines(self) -> DeadlineCatalogue:
        from regimes.deadlines import load_deadlines

        if self.composed:
            return self.composed.deadlines or self.composed.shipped.deadlines
        return load_deadlines(self.folder, self.rules)

    @cached_property
    def terms(self) -> TermLaw:
        """What a term of the law is counted with."""
        from assessment.deadlines import TermLaw

        return TermLaw(self.deadlines, self.calendars, self.rules)

    @cached_property
    def after_filing(self) -> AfterFiling:
        if self.composed:
            return self.composed.shipped.after_filing
        from regimes.after_filing import load_after_filing

        return load_after_filing(self.folder, self.questionnaire)

    def scorecard(self, on: date) -> Scorecard:
        return _scorecard(self.folder, on)


def regimes_at_hand() -> tuple[str, ...]:
    """The ids of all regimes that ship, found by themselves."""
    return tuple(sorted(path.parent.name for path in HOME.glob("*/regime.yaml")))


@cache
def load_regime(regime_id: str = "cn") -> Regime:
    """The regime with this id; raises ``RegimeBroken`` when there is none."""
    folder = HOME / regime_id
    if regime_id not in regimes_at_hand():
        raise RegimeBroken(f"There is no regime '{regime_id}'; there are: {', '.join(regimes_at_hand())}.")
    return Regime(regime_id, folder, fingerprint(folder))


def fingerprint(folder: Path) -> str:
    """SHA-256 over the sorted paths and the bytes of every file of a regime."""
    digest = hashlib.sha256()
    for path in sorted(file for file in folder.rglob("*") if file.is_file() and file.suffix in LAW_FILES):
        content = path.read_bytes()
        # Lengths stand before their contents, so that no two folders share one stream of bytes.
        name = path.relative_to(folder).as_posix().encode()
        digest.update(b"%d:%b%d:%b" % (len(name), name, len(content), content))
    return digest.hexdigest()


@cache
def _scorecard(folder: Path, on: date) -> Scorecard:
    from regimes.scorecards import load_scorecard

    return load_scorecard(folder, on)
