"""How many data items a scenario has, as far as the way through a case and its gaps ask: no page needs all of them.

Where a list has thousands of rows the store counts them; where the items are at hand they are counted here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from assessment.answers import AnswerSheet, DataItem

NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class ItemTotals:
    """``listed`` counts all, ``exported`` those that were not cut, ``bare`` the exported ones without a necessity.

    ``names``: the first of the bare ones, at most ``NAMES_SHOWN``.
    """

    listed: int = 0
    exported: int = 0
    bare: int = 0
    names: tuple[str, ...] = ()


NO_ITEMS = ItemTotals()


def totals_of(sheet: AnswerSheet) -> Mapping[str, ItemTotals]:
    """The totals of every scenario that has items, by its id."""
    by_scenario: dict[str, list[DataItem]] = {}
    for item in sheet.items:
        by_scenario.setdefault(item.scenario, []).append(item)
    return {scenario: _totals(items) for scenario, items in by_scenario.items()}


def _totals(items: Iterable[DataItem]) -> ItemTotals:
    listed = tuple(items)
    exported = [item for item in listed if item.cut is None]
    bare = [item.name for item in exported if not item.necessity.strip()]
    return ItemTotals(len(listed), len(exported), len(bare), tuple(bare[:NAMES_SHOWN]))
