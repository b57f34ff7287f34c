"""A company's additions to the law: look at a file before it is added, add it, remove it from a day on.

What is added is checked together with everything that holds already, and refused as a whole with every defect
in its line. Corrections of rules, figures and terms are counsel's or the administrator's; what an authority
published may be loaded by whoever prepares cases.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from assessment.errors import InputRefused, Problem
from assessment.overlays import HeldOverlay, OverlayAdded, OverlayRemoved, content_of
from assessment.vocabulary import Role, Text
from assessment.work import Person
from regimes.carving import ONE_DAY
from regimes.entries import LawEntry, entries_of
from regimes.loader import Regime
from regimes.overlay_files import Head, Overlay, read_overlay
from regimes.overlays import compose, signed_as
from services.desk import Desk, NotFound, Refused, actor_of
from services.held_law import file_name

CORRECTIONS = ("figures", "routes", "sides", "duties", "deadlines")
CORRECTORS = frozenset({Role.COUNSEL, Role.ADMINISTRATOR})
LOADERS = CORRECTORS | {Role.PREPARER}
MAX_TEXT = 2_000_000
State = Literal["coming", "in_force", "ended", "set_aside"]


@dataclass(frozen=True, slots=True)
class Change:
    """What an overlay does to one entry of the law; ``before`` is what held on the first day of ``entry``."""

    what: Literal["added", "replaced", "ends", "gone"]
    entry: LawEntry
    before: LawEntry | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """What a file would do. ``problems`` say why it cannot be added; ``overlay`` is there once it can be read."""

    overlay: Overlay | None
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...] = ()
    why_not: Text | None = None

    @property
    def may_be_added(self) -> bool:
        return self.overlay is not None and not self.problems and self.why_not is None


@dataclass(frozen=True, slots=True)
class Line:
    """One overlay in the list. ``held`` is ``None`` for a file of the installation's folder."""

    overlay: Overlay | None
    held: HeldOverlay | None
    state: State
    last_day: date | None

    @property
    def id(self) -> str:
        return self.held.id if self.held else self.overlay.id if self.overlay else ""

    @property
    def head(self) -> Head | None:
        return self.overlay.head if self.overlay else None


@dataclass(frozen=True, slots=True)
class Listing:
    """The company's own overlays, those of the installation, and what is not applied and why."""

    own: tuple[Line, ...]
    house: tuple[Line, ...]
    not_applied: tuple[Problem, ...]


def preview(desk: Desk, person: Person, text: str, *, name: str = "overlay.yaml") -> Preview:
    """Read a file and say what it would add or change, or what is wrong with it; nothing is stored."""
    with desk.database.read(person.company_id) as unit:
        regime = desk.regime_of(person.company_id, unit)
        known = desk.law_of(person.company_id, unit).overlays
    return _judged(desk, person, regime, known, text, name)


def add(desk: Desk, person: Person, text: str, *, reason: str, name: str = "overlay.yaml") -> HeldOverlay:
    """Add an overlay to the company's law; raises ``InputRefused`` with every defect, ``Refused`` where not allowed."""
    reason = _given(reason)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        law = desk.law_of(person.company_id, unit)
        judged = _judged(desk, person, law.regime, law.overlays, text, name)
        if judged.problems:
            raise InputRefused(*judged.problems)
        if judged.why_not:
            raise Refused(judged.why_not)
        overlay = judged.overlay
        assert overlay is not None
        unit.journals.append(
            "overlay", overlay.id, content_of(OverlayAdded(text=text, sha256=overlay.sha256, reason=reason))
        )
        unit.record(
            "overlay added",
            subject=overlay.id,
            details={
                "sha256": overlay.sha256,
                "kind": overlay.head.kind,
                "title": overlay.head.title.zh,
                "from": overlay.head.since.isoformat(),
                "reason": reason,
            },
        )
        unit.commit()
    return _held(desk, person, overlay.id)


