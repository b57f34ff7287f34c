"""What is attached inside the filed report: the snapshot it was made from, the case data, the recipe, the evidence.

A final report also carries the record of its approval with its proof: the record names the snapshot, so that whoever
holds the file can check who approved exactly this and when. It cannot hold the proof of the record that names its own
hash; that one goes with the bundle and the internal copy.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assessment.snapshot import Snapshot
from audit.bundle_format import openings_bytes
from audit.sealing import ACTOR_NAME, SUBJECT
from reports.archive import Attachment
from reports.document import Document, Dossier
from reports.recipe import as_bytes, recipe
from services.checkpoints import RecordProof

EVIDENCE_AT_MOST = 20 * 1024 * 1024
"""More evidence than this stays beside the report, in the folder and the bundle, so that a reader can still open it."""
JSON = "application/json"
SHOWN = frozenset({ACTOR_NAME, SUBJECT})
"""What is opened of the approval: who approved what. Remarks made in the house stay there."""
HOW = """如何核对 / How to check

1  Save the attachments of the folder "audit" and install Tongguan's verifier (Python and 'cryptography' are enough).
   保存附件 audit 目录下的文件；只需 Python、cryptography 和“通关”的核验程序，不需联网。
2  python -m audit.verify proof approval.tlog-proof --record approval.json --openings approval.openings.jsonl \\
       --key log.vkeys
3  "snapshot_sha256" in approval.json is the SHA-256 of the attachment snapshot.json.
   approval.json 中的 snapshot_sha256 应等于附件 snapshot.json 的 SHA-256。
Take the public key from the company too, not only from this file; docs/verify.md says why.
公钥请另向该公司索取一份比对，不应只用本文件所附者；原因见 docs/verify.md。
"""
SNAPSHOT, RECIPE, EVIDENCE, APPROVAL = "snapshot.json", "recipe.json", "evidence/", "audit/"


@dataclass(frozen=True, slots=True)
class Proof:
    """One evidence file of the case; the snapshot names its SHA-256."""

    sha256: str
    name: str
    media_type: str
    data: bytes


def attachments_of(
    dossier: Dossier,
    snapshot: Snapshot,
    fonts: Path,
    evidence: Sequence[Proof] = (),
    approval: Sequence[Attachment] = (),
) -> Mapping[str, Sequence[Attachment]]:
    """For the file name of each filing's main document, what it carries; evidence and approval when it is final."""
    final = dossier.status == "final"
    found = tuple(_all(dossier, snapshot, fonts, evidence if final else ()))
    if final:
        found += tuple(approval)
    return {document.file: found for document in main_documents(dossier)}


def main_documents(dossier: Dossier) -> Iterator[Document]:
    """The report of each filing, or its first document where it has none."""
    for filing in dict.fromkeys(document.filing for document in dossier.documents):
        documents = [document for document in dossier.documents if document.filing == filing]
        yield next((document for document in documents if document.sheet == "report"), documents[0])


def _all(dossier: Dossier, snapshot: Snapshot, fonts: Path, evidence: Sequence[Proof]) -> Iterator[Attachment]:
    on = snapshot.content.on
    yield Attachment(SNAPSHOT, snapshot.canonical, JSON, "项目快照（规范 JSON，原始字节）", on, "Source")
    sheet = json.loads(snapshot.canonical)["sheet"]
    data = (json.dumps(sheet, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
    yield Attachment("case-data.json", data, JSON, "申报数据：答案、场景、接收方和数据项", on, "Data")
    yield Attachment(RECIPE, as_bytes(recipe(dossier, fonts)), JSON, "生成记录：规则、文本、字体和软件版本", on, "Data")
    room = EVIDENCE_AT_MOST
    for proof in sorted(evidence, key=lambda one: one.sha256):
        room -= len(proof.data)
        if room < 0:
            break
        ending = PurePosixPath(proof.name).suffix.lower()
        name = f"{EVIDENCE}{proof.sha256}{ending if ending[1:].isalnum() else ''}"
        yield Attachment(name, proof.data, proof.media_type, proof.name, on)


def approval_files(approval: RecordProof, snapshot: Snapshot) -> Iterator[Attachment]:
    """The record of the approval, what opens it, its proof, and how to check them."""
    shown = [one for one in approval.openings if one.field in SHOWN]
    files = (
        ("approval.tlog-proof", approval.proof.encode(), "text/plain", "批准记录在日志中的证明（C2SP tlog-proof）"),
        ("approval.json", approval.record, JSON, "批准记录（规范 JSON，原始字节）"),
        ("approval.openings.jsonl", openings_bytes({approval.seq: shown}), JSON, "批准人和项目编号的启封值"),
        ("log.vkeys", approval.vkeys.encode(), "text/plain", "日志的公钥"),
        ("VERIFY.txt", HOW.encode(), "text/plain", "如何核对批准记录"),
    )
    for name, data, kind, about in files:
        yield Attachment(f"{APPROVAL}{name}", data, kind, about, snapshot.content.on)
