"""One entry of the law with who says so: what counsel signs off, and the hash that the signature speaks of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from pydantic import BaseModel

from assessment.questions import Citation
from assessment.sign_offs import digest_of
from assessment.vocabulary import Confidence, Text

EntryKind = Literal[
    "version",
    "rule",
    "side",
    "duty",
    "figure",
    "list",
    "deadline",
    "item",
    "catalogue",
    "after",
    "calendar",
    "method",
    "reference",
    "wording",
    "question",
]


@dataclass(frozen=True)
class LawEntry:
    """One entry with who says so. ``name``: how people call it; ``says``: what it says, where that is a sentence."""

    kind: EntryKind
    subject: str
    key: str
    name: Text
    says: Text
    since: date | None
    until: date | None
    cite: Citation | None
    confidence: Confidence
    checked_on: date | None
    overlay: str | None
    note: Text | None
    model: BaseModel

    @cached_property
    def sha256(self) -> str:
        return digest_of(self.model)

    @property
    def below_high(self) -> bool:
        return self.confidence is not Confidence.HIGH

    def in_force(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)

    def mentions(self, search: str) -> bool:
        """Whether every word of the search stands in the entry, in either language."""
        cite = f"{self.cite.text} {self.cite.article}" if self.cite else ""
        texts = (self.key, self.name.zh, self.name.en, self.says.zh, self.says.en, cite, self.overlay or "")
        haystack = " ".join(texts).casefold()
        return all(word in haystack for word in search.casefold().split())
