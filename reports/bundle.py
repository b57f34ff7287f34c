"""Write the bundle: documents, snapshot, evidence and the records of a case with their proofs, as one zip.

Everything it needs is an argument; it reads no database and knows no clock, so the same contents give the same
bytes. It refuses contents that do not belong together, because a bundle that does not verify must not leave the house.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from audit.archive import pack
from audit.bundle_format import (
    CHECKPOINT,
    DOCUMENTS,
    EVIDENCE,
    MANIFEST,
    PROOFS,
    RECORDS,
    SNAPSHOT,
    DocumentEntry,
    Manifest,
    guides,
    proofs_bytes,
    records_bytes,
    sha256_hex,
)
from audit.checkpoint import Checkpoint
from audit.record import Record
from audit.sentences import Refused
from audit.tree import Tree, leaf_hash


@dataclass(frozen=True, slots=True)
class BundleDocument:
    """One finished document. ``file`` is the name that the record of its build gives it."""

    kind: str
    file: str
    title: str
    pages: int
    status: Literal["draft", "final"]
    data: bytes


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """One evidence file; of its name only the extension is used, the bundle names it by its SHA-256."""

    name: str
    data: bytes


@dataclass(frozen=True, slots=True)
class BundleContents:
    """What goes in. ``case`` is its reference; ``snapshot`` and ``records`` are bytes exactly as stored.

    ``records``: those of the case, oldest first, as bytes or as (seq, bytes). ``leaves``: every leaf hash of the
    company's log from the first on; the checkpoint of the bundle is the state that they describe.
    """

    case: str
    documents: tuple[BundleDocument, ...]
    snapshot: bytes
    evidence: tuple[EvidenceFile, ...]
    records: Sequence[bytes | tuple[int, bytes]]
    leaves: Sequence[bytes]
    origin: str


def write_bundle(contents: BundleContents) -> bytes:
    """The bundle as bytes of a zip that ``python -m audit.verify`` checks."""
    raw = [record if isinstance(record, bytes) else record[1] for record in contents.records]
    records = _until_export([Record.from_bytes(data) for data in raw])
    raw = raw[: len(records)]
    _refuse_strangers(contents, records, raw)
    tree = Tree(contents.leaves)
    checkpoint = Checkpoint(contents.origin, tree.size, tree.root())
    entries = tuple(_entry(document) for document in contents.documents)
    members = {
        SNAPSHOT: contents.snapshot,
        RECORDS: records_bytes(raw),
        PROOFS: proofs_bytes({record.seq: tree.inclusion_proof(record.seq) for record in records}),
        CHECKPOINT: checkpoint.text().encode("utf-8"),
        **guides(),
        **{DOCUMENTS + entry.file: one.data for entry, one in zip(entries, contents.documents, strict=True)},
        **{_evidence_name(evidence): evidence.data for evidence in contents.evidence},
    }
    manifest = Manifest(
        case_id=next(record.case for record in records if record.case is not None),
        reference=contents.case,
        documents=entries,
        snapshot_sha256=sha256_hex(contents.snapshot),
        seqs=tuple(record.seq for record in records),
        checkpoint=checkpoint,
        members={name: sha256_hex(data) for name, data in members.items()},
    )
    return pack({**members, MANIFEST: manifest.to_bytes()})


def _until_export(records: Sequence[Record]) -> Sequence[Record]:
    """The records up to the last export: a colleague may have saved something while the files were being read."""
    exports = [at for at, record in enumerate(records) if record.kind == "bundle exported"]
    return records[: exports[-1] + 1] if exports else records


def _entry(document: BundleDocument) -> DocumentEntry:
    file = unicodedata.normalize("NFC", document.file)
    return DocumentEntry(
        document.kind, file, document.title, document.pages, sha256_hex(document.data), document.status
    )


def _evidence_name(evidence: EvidenceFile) -> str:
    extension = PurePosixPath(evidence.name).suffix.lower()
    # A file name is what somebody typed; anything but a plain extension is left out.
    plain = extension if re.fullmatch(r"\.[a-z0-9]{1,8}", extension) else ""
    return f"{EVIDENCE}{sha256_hex(evidence.data)}{plain}"


def _refuse_strangers(contents: BundleContents, records: Sequence[Record], raw: Sequence[bytes]) -> None:
    cases = {record.case for record in records if record.case is not None}
    if len(cases) != 1:
        raise Refused(
            "records",
            f"核验包只含一个项目的记录；此处有 {len(cases)} 个项目。",
            f"A bundle holds the records of one case; there are {len(cases)} cases here.",
        )
    for record, data in zip(records, raw, strict=True):
        if record.seq >= len(contents.leaves) or contents.leaves[record.seq] != leaf_hash(data):
            raise Refused(
                f"record {record.seq}",
                "该记录与日志中的叶哈希不符；请先核验数据库中的日志。",
                "This record does not have the leaf hash of the log; verify the log in the database first.",
            )
    names = [document.file for document in contents.documents]
    if len(set(names)) != len(names):
        raise Refused("documents", "有两份材料同名。", "Two documents have the same name.")
