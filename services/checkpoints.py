"""Sign the state of each company's log, and hand signed states and proofs to whoever needs them.

The signer never signs what does not continue its last signature: it asks the log for a consistency proof and keeps
what it signed in a file of its own, so that neither a rewritten nor a rolled-back database gets a signature.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import dataclass
from pathlib import Path

from assessment.vocabulary import Text
from assessment.work import SignedHead
from audit.checkpoint import Checkpoint
from audit.encoding import from_base64, to_base64
from audit.sealing import Opening
from audit.sentences import Refused as NotSigned
from audit.signed_note import SignedCheckpoint, parse_signed, sign
from audit.tlog_proof import proof_text
from audit.tree import verify_consistency
from services.cases import case_of
from services.desk import SYSTEM, Desk, Refused
from services.log_keys import Signer
from store.database import Unit

WAIT_SECONDS = 20.0
_LOOK_AGAIN = 0.25
NOT_YET = Text(
    "日志的最新状态尚未签名；签名进程可能没有运行。请稍后再试，仍不行请联系管理员。",
    "The newest state of the log is not signed yet; its signer may not be running. Try again in a minute, and tell an "
    "administrator if it stays so.",
)


@dataclass(frozen=True, slots=True)
class RecordProof:
    """One record as it can leave the house: its bytes, what opens it, and the proof file (``.tlog-proof``).

    ``proof`` fits a QR code. ``vkeys``: the public keys, one on each line.
    """

    seq: int
    record: bytes
    openings: tuple[Opening, ...]
    proof: str
    vkeys: str


def sign_due(desk: Desk, signer: Signer) -> int:
    """Sign every company's log that has grown since it was signed last. Returns how many were signed.

    Raises ``NotSigned`` for a log that does not continue what was signed, after all others were served.
    """
    with desk.database.read(None) as unit:
        due = unit.trail.unsigned()
    refused: list[NotSigned] = []
    signed = 0
    for company_id in due:
        try:
            signed += sign_log(desk, signer, company_id) is not None
        except NotSigned as refusal:
            refused.append(refusal)
    if refused:
        raise refused[0]
    return signed


def sign_log(desk: Desk, signer: Signer, company_id: str) -> SignedHead | None:
    """Sign one log as it stands; ``None`` when it is empty or signed already."""
    with desk.database.read(company_id) as unit:
        head, origin, last = unit.trail.head(), unit.trail.origin(), unit.trail.checkpoint()
        state = Checkpoint(origin, head.size, bytes.fromhex(head.root)) if head.size else None
        if state is None or (last is not None and last.size == head.size and _same(last, state)):
            return None
        _refuse_rewritten(unit, signer, state)
    note = sign(state, signer.secret)
    # First what was signed is remembered, then it is published: a crash between the two never forgets a signature.
    _remember(signer.state, state)
    if signer.shown is not None:
        _remember(signer.shown, state)
    made = SignedHead(origin, state.size, note.text(), desk.now())
    with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
        unit.trail.add_checkpoint(made)
        unit.commit()
    return made


def await_checkpoint(desk: Desk, company_id: str, size: int, seconds: float = WAIT_SECONDS) -> SignedCheckpoint:
    """A signed state that holds the first ``size`` records, with all that witnesses added; waits for the signer."""
    if desk.log_keys.signer is not None:
        sign_log(desk, desk.log_keys.signer, company_id)
    ends = time.monotonic() + seconds
    while True:
        with desk.database.read(company_id) as unit:
            found = unit.trail.checkpoint(covering=size)
            if found is not None:
                return with_cosignatures(unit, found)
        if time.monotonic() > ends:
            raise Refused(NOT_YET)
        time.sleep(_LOOK_AGAIN)


def with_cosignatures(unit: Unit, head: SignedHead) -> SignedCheckpoint:
    """The checkpoint with the lines that witnesses have given for it."""
    signed = parse_signed(head.note.encode())
    for anchor in unit.trail.anchors_of(head.origin, head.size):
        if anchor.kind == "witness":
            signed = signed.with_line(anchor.data.decode())
    return signed


def stamps_of(unit: Unit, checkpoint: Checkpoint) -> dict[str, bytes]:
    """The time stamps that exist for this state, by the name of their file."""
    stamps = [one for one in unit.trail.anchors_of(checkpoint.origin, checkpoint.size) if one.kind == "timestamp"]
    return {f"{checkpoint.size}-{number}.tsr": stamp.data for number, stamp in enumerate(stamps, start=1)}


def company_approval_proof(desk: Desk, company_id: str, case_id: str) -> RecordProof | None:
    """The newest approval of a case with its proof, for the dossier and for paper; ``None`` when nobody approved it."""
    with desk.database.read(company_id) as unit:
        case_of(unit, case_id)
        seq = unit.trail.last_of_kind(case_id, "approved")
    return None if seq is None else record_proof(desk, company_id, seq, cosigned=False)


def record_proof(desk: Desk, company_id: str, seq: int, *, cosigned: bool = True) -> RecordProof:
    """One record of the log with its proof under a signed state that holds it.

    Witnesses sign later than the log: what has to be the same bytes whenever it is made takes the log's line alone.
    """
    signed = await_checkpoint(desk, company_id, seq + 1)
    if not cosigned:
        signed = SignedCheckpoint(signed.checkpoint, signed.signatures[:1])
    with desk.database.read(company_id) as unit:
        body = unit.trail.body(seq)
        hashes = unit.trail.tree(signed.checkpoint.size).inclusion(seq)
        openings = unit.trail.openings([seq]).get(seq, [])
    keys = desk.log_keys.of(signed.checkpoint.origin)
    return RecordProof(
        seq, body, tuple(openings), proof_text(seq, hashes, signed), "".join(key.text() + "\n" for key in keys)
    )


def _same(last: SignedHead, state: Checkpoint) -> bool:
    return parse_signed(last.note.encode()).checkpoint == state


def _refuse_rewritten(unit: Unit, signer: Signer, state: Checkpoint) -> None:
    last = _remembered(signer.state, state.origin)
    if last is None:
        return
    fits = state.size >= last.size and verify_consistency(
        last.size, state.size, last.root, state.root, unit.trail.tree(state.size).consistency(last.size)
    )
    if not fits:
        raise NotSigned(
            f"{state.origin}, {state.size}",
            f"日志不再是第 {last.size} 条时已签名日志的延续（数据库被改写或退回旧备份），不予签名；"
            "如系恢复备份，请另起新纪元。",
            f"The log no longer continues the one signed at {last.size} records: the database was rewritten or rolled "
            "back. It is not signed; after restoring a backup, begin a new epoch.",
        )


def _remembered(file: Path, origin: str) -> Checkpoint | None:
    said = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    if origin not in said:
        return None
    return Checkpoint(origin, said[origin]["size"], from_base64(said[origin]["root"], origin))


def _remember(file: Path, state: Checkpoint) -> None:
    said = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    said[state.origin] = {"size": state.size, "root": to_base64(state.root)}
    new = file.with_suffix(".new")
    with new.open("w", encoding="utf-8") as out:
        json.dump(said, out)
        out.flush()
        os.fsync(out.fileno())
    new.replace(file)
