"""Which column of a company's lists is which column of the official table, as entries of the journal ``mapping``.

The subject of an entry is the fingerprint of the headings: the next file with the same headings, from whichever
department, is read as the last one was. The last entry of a fingerprint holds.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import Field

from assessment.questions import Frozen
from assessment.work import JournalEntry

MAX_COLUMNS = 200


class KeptMapping(Frozen):
    """The content of an entry: for each heading the official column it was taken for, empty where it is not used."""

    headings: Annotated[tuple[str, ...], Field(max_length=MAX_COLUMNS)]
    fields: Annotated[tuple[str, ...], Field(max_length=MAX_COLUMNS)]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A mapping that holds now, who made it and when."""

    content: KeptMapping
    person_name: str
    at: datetime


def fingerprint(headings: Sequence[str]) -> str:
    """The same for the same headings in the same order, whatever the file or sheet is called."""
    return hashlib.sha256("\x1f".join(headings).encode()).hexdigest()[:32]


def fold(entries: Iterable[JournalEntry]) -> Mapping[str, Remembered]:
    """What is remembered, by fingerprint."""
    found: dict[str, Remembered] = {}
    for entry in entries:
        content = KeptMapping.model_validate_json(json.dumps(dict(entry.content)))
        found[entry.subject] = Remembered(content, entry.person_name, entry.at)
    return found
