"""The law as it stands for a company on a day: every entry with its source, found by topic or by a word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assessment.rules import RuleSetStart
from assessment.work import Person
from regimes.correction import can_be_corrected, correction_of, written
from regimes.entries import EntryKind, entries_of
from regimes.loader import HOME
from regimes.overlay_files import OVERLAY_KINDS
from regimes.sentences import sentence_on
from services.counsel import Line, state_of
from services.desk import Desk, NotFound

__all__ = [
    "TOPICS",
    "LawPage",
    "can_be_corrected",
    "draft_correction",
    "law_page",
    "sentence_on",
    "worked_file",
    "written",
]

TOPICS: tuple[EntryKind, ...] = ("rule", "side", "duty", "figure", "list", "deadline", "after", "calendar", "version")
WORKED = HOME / "overlay_examples"


@dataclass(frozen=True, slots=True)
class LawPage:
    """``counts``: how many entries each topic has on the day (of those that fit the search)."""

    lines: tuple[Line, ...]
    counts: Mapping[EntryKind, int]
    version: RuleSetStart | None
    before: date | None
    after: date | None
    overlays: int
    not_applied: int


def law_page(desk: Desk, person: Person, on: date, *, topic: str, search: str) -> LawPage:
    """What is in force on a day; ``before`` and ``after`` are the neighbouring days on which something changes."""
    law = desk.law_of(person.company_id)
    entries = entries_of(law.regime)
    fitting = [entry for entry in entries if entry.kind in TOPICS and entry.in_force(on) and entry.mentions(search)]
    days = sorted({entry.since for entry in entries if entry.since} | {_after(e.until) for e in entries if e.until})
    shown = [entry for entry in fitting if search or entry.kind == topic]
    lines = [
        Line(entry, state_of(entry, law.signatures.get(entry.subject)), law.signatures.get(entry.subject), None)
        for entry in shown
    ]
    return LawPage(
        tuple(lines),
        Counter(entry.kind for entry in fitting),
        law.regime.rules.version(on),
        max((day for day in days if day <= on), default=None),
        min((day for day in days if day > on), default=None),
        len(law.regime.overlays),
        len(desk.shelf.broken) + len(law.set_aside),
    )


def draft_correction(desk: Desk, person: Person, subject: str) -> str:
    """The overlay that repeats an entry, to be put right; raises ``NotFound``."""
    regime = desk.regime_of(person.company_id)
    entry = next((entry for entry in entries_of(regime) if entry.subject == subject), None)
    if entry is None:
        raise NotFound(f"entry {subject}")
    return correction_of(entry, desk.today) if can_be_corrected(entry) else ""


def worked_file(kind: str) -> str:
    """The worked example of a kind of overlay; empty where there is no such kind."""
    path: Path = WORKED / f"{kind}.yaml"
    return path.read_text(encoding="utf-8") if kind in OVERLAY_KINDS and path.is_file() else ""


def _after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
