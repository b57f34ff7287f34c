"""Draws a dossier: every document as PDF/A with its pages and its hash, and the manifest that lists them.

It knows no case and no store; the same dossier and the same fonts give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assessment.snapshot import Snapshot
from reports.blocks import Annex, words
from reports.dossier import DRAFT_MARK, Document, Dossier
from reports.fonts import faces_needed
from reports.pages import html
from reports.render_job import Order, draw_apart


@dataclass(frozen=True, slots=True)
class Built:
    """One finished document."""

    kind: str
    title: str
    file: str
    pages: int
    status: Literal["draft", "final"]
    pdf: bytes
    sha256: str


def build(
    dossier: Dossier, *, fonts: Path, progress: Callable[[int, int, str], None] = lambda *_: None
) -> tuple[Built, ...]:
    """All documents, in order. ``progress`` hears how many of how many are done and which one is being drawn.

    Raises ``GlyphMissing`` before anything is drawn, ``DrawingStopped`` when a document could not be drawn.
    """
    orders = [order(document, dossier, fonts) for document in dossier.documents]
    drawn = draw_apart(orders, fonts, progress)
    return tuple(
        Built(
            kind=document.kind,
            title=document.title,
            file=document.file,
            pages=result.pages,
            status=dossier.status,
            pdf=result.pdf,
            sha256=hashlib.sha256(result.pdf).hexdigest(),
        )
        for document, result in zip(dossier.documents, drawn, strict=True)
    )


def manifest(snapshot: Snapshot, built: Sequence[Built]) -> dict[str, Any]:
    """``manifest.json`` of a folder of documents."""
    content = snapshot.content
    return {
        "case": content.sheet.reference,
        "route": str(content.decision.get("route", "undetermined")),
        "on": content.on.isoformat(),
        "documents": [
            {"kind": b.kind, "file": b.file, "title": b.title, "pages": b.pages, "sha256": b.sha256, "status": b.status}
            for b in built
        ],
        "snapshot_sha256": snapshot.sha256,
        "ruleset": content.regime.version,
        "score_sha256": content.score_sha256,
    }


def order(document: Document, dossier: Dossier, fonts: Path) -> Order:
    """What the drawing process needs for one document; raises ``GlyphMissing``."""
    faces = faces_needed(fonts, _texts(document, dossier))
    annexes = tuple(
        {"title": a.title, "columns": a.columns, "rows": a.rows, "widths": a.widths}
        for a in document.blocks
        if isinstance(a, Annex)
    )
    draft = dossier.status == "draft"
    return Order(
        document.title,
        html(document, dossier),
        document.sheet,
        tuple(face.file for face in faces),
        annexes,
        mark=DRAFT_MARK if draft else "",
        foot=f"快照 {dossier.snapshot_sha256}" if draft else "",
    )


def _texts(document: Document, dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Every text with the place where a reader finds it: document and the heading above."""
    place = f"《{document.title}》"
    yield place, DRAFT_MARK + dossier.handler
    for block in document.blocks:
        if type(block).__name__ == "Heading":
            place = f"《{document.title}》{next(words(block))}"
        for text in words(block):
            yield place, text
