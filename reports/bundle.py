"""Write the bundle: documents, snapshot, evidence and the records of a case with their proofs, as one zip.

Everything it needs is an argument; it reads no database and knows no clock, so the same contents give the same
bytes. It refuses contents that do not belong together, because a bundle that does not verify must not leave the house.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from audit.archive import pack
from audit.bundle_format import (
    APPROVAL,
    CHECKPOINT,
    DOCUMENTS,
    EVIDENCE,
    KEYS,
    MANIFEST,
    OPENINGS,
    PROOFS,
    RECORDS,
    SNAPSHOT,
    STAMPS,
    DocumentEntry,
    Manifest,
    guides,
    openings_bytes,
    proofs_bytes,
    records_bytes,
    sha256_hex,
)
from audit.keys import Key
from audit.record import Record
from audit.sealing import Opening
from audit.sentences import Refused
from audit.signed_note import SignedCheckpoint
from audit.tlog_proof import TlogProof
from audit.tree import leaf_hash, verify_inclusion


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

    ``records``: those of the case, oldest first, as bytes or as (seq, bytes). ``openings``: what the reader may see of
    their sealed fields. ``signed``: a signed state of the log that holds all of them, ``prove`` gives the proof of a
    record under it, ``keys`` are the public keys. ``stamps``: time stamps of that state by file name.
    """

    case: str
    documents: tuple[BundleDocument, ...]
    snapshot: bytes
    evidence: tuple[EvidenceFile, ...]
    records: Sequence[bytes | tuple[int, bytes]]
    openings: Mapping[int, Sequence[Opening]]
    signed: SignedCheckpoint
    prove: Callable[[int], Sequence[bytes]]
    keys: Sequence[Key]
    stamps: Mapping[str, bytes] = field(default_factory=dict)


def write_bundle(contents: BundleContents) -> bytes:
    """The bundle as bytes of a zip that ``python -m audit.verify`` checks."""
    raw = [record if isinstance(record, bytes) else record[1] for record in contents.records]
    records = _until_export([Record.from_bytes(data) for data in raw])
    raw = raw[: len(records)]
    checkpoint = contents.signed.checkpoint
    proofs = _proofs(contents, records)
    _refuse_strangers(contents, records, raw, proofs)
    entries = tuple(_entry(document) for document in contents.documents)
    members = {
        SNAPSHOT: contents.snapshot,
        RECORDS: records_bytes(raw),
        OPENINGS: openings_bytes({record.seq: contents.openings.get(record.seq, ()) for record in records}),
        PROOFS: proofs_bytes(proofs),
        CHECKPOINT: contents.signed.text().encode("utf-8"),
        KEYS: "".join(key.text() + "\n" for key in contents.keys).encode(),
        **_approval(contents, records, proofs),
        **{STAMPS + name: stamp for name, stamp in contents.stamps.items()},
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


def _proofs(contents: BundleContents, records: Sequence[Record]) -> dict[int, Sequence[bytes]]:
    size = contents.signed.checkpoint.size
    return {record.seq: contents.prove(record.seq) for record in records if record.seq < size}


def _approval(
    contents: BundleContents, records: Sequence[Record], proofs: Mapping[int, Sequence[bytes]]
) -> dict[str, bytes]:
    approvals = [record.seq for record in records if record.kind == "approved"]
    if not approvals:
        return {}
    return {APPROVAL: TlogProof(approvals[-1], tuple(proofs[approvals[-1]]), contents.signed).text().encode()}


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


def _refuse_strangers(
    contents: BundleContents,
    records: Sequence[Record],
    raw: Sequence[bytes],
    proofs: Mapping[int, Sequence[bytes]],
) -> None:
    cases = {record.case for record in records if record.case is not None}
    if len(cases) != 1:
        raise Refused(
            "records",
            f"核验包只含一个项目的记录；此处有 {len(cases)} 个项目。",
            f"A bundle holds the records of one case; there are {len(cases)} cases here.",
        )
    checkpoint = contents.signed.checkpoint
    for record, data in zip(records, raw, strict=True):
        way = proofs.get(record.seq)
        if way is None or not verify_inclusion(leaf_hash(data), record.seq, checkpoint.size, way, checkpoint.root):
            raise Refused(
                f"record {record.seq}",
                "该记录不在已签名的日志中；请先核验数据库中的日志。",
                "This record does not stand in the signed log; verify the log in the database first.",
            )
    names = [document.file for document in contents.documents]
    if len(set(names)) != len(names):
        raise Refused("documents", "有两份材料同名。", "Two documents have the same name.")
