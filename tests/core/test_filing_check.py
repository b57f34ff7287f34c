"""A complete case has nothing to mend; each thing made to disagree is told once, graded, with where it is mended."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from assessment.answers import AnswerSheet, DataItem, Value
from assessment.completeness import gaps
from assessment.filing_check import check_filing
from assessment.filing_check_parts import Defect, FilingCheck
from assessment.filing_check_texts import number_of
from assessment.filings import Filing
from assessment.item_states import Cut, ItemKind, Settled, Treatment
from assessment.wanted import wanted
from assessment.wording import Wording
from regimes.loader import load_regime
from tests.core.sheets import complete_sheet, questionnaire, with_answers, without_entries

DECISION = {"route": "security_assessment", "flows": [{"id": "s1", "route": "security_assessment", "options": []}]}
EXEMPT = {"route": "exempt", "flows": [{"id": "s1", "route": "exempt", "options": []}]}


def wording() -> Wording:
    return load_regime("cn").wording


def assessment_filing() -> Filing:
    return next(filing for filing in wording().filings if filing.id == "security_assessment")


def sound() -> AnswerSheet:
    """Complete, with every item settled, evidence of its own for each piece, and all optional evidence chosen."""
    sheet = with_answers(
        complete_sheet(),
        "",
        handler__name="示例公司",
        organisation__chart=["e1"],
        security__evidence=["e1"],
        proof__tests="2026 年 9 月完成渗透测试。",
    )
    sheet = with_answers(sheet, "r1", recipient__evidence=["e1"])
    sheet = with_answers(sheet, "s1", scenario__contains_sensitive=False)
    for number in range(1, 5):
        file: Value = {"sha256": str(number) * 64, "name": "a.pdf", "size": 3, "media_type": "application/pdf"}
        sheet = with_answers(sheet, f"e{number}", evidence__file=file)
    sheet = with_answers(sheet, "e4", evidence__title="示例")
    return replace(sheet, items=(settled(sheet.items[0], "personal"),))


def settled(item: DataItem, kind: ItemKind) -> DataItem:
    yes: dict[str, Any] = {
        "personal": "yes" if kind in ("personal", "sensitive") else "no",
        "sensitive": "yes" if kind == "sensitive" else "no",
        "important": "yes" if kind == "important" else "no",
    }
    state = Settled(kind, "", **yes, rules=(), reason="", proposed=kind, catalogue="", by="周敏", on="2026-11-01")
    return replace(item, settled=state)


def checked(sheet: AnswerSheet, decision: dict[str, Any] | None = None) -> FilingCheck:
    said = decision or DECISION
    wants = wanted(sheet, said, wording().filings, wording().materials_list)
    found = gaps(sheet, questionnaire(), None, wants)
    return check_filing(sheet, questionnaire(), wording(), wants.filings, gaps=found, decision=said)


def only(sheet: AnswerSheet) -> Defect:
    (defect,) = checked(sheet).defects
    return defect


def test_a_sound_case_has_nothing_to_mend_and_nothing_to_look_at() -> None:
    assert checked(sound()).defects == ()


def test_every_gap_must_be_mended() -> None:
    found = checked(with_answers(sound(), "", agent__name=None))
    assert not found.may_be_final
    assert [(d.kind, d.gap.question) for d in found.must] == [("gap", "agent.name")]
    assert "power_of_attorney.agent" in found.must[0].printed


@pytest.mark.parametrize(
    ("entry", "changes", "kind", "grade", "section", "words"),
    [
        ("", {"authority__starts_on": "2026-11-23"}, "authority-later", "look", "authority", "2026-11-23"),
        ("", {"self_assessment__started_on": "2026-08-01", "self_assessment__finished_on": "2026-08-25"},
         "self-assessment-ends", "look", "self_assessment", "最迟 2026-11-25"),
        ("", {"handler__name": "另一公司"}, "company-name", "look", "handler", "另一公司"),
        ("", {"handler__persons_processed": 999}, "persons-processed", "must", "scenario", "1,000 人"),
        ("", {"contract__items": 2}, "contract-items", "must", "contract", "拟出境数据项为 1 项"),
        ("", {"contract__purposes_same": False}, "contract-purposes", "must", "contract", "不一致"),
        ("", {"contract__persons": 999}, "contract-persons", "must", "contract", "999 人"),
        ("", {"contract__recipients": "示例\n第三家"}, "contract-party", "look", "contract", "第三家"),
        ("", {"security__lifecycle": "【待补充】"}, "text-unfinished", "must", "security_management", "【待补充】"),
        ("", {"security__lifecycle": "同上"}, "text-hollow", "look", "security_management", "同上"),
        ("", {"security__lifecycle": "本次共涉及三个出境场景。"}, "text-scenarios", "look", "security_management",
         "三个出境场景"),
        ("", {"security__lifecycle": "本次出境 260 个数据项。"}, "text-items", "look", "security_management", "260"),
        ("", {"security__lifecycle": "对四家境外接收方审计。"}, "text-recipients", "look", "security_management",
         "四家"),
        ("", {"organisation__chart": None}, "heading-unproven", "look", "organisation", "组织架构图"),
        ("e1", {"evidence__dated": "2026-11-22"}, "evidence-dated", "must", "evidence", "晚于办理日期"),
        ("c1", {"clause__document": "另一份协议"}, "clause-document", "look", "clauses", "另一份协议"),
    ],
)  # fmt: skip
def test_one_disagreement_is_told_once(
    entry: str, changes: dict[str, Value], kind: str, grade: str, section: str, words: str
) -> None:
    defect = only(with_answers(sound(), entry, **changes))
    assert (defect.kind, defect.grade, defect.gap.section) == (kind, grade, section)
    assert words in defect.gap.sentence.zh
    assert defect.gap.sentence.en and not any("\u4e00" <= sign <= "\u9fff" for sign in _without_quotes(defect))


def _without_quotes(defect: Defect) -> str:
    """The English sentence without what it quotes from the case."""
    quoted, text = False, []
    for sign in defect.gap.sentence.en:
        quoted = not quoted if sign in "'“”" else quoted
        text.append("" if quoted else sign)
    return "".join(text)


def test_what_agrees_with_the_contract_is_no_defect() -> None:
    agreed = with_answers(
        sound(),
        "",
        contract__items=1,
        contract__purposes_same=True,
        contract__persons=1000,
        contract__recipients="示例",
    )
    assert checked(agreed).defects == ()
    text = with_answers(sound(), "", security__lifecycle="本次共涉及一个出境场景、1 个数据项，对一家境外接收方审计。")
    assert checked(text).defects == ()


def test_a_recipient_that_the_contract_does_not_name() -> None:
    found = checked(with_answers(sound(), "", contract__recipients="别家公司"))
    assert {(d.kind, d.grade) for d in found.defects} == {("contract-recipient", "must"), ("contract-party", "look")}


def test_one_recipient_is_the_same_in_every_scenario() -> None:
    sheet = sound()
    first = sheet.recipients_of("s1")[0]
    other = replace(first, id="r2", answers={**first.answers, "recipient.country": "nl"})
    defect = next(d for d in checked(replace(sheet, entries=(*sheet.entries, other))).must)
    assert (defect.kind, defect.gap.entry, defect.gap.question) == ("recipient-differs", "r2", "recipient.country")


def test_statistics_beside_names() -> None:
    sheet = sound()
    first = sheet.recipients_of("s1")[0]
    said = {**first.answers, "recipient.by_statistics": True, "recipient.statistics": "约 200 家。"}
    found = checked(replace(sheet, entries=(*sheet.entries, replace(first, id="r2", answers=said))))
    assert "statistics-and-names" in {d.kind for d in found.look}


def test_the_same_file_twice() -> None:
    sheet = with_answers(sound(), "e2", evidence__file=sound().entry("e1").answers["evidence.file"])
    assert only(sheet).kind == "evidence-twice"


@pytest.mark.parametrize(
    ("text", "clause", "told"),
    [
        ("保存三十六个月。", "数据自接收之日起保存三年。", False),
        ("保存 24 个月。", "数据自接收之日起保存三十六个月。", True),
        ("日志保存不少于 5 年。", "数据保存 3 年。", False),
        ("保存 30 日。", "数据保存 30 天。", False),
    ],
)
def test_how_long_data_are_kept_abroad(text: str, clause: str, told: bool) -> None:
    sheet = with_answers(with_answers(sound(), "r1", recipient__method=text), "c2", clause__quotation=clause)
    assert [d.kind for d in checked(sheet).defects] == (["retention"] if told else [])


# ---- data items ----


def with_items(*items: DataItem) -> AnswerSheet:
    return replace(sound(), items=items)


def test_an_item_settled_as_sensitive_against_the_answer_no() -> None:
    item = sound().items[0]
    defect = only(with_items(settled(item, "sensitive")))
    assert (defect.kind, defect.grade, defect.gap.question) == (
        "items-sensitive", "must", "scenario.contains_sensitive",
    )  # fmt: skip


def test_an_item_settled_as_important_against_the_types() -> None:
    item = sound().items[0]
    kinds = {d.kind for d in checked(with_items(settled(item, "important"), settled(replace(item, id="i2", name="姓名"),
                                                                                   "personal"))).must}  # fmt: skip
    assert kinds == {"items-types"}


def test_a_verified_treatment_lowers_the_class_and_needs_its_evidence() -> None:
    item = settled(sound().items[0], "sensitive")
    kept = Treatment("masked", "", "", "personal", "verified", ("e1",), "周敏", "林致远")
    assert checked(with_items(replace(item, treatment=kept))).defects == ()
    gone = replace(kept, evidence=("e99",))
    assert only(with_items(replace(item, treatment=gone))).kind == "treatment-evidence"
    claimed = replace(kept, state="claimed", verified_by=None)
    assert {d.kind for d in checked(with_items(replace(item, treatment=claimed))).defects} == {
        "items-sensitive",
        "treatment-claimed",
    }


def test_items_that_nobody_settled_are_counted() -> None:
    defect = only(with_items(replace(sound().items[0], settled=None)))
    assert defect.kind == "items-unsettled" and defect.gap.entry == "s1" and "1 个数据项" in defect.gap.sentence.zh


def test_a_cut_item_that_still_stands_in_a_text() -> None:
    item = sound().items[0]
    cut = replace(item, id="i2", name="车辆轨迹", cut=Cut("未获准出境", "周敏", "2026-11-01"))
    sheet = with_answers(with_items(item, cut), "s1", scenario__scope="包含车辆轨迹和电池数据。")
    assert only(sheet).kind == "text-cut-item"
    assert checked(with_items(item, cut)).defects == ()


# ---- by filing ----


def test_an_exempt_case_is_not_asked_for_the_dossier_of_an_assessment() -> None:
    bare = without_entries(with_answers(sound(), "", self_assessment__finished_on=None, agent__name=None), "c1", "e4")
    found = checked(bare, EXEMPT)
    assert found.filings == ("exemption",)
    assert found.defects == () or {d.gap.section for d in found.must} <= {"scenario", "scenario_route", "route_facts"}
    assert found.headings == () and not found.must
    assert checked(bare).must


def test_an_open_route_cannot_be_filed() -> None:
    found = checked(sound(), {"route": "undetermined", "flows": []})
    assert [(d.kind, d.gap.section) for d in found.must] == [("route-open", "route")]


def test_places_for_the_hand_stand_one_by_one() -> None:
    found = checked(sound()).by_hand
    power = [one for one in found if one.document.startswith("04-")]
    assert [one.what.zh for one in power] == ["加盖公章", "签字", "签字", "填写日期"]
    assert {"第 示例 页，示例"} == {one.place.zh for one in found if one.what.zh == "突出显示或者加框"}
    without = checked(with_answers(sound(), "", legal_rep__absent=True)).by_hand
    assert "法定代表人" not in {one.who.zh for one in without}


def test_words_that_were_not_read_in_the_official_text_are_said() -> None:
    doubted = wording().application_form.model_copy(update={"confidence": "low"})
    changed = wording().model_copy(update={"application_form": doubted})
    found = check_filing(sound(), questionnaire(), changed, (assessment_filing(),), gaps=(), decision=DECISION)
    assert [lean.subject for lean in found.leans] == ["wording:application_form"]


def test_every_heading_with_text_of_its_own_is_told() -> None:
    headings = checked(sound()).headings
    assert [one.place for one in headings][:3] == ["1", "2.1.1", "2.1.2"]
    with_optional = ("2.1.1", "2.2.4", "2.2.6", "2.3.3", "2.6")
    assert all(one.given == one.asked for one in headings if one.place not in with_optional)


def test_a_heading_of_which_nothing_is_required_still_needs_a_text() -> None:
    empty = with_answers(sound(), "", proof__tests=None, proof__risk_assessments=None)
    assert "security_proof" in {d.gap.section for d in checked(empty).must}


def test_the_result_is_json() -> None:
    import json

    said = checked(with_answers(sound(), "", agent__name=None)).as_json()
    assert json.loads(json.dumps(said, ensure_ascii=False))["may_be_final"] is False
    assert said["must"][0]["question"] == "agent.name"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("260", 260),
        ("2,600", 2600),
        ("三", 3),
        ("十二", 12),
        ("二百六十", 260),
        ("两", 2),
        ("百余", None),
        ("一百零五", 105),
    ],
)
def test_numbers_as_they_are_written(written: str, number: int | None) -> None:
    assert number_of(written) == number
