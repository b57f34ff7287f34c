"""What is attached inside the filed report: the snapshot it was made from, the case data, the recipe, the evidence.

The trail's own proofs go with the bundle; a dossier cannot hold the proof of the record that names its hash.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from assessment.snapshot import Snapshot
from reports.archive import Attachment
from reports.dossier import Document, Dossier
from reports.recipe import as_bytes, recipe

EVIDENCE_AT_MOST = 20 * 1024 * 1024
"""More evidence than this stays beside the report, in the folder and the bundle, so that a reader can still open it."""
JSON = "application/json"
SNAPSHOT, RECIPE, EVIDENCE = "snapshot.json", "recipe.json", "evidence/"


@dataclass(frozen=True, slots=True)
class Proof:
    """One evidence file of the case; the snapshot names its SHA-256."""

    sha256: str
    name: str
    media_type: str
    data: bytes


def attachments_of(
    dossier: Dossier, snapshot: Snapshot, fonts: Path, evidence: Sequence[Proof] = ()
) -> Mapping[str, Sequence[Attachment]]:
    """For the file name of each filing's main document, what it carries. Evidence only in a final dossier."""
    found = tuple(_all(dossier, snapshot, fonts, evidence if dossier.status == "final" else ()))
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
