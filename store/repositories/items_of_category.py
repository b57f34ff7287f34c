"""Items of one case that are the same item of the catalogue under different names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from assessment.item_duplicates import Place
from store import mapping
from store.repositories import item_index as index
from store.repositories.item_standings import READ, pressing
from store.repositories.items import ITEM, LINE
from store.session import Work


class ItemsOfCategory:
    def __init__(self, work: Work) -> None:
        self._work = work

    def repeated(self, case_id: str, first: int, limit: int, least: int = 2) -> tuple[list[str], int]:
        """Catalogue items that the case has under so many names at least, in the order of ``pressing``; how many."""
        counts = index.category()
        same = select(counts).where(*self._exported(case_id), counts != "").group_by(counts)
        groups = same.having(func.count(LINE.c.name_key.distinct()) >= least)
        total = self._work.session.scalar(select(func.count()).select_from(groups.subquery())) or 0
        page = groups.order_by(pressing(), counts).offset(first).limit(limit)
        return [str(key) for key in self._work.session.scalars(page)], total

    def places(self, case_id: str, keys: Sequence[str]) -> list[tuple[str, Place]]:
        """The exported items of the case that count as these, each with its catalogue item, in their order."""
        counts = index.category()
        joined = LINE.join(ITEM, ITEM.c.id == LINE.c.item_id)
        wanted = (*self._exported(case_id), counts.in_(keys))
        statement = select(counts, *READ).select_from(joined).where(*wanted)
        rows = self._work.session.execute(statement.order_by(LINE.c.scenario_id, LINE.c.position))
        return [(str(row[0]), Place(case_id, mapping.item_of(tuple(row[1:])))) for row in rows]

    def _exported(self, case_id: str) -> tuple[Any, ...]:
        return LINE.c.company_id == self._work.company, LINE.c.case_id == case_id, LINE.c.is_cut.is_(False)
