"""``from: V6`` and ``to: before V6``: entries that start with an instrument take its day from one row.

Where sources disagree about the start of an instrument, the day is changed in ``regime.yaml`` and everything
that starts with it follows. A name that stands for no row is refused with its place.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from assessment.errors import InputRefused, Problem
from assessment.rules import Dated
from assessment.vocabulary import Text
from regimes.strict import Document, KeyPath

_DATED = ("routes", "sides", "duties", "lists")
_BEFORE = "before "


def starts_in(head: Document) -> dict[str, date]:
    """The day of every row of the table of rule versions that has a name of its own."""
    rows = head.data.get("versions") if isinstance(head.data, dict) else None
    named = [row for row in rows or () if isinstance(row, dict) and _day(row.get("from")) is not None]
    often = Counter(str(row.get("version")) for row in named)
    return {name: day for row in named if often[name := str(row["version"])] == 1 and (day := _day(row["from"]))}


def with_days(document: Document, starts: Mapping[str, date]) -> Document:
    """The file with every such name turned into its day."""
    if not isinstance(document.data, dict):
        return document
    data = dict(document.data)
    for key in _DATED:
        entries = data.get(key)
        if isinstance(entries, list):
            data[key] = [_moved(document, (key, place), entry, starts) for place, entry in enumerate(entries)]
    return Document(document.name, data, document.lines)


def fell_away(entry: Any, item: object) -> bool:
    """Whether moving the start left the entry without a single day; what was written by hand never falls away."""
    named = isinstance(entry, dict) and isinstance(entry.get("from"), str) and _day(entry["from"]) is None
    return named and isinstance(item, Dated) and item.until is not None and item.until < item.since


def _moved(document: Document, path: KeyPath, entry: Any, starts: Mapping[str, date]) -> Any:
    if not isinstance(entry, dict):
        return entry
    moved = dict(entry)
    for key, before in (("from", False), ("to", True)):
        word = entry.get(key)
        name = word.removeprefix(_BEFORE) if before and isinstance(word, str) else word
        if isinstance(name, str) and name[:1] == "V" and before == (name != word):
            if name not in starts:
                raise InputRefused(_no_such_row(document, (*path, key), name, starts))
            moved[key] = (starts[name] - timedelta(days=int(before))).isoformat()
    return moved


def _no_such_row(document: Document, path: KeyPath, name: str, starts: Mapping[str, date]) -> Problem:
    known = "、".join(starts)
    return Problem(
        document.place(path),
        Text(
            f"规则版本中没有“{name}”；可以写日期，或者：{known}。",
            f"There is no rule version '{name}'; write a day, or one of: {', '.join(starts)}.",
        ),
    )


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
