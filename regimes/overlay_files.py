"""Overlay files: what a company adds to the law as it ships, read as strictly as our own files.

An overlay is one YAML file: a head that says what it is, from when, and who says so, and content in the same
shapes as the files of the regime. A file cannot name the overlay of an entry itself, cannot start an entry
before the overlay starts, and holds only what its kind announces.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import Field

from assessment.classification_parts import CatalogueItem
from assessment.deadline_rules import DeadlineEntry
from assessment.errors import InputRefused, Problem
from assessment.important_data_parts import Addition
from assessment.notices import Notice
from assessment.questions import Bilingual, Frozen
from assessment.rules import Duty, FigureEntry, Key, KnownList, RouteRule, SideRule, Unit
from assessment.vocabulary import Confidence, Text
from assessment.wording_routes import CommitmentText
from assessment.workdays import CalendarYear
from regimes import strict
from regimes.carving import ONE_DAY, Window, earliest
from regimes.documents import Document, KeyPath

OverlayKind = Literal[
    "zone_list", "notice", "annex", "figure", "rule", "important_data", "calendar", "deadline", "catalogue", "wording"
]
OVERLAY_KINDS: tuple[OverlayKind, ...] = get_args(OverlayKind)

CONTENT: dict[OverlayKind, tuple[str, ...]] = {
    "zone_list": ("lists", "duties"),
    "notice": ("notices",),
    "annex": ("lists", "figures", "routes", "sides", "duties", "important_data"),
    "figure": ("figures",),
    "rule": ("routes", "sides", "duties", "figures"),
    "important_data": ("important_data",),
    "calendar": ("calendars",),
    "deadline": ("deadlines", "figures"),
    "catalogue": ("catalogue",),
    "wording": ("wordings",),
}
"""What a file of each kind may hold; the first one is what it is for."""

Replaces = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*(/[a-z0-9_]+)?@\d{4}-\d{2}-\d{2}$")]


class Source(Frozen):
    """Where the company has it from: the official text that somebody read on a day."""

    text: Annotated[str, Field(min_length=1)]
    article: str
    address: str | None = None
    read_on: date


class Head(Frozen):
    """What an overlay is. ``to`` left out: until it is removed or the law is succeeded."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    kind: OverlayKind
    title: Bilingual
    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")
    source: Source
    confidence: Confidence


class FigureAddition(Frozen):
    """New entries for a figure; ``label`` and ``unit`` only for a figure that the law as it ships does not know."""

    key: Key
    label: Bilingual | None = None
    unit: Unit | None = None
    entries: Annotated[tuple[FigureEntry, ...], Field(min_length=1)]


class RouteAddition(RouteRule):
    """A new rule, or with ``replaces: KEY@FROM`` the correction of one."""

    replaces: Replaces | None = None


class SideAddition(SideRule):
    replaces: Replaces | None = None


class DutyAddition(Duty):
    replaces: Replaces | None = None


class DeadlineAddition(Frozen):
    """New entries for a term of the catalogue; kinds are the catalogue's own."""

    kind: str
    entries: Annotated[tuple[DeadlineEntry, ...], Field(min_length=1)]


class OverlayFile(Frozen):
    """One overlay file as it is written."""

    overlay: Head
    lists: tuple[KnownList, ...] = ()
    figures: tuple[FigureAddition, ...] = ()
    routes: tuple[RouteAddition, ...] = ()
    sides: tuple[SideAddition, ...] = ()
    duties: tuple[DutyAddition, ...] = ()
    notices: tuple[Notice, ...] = ()
    important_data: tuple[Addition, ...] = ()
    calendars: tuple[CalendarYear, ...] = ()
    deadlines: tuple[DeadlineAddition, ...] = ()
    catalogue: tuple[CatalogueItem, ...] = ()
    wordings: tuple[CommitmentText, ...] = ()


@dataclass(frozen=True, slots=True)
class Overlay:
    """An overlay that was read, and how long it stands: ``removed_from`` is the first day without it."""

    file: OverlayFile
    document: Document
    text: str
    sha256: str
    removed_from: date | None = None

    @property
    def head(self) -> Head:
        return self.file.overlay

    @property
    def id(self) -> str:
        return self.file.overlay.id

    @property
    def last_day(self) -> date | None:
        """The last day on which anything of it stands; ``None``: no end is known."""
        return earliest(self.head.until, self.removed_from - ONE_DAY if self.removed_from else None)

    @property
    def window(self) -> Window:
        return Window(self.head.since, self.last_day)

    def window_of(self, entry: Any) -> Window:
        """The days on which one entry of the file is in force."""
        return Window(entry.since, earliest(getattr(entry, "until", None), self.last_day))

    def problem(self, path: KeyPath, zh: str, en: str) -> Problem:
        return Problem(self.document.place(path), Text(zh, en))


