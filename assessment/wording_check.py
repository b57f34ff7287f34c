"""Frozen types of wording around the filing of an assessment: places for the hand, the clause index, the extension.

The words themselves are data of a regime with their source, as everything in ``wording.py``.
"""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, model_validator

from assessment.filings import DocumentKind, FilingId
from assessment.questions import Bilingual, Frozen
from assessment.wording_parts import Official


class HandPlace(Frozen):
    """One place. It stands on a document we write, on evidence of a kind, or on each clause of the legal document.

    ``filings``: only for these; empty: for each that has the document. ``unless``: a question whose yes leaves it out.
    """

    document: DocumentKind | None = None
    evidence: str | None = None
    each_clause: bool = False
    filings: tuple[FilingId, ...] = ()
    place: Bilingual
    who: Bilingual
    what: Bilingual
    unless: str | None = None

    @model_validator(mode="after")
    def _one_carrier(self) -> Self:
        if sum((self.document is not None, self.evidence is not None, self.each_clause)) != 1:
            raise ValueError("give exactly one of document, evidence, each_clause")
        return self


class HandPlaces(Official):
    """须手工完成之处 (``documents/by_hand.yaml``); said on screen, never printed in a filed document."""

    places: Annotated[tuple[HandPlace, ...], Field(min_length=1)]


class ClauseIndexWording(Official):
    """法律文件条款索引: its title, its opening and the columns; the points are those of Art. 9."""

    title: str
    opening: str
    columns: Annotated[tuple[str, ...], Field(min_length=5, max_length=5)]
    covered: str
    no_clause: str
    missing: str


class ExtensionWording(Official):
    """延长评估结果有效期申请表: title, boxes and commitment; the labels stand with the law of the extension."""

    title: str
    not_concerned: str
    yes: str
    no: str
    commitment: str
