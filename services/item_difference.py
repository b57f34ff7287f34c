"""What a list would change in a scenario: which items are new, which differ and how, which are no longer in it.

An item is found again by the identifier that an exported workbook carries, else by its name. A row that cannot be
used changes nothing, and its item does not count as gone. An empty cell clears a text only where the row carries
the identifier: a list from elsewhere says nothing by being silent.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessment.answers import DataItem
from assessment.vocabulary import Text
from services.spreadsheet_headings import Column
from services.spreadsheets import ItemRow, RowProblem, same_name

TEXTS: tuple[Column, ...] = ("name", "description", "necessity", "example", "remark")


@dataclass(frozen=True, slots=True)
class Changed:
    """An item and the texts that would replace its own, by column."""

    item: DataItem
    values: dict[str, str]
    line: int


@dataclass(frozen=True, slots=True)
class Difference:
    """``same``: items that the list repeats word for word. ``refused``: rows whose new name is taken."""

    new: tuple[ItemRow, ...] = ()
    changed: tuple[Changed, ...] = ()
    same: int = 0
    gone: tuple[DataItem, ...] = ()
    refused: tuple[RowProblem, ...] = ()

    @property
    def digest(self) -> str:
        """What was shown, so that nothing else is taken over."""
        content = [
            [[row.values(), row.line] for row in self.new],
            [
                [change.item.id, [getattr(change.item, name) for name in TEXTS], change.values]
                for change in self.changed
            ],
            [item.id for item in self.gone],
        ]
        return hashlib.sha256(json.dumps(content, ensure_ascii=True).encode()).hexdigest()[:32]


def compare(
    items: Sequence[DataItem], rows: Sequence[ItemRow], columns: frozenset[Column], left_out: Iterable[ItemRow] = ()
) -> Difference:
    """Set the rows of a list against the items of a scenario. ``left_out``: rows with a problem, as far as read."""
    matched = _matched(items, rows)
    standing = {same_name(row.name) for row in left_out if row.name} | {row.id for row in left_out if row.id}
    found = {item.id for item in matched if item is not None}
    unmatched = [item for item in items if item.id not in found]
    gone = tuple(item for item in unmatched if not standing & {item.id, same_name(item.name)})
    kept_names = {same_name(item.name): item for item in unmatched}
    new: list[ItemRow] = []
    changed: list[Changed] = []
    refused: list[RowProblem] = []
    same = 0
    for row, item in zip(rows, matched, strict=True):
        if item is None:
            new.append(row)
        elif not (values := _values(item, row, columns)):
            same += 1
        elif "name" in values and same_name(values["name"]) in kept_names:
            refused.append(RowProblem(row.line, "", _taken(item, values["name"])))
        else:
            changed.append(Changed(item, values, row.line))
    return Difference(tuple(new), tuple(changed), same, gone, tuple(refused))


def _matched(items: Sequence[DataItem], rows: Sequence[ItemRow]) -> list[DataItem | None]:
    """For each row its item. Of several rows with one identifier (a copied row) the one with the item's name has it."""
    by_id = {item.id: item for item in items}
    by_name = {same_name(item.name): item for item in items}
    owner: dict[str, int] = {}
    for place, row in enumerate(rows):
        item = by_id.get(row.id) if row.id else None
        if item is not None and (row.id not in owner or same_name(row.name) == same_name(item.name)):
            owner[row.id] = place
    owned = {place: by_id[item_id] for item_id, place in owner.items()}
    found: list[DataItem | None] = []
    for place, row in enumerate(rows):
        item = owned.get(place) or by_name.get(same_name(row.name))
        found.append(None if item is not None and place not in owned and item.id in owner else item)
    return found


def _values(item: DataItem, row: ItemRow, columns: frozenset[Column]) -> dict[str, str]:
    own = row.id == item.id
    values: dict[str, str] = {}
    for column in TEXTS:
        text = str(getattr(row, column))
        if column not in columns or text == getattr(item, column) or not (text or own):
            continue
        # Found by its name, an item keeps the way its own name is written.
        if column != "name" or own:
            values[column] = text
    return values


def _taken(item: DataItem, name: str) -> Text:
    return Text(
        f"“{item.name}”改名为“{name}”，但本场景已有同名数据项，且不在这份清单中；请换一个名称。",
        f"'{item.name}' is renamed to '{name}', but the scenario has an item of that name that is not in this list; "
        "choose another name.",
    )
