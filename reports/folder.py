"""The folder of a filing as one zip: documents and evidence named and numbered as the list of materials, with a
manifest that names every file, its hash, and what is still to be sealed or signed by hand.

The same contents give the same bytes. Evidence keeps its place in the list; what has none stands under the last
number, as the list says.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from assessment.snapshot import SnapshotContent
from assessment.wording import Material
from audit.archive import pack

MANIFEST = "manifest.json"
_OUT = re.compile(r'[\x00-\x1f\x7f<>:"|?*/\\]+')
_LONGEST = 80
"""Characters of a title in a file name: paths with longer names do not open everywhere."""


@dataclass(frozen=True, slots=True)
class FolderDocument:
    """``filing``: the folder it goes into where a case has several filings, else empty."""

    kind: str
    title: str
    file: str
    pages: int
    status: str
    data: bytes
    filing: str = ""


@dataclass(frozen=True, slots=True)
class FolderEvidence:
    """One file of the evidence; ``kind`` decides its number in the list."""

    kind: str
    title: str
    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    data: bytes
    said: Mapping[str, Any]


def write_folder(
    content: SnapshotContent,
    snapshot_sha256: str,
    documents: Sequence[FolderDocument],
    evidence: Sequence[FolderEvidence],
    materials: Mapping[str, Sequence[Material]],
) -> bytes:
    """The zip. ``materials``: the list of each folder; the first of them takes the evidence."""
    lists = {folder: tuple(found) for folder, found in materials.items()}
    folders = tuple(dict.fromkeys(document.filing for document in documents))
    entries = [_document(document, lists.get(document.filing, ())) for document in documents]
    for folder in folders:
        entries += _evidence(evidence, lists.get(folder, ()), folder, {entry.name for entry in entries})
    manifest = {
        "case": content.sheet.reference,
        "title": content.sheet.title,
        "handler": str(content.sheet.answers.get("handler.name") or content.sheet.company),
        "on": content.on.isoformat(),
        "snapshot_sha256": snapshot_sha256,
        "files": [{"name": entry.name, **entry.said} for entry in entries],
        "without_file": _without_file(entries, lists, folders),
    }
    text = json.dumps(manifest, ensure_ascii=False, indent=2) + "\n"
    return pack({**{entry.name: entry.data for entry in entries}, MANIFEST: text.encode("utf-8")})


def _document(document: FolderDocument, materials: Sequence[Material]) -> _Entry:
    material = next((m for m in materials if m.document == document.kind), None)
    said = {
        "material": material.number if material else None,
        "kind": document.kind,
        "title": document.title,
        "pages": document.pages,
        "status": document.status,
        "by_hand": material.by_hand if material else "",
        **_hash(document.data),
    }
    return _Entry(_in(document.filing, unicodedata.normalize("NFC", document.file)), document.data, said)


def _evidence(
    evidence: Sequence[FolderEvidence], materials: Sequence[Material], folder: str, taken: set[str]
) -> list[_Entry]:
    """Files of one material are counted where there are several: 08-01, 08-02."""
    by_kind = {kind: material for material in materials for kind in material.kinds}
    rest = next((m for m in reversed(materials) if not m.kinds and not m.document), None)
    placed: dict[int, list[FolderEvidence]] = {}
    known = {material.number: material for material in materials}
    for one in evidence:
        material = by_kind.get(one.kind, rest)
        placed.setdefault(material.number if material else 99, []).append(one)
    entries = []
    for number, files in sorted(placed.items()):
        for place, one in enumerate(files, start=1):
            lead = f"{number:02d}-{place:02d}" if len(files) > 1 or number not in known else f"{number:02d}"
            name = _free(_in(folder, f"{lead}-{_title(one.title)}{_suffix(one.name)}"), taken)
            taken.add(name)
            said = {
                "material": number if number in known else None,
                "kind": one.kind,
                "title": one.title,
                "given_name": one.name,
                "by_hand": known[number].by_hand if number in known else "",
                **_hash(one.data),
            }
            entries.append(_Entry(name, one.data, said))
    return entries


def _without_file(
    entries: Iterable[_Entry], lists: Mapping[str, Sequence[Material]], folders: Sequence[str]
) -> list[dict[str, Any]]:
    """Materials of the lists that the folder holds nothing for; somebody has to add them or know why not."""
    there = {(entry.name.rpartition("/")[0], entry.said["material"]) for entry in entries}
    return [
        {"folder": folder, "material": material.number, "name": material.name, "by_hand": material.by_hand}
        for folder in folders
        for material in lists.get(folder, ())
        if (folder, material.number) not in there
    ]


def _hash(data: bytes) -> dict[str, Any]:
    return {"sha256": hashlib.sha256(data).hexdigest(), "size": len(data)}


def _in(folder: str, name: str) -> str:
    return f"{_title(folder)}/{name}" if folder else name


def _title(text: str) -> str:
    """What an officer typed, fit to be a file name."""
    plain = " ".join(_OUT.sub(" ", unicodedata.normalize("NFC", text)).split()).strip(". ")
    return plain[:_LONGEST].strip(". ") or "材料"


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if re.fullmatch(r"\.[a-z0-9]{1,8}", suffix) else ""


def _free(name: str, taken: set[str]) -> str:
    stem, dot, suffix = name.rpartition(".")
    tries = (f"{stem}（{number}）{dot}{suffix}" if dot else f"{name}（{number}）" for number in range(2, 10_000))
    return name if name not in taken else next(one for one in tries if one not in taken)
