"""One thing that is missing or does not agree, with the place where it is mended."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.vocabulary import Text

ITEMS = "items"
"""Stands in ``Gap.section`` for the table of data items of the scenario named in ``entry``."""


@dataclass(frozen=True, slots=True)
class Gap:
    """``section`` is a page of the wizard (or ``ITEMS``), ``entry`` the list entry it belongs to.

    ``entry`` is ``None`` for the case itself, or when the entry has yet to be added; a missing recipient names
    its scenario. ``question`` is ``None`` when no single answer mends it.
    """

    section: str
    entry: str | None
    question: str | None
    sentence: Text

    def as_json(self) -> dict[str, str | None]:
        return {
            "section": self.section,
            "entry": self.entry,
            "question": self.question,
            "zh": self.sentence.zh,
            "en": self.sentence.en,
        }
