"""Column types and keys that read the same on SQLite and PostgreSQL. Nothing here knows a table."""

from __future__ import annotations

import json
import secrets
import time
import unicodedata
from typing import Any

from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from audit.canonical import canonical


class Written(str):
    """A JSON value that is written down canonically already: the text of a ``CanonicalJson``, not a text in it."""

    __slots__ = ()


def written(value: Any) -> Written:
    """The canonical text of a JSON value."""
    return value if isinstance(value, Written) else Written(canonical(value).decode("utf-8"))


class CanonicalJson(TypeDecorator[Any]):
    """A JSON value kept as its canonical text: one spelling, so one hash, on every database.

    Values are replaced, never edited in place. ``None`` is the JSON ``null``, which is a value; the column is
    ``NOT NULL``.
    """

    impl = Text
    cache_ok = True
    should_evaluate_none = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str:
        return "null" if value is None else written(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:
        # Most of the states of most items are null; three of them stand beside each of 20,000.
        return None if value is None or value == "null" else json.loads(value)

    def compare_values(self, x: Any, y: Any) -> bool:
        # Python holds True and 1 for equal; as answers they are two different things.
        return canonical(x) == canonical(y)


def new_id() -> str:
    """A fresh key of 32 hexadecimal digits (RFC 9562, version 7): later keys sort after earlier ones."""
    moment = time.time_ns() // 1_000_000
    random = secrets.randbits(74)
    number = moment << 80 | 0x7 << 76 | (random >> 62) << 64 | 0b10 << 62 | random & (1 << 62) - 1
    return f"{number:032x}"


def clean(value: Any) -> Any:
    """The same value with every text in Unicode form NFC and without characters that a database cannot keep.

    People paste from systems that write é as two characters; they should never hear of it.
    """
    if isinstance(value, str):
        if value.isascii():
            return value.replace("\x00", "")
        whole = value.encode("utf-8", "replace").decode("utf-8")
        return unicodedata.normalize("NFC", whole).replace("\x00", "")
    if isinstance(value, dict):
        return {clean(key): clean(each) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [clean(each) for each in value]
    return value
