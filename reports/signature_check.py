"""Verify the signature of a PDF: whole, unchanged, by whom, and when a time stamp says so.

It fetches nothing: no revocation list, no certificate. What it could therefore not establish it says.
"""

from __future__ import annotations

import io
import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from pyhanko.keys import load_certs_from_pemder
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.settings import KeyUsageConstraints
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from assessment.vocabulary import Text

ANY_USAGE = KeyUsageConstraints(key_usage=set())
"""Company certificates differ in the usages they name; who may sign is decided by the trust file."""


@dataclass(frozen=True, slots=True)
class SignatureState:
    """``intact``: the bytes are those signed. ``whole``: nothing stands behind the signature. ``trusted``: ``None``
    where no roots are set, so that nobody could say."""

    intact: bool
    whole: bool
    trusted: bool | None
    signer: str
    claimed_at: datetime | None
    stamped_at: datetime | None
    sentence: Text


NONE_THERE = SignatureState(
    False, False, None, "", None, None, Text("文件没有签名。", "The file carries no signature.")
)


def check(pdf: bytes, trust: Path | None = None) -> SignatureState:
    """The state of the last signature in ``pdf``."""
    reader = PdfFileReader(io.BytesIO(pdf))
    found = reader.embedded_regular_signatures
    if not found:
        return NONE_THERE
    roots = list(load_certs_from_pemder([trust])) if trust is not None and trust.is_file() else []  # type: ignore[no-untyped-call]  # the library leaves it untyped
    context = ValidationContext(trust_roots=roots, allow_fetching=False, revocation_mode="soft-fail")
    with _quiet():
        status = validate_pdf_signature(
            found[-1],
            signer_validation_context=context,
            ts_validation_context=context,
            key_usage_settings=ANY_USAGE,
        )
    whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    intact = bool(status.intact and status.valid)
    trusted = bool(status.trusted) if roots else None
    stamp = status.timestamp_validity
    stamped_at = stamp.timestamp if stamp is not None and stamp.intact and stamp.valid else None
    signer = _name(status.signing_cert)
    return SignatureState(
        intact, whole, trusted, signer, status.signer_reported_dt, stamped_at, _sentence(intact, whole, trusted, signer)
    )


def _sentence(intact: bool, whole: bool, trusted: bool | None, signer: str) -> Text:
    if not intact:
        return Text(
            "签名与文件内容不符：文件在签名后被改动。",
            "The signature does not fit the content: the file was changed after it was signed.",
        )
    if not whole:
        return Text("签名之后文件又追加了内容。", "Something was added to the file after the signature.")
    if trusted is None:
        return Text(
            f"签名完整，签名人为“{signer}”；未设置信任的根证书，因此未核验证书的签发者。",
            f"The signature is whole, by '{signer}'; no trusted roots are set, so its issuer was not checked.",
        )
    if not trusted:
        return Text(
            f"签名完整，签名人为“{signer}”；但证书不出自所设置的受信任的根，或者已过有效期。",
            f"The signature is whole, by '{signer}'; but its certificate has expired or leads to no trusted root.",
        )
    return Text(
        f"签名完整，签名人为“{signer}”，证书可信。",
        f"The signature is whole, by '{signer}', and its certificate is trusted.",
    )


def _name(certificate: Any) -> str:
    subject = certificate.subject.native
    return str(subject.get("common_name") or subject.get("organization_name") or certificate.subject.human_friendly)


class _quiet:  # noqa: N801 - reads as a phrase where it is used
    """A certificate that nobody vouches for is a result here, not something for the log of the server."""

    def __enter__(self) -> None:
        self._logger = logging.getLogger("pyhanko")
        self._level = self._logger.level
        self._logger.setLevel(logging.CRITICAL)

    def __exit__(self, *_: object) -> None:
        self._logger.setLevel(self._level)
