"""A checkpoint with its signatures, as text (C2SP ``signed-note``, ``tlog-checkpoint``, ``tlog-cosignature``).

The log signs the three lines; a witness that has seen the log grow from its earlier state adds a line of its own
with the time. Who only reads can check every line offline.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from audit.checkpoint import Checkpoint, parse_checkpoint
from audit.encoding import from_base64, to_base64
from audit.keys import LOG, WITNESS, Key, SecretKey, signature_holds
from audit.sentences import Finding, Refused, Sentence

MAX_BYTES = 16_384
MAX_SIGNATURES = 16
_LINE = re.compile(r"— ([^\s+]+) (\S+)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: the name of the key, its id, and what it wrote."""

    name: str
    key_id: bytes
    raw: bytes

    def line(self) -> str:
        return f"— {self.name} {to_base64(self.key_id + self.raw)}\n"


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    """The state of a log and who signed it. Nothing is known of the signatures before ``signers`` was asked."""

    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    def text(self) -> str:
        return self.checkpoint.text() + "\n" + "".join(signature.line() for signature in self.signatures)

    def with_line(self, line: str) -> SignedCheckpoint:
        """With one more signature line; a line that is there already is not added twice."""
        added = _signature(line.rstrip("\n"), "signature")
        return self if added in self.signatures else SignedCheckpoint(self.checkpoint, (*self.signatures, added))


@dataclass(frozen=True, slots=True)
class Signed:
    """A key whose signature holds, and for a witness the time at which it signed (seconds since 1970)."""

    key: Key
    at: int | None


def parse_signed(data: bytes) -> SignedCheckpoint:
    """Read exactly what ``SignedCheckpoint.text`` writes; at least one signature."""
    if len(data) > MAX_BYTES:
        raise Refused("", "检查点文件过大。", "The checkpoint file is too large.")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as cause:
        raise Refused(f"offset {cause.start}", "此处不是 UTF-8 文字。", "These bytes are not UTF-8 text.") from cause
    body, blank, signed = text.rpartition("\n\n")
    lines = signed.split("\n")
    if not blank or lines[-1] or len(lines) < 2 or len(lines) > MAX_SIGNATURES + 1 or _CONTROL.search(text):
        raise Refused(
            "",
            "检查点应为三行正文、一个空行，再加至少一行签名。",
            "A checkpoint has three lines, an empty line, and at least one line of signature.",
        )
    found = tuple(_signature(line, f"signature {number}") for number, line in enumerate(lines[:-1], start=1))
    return SignedCheckpoint(parse_checkpoint(body.encode() + b"\n"), found)


def sign(checkpoint: Checkpoint, secret: SecretKey) -> SignedCheckpoint:
    """The log's own signature, under the log's name."""
    key = Key(checkpoint.origin, LOG, secret.public)
    return SignedCheckpoint(checkpoint, (Signature(key.name, key.id, secret.sign(checkpoint.text().encode())),))


def cosign(checkpoint: Checkpoint, name: str, secret: SecretKey, at: int) -> str:
    """A witness's signature line: at this time it had seen no larger state of the log that fits the earlier ones."""
    key = Key(name, WITNESS, secret.public)
    return Signature(name, key.id, at.to_bytes(8, "big") + secret.sign(_cosigned(checkpoint, at))).line()


def signers(signed: SignedCheckpoint, keys: Iterable[Key]) -> tuple[tuple[Signed, ...], tuple[Finding, ...]]:
    """Whose signatures hold, and which line of a known key does not. Lines of unknown keys are passed over.

    Raises ``SignaturesUnavailable`` when signatures cannot be checked here at all.
    """
    known = {(key.name, key.id): key for key in keys}
    held: list[Signed] = []
    findings: list[Finding] = []
    for signature in signed.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is None:
            continue
        at = _holds(signed.checkpoint, key, signature.raw)
        if at is False:
            findings.append(
                Finding(
                    signature.name,
                    Sentence("此签名不是该密钥对这一检查点所签。", "This key did not sign this checkpoint so."),
                )
            )
        else:
            held.append(Signed(key, at))
    return tuple(held), tuple(findings)


def _holds(checkpoint: Checkpoint, key: Key, raw: bytes) -> int | bool | None:
    """``False``, or the time of a cosignature, or ``None`` for the log's own signature."""
    if key.kind == LOG:
        fits = key.name == checkpoint.origin and signature_holds(key.public, raw, checkpoint.text().encode())
        return None if fits else False
    at = int.from_bytes(raw[:8], "big")
    if len(raw) != 72 or at >= 2**63 or not signature_holds(key.public, raw[8:], _cosigned(checkpoint, at)):
        return False
    return at


def _cosigned(checkpoint: Checkpoint, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{checkpoint.text()}".encode()


def _signature(line: str, where: str) -> Signature:
    found = _LINE.fullmatch(line)
    if not found:
        raise Refused(where, "签名行的写法不对。", "A line of signature is not written as it should be.")
    raw = from_base64(found[2], where)
    if len(raw) < 5:
        raise Refused(where, "签名过短。", "The signature is too short.")
    return Signature(found[1], raw[:4], raw[4:])
