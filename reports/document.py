"""A dossier as it is drawn: its documents with their blocks. How they are written from a case is ``reports.dossier``.

Drawing needs nothing of the law and the questionnaire; this module loads neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from reports.blocks import Block

if TYPE_CHECKING:
    from assessment.filings import FilingId

Status = Literal["draft", "final"]
Sheet = Literal["form", "report"]
DRAFT_MARK = "草稿 · 未经批准 · 不得申报"


@dataclass(frozen=True, slots=True)
class Document:
    """One document: what it is, how its file is called, and its content."""

    kind: str
    title: str
    file: str
    sheet: Sheet
    blocks: tuple[Block, ...]
    filing: FilingId


@dataclass(frozen=True, slots=True)
class Dossier:
    """申报材料 of one case."""

    reference: str
    handler: str
    on: str
    route: str
    status: Status
    ruleset: dict[str, str]
    score_sha256: str
    snapshot_sha256: str
    documents: tuple[Document, ...]
