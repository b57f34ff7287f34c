"""A change of data items as it is kept so that it can be undone: what stood before, and a hash of what stood after.

It is an entry of a journal. It can be undone for as long as the same texts or states of the same items are still as
it left them; undoing is itself such a change, so that it can be undone in turn. Removed items are kept whole; those
that were added are undone for as long as nobody touched them. A step through several scenarios keeps one change for
each, and one that names them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Any, Literal, get_args

from assessment.answers import DataItem
from assessment.item_states import as_json, cut_from, settled_from, treatment_from
from assessment.questions import Frozen

TEXTS = ("name", "description", "necessity", "example", "remark")
STATES = ("settled", "treatment", "cut")

_AT_ONCE = 1000

Column = Literal["name", "description", "necessity", "example", "remark", "settled", "treatment", "cut"]

EVERYTHING: tuple[Column, ...] = get_args(Column)


class Before(Frozen):
    """What stood in the columns of these items before the change; the same for all of them."""

    values: dict[str, Any]
    ids: tuple[str, ...]


class Removed(Frozen):
    """A whole item as it stood in its list, for putting it back. ``batch``: with which list it came."""

    id: str
    position: int
    batch: str
    name: str
    description: str
    necessity: str
    example: str
    remark: str
    settled: dict[str, Any] | None
    treatment: dict[str, Any] | None
    cut: dict[str, Any] | None


class ItemChange(Frozen):
    """The content of an entry. ``after``: hash of what the items were when it was done (``digest_of``).

    ``removed`` and ``added``: items that the change took from the list or put there. ``parts``: ids of the changes
    that were done in one step; such a change holds nothing else.
    """

    columns: tuple[Column, ...] = ()
    before: tuple[Before, ...] = ()
    after: str = ""
    undoes: str = ""
    removed: tuple[Removed, ...] = ()
    added: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(item_id for group in self.before for item_id in group.ids)


def change_of(
    columns: Sequence[Column], before: Iterable[DataItem], after: Iterable[DataItem], undoes: str = ""
) -> ItemChange:
    """A change as it is kept; items that were alike before stand together."""
    groups: dict[object, list[DataItem]] = {}
    values_of = attrgetter(*columns)
    for item in before:
        groups.setdefault(values_of(item), []).append(item)
    kept = tuple(
        Before(values={name: _plain(items[0], name) for name in columns}, ids=tuple(item.id for item in items))
        for items in groups.values()
    )
    return ItemChange(columns=tuple(columns), before=kept, after=digest_of(columns, after), undoes=undoes)


def digest_of(columns: Sequence[Column], items: Iterable[DataItem]) -> str:
    """Hash of what would be touched: the texts that were changed, or all that was settled."""
    names = sorted({*columns, *(STATES if set(columns) & set(STATES) else ())})
    digest = hashlib.sha256()
    # Some at a time: one call for each of 20,000 takes most of its time to begin.
    ordered = sorted(items, key=attrgetter("id"))
    values_of = attrgetter("id", *names)
    for start in range(0, len(ordered), _AT_ONCE):
        said = [
            [value if type(value) is str else as_json(value) for value in values_of(item)]
            for item in ordered[start : start + _AT_ONCE]
        ]
        digest.update(json.dumps(said, ensure_ascii=True, sort_keys=True).encode("ascii"))
    return digest.hexdigest()


def restored(change: ItemChange) -> dict[str, dict[str, Any]]:
    """What stood before, by item and column: texts as text, states as what they are."""
    return {
        item_id: {name: _typed(name, value) for name, value in group.values.items()}
        for group in change.before
        for item_id in group.ids
    }


def with_state(item: DataItem, column: str, state: Any) -> DataItem:
    """The item with another state in one column."""
    values = {name: getattr(item, name) for name in STATES} | {column: state}
    return replace(item, settled=values["settled"], treatment=values["treatment"], cut=values["cut"])


def _plain(item: DataItem, name: str) -> Any:
    value = getattr(item, name)
    return as_json(value) if name in STATES else value


def _typed(name: str, value: Any) -> Any:
    reading: Mapping[str, Any] = {"settled": settled_from, "treatment": treatment_from, "cut": cut_from}
    return reading[name](value) if name in STATES else value
