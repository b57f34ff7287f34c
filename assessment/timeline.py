"""What a reader asks of the trail, and one record as a page shows it.

A timeline is read newest first and paged by the place of a record, never by counting off: records are only ever added,
so an address goes on showing what it showed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.vocabulary import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineFilter:
    """Which records are wanted; what is empty asks for nothing.

    ``since`` counts, ``until`` does not. ``question`` is asked with its ``entry`` ("" for the case itself).
    ``text`` is looked for in names and texts; beside it a record is found by ``named_kinds`` and ``named_questions``,
    whose labels hold the text. ``of_house``: only what concerns no case. ``row``: what left this row of the store as
    another, by the name that records have for it. ``revisions``: what made the case these.
    """

    case_id: str | None = None
    of_house: bool = False
    person: str = ""
    kinds: frozenset[str] = frozenset()
    section: str = ""
    question: str = ""
    entry: str = ""
    since: datetime | None = None
    until: datetime | None = None
    text: str = ""
    named_kinds: frozenset[str] = frozenset()
    named_questions: tuple[str, ...] = ()
    row: str = ""
    revisions: frozenset[int] = frozenset()

    @property
    def narrowed(self) -> bool:
        """Whether anything but the case is asked for."""
        asked = (self.person, self.kinds, self.section, self.question, self.since, self.until, self.text)
        return any((*asked, self.row, self.revisions))


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLine:
    """One record. ``checkpoint``: how many records the first signed state that holds it has; ``None`` before.

    ``cold``: its body lies in cold storage and cannot be read there, so that only what stands beside it is known.
    """

    seq: int
    at: datetime
    person_id: str
    person_name: str
    kind: str
    case_id: str | None
    revision: int | None
    subject: str
    details: Mapping[str, object]
    checkpoint: int | None
    cold: bool = False


@dataclass(frozen=True, slots=True)
class TimelinePart:
    """One page of a timeline, newest first, with how many records there are in all and what stands beyond it."""

    lines: tuple[TimelineLine, ...]
    total: int
    newer: bool
    older: bool
    at_least: bool = False
    """Whether there are more than ``total``: of a search that finds very many, the exact number costs too much."""


def erased_word(language: Language) -> str:
    """What stands in place of a text that was erased from beside its record."""
    return "（内容已依规删除）" if language == "zh" else "(content erased under a rule)"
