"""How an installation signs documents; known to every process, while only ``signing`` loads what signing needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class SigningMeans:
    """How this installation signs. ``certificate`` is a PKCS#12 file; ``command`` an external signer; one of them.

    ``stamp_address``: an RFC 3161 service, asked only when it is set. ``trust``: PEM file with the roots that
    signatures are checked against; without it a signature is checked for wholeness, not for who stands behind it.
    """

    certificate: Path | None = None
    passphrase: str = field(default="", repr=False)
    command: tuple[str, ...] = ()
    stamp_address: str = ""
    trust: Path | None = None

    @property
    def ready(self) -> bool:
        return self.certificate is not None or bool(self.command)

    @property
    def name(self) -> Literal["certificate", "command"]:
        return "command" if self.command else "certificate"


UNSIGNED = SigningMeans()
"""An installation that signs nothing."""
