"""How many data items the scenarios of a case have, counted by the database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Text, and_, case, func, type_coerce
from sqlmodel import col, select

from assessment.item_totals import NAMES_SHOWN, ItemTotals
from store.session import Work
from store.tables import DataItemRow


class ItemSums:
    def __init__(self, work: Work) -> None:
        self._work = work

    def of_case(self, case_id: str) -> dict[str, ItemTotals]:
        """The totals of every scenario that has items, by its id."""
        bare = and_(_exported(), func.trim(DataItemRow.necessity) == "")
        statement = (
            select(DataItemRow.scenario_id, func.count(), _how_many(_exported()), _how_many(bare))
            .where(*self._of(case_id))
            .group_by(col(DataItemRow.scenario_id))
        )
        return {
            scenario: ItemTotals(listed, exported, lacking, self._names(case_id, scenario, bare) if lacking else ())
            for scenario, listed, exported, lacking in self._work.session.execute(statement)
        }

    def _names(self, case_id: str, scenario_id: str, bare: ColumnElement[bool]) -> tuple[str, ...]:
        statement = (
            select(DataItemRow.name)
            .where(*self._of(case_id), DataItemRow.scenario_id == scenario_id, bare)
            .order_by(col(DataItemRow.position))
            .limit(NAMES_SHOWN)
        )
        return tuple(self._work.session.scalars(statement))

    def _of(self, case_id: str) -> list[Any]:
        return [DataItemRow.company_id == self._work.company, DataItemRow.case_id == case_id]


def _exported() -> ColumnElement[bool]:
    # The column holds the JSON null, which is a text to the database.
    return type_coerce(DataItemRow.cut, Text) == "null"


def _how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)
