"""Keys that sign a log's state: how they are named, read, and asked (C2SP ``signed-note``, Ed25519).

Signing and checking signatures is the one thing here that the standard library cannot do: it needs the package
``cryptography``, which is asked for only when a signature is looked at. Without it, everything else still works.
"""

from __future__ import annotations

import hashlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.encoding import from_base64, to_base64
from audit.sentences import Refused, Sentence

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

LOG, WITNESS = 0x01, 0x04
"""What a key signs: the log its own checkpoint; a witness, with the time, a checkpoint that it has seen."""

NEEDED = Sentence(
    "核对签名需要 Python 包 cryptography；请运行 pip install cryptography 后再试。",
    "Checking signatures needs the Python package cryptography; run pip install cryptography and try again.",
)
_NAME = re.compile(r"[^\s+]+")


class SignaturesUnavailable(Exception):
    """The package ``cryptography`` is not there; the sentence says what to do."""

    sentence = NEEDED


@dataclass(frozen=True, slots=True)
class Key:
    """A public key under its name. Written down it is ``name+id+base64``, which C2SP calls a verifier key."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return hashlib.sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def text(self) -> str:
        return f"{self.name}+{self.id.hex()}+{to_base64(bytes([self.kind]) + self.public)}"


def parse_key(text: str, where: str = "") -> Key:
    """Read a verifier key; refuses one whose id does not follow from the rest."""
    parts = text.strip().split("+", 2)
    raw = from_base64(parts[2], where) if len(parts) == 3 else b""
    if len(raw) == 33 and raw[0] in {LOG, WITNESS} and _NAME.fullmatch(parts[0]):
        key = Key(parts[0], raw[0], raw[1:])
        if key.id.hex() == parts[1]:
            return key
    raise Refused(
        where,
        "公钥须写作“名称+编号+base64”，且编号与公钥相符。",
        "A public key is written 'name+id+base64', and the id must follow from the key.",
    )


def parse_keys(data: bytes, where: str = "") -> tuple[Key, ...]:
    """One verifier key on each line; empty lines and lines that begin with # say nothing."""
    try:
        lines = data.decode("utf-8").splitlines()
    except UnicodeDecodeError as cause:
        raise Refused(where, "此处不是 UTF-8 文字。", "These bytes are not UTF-8 text.") from cause
    said = [(number, line.strip()) for number, line in enumerate(lines, start=1)]
    return tuple(parse_key(line, f"{where} line {n}".strip()) for n, line in said if line and not line.startswith("#"))


def signature_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Whether the key signed the message; raises ``SignaturesUnavailable`` without the package for it."""
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as cause:
        raise SignaturesUnavailable(NEEDED.en) from cause
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class SecretKey:
    """A key that signs. It is kept in a file that only its own user can read and shows nothing when printed."""

    seed: bytes

    def __repr__(self) -> str:
        return "SecretKey(…)"

    @property
    def public(self) -> bytes:
        return _ed25519(self.seed).public_key().public_bytes_raw()

    def sign(self, message: bytes) -> bytes:
        return _ed25519(self.seed).sign(message)


def read_secret(file: Path) -> SecretKey:
    """Read a key file; made at first use, readable for its user alone. Refuses one that others can read."""
    if not file.exists():
        _make(file)
    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise Refused(
            str(file),
            "他人可以读取签名密钥文件；请执行 chmod 600 并考虑更换密钥。",
            "Others can read this key file; run chmod 600 on it and think about a new key.",
        )
    seed = from_base64(file.read_text(encoding="ascii").strip(), str(file))
    if len(seed) != 32:
        raise Refused(str(file), "签名密钥须为 32 字节。", "A signing key has 32 bytes.")
    return SecretKey(seed)


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:  # another process was first; its key stays
        return
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(to_base64(os.urandom(32)) + "\n")
        out.flush()
        os.fsync(out.fileno())


def _ed25519(seed: bytes) -> Ed25519PrivateKey:
    try:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    except ImportError as cause:
        raise SignaturesUnavailable(NEEDED.en) from cause
    return Ed25519PrivateKey.from_private_bytes(seed)
