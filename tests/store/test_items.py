"""Data items: added by the thousand, found, changed, removed; each in its own scenario."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from assessment.questions import Scope
from assessment.work import ItemFilter
from store.database import Missing
from store.verify import verify
from tests.store.office import Office


def test_items_keep_the_order_in_which_they_came(office: Office) -> None:
    office.add_items("车速", "里程")
    office.add_items("电量")
    with office.read() as unit:
        assert unit.items.names(office.case, office.scenario) == ["车速", "里程", "电量"]
        items, total = unit.items.page(office.case, office.scenario, offset=1, limit=1)
    assert ([line.item.name for line in items], total) == (["里程"], 3)


def test_a_name_stands_once_in_a_scenario(office: Office) -> None:
    office.add_items("车速")
    with pytest.raises(IntegrityError):
        office.add_items("车速")
    with office.unit() as unit:
        other = unit.sheets.add_entry(office.case, Scope.SCENARIO)
        unit.items.add_many(office.case, other.id, [{"name": "车速"}])
        unit.record("items imported", case_id=office.case)
        unit.commit()


@pytest.mark.parametrize(
    ("search", "found"),
    [("VIN", ["VIN 码"]), ("vin", ["VIN 码"]), ("100%", ["充电 100%"]), ("百分", ["充电 100%"]), ("_", [])],
)
def test_search_looks_into_names_and_texts_word_for_word(office: Office, search: str, found: list[str]) -> None:
    office.add_items("VIN 码", description="车辆识别代号")
    office.add_items("充电 100%", description="百分比")
    with office.read() as unit:
        items, total = unit.items.page(office.case, office.scenario, ItemFilter(search))
    assert ([line.item.name for line in items], total) == (found, len(found))


def test_an_item_is_changed_and_removed(office: Office) -> None:
    speed, mileage = office.add_items("车速", "里程")
    with office.unit() as unit:
        assert unit.items.change(speed, {"necessity": "诊断"}).necessity == "诊断"
        assert unit.items.remove(office.case, office.scenario, [mileage, "nowhere"]) == 1
        unit.record("item changed", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        assert unit.items.get(office.case, mileage) is None
        item = unit.items.get(office.case, speed)
    assert item is not None and item.necessity == "诊断"
    assert verify(office.database).findings == ()


def test_many_items_are_changed_at_once_and_pass_their_names_on(office: Office) -> None:
    a, b, c = office.add_items("a", "b", "c")
    with office.unit() as unit:
        changes = {a: {"name": "b", "remark": "x"}, b: {"name": "c"}, c: {"name": "a"}}
        assert unit.items.change_many(office.case, office.scenario, changes) == 3
        unit.record("items imported", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        assert [(item.id, item.name) for item in unit.items.of_scenario(office.case, office.scenario)] == [
            (a, "b"), (b, "c"), (c, "a"),
        ]  # fmt: skip
    assert verify(office.database).findings == ()


def test_an_item_of_another_scenario_is_not_changed_among_many(office: Office) -> None:
    office.add_items("a")
    with office.unit() as unit, pytest.raises(Missing, match="nowhere"):
        unit.items.change_many(office.case, office.scenario, {"nowhere": {"remark": "x"}})


def test_an_unknown_text_of_an_item_is_refused(office: Office) -> None:
    [speed] = office.add_items("车速")
    with office.unit() as unit, pytest.raises(TypeError, match="colour"):
        unit.items.change(speed, {"colour": "red"})


def test_items_go_into_a_scenario_that_is_there(office: Office) -> None:
    with office.unit() as unit, pytest.raises(Missing, match="nowhere"):
        unit.items.add_many(office.case, "nowhere", [{"name": "车速"}])


def test_a_thousand_items_are_one_unit_and_one_record(office: Office) -> None:
    office.add_items(*(f"数据项 {number}" for number in range(1000)))
    with office.read() as unit:
        assert unit.items.counts(office.case, office.scenario).total == 1000
        newest = unit.trail.page(office.case)[0][0]
    assert newest.kind == "items imported"
    assert verify(office.database).findings == ()
