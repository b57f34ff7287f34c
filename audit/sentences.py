"""What this folder says to people: one sentence in both languages, and the refusal that carries it.

The folder must run alone, copied to an empty directory, so it cannot borrow these from anywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence or label in Chinese and English; the Chinese one is authoritative."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit. ``where`` is a place a person can find: a file, a record, a row, an offset."""

    where: str
    sentence: Sentence

    def as_json(self) -> dict[str, str]:
        return {"where": self.where, "zh": self.sentence.zh, "en": self.sentence.en}


class Refused(ValueError):
    """A value or a file that this folder does not accept; nothing was produced from it."""

    def __init__(self, where: str, zh: str, en: str) -> None:
        super().__init__(f"{where}: {en}" if where else en)
        self.where = where
        self.sentence = Sentence(zh, en)

    def as_finding(self, prefix: str = "") -> Finding:
        """The same sentence as a finding; ``prefix`` names the file or record that the place is in."""
        return Finding(", ".join(part for part in (prefix, self.where) if part), self.sentence)
