"""Draws a dossier: every document as PDF/A with its pages and its hash, and the manifest that lists them.

It knows no case and no store; the same dossier and the same fonts give the same bytes, whether its parts are drawn now
or were kept from an earlier build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assessment.snapshot import Snapshot
from reports.archive import Attachment
from reports.blocks import Cover, words
from reports.dossier import DRAFT_MARK, Document, Dossier
from reports.fonts import faces_needed
from reports.kept import Kept
from reports.merge import Binding, DrawnPart, merge
from reports.recipe import engine_sha256, font_hashes, versions
from reports.render_job import draw_parts
from reports.sections import Part, Plan, fingerprint, plan
from reports.validate import require, without_pages

LONG_PART = 150
"""Pages from which on a part is worth not being validated twice."""

Progress = Callable[[int, int, str], None]


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
    dossier: Dossier,
    *,
    fonts: Path,
    progress: Progress = lambda *_: None,
    kept: Path | None = None,
    attachments: Mapping[str, Sequence[Attachment]] | None = None,
) -> tuple[Built, ...]:
    """All documents, in order. ``progress`` hears how many of how many parts are done and which one comes next.

    ``kept`` is the folder of parts from earlier builds; ``attachments`` are given for each file name. Raises
    ``GlyphMissing`` before anything is drawn, ``DrawingStopped`` and ``NotArchivable``.
    """
    base = fingerprint(font_hashes(fonts), versions(), engine_sha256())
    plans = [plan(document, base, _faces(document, dossier, fonts)) for document in dossier.documents]
    folder = Kept(kept)
    drawn = _drawn(plans, fonts, kept, progress)
    built = []
    for document, parts in zip(dossier.documents, plans, strict=True):
        given = (attachments or {}).get(document.file, ())
        built.append(_bound(document, dossier, parts, drawn, fonts, given, folder))
    folder.tidy()
    return tuple(built)


def _drawn(plans: Sequence[Plan], fonts: Path, folder: Path | None, progress: Progress) -> dict[str, bytes]:
    """Every part by its key: those that were kept, and the rest drawn now."""
    kept = Kept(folder)
    parts = {part.key: part for one in plans for part in (*one.parts, *([one.drawings] if one.drawings else []))}
    done: dict[str, bytes] = {}
    for key in parts:
        found = kept.get(key)
        if found is not None:
            done[key] = found
    missing = [part for key, part in parts.items() if key not in done]

    def tell() -> None:
        following = next((part.title for part in missing if part.key not in done), "")
        progress(len(done), len(parts), following)

    def hear(key: str, result: bytes) -> None:
        done[key] = result
        kept.put(key, result)
        tell()

    tell()
    draw_parts([_task(part) for part in missing], fonts, folder, hear)
    return done


def _task(part: Part) -> dict[str, Any]:
    return {"key": part.key, "engine": part.engine, "title": part.title, "work": part.work}


def _bound(
    document: Document,
    dossier: Dossier,
    parts: Plan,
    drawn: Mapping[str, bytes],
    fonts: Path,
    attachments: Sequence[Attachment],
    kept: Kept,
) -> Built:
    draft = dossier.status == "draft"
    drawings = (DrawnPart.from_bytes(drawn[parts.drawings.key]), parts.drawings.pictures) if parts.drawings else None
    binding = Binding(
        title=document.title,
        author=dossier.handler,
        on=dossier.on,
        mark=DRAFT_MARK if draft else "",
        foot=f"快照 {dossier.snapshot_sha256}" if draft else "",
        covered=any(isinstance(block, Cover) for block in document.blocks[:1]),
    )
    pdf, starts = merge(
        [DrawnPart.from_bytes(drawn[part.key]) for part in parts.parts], drawings, binding, fonts, attachments
    )
    _check(document.title, pdf, parts, starts, kept)
    return Built(
        kind=document.kind,
        title=document.title,
        file=document.file,
        pages=starts[-1],
        status=dossier.status,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
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


def _check(title: str, pdf: bytes, parts: Plan, starts: Sequence[int], kept: Kept) -> None:
    """Validate the finished document. Long painted parts that passed in an earlier build are not read again."""
    long = {
        part.key: range(start, end)
        for part, start, end in zip(parts.parts, starts[:-1], starts[1:], strict=True)
        if part.engine == "painter" and end - start > LONG_PART
    }
    passed = {key: pages for key, pages in long.items() if kept.get(f"{key}.passed") is not None}
    require(title, without_pages(pdf, passed.values()) if passed else pdf)
    for key in long.keys() - passed.keys():
        kept.put(f"{key}.passed", b"PDF/A-3u")


def _faces(document: Document, dossier: Dossier, fonts: Path) -> tuple[str, ...]:
    """The faces that WeasyPrint needs; raises ``GlyphMissing`` for a character that none of ours has."""
    return tuple(face.file for face in faces_needed(fonts, texts_of(document, dossier)))


def texts_of(document: Document, dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Every text with the place where a reader finds it: document and the heading above."""
    place = f"《{document.title}》"
    yield place, DRAFT_MARK + dossier.handler
    for block in document.blocks:
        if type(block).__name__ == "Heading":
            place = f"《{document.title}》{next(words(block))}"
        for text in words(block):
            yield place, text
