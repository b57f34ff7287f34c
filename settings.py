"""One frozen value with every setting, read from the environment once.

It refuses to start with a gap and names it. Nothing else in the program reads the environment.
"""

from __future__ import annotations

import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent
SECRET_LENGTH = 32


class SettingMissing(Exception):
    """A setting is missing or unusable; the message names it and says what to do."""


@dataclass(frozen=True, slots=True)
class Anchoring:
    """Who signs the trail, and where its checkpoints are left outside; nothing is left anywhere unless it is set.

    ``key``: the signer's secret, which only the signer reads; ``public``: where it puts its public key.
    ``witnesses``: pairs of address and public key (``name+id+base64``). ``time_stamps``: address of an RFC 3161
    authority. ``mail``: server ``host:port``, sender and receivers of the daily checkpoint.
    """

    key: Path = ROOT / "var" / "signer" / "log.key"
    public: Path = ROOT / "var" / "log.pub"
    witnesses: tuple[tuple[str, str], ...] = ()
    time_stamps: str = ""
    mail_server: str = ""
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are and how the server behaves.

    ``database_url``: SQLAlchemy address; SQLite by default, ``postgresql+psycopg://…`` when outgrown.
    ``https``: cookies get ``Secure`` and the ``__Host-`` prefix, and browsers are told to stay on HTTPS.
    ``overlays``: folder with the installation's own additions to the law (``docs/overlays.md``); it need not exist.
    ``drawn``: where drawn parts of documents are kept for the next build; it may be emptied at any time.
    ``signing_…``: how documents are signed (``docs/signing.md``); without them nothing is.
    ``background``: whether builds are handed to the worker (``True``) or done at once (tests, commands).
    """

    database_url: str
    files: Path
    queue: Path
    fonts: Path
    secret_key: str
    regime: str = "cn"
    https: bool = False
    background: bool = True
    overlays: Path = ROOT / "var" / "overlays"
    upload_limit: int = 16 * 1024 * 1024
    anchoring: Anchoring = Anchoring()
    drawn: Path | None = None
    signing_certificate: Path | None = None
    signing_passphrase: str = field(default="", repr=False)
    signing_command: tuple[str, ...] = ()
    signing_stamps: str = ""
    signing_trust: Path | None = None


def from_environment(environment: Mapping[str, str], root: Path = ROOT) -> Settings:
    """Read ``TONGGUAN_*``; raises ``SettingMissing`` with the name of the first gap."""
    var = Path(environment.get("TONGGUAN_VAR", root / "var"))
    return Settings(
        database_url=environment.get("TONGGUAN_DATABASE_URL", f"sqlite:///{var / 'tongguan.sqlite3'}"),
        files=Path(environment.get("TONGGUAN_FILES", var / "files")),
        queue=Path(environment.get("TONGGUAN_QUEUE", var / "queue.sqlite3")),
        fonts=Path(environment.get("TONGGUAN_FONTS", root / ".cache" / "fonts")),
        secret_key=_secret(environment, var),
        https=_yes(environment, "TONGGUAN_HTTPS"),
        overlays=overlays_in(environment, root),
        upload_limit=_whole(environment, "TONGGUAN_UPLOAD_LIMIT", 16 * 1024 * 1024),
        anchoring=_anchoring(environment, var),
        drawn=Path(environment.get("TONGGUAN_DRAWN", var / "cache" / "sections")),
        signing_certificate=_path(environment, "TONGGUAN_SIGNING_CERTIFICATE"),
        signing_passphrase=_passphrase(environment),
        signing_command=tuple(shlex.split(environment.get("TONGGUAN_SIGNING_COMMAND", ""))),
        signing_stamps=environment.get("TONGGUAN_SIGNING_TIMESTAMPS", ""),
        signing_trust=_path(environment, "TONGGUAN_SIGNING_TRUST"),
    )


def _path(environment: Mapping[str, str], name: str) -> Path | None:
    value = environment.get(name, "")
    return Path(value) if value else None


def _passphrase(environment: Mapping[str, str]) -> str:
    """The passphrase of the signing certificate: in a file of its own, or in the environment."""
    file = _path(environment, "TONGGUAN_SIGNING_PASSPHRASE_FILE")
    if file is None:
        return environment.get("TONGGUAN_SIGNING_PASSPHRASE", "")
    if not file.is_file():
        raise SettingMissing(f"TONGGUAN_SIGNING_PASSPHRASE_FILE names {file}, which is not there.")
    return file.read_text(encoding="utf-8").rstrip("\n")


def _anchoring(environment: Mapping[str, str], var: Path) -> Anchoring:
    return Anchoring(
        key=Path(environment.get("TONGGUAN_SIGNER_KEY", var / "signer" / "log.key")),
        public=Path(environment.get("TONGGUAN_LOG_KEY", var / "log.pub")),
        witnesses=tuple(
            _witness(each) for each in environment.get("TONGGUAN_WITNESSES", "").split(",") if each.strip()
        ),
        time_stamps=environment.get("TONGGUAN_TIME_STAMPS", ""),
        mail_server=environment.get("TONGGUAN_MAIL_SERVER", ""),
        mail_from=environment.get("TONGGUAN_MAIL_FROM", ""),
        mail_to=tuple(each.strip() for each in environment.get("TONGGUAN_MAIL_TO", "").split(",") if each.strip()),
    )


def _witness(written: str) -> tuple[str, str]:
    address, blank, key = written.strip().partition(" ")
    if not blank or not address.startswith(("http://", "https://")) or key.count("+") < 2:
        raise SettingMissing(
            f"TONGGUAN_WITNESSES holds '{written}'; write 'https://address name+id+key', several with commas between."
        )
    return address, key.strip()


def overlays_in(environment: Mapping[str, str], root: Path = ROOT) -> Path:
    """The folder with the installation's additions to the law; also asked for by ``python -m regimes.check``."""
    var = Path(environment.get("TONGGUAN_VAR", root / "var"))
    return Path(environment.get("TONGGUAN_OVERLAYS", var / "overlays"))


def _secret(environment: Mapping[str, str], var: Path) -> str:
    """The key that signs forms and cookies: from the environment, else from ``var/secret.key``, made at first use."""
    secret = environment.get("TONGGUAN_SECRET_KEY", "")
    if not secret:
        file = Path(environment.get("TONGGUAN_SECRET_FILE", var / "secret.key"))
        if not file.exists():
            _make_secret(file)
        secret = file.read_text(encoding="utf-8").strip()
    if len(secret) < SECRET_LENGTH:
        raise SettingMissing(f"TONGGUAN_SECRET_KEY is shorter than {SECRET_LENGTH} characters; use a longer one.")
    return secret


def _make_secret(file: Path) -> None:
    """Write a new key that only this user can read; where two processes start at once, the first one's stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(secrets.token_hex(SECRET_LENGTH))


def _yes(environment: Mapping[str, str], name: str) -> bool:
    value = environment.get(name, "false").lower()
    if value not in {"true", "false"}:
        raise SettingMissing(f"{name} is '{value}'; write true or false.")
    return value == "true"


def _whole(environment: Mapping[str, str], name: str, default: int) -> int:
    value = environment.get(name, str(default))
    if not value.isdecimal():
        raise SettingMissing(f"{name} is '{value}'; write a whole number of bytes.")
    return int(value)
