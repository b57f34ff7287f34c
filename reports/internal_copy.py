"""The copy that stays in the house: all documents of a build in one PDF, and a last page that leads to the trail.

The last page names every document with its hash and carries the proof as a QR code, so that a sheet of paper in a
cabinet can be checked years later. It is never filed; the pages before it are those of the documents, unchanged.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.codes import code_svg
from reports.fonts import faces_needed
from reports.render_job import Order, draw_apart

TITLE = "内部留存页"


@dataclass(frozen=True, slots=True)
class InternalDocument:
    title: str
    pages: int
    sha256: str
    pdf: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """What the code carries (at most 2,900 bytes), and the number of the record in the log that it speaks of."""

    text: str
    record: int


@dataclass(frozen=True, slots=True)
class InternalCopy:
    pdf: bytes
    pages: int


def write_internal(
    reference: str, on: str, snapshot_sha256: str, documents: Sequence[InternalDocument], proof: Proof, fonts: Path
) -> InternalCopy:
    """All documents and the last page; raises ``TextTooLong`` and ``GlyphMissing``."""
    (last,) = draw_apart([_last_page(reference, on, snapshot_sha256, documents, proof, fonts)], fonts)
    out = io.BytesIO()
    with pikepdf.Pdf.new() as joined:
        with joined.open_outline() as outline:
            for title, pdf in (*((d.title, d.pdf) for d in documents), (TITLE, last.pdf)):
                outline.root.append(pikepdf.OutlineItem(title, len(joined.pages)))
                with pikepdf.open(io.BytesIO(pdf)) as part:
                    joined.pages.extend(part.pages)
        pages = len(joined.pages)
        joined.docinfo["/Title"] = f"{reference} 内部留存"
        joined.save(out, deterministic_id=True)
    return InternalCopy(out.getvalue(), pages)


def _last_page(
    reference: str, on: str, snapshot_sha256: str, documents: Sequence[InternalDocument], proof: Proof, fonts: Path
) -> Order:
    html = _TEMPLATE.render(
        title=TITLE,
        reference=reference,
        on=on,
        snapshot_sha256=snapshot_sha256,
        documents=documents,
        proof=proof,
        code=Markup(code_svg(proof.text)),  # noqa: S704 - drawn by us from text that only becomes squares
    )
    texts = [(TITLE, html)]
    return Order(TITLE, html, "form", tuple(face.file for face in faces_needed(fonts, texts)))


_TEMPLATE = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
).get_template("internal_page.html")