def read_overlay(name: str, text: str, *, removed_from: date | None = None) -> Overlay:
    """Read one overlay strictly; raises ``InputRefused`` with every defect, each with its line."""
    document = strict.read(name, text)
    file = strict.validate(document, OverlayFile)
    overlay = Overlay(file, document, text, hashlib.sha256(text.encode()).hexdigest(), removed_from)
    problems = list(_head_problems(overlay))
    if problems:
        raise InputRefused(*problems)
    return overlay


def read_folder(folder: Path) -> tuple[tuple[Overlay, ...], tuple[Problem, ...]]:
    """Every overlay of a folder that can be read, in the order of the names, and what is wrong with the others."""
    read: list[Overlay] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.y*ml")) if folder.is_dir() else ():
        try:
            overlay = read_overlay(str(path), strict.decode(path))
        except InputRefused as refused:
            problems += refused.problems
            continue
        if any(known.id == overlay.id for known in read):
            problems.append(same_id(overlay))
            continue
        read.append(overlay)
    return tuple(read), tuple(problems)


def same_id(overlay: Overlay) -> Problem:
    return overlay.problem(
        ("overlay", "id"),
        f"编号“{overlay.id}”已被另一份补充规则使用；请换一个编号。",
        f"The id '{overlay.id}' belongs to another overlay already; choose another.",
    )


def _head_problems(overlay: Overlay) -> Iterator[Problem]:
    head = overlay.head
    if head.until is not None and head.until < head.since:
        yield overlay.problem(
            ("overlay", "to"),
            f"止日 {head.until} 早于起日 {head.since}。",
            f"It ends on {head.until}, before it begins on {head.since}.",
        )
    yield from _kind_problems(overlay)
    for path, entry in entries_in(overlay.file):
        yield from _entry_problems(overlay, path, entry)


def _kind_problems(overlay: Overlay) -> Iterator[Problem]:
    """The content is what the kind announces, and there is some."""
    allowed = CONTENT[overlay.head.kind]
    filled = [name for name in _sections() if getattr(overlay.file, name)]
    for name in filled:
        if name not in allowed:
            kinds = [kind for kind in OVERLAY_KINDS if name in CONTENT[kind]]
            yield overlay.problem(
                (name,),
                f"类别为 {overlay.head.kind} 的文件不含“{name}”；它属于类别 {'、'.join(kinds)}。",
                f"A file of kind {overlay.head.kind} holds no '{name}'; that belongs to kind {', '.join(kinds)}.",
            )
    if not filled:
        yield overlay.problem(
            (),
            f"文件没有内容；类别为 {overlay.head.kind} 的文件写在“{allowed[0]}”之下。",
            f"The file has no content; a file of kind {overlay.head.kind} writes it under '{allowed[0]}'.",
        )


def _entry_problems(overlay: Overlay, path: KeyPath, entry: Any) -> Iterator[Problem]:
    head = overlay.head
    if getattr(entry, "overlay", None) is not None:
        yield overlay.problem(
            (*path, "overlay"),
            "条目出自哪份补充规则由系统写明；删去“overlay”。",
            "Which overlay an entry comes from is written by the system; take 'overlay' out.",
        )
    since, until = getattr(entry, "since", None), getattr(entry, "until", None)
    if since is not None and since < head.since:
        yield overlay.problem(
            (*path, "from"),
            f"条目自 {since} 起，早于本补充规则的起日 {head.since}；改其一。",
            f"The entry begins on {since}, before the overlay begins on {head.since}; change one of the two.",
        )
    if since is not None and head.until is not None and max(until or since, since) > head.until:
        yield overlay.problem(
            (*path, "to" if until is not None else "from"),
            f"条目超出本补充规则的止日 {head.until}；改其一。",
            f"The entry reaches beyond {head.until}, the day on which the overlay ends; change one of the two.",
        )
    if since is not None and until is not None and until < since:
        yield overlay.problem(
            (*path, "to"),
            f"条目的止日 {until} 早于起日 {since}。",
            f"The entry ends on {until}, before it begins on {since}.",
        )


def entries_in(file: OverlayFile) -> Iterator[tuple[KeyPath, Any]]:
    """Every entry of the file with its place; the entries of a figure or term one by one."""
    for name in _sections():
        for index, item in enumerate(getattr(file, name)):
            if isinstance(item, FigureAddition | DeadlineAddition):
                yield from (((name, index, "entries", n), entry) for n, entry in enumerate(item.entries))
            else:
                yield (name, index), item


def _sections() -> Iterable[str]:
    return (name for name in OverlayFile.model_fields if name != "overlay")
