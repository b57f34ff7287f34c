"""Thousands of rows by one statement: each kind of value arrives as it would through SQLAlchemy itself."""

from __future__ import annotations

import pytest
from sqlalchemy import bindparam, insert, select, update

from store.bulk import run_many
from store.columns import written
from store.repositories.items import ITEM, LINE
from store.rows import content_of
from store.session import NotRecorded
from tests.store.office import Office


def test_values_are_kept_as_their_columns_keep_them(office: Office) -> None:
    [speed, mileage] = office.add_items("车速", "里程")
    state = {"reason": "不再出境", "by": "周工", "on": "2026-11-21"}
    with office.database.engines.writing.connect() as connection:
        statement = update(ITEM).where(ITEM.c.id == bindparam("key_id")).values(cut=bindparam("cut"), remark="x")
        run_many(connection, statement, [{"key_id": speed, "cut": state}, {"key_id": mileage, "cut": None}])
        flags = update(LINE).where(LINE.c.item_id == bindparam("key_id")).values(is_cut=bindparam("is_cut"))
        run_many(connection, flags, [{"key_id": speed, "is_cut": True}, {"key_id": mileage, "is_cut": False}])
        found = connection.execute(select(ITEM.c.cut, ITEM.c.remark).order_by(ITEM.c.position)).all()
        assert [tuple(row) for row in found] == [(state, "x"), (None, "x")]
        assert connection.scalars(select(LINE.c.is_cut).order_by(LINE.c.position)).all() == [True, False]


def test_audited_rows_are_not_changed_without_a_record(office: Office) -> None:
    with office.unit() as unit, pytest.raises(NotRecorded, match="data_item"):
        unit._work.execute_many(insert(ITEM), [{"id": "1"}])


def test_what_is_written_already_stands_in_a_row_as_its_value_does() -> None:
    said = {"reason": "无关“个人”", "rules": ["A", "é"], "by": None}
    row = {"id": "1", "settled": said, "position": 2, "name": 'a"\\\n'}
    assert content_of({**row, "settled": written(said)}) == content_of(row)
