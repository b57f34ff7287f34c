"""Base64 in its one spelling, as every text format of this folder writes bytes."""

from __future__ import annotations

import base64
import binascii

from audit.sentences import Refused


def to_base64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")


def from_base64(text: object, where: str) -> bytes:
    """Strict base64: the one spelling that ``to_base64`` gives, so that no second text means the same bytes."""
    try:
        data = base64.b64decode(text, validate=True) if isinstance(text, str) else b""
    except (binascii.Error, ValueError):
        data = b""
    if not data or to_base64(data) != text:
        raise Refused(where, "此处不是规范的 base64。", "This is not base64 in its one spelling.")
    return data
