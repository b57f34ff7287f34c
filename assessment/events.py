"""What happened to a case in review, in the past tense. State is computed from these, never stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

EventKind = Literal["submitted", "withdrawn", "changes_requested", "approved"]


@dataclass(frozen=True, slots=True)
class ReviewEvent:
    """One step of review. ``revision`` is the case's at that moment; ``snapshot_sha256`` what it speaks of.

    ``authors`` (for ``submitted``): ids of everybody who changed the case since it was created.
    """

    id: str
    kind: EventKind
    person_id: str
    person_name: str
    at: datetime
    revision: int
    snapshot_sha256: str
    reason: str = ""
    authors: frozenset[str] = frozenset()
