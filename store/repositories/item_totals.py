"""How many data items the scenarios of a case have, counted by the database from what stands beside the items."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from assessment.item_totals import NAMES_SHOWN, ItemTotals
from store.repositories.items import ITEM, LINE
from store.session import Work

_BARE = (LINE.c.is_cut.is_(False), LINE.c.justified.is_(False))


class ItemSums:
    def __init__(self, work: Work) -> None:
        self._work = work

    def of_case(self, case_id: str) -> dict[str, ItemTotals]:
        """The totals of every scenario that has items, by its id; answered by an index alone."""
        same = (LINE.c.scenario_id, LINE.c.is_cut, LINE.c.justified)
        statement = select(*same, func.count()).where(*self._of(case_id)).group_by(*same)
        listed: dict[str, int] = {}
        exported: dict[str, int] = {}
        bare: dict[str, int] = {}
        for scenario, is_cut, justified, count in self._work.session.execute(statement):
            listed[scenario] = listed.get(scenario, 0) + count
            if not is_cut:
                exported[scenario] = exported.get(scenario, 0) + count
            if not (is_cut or justified):
                bare[scenario] = count
        return {
            scenario: ItemTotals(
                count, exported.get(scenario, 0), bare.get(scenario, 0),
                self._names(case_id, scenario) if scenario in bare else (),
            )
            for scenario, count in listed.items()
        }  # fmt: skip

    def _names(self, case_id: str, scenario_id: str) -> tuple[str, ...]:
        first = (
            select(LINE.c.item_id, LINE.c.position)
            .where(*self._of(case_id), LINE.c.scenario_id == scenario_id, *_BARE)
            .order_by(LINE.c.position)
            .limit(NAMES_SHOWN)
            .subquery()
        )
        statement = select(ITEM.c.name).join(first, ITEM.c.id == first.c.item_id).order_by(first.c.position)
        return tuple(self._work.session.scalars(statement))

    def _of(self, case_id: str) -> list[Any]:
        return [LINE.c.company_id == self._work.company, LINE.c.case_id == case_id]
