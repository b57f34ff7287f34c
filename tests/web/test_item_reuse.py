"""Equal items take over reasons and classes; a changed catalogue is followed by a person, item by item."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from assessment.answers import DataItem
from assessment.item_catalogue_changes import changes
from assessment.item_duplicates import Alike, Place
from assessment.item_keys import name_key
from assessment.item_lines import ItemProposal
from assessment.item_standing import of_kind
from assessment.item_states import Cut, ItemKind, Settled
from assessment.vocabulary import Confidence, Text
from services.desk import actor_of
from services.item_settling import settle
from tests.web.itemdesk import ItemDesk
from tests.web.office import Office, Visitor, words_of


def settled(kind: ItemKind, proposed: ItemKind = "none", catalogue: str = "old", on: str = "2026-11-20") -> Settled:
    found = of_kind(kind)
    return Settled(
        kind, "", found.personal, found.sensitive, found.important, (), "原因", proposed, catalogue, "周敏", on
    )


def proposal(kind: ItemKind) -> ItemProposal:
    found = of_kind(kind)
    return ItemProposal(
        kind, "", Text("", ""), found.personal, found.sensitive, found.important, (), Text("", ""), (),
        Confidence.HIGH, Confidence.HIGH, (), "new",
    )  # fmt: skip


def item(name: str = "车速", **states: Any) -> DataItem:
    return replace(DataItem(name, "s1", name, "", "", "", ""), **states)


@pytest.mark.parametrize(
    ("was", "proposed_then", "now", "expected"),
    [
        ("personal", "personal", "sensitive", ["catalogue"]),
        ("personal", "personal", "personal", []),
        ("personal", "sensitive", "sensitive", []),
        ("sensitive", "personal", "sensitive", []),
        ("none", "undetermined", "important", ["catalogue"]),
    ],
)
def test_only_a_new_proposal_is_a_change(
    was: ItemKind, proposed_then: ItemKind, now: ItemKind, expected: list[str]
) -> None:
    one = item(settled=settled(was, proposed_then))
    assert [found.because for found in changes([(one, proposal(now))])] == expected


def test_other_facts_with_the_same_catalogue_are_called_so_and_cut_items_are_left_alone() -> None:
    one = item(settled=settled("personal", "personal", "new"))
    assert [found.because for found in changes([(one, proposal("sensitive"))])] == ["facts"]
    assert not list(changes([(replace(one, cut=Cut("x", "y", "z")), proposal("sensitive"))]))
    assert not list(changes([(item(), proposal("sensitive"))]))


def test_a_group_offers_what_is_missing_and_nothing_where_it_contradicts_itself() -> None:
    known = item(necessity="诊断", settled=settled("personal"))
    group = Alike("k", "c", (Place("c", item()), Place("other", known)))
    assert group.offers and len(group.unsettled) == len(group.unjustified) == 1 and group.necessity == "诊断"
    torn = Alike("k", "c", (Place("c", item()), Place("c", known), Place("d", item(settled=settled("none")))))
    assert torn.differs and torn.settled is None and not torn.unsettled and torn.unjustified


def offered(zhou: Visitor, address: str) -> str:
    """The change that a page offers to take back."""
    found = re.search(r'name="change" value="([0-9a-f]+)"', zhou.get(address).get_data(as_text=True))
    assert found is not None
    return found[1]


def alike(office: Office) -> list[DataItem]:
    items = office.sheet(office.full).items
    name = items[3].name
    return [one for one in items if one.name == name]


def test_a_class_settled_in_one_scenario_is_taken_over_in_the_others(office: Office, zhou: Visitor) -> None:
    first, *others = alike(office)
    settle(office.desk, office.person("zhou"), office.full, first.scenario, [first.id], kind="none", reason="仅为车型")
    address = f"/cases/{office.full}/items/duplicates"
    page = words_of(zhou.get(address))
    assert "可以沿用别处的必要性或者定级" in page and first.name in page
    assert zhou.post(address, {"item": name_key(first.name)}).status_code == 302
    now = {one.id: one.settled for one in alike(office)}
    assert all(said is not None and (said.kind, said.reason) == ("none", "仅为车型") for said in now.values())
    assert len(now) == len(others) + 1
    assert f"已为 {len(others)} 个数据项沿用" in words_of(zhou.get(address))
    zhou.post(f"/cases/{office.full}/items/undo", {"change": offered(zhou, address)})
    assert [one.settled is None for one in alike(office)] == [False, *(True for _ in others)], "one undo for all"


def test_items_that_are_one_in_the_catalogue_under_other_names_are_found(office: Office, zhou: Visitor) -> None:
    rows = "driver_mobile,驾驶员手机号,,,\n车主联系电话,车主手机号码,救援,,\nphone_no,,,,\nfw_version,软件版本,,,\n"
    room = ItemDesk(office, rows)
    address = f"/cases/{office.open}/items/duplicates?by=catalogue"
    first = room.item("driver_mobile")
    place = office.desk, office.person("zhou"), office.open, room.scenario
    settle(*place, [first.id])
    page = words_of(room.visitor.get(address))
    assert "个目录条目，其下数据项可以沿用" in page and "4 个名称，4 处" in page, "one of them in another scenario"
    assert "phone_no" in page and "fw_version" not in page
    settled_as = room.item("driver_mobile").settled
    assert settled_as is not None
    assert room.visitor.post(address, {"item": settled_as.category}).headers["Location"].endswith("?by=catalogue")
    told = {one.name: (one.settled.kind if one.settled else "", one.necessity) for one in room.items().values()}
    assert told.pop("fw_version") == ("", "")
    assert set(told.values()) == {(settled_as.kind, "救援")}
    room.visitor.post(f"/cases/{office.open}/items/undo", {"change": offered(room.visitor, address)})
    assert [one.necessity for one in room.items().values()] == ["", "救援", "", ""], "texts and classes in one undo"
    assert [one.settled is None for one in room.items().values()] == [False, True, True, True]
    settle(*place, [room.item("phone_no").id], kind="none", reason="公司总机号码")
    assert "其下名称不同的数据项定级不一致" in words_of(room.visitor.get(address))


def test_nothing_ticked_is_a_sentence_and_differing_classes_are_named(office: Office, zhou: Visitor) -> None:
    first, second, *_ = alike(office)
    address = f"/cases/{office.full}/items/duplicates"
    zhou.post(address, {})
    assert "没有选中可以沿用的数据项" in words_of(zhou.get(address))
    settled_as: tuple[tuple[DataItem, ItemKind], ...] = ((first, "none"), (second, "sensitive"))
    for one, kind in settled_as:
        settle(office.desk, office.person("zhou"), office.full, one.scenario, [one.id], kind=kind, reason="逐项判断")
    assert "1 个名称相同的数据项定级不一致" in words_of(zhou.get(address))


def old(office: Office, kind: ItemKind) -> DataItem:
    """An item that was settled under another catalogue, whose proposal was another then."""
    one = office.sheet(office.full).items[0]
    with office.desk.database.unit(actor_of(office.person("zhou")), office.company, office.desk.now()) as unit:
        unit.items.set_states(office.full, one.scenario, "settled", {one.id: settled(kind, kind)})
        unit.record("items classified", case_id=office.full)
        unit.commit()
    return one


def test_a_changed_catalogue_is_followed_by_a_person_with_a_reason(office: Office, zhou: Visitor) -> None:
    one = old(office, "none")
    address = f"/cases/{office.full}/items/catalogue"
    page = words_of(zhou.get(address))
    assert "有 1 个数据项会定为别的级别" in page and one.name in page and "目录已更新" in page
    assert office.sheet(office.full).items[0].settled == settled("none", "none"), "looking changes nothing"
    short = zhou.post(address, MultiDict([("item", one.id), ("reason", "x")]))
    assert short.status_code == 422 and "不少于 4 个字" in words_of(short)
    assert "checked" in short.get_data(as_text=True)
    assert zhou.post(address, MultiDict([("item", one.id), ("reason", "按新目录")])).status_code == 302
    said = office.sheet(office.full).items[0].settled
    assert said is not None and said.kind == said.proposed != "none" and said.reason == "按新目录"
    assert "与现在的目录一致" in words_of(zhou.get(address))
    back = zhou.post(f"/cases/{office.full}/items/undo", {"change": offered(zhou, address), "origin": "catalogue"})
    assert back.headers["Location"].endswith("/items/catalogue")
    assert office.sheet(office.full).items[0].settled == settled("none", "none")


def test_only_a_preparer_takes_over(office: Office) -> None:
    gu = office.sit_down("gu")
    assert gu.get(f"/cases/{office.full}/items/catalogue").status_code == 200
    for path in ("catalogue", "duplicates"):
        assert gu.post(f"/cases/{office.full}/items/{path}", {"reason": "原因原因"}).status_code == 403
