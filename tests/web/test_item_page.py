"""One data item: its page, its texts edited in place, the facts its class waits for, treatment and its verification."""

from __future__ import annotations

import re

import pytest

from assessment.questions import Scope
from tests.web.itemdesk import ItemDesk
from tests.web.office import Office, Visitor, words_of


@pytest.fixture
def desk(office: Office) -> ItemDesk:
    return ItemDesk(office)


def fields_of(text: str) -> dict[str, str]:
    """What the form for the texts holds when it is opened."""
    inputs = dict(re.findall(r'name="((?:was_)?(?:name|example|remark|description|necessity))" value="([^"]*)"', text))
    return inputs | dict(re.findall(r'name="(description|necessity)"[^>]*>([^<]*)</textarea>', text))


def test_the_page_tells_the_proposal_its_rules_and_their_articles(desk: ItemDesk) -> None:
    page = words_of(desk.visitor.get(desk.table + desk.item("driver_face_jpg").id))
    assert "driver_face_jpg：建议定为敏感个人信息" in page
    assert "SPI-CAR" in page and "《汽车数据安全管理若干规定（试行）》 第三条" in page
    assert "按建议确认" in page and "没有登记处理" in page


def test_confirming_on_the_page_comes_back_to_it_and_can_be_undone(desk: ItemDesk) -> None:
    item = desk.item("driver_face_jpg").id
    done = desk.visitor.post(f"{desk.table}settle", {"one": item, "origin": item})
    assert done.headers["Location"].endswith(item)
    page = words_of(desk.visitor.get(done.headers["Location"]))
    assert "driver_face_jpg：敏感个人信息" in page and "周敏 · 2026-11-21" in page and "已确认 1 项。 撤销" in page


