"""The journal of a company's additions to the law: what was added, from when it no longer holds, and why.

An addition is never deleted. Its removal is a dated entry, so that a decision for an earlier day still sees it;
a later removal corrects the day of an earlier one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from assessment.questions import Frozen
from assessment.work import JournalEntry


class OverlayAdded(Frozen):
    """The whole text of the file, so that nothing outside the journal is needed to read it again."""

    event: Literal["added"] = "added"
    text: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    reason: Annotated[str, Field(min_length=1)]


class OverlayRemoved(Frozen):
    """``from_day``: the first day on which the addition does not hold any more."""

    event: Literal["removed"] = "removed"
    from_day: date
    reason: Annotated[str, Field(min_length=1)]


_CONTENT: TypeAdapter[OverlayAdded | OverlayRemoved] = TypeAdapter(
    Annotated[OverlayAdded | OverlayRemoved, Field(discriminator="event")]
)


@dataclass(frozen=True, slots=True)
class Signature:
    """Who wrote an entry, when, and why."""

    name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class HeldOverlay:
    """One addition as the journal tells it. ``removed_from`` is ``None`` while nobody removed it."""

    id: str
    text: str
    sha256: str
    added: Signature
    removed_from: date | None = None
    removed: Signature | None = None


def content_of(event: OverlayAdded | OverlayRemoved) -> dict[str, Any]:
    """What is written to the journal."""
    return event.model_dump(mode="json")


def held_overlays(entries: Iterable[JournalEntry]) -> tuple[HeldOverlay, ...]:
    """Every addition that was ever made, oldest first, with its removal if there was one."""
    found: dict[str, HeldOverlay] = {}
    for entry in entries:
        event = _read(entry.content)
        signed = Signature(entry.person_name, entry.at, event.reason)
        match event:
            case OverlayAdded():
                found[entry.subject] = HeldOverlay(entry.subject, event.text, event.sha256, signed)
            case OverlayRemoved():
                found[entry.subject] = replace(found[entry.subject], removed_from=event.from_day, removed=signed)
    return tuple(found.values())


def _read(content: Mapping[str, Any]) -> OverlayAdded | OverlayRemoved:
    return _CONTENT.validate_json(json.dumps(dict(content)))
