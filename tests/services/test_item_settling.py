"""Classes are settled by people: as proposed, or otherwise with a reason; and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.item_lines import ItemFilter
from services import item_list, item_settling, items
from services.desk import Refused
from store.verify import verify
from tests.services.item_room import LIST, Room, open_room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = open_room(tmp_path)
    yield made
    made.desk.database.close()


def test_every_item_has_a_proposal_with_reason_and_nothing_is_settled(room: Room) -> None:
    lines = {line.item.name: line for line in items.items_page(*room.place).lines}
    kinds = {name: line.standing for name, line in lines.items()}
    assert kinds["人脸图像"] == kinds["行踪轨迹"] == "sensitive"
    assert kinds["手机号"] == "personal"
    assert lines["xq_17"].proposal and not lines["xq_17"].proposal.category
    assert all(line.proposal and line.proposal.because.zh and line.item.settled is None for line in lines.values())
    assert room.counts().unsettled == len(LIST)


def test_confirming_takes_the_proposal_over_and_leaves_what_nobody_knows(room: Room) -> None:
    done = item_settling.settle(*room.place, list(room.ids.values()))
    open_ = [name for name in LIST if room.line(name).item.settled is None]
    assert "xq_17" in open_
    assert (done.count, done.skipped) == (len(LIST) - len(open_), len(open_))
    line = room.line("人脸图像")
    settled = line.item.settled
    assert settled is not None and line.proposal is not None
    assert (settled.kind, settled.proposed, settled.by, settled.on) == ("sensitive", "sensitive", "周敏", "2026-11-21")
    assert settled.reason == line.proposal.because.zh and settled.catalogue == line.proposal.catalogue
    assert room.kinds()[0] == "items classified"
    assert verify(room.desk.database).findings == ()


def test_a_class_of_ones_own_needs_a_reason(room: Room) -> None:
    with pytest.raises(Refused, match="say why"):
        item_settling.settle(*room.place, room.of("xq_17"), kind="none")
    assert room.line("xq_17").item.settled is None
    item_settling.settle(*room.place, room.of("xq_17"), kind="none", reason="内部计数")
    assert room.line("xq_17").standing == "none"


def test_lowering_a_sensitive_item_needs_more_than_a_word(room: Room) -> None:
    with pytest.raises(Refused, match="at least 4"):
        item_settling.settle(*room.place, room.of("人脸图像", "手机号"), kind="personal", reason="不是")
    assert room.line("手机号").item.settled is None
    item_settling.settle(*room.place, room.of("人脸图像"), kind="personal", reason="已由第三方确认无法识别")
    line = room.line("人脸图像")
    assert line.standing == "personal" and line.item.settled is not None
    assert (line.item.settled.proposed, line.item.settled.sensitive) == ("sensitive", "no")
    assert room.shown(ItemFilter(only="differs")) == ["人脸图像"]


def test_confirming_in_bulk_does_not_overrule_what_somebody_settled(room: Room) -> None:
    item_settling.settle(*room.place, room.of("人脸图像"), kind="personal", reason="已由第三方确认无法识别")
    done = item_settling.settle(*room.place, room.of("人脸图像", "手机号"))
    assert (done.count, done.skipped) == (1, 1)
    assert room.line("人脸图像").standing == "personal"


def test_everything_that_a_filter_finds_is_settled(room: Room) -> None:
    done = item_settling.settle_matching(*room.place, ItemFilter(kinds=frozenset(["sensitive"])))
    assert done.count == room.counts().sensitive > 0
    assert all(room.line(name).item.settled for name in room.shown(ItemFilter(kinds=frozenset(["sensitive"]))))
    assert room.shown(ItemFilter(settled=True)) == room.shown(ItemFilter(kinds=frozenset(["sensitive"])))


def test_a_category_of_the_catalogue_may_be_chosen_and_no_other(room: Room) -> None:
    with pytest.raises(Refused, match="no such category"):
        item_settling.settle(*room.place, room.of("xq_17"), kind="personal", category="X99", reason="客户编号")
    category = room.line("手机号").proposal
    assert category is not None
    item_settling.settle(*room.place, room.of("xq_17"), kind="personal", category=category.category, reason="客户手机")
    assert set(room.shown(ItemFilter(category=category.category))) >= {"xq_17", "手机号"}


def test_what_was_settled_is_taken_back(room: Room) -> None:
    item_settling.settle(*room.place, room.of("手机号"))
    done = item_settling.unsettle(*room.place, room.of("手机号", "vin"))
    assert (done.count, done.skipped) == (1, 1)
    assert room.line("手机号").item.settled is None
    assert room.kinds()[0] == "classification withdrawn"


def test_a_person_in_the_list_makes_the_rest_of_it_personal(tmp_path: Path) -> None:
    room = open_room(tmp_path, ["胎压"])
    before = room.line("胎压").standing
    room.add({"name": "vin"})
    after = room.line("胎压").standing
    assert (before, after) == ("none", "personal")
    item_list.remove_items(*room.place, room.of("vin"))
    assert room.line("胎压").standing == before
    room.desk.database.close()


def test_a_changed_name_is_recognised_anew(room: Room) -> None:
    items.change_item(room.desk, room.zhou, room.case, room.ids["xq_17"], {"name": "face_image"})
    line = items.item_line(*room.place, room.ids["xq_17"])
    assert line.standing == "sensitive" and line.proposal is not None and line.proposal.category
