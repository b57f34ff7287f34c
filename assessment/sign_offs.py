"""Counsel's journal: which entries of the law counsel has read against the official text, and with what result.

A sign-off speaks of exactly what was read: it names the hash of the entry, and an entry that says something
else afterwards is unsigned again. Withdrawing is an entry too.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any, Literal

import rfc8785
from pydantic import BaseModel, Field

from assessment.questions import Frozen
from assessment.work import JournalEntry

Verdict = Literal["confirmed", "doubted", "withdrawn"]
"""The text says so; it does not and waits for a correction; an earlier sign-off no longer stands."""

_NOT_SAID = frozenset({"to", "overlay"})
"""Not part of what counsel read: an entry that is succeeded says the same until its last day."""


class SignOff(Frozen):
    """One entry of the journal. ``read``: what counsel read, and ``read_on`` when."""

    verdict: Verdict
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    note: str
    read: str
    read_on: date


@dataclass(frozen=True, slots=True)
class Standing:
    """The last word on one entry, and whose it is."""

    subject: str
    verdict: Verdict
    sha256: str
    note: str
    read: str
    read_on: date
    person_id: str
    person_name: str
    at: datetime


def digest_of(entry: BaseModel) -> str:
    """SHA-256 of what an entry of the law says."""
    said = entry.model_dump(mode="json", by_alias=True, exclude_none=True)
    return hashlib.sha256(
        rfc8785.dumps({key: value for key, value in said.items() if key not in _NOT_SAID})
    ).hexdigest()


def content_of(sign_off: SignOff) -> dict[str, Any]:
    return sign_off.model_dump(mode="json")


def standing(entries: Iterable[JournalEntry]) -> dict[str, Standing]:
    """The last entry for each subject."""
    found: dict[str, Standing] = {}
    for entry in entries:
        said = SignOff.model_validate_json(json.dumps(dict(entry.content)))
        found[entry.subject] = Standing(
            entry.subject,
            said.verdict,
            said.sha256,
            said.note,
            said.read,
            said.read_on,
            entry.person_id,
            entry.person_name,
            entry.at,
        )
    return found


def signed_subjects(held: Mapping[str, Standing], digests: Mapping[str, str]) -> frozenset[str]:
    """What counsel confirmed and what still says the same. ``digests``: subject → hash of the entry as it is now."""
    return frozenset(
        subject for subject, said in held.items() if said.verdict == "confirmed" and digests.get(subject) == said.sha256
    )
