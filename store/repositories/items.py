"""Data items of a scenario: thousands of rows, added at once, paged, searched and counted by the database.

Beside each item stands its row of ``item_proposal`` (``item_index.py``), kept in step by every method that writes.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, Text, bindparam, delete, func, not_, select, type_coerce, update
from sqlmodel import col

from assessment.answers import DataItem
from assessment.item_lines import KINDS, ItemCounts, ItemFilter, Judgement, Recognition, StoredLine, unordered
from assessment.item_states import State, as_json
from store import mapping
from store.columns import Written, clean, new_id
from store.mapping import cleaned
from store.repositories import item_index as index
from store.session import Missing, Work
from store.tables import DataItemRow, EntryRow, ItemProposalRow

P = ItemProposalRow
ITEM, LINE = index.ITEM, index.LINE
_READ = (ITEM.c.id, ITEM.c.scenario_id, *(ITEM.c[name] for name in (*mapping.ITEM_TEXTS, *mapping.ITEM_STATES)))
_WHOLE = [type_coerce(column, Text) if column.name in mapping.ITEM_STATES else column for column in ITEM.c]
"""Every column, what was settled as its text: of 20,000 rows it is neither read nor written down again."""

_AT_ONCE = 500
"""So many keys stand in one statement; SQLite has a bound on how many it takes."""

_FEW = 4
"""Rows that read alike are changed together where each way of reading has more than so many of them."""

_COUNTED = ("is_cut", "treated_kind", "settled_kind", "kind", "treated", "justified")

RECOGNISED_BY = frozenset({"name", "description", "example"})
"""Texts that the catalogue reads: after one of them has changed an item is recognised anew."""


class Items:
    def __init__(self, work: Work) -> None:
        self._work = work

    def page(
        self,
        case_id: str,
        scenario_id: str,
        wanted: ItemFilter | None = None,
        *,
        offset: int = 0,
        limit: int = 100,
        total: int | None = None,
    ) -> tuple[list[StoredLine], int]:
        """One page of what a filter finds, in its order, and how many there are in all, unless that is known."""
        wanted = wanted or ItemFilter()
        total = self.count(case_id, scenario_id, wanted) if total is None else total
        # Counted apart: a count beside each row would put every row that matches in order, not the first hundred.
        found = self._found(case_id, scenario_id, wanted, index.item_id(wanted)).order_by(*index.ordering(wanted))
        ids = self._work.session.scalars(found.offset(offset).limit(limit)).all() if total > offset else []
        return self._lines(case_id, ids), total

    def count(self, case_id: str, scenario_id: str, wanted: ItemFilter) -> int:
        """How many items a filter finds."""
        plain = replace(unordered(wanted), group="")
        return self._work.session.scalar(self._found(case_id, scenario_id, plain, func.count())) or 0

    def _found(self, case_id: str, scenario_id: str, wanted: ItemFilter, *columns: ColumnElement[Any]) -> Select[Any]:
        """Columns of what a filter finds."""
        conditions = index.conditions(self._work.company, case_id, scenario_id, wanted)
        return select(*columns).select_from(index.source(wanted)).where(*conditions)

    def _lines(self, case_id: str, ids: Sequence[str]) -> list[StoredLine]:
        joined = LINE.join(ITEM, ITEM.c.id == LINE.c.item_id)
        statement = select(*_READ, *_LAW).select_from(joined).where(LINE.c.item_id.in_(ids))
        rows = {row[0]: tuple(row) for row in self._work.session.execute(statement)}
        others = self._others(case_id, [row[-1] for row in rows.values()])
        return [_line(rows[item_id], others) for item_id in ids]

    def _others(self, case_id: str, keys: Sequence[str]) -> dict[str, int]:
        here: list[Any] = [LINE.c.company_id == self._work.company, LINE.c.case_id == case_id, not_(LINE.c.is_cut)]
        grouped = select(LINE.c.name_key, func.count()).where(*here, LINE.c.name_key.in_(keys))
        return {row[0]: row[1] for row in self._work.session.execute(grouped.group_by(LINE.c.name_key))}

    def counts(self, case_id: str, scenario_id: str) -> ItemCounts:
        """How many there are and how many stand out; answered by indexes alone."""
        same = tuple(LINE.c[name] for name in _COUNTED)
        statement = select(*same, func.count()).where(*self._lines_of(case_id, scenario_id)).group_by(*same)
        found = dict.fromkeys(("total", "cut", "unsettled", "unjustified", "treated", "differs", *KINDS), 0)
        for row in self._work.session.execute(statement):
            is_cut, treated_kind, settled, kind, treated, justified, count = tuple(row)
            found["total"] += count
            if is_cut:
                found["cut"] += count
                continue
            found[treated_kind or settled or kind] += count
            found["unsettled"] += 0 if settled else count
            found["unjustified"] += 0 if justified else count
            found["treated"] += count if treated else 0
            found["differs"] += count if settled not in ("", kind) else 0
        if not found["total"]:
            return ItemCounts()
        place = self._work.company, case_id, scenario_id
        found["duplicates"] = self._work.session.scalar(index.repeated_here(*place)) or 0
        first, last = (self._work.session.scalar(statement) for statement in index.lists(*place))
        if first != last:
            here = (*self._lines_of(case_id, scenario_id), LINE.c.batch == last)
            listed = select(func.count()).select_from(LINE).where(*here)
            # An index knows how many came with a list; rows are read only where some of them were cut.
            gone = self._work.session.scalar(listed.where(LINE.c.is_cut)) if found["cut"] else 0
            found["new"] = (self._work.session.scalar(listed) or 0) - (gone or 0)
        return ItemCounts(**found)

    def groups(self, case_id: str, scenario_id: str, wanted: ItemFilter) -> list[tuple[str, int]]:
        """How many of what a filter finds fall under each key of its grouping."""
        key = index.group_key(wanted)
        statement = self._found(case_id, scenario_id, unordered(wanted), key, func.count())
        return [(str(found), count) for found, count in self._work.session.execute(statement.group_by(key))]

    def matching(self, case_id: str, scenario_id: str, wanted: ItemFilter) -> list[str]:
        """The ids of everything that a filter finds, in the order of the list."""
        plain = replace(unordered(wanted), group="")
        statement = self._found(case_id, scenario_id, plain, index.item_id(plain)).order_by(*index.ordering(plain))
        return list(self._work.session.scalars(statement))

    def get(self, case_id: str, item_id: str) -> DataItem | None:
        own = (ITEM.c.company_id == self._work.company, ITEM.c.case_id == case_id, ITEM.c.id == item_id)
        row = self._work.session.execute(select(*_READ).where(*own)).one_or_none()
        return mapping.item_of(tuple(row)) if row else None

    def line(self, case_id: str, item_id: str) -> StoredLine | None:
        """One item as a row of the table."""
        return self._lines(case_id, [item_id])[0] if self.get(case_id, item_id) else None

    def names(self, case_id: str, scenario_id: str) -> list[str]:
        """The names of all items of a scenario, in order."""
        statement = select(ITEM.c.name).where(*self._of(case_id, scenario_id)).order_by(ITEM.c.position)
        return list(self._work.session.scalars(statement))

    def has_name(self, case_id: str, scenario_id: str, name: str) -> bool:
        """Whether an item of the scenario is called that."""
        statement = select(ITEM.c.id).where(*self._of(case_id, scenario_id), ITEM.c.name == clean(name)).limit(1)
        return self._work.session.scalar(statement) is not None

    def reasons(self, case_id: str, scenario_id: str, limit: int = 50) -> list[str]:
        """The necessity texts of a scenario that stand at more than one item first; for using them again."""
        used = (*self._of(case_id, scenario_id), ITEM.c.necessity != "")
        statement = select(ITEM.c.necessity).where(*used).group_by(ITEM.c.necessity)
        ordered = statement.order_by(func.count().desc(), func.min(ITEM.c.position)).limit(limit)
        return list(self._work.session.scalars(ordered))

    def of_scenario(self, case_id: str, scenario_id: str) -> list[DataItem]:
        """All items of a scenario, in order."""
        statement = select(*_READ).where(*self._of(case_id, scenario_id)).order_by(ITEM.c.position)
        return [mapping.item_of(tuple(row)) for row in self._work.session.execute(statement).all()]

    def some(self, case_id: str, scenario_id: str, ids: Sequence[str]) -> list[DataItem]:
        """Those of these items that stand in the scenario, in the order of the list."""
        wanted = set(ids)
        if len(wanted) > _AT_ONCE:
            return [item for item in self.of_scenario(case_id, scenario_id) if item.id in wanted]
        statement = select(*_READ).where(*self._of(case_id, scenario_id), ITEM.c.id.in_(wanted))
        return [mapping.item_of(tuple(row)) for row in self._work.session.execute(statement.order_by(ITEM.c.position))]

    def add_many(
        self,
        case_id: str,
        scenario_id: str,
        rows: Sequence[Mapping[str, Any]],
        proposals: Sequence[tuple[Recognition, Judgement]] = (),
    ) -> list[str]:
        """Append items at once; returns their ids. A name that is taken raises the database's own refusal.

        ``rows``: texts, and ``settled``, ``treatment``, ``cut`` where something was settled before.
        ``proposals``: what the catalogue says of each, where that is known already.
        """
        if not rows:
            return []
        self._work.case(case_id)
        entry = self._work.session.get(EntryRow, (case_id, scenario_id))
        if entry is None or entry.company_id != self._work.company:
            raise Missing(f"scenario {scenario_id} of case {case_id}")
        last = self._work.session.scalar(select(func.max(ITEM.c.position)).where(*self._of(case_id, scenario_id)))
        keys = {"company_id": self._work.company, "case_id": case_id, "scenario_id": scenario_id}
        values: list[dict[str, Any]] = [
            {
                "id": new_id(),
                **keys,
                "position": position,
                **{name: clean(row.get(name, "")) for name in mapping.ITEM_TEXTS},
                **{name: as_json(row.get(name)) for name in mapping.ITEM_STATES},
            }
            for position, row in enumerate(rows, (last or 0) + 1)
        ]
        self._work.insert_many(DataItemRow, values)
        batch = values[0]["id"]
        said: Sequence[tuple[Recognition, Judgement] | None] = proposals or [None] * len(values)
        lines = [index.whole(row, batch, one) for row, one in zip(values, said, strict=True)]
        self._work.insert_many(ItemProposalRow, lines)
        self._work.grow(case_id)
        return [str(row["id"]) for row in values]

    def change(self, item_id: str, values: Mapping[str, str]) -> DataItem:
        """Change texts of one item; raises ``Missing`` when it is not the company's."""
        own = (ITEM.c.company_id == self._work.company, ITEM.c.id == item_id)
        row = self._work.session.execute(select(ITEM).where(*own)).mappings().one_or_none()
        if row is None:
            raise Missing(f"item {item_id}")
        self.change_many(row["case_id"], row["scenario_id"], {item_id: values})
        found = self.get(row["case_id"], item_id)
        assert found is not None
        return found

    def change_many(self, case_id: str, scenario_id: str, changes: Mapping[str, Mapping[str, str]]) -> int:
        """Change texts of many items of one scenario, which may take over each other's names; returns how many."""
        if unknown := {name for values in changes.values() for name in values} - set(mapping.ITEM_TEXTS):
            raise TypeError(f"a data item has no text {', '.join(sorted(unknown))}")
        rows = self._rows(case_id, scenario_id, changes)
        wanted = {clean(values["name"]) for values in changes.values() if "name" in values}
        # A name stands once in a scenario, also while two items exchange theirs.
        holders = [dict(rows[key]) for key, one in changes.items() if "name" in one and rows[key]["name"] in wanted]
        for row in holders:
            row["name"] = row["id"]
        self._work.update_many(DataItemRow, ["name"], holders)
        changed: dict[str, set[str]] = {}
        for key, texts in changes.items():
            new = {name: clean(text) for name, text in texts.items()}
            changed[key] = {name for name, text in new.items() if rows[key][name] != text}
            rows[key].update(new)
        self._write(case_id, sorted({name for one in changes.values() for name in one}), list(rows.values()))
        self._forget(key for key, names in changed.items() if names & RECOGNISED_BY)
        return len(changes)

    def set_states(self, case_id: str, scenario_id: str, column: str, states: Mapping[str, State]) -> int:
        """Put what was settled (``settled``, ``treatment`` or ``cut``) beside many items; ``None`` takes it away."""
        if column not in mapping.ITEM_STATES:
            raise TypeError(f"a data item has no state {column}")
        rows = self._rows(case_id, scenario_id, states)
        plain = {state: as_json(cleaned(state)) for state in set(states.values())}
        for key, state in states.items():
            rows[key][column] = plain[state]
        self._write(case_id, [column], list(rows.values()))
        return len(states)

    def remove(self, case_id: str, scenario_id: str, ids: Sequence[str]) -> int:
        """Remove items of one scenario; returns how many were there."""
        there = [item.id for item in self.some(case_id, scenario_id, ids)]
        for start in range(0, len(there), _AT_ONCE):
            some = there[start : start + _AT_ONCE]
            found = [{"id": item_id, "case_id": case_id} for item_id in some]
            self._work.delete_many(DataItemRow, found, *self._of(case_id, scenario_id), col(DataItemRow.id).in_(some))
            self._work.execute(delete(LINE).where(*self._lines_of(case_id, scenario_id), LINE.c.item_id.in_(some)))
        if there:
            self._work.grow(case_id)
        return len(there)

    def _write(self, case_id: str, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Change columns of whole rows, and beside them what the table is filtered by."""
        if not rows:
            return
        self._work.update_many(DataItemRow, names, rows)
        self._index(index.reading(names), rows)
        self._work.grow(case_id)

    def _index(self, names: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
        """Bring columns beside the items up to date, with one statement for all that read alike there."""
        alike: dict[tuple[Any, ...], list[str]] = {}
        for row in rows if names else ():
            alike.setdefault(index.of_item(row, names), []).append(row["id"])
        if len(alike) * _FEW < len(rows):
            for values, ids in alike.items():
                for start in range(0, len(ids), _AT_ONCE):
                    these = LINE.c.item_id.in_(ids[start : start + _AT_ONCE])
                    self._work.execute(update(LINE).where(these).values(dict(zip(names, values, strict=True))))
        elif alike:
            lines = [
                {"key_item_id": item_id, **dict(zip(names, values, strict=True))}
                for values, ids in alike.items()
                for item_id in ids
            ]
            named: dict[str, Any] = {name: bindparam(name) for name in names}
            self._work.execute_many(update(LINE).where(LINE.c.item_id == bindparam("key_item_id")).values(named), lines)

    def _forget(self, ids: Iterable[str]) -> None:
        """Items whose texts have changed are recognised anew by whoever looks at them next."""
        keys = [{"key_item_id": item_id} for item_id in ids]
        if keys:
            statement = update(LINE).where(LINE.c.item_id == bindparam("key_item_id")).values(made_with="")
            self._work.execute_many(statement, keys)

    def _rows(self, case_id: str, scenario_id: str, wanted: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Whole rows by id, what was settled as it is written; all of them must be the scenario's."""
        self._work.ensure_writable()
        keys = list(wanted)
        statement = select(*_WHOLE).where(*self._of(case_id, scenario_id))
        if len(keys) <= _AT_ONCE:
            statement = statement.where(ITEM.c.id.in_(keys))
        found = {row["id"]: row for row in map(_whole, self._work.session.execute(statement) if keys else ())}
        if missing := set(keys) - found.keys():
            raise Missing(f"item {min(missing)}")
        return {key: found[key] for key in keys}

    def _of(self, case_id: str, scenario_id: str) -> list[Any]:
        return [
            ITEM.c.company_id == self._work.company,
            ITEM.c.case_id == case_id,
            ITEM.c.scenario_id == scenario_id,
        ]

    def _lines_of(self, case_id: str, scenario_id: str) -> list[Any]:
        return [
            LINE.c.company_id == self._work.company,
            LINE.c.case_id == case_id,
            LINE.c.scenario_id == scenario_id,
        ]


_LAW = tuple(LINE.c[name] for name in ("position", "is_cut", *index.RECOGNISED, *index.JUDGED, "name_key"))


def _whole(row: Sequence[Any]) -> dict[str, Any]:
    values = dict(zip(ITEM.c.keys(), row, strict=True))
    return values | {name: None if values[name] == "null" else Written(values[name]) for name in mapping.ITEM_STATES}


def _line(row: Sequence[Any], others: Mapping[str, int]) -> StoredLine:
    item, said = mapping.item_of(tuple(row[: len(_READ)])), row[len(_READ) :]
    position, is_cut, made_with, recognised, found, word, sure, judged_with, *judged, key = said
    recognition = index.recognition(made_with, recognised, found, word, sure)
    judgement = index.judgement(judged_with, cast(Sequence[str], judged))
    return StoredLine(item, position, recognition, judgement, 0 if is_cut else max(others.get(key, 0) - 1, 0))
