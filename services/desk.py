"""The desk at which every use case works: store, law, clock, queue. Built once for a process.

Services take it as their first argument and open their own unit of work; nothing else holds a connection.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.vocabulary import Language, Text
from assessment.work import Person
from regimes.loader import Regime, load_regime
from reports.signing_means import UNSIGNED, SigningMeans
from services.held_law import HeldLaw, Shelf
from services.log_keys import NO_KEYS, LogKeys
from services.memory import Memory
from store.database import Actor, Database, Unit
from store.files import FileStore

if TYPE_CHECKING:
    from assessment.filing_check_parts import FilingCheck
    from assessment.item_lines import ItemCounts, ItemsFound
    from services.appraisal import Appraisal
    from services.glances import Glance
    from services.item_effect import ItemEffect
    from services.kept_facts import CaseFacts

CASES_IN_HAND = 12
"""Cases that are kept whole between requests: those that people work on now."""
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")


def system_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Desk:
    """``hand_over`` gives a job id to the worker, or runs it at once where there is no worker.

    ``regime`` is the law as it ships. Whoever decides about a case asks for the law as its company holds it.
    ``overlays`` is the folder with the installation's own additions; it need not exist.
    ``drawn`` is the folder of drawn parts of documents, which may be emptied at any time.
    """

    database: Database
    regime: Regime
    fonts: Path
    now: Callable[[], datetime]
    hand_over: Callable[[str], None]
    overlays: Path | None = None
    log_keys: LogKeys = NO_KEYS
    signing: SigningMeans = UNSIGNED
    drawn: Path | None = None
    shelf: Shelf = field(init=False)
    appraisals: Memory[Appraisal] = field(init=False, default_factory=lambda: Memory(CASES_IN_HAND))
    checks: Memory[FilingCheck] = field(init=False, default_factory=lambda: Memory(CASES_IN_HAND))
    snapshot_hashes: Memory[str] = field(init=False, default_factory=Memory)
    glances: Memory[Glance] = field(init=False, default_factory=Memory)
    read_facts: Memory[CaseFacts] = field(init=False, default_factory=Memory)
    item_effects: Memory[ItemEffect] = field(init=False, default_factory=Memory)
    item_counts: Memory[ItemCounts] = field(init=False, default_factory=Memory)
    items_found: Memory[ItemsFound] = field(init=False, default_factory=Memory)
    item_reasons: Memory[tuple[str, ...]] = field(init=False, default_factory=lambda: Memory(CASES_IN_HAND))
    lately: dict[Hashable, datetime] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "shelf", Shelf(self.regime, self.overlays))

    def law_of(self, company_id: str | None, unit: Unit | None = None) -> HeldLaw:
        """The law of a company with its overlays and signatures; ``unit``: one of this company that is open already.

        Without a company (headless commands): the law of the installation.
        """
        if company_id is None:
            return HeldLaw(self.shelf.house, set_aside=self.shelf.broken)
        if unit is not None:
            return self.shelf.of(unit, company_id)
        return self.shelf.of_company(self.database, company_id)

    def regime_of(self, company_id: str | None, unit: Unit | None = None) -> Regime:
        """The regime by which a company's cases are decided."""
        return self.law_of(company_id, unit).regime

    @property
    def today(self) -> date:
        """Today in Beijing: the day that counters and terms of the law speak of."""
        return self.now().astimezone(BEIJING).date()


def open_desk(
    database_url: str,
    files: Path,
    fonts: Path,
    *,
    regime: str = "cn",
    now: Callable[[], datetime] = system_now,
    hand_over: Callable[[str], None] = lambda job_id: None,
    overlays: Path | None = None,
    log_keys: LogKeys = NO_KEYS,
    signing: SigningMeans = UNSIGNED,
    drawn: Path | None = None,
) -> Desk:
    """Open the store (migrated to the newest revision) and load the law."""
    database = Database.open(database_url, files=FileStore(files))
    database.migrate()
    return Desk(database, load_regime(regime), fonts, now, hand_over, overlays, log_keys, signing, drawn)


def actor_of(person: Person) -> Actor:
    return Actor(person_id=person.id, name=person.name)


SYSTEM = Actor(person_id="system", name="Tongguan")


class NotFound(Exception):
    """The thing is not there, or belongs to another company; the two are not told apart."""


class Refused(Exception):
    """A use case that may not happen now; the sentence says why and what to do."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence

    def in_language(self, language: Language) -> str:
        return self.sentence.in_language(language)
