"""What is asked of the records of a bundle: order, wholeness, and their proofs to the checkpoint."""

from __future__ import annotations

from collections.abc import Iterator

from audit.bundle_format import OPENINGS, PROOFS, RECORDS, Manifest
from audit.checkpoint import same_log
from audit.opened import Line, Opened
from audit.sealing import opens, sealed_fields
from audit.sentences import Finding, Sentence
from audit.tree import verify_inclusion
from audit.verdict import Check


def check_records(bundle: Opened) -> Check:
    return Check(
        "records",
        Sentence("记录的次序与完整", "Order and wholeness of the records"),
        Sentence(
            "记录应属于本项目和同一日志，次序递增；每条记录写明同一项目的上一条，首尾相接，止于本包的导出记录。",
            "Records must belong to this case and one log, in rising order, each naming the one before it in the case, "
            "from the first to the export of this bundle.",
        ),
        tuple(_record_findings(bundle)),
        unanswered=bundle.manifest is None or bundle.checkpoint is None,
    )


def check_proofs(bundle: Opened) -> Check:
    return Check(
        "proofs",
        Sentence("记录的存在证明", "Proofs of the records"),
        Sentence(
            f"{len(bundle.lines)} 条记录均应凭各自的证明归入检查点的根哈希。",
            f"Each of the {len(bundle.lines)} records must lead by its proof to the root hash of the checkpoint.",
        ),
        tuple(_proof_findings(bundle)),
        unanswered=bundle.checkpoint is None,
    )


def check_openings(bundle: Opened) -> Check:
    fields = sum(len(_sealed(line)) for line in bundle.lines)
    shown = sum(len(line.openings) for line in bundle.lines)
    return Check(
        "openings",
        Sentence("姓名与文字", "Names and texts"),
        Sentence(
            f"记录封存了 {fields} 处姓名和文字，本包启封 {shown} 处；每一处均应与记录中的承诺值相符。",
            f"The records seal {fields} names and texts; this bundle opens {shown} of them. Each must fit the "
            "commitment in its record.",
        ),
        (*bundle.stray, *_opening_findings(bundle)),
        unanswered=bundle.manifest is None,
    )


def _sealed(line: Line) -> dict[str, object]:
    record = line.record
    return sealed_fields({"actor": record.actor.as_json(), "subject": record.subject, "details": record.details})


def _opening_findings(bundle: Opened) -> Iterator[Finding]:
    for line in bundle.lines:
        sealed, seen = _sealed(line), set()
        for opening in line.openings:
            where = f"{OPENINGS}, seq {line.record.seq}, {opening.field}"
            if opening.field in seen or opening.field not in sealed:
                yield Finding(
                    where,
                    Sentence(
                        "该记录没有封存这一处，或启封了两次。", "The record seals no such field, or it is opened twice."
                    ),
                )
            elif not opens(sealed[opening.field], opening):
                yield Finding(
                    where,
                    Sentence(
                        "启封的内容与记录中的承诺值不符：内容或盐值被调换。",
                        "What is opened does not fit the commitment in the record: value or salt was swapped.",
                    ),
                )
            seen.add(opening.field)


def _record_findings(bundle: Opened) -> Iterator[Finding]:
    manifest, checkpoint = bundle.manifest, bundle.checkpoint
    if manifest is None or checkpoint is None:
        return
    if [line.record.seq for line in bundle.lines] != list(manifest.seqs):
        yield Finding(
            RECORDS, Sentence("记录的序号与清单所列的不同。", "The records are not those that the manifest lists.")
        )
    before, last_of_case = -1, None
    for line in bundle.lines:
        record = line.record
        if not same_log(checkpoint.origin, record.log):
            yield Finding(line.where, Sentence("该记录属于另一日志。", "This record belongs to another log."))
        if record.seq <= before:
            yield Finding(
                line.where, Sentence("记录的次序被打乱或有重复。", "The records are out of order or repeated.")
            )
        before = record.seq
        if record.case is None:
            continue
        if record.case != manifest.case_id:
            yield Finding(line.where, Sentence("该记录属于另一项目。", "This record belongs to another case."))
            continue
        if record.previous != last_of_case:
            yield _gap(line, last_of_case)
        last_of_case = record.seq
    yield from _ends(bundle, manifest)


def _gap(line: Line, last: int | None) -> Finding:
    named, stands = _number(line.record.previous), _number(last)
    return Finding(
        line.where,
        Sentence(
            f"该记录写明本项目的上一条记录号为 {named}，包内却为 {stands}：其间有记录缺失或被改动。",
            f"It names {named} as the record before it in this case, but here that is {stands}: a record between them "
            "is missing or was changed.",
        ),
    )


def _number(seq: int | None) -> str:
    return "—" if seq is None else str(seq)


def _ends(bundle: Opened, manifest: Manifest) -> Iterator[Finding]:
    of_case = [line for line in bundle.lines if line.record.case == manifest.case_id]
    if not of_case:
        yield Finding(RECORDS, Sentence("没有本项目的任何记录。", "There is no record of this case."))
        return
    first = of_case[0].record
    if first.kind not in {"case created", "case imported"} or of_case[0].subject != manifest.reference:
        yield Finding(
            of_case[0].where,
            Sentence(
                "第一条应为以清单所载编号建立本项目的记录。",
                "The first record must be that of creating the case under the reference that the manifest gives.",
            ),
        )
    last = of_case[-1]
    if last.record.kind != "bundle exported" or last.record.details.get("snapshot_sha256") != manifest.snapshot_sha256:
        yield Finding(
            last.where,
            Sentence(
                "最后一条应为本快照的导出记录；末尾的记录可能缺失。",
                "The last record must be the export of this snapshot; records may be missing at the end.",
            ),
        )


def _proof_findings(bundle: Opened) -> Iterator[Finding]:
    checkpoint = bundle.checkpoint
    if checkpoint is None:
        return
    for line in bundle.lines:
        seq = line.record.seq
        if seq not in bundle.proofs:
            yield Finding(line.where, Sentence("该记录没有存在证明。", "There is no proof for this record."))
        elif not verify_inclusion(line.leaf, seq, checkpoint.size, bundle.proofs[seq], checkpoint.root):
            yield Finding(
                line.where,
                Sentence(
                    "该记录及其证明不能归入检查点的根哈希。",
                    "This record and its proof do not lead to the root of the checkpoint.",
                ),
            )
    for seq in sorted(bundle.proofs.keys() - {line.record.seq for line in bundle.lines}):
        yield Finding(
            f"{PROOFS}, seq {seq}", Sentence("此证明没有对应的记录。", "This proof belongs to no record here.")
        )
