"""The application for an extension: the official form, filled; its own list of materials and power of attorney."""

from __future__ import annotations

from typing import Any

from regimes.loader import load_regime
from reports.blocks import BLANK, as_text
from reports.document import Dossier
from reports.dossier import compose
from tests.reports.builders import questionnaire, some_snapshot

LAW = load_regime("cn").after_filing.extension
WORDING = load_regime("cn").wording


def said(**values: Any) -> dict[str, Any]:
    filled = {
        "handler_name": "沪岚汽车（上海）有限公司", "acceptance_number": "31-2026-0001", "article_9": True,
        "unchanged": True, "parties_unchanged": True, "persons": "12.5%", "volume": "不涉及",
        "link_unchanged": False, "use_unchanged": None, "measures": "已通过测评。\n每季度审计。",
        "performance": "无违约。", "compliance": "按通知书执行。", "incidents": "未发生。", **values,
    }  # fmt: skip
    form = []
    for block in LAW.form:
        for scenario in ("diagnostics", "services") if block.scope == "scenario" else (None,):
            fields = [
                {"label": f.label, "official": f.official, "kind": f.kind, "value": filled[f.answer]}
                for f in block.fields
            ]
            form.append({"title": block.title, "scenario": scenario, "fields": fields})
    return {"outcome": "possible", "conditions": [], "form": form}


def composed(**values: Any) -> Dossier:
    content = some_snapshot(extension=said(**values)).content
    return compose(content, questionnaire(), WORDING, status="draft")


def text_of(dossier: Dossier, kind: str) -> str:
    return as_text(next(document.blocks for document in dossier.documents if document.kind == kind))


def test_an_extension_is_a_filing_of_its_own() -> None:
    assert [document.file for document in composed().documents] == [
        "00-申请材料清单.pdf",
        "04-经办人授权委托书.pdf",
        "05-延长评估结果有效期申请表.pdf",
    ]
    assert composed().documents[0].title == "延长评估结果有效期申请材料清单"


def test_the_form_has_its_blocks_and_boxes() -> None:
    text = text_of(composed(), "extension_application")
    assert "1. 基本情况" in text and "2. 数据出境场景1" in text and "2. 数据出境场景2" in text
    assert "3. 其他需要说明的情况" in text
    assert "与境外接收方订立的法律文件符合《数据出境安全评估办法》第九条规定 | ☑是 ☐否" in text
    assert "数据出境链路、存储系统、数据中心未发生变化 | ☐是 ☑否" in text
    assert f"境外接收方处理数据的用途和方式未发生变化 | ☐是 ☐否 {BLANK}" in text
    assert "| 12.5% ☐不涉及" in text and "☑不涉及" in text
    assert "已通过测评。 每季度审计。" in text


def test_the_commitment_ends_it_word_for_word_and_is_the_one_of_the_law() -> None:
    assert WORDING.extension_application.commitment == LAW.commitment
    assert WORDING.extension_application.title == LAW.form_title
    assert (
        text_of(composed(), "extension_application")
        .rstrip()
        .endswith(
            "为国家网信办组织实施的延长评估结果有效期审核工作提供必要的配合和支持。若承诺不实或者违背承诺，愿意承担相应法律责任。"
        )
    )


def test_the_power_of_attorney_is_given_for_the_extension() -> None:
    text = text_of(composed(), "power_of_attorney")
    assert "为延长评估结果有效期申请工作经办人" in text and "数据出境安全评估申报工作" not in text


def test_materials_one_to_three_only_where_they_changed() -> None:
    text = text_of(composed(), "materials_list")
    assert text.count("有变化的须重新提交") == 3 and "其他相关证明材料" not in text
    assert "05-延长评估结果有效期申请表.pdf" in text and "自评估报告" not in text


def test_what_the_extension_says_belongs_to_the_hash() -> None:
    assert composed().snapshot_sha256 != composed(acceptance_number="31-2026-0002").snapshot_sha256
    plain = compose(some_snapshot().content, questionnaire(), WORDING, status="draft")
    assert plain.snapshot_sha256 == some_snapshot().sha256
