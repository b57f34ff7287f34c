"""Data items of a scenario: thousands of rows, added at once, paged and searched by the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, case, func, not_, or_
from sqlmodel import col, select

from assessment.answers import DataItem
from assessment.work import ItemCounts
from store import mapping
from store.columns import clean, new_id
from store.session import Missing, Work
from store.tables import DataItemRow, EntryRow

Only = Literal["unjustified", "sensitive", "important"]

# What a company writes into the remark column of the official table; "非…" and "不属于…" say the opposite.
SENSITIVE_MARK = "敏感个人信息"
IMPORTANT_MARK = "重要数据"
_OPPOSITES = ("非", "不属于")


class Items:
    def __init__(self, work: Work) -> None:
        self._work = work

    def page(
        self,
        case_id: str,
        scenario_id: str,
        *,
        search: str = "",
        only: str | None = None,
        offset: int = 0,
        limit: int = 100,
    ) -> tuple[list[DataItem], int]:
        """One page in the order of the table, and how many match in all."""
        conditions = self._of(case_id, scenario_id)
        if search.strip():
            wanted = clean(search.strip())
            texts = (DataItemRow.name, DataItemRow.description, DataItemRow.remark)
            conditions.append(or_(*(col(text).icontains(wanted, autoescape=True) for text in texts)))
        if only is not None:
            conditions.append(_standing_out(only))
        total = self._work.session.scalar(select(func.count()).select_from(DataItemRow).where(*conditions)) or 0
        statement = select(DataItemRow).where(*conditions).order_by(col(DataItemRow.position))
        rows = self._work.session.scalars(statement.offset(offset).limit(limit))
        return [mapping.item(row) for row in rows], total

    def counts(self, case_id: str, scenario_id: str) -> ItemCounts:
        def how_many(only: Only) -> ColumnElement[int]:
            return func.coalesce(func.sum(case((_standing_out(only), 1), else_=0)), 0)

        statement = select(func.count(), how_many("unjustified"), how_many("sensitive"), how_many("important")).where(
            *self._of(case_id, scenario_id)
        )
        return ItemCounts(*self._work.session.execute(statement).one())

    def get(self, case_id: str, item_id: str) -> DataItem | None:
        row = self._work.session.get(DataItemRow, item_id)
        if row is None or (row.company_id, row.case_id) != (self._work.company, case_id):
            return None
        return mapping.item(row)

    def names(self, case_id: str, scenario_id: str) -> list[str]:
        """The names of all items of a scenario, in order."""
        statement = select(DataItemRow.name).where(*self._of(case_id, scenario_id))
        return list(self._work.session.scalars(statement.order_by(col(DataItemRow.position))))

    def add_many(self, case_id: str, scenario_id: str, rows: Sequence[Mapping[str, str]]) -> list[str]:
        """Append items in one statement; returns their ids. A name that is taken raises the database's own refusal."""
        if not rows:
            return []
        self._work.case(case_id)
        entry = self._work.session.get(EntryRow, (case_id, scenario_id))
        if entry is None or entry.company_id != self._work.company:
            raise Missing(f"scenario {scenario_id} of case {case_id}")
        last = self._work.session.scalar(select(func.max(DataItemRow.position)).where(*self._of(case_id, scenario_id)))
        values: list[dict[str, Any]] = [
            {
                "id": new_id(),
                "company_id": self._work.company,
                "case_id": case_id,
                "scenario_id": scenario_id,
                "position": position,
                **{name: clean(row.get(name, "")) for name in mapping.ITEM_TEXTS},
                **dict.fromkeys(mapping.ITEM_STATES),
            }
            for position, row in enumerate(rows, (last or 0) + 1)
        ]
        self._work.insert_many(DataItemRow, values)
        self._work.grow(case_id)
        return [str(row["id"]) for row in values]

    def change(self, item_id: str, values: Mapping[str, str]) -> DataItem:
        """Change texts of one item; raises ``Missing`` when it is not the company's."""
        row = self._work.session.get(DataItemRow, item_id)
        if row is None or row.company_id != self._work.company:
            raise Missing(f"item {item_id}")
        unknown = values.keys() - set(mapping.ITEM_TEXTS)
        if unknown:
            raise TypeError(f"a data item has no text {', '.join(sorted(unknown))}")
        different = {name: clean(value) for name, value in values.items() if getattr(row, name) != clean(value)}
        if different:
            for name, value in different.items():
                setattr(row, name, value)
            self._work.grow(row.case_id)
            self._work.session.flush()
        return mapping.item(row)

    def of_scenario(self, case_id: str, scenario_id: str) -> list[DataItem]:
        """All items of a scenario, in order."""
        return [mapping.item(row) for row in self._rows(case_id, scenario_id)]

    def change_many(self, case_id: str, scenario_id: str, changes: Mapping[str, Mapping[str, str]]) -> int:
        """Change texts of many items of one scenario, which may take over each other's names; returns how many."""
        rows = {row.id: row for row in self._rows(case_id, scenario_id)} if changes else {}
        if missing := changes.keys() - rows.keys():
            raise Missing(f"item {min(missing)}")
        if unknown := {name for values in changes.values() for name in values} - set(mapping.ITEM_TEXTS):
            raise TypeError(f"a data item has no text {', '.join(sorted(unknown))}")
        wanted = {clean(values["name"]) for values in changes.values() if "name" in values}
        holders = [rows[item_id] for item_id, values in changes.items() if "name" in values]
        for row in holders:
            # A name stands once in a scenario, also while two items exchange theirs.
            if row.name in wanted:
                row.name = row.id
        self._work.session.flush()
        for item_id, values in changes.items():
            for name, value in values.items():
                setattr(rows[item_id], name, clean(value))
        if changes:
            self._work.grow(case_id)
            self._work.session.flush()
        return len(changes)

    def _rows(self, case_id: str, scenario_id: str) -> list[DataItemRow]:
        statement = select(DataItemRow).where(*self._of(case_id, scenario_id)).order_by(col(DataItemRow.position))
        return list(self._work.session.scalars(statement))

    def remove(self, case_id: str, scenario_id: str, ids: Sequence[str]) -> int:
        """Remove items of one scenario; returns how many were there."""
        conditions = [*self._of(case_id, scenario_id), col(DataItemRow.id).in_(ids)]
        there = list(self._work.session.scalars(select(DataItemRow.id).where(*conditions)))
        if there:
            found = [{"id": item_id, "case_id": case_id} for item_id in there]
            self._work.delete_many(DataItemRow, found, *conditions)
            self._work.grow(case_id)
        return len(there)

    def _of(self, case_id: str, scenario_id: str) -> list[Any]:
        return [
            DataItemRow.company_id == self._work.company,
            DataItemRow.case_id == case_id,
            DataItemRow.scenario_id == scenario_id,
        ]


def _standing_out(only: str) -> ColumnElement[bool]:
    match only:
        case "unjustified":
            return col(DataItemRow.necessity) == ""
        case "sensitive":
            return _marked(SENSITIVE_MARK)
        case "important":
            return _marked(IMPORTANT_MARK)
    raise ValueError(f"items cannot be narrowed to {only!r}")


def _marked(mark: str) -> ColumnElement[bool]:
    remark = col(DataItemRow.remark)
    return and_(remark.contains(mark), *(not_(remark.contains(opposite + mark)) for opposite in _OPPOSITES))
