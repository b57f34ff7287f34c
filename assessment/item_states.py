"""What people settled about one data item: its class, what is done to it before export, and whether it is cut.

A proposal of the catalogue is not in here: it is made anew at any time (``assessment/classification.py``) and binds
nobody. Each of these stands beside the item's texts, is frozen with the case, and is put there by a person.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any, Literal, TypeAlias

ItemKind: TypeAlias = Literal["important", "sensitive", "personal", "none", "undetermined"]
Answer: TypeAlias = Literal["yes", "no", "undetermined"]
TreatmentState: TypeAlias = Literal["claimed", "verified"]


@dataclass(frozen=True, slots=True)
class Settled:
    """定级结论: what a person confirmed an item to be.

    ``category``: id of the catalogue's item, "" for none. ``rules``: ids of the reasons it rests on. ``proposed``: the
    kind that the catalogue proposed then, so that a different decision can be seen. ``catalogue``: hash of the
    catalogue that proposed it. ``by`` and ``on``: who settled it, and the day (ISO 8601).
    """

    kind: ItemKind
    category: str
    personal: Answer
    sensitive: Answer
    important: Answer
    rules: tuple[str, ...]
    reason: str
    proposed: ItemKind
    catalogue: str
    by: str
    on: str


@dataclass(frozen=True, slots=True)
class Treatment:
    """脱敏处理: what is done to an item before it leaves.

    ``means``: how, in one word. ``processing``: id of the catalogue's processing (T1 …), "" for none of them.
    ``kind``: the class afterwards. A claim lowers nothing by itself; ``verified`` needs ``evidence`` (ids of evidence
    entries) and somebody other than the one who claimed it (``verified_by``).
    """

    means: Literal["dropped", "masked", "generalised", "pseudonym", "aggregated"]
    processing: str
    note: str
    kind: ItemKind
    state: TreatmentState
    evidence: tuple[str, ...]
    by: str
    verified_by: str | None


@dataclass(frozen=True, slots=True)
class Cut:
    """剔除: the item is no longer part of the export; it stays in the list with the reason."""

    reason: str
    by: str
    on: str


State: TypeAlias = Settled | Treatment | Cut | None


def as_json(state: State) -> dict[str, Any] | None:
    """JSON of one of them, with lists instead of tuples."""
    if state is None:
        return None
    # Every field is a text or a tuple of texts, so nothing has to be copied in depth.
    names, values_of = _FIELDS[type(state)]
    found = dict(zip(names, values_of(state), strict=True))
    for name in _LISTS:
        if name in found:
            found[name] = list(found[name])
    return found


_FIELDS = {
    kind: (names, attrgetter(*names))
    for kind in (Settled, Treatment, Cut)
    for names in [tuple(field.name for field in fields(kind))]
}
_LISTS = ("rules", "evidence")
"""The fields that are tuples of texts."""


def settled_from(value: Mapping[str, Any] | None) -> Settled | None:
    if value is None:
        return None
    known = dict(value)
    known["rules"] = tuple(known["rules"])
    return Settled(**known)


def treatment_from(value: Mapping[str, Any] | None) -> Treatment | None:
    return None if value is None else Treatment(**{**value, "evidence": tuple(value["evidence"])})


def cut_from(value: Mapping[str, Any] | None) -> Cut | None:
    return None if value is None else Cut(**value)