def remove(desk: Desk, person: Person, overlay_id: str, *, from_day: date, reason: str) -> HeldOverlay:
    """Let an overlay end: ``from_day`` is the first day without it. Decisions for earlier days still see it."""
    reason = _given(reason)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        law = desk.law_of(person.company_id, unit)
        held = next((known for known in law.overlays if known.id == overlay_id), None)
        if held is None:
            raise NotFound(f"overlay {overlay_id}")
        _check_removal(person, held, from_day)
        unit.journals.append("overlay", overlay_id, content_of(OverlayRemoved(from_day=from_day, reason=reason)))
        unit.record(
            "overlay removed",
            subject=overlay_id,
            details={"sha256": held.sha256, "from": from_day.isoformat(), "reason": reason},
        )
        unit.commit()
    return _held(desk, person, overlay_id)


def listing(desk: Desk, person: Person) -> Listing:
    """Every overlay that bears on the company, newest first, and what is not applied."""
    law = desk.law_of(person.company_id)
    applied = {overlay.id: overlay for overlay in law.regime.overlays}
    own = [_own_line(held, applied.get(held.id), desk.today) for held in law.overlays]
    ids = {held.id for held in law.overlays}
    house = [_line(overlay, None, desk.today) for overlay in law.regime.overlays if overlay.id not in ids]
    return Listing(tuple(reversed(own)), tuple(house), (*desk.shelf.broken, *law.set_aside))


def one(desk: Desk, person: Person, overlay_id: str) -> tuple[Line, tuple[Change, ...], tuple[Problem, ...]]:
    """One overlay, what it does to the law, and why it is not applied if it is not; raises ``NotFound``."""
    shown = listing(desk, person)
    line = next((line for line in (*shown.own, *shown.house) if line.id == overlay_id), None)
    if line is None:
        raise NotFound(f"overlay {overlay_id}")
    if line.overlay is None or line.state == "set_aside":
        return line, (), tuple(p for p in shown.not_applied if p.where.startswith(file_name(overlay_id)))
    regime = desk.regime_of(person.company_id)
    return line, changes_between(without(regime, overlay_id), regime), ()


@lru_cache(maxsize=32)
def without(regime: Regime, overlay_id: str) -> Regime:
    """The same law without one overlay, with counsel's signatures on what is left."""
    others = [overlay for overlay in regime.overlays if overlay.id != overlay_id]
    try:
        left = compose(regime.shipped, others)
    except InputRefused:  # another overlay builds on this one; compare with the law as it ships
        left = regime.shipped
    return signed_as(left, regime.rules.signed) if regime.rules.signed else left


def why_not_add(person: Person, overlay: Overlay) -> Text | None:
    """Who may add or remove a file with this content."""
    if not person.roles & LOADERS:
        return Text("您的角色只能查看补充规则。", "Your role reads overlays but does not add or remove them.")
    corrects = any(getattr(overlay.file, section) for section in CORRECTIONS)
    if corrects and not person.roles & CORRECTORS:
        return Text(
            "规则、数字和期限的补充或更正由律师或管理员加载；请把文件交给他们。",
            "Rules, figures and terms are added or corrected by counsel or an administrator; hand the file to them.",
        )
    return None


def may_change(person: Person, line: Line) -> bool:
    """Whether this person may remove the overlay of this line."""
    if line.overlay is None:
        return bool(person.roles & LOADERS)
    return why_not_add(person, line.overlay) is None


def changes_between(before: Regime, after: Regime) -> tuple[Change, ...]:
    """What differs between two states of the law, entry by entry."""
    old = {entry.subject: entry for entry in entries_of(before)}
    new = {entry.subject: entry for entry in entries_of(after)}
    found: list[Change] = []
    for subject, entry in new.items():
        known = old.get(subject)
        if known is None:
            found.append(Change("added", entry, _in_force(old.values(), entry)))
        elif known.sha256 != entry.sha256:
            found.append(Change("replaced", entry, known))
        elif known.until != entry.until:
            found.append(Change("ends", entry, known))
    found += [Change("gone", entry) for subject, entry in old.items() if subject not in new]
    return tuple(found)


