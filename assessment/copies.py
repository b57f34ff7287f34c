"""Copies of a dossier that are not the filed one: for headquarters, for ears, for editing, for the house.

A copy names the snapshot it was made from, so that a page can say when the dossier has moved on. Entries are never
edited; the newest of each sort and document holds.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, get_args

from pydantic import Field

from assessment.questions import Frozen
from assessment.work import JournalEntry

CopyKind = Literal["reading", "side_by_side", "tagged", "editable", "internal"]
COPY_KINDS: tuple[CopyKind, ...] = get_args(CopyKind)


class CopyMade(Frozen):
    """One entry; its subject is the sort of copy. ``document``: the kind of the document, empty for all in one."""

    copy_kind: CopyKind
    document: str
    title: str
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    file_name: str
    media_type: str
    size: Annotated[int, Field(ge=0)]
    pages: Annotated[int, Field(ge=0)] = 0
    snapshot_sha256: str


@dataclass(frozen=True, slots=True)
class KeptCopy:
    id: str
    said: CopyMade
    person_name: str
    at: datetime


def read(entry: JournalEntry) -> CopyMade:
    return CopyMade.model_validate_json(json.dumps(dict(entry.content)))


def newest(entries: Iterable[JournalEntry], snapshot_sha256: str) -> dict[tuple[CopyKind, str], KeptCopy]:
    """The last copy of each sort and document file that was made from this snapshot."""
    found: dict[tuple[CopyKind, str], KeptCopy] = {}
    for entry in entries:
        said = read(entry)
        if said.snapshot_sha256 == snapshot_sha256:
            found[said.copy_kind, said.file_name] = KeptCopy(entry.id, said, entry.person_name, entry.at)
    return found
