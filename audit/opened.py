"""A bundle opened for checking: what could be read of it, and the checks of the container itself.

Reading goes as far as it can, so that a reader learns of everything that is wrong and not only of the first thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from audit.archive import Archive
from audit.bundle_format import (
    CHECKPOINT,
    DOCUMENTS,
    EVIDENCE,
    KEYS,
    MANIFEST,
    OPENINGS,
    OPTIONAL,
    PROOFS,
    RECORDS,
    REQUIRED,
    STAMPS,
    Manifest,
    guides,
    parse_manifest,
    parse_proofs,
    sha256_hex,
)
from audit.checkpoint import Checkpoint
from audit.keys import Key, parse_keys
from audit.record import Record
from audit.sealing import SUBJECT, Opening, parse_opening
from audit.sentences import Finding, Refused, Sentence
from audit.signed_note import SignedCheckpoint, parse_signed
from audit.tree import leaf_hash
from audit.verdict import Check


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the records file: where it stands, the record, its leaf hash, and what opens its sealed fields."""

    number: int
    record: Record
    leaf: bytes
    openings: tuple[Opening, ...] = ()

    @property
    def where(self) -> str:
        return f"{RECORDS}, line {self.number}, seq {self.record.seq}"

    @property
    def subject(self) -> object:
        """What the record is about, as far as an opening shows it; whether the opening fits is checked apart."""
        if self.record.subject == "":
            return ""
        return next((one.value for one in self.openings if one.field == SUBJECT), None)


@dataclass(frozen=True, slots=True)
class Opened:
    """What could be read; ``None`` or missing where it could not, and ``unreadable`` says why."""

    members: Mapping[str, bytes]
    manifest: Manifest | None
    signed: SignedCheckpoint | None
    keys: tuple[Key, ...]
    lines: tuple[Line, ...]
    stray: tuple[Finding, ...]
    proofs: Mapping[int, Sequence[bytes]]
    unreadable: tuple[Finding, ...]

    @property
    def checkpoint(self) -> Checkpoint | None:
        return self.signed.checkpoint if self.signed else None

    def of_kind(self, kind: str) -> list[Line]:
        """The records of one kind that belong to the case of this bundle, oldest first."""
        case = self.manifest.case_id if self.manifest else None
        return [line for line in self.lines if line.record.kind == kind and line.record.case == case]


def open_members(members: Mapping[str, bytes]) -> Opened:
    """Read manifest, checkpoint, records and proofs, as many of them as can be read."""
    manifest: Manifest | None = None
    signed: SignedCheckpoint | None = None
    keys: tuple[Key, ...] = ()
    proofs: Mapping[int, Sequence[bytes]] = {}
    lines: list[Line] = []
    unreadable: list[Finding] = []
    try:
        manifest = parse_manifest(members.get(MANIFEST, b""))
    except Refused as refused:
        unreadable.append(refused.as_finding(MANIFEST))
    try:
        signed = parse_signed(members.get(CHECKPOINT, b""))
    except Refused as refused:
        unreadable.append(refused.as_finding(CHECKPOINT))
    try:
        keys = parse_keys(members.get(KEYS, b""))
    except Refused as refused:
        unreadable.append(refused.as_finding(KEYS))
    try:
        proofs = parse_proofs(members.get(PROOFS, b""))
    except Refused as refused:
        unreadable.append(refused.as_finding(PROOFS))
    openings = _openings(members.get(OPENINGS, b""), unreadable)
    for number, raw in enumerate(_split(members.get(RECORDS, b"")), start=1):
        try:
            record = Record.from_bytes(raw)
        except Refused as refused:
            unreadable.append(refused.as_finding(f"{RECORDS}, line {number}"))
        else:
            lines.append(Line(number, record, leaf_hash(raw), tuple(openings.pop(record.seq, ()))))
    stray = tuple(_stray(seq) for seq in openings)
    return Opened(members, manifest, signed, keys, tuple(lines), stray, proofs, tuple(unreadable))


def _openings(data: bytes, unreadable: list[Finding]) -> dict[int, list[Opening]]:
    found: dict[int, list[Opening]] = {}
    for number, raw in enumerate(_split(data), start=1):
        try:
            seq, opening = parse_opening(raw)
        except Refused as refused:
            unreadable.append(refused.as_finding(f"{OPENINGS}, line {number}"))
        else:
            found.setdefault(seq, []).append(opening)
    return found


def _stray(seq: int) -> Finding:
    return Finding(
        f"{OPENINGS}, seq {seq}",
        Sentence("此启封值没有对应的记录。", "This opening belongs to no record here."),
    )


def check_archive(archive: Archive) -> Check:
    return Check(
        "archive",
        Sentence("归档文件", "The archive"),
        Sentence(
            "由包内文件重新生成的归档应与本文件逐字节相同。",
            "Built again from its members, the archive must be this file, byte for byte.",
        ),
        archive.findings,
    )


def check_readable(bundle: Opened) -> Check:
    return Check(
        "format",
        Sentence("文件格式", "The form of the files"),
        Sentence(
            "清单、检查点、证明和每条记录均应按规范形式写成。",
            "Manifest, checkpoint, proofs and every record must be written in canonical form.",
        ),
        bundle.unreadable,
    )


def check_manifest(bundle: Opened) -> Check:
    title = Sentence("清单", "The manifest")
    says = Sentence(
        "清单应列出包内每个文件及其 SHA-256，不多不少；检查点和核验说明应与清单和格式一致。",
        "The manifest must list every file with its SHA-256, no more and no fewer; checkpoint and guide must fit.",
    )
    manifest = bundle.manifest
    if manifest is None:
        return Check("manifest", title, says, unanswered=True)
    findings = [*_listed(manifest, bundle.members), *_guides_unchanged(bundle.members)]
    if bundle.checkpoint is not None and bundle.checkpoint != manifest.checkpoint:
        findings.append(
            Finding(
                CHECKPOINT,
                Sentence("检查点与清单所载的不同。", "The checkpoint is not the one that the manifest names."),
            )
        )
    return Check("manifest", title, says, tuple(findings))


def _listed(manifest: Manifest, members: Mapping[str, bytes]) -> Iterable[Finding]:
    expected = {DOCUMENTS + document.file for document in manifest.documents} | REQUIRED
    for name in sorted(manifest.members.keys() | members.keys() | expected):
        if name == MANIFEST and name not in manifest.members:
            continue
        if name not in members:
            yield Finding(name, Sentence("清单所列的文件不在包内。", "This file is listed but is not in the bundle."))
        elif name not in manifest.members:
            yield Finding(name, Sentence("包内有清单未列的文件。", "This file is in the bundle but is not listed."))
        elif name not in expected | OPTIONAL and not name.startswith((EVIDENCE, STAMPS)):
            yield Finding(name, Sentence("核验包中没有此类文件。", "A bundle has no place for this file."))
        elif sha256_hex(members[name]) != manifest.members[name]:
            yield Finding(
                name,
                Sentence(
                    "文件内容与清单所载的 SHA-256 不符。", "The content does not have the SHA-256 of the manifest."
                ),
            )


def _guides_unchanged(members: Mapping[str, bytes]) -> Iterable[Finding]:
    for name, text in guides().items():
        if members.get(name, text) != text:
            yield Finding(
                name,
                Sentence("核验说明与本程序所附的不同。", "The guide is not the one that this verifier brings along."),
            )


def _split(data: bytes) -> list[bytes]:
    lines = data.split(b"\n")
    # The last line ends with a break, too; what follows it must be nothing, or it is a line that cannot be read.
    return lines[:-1] if lines[-1] == b"" else lines