def test_what_the_page_refuses_is_said_on_it_with_what_was_typed(desk: ItemDesk) -> None:
    item = desk.item("driver_face_jpg").id
    answer = desk.visitor.post(f"{desk.table}class", {"one": item, "origin": item, "kind": "none", "reason": "短"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "error-summary" in page and ">短</textarea>" in page


def test_an_item_typed_by_hand_gets_its_proposal_and_can_be_taken_back(desk: ItemDesk) -> None:
    address = f"{desk.table}add"
    assert "添加并继续下一项" in words_of(desk.visitor.get(address))
    added = desk.visitor.post(address, {"name": "plate_no", "necessity": "救援"})
    item = desk.item("plate_no")
    assert added.headers["Location"].endswith(item.id) and item.necessity == "救援"
    page = words_of(desk.visitor.get(added.headers["Location"]))
    assert "plate_no：建议定为" in page and "已添加“plate_no”。 撤销" in page and "周敏 手工添加了此项" in page
    again = desk.visitor.post(address, {"name": "plate_no", "remark": "留着"})
    assert again.status_code == 422 and "已有数据项“plate_no”" in words_of(again)
    assert 'value="留着"' in again.get_data(as_text=True)
    assert desk.visitor.post(address, {"name": " "}).status_code == 422
    assert desk.visitor.post(address, {"name": "a", "another": "y"}).headers["Location"].endswith("/add")
    desk.visitor.post(f"{desk.table}undo", {"change": desk.change_to_undo()})
    assert "a" not in desk.items() and "plate_no" in desk.items()


def test_the_page_tells_what_happened_to_the_item_and_to_no_other(desk: ItemDesk) -> None:
    desk.take("settle", "driver_face_jpg", "vin")
    desk.take("necessity", "driver_face_jpg", necessity="疲劳监测")
    desk.take("cut", "vin", cut_reason="不再需要")
    address = f"{desk.table}{desk.item('driver_face_jpg').id}/edit"
    fields = fields_of(desk.visitor.get(address).get_data(as_text=True))
    desk.visitor.post(address, fields | {"remark": "仅座舱"})
    page = words_of(desk.visitor.get(desk.table + desk.item("driver_face_jpg").id)).split("此项的经过")[1]
    told = ("修改了内容 备注：仅座舱", "填写了出境必要性 疲劳监测", "确认了定级，与另外 1 项一起", "导入清单")
    places = [page.index(words) for words in told]
    assert places == sorted(places), "the newest first"
    assert "剔除" not in page and "不再需要" not in page


def test_an_item_of_another_scenario_is_not_found_here(desk: ItemDesk) -> None:
    full = desk.office.sheet(desk.office.full).items[0].id
    assert desk.visitor.get(desk.table + full).status_code == 404


def test_the_script_gets_the_form_and_then_the_table(desk: ItemDesk) -> None:
    item = desk.item("vin").id
    address = f"{desk.table}{item}/edit"
    part = desk.visitor.get(address, headers={"X-Rows": "1"}).get_data(as_text=True)
    assert part.lstrip().startswith("<form") and "<html" not in part
    fields = fields_of(part) | {"necessity": "定位故障车辆"}
    result = desk.visitor.post(address, fields, headers={"X-Rows": "1"}).get_json()
    assert result["said"] == "已保存“vin”。" and "定位故障车辆" in result["sheet"]
    assert desk.item("vin").necessity == "定位故障车辆"


def test_two_people_change_one_text_and_the_second_sees_both(desk: ItemDesk) -> None:
    address = f"{desk.table}{desk.item('vin').id}/edit"
    mine = fields_of(desk.visitor.get(address).get_data(as_text=True))
    theirs = dict(mine)
    desk.visitor.post(address, theirs | {"necessity": "同事写的"})
    answer = desk.visitor.post(address, mine | {"necessity": "我写的"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "现在存的是：同事写的" in words_of(answer) and ">我写的</textarea>" in page
    assert desk.item("vin").necessity == "同事写的"
    assert desk.visitor.post(address, fields_of(page)).status_code == 302
    assert desk.item("vin").necessity == "我写的"


def test_two_people_change_different_texts_and_both_stay(desk: ItemDesk) -> None:
    address = f"{desk.table}{desk.item('vin').id}/edit"
    mine = fields_of(desk.visitor.get(address).get_data(as_text=True))
    desk.visitor.post(address, mine | {"necessity": "同事写的"})
    item = desk.item("vin")
    desk.visitor.post(address, mine | {"remark": "我写的", "necessity": item.necessity, "was_necessity": "同事写的"})
    assert (desk.item("vin").necessity, desk.item("vin").remark) == ("同事写的", "我写的")


def test_an_answered_fact_updates_proposals_and_leaves_what_was_confirmed(office: Office) -> None:
    desk = ItemDesk(office, "dtc_code,故障码,诊断,,\n")
    assert desk.shown("?kind=undetermined") == ["dtc_code"]
    page = desk.visitor.get(f"{desk.table}facts").get_data(as_text=True)
    assert 'name="fact__linked_to_person"' in page
    answer = desk.visitor.post(f"{desk.table}facts", {"fact__linked_to_person": "no"})
    assert answer.status_code == 302
    assert "建议已更新" in words_of(desk.visitor.get(answer.headers["Location"]))
    assert "周敏" in words_of(desk.visitor.get(f"{desk.table}facts"))


class Treated:
    """A face that is masked before export, with a document that says so."""

    def __init__(self, desk: ItemDesk) -> None:
        self.desk, self.office = desk, desk.office
        self.visitor: Visitor = desk.visitor
        self.visitor.post(f"/cases/{self.office.open}/list/evidence")
        self.evidence = self.office.sheet(self.office.open).of_scope(Scope.EVIDENCE)[-1].id
        desk.take("settle", "driver_face_jpg")
        desk.take(
            "treat", "driver_face_jpg", means="masked", processing="T3", note="车端轮廓化", evidence=self.evidence
        )


def test_a_treatment_is_claimed_with_its_evidence_and_lowers_nothing_yet(desk: ItemDesk) -> None:
    treated = Treated(desk)
    item = desk.item("driver_face_jpg")
    assert item.treatment is not None
    assert (item.treatment.state, item.treatment.evidence) == ("claimed", (treated.evidence,))
    page = words_of(desk.visitor.get(desk.table))
    assert "遮蔽 · 待核验" in page and "driver_face_jpg" in " ".join(desk.shown("?kind=sensitive"))


def test_only_a_reviewer_is_offered_to_verify(desk: ItemDesk) -> None:
    Treated(desk)
    item = desk.item("driver_face_jpg").id
    assert "核验：证据与处理相符" not in words_of(desk.visitor.get(desk.table + item))
    assert desk.visitor.post(f"{desk.table}verify", {"one": item, "origin": item}).status_code == 403
    lin = desk.office.sit_down("lin")
    assert "核验：证据与处理相符" in words_of(lin.get(desk.table + item))
    refused = lin.post(f"{desk.table}verify", {"one": item, "origin": item})
    # The document is not there yet, so nothing is proven.
    assert refused.status_code == 422 and "没有保存" in words_of(refused)
