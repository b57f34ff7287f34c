"""The store's one door: open a database, take a unit of work for writing or for reading.

A writing unit commits what was changed together with the record of it, or nothing. It refuses to commit a
change that no record mentions.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Self

from sqlalchemy.orm import Session

from assessment.work import ItemCounts, TrailHead
from audit.kinds import KINDS
from store import append_only, migrate, trail
from store.cold import ColdStorage
from store.columns import new_id
from store.disposal import Disposals
from store.engines import AddressRefused, Engines, open_engines
from store.erasure import Erasures, carry_out
from store.files import FileDamaged, FileStore
from store.repositories.cases import Cases
from store.repositories.item_proposals import ItemProposals
from store.repositories.item_removals import ItemRemovals
from store.repositories.item_standings import ItemStandings
from store.repositories.item_totals import ItemSums
from store.repositories.items import Items
from store.repositories.items_of_category import ItemsOfCategory
from store.repositories.journals import CalendarFeeds, Journals, KeptFacts
from store.repositories.papers import Documents, Files, Snapshots
from store.repositories.people import Companies, People, Sessions
from store.repositories.progress import Jobs, Previews, Reviews
from store.repositories.sheets import Sheets
from store.session import Actor, Missing, NoCompany, NotRecorded, ReadOnly, Work
from store.timeline import Timeline
from store.trail import Queued
from store.trail_memory import remember
from store.trail_reading import Trail

__all__ = [
    "Actor",
    "AddressRefused",
    "Database",
    "FileDamaged",
    "ItemCounts",
    "Missing",
    "NoCompany",
    "NotRecorded",
    "ReadOnly",
    "TrailHead",
    "Unit",
    "new_id",
]


class Unit:
    """One unit of work: the repositories of one company, and the end of it."""

    def __init__(self, work: Work, files: FileStore | None) -> None:
        self._work = work
        work.files = files
        self._queued: list[Queued] = []
        self.trail = Trail(work)
        self.timeline = Timeline(work, self.trail)
        self.companies = Companies(work)
        self.people = People(work)
        self.sessions = Sessions(work)
        self.cases = Cases(work)
        self.sheets = Sheets(work, self.trail)
        self.items = Items(work)
        self.item_proposals = ItemProposals(work)
        self.item_sums = ItemSums(work)
        self.item_standings = ItemStandings(work)
        self.item_removals = ItemRemovals(work)
        self.items_of_category = ItemsOfCategory(work)
        self.files = Files(work, files)
        self.snapshots = Snapshots(work)
        self.documents = Documents(work)
        self.reviews = Reviews(work)
        self.jobs = Jobs(work)
        self.previews = Previews(work)
        self.journals = Journals(work)
        self.kept_facts = KeptFacts(work)
        self.calendar_feeds = CalendarFeeds(work)
        self.erasures = Erasures(work)
        self.cold = ColdStorage(work)
        self.disposals = Disposals(work)

    def record(
        self, kind: str, *, case_id: str | None = None, subject: str = "", details: Mapping[str, Any] | None = None
    ) -> None:
        """Say what happened, in one of the trail's own words; written when the unit is committed."""
        self._work.ensure_writable()
        if kind not in KINDS:
            raise ValueError(f"'{kind}' is not a kind of record; audit/kinds.py lists them")
        self._queued.append(Queued(kind, case_id, subject, details or {}))

    def commit(self) -> None:
        """Write changes and records, all or nothing; raises ``NotRecorded`` when a change has no record."""
        self._work.ensure_writable()
        known = trail.append(self._work, self._queued)
        if known is not None:
            carry_out(self._work, self.erasures, known.frontier.size - 1)
        self._work.session.commit()
        remember(self._work, known)
        self._queued.clear()
        self._work.begin_anew()


class Database:
    """One store, embedded or served; made once for a process and shared by its threads."""

    def __init__(self, engines: Engines, files: FileStore | None) -> None:
        self.engines = engines
        self.files = files

    @classmethod
    def open(cls, url: str, *, files: FileStore | None = None) -> Self:
        """Open by address (``sqlite:///path`` or ``postgresql+psycopg://…``); creates no tables."""
        return cls(open_engines(url), files)

    def migrate(self) -> None:
        """Bring the tables to the newest revision."""
        migrate.migrate(self.engines.writing)

    def restore_guards(self) -> None:
        """Put the triggers back that keep the trail append-only; never done unasked, so that nobody misses the loss."""
        with self.engines.writing.connect() as connection, connection.begin():
            append_only.install(connection)

    def close(self) -> None:
        self.engines.dispose()

    @contextmanager
    def unit(self, actor: Actor, company_id: str | None, now: datetime) -> Iterator[Unit]:
        """A unit for writing; leaving it without ``commit`` undoes it. ``company_id`` is ``None`` for sign-in only."""
        with Session(self.engines.writing, expire_on_commit=False, close_resets_only=False) as session:
            yield Unit(Work(session, company_id, actor, now), self.files)

    @contextmanager
    def read(self, company_id: str | None) -> Iterator[Unit]:
        """A unit for reading: one state of the data, and no write."""
        with Session(self.engines.reading, expire_on_commit=False, close_resets_only=False) as session:
            yield Unit(Work(session, company_id, None, None), self.files)
