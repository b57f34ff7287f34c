"""Tables and figures are numbered through, and every text that points to one names the right number."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assessment.item_states import Cut
from reports.blocks import Block, Paragraph, Picture, Table, as_text
from reports.document import Dossier
from reports.documents.numbering import numbered, to
from reports.dossier import compose
from tests.reports.builders import some_sheet, some_snapshot
from tests.reports.test_dossier import WORDING, blocks_of, questionnaire


def report(dossier: Dossier) -> tuple[Block, ...]:
    return blocks_of(dossier, "self_assessment_report")


def table(caption: str = "", ref: str = "") -> Table:
    return Table(("甲",), (("1",),), (100,), caption, ref)


def test_only_what_has_a_caption_is_numbered_and_texts_may_come_before() -> None:
    found = numbered(
        [Paragraph(f"见{to('b')}。"), table(), table("一", "a"), Picture("<svg/>", "图", "二"), table("三", "b")]
    )
    assert [b.caption for b in found if isinstance(b, Table | Picture)] == ["", "表1　一", "图1　二", "表2　三"]
    assert found[0] == Paragraph("见表2。")


def test_a_name_that_nothing_bears_stops_the_document() -> None:
    with pytest.raises(KeyError, match="nowhere"):
        numbered([Paragraph(to("nowhere"))])


def test_the_report_counts_its_tables_and_figures_without_a_gap(dossier: Dossier) -> None:
    blocks = report(dossier)
    tables = [b.caption for b in blocks if isinstance(b, Table)]
    assert [caption.split("　")[0] for caption in tables] == [f"表{n}" for n in range(1, len(tables) + 1)]
    pictures = [b for b in blocks if isinstance(b, Picture)]
    assert [b.caption.split("　")[0] for b in pictures] == [f"图{n}" for n in range(1, len(pictures) + 1)]
    assert all(b.alternative for b in pictures)


def test_every_reference_leads_to_what_it_speaks_of(dossier: Dossier) -> None:
    text = as_text(report(dossier))
    assert not re.search("[\ue000-\uf8ff]", text)
    captions = dict(re.findall("^(表[0-9]+)　(.+)$", text, re.MULTILINE))
    (overview,) = re.findall("概况见(表[0-9]+)。", text)
    (persons,) = re.findall("统计，见(表[0-9]+)。", text)
    items = re.findall("逐项说明见(表[0-9]+)。", text)
    (levels,) = re.findall("各风险情形的等级见(表[0-9]+)", text)
    assert captions[overview] == "出境场景概况" and captions[persons].startswith("个人信息出境数量")
    assert [captions[one] for one in items] == ["场景一拟出境数据项", "场景二拟出境数据项"]
    assert captions[levels] == "风险情形及等级"
    assert "位置见图1" in text and "[风险矩阵" in text


def test_items_that_were_cut_have_a_table_of_their_own() -> None:
    sheet = some_sheet()
    first = replace(sheet.items[0], cut=Cut("未获准出境", "周敏", "2026-11-01"))
    content = some_snapshot(replace(sheet, items=(first, *sheet.items[1:]))).content
    text = as_text(report(compose(content, questionnaire(), WORDING, status="draft")))
    (number,) = re.findall("理由见(表[0-9]+)。", text)
    assert f"{number}　场景一不出境的数据项" in text


def test_each_entity_of_a_group_stands_in_the_report() -> None:
    lines = "沪岚销售（上海）有限公司|91310114MA1HL0AN7F|上海市|1、2\n缺项的单位"
    changes = {"group.together": True, "group.entities": lines, "group.similar": "均使用同一诊断平台。"}
    content = some_snapshot(some_sheet(changes=changes)).content
    dossier = compose(content, questionnaire(), WORDING, status="draft")
    text = as_text(report(dossier))
    assert "为集团内2家单位合并申报，各单位的基本情况见表2。" in text and "表2　合并申报的单位" in text
    assert "1 | 沪岚销售（上海）有限公司 | 91310114MA1HL0AN7F | 上海市 | 场景一、场景二" in text
    assert "2 | 缺项的单位 | 【待填写】" in text and "均使用同一诊断平台。" in text
    listed = as_text(next(d for d in dossier.documents if d.kind == "materials_list").blocks)
    assert "合并申报的单位：沪岚销售（上海）有限公司、缺项的单位" in listed
