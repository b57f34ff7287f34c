"""An item that was cut leaves traces: in the comparison of rounds, in what a notice reaches, in the filed remark."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from assessment.answers import AnswerSheet, DataItem
from assessment.comparing import CLASS, CUT, Difference, differences
from assessment.item_standing import of_kind
from assessment.item_states import Cut, ItemKind, Settled, Treatment, TreatmentState
from assessment.item_words import remark_with_class
from assessment.notices import Notice, hits
from assessment.questions import Bilingual, Citation
from assessment.vocabulary import Confidence
from tests.core.sheets import complete_sheet, questionnaire

GONE = Cut("网信部门未予通过", "周敏", "2026-11-21")


def settled(kind: ItemKind) -> Settled:
    found = of_kind(kind)
    return Settled(
        kind, "", found.personal, found.sensitive, found.important, (), "原因", kind, "", "周敏", "2026-11-21"
    )


def sheet_with(*items: DataItem) -> AnswerSheet:
    return replace(complete_sheet(), items=items)


def item(name: str = "车辆位置", **states: Any) -> DataItem:
    return replace(DataItem(f"i-{name}", "s1", name, "", "救援", "", ""), **states)


def compared(before: AnswerSheet, after: AnswerSheet) -> list[tuple[str, str, object, object]]:
    return [(d.kind, d.part, d.before, d.after) for d in differences(before, after, questionnaire())]


def test_a_cut_item_is_told_with_its_reason_and_so_is_its_return() -> None:
    before, after = sheet_with(item()), sheet_with(item(cut=GONE))
    assert compared(before, after) == [("changed", CUT, None, "网信部门未予通过")]
    assert compared(after, before) == [("changed", CUT, "网信部门未予通过", None)]
    assert differences(before, after, questionnaire()) == (
        Difference("changed", CUT, "s1", "车辆位置", None, "网信部门未予通过", "s1"),
    )


def test_items_that_were_cut_come_and_go_unnoticed() -> None:
    assert compared(sheet_with(), sheet_with(item(cut=GONE))) == []
    assert compared(sheet_with(item(cut=GONE)), sheet_with()) == []
    assert compared(sheet_with(item(cut=GONE)), sheet_with(item(cut=GONE, necessity="其他"))) == []


def test_another_class_is_a_difference_once_both_rounds_have_one() -> None:
    before, after = item(settled=settled("personal")), item(settled=settled("sensitive"))
    assert compared(sheet_with(before), sheet_with(after)) == [("changed", CLASS, "personal", "sensitive")]
    assert compared(sheet_with(item()), sheet_with(after)) == []


def test_a_notice_does_not_reach_an_item_that_was_cut() -> None:
    notice = Notice(
        id="N-1", **{"from": date(2026, 1, 1)}, authority=Bilingual(zh="某局", en="An office"), number="1",
        items=("车辆位置",), cite=Citation(text="告知", article="1"), confidence=Confidence.HIGH,
        checked_on=date(2026, 1, 1),
    )  # fmt: skip
    assert [hit.items for hit in hits(sheet_with(item()), [notice])] == [("车辆位置",)]
    assert hits(sheet_with(item(cut=GONE)), [notice]) == ()


def test_a_sheet_tells_what_leaves_from_what_was_cut() -> None:
    sheet = sheet_with(item("甲"), item("乙", cut=GONE))
    assert [one.name for one in sheet.exported_items_of("s1")] == ["甲"]
    assert [one.name for one in sheet.cut_items_of("s1")] == ["乙"]
    assert [one.name for one in sheet.exported_items] == ["甲"]
    assert len(sheet.items_of("s1")) == 2


def treatment(kind: ItemKind, state: TreatmentState, note: str = "车端局部轮廓化") -> Treatment:
    return Treatment("masked", "T1", note, kind, state, (), "周敏", "林致远" if state == "verified" else None)


@pytest.mark.parametrize(
    ("states", "remark", "expected"),
    [
        ({}, "来自车端", "来自车端"),
        ({"settled": settled("sensitive")}, "", "敏感个人信息"),
        ({"settled": settled("sensitive")}, "敏感个人信息（行踪轨迹）", "敏感个人信息（行踪轨迹）"),
        ({"settled": settled("personal")}, "来自车端。", "来自车端；个人信息"),
        ({"settled": settled("undetermined")}, "", ""),
        (
            {"settled": settled("sensitive"), "treatment": treatment("sensitive", "verified")},
            "",
            "敏感个人信息；车端局部轮廓化（已核验）",
        ),
        (
            {"settled": settled("sensitive"), "treatment": treatment("personal", "verified", "")},
            "",
            "敏感个人信息；遮蔽（已核验，处理后为个人信息）",
        ),
        (
            {"settled": settled("sensitive"), "treatment": treatment("none", "claimed")},
            "",
            "敏感个人信息；车端局部轮廓化（尚未核验）",
        ),
    ],
)
def test_the_filed_remark_says_class_and_treatment(states: dict[str, Any], remark: str, expected: str) -> None:
    assert remark_with_class(item(remark=remark, **states)) == expected
