"""The table of data items without script: filters, order, groups, steps for many at once, and taking them back."""

from __future__ import annotations

import pytest

from tests.web.itemdesk import ItemDesk
from tests.web.office import Office, words_of


@pytest.fixture
def desk(office: Office) -> ItemDesk:
    return ItemDesk(office)


def test_a_new_list_shows_a_proposed_class_with_its_reason_for_every_item(desk: ItemDesk) -> None:
    page = words_of(desk.visitor.get(desk.table))
    assert "6 个数据项" in page and "待确认 6" in page
    assert "! 敏感个人信息 建议" in page and "连成行踪轨迹" in page
    assert all(item.settled is None for item in desk.items().values())


def test_counts_filter_the_rows_and_a_filter_is_an_address(desk: ItemDesk) -> None:
    assert desk.shown("?kind=sensitive") == ["gps_lng", "driver_face_jpg"]
    assert desk.shown("?kind=sensitive&kind=personal") == list(desk.items())
    assert desk.shown("?kind=undetermined") == []
    assert desk.shown("?only=unjustified") == ["driver_face_jpg", "qxz_17"]
    assert desk.shown("?search=人脸") == ["driver_face_jpg"]
    assert desk.shown("?settled=yes") == []
    assert len(desk.shown("?kind=nonsense&only=nonsense&sort=nonsense&page=nonsense")) == 6


def test_headings_sort_and_say_so(desk: ItemDesk) -> None:
    names = sorted(desk.items())
    assert desk.shown("?sort=name") == names
    assert desk.shown("?sort=name&descending=yes") == names[::-1]
    page = desk.visitor.get(f"{desk.table}?sort=name").get_data(as_text=True)
    assert page.count('aria-sort="ascending"') == 1 and page.count('aria-sort="none"') == 3


def test_groups_stand_over_their_rows(desk: ItemDesk) -> None:
    page = desk.visitor.get(f"{desk.table}?group=kind")
    assert page.get_data(as_text=True).count('class="t-group"') == 2
    assert "敏感个人信息 · 2" in words_of(page) and "个人信息 · 4" in words_of(page)
    assert desk.shown("?group=kind")[:2] == ["gps_lng", "driver_face_jpg"]
    assert desk.visitor.get(f"{desk.table}?group=category&kind=none").status_code == 200


def test_what_the_catalogue_does_not_know_is_undetermined_and_says_what_it_needs(office: Office) -> None:
    desk = ItemDesk(office, "qxz_17,,,,\n")
    page = words_of(desk.visitor.get(desk.table))
    assert "? 待定" in page and "需要：" in page and "按建议确认" in page
    assert desk.shown("?kind=undetermined") == ["qxz_17"]
    assert "1 个数据项需要" in words_of(desk.visitor.get(f"{desk.table}facts"))


def test_a_page_beyond_the_last_shows_the_last(desk: ItemDesk) -> None:
    assert len(desk.shown("?page=9")) == 6


def test_proposals_are_confirmed_for_all_that_match_and_taken_back(desk: ItemDesk) -> None:
    answer = desk.visitor.post(f"{desk.table}settle?kind=sensitive", {"whole": "y"})
    assert answer.status_code == 302 and answer.headers["Location"].endswith("?kind=sensitive")
    settled = [name for name, item in desk.items().items() if item.settled]
    assert settled == desk.shown("?kind=sensitive&settled=yes") and "driver_face_jpg" in settled
    face = desk.item("driver_face_jpg").settled
    assert face is not None and (face.kind, face.by) == ("sensitive", "周敏")
    undone = desk.visitor.post(f"{desk.table}undo", {"change": desk.change_to_undo()})
    assert undone.status_code == 302
    assert not any(item.settled for item in desk.items().values())


def test_a_button_in_a_row_confirms_that_row_alone_whatever_is_ticked(desk: ItemDesk) -> None:
    one = desk.item("driver_face_jpg").id
    desk.visitor.post(f"{desk.table}settle", {"one": one, "item": desk.item("vin").id, "whole": "y"})
    assert [name for name, item in desk.items().items() if item.settled] == ["driver_face_jpg"]


def test_another_class_needs_a_reason_and_nothing_typed_or_ticked_is_lost(desk: ItemDesk) -> None:
    refused = desk.take("class", "driver_face_jpg", kind="none", reason="")
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422 and "error-summary" in page
    assert '<option value="none" selected>' in page and f'value="{desk.item("driver_face_jpg").id}"' in page
    assert page.count("checked") == 1 and '<details id="step-settle" open>' in page
    assert desk.item("driver_face_jpg").settled is None
    done = desk.take("class", "driver_face_jpg", kind="none", reason="样本为合成人像，不指向任何真实的人")
    assert done.status_code == 302
    settled = desk.item("driver_face_jpg").settled
    assert settled is not None and (settled.kind, settled.proposed) == ("none", "sensitive")
    assert desk.shown("?only=differs") == ["driver_face_jpg"]


