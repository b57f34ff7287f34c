"""Whole rows of data items, to be kept before they are removed, and put back as they were."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from store import mapping
from store.repositories import item_index as index
from store.repositories.items import ITEM, LINE
from store.session import Missing, Work
from store.tables import DataItemRow, EntryRow, ItemProposalRow

KEPT = ("id", "position", *mapping.ITEM_TEXTS, *mapping.ITEM_STATES)
_AT_ONCE = 500


class ItemRemovals:
    def __init__(self, work: Work) -> None:
        self._work = work

    def rows(self, case_id: str, scenario_id: str, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Those of these items that stand in the scenario, in the order of the list, as ``put_back`` takes them."""
        wanted = set(ids)
        columns = [*(ITEM.c[name] for name in KEPT), LINE.c.batch]
        statement = select(*columns).select_from(ITEM.join(LINE, ITEM.c.id == LINE.c.item_id))
        statement = statement.where(*self._of(case_id, scenario_id)).order_by(ITEM.c.position)
        if len(wanted) <= _AT_ONCE:
            statement = statement.where(ITEM.c.id.in_(wanted))
        found = (dict(row) for row in self._work.session.execute(statement).mappings())
        return [row for row in found if row["id"] in wanted]

    def put_back(self, case_id: str, scenario_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Add rows with the ids and places that they had; one whose place is taken by now goes to the end.

        What the catalogue says of them is made anew. A name that is taken raises the database's own refusal.
        """
        self._work.case(case_id)
        entry = self._work.session.get(EntryRow, (case_id, scenario_id))
        if entry is None or entry.company_id != self._work.company:
            raise Missing(f"scenario {scenario_id} of case {case_id}")
        taken = set(self._work.session.scalars(select(ITEM.c.position).where(*self._of(case_id, scenario_id))))
        last = max([*taken, *(row["position"] for row in rows)], default=0)
        keys = {"company_id": self._work.company, "case_id": case_id, "scenario_id": scenario_id}
        values: list[dict[str, Any]] = []
        for row in rows:
            position = row["position"]
            if position in taken:
                last = position = last + 1
            values.append({**{name: row[name] for name in KEPT}, "position": position, **keys})
        self._work.insert_many(DataItemRow, values)
        lines = [index.whole(row, old["batch"], None) for row, old in zip(values, rows, strict=True)]
        self._work.insert_many(ItemProposalRow, lines)
        self._work.grow(case_id)

    def taken(self, case_id: str, scenario_id: str, names: Sequence[str]) -> list[str]:
        """Those of these names that items of the scenario have already."""
        wanted = set(names)
        there = select(ITEM.c.name).where(*self._of(case_id, scenario_id))
        return [name for name in self._work.session.scalars(there) if name in wanted]

    def _of(self, case_id: str, scenario_id: str) -> tuple[Any, ...]:
        own = ITEM.c.company_id == self._work.company
        return own, ITEM.c.case_id == case_id, ITEM.c.scenario_id == scenario_id
