"""A change of items is undone exactly, once, and only while nothing else has touched the items."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from services import item_cuts, item_list, item_settling, item_treatments, items
from services.desk import NotFound, Refused
from services.item_undo import undo
from store.verify import verify
from tests.services.item_room import LIST, Room, open_room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = open_room(tmp_path)
    yield made
    made.desk.database.close()


def everything(room: Room) -> Any:
    page = items.items_page(*room.place)
    return page.lines, page.counts


CLAIM = item_treatments.TreatmentClaim("masked", "T1")
CHANGES: dict[str, Callable[[Room], str]] = {
    "confirmed": lambda r: item_settling.settle(*r.place, list(r.ids.values())).undo,
    "settled": lambda r: item_settling.settle(*r.place, r.of("vin"), kind="none", reason="未售车辆").undo,
    "treated": lambda r: item_treatments.treat(*r.place, r.of("vin", "手机号"), CLAIM).undo,
    "cut": lambda r: item_cuts.cut(*r.place, r.of("vin", "胎压"), "不再需要").undo,
    "necessity": lambda r: items.set_necessity(*r.place, list(r.ids.values()), "远程诊断").undo,
    "removed": lambda r: item_list.remove_items(*r.place, r.of("vin", "手机号", "xq_17")).undo,
    "added": lambda r: item_list.add_item(*r.place, {"name": "plate_no", "remark": "车牌"}).undo,
    "renamed": lambda r: items.change_item(r.desk, r.zhou, r.case, r.ids["xq_17"], {"name": "face_image"}).undo,
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_undo_puts_back_exactly_what_stood_before_and_can_be_undone(room: Room, change: Callable[[Room], str]) -> None:
    item_settling.settle(*room.place, room.of("手机号"))
    before = everything(room)
    undo_id = change(room)
    after = everything(room)
    assert before != after
    back = undo(room.desk, room.zhou, room.case, undo_id)
    assert everything(room) == before
    assert room.kinds()[0] == "change undone"
    undo(room.desk, room.zhou, room.case, back.undo)
    assert everything(room) == after
    assert verify(room.desk.database).findings == ()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_a_change_is_not_undone_twice(room: Room, change: Callable[[Room], str]) -> None:
    undo_id = change(room)
    undo(room.desk, room.zhou, room.case, undo_id)
    before = everything(room)
    with pytest.raises(Refused, match="changed again"):
        undo(room.desk, room.zhou, room.case, undo_id)
    assert everything(room) == before


def test_what_somebody_touched_since_is_not_undone(room: Room) -> None:
    done = item_settling.settle(*room.place, room.of("vin", "手机号"))
    item_cuts.cut(*room.place, room.of("vin"), "不再需要")
    with pytest.raises(Refused, match="changed again"):
        undo(room.desk, room.zhou, room.case, done.undo)
    item_list.remove_items(*room.place, room.of("手机号"))
    with pytest.raises(Refused):
        undo(room.desk, room.zhou, room.case, done.undo)


def test_what_was_removed_comes_back_with_its_place_and_what_was_settled(room: Room) -> None:
    item_settling.settle(*room.place, room.of("vin"), kind="none", reason="未售车辆")
    room.add({"name": "后来的"})
    done = item_list.remove_items(*room.place, [*room.of("后来的", "vin"), "0" * 32])
    assert (done.count, done.skipped) == (2, 1)
    item_list.add_item(*room.place, {"name": "接着的"})
    undo(room.desk, room.zhou, room.case, done.undo)
    assert room.shown() == [*LIST, "接着的", "后来的"], "a place that is taken by now is not taken away"
    line = room.line("vin")
    assert line.standing == "none" and line.item.settled is not None and line.item.settled.reason == "未售车辆"


def test_a_removal_is_not_undone_beside_a_new_item_of_that_name(room: Room) -> None:
    done = item_list.remove_items(*room.place, room.of("vin"))
    item_list.add_item(*room.place, {"name": "vin"})
    with pytest.raises(Refused, match="other items of the same name"):
        undo(room.desk, room.zhou, room.case, done.undo)


def test_an_added_item_that_somebody_touched_is_not_taken_away(room: Room) -> None:
    added = item_list.add_item(*room.place, {"name": "plate_no"})
    item_settling.settle(*room.place, [added.id])
    with pytest.raises(Refused, match="changed again"):
        undo(room.desk, room.zhou, room.case, added.undo)


def test_only_a_change_of_this_case_is_undone(room: Room) -> None:
    with pytest.raises(NotFound):
        undo(room.desk, room.zhou, room.case, "0" * 32)


def test_an_edit_that_rests_on_an_older_text_is_refused_with_both(room: Room) -> None:
    item = room.ids["vin"]
    items.change_item(room.desk, room.zhou, room.case, item, {"remark": "先"}, {"remark": ""})
    with pytest.raises(items.ItemClash) as refused:
        items.change_item(room.desk, room.zhou, room.case, item, {"remark": "后"}, {"remark": ""})
    assert (refused.value.theirs.remark, refused.value.fields) == ("先", ("remark",))
    assert items.item_of(room.desk, room.zhou, room.case, item).remark == "先"
    items.change_item(room.desk, room.zhou, room.case, item, {"necessity": "诊断"}, {"necessity": ""})


def test_a_name_that_is_taken_is_refused(room: Room) -> None:
    with pytest.raises(Refused, match="already has an item"):
        items.change_item(room.desk, room.zhou, room.case, room.ids["vin"], {"name": "手机号"})


def test_necessity_can_be_given_to_those_that_have_none(room: Room) -> None:
    items.set_necessity(*room.place, room.of("vin"), "救援")
    done = items.set_necessity(*room.place, room.of("vin", "胎压"), "诊断", overwrite=False)
    assert (done.count, done.skipped) == (1, 1)
    assert room.line("vin").item.necessity == "救援"
    assert items.reasons_used(*room.place) == ("救援", "诊断")