@pytest.mark.parametrize("step", ["settle", "class", "necessity", "treat", "cut", "restore", "remove", "unsettle"])
def test_a_step_without_any_item_says_what_to_do(desk: ItemDesk, step: str) -> None:
    answer = desk.visitor.post(f"{desk.table}{step}", {"reason": "保留", "necessity": "保留"})
    assert answer.status_code == 422 and "没有选中数据项" in words_of(answer)


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ("class", "请选择定为哪一类"),
        ("necessity", "请填写出境必要性"),
        ("treat", "请选择处理方式"),
        ("cut", "请写明为什么剔除"),
    ],
)
def test_a_step_that_lacks_what_it_is_about_says_so_at_the_field(desk: ItemDesk, step: str, sentence: str) -> None:
    answer = desk.take(step, "vin")
    assert answer.status_code == 422 and sentence in words_of(answer)
    assert 'aria-invalid="true"' in answer.get_data(as_text=True)


def test_necessity_is_filled_in_for_many_and_offered_again(desk: ItemDesk) -> None:
    desk.take("necessity", "driver_face_jpg", "qxz_17", necessity="研判事故原因")
    assert {desk.item(name).necessity for name in ("driver_face_jpg", "qxz_17")} == {"研判事故原因"}
    assert desk.shown("?only=unjustified") == []
    assert '<option value="研判事故原因">' in desk.visitor.get(desk.table).get_data(as_text=True)


def test_an_item_that_is_cut_stays_listed_with_its_reason_and_can_be_put_back(desk: ItemDesk) -> None:
    desk.take("cut", "driver_face_jpg", cut_reason="总部用不到人脸")
    assert desk.item("driver_face_jpg").cut is not None
    assert desk.shown("?only=cut") == ["driver_face_jpg"]
    assert "已剔除总部用不到人脸" in words_of(desk.visitor.get(desk.table))
    assert "driver_face_jpg" not in desk.shown("?kind=sensitive")
    desk.take("restore", "driver_face_jpg")
    assert desk.item("driver_face_jpg").cut is None


def test_undoing_what_somebody_touched_since_is_refused_with_a_sentence(desk: ItemDesk) -> None:
    desk.take("necessity", "vin", necessity="甲")
    first = desk.change_to_undo()
    desk.take("necessity", "vin", necessity="乙")
    answer = desk.visitor.post(f"{desk.table}undo", {"change": first})
    assert answer.status_code == 422 and "不能再撤销" in words_of(answer)
    assert desk.item("vin").necessity == "乙"


def test_the_script_gets_the_table_and_the_right_column_back(desk: ItemDesk) -> None:
    item = desk.item("vin").id
    answer = desk.visitor.post(f"{desk.table}settle", {"one": item}, headers={"X-Rows": "1"})
    result = answer.get_json()
    assert result["said"] == "已确认 1 项。" and f'id="i{item}"' in result["sheet"]
    beside = desk.visitor.get(f"{desk.table}beside").get_json()
    assert "出境路径" in beside["now"] and "meaning" in beside
    refused = desk.visitor.post(f"{desk.table}cut", {"one": item}, headers={"X-Rows": "1"})
    assert refused.status_code == 422 and "error-summary" in refused.get_json()["sheet"]


def test_who_only_reads_gets_no_boxes_and_is_told_why(desk: ItemDesk) -> None:
    gu = desk.office.sit_down("gu")
    page = gu.get(desk.table)
    assert "您的角色可以查看，不能修改" in words_of(page)
    assert 'name="item"' not in page.get_data(as_text=True) and "按建议确认" not in words_of(page)
    assert gu.post(f"{desk.table}settle", {"whole": "y"}).status_code == 403


def test_in_review_the_table_stands_still_and_says_why(office: Office) -> None:
    zhou = office.sit_down("zhou")
    assert zhou.post(f"/cases/{office.full}/review/submit").status_code == 302
    scenario = office.sheet(office.full).scenarios[0].id
    page = zhou.get(f"/cases/{office.full}/scenarios/{scenario}/items/")
    assert "正在复核" in words_of(page) and 'name="item"' not in page.get_data(as_text=True)
    answer = zhou.post(f"/cases/{office.full}/scenarios/{scenario}/items/settle", {"whole": "y"})
    assert answer.status_code == 422 and "正在复核" in words_of(answer)


def test_an_empty_table_names_every_format_that_is_read(office: Office) -> None:
    zhou = office.sit_down("zhou")
    zhou.post(f"/cases/{office.open}/list/scenario")
    scenario = office.sheet(office.open).scenarios[-1].id
    page = words_of(zhou.get(f"/cases/{office.open}/scenarios/{scenario}/items/"))
    for name in ("XLSX", "XLS", "ODS", "CSV", "SQL", "JSON Schema", "Avro", "Parquet", "DBC"):
        assert name in page
    assert "下载官方列格式的空白模板" in page


def test_what_stands_in_an_item_is_text_and_never_markup(office: Office) -> None:
    desk = ItemDesk(office, '"<b>x</b><script>1</script>",<i>y</i>,"a ""b""",,\n')
    page = desk.visitor.get(desk.table).get_data(as_text=True)
    assert "&lt;script&gt;1" in page and "<script>1" not in page and "<i>y" not in page


def test_english_is_whole(desk: ItemDesk) -> None:
    desk.visitor.speak("en")
    page = words_of(desk.visitor.get(desk.table))
    assert "6 data items" in page and "To confirm 6" in page and "proposed" in page
    assert "With the selected items" in page and "Arrow keys move" in page
