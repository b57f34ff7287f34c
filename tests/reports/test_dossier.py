"""Every sentence of the documents, before anything is drawn."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.answers import AnswerSheet
from assessment.snapshot import thaw
from assessment.wording import Wording
from regimes.loader import load_regime
from reports.blocks import BLANK, Annex, Block, Heading, Paragraph, Table, as_text, words
from reports.document import Dossier
from reports.dossier import compose
from tests.reports.builders import change_entry, questionnaire, some_sheet, some_snapshot

GOLDEN = Path(__file__).parents[1] / "golden"
WORDING: Wording = load_regime("cn").wording


def dossier_of(sheet: AnswerSheet) -> Dossier:
    return compose(some_snapshot(sheet).content, questionnaire(), WORDING, status="draft")


def text_of(dossier: Dossier, kind: str) -> str:
    return as_text(blocks_of(dossier, kind))


def blocks_of(dossier: Dossier, kind: str) -> tuple[Block, ...]:
    return next(d.blocks for d in dossier.documents if d.kind == kind)


def test_all_headings_of_the_template_stand_in_their_order(dossier: Dossier) -> None:
    found = [b.text for b in blocks_of(dossier, "self_assessment_report") if isinstance(b, Heading)]
    expected = [h.number + h.text for h in WORDING.self_assessment_report.headings]

    assert found[: len(expected)] == expected
    assert len(expected) == 25


def test_text_of_the_case_stands_under_every_heading_that_has_no_lower_one(dossier: Dossier) -> None:
    blocks = blocks_of(dossier, "self_assessment_report")
    for index, block in enumerate(blocks):
        if isinstance(block, Heading):
            following = blocks[index + 1]
            lower = isinstance(following, Heading) and following.level > block.level
            assert lower or "".join(words(following)).strip(), block.text


def test_every_long_answer_that_feeds_the_report_stands_in_it() -> None:
    sheet = some_sheet()
    marks = {}
    answers = dict(sheet.answers)
    for section in questionnaire().sections:
        for question in section.questions:
            if (
                section.scope == "case"
                and question.type == "long_text"
                and any(f.startswith("report.") for f in question.feeds)
            ):
                marks[question.id] = f"【{question.id}】"
                answers[question.id] = marks[question.id]
    answers["self_assessment.third_party"] = answers["group.together"] = True
    text = text_of(dossier_of(replace(sheet, answers=answers)), "self_assessment_report")

    assert [q for q, mark in marks.items() if mark not in text] == []


def test_a_complete_case_has_no_gap(dossier: Dossier) -> None:
    for document in dossier.documents:
        gaps = [word for block in document.blocks for word in words(block) if BLANK in word]
        assert [g for g in gaps if document.kind != "materials_list"] == []


@pytest.mark.parametrize(
    ("question", "kind", "line"),
    [
        ("handler.name", "application_form", f"单位名称 | {BLANK}"),
        ("handler.nature", "application_form", f"☐政府部门 ☐事业单位 ☐企业 ☐社会组织 ☐其他 {BLANK}"),
        ("agent.name", "power_of_attorney", f"现授权我单位{BLANK}（"),
    ],
)
def test_an_unanswered_question_prints_a_visible_gap(question: str, kind: str, line: str) -> None:
    text = text_of(dossier_of(some_sheet(changes={question: None})), kind)

    assert line in text


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("conclusion.text", "结论：经自评估，本次数据出境活动的风险等级为"),
        ("art5.point_6_problem", "发现的问题和风险隐患：（1）"),
    ],
)
def test_where_the_officer_wrote_nothing_the_text_made_from_the_score_stands(question: str, words: str) -> None:
    own = text_of(dossier_of(some_sheet()), "self_assessment_report")
    made = text_of(dossier_of(some_sheet(changes={question: None})), "self_assessment_report")

    assert words not in own
    assert words in made


def test_the_chosen_box_is_ticked_and_no_other() -> None:
    text = text_of(dossier_of(some_sheet(changes={"handler.category": "sino_foreign_joint"})), "application_form")

    assert "☐内资 ☐外资 ☑中外合资 ☐港澳台资 ☐其他" in text


def test_important_data_names_its_authority_and_its_size() -> None:
    sheet = change_entry(
        some_sheet(),
        "services",
        scenario__data_types=["important_data"],
        scenario__important_data_authority="工业和信息化部",
        scenario__important_data_size=30,
        scenario__important_data_unit="GB",
    )
    text = text_of(dossier_of(sheet), "application_form")

    assert "☑重要数据 重要数据认定主管部门名称：工业和信息化部 ☐个人信息 是否包含敏感个人信息：☐是 ☐否" in text
    assert "涉及重要数据规模 | 30 GB" in text
    assert "涉及自然人（去重）数量 | 不涉及" in text


def test_an_answer_no_longer_asked_for_is_not_printed() -> None:
    sheet = change_entry(some_sheet(), "r1", recipient__by_statistics=True, recipient__statistics="约200家经销商")
    form = text_of(dossier_of(sheet), "application_form")

    assert "约200家经销商" in form
    assert "Nordring Forschung GmbH" not in form


def test_without_a_legal_representative_the_form_says_so() -> None:
    dossier = dossier_of(some_sheet(changes={"legal_rep.absent": True}))

    assert "☑无法定代表人" in text_of(dossier, "application_form")
    assert "本人（无法定代表人）" in text_of(dossier, "power_of_attorney")


def test_the_commitment_ends_the_form_word_for_word(dossier: Dossier) -> None:
    last = blocks_of(dossier, "application_form")[-1]

    assert isinstance(last, Paragraph)
    assert last.text == (
        "本单位承诺：申报材料所有内容真实、完整、准确和有效。为国家网信办组织实施的数据出境安全评估工作提供必要的配合和支持。"
        "自评估工作为申报之日前3个月内完成，且至申报之日未发生重大变化。若承诺不实或者违背承诺，愿意承担相应法律责任。"
    )


def test_items_are_numbered_from_one_in_each_scenario(dossier: Dossier) -> None:
    tables = [
        b for b in blocks_of(dossier, "self_assessment_report") if isinstance(b, Table) and "数据项名称" in b.columns
    ]

    assert [t.rows[0][0] for t in tables] == ["1", "1"]
    assert [len(t.rows) for t in tables] == [40, 5]
    assert tables[0].columns == ("序号", "数据项名称", "内容描述", "出境必要性", "示例", "备注")


def test_more_than_three_hundred_items_stand_in_an_annex() -> None:
    blocks = blocks_of(dossier_of(some_sheet(items=301)), "self_assessment_report")
    (annex,) = [b for b in blocks if isinstance(b, Annex)]

    assert len(annex.rows) == 301
    assert "逐项说明见附表1" in as_text(blocks)


def test_lines_parted_by_bars_become_a_table() -> None:
    shares = "截至2026年6月：\n股东|持股比例\nNordring AG|75%\n沪岚控股|25%"
    blocks = blocks_of(dossier_of(some_sheet(changes={"organisation.shareholding": shares})), "self_assessment_report")

    (table,) = [b for b in blocks if isinstance(b, Table) and b.columns == ("股东", "持股比例")]
    assert table.rows == (("Nordring AG", "75%"), ("沪岚控股", "25%"))


def test_control_zero_width_and_direction_characters_are_left_out() -> None:
    text = text_of(
        dossier_of(some_sheet(changes={"other.statement": "甲\u202e乙\u200b丙\x07\ufeff丁"})), "self_assessment_report"
    )

    assert "甲乙丙丁" in text


def test_the_dossier_knows_the_hash_of_its_snapshot() -> None:
    snapshot = some_snapshot()
    dossier = compose(thaw(snapshot.canonical), questionnaire(), WORDING, status="final")

    assert dossier.snapshot_sha256 == snapshot.sha256


OVERRIDE = {"decision": "D3", "reason": "缺口已有整改安排。", "approvers": ["林一", "王二"], "agreed_on": "2026-11-20"}
TASK = {"question": "I7", "owner": "数据合规部", "due": "2027-03-31", "planned": 0, "done": False}
REACHED = {"level": ["low", "medium"], "decision": "D1", "scenarios": {f"R{n}": ["low", "medium"] for n in range(1, 9)}}
PLAN = {"tasks": [TASK], "target": REACHED}


def test_override_and_plan_are_printed_and_belong_to_the_hash() -> None:
    content = some_snapshot(override=OVERRIDE, plan=PLAN).content
    dossier = compose(content, questionnaire(), WORDING, status="final")
    text = text_of(dossier, "self_assessment_report")
    assert "人工调整：经批准人林一、王二于2026年11月20日共同决定" in text
    assert "缺口已有整改安排。" in text
    assert "R1 | 传输途中泄露、篡改、截获 | 极高 | 低至极高 | 低至中" in text
    assert "| 数据合规部 | 2027年3月31日 | 符合 | 进行中" in text
    assert (
        dossier.snapshot_sha256
        != compose(some_snapshot().content, questionnaire(), WORDING, status="final").snapshot_sha256
    )


def test_the_appendix_lets_a_reader_follow_every_number(dossier: Dossier) -> None:
    text = text_of(dossier, "self_assessment_report")
    appendix = text[text.index("附：自评估评分明细") :]
    for said in (
        "评分所依据的事实",
        "危害程度的推算",
        "停止项：",
        "必备项：",
        "对照《数据出境安全评估办法》第八条",
        "各方面等级",
    ):
        assert said in appendix, said
    for said in ("基数", "方法说明：", "均为有意选择", "与已公布矩阵的对照：", "独立评分："):
        assert said in appendix, said


@pytest.mark.parametrize(
    "kind",
    ["materials_list", "power_of_attorney", "application_form", "legal_document_index", "self_assessment_report"],
)
def test_the_text_of_each_document_is_the_one_that_was_agreed(dossier: Dossier, kind: str) -> None:
    """Changing a golden text is a deliberate act: run once with TONGGUAN_WRITE_GOLDEN=1 and read the difference."""
    path, text = GOLDEN / f"{kind}.txt", text_of(dossier, kind)
    if os.environ.get("TONGGUAN_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
        pytest.skip(f"wrote {path.name}; read the difference before committing it")

    assert text == path.read_text(encoding="utf-8")
