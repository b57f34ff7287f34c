"""The keys of the company logs: the public one that pages and bundles hand out, and the signer's own.

The server and its worker know the public key only. The secret one is read by the signer, a process of its own that
can belong to another user of the system; it is in here only where everything runs in one process.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from audit.encoding import from_base64, to_base64
from audit.keys import LOG, Key, SecretKey, parse_key, read_secret
from settings import Settings


@dataclass(frozen=True, slots=True)
class Signer:
    """The secret key, and the file in which the signer remembers what it signed last, outside of the database."""

    secret: SecretKey
    state: Path
    shown: Path | None = None
    """A copy of ``state`` that the server may read: a store that is older than this was rolled back."""

    @classmethod
    def open(cls, key_file: Path, public_file: Path | None = None) -> Signer:
        """Read the key, made at first use, and put the public one where the server finds it."""
        shown = shown_state(public_file) if public_file is not None else None
        signer = cls(read_secret(key_file), key_file.with_suffix(".signed.json"), shown)
        if public_file is not None:
            public_file.parent.mkdir(parents=True, exist_ok=True)
            public_file.write_text(to_base64(signer.secret.public) + "\n", encoding="ascii")
        return signer


def shown_state(public_file: Path) -> Path:
    """Where the signer lets the server see what it signed last: beside its public key, outside of the database."""
    return public_file.with_suffix(".signed.json")


@dataclass(frozen=True, slots=True)
class LogKeys:
    """``public_file``: where the signer puts its public key. ``witnesses``: keys whose cosignatures are handed on."""

    public_file: Path | None = None
    witnesses: tuple[Key, ...] = ()
    signer: Signer | None = None

    def log_key(self, origin: str) -> Key | None:
        """The public key of a log; the same one under each log's name. ``None`` before a signer has ever run."""
        if self.signer is not None:
            return Key(origin, LOG, self.signer.secret.public)
        if self.public_file is None or not self.public_file.exists():
            return None
        public = from_base64(self.public_file.read_text(encoding="ascii").strip(), str(self.public_file))
        return Key(origin, LOG, public)

    def of(self, origin: str) -> tuple[Key, ...]:
        """Every key that a reader of this log's checkpoints needs."""
        log = self.log_key(origin)
        return ((log,) if log else ()) + self.witnesses


def log_keys_from(settings: Settings) -> LogKeys:
    """The keys as the settings name them; where nothing runs in the background, the signer is this process, too."""
    names = settings.anchoring
    signer = None if settings.background else Signer.open(names.key, names.public)
    return LogKeys(names.public, tuple(parse_key(key, address) for address, key in names.witnesses), signer)


NO_KEYS = LogKeys()
"""Where nothing is signed: commands without a signer."""
