"""The proof that one record stands in a signed log, as one text file (C2SP ``tlog-proof@v1``).

It is small enough for a printed QR code: about a kilobyte for a log of a million records.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from audit.encoding import from_base64, to_base64
from audit.sentences import Refused
from audit.signed_note import SignedCheckpoint, parse_signed
from audit.tree import HASH_SIZE, verify_inclusion

FIRST_LINE = "c2sp.org/tlog-proof@v1"
QR_LIMIT = 2_900
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,15})")


@dataclass(frozen=True, slots=True)
class TlogProof:
    """Record number ``index`` stands in the log of ``signed``: ``hashes`` lead from its leaf to the root."""

    index: int
    hashes: tuple[bytes, ...]
    signed: SignedCheckpoint

    def text(self) -> str:
        way = "".join(to_base64(step) + "\n" for step in self.hashes)
        return f"{FIRST_LINE}\nindex {self.index}\n{way}\n{self.signed.text()}"

    def holds(self, leaf: bytes) -> bool:
        checkpoint = self.signed.checkpoint
        return verify_inclusion(leaf, self.index, checkpoint.size, self.hashes, checkpoint.root)


def proof_text(index: int, hashes: Sequence[bytes], signed: SignedCheckpoint) -> str:
    """The file; when witnesses have added many signatures, those of a printed code are cut to what fits."""
    proof = TlogProof(index, tuple(hashes), signed)
    while len(proof.text().encode()) > QR_LIMIT and len(proof.signed.signatures) > 1:
        shorter = SignedCheckpoint(signed.checkpoint, proof.signed.signatures[:-1])
        proof = TlogProof(index, tuple(hashes), shorter)
    return proof.text()


def parse_proof(data: bytes) -> TlogProof:
    """Read exactly what ``TlogProof.text`` writes; an ``extra`` line is refused, as nothing vouches for it."""
    head, blank, note = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError as cause:
        raise _not_a_proof("") from cause
    index = _INDEX.fullmatch(lines[1]) if len(lines) > 1 else None
    if not blank or lines[0] != FIRST_LINE or index is None or len(lines) > 66:
        raise _not_a_proof("line 1")
    hashes = tuple(from_base64(line, f"line {number}") for number, line in enumerate(lines[2:], start=3))
    if any(len(step) != HASH_SIZE for step in hashes):
        raise _not_a_proof("line 3")
    return TlogProof(int(index[1]), hashes, parse_signed(note))


def _not_a_proof(where: str) -> Refused:
    return Refused(where, "这不是 tlog-proof@v1 文件。", "This is not a tlog-proof@v1 file.")