def _in_force(entries: object, wanted: LawEntry) -> LawEntry | None:
    return next(
        (
            entry
            for entry in entries  # type: ignore[attr-defined]  # a view of a dictionary
            if entry.kind == wanted.kind and entry.key == wanted.key and wanted.since and entry.in_force(wanted.since)
        ),
        None,
    )


def _judged(desk: Desk, person: Person, regime: Regime, known: Sequence[HeldOverlay], text: str, name: str) -> Preview:
    if len(text) > MAX_TEXT:
        return Preview(None, (Problem(name, Text("文件超过 2 MB。", "The file is larger than 2 MB.")),))
    try:
        overlay = read_overlay(name, text)
    except InputRefused as refused:
        return Preview(None, refused.problems)
    why_not = why_not_add(person, overlay)
    taken = {held.id for held in known} | {standing.id for standing in regime.overlays}
    problems = [*_days_to_come(overlay, desk.today)]
    if overlay.id in taken:
        problems.append(
            overlay.problem(
                ("overlay", "id"),
                f"编号“{overlay.id}”已用过；新的文本请用新的编号，例如“{overlay.id}-2”。",
                f"The id '{overlay.id}' was used before; give the new text an id of its own, such as '{overlay.id}-2'.",
            )
        )
        return Preview(overlay, tuple(problems), (), why_not)
    try:
        after = compose(regime.shipped, (*regime.overlays, overlay))
    except InputRefused as refused:
        return Preview(overlay, (*problems, *refused.problems), (), why_not)
    return Preview(overlay, tuple(problems), changes_between(regime, after), why_not)


def _days_to_come(overlay: Overlay, today: date) -> list[Problem]:
    """Nobody has read a text on a day to come."""
    if overlay.head.source.read_on <= today:
        return []
    return [
        overlay.problem(
            ("overlay", "source", "read_on"),
            f"阅读日期 {overlay.head.source.read_on} 晚于今天；请填写实际阅读的日期。",
            f"{overlay.head.source.read_on} is still to come; give the day on which the text was read.",
        )
    ]


def _check_removal(person: Person, held: HeldOverlay, from_day: date) -> None:
    try:
        overlay = read_overlay(file_name(held.id), held.text)
    except InputRefused:
        return  # it cannot be read any more, so whoever may load may put it away
    refusal = why_not_add(person, overlay)
    if refusal is not None:
        raise Refused(refusal)
    if from_day < overlay.head.since:
        raise Refused(
            Text(
                f"这份补充规则自 {overlay.head.since} 起适用，停用日不能更早；自始不适用的填 {overlay.head.since}。",
                f"This overlay begins on {overlay.head.since} and cannot end earlier; "
                f"where it should never have held, give {overlay.head.since}.",
            )
        )


def _given(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise Refused(
            Text("请写明理由；理由与补充规则一并留痕。", "Give the reason; it is kept in the trail with the overlay.")
        )
    return reason


def _held(desk: Desk, person: Person, overlay_id: str) -> HeldOverlay:
    return next(held for held in desk.law_of(person.company_id).overlays if held.id == overlay_id)


def _own_line(held: HeldOverlay, applied: Overlay | None, today: date) -> Line:
    if applied is not None:
        return _line(applied, held, today)
    try:
        overlay = read_overlay(file_name(held.id), held.text, removed_from=held.removed_from)
    except InputRefused:
        overlay = None
    return Line(overlay, held, "set_aside", None)


def _line(overlay: Overlay, held: HeldOverlay | None, today: date) -> Line:
    ends = [day for day in (overlay.head.until, overlay.removed_from and overlay.removed_from - ONE_DAY) if day]
    last_day = min(ends, default=None)
    if last_day is not None and last_day < today:
        return Line(overlay, held, "ended", last_day)
    return Line(overlay, held, "coming" if overlay.head.since > today else "in_force", last_day)
