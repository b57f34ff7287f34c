"""Draws a dossier: every document as PDF/A with its pages and its hash, and the manifest that lists them.

It knows no case and no store; the same dossier and the same fonts give the same bytes, whether its parts are drawn now
or were kept from an earlier build.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from reports.archive import Attachment
from reports.blocks import Cover, words
from reports.document import DRAFT_MARK, Document, Dossier
from reports.fonts import faces_needed
from reports.kept import Kept
from reports.merge import Binding, DrawnPart, merge
from reports.recipe import engine_sha256, font_hashes, versions
from reports.render_job import draw_parts
from reports.sections import Part, Plan, fingerprint, plan
from reports.validate import require

if TYPE_CHECKING:
    from assessment.snapshot import Snapshot

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
    folder = Kept(kept)
    orders = []
    for document in dossier.documents:
        faces = faces_needed(fonts, texts_of(document, dossier))  # no other face can change a page
        parts = plan(document, fingerprint(font_hashes(fonts, faces), versions(), engine_sha256()))
        given = tuple((attachments or {}).get(document.file, ()))
        orders.append(_order(document, dossier, parts, given))
    finished = {order.key: done for order in orders if (done := folder.get(order.key)) is not None}
    drawn = _drawn([o.parts for o in orders], [o.parts for o in orders if o.key in finished], fonts, kept, progress)
    built = tuple(_bound(order, finished.get(order.key), drawn, fonts, folder, dossier.status) for order in orders)
    folder.tidy()
    return built


@dataclass(frozen=True, slots=True)
class _Order:
    """One document to be bound. ``key`` is the hash of everything in it: the same document may have been kept."""

    key: str
    document: Document
    parts: Plan
    binding: Binding
    attachments: tuple[Attachment, ...]


def _order(document: Document, dossier: Dossier, parts: Plan, attachments: tuple[Attachment, ...]) -> _Order:
    draft = dossier.status == "draft"
    binding = Binding(
        title=document.title,
        author=dossier.handler,
        on=dossier.on,
        mark=DRAFT_MARK if draft else "",
        foot=f"快照 {dossier.snapshot_sha256}" if draft else "",
        covered=any(isinstance(block, Cover) for block in document.blocks[:1]),
    )
    given = [
        (a.name, hashlib.sha256(a.data).hexdigest(), a.media_type, a.description, a.on.isoformat(), a.relationship)
        for a in attachments
    ]
    keys = [part.key for part in parts]
    return _Order(fingerprint("document", keys, asdict(binding), given), document, parts, binding, attachments)


def _drawn(
    plans: Sequence[Plan],
    finished: Sequence[Plan],
    fonts: Path,
    folder: Path | None,
    progress: Progress,
) -> dict[str, bytes]:
    """Every part by its key: those that were kept, and the rest drawn now. Finished documents need no parts."""
    kept = Kept(folder)
    parts = {part.key: part for one in plans for part in one}
    needed = {part.key for one in plans if one not in finished for part in one}
    done: dict[str, bytes] = {key: b"" for key in parts if key not in needed}
    for key in sorted(needed):
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
    return {"key": part.key, "title": part.title, "work": part.work}


def _bound(
    order: _Order,
    finished: bytes | None,
    drawn: Mapping[str, bytes],
    fonts: Path,
    kept: Kept,
    status: Literal["draft", "final"],
) -> Built:
    if finished is None:
        finished = _merged(order, drawn, fonts, kept)
        kept.put(order.key, finished)
    pages, _, pdf = finished.partition(b"\n")
    return Built(
        kind=order.document.kind,
        title=order.document.title,
        file=order.document.file,
        pages=int(pages),
        status=status,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
    )


def _merged(order: _Order, drawn: Mapping[str, bytes], fonts: Path, kept: Kept) -> bytes:
    """The number of pages and the finished PDF, checked. Long painted parts that passed before are not read again."""
    parts = [DrawnPart.from_bytes(drawn[part.key]) for part in order.parts]
    long = [
        (number, f"{part.key}.passed")
        for number, (part, given) in enumerate(zip(order.parts, parts, strict=True))
        if given.pages > LONG_PART
    ]
    passed = [number for number, key in long if kept.get(key) is not None]
    merged = merge(parts, order.binding, fonts, order.attachments, passed)
    require(order.document.title, merged.to_check)
    for number, key in long:
        if number not in passed:
            kept.put(key, b"PDF/A-3u")
    return b"%d\n%s" % (merged.starts[-1], merged.pdf)


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


def texts_of(document: Document, dossier: Dossier) -> Iterator[tuple[str, str]]:
    """Every text with the place where a reader finds it: document and the heading above."""
    place = f"《{document.title}》"
    yield place, DRAFT_MARK + dossier.handler
    for block in document.blocks:
        if type(block).__name__ == "Heading":
            place = f"《{document.title}》{next(words(block))}"
        for text in words(block):
            yield place, text
