"""Canonical bytes: the one way to write a value down before it is hashed.

A restricted profile of RFC 8785 (JSON Canonicalization Scheme). It refuses what two programs could write
differently or read differently: fractions, integers from 2^53 on, text that is not in Unicode form NFC, keys
that are not text, more than 64 levels. Inside that profile the bytes are those of every RFC 8785 library.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, NoReturn

from audit.sentences import Refused

LIMIT = 2**53
DEPTH = 64

_Place = tuple[str | int, ...]
# The C encoder escapes exactly what RFC 8785 asks for (the two-letter escapes, else \u00xx in lower case);
# key order and the refused values are what it gets wrong, and those are settled before it is called.
_encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":")).encode


_encode_sorted = json.JSONEncoder(
    ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"), sort_keys=True
).encode


def canonical(value: object) -> bytes:
    """The canonical bytes of a value made of objects, lists, text, whole numbers, true, false and null."""
    if _is_plain(value, DEPTH):
        # Nearly every value is plain, and 20,000 rows at once are written down several times: the C encoder sorts
        # keys of ASCII as RFC 8785 does, and texts between their quotes are normalised if all of it is.
        written = _encode_sorted(value)
        if unicodedata.is_normalized("NFC", written):
            with suppress(UnicodeEncodeError):
                return written.encode("utf-8")
    return _encode(_ordered(value, ())).encode("utf-8")


def parse(data: bytes) -> Any:
    """Read canonical bytes; refuses bytes that are JSON but not written canonically, naming the first such place."""
    try:
        value = json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_pairs,
            parse_int=_integer,
            parse_float=_fraction,
            parse_constant=_fraction,
        )
    except UnicodeDecodeError as cause:
        raise Refused(f"offset {cause.start}", "此处不是 UTF-8 文字。", "These bytes are not UTF-8 text.") from cause
    except json.JSONDecodeError as cause:
        raise Refused(f"offset {cause.pos}", "从此处起不是 JSON。", "From here on this is not JSON.") from cause
    except RecursionError as cause:
        raise _too_deep(()) from cause
    written = canonical(value)
    if written != data:
        raise Refused(
            f"offset {first_difference(written, data)}",
            "内容可读，但写法不是规范形式，哈希值因而不唯一。",
            "This can be read but is not written in canonical form, so its hash would not be unique.",
        )
    return value


def first_difference(one: bytes, other: bytes) -> int:
    """The first offset at which two byte strings differ (the shorter length when one begins the other)."""
    shorter = min(len(one), len(other))
    low, high = 0, shorter
    # Halving compares slices in C; a loop over the bytes of a large archive would take seconds.
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _is_plain(value: Any, levels: int) -> bool:
    """Whether there is nothing in a value but the exact types, keys of ASCII, small numbers and few levels."""
    kind = type(value)
    if kind is str or value is None or kind is bool:
        return True
    if kind is int:
        return bool(-LIMIT < value < LIMIT)
    if levels <= 0:
        return False
    if kind is dict:
        for key, one in value.items():
            if type(key) is not str or not key.isascii():
                return False
            # Most values are texts: asked here, not by a call for each.
            if type(one) is not str and not _is_plain(one, levels - 1):
                return False
        return True
    if kind is list or kind is tuple:
        return all(type(one) is str or _is_plain(one, levels - 1) for one in value)
    return False


def _ordered(value: Any, place: _Place) -> Any:
    # Exact types first: nearly every value is one of these, and this runs for every value of every record.
    kind = type(value)
    if kind is str and value.isascii():
        return value
    if value is None or kind is bool:
        return value
    if isinstance(value, str):
        return _text(value, place)
    if isinstance(value, int):
        if not -LIMIT < value < LIMIT:
            raise _too_large(place)
        return int(value)
    if len(place) >= DEPTH:
        raise _too_deep(place)
    if kind is dict or isinstance(value, Mapping):
        return {key: _ordered(value[key], (*place, key)) for key in _sorted_keys(value, place)}
    if isinstance(value, (list, tuple)):
        return [_ordered(item, (*place, index)) for index, item in enumerate(value)]
    raise _refused(
        place,
        f"此处的值（{kind.__name__}）没有规范写法；只接受对象、列表、文字、整数、真、假、空。",
        f"A {kind.__name__} has no canonical form; use objects, lists, text, integers, true, false, null.",
    )


def _text(value: str, place: _Place) -> str:
    # str.__str__: an enumeration's own str() may give its name instead of its text.
    if value.isascii():
        return str.__str__(value)
    if not unicodedata.is_normalized("NFC", value):
        raise _refused(
            place, "文字不是 Unicode NFC 形式；请先规范化。", "The text is not in Unicode form NFC; normalise it first."
        )
    try:
        value.encode("utf-8")
    except UnicodeEncodeError as cause:
        raise _refused(
            place, "文字中有半个字符（孤立代理码元）。", "The text holds half a character (a lone surrogate)."
        ) from cause
    return str.__str__(value)


def _sorted_keys(value: Mapping[Any, object], place: _Place) -> list[str]:
    try:
        plain = all(map(str.isascii, value))
    except TypeError as cause:
        stranger = next(key for key in value if not isinstance(key, str))
        raise _refused(
            place, f"键须为文字，此处为 {stranger!r}。", f"Keys must be text; this one is {stranger!r}."
        ) from cause
    # RFC 8785 orders by UTF-16 code units; for ASCII that is the order of the characters.
    if plain:
        return sorted(value)
    for key in value:
        _text(key, (*place, key))
    return sorted(value, key=lambda key: key.encode("utf-16-be"))


def _pairs(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused(twice, "同一个键出现了两次。", "The same key stands here twice.")
    return found


def _integer(written: str) -> int:
    # Before it is converted: a number of a million digits would take Python minutes, or stop it with its own words.
    if len(written) > len(f"-{LIMIT}"):
        raise _too_large((written[:20] + "…",))
    return int(written)


def _fraction(written: str) -> NoReturn:
    raise Refused(
        written[:40],
        "规范形式只用整数，不用小数。",
        "Canonical form has whole numbers only, no fractions or exponents.",
    )


def _refused(place: _Place, zh: str, en: str) -> Refused:
    where = "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in place).lstrip(".")
    return Refused(where.encode("utf-8", "backslashreplace").decode("utf-8"), zh, en)


def _too_large(place: _Place) -> Refused:
    return _refused(
        place, "整数的绝对值须小于 2^53；更大的数请写成文字。", "Integers must be below 2^53; write more as text."
    )


def _too_deep(place: _Place) -> Refused:
    return _refused(place[:4], f"嵌套超过 {DEPTH} 层。", f"This is nested more than {DEPTH} levels deep.")
