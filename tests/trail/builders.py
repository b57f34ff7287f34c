"""A small company log and a bundle from it; every part can be replaced, so that a test can forge exactly one thing."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from audit.archive import pack, unpack
from audit.bundle_format import (
    APPROVAL,
    CHECKPOINT,
    MANIFEST,
    OPENINGS,
    PROOFS,
    RECORDS,
    openings_bytes,
    parse_manifest,
    proofs_bytes,
    records_bytes,
    sha256_hex,
)
from audit.canonical import canonical
from audit.checkpoint import Checkpoint
from audit.keys import LOG as LOG_KEY
from audit.keys import Key, SecretKey
from audit.record import Record, sealed_record
from audit.sealing import Opening
from audit.signed_note import SignedCheckpoint, sign
from audit.tlog_proof import TlogProof
from audit.tree import Tree
from reports.bundle import BundleContents, BundleDocument, EvidenceFile, write_bundle

LOG = "tongguan/shanghai-example"
SECRET = SecretKey(b"k" * 32)
KEY = Key(LOG, LOG_KEY, SECRET.public)
CASE = "case-1"
REFERENCE = "2026-017"

PDF = b"%PDF-1.7 form"
EVIDENCE_FILE = b"%PDF-1.7 proof"


class Who(NamedTuple):
    """A person as a record seals one."""

    id: str
    name: str
    role: str | None = None


PREPARER = Who("p1", "陈静")
APPROVER = Who("p2", "周敏", "approver")


def made_record(seq: int = 0, kind: str = "answers saved", **other: Any) -> tuple[Record, list[Opening]]:
    """A record and its openings; the salts follow from the place, so that a bundle is the same each time."""
    fields: dict[str, Any] = {
        "log": LOG,
        "seq": seq,
        "id": f"r{seq:04}",
        "at": f"2026-11-21T04:45:{seq % 60:02}.000000Z",
        "kind": kind,
        "actor": PREPARER,
        "case": CASE,
        "subject": "",
        "details": {},
    }
    numbers = itertools.count()
    return sealed_record(**{**fields, **other}, salts=lambda: hashlib.sha256(b"%d %d" % (seq, next(numbers))).digest())


def some_record(seq: int = 0, kind: str = "answers saved", **other: Any) -> Record:
    return made_record(seq, kind, **other)[0]


@dataclass
class Story:
    """A log in the making: ``add`` appends a record and links it to the case's last one, as the store does."""

    records: list[Record] = field(default_factory=list)
    openings: dict[int, list[Opening]] = field(default_factory=dict)

    def add(self, kind: str, **other: Any) -> Record:
        case = other.setdefault("case", CASE)
        last = [record.seq for record in self.records if record.case == case and case is not None]
        previous = last[-1] if last else None
        record, self.openings[len(self.records)] = made_record(len(self.records), kind, previous=previous, **other)
        self.records.append(record)
        return record

    def of_case(self, case: str = CASE) -> list[Record]:
        return [record for record in self.records if record.case == case]

    def leaves(self) -> list[bytes]:
        return [record.leaf() for record in self.records]


def some_snapshot() -> bytes:
    file = {
        "sha256": sha256_hex(EVIDENCE_FILE),
        "name": "等保证明.pdf",
        "size": len(EVIDENCE_FILE),
        "media_type": "application/pdf",
    }
    return canonical({"answers": {"evidence.file": file}, "reference": REFERENCE})


def some_story(*, status: str = "final", approver: Who = APPROVER, approve: bool = True) -> Story:
    """Two cases in one company; the first goes from creation through review to the export of its bundle."""
    story, snapshot = Story(), {"snapshot_sha256": sha256_hex(some_snapshot())}
    story.add("company added", case=None)
    story.add("case created", subject=REFERENCE, revision=0, rows={"case/case-1": "0" * 64})
    story.add("case created", case="case-2", subject="2026-018", actor=APPROVER)
    story.add("answers saved", details={"changes": [{"question": "handler.name", "before": None, "after": "示例汽车"}]})
    story.add("answers saved", case="case-2")
    story.add("submitted", details=snapshot)
    if approve:
        story.add("approved", actor=approver, details=snapshot)
    line = {"kind": "application_form", "file": "05-申报表.pdf", "sha256": sha256_hex(PDF), "status": status}
    story.add("dossier built", actor=Who("system", "Tongguan"), details={**snapshot, "documents": [line]})
    story.add("bundle exported", subject=REFERENCE, details=snapshot)
    story.add("signed out", case=None)
    return story


def some_contents(story: Story | None = None, *, status: str = "final") -> BundleContents:
    story = story or some_story(status=status)
    tree = Tree(story.leaves())
    return BundleContents(
        case=REFERENCE,
        documents=(BundleDocument("application_form", "05-申报表.pdf", "数据出境安全评估申报表", 9, status, PDF),),  # type: ignore[arg-type]  # made up for the test
        snapshot=some_snapshot(),
        evidence=(EvidenceFile("等保证明.PDF", EVIDENCE_FILE),),
        records=tuple(record.to_bytes() for record in story.of_case()),
        openings={record.seq: story.openings[record.seq] for record in story.of_case()},
        signed=signed_state(tree),
        prove=tree.inclusion_proof,
        keys=(KEY,),
    )


def signed_state(tree: Tree, secret: SecretKey = SECRET, log: str = LOG) -> SignedCheckpoint:
    return sign(Checkpoint(log, tree.size, tree.root()), secret)


def some_bundle(story: Story | None = None, *, status: str = "final") -> bytes:
    return write_bundle(some_contents(story, status=status))


def members_of(bundle: bytes) -> dict[str, bytes]:
    return dict(unpack(bundle).members)


def forged(members: Mapping[str, bytes], **manifest: Any) -> bytes:
    """Pack changed members as a skilled forger would: manifest, hashes and checksums all fit again."""
    listed = {name: sha256_hex(data) for name, data in members.items() if name != MANIFEST}
    said = replace(parse_manifest(members[MANIFEST]), **{"members": listed, **manifest})
    return pack({**members, MANIFEST: said.to_bytes()})


def with_records(
    members: Mapping[str, bytes],
    records: list[Record],
    leaves: list[bytes] | None = None,
    openings: Mapping[int, list[Opening]] | None = None,
) -> bytes:
    """A bundle with other records; with ``leaves`` the forger also builds the tree and all proofs anew and signs."""
    changed = {**members, RECORDS: records_bytes(record.to_bytes() for record in records)}
    if openings is not None:
        changed[OPENINGS] = openings_bytes(openings)
    said: dict[str, Any] = {"seqs": tuple(record.seq for record in records)}
    if leaves is not None:
        tree = Tree(leaves)
        signed = signed_state(tree)
        checkpoint = signed.checkpoint
        changed[CHECKPOINT] = signed.text().encode()
        approved = [record.seq for record in records if record.kind == "approved"]
        if approved:
            way = tuple(tree.inclusion_proof(approved[-1]))
            changed[APPROVAL] = TlogProof(approved[-1], way, signed).text().encode()
        changed[PROOFS] = proofs_bytes({record.seq: tree.inclusion_proof(record.seq) for record in records})
        said["checkpoint"] = checkpoint
    return forged(changed, **said)
