"""The documents of the routes beside the security assessment, sentence by sentence, before anything is drawn."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from assessment.filings import Filing
from assessment.wording_routes import CommitmentText
from regimes.loader import load_regime
from reports.blocks import BLANK, Heading
from reports.dossier import WRITERS, compose
from tests.reports.builders import change_entry, questionnaire
from tests.reports.routes import (
    CONTRACT,
    RULES,
    WORDING,
    composed,
    content_of,
    contract_flows,
    contract_sheet,
    exempt_sheet,
    flow,
    text_of,
)

GOLDEN = Path(__file__).parents[1] / "golden"
OPTIONS = ("standard_contract", "certification")


def golden(name: str, text: str) -> None:
    """Changing a golden text is a deliberate act: run once with TONGGUAN_WRITE_GOLDEN=1 and read the difference."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("TONGGUAN_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
        pytest.skip(f"wrote {path.name}; read the difference before committing it")
    assert text == path.read_text(encoding="utf-8")


def test_every_document_of_every_filing_can_be_written() -> None:
    kinds = {document.kind for filing in WORDING.filings for document in filing.documents}
    assert kinds <= set(WRITERS)


@pytest.mark.parametrize(
    "kind", ["materials_list", "power_of_attorney", "commitment", "standard_contract_annex", "pipia_report"]
)
def test_the_text_of_the_standard_contract_is_the_one_that_was_agreed(kind: str) -> None:
    golden(f"standard_contract-{kind}", text_of(composed(contract_sheet(), contract_flows()), kind))


@pytest.mark.parametrize("kind", ["materials_list", "evidence_list", "pipia_report"])
def test_the_text_of_the_certification_is_the_one_that_was_agreed(kind: str) -> None:
    golden(f"certification-{kind}", text_of(composed(contract_sheet("certification"), contract_flows()), kind))


@pytest.mark.parametrize(("claim", "rule"), [("contract", "R-21"), ("none", "R-43"), ("auto_ota", "AG-EX-9")])
def test_the_text_of_a_memo_is_the_one_that_was_agreed(claim: str, rule: str) -> None:
    dossier = composed(exempt_sheet(claim), [flow("diagnostics", "exempt", rule)])
    golden(f"exemption_memo-{rule}", text_of(dossier, "exemption_memo"))


def test_the_headings_of_the_impact_assessment_are_those_of_the_template() -> None:
    dossier = composed(contract_sheet(), contract_flows())
    blocks = next(d.blocks for d in dossier.documents if d.kind == "pipia_report")
    found = [b.text for b in blocks if isinstance(b, Heading)]
    assert found[:12] == [h.number + h.text for h in WORDING.pipia_report.headings]
    assert found[0] == "一、出境活动整体情况"
    assert found[11] == "二、拟出境活动的影响评估情况及结论"


def test_the_certification_goes_through_its_own_article() -> None:
    contract = text_of(composed(contract_sheet(), contract_flows()), "pipia_report")
    certificate = text_of(composed(contract_sheet("certification"), contract_flows()), "pipia_report")
    assert "（五）境外接收方所在国家或者地区的个人信息保护政策和法规对标准合同履行的影响" in contract
    assert "可能对国家安全、公共利益、个人信息权益带来的风险" in certificate
    assert "标准合同" not in certificate


def test_where_the_officer_wrote_nothing_the_impact_assessment_speaks_from_the_score() -> None:
    empty = {
        f"art5__point_{n}_{part}": None for n in (1, 2, 3, 4, 6) for part in ("finding", "problem", "rectification")
    }
    empty |= {f"impact__point_5_{part}": None for part in ("finding", "problem", "rectification")}
    sheet = contract_sheet(**empty, conclusion__text=None, conclusion__reasons=None)
    text = text_of(composed(sheet, contract_flows()), "pipia_report")
    assert "结论：经影响评估，本次个人信息出境活动的风险等级为" in text
    assert "自评估" not in text
    assert "安全评估办法" not in text
    assert BLANK not in text


def test_one_contract_for_each_recipient_whatever_its_scenarios() -> None:
    same = change_entry(contract_sheet(), "r3", recipient__name="nordring  forschung GMBH")
    text = text_of(composed(same, contract_flows()), "standard_contract_annex")
    assert "第二份合同" in text
    assert "第三份合同" not in text
    apart = change_entry(same, "services", scenario__purpose="另一目的")
    assert "场景二：另一目的" in text_of(composed(apart, contract_flows()), "standard_contract_annex")


def test_the_same_name_in_another_country_is_another_recipient() -> None:
    moved = change_entry(contract_sheet(), "r3", recipient__name="Nordring Forschung GmbH", recipient__country="at")
    assert "第三份合同" in text_of(composed(moved, contract_flows()), "standard_contract_annex")


def test_litigation_leaves_out_the_blanks_of_arbitration() -> None:
    text = text_of(
        composed(contract_sheet(contract__dispute="litigation"), contract_flows()), "standard_contract_annex"
    )
    assert "☐仲裁 ☑诉讼" in text
    assert "仲裁机构" not in text
    assert "仲裁地点" not in text


def test_a_blank_nobody_filled_is_a_visible_gap() -> None:
    text = text_of(composed(contract_sheet(contract__signed_at=None), contract_flows()), "standard_contract_annex")
    assert f"签署页 | 签订地点 | {BLANK}" in text


