"""What lies where in a bundle, and the manifest that lists it. Reading and writing; judging is done elsewhere.

``docs/verify.md`` describes the same for somebody who writes a verifier of their own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from audit.canonical import canonical, parse
from audit.checkpoint import Checkpoint
from audit.encoding import from_base64, to_base64
from audit.sealing import Opening, opening_line
from audit.sentences import Refused

FORMAT = "tongguan-bundle"
VERSION = 2

MANIFEST = "manifest.json"
SNAPSHOT = "snapshot.json"
RECORDS = "trail/records.jsonl"
PROOFS = "trail/proofs.json"
CHECKPOINT = "trail/checkpoint.txt"
OPENINGS = "trail/openings.jsonl"
KEYS = "trail/keys.txt"
APPROVAL = "trail/approval.tlog-proof"
STAMPS = "trail/stamps/"
DOCUMENTS = "documents/"
EVIDENCE = "evidence/"
GUIDES = ("VERIFY.md", "VERIFY.zh.md")
REQUIRED = frozenset({SNAPSHOT, RECORDS, OPENINGS, PROOFS, CHECKPOINT, KEYS, *GUIDES})
OPTIONAL = frozenset({APPROVAL})


@dataclass(frozen=True, slots=True)
class DocumentEntry:
    """One document as the manifest and the record of its build name it."""

    kind: str
    file: str
    title: str
    pages: int
    sha256: str
    status: str

    def as_json(self) -> dict[str, str | int]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The table of contents. ``members`` gives the SHA-256 of every file in the bundle except this one."""

    case_id: str
    reference: str
    documents: tuple[DocumentEntry, ...]
    snapshot_sha256: str
    seqs: tuple[int, ...]
    checkpoint: Checkpoint
    members: Mapping[str, str]

    def to_bytes(self) -> bytes:
        return canonical(
            {
                "format": FORMAT,
                "v": VERSION,
                "case": {"id": self.case_id, "reference": self.reference},
                "documents": [document.as_json() for document in self.documents],
                "snapshot": {"file": SNAPSHOT, "sha256": self.snapshot_sha256},
                "records": self.seqs,
                "checkpoint": self.checkpoint.as_json(),
                "members": self.members,
            }
        )


def parse_manifest(data: bytes) -> Manifest:
    """Read a manifest strictly; refuses one that says less or more than the format knows."""
    said = parse(data)
    try:
        if said["format"] != FORMAT or said["v"] != VERSION:
            raise Refused(
                "format", f"只读 {FORMAT} 第 {VERSION} 版。", f"Only {FORMAT} version {VERSION} is read here."
            )
        checkpoint = said["checkpoint"]
        manifest = Manifest(
            case_id=said["case"]["id"],
            reference=said["case"]["reference"],
            documents=tuple(_document(line) for line in said["documents"]),
            snapshot_sha256=said["snapshot"]["sha256"],
            seqs=tuple(said["records"]),
            checkpoint=Checkpoint(
                checkpoint["origin"], checkpoint["size"], from_base64(checkpoint["root"], "checkpoint")
            ),
            members=dict(said["members"]),
        )
        texts = (manifest.case_id, manifest.reference, manifest.snapshot_sha256, *manifest.members.values())
        if not all(isinstance(text, str) for text in texts) or not all(isinstance(seq, int) for seq in manifest.seqs):
            raise _not_a_manifest()
        written = manifest.to_bytes()
    except (KeyError, TypeError, ValueError, AttributeError) as cause:
        if isinstance(cause, Refused):
            raise
        raise _not_a_manifest() from cause
    if written != data:
        raise _not_a_manifest()
    return manifest


def records_bytes(records: Iterable[bytes]) -> bytes:
    """One canonical record on each line; canonical bytes never hold a line break."""
    return b"".join(record + b"\n" for record in records)


def openings_bytes(openings: Mapping[int, Iterable[Opening]]) -> bytes:
    """What opens the sealed fields of the records, one opening on each line."""
    lines = ((seq, one) for seq in sorted(openings) for one in sorted(openings[seq], key=lambda one: one.field))
    return b"".join(opening_line(seq, one) + b"\n" for seq, one in lines)


def proofs_bytes(proofs: Mapping[int, Sequence[bytes]]) -> bytes:
    """For each record its way from the leaf to the root."""
    return canonical(
        {"proofs": [{"seq": seq, "hashes": [to_base64(step) for step in proofs[seq]]} for seq in sorted(proofs)]}
    )


def parse_proofs(data: bytes) -> dict[int, list[bytes]]:
    said = parse(data)
    proofs: dict[int, list[bytes]] = {}
    try:
        for line in said["proofs"]:
            proofs[line["seq"]] = [from_base64(step, f"seq {line['seq']}") for step in line["hashes"]]
        written = proofs_bytes(proofs)
    except (KeyError, TypeError, AttributeError) as cause:
        raise _not_proofs() from cause
    if written != data:
        raise _not_proofs()
    return proofs


@cache
def guides() -> Mapping[str, bytes]:
    """The explanations that travel in every bundle of this version, word for word."""
    folder = Path(__file__).with_name("guide")
    return {name: (folder / name).read_bytes() for name in GUIDES}


def sha256_hex(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _document(line: Mapping[str, Any]) -> DocumentEntry:
    values = {field.name: line[field.name] for field in fields(DocumentEntry)}
    if not isinstance(values["pages"], int) or not all(
        isinstance(values[name], str) for name in values if name != "pages"
    ):
        raise _not_a_manifest()
    return DocumentEntry(**values)


def _not_a_manifest() -> Refused:
    return Refused("", "清单的结构与格式说明不符。", "The manifest is not built as the format says.")


def _not_proofs() -> Refused:
    return Refused("", "证明文件的结构与格式说明不符。", "The proofs are not built as the format says.")
