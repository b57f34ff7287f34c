"""Two checkpoints of one log: is the older the beginning of the newer? And one record with its proof."""

from __future__ import annotations

from collections.abc import Sequence

from audit.checkpoint import Checkpoint, same_log
from audit.encoding import from_base64
from audit.record import Record
from audit.sealing import Opening, opens, sealed_fields
from audit.sentences import Finding, Refused, Sentence
from audit.tlog_proof import TlogProof
from audit.tree import leaf_hash, verify_consistency
from audit.verdict import Check

_REWRITTEN = Sentence(
    "两个检查点不属于同一段历史：日志曾被改写、截短或退回旧备份。",
    "The two do not belong to one history: the log was rewritten, cut short or rolled back.",
)
_TWO_HEADS = Sentence(
    "同一日志、同一记录数却有两个根哈希：日志向不同的人出示了不同的历史。若两者均经签名，这两份文件本身即是证据。",
    "One log, one size, and two roots: different histories were shown to different readers. If both are signed, these "
    "two files are the evidence of it.",
)


def compare_checkpoints(old: Checkpoint, new: Checkpoint, proof: Sequence[bytes] | None) -> Check:
    """``proof``: the consistency proof between them; not needed when both have the same size."""
    title = Sentence("两个检查点的一致性", "Consistency of the two checkpoints")
    says = Sentence(
        f"第 {old.size} 条时的日志应是第 {new.size} 条时的日志的开头。",
        f"The log at {old.size} records must be the beginning of the log at {new.size}.",
    )
    where = f"{old.size} → {new.size}"
    if not same_log(new.origin, old.origin):
        other = Sentence("两个检查点出自不同的日志。", "The two come from different logs.")
        return Check("consistency", title, says, (Finding(where, other),))
    if old.size > new.size:
        return Check("consistency", title, says, (Finding(where, _REWRITTEN),))
    if old.size == new.size:
        return Check("consistency", title, says, () if old.root == new.root else (Finding(where, _TWO_HEADS),))
    if proof is None:
        asks = Sentence(
            "记录数不同，须有两者之间的一致性证明（--proof）。",
            "The sizes differ: a consistency proof between them (--proof) is needed.",
        )
        return Check("consistency", title, asks, unanswered=True)
    holds = verify_consistency(old.size, new.size, old.root, new.root, proof)
    return Check("consistency", title, says, () if holds else (Finding(where, _REWRITTEN),))


def parse_consistency(data: bytes) -> list[bytes]:
    """A consistency proof as a text file: one hash in base64 on each line."""
    lines = data.decode("ascii", "replace").splitlines()
    return [from_base64(line, f"line {number}") for number, line in enumerate(lines, start=1)]


def check_proof(proof: TlogProof, record: bytes) -> Check:
    title = Sentence("记录的存在证明", "Proof of the record")
    says = Sentence(
        f"该记录应为日志中的第 {proof.index} 号记录，凭证明归入检查点的根哈希。",
        f"The record must be number {proof.index} of the log and lead by its proof to the root of the checkpoint.",
    )
    findings: list[Finding] = []
    try:
        read = Record.from_bytes(record)
    except Refused as refused:
        return Check("proof", title, says, (refused.as_finding("record"),))
    if read.seq != proof.index or not same_log(proof.signed.checkpoint.origin, read.log):
        findings.append(
            Finding(
                f"seq {read.seq}",
                Sentence(
                    "此证明属于另一条记录或另一日志。", "This proof belongs to another record, or to another log."
                ),
            )
        )
    elif not proof.holds(leaf_hash(record)):
        findings.append(
            Finding(
                f"seq {read.seq}",
                Sentence(
                    "该记录及其证明不能归入检查点的根哈希：记录或证明被改动。",
                    "Record and proof do not lead to the root of the checkpoint: one of them was changed.",
                ),
            )
        )
    return Check("proof", title, says, tuple(findings))


def check_openings_of(record: bytes, openings: Sequence[tuple[int, Opening]]) -> Check:
    """What is shown of the sealed fields of one record."""
    title = Sentence("启封的姓名与文字", "Names and texts that are opened")
    shown = "；".join(f"{one.field} = {one.value}" for _, one in openings)
    says = Sentence(f"启封内容：{shown or '无'}。", f"Opened: {shown or 'nothing'}.")
    read = Record.from_bytes(record)
    sealed = sealed_fields({"actor": read.actor.as_json(), "subject": read.subject, "details": read.details})
    findings = [
        Finding(
            f"seq {seq}, {opening.field}",
            Sentence(
                "启封的内容与记录中的承诺值不符：内容或盐值被调换。",
                "What is opened does not fit the commitment in the record: value or salt was swapped.",
            ),
        )
        for seq, opening in openings
        if seq != read.seq or not opens(sealed.get(opening.field), opening)
    ]
    return Check("openings", title, says, tuple(findings), unanswered=not openings)