def test_without_a_notice_address_the_offices_stand() -> None:
    text = text_of(composed(contract_sheet(contract__notice_address=None), contract_flows()), "standard_contract_annex")
    assert "通知地址 | 个人信息处理者：办公所在地（样例） 境外接收方：所在地址（样例）" in text


def test_sensitive_kinds_and_third_parties_stand_in_the_first_annex() -> None:
    sheet = change_entry(
        contract_sheet(),
        "diagnostics",
        scenario__contains_sensitive=True,
        scenario__spi_kinds="行踪轨迹",
        scenario__onward=True,
        scenario__onward_description="仅向 Nordring Cloud B.V. 提供",
    )
    text = text_of(composed(sheet, contract_flows()), "standard_contract_annex")
    assert "行踪轨迹" in text
    assert "仅向 Nordring Cloud B.V. 提供" in text


def test_the_gba_contract_files_an_undertaking_and_no_blanks_of_the_other_contract() -> None:
    dossier = composed(contract_sheet("gba_contract"), contract_flows("standard_contract", "gba_contract"))
    assert "standard_contract_annex" not in {document.kind for document in dossier.documents}
    assert "粤港澳大湾区" in text_of(dossier, "commitment")


def test_scenarios_of_two_routes_make_two_filings_that_do_not_mix() -> None:
    flows = [flow("diagnostics", CONTRACT, "R-42", OPTIONS), flow("services", "exempt", "R-43")]
    dossier = composed(contract_sheet(), flows)
    assert [d.file[:2] for d in dossier.documents] == ["1-"] * 5 + ["2-"]
    memo, contract = text_of(dossier, "exemption_memo"), text_of(dossier, "standard_contract_annex")
    assert "Nordring Digital B.V." in memo
    assert "Nordring Digital B.V." not in contract
    assert "Voltara" not in memo
    assert "1-07-个人信息保护影响评估报告.pdf" in text_of(dossier, "materials_list")


EXEMPT = sorted({r.key for r in RULES.routes if r.route.value in ("exempt", "free", "no_export")})


@pytest.mark.parametrize("rule", EXEMPT)
def test_every_rule_that_exempts_has_conditions_evidence_and_an_end(rule: str) -> None:
    ground = WORDING.exemption_memo.ground(rule)
    assert ground is not None
    known = questionnaire().by_id
    for condition in ground.conditions:
        assert condition.fact in known
        assert condition.evidence in known
        assert known[condition.evidence].type == "evidence"
    assert ground.ends


def test_the_memo_holds_the_count_against_the_figures_of_its_day() -> None:
    sheet = exempt_sheet("none")
    text = text_of(composed(sheet, [flow("diagnostics", "exempt", "R-43")]), "exemption_memo")
    assert (
        "个人信息（不含敏感个人信息）：免予申报 | 61,000人 | 不满100,000人 | 《促进和规范数据跨境流动规定》第五条第四项"
        in text
    )
    before = replace(sheet, on=sheet.on.replace(year=2024, month=3, day=21))
    earlier = text_of(composed(before, [flow("diagnostics", "exempt", "R-43")]), "exemption_memo")
    assert "免予申报 |" not in earlier  # the figure begins on 2024-03-22


def test_a_case_without_personal_information_has_no_count() -> None:
    sheet = change_entry(exempt_sheet("none"), "diagnostics", scenario__outside_both=True)
    text = text_of(composed(sheet, [flow("diagnostics", "free", "R-12")]), "exemption_memo")
    assert "所涉数据不包含个人信息，不涉及人数。" in text
    assert "第十条" not in text


def test_evidence_that_is_not_there_is_said_to_be_missing() -> None:
    sheet = change_entry(exempt_sheet("contract"), "diagnostics", scenario__contract_evidence=None)
    sheet = change_entry(sheet, "diagnostics", scenario__exemption_evidence=None)
    text = text_of(composed(sheet, [flow("diagnostics", "exempt", "R-21")]), "exemption_memo")
    assert "个人是合同的一方当事人 | 否 | 未附" in text


def test_a_loaded_commitment_stands_in_the_place_of_ours() -> None:
    ours = WORDING.commitment.texts[0]
    own = CommitmentText.model_validate(
        {**ours.model_dump(by_alias=True), "paragraphs": ("官方原文。",), "overlay": "own", "from": ours.checked_on}
    )
    loaded = WORDING.commitment.model_copy(update={"texts": (*WORDING.commitment.texts, own)})
    wording = WORDING.model_copy(update={"commitment": loaded})
    content = content_of(contract_sheet(), contract_flows())
    text = text_of(compose(content, questionnaire(), wording, status="draft"), "commitment")
    assert "官方原文。" in text
    assert "拆分" not in text


def test_nothing_on_the_paper_says_that_a_text_was_not_verified() -> None:
    text = text_of(composed(contract_sheet(), contract_flows()), "commitment")
    assert not [word for word in ("核对", "low", "置信", "未读") if word in text]
    assert WORDING.commitment.confidence == "low"


def test_the_wording_is_the_one_of_the_regime() -> None:
    filings: tuple[Filing, ...] = load_regime("cn").wording.filings
    assert {filing.id for filing in filings} >= {"standard_contract", "gba_contract", "certification", "exemption"}
