"""What is asked of the content of a bundle: its documents, snapshot, review and evidence.

Each check is a function of the opened bundle and answers with sentences. None of them takes the manifest's word
for anything that a record can tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from audit.bundle_format import DOCUMENTS, EVIDENCE, SNAPSHOT, DocumentEntry, Manifest, sha256_hex
from audit.kinds import AUTHORING
from audit.opened import Line, Opened
from audit.sentences import Finding, Sentence
from audit.verdict import Check


def check_documents(bundle: Opened) -> Check:
    count = len(bundle.manifest.documents) if bundle.manifest else 0
    return Check(
        "documents",
        Sentence("申报材料", "The documents"),
        Sentence(
            f"{count} 份材料的 SHA-256 均应由一条“已生成申报材料”记录连同快照的 SHA-256 载明。",
            f"A record 'dossier built' must name the SHA-256 of each of the {count} documents and of the snapshot.",
        ),
        tuple(_document_findings(bundle, bundle.manifest)) if bundle.manifest else (),
        unanswered=bundle.manifest is None,
    )


def check_snapshot(bundle: Opened) -> Check:
    says = Sentence(
        "快照的 SHA-256 应与清单一致。正式材料须由他人在生成之前批准此快照；草稿不要求批准。",
        "The snapshot must have the SHA-256 of the manifest. For final documents another person must have approved "
        "this very snapshot before they were built; drafts need no approval.",
    )
    return Check(
        "snapshot",
        Sentence("快照与批准", "Snapshot and approval"),
        says,
        tuple(_snapshot_findings(bundle, bundle.manifest)) if bundle.manifest else (),
        unanswered=bundle.manifest is None,
    )


def check_evidence(bundle: Opened) -> Check:
    names = [name for name in bundle.members if name.startswith(EVIDENCE)]
    says = Sentence(
        f"包内 {len(names)} 份证据材料应与其文件名所载的 SHA-256 相符，且为快照所引用。",
        f"Each of the {len(names)} evidence files must have the SHA-256 of its name, and the snapshot must name it.",
    )
    findings: list[Finding] = []
    known = set(_file_hashes(_json(bundle.members.get(SNAPSHOT, b""))))
    for name in names:
        stem = name.removeprefix(EVIDENCE).partition(".")[0]
        if sha256_hex(bundle.members[name]) != stem:
            findings.append(
                Finding(
                    name,
                    Sentence("内容与文件名所载的 SHA-256 不符。", "The content does not have the SHA-256 of its name."),
                )
            )
        elif stem not in known:
            findings.append(
                Finding(name, Sentence("快照没有引用此证据材料。", "The snapshot does not name this evidence."))
            )
    return Check("evidence", Sentence("证据材料", "The evidence"), says, tuple(findings), unanswered=not names)


def _document_findings(bundle: Opened, manifest: Manifest) -> Iterator[Finding]:
    if not manifest.documents:
        yield Finding(DOCUMENTS, Sentence("包内没有申报材料。", "The bundle holds no documents."))
    for document in manifest.documents:
        name = DOCUMENTS + document.file
        if name in bundle.members and sha256_hex(bundle.members[name]) != document.sha256:
            yield Finding(
                name,
                Sentence("内容与清单所载的 SHA-256 不符。", "The content does not have the SHA-256 of the manifest."),
            )
        if _build_of(bundle, manifest, document) is None:
            yield Finding(
                name,
                Sentence(
                    "没有任何生成记录载明此文件和此快照。",
                    "No record of a build names this document together with this snapshot.",
                ),
            )


def _build_of(bundle: Opened, manifest: Manifest, document: DocumentEntry) -> Line | None:
    """The record that built this document. What the record says of it must be what the manifest says."""
    said = document.as_json()
    for line in bundle.of_kind("dossier built"):
        details = line.record.details
        if details.get("snapshot_sha256") != manifest.snapshot_sha256:
            continue
        for named in _objects(details.get("documents")):
            if {"sha256", "kind", "file", "status"} <= named.keys() and named.items() <= said.items():
                return line
    return None


def _snapshot_findings(bundle: Opened, manifest: Manifest) -> Iterator[Finding]:
    snapshot = bundle.members.get(SNAPSHOT, b"")
    if sha256_hex(snapshot) != manifest.snapshot_sha256:
        yield Finding(
            SNAPSHOT,
            Sentence("内容与清单所载的 SHA-256 不符。", "The content does not have the SHA-256 of the manifest."),
        )
    if not isinstance(_json(snapshot), dict):
        yield Finding(SNAPSHOT, Sentence("快照无法读取。", "The snapshot cannot be read."))
    for document in manifest.documents:
        built = _build_of(bundle, manifest, document)
        if document.status != "draft" and built is not None:
            yield from _approval_findings(bundle, manifest, document, built)


def _approval_findings(bundle: Opened, manifest: Manifest, document: DocumentEntry, built: Line) -> Iterator[Finding]:
    name = DOCUMENTS + document.file
    submitted = _naming(bundle.of_kind("submitted"), manifest.snapshot_sha256, built.record.seq)
    if submitted is None:
        yield Finding(
            name,
            Sentence(
                "生成之前没有提交此快照的记录。", "No record before the build says that this snapshot was submitted."
            ),
        )
        return
    approved = _naming(bundle.of_kind("approved"), manifest.snapshot_sha256, built.record.seq)
    if approved is None or approved.record.seq < submitted.record.seq:
        yield Finding(
            name,
            Sentence(
                "生成之前没有批准此快照的记录。", "No record before the build says that this snapshot was approved."
            ),
        )
        return
    authors = {line.record.actor.id for line in bundle.lines if _authored(line, approved.record.seq)}
    if approved.record.actor.id in authors | {submitted.record.actor.id}:
        yield Finding(
            approved.where,
            Sentence("批准人参与了填报或提交。", "Whoever approved had also prepared or submitted the case."),
        )


def _naming(lines: list[Line], snapshot_sha256: str, before: int) -> Line | None:
    """The last of ``lines`` before place ``before`` that names the snapshot."""
    fitting = (line for line in reversed(lines) if line.record.seq < before)
    return next((line for line in fitting if line.record.details.get("snapshot_sha256") == snapshot_sha256), None)


def _authored(line: Line, before: int) -> bool:
    return line.record.kind in AUTHORING and line.record.seq < before


def _objects(value: object) -> Iterable[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def _file_hashes(value: object) -> Iterator[str]:
    """The hashes of all files that the snapshot names: objects with ``sha256`` and ``size``, wherever they stand."""
    pending = [value]
    while pending:
        item = pending.pop()
        if isinstance(item, dict):
            if {"sha256", "size"} <= item.keys() and isinstance(item["sha256"], str):
                yield item["sha256"]
            pending.extend(item.values())
        elif isinstance(item, list):
            pending.extend(item)
