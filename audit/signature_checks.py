"""What is asked of the signatures of a bundle: the log's own, the witnesses', and the proof that goes with paper."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from audit.bundle_format import APPROVAL, CHECKPOINT, KEYS
from audit.keys import LOG, NEEDED, Key, SignaturesUnavailable
from audit.opened import Opened
from audit.sentences import Finding, Refused, Sentence
from audit.signed_note import Signed, SignedCheckpoint, signers
from audit.tlog_proof import parse_proof
from audit.verdict import Check

_TITLE = Sentence("检查点的签名", "Signatures of the checkpoint")


def check_signature(bundle: Opened, trusted: tuple[Key, ...]) -> Check:
    """``trusted``: keys that the reader has from elsewhere; without any, those of the bundle are used and named."""
    if bundle.signed is None:
        return Check(
            "signature", _TITLE, Sentence("检查点无法读取。", "The checkpoint cannot be read."), unanswered=True
        )
    return signature_check(bundle.signed, trusted or bundle.keys, CHECKPOINT, from_elsewhere=bool(trusted))


def signature_check(signed: SignedCheckpoint, keys: Iterable[Key], where: str, *, from_elsewhere: bool) -> Check:
    """The log itself must have signed; every line of a known key must hold."""
    keys = tuple(keys)
    try:
        held, findings = signers(signed, keys)
    except SignaturesUnavailable:
        return Check("signature", _TITLE, NEEDED, unanswered=True)
    log = [one for one in held if one.key.kind == LOG and one.key.name == signed.checkpoint.origin]
    if not log:
        findings = (
            *findings,
            Finding(
                where,
                Sentence(
                    "检查点没有日志自己的有效签名，或签名的密钥不是所知的那一个。",
                    "The checkpoint has no valid signature of the log itself, or not with the key that is known.",
                ),
            ),
        )
    return Check("signature", _TITLE, _says(held, from_elsewhere), findings)


def check_approval(bundle: Opened) -> Check:
    """The proof file that also goes with the dossier and on paper must speak of the approval in this bundle."""
    title = Sentence("批准记录的证明文件", "The proof file of the approval")
    says = Sentence(
        "证明文件应将批准记录归入日志；纸质件上的二维码载有同一文件。",
        "The file must lead the record of the approval into the log; the code printed on paper holds the same file.",
    )
    data = bundle.members.get(APPROVAL)
    if data is None:
        return Check("approval", title, says, unanswered=True)
    return Check("approval", title, says, tuple(_approval_findings(bundle, data)))


def _approval_findings(bundle: Opened, data: bytes) -> Iterator[Finding]:
    try:
        proof = parse_proof(data)
    except Refused as refused:
        yield refused.as_finding(APPROVAL)
        return
    line = next((line for line in bundle.of_kind("approved") if line.record.seq == proof.index), None)
    if line is None or not proof.holds(line.leaf) or proof.signed != bundle.signed:
        yield Finding(
            APPROVAL,
            Sentence(
                "此证明不属于本包中的任何批准记录，或其检查点不是本包的。",
                "This proof belongs to no approval in this bundle, or its checkpoint is another one.",
            ),
        )


def check_keys(bundle: Opened, trusted: tuple[Key, ...]) -> Iterator[Finding]:
    """Keys in the bundle that contradict those that the reader has."""
    known = {(key.name, key.kind): key for key in trusted}
    for key in bundle.keys:
        other = known.get((key.name, key.kind))
        if other is not None and other != key:
            yield Finding(
                f"{KEYS}, {key.name}",
                Sentence("包内公钥与另行取得的不同。", "The key in the bundle is not the one obtained elsewhere."),
            )


def _says(held: Iterable[Signed], from_elsewhere: bool) -> Sentence:
    named = [(one.key.text(), "" if one.at is None else _moment(one.at)) for one in held]
    zh = "；".join(f"{key}{f'（{at}）' if at else ''}" for key, at in named) or "无"
    en = "; ".join(f"{key}{f' ({at})' if at else ''}" for key, at in named) or "none"
    if from_elsewhere:
        return Sentence(f"按另行取得的公钥核对，有效签名：{zh}。", f"By the keys obtained elsewhere, valid: {en}.")
    return Sentence(
        f"按包内所附公钥核对，有效签名：{zh}。公钥本身请与企业或审计人员另行核对，或用 --key 指定。",
        f"By the keys in the bundle, valid: {en}. Compare the keys themselves with the company or an auditor, or give "
        "them with --key.",
    )


def _moment(at: int) -> str:
    return datetime.fromtimestamp(min(at, 253402300799), UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
