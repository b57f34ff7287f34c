"""The table of data items as it is asked for and answered: filter, line, counts. Frozen, without behaviour.

The class that counts now (``ItemLine.standing``) is told by ``assessment/item_standing.py``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from assessment.answers import DataItem
from assessment.item_states import Answer, ItemKind
from assessment.vocabulary import Confidence, Text

Only = Literal["", "unjustified", "duplicates", "cut", "treated", "new", "differs"]
Sort = Literal["position", "name", "kind", "category", "necessity"]
Group = Literal["", "kind", "category", "necessity"]

KINDS: tuple[ItemKind, ...] = ("important", "sensitive", "personal", "undetermined", "none")
"""The strictest first, as the table sorts them."""


@dataclass(frozen=True, slots=True)
class ItemFilter:
    """Which items of a scenario, in which order. An item that was cut is met only without a filter or by ``cut``.

    ``settled``: whether somebody settled the class; ``None``: either. ``category``: id of a catalogue item, "-" for
    items that the catalogue does not know. ``new``: those that came with the newest of several lists. ``differs``:
    settled otherwise than the catalogue proposes now.
    """

    search: str = ""
    kinds: frozenset[ItemKind] = frozenset()
    settled: bool | None = None
    only: Only = ""
    category: str = ""
    sort: Sort = "position"
    descending: bool = False
    group: Group = ""


def unordered(wanted: ItemFilter) -> ItemFilter:
    """The same items in whichever order, grouped as before."""
    return replace(wanted, sort="position", descending=False)


@dataclass(frozen=True, slots=True)
class ItemsFound:
    """How many items a filter finds, and how many of them fall under each key of its grouping."""

    total: int
    groups: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class ItemCounts:
    """How many data items a scenario has, and how many stand out. Only ``total`` and ``cut`` count what was cut."""

    total: int = 0
    important: int = 0
    sensitive: int = 0
    personal: int = 0
    undetermined: int = 0
    none: int = 0
    unsettled: int = 0
    unjustified: int = 0
    duplicates: int = 0
    treated: int = 0
    differs: int = 0
    new: int = 0
    cut: int = 0

    def of_kind(self, kind: ItemKind) -> int:
        return int(getattr(self, kind))


@dataclass(frozen=True, slots=True)
class Recognition:
    """As which items of the catalogue an item was recognised: their ids, by what, and how surely.

    ``made_with``: hash of the catalogue that did it.
    """

    items: tuple[str, ...]
    found: str
    word: str
    sure: Confidence
    made_with: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """What recognised items are in one list; the same for every item of the list that was recognised alike."""

    kind: ItemKind
    category: str
    personal: Answer
    sensitive: Answer
    important: Answer
    judged_with: str


@dataclass(frozen=True, slots=True)
class KeptAlike:
    """Items of a list that were recognised as the same items of the catalogue, and what that rests on."""

    items: tuple[str, ...]
    made_with: str
    judged_with: str
    count: int


@dataclass(frozen=True, slots=True)
class StoredLine:
    """One row of the table as it is kept. What follows from the law is ``None`` where it has to be made anew."""

    item: DataItem
    position: int
    recognition: Recognition | None
    judgement: Judgement | None
    duplicate_of: int


@dataclass(frozen=True, slots=True)
class ItemProposal:
    """建议: what the catalogue says of an item in its list, for a person to confirm.

    ``category``: id of the catalogue's item, "" where it knows none. ``needs``: facts that would settle what is open.
    """

    kind: ItemKind
    category: str
    category_name: Text
    personal: Answer
    sensitive: Answer
    important: Answer
    rules: tuple[str, ...]
    because: Text
    needs: tuple[str, ...]
    sure: Confidence
    confidence: Confidence
    lowered_by: tuple[str, ...]
    catalogue: str


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One row of the table. ``duplicate_of``: how many other items of the case have the same name but for its
    spelling."""

    item: DataItem
    position: int
    proposal: ItemProposal | None
    standing: ItemKind
    duplicate_of: int


@dataclass(frozen=True, slots=True)
class StandingRow:
    """Items of one scenario that count alike: answers before treatment, what is done to them, how many they are.

    ``settled``: people answered, else the catalogue proposes. ``treated``: "", "claimed" or "verified".
    """

    scenario: str
    cut: bool
    settled: bool
    personal: Answer
    sensitive: Answer
    important: Answer
    treated: str
    treated_kind: ItemKind
    count: int


@dataclass(frozen=True, slots=True)
class NamedItem:
    """An item by its name, with the class that counts, its category in the catalogue, and whether it was settled.

    Important data may be ``sensitive`` as well, which its kind alone does not say.
    """

    id: str
    name: str
    kind: ItemKind
    category: str
    settled: bool
    sensitive: bool
    important: bool
