"""A case file becomes the sheet the wizard would have made; each broken one is refused with file, line and key."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessment.errors import InputRefused
from services.case_files import read_case

CASE = """\
case: {reference: "2026-017", title: 车联网诊断, company: 示例汽车}
on: 2026-11-21
answers:
  handler.name: 示例汽车
  handler.employees: 6842
  proof.evidence: [mlps]
scenarios:
  - id: telematics
    answers:
      scenario.brief: 远程诊断
    items:
      - {name: 电池电压, necessity: 失效分析}
    recipients:
      - {id: parent, answers: {recipient.country: de}}
clauses: [{id: c1, answers: {clause.point: point_1}}]
evidence:
  - {id: mlps, file: mlps.pdf, answers: {evidence.title: 测评报告}}
risk:
  A1:
    {grade: 0, state: verified, finding: 已核对, checked_by: 周敏, proofs: [{evidence: mlps, page: "3", quotation: 良}]}
  A2: {state: unknown}
"""
ITEMS = "数据项名称,内容描述,出境必要性,示例,备注\n电池电压,单体电压,失效分析,3.6,\n行驶里程,累计里程,质保复核,1200,\n"


def case_file(tmp_path: Path, *changes: tuple[str, str]) -> Path:
    text = CASE
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (tmp_path / "mlps.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    path = tmp_path / "case.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_case_becomes_a_sheet(tmp_path: Path) -> None:
    read = read_case(case_file(tmp_path))
    sheet = read.sheet
    assert (sheet.reference, sheet.on) == ("2026-017", date(2026, 11, 21))
    assert sheet.answers["handler.employees"] == 6842
    assert [entry.id for entry in sheet.entries] == ["telematics", "parent", "c1", "mlps"]
    assert sheet.recipients_of("telematics")[0].answers == {"recipient.country": "de"}
    assert [(item.scenario, item.name, item.necessity) for item in sheet.items] == [
        ("telematics", "电池电压", "失效分析")
    ]
    assert sheet.grades["A1"].checked_by == "周敏" and sheet.grades["A2"].grade is None
    assert read.evidence_files == {"mlps": tmp_path / "mlps.pdf"}
    file = sheet.entry("mlps").answers["evidence.file"]
    assert isinstance(file, dict) and (file["name"], file["size"]) == ("mlps.pdf", 15)


def test_the_day_of_the_argument_wins(tmp_path: Path) -> None:
    assert read_case(case_file(tmp_path), on=date(2026, 12, 1)).sheet.on == date(2026, 12, 1)


def test_items_come_from_a_list_beside_the_case(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text(ITEMS, encoding="utf-8")
    path = case_file(tmp_path, ("items:\n      - {name: 电池电压, necessity: 失效分析}", "items: items.csv"))
    assert [item.name for item in read_case(path).sheet.items] == ["电池电压", "行驶里程"]


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("on: 2026-11-21", "on: 2026-11-21\nplan: true", "line 3, plan", "plan"),
        ("handler.name: 示例汽车", "handler.nmae: 示例汽车", "line 4, answers.handler.nmae", "您是否指“handler.name”"),
        ("handler.name: 示例汽车", "scenario.brief: 甲", "line 4", "应写在 scenarios[].answers 下"),
        ("handler.name: 示例汽车", "authority.starts_on: 20261121", "line 4, answers.authority.starts_on", "应是日期"),
        ("handler.employees: 6842", 'handler.employees: "6842"', "line 5", "填整数"),
        ("on: 2026-11-21", "on: 20261121", "line 2, on", "日期"),
        ("    items:\n      - {name: 电池电压, necessity: 失效分析}\n", "", "line 8", "没有数据"),
        ("items:\n      - {name: 电池电压, necessity: 失效分析}", "items: []", "line 11", "没有数据"),
        (
            "items:\n      - {name: 电池电压, necessity: 失效分析}",
            "items: gone.xlsx",
            "line 11",
            "打不开文件“gone.xlsx”",
        ),
        ("items:\n", "items:\n      - {name: 电池 电压}\n      - {name: 电池  电压}\n", "line 13", "去重"),
        ("file: mlps.pdf", "file: gone.pdf", "line 17, evidence[0].file", "打不开文件“gone.pdf”"),
        ("file: mlps.pdf", "file: case.yaml", "line 17, evidence[0].file", "不接受“.yaml”"),
        ("evidence.title: 测评报告", "evidence.file: a.pdf", "line 17", "写在同一条证明材料的 file 下"),
        ("[mlps]\nscenarios", "[other]\nscenarios", "line 6, answers.proof.evidence", "没有编号为“other”"),
        ("{evidence: mlps,", "{evidence: other,", "risk.A1.proofs", "没有编号为“other”"),
        ("  A2: {state", "  A99: {state", "risk.A99", "没有问题“A99”"),
        ("A2: {state: unknown}", "A2: {grade: 1, state: unknown}", "risk.A2", "不给等级"),
        ("A2: {state: unknown}", "A2: {grade: 1, state: verified}", "risk.A2", "核实人"),
        ("A2: {state: unknown}", "A2: {grade: 4, state: declared}", "risk.A2.grade", ""),
        ("id: parent", "id: telematics", "scenarios[0].recipients[0].id", "已用过"),
        ("recipient.country: de", "recipient.country: Deutschland", "recipient.country", "两位代码"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(
    tmp_path: Path, old: str, new: str, place: str, words: str
) -> None:
    with pytest.raises(InputRefused) as caught:
        read_case(case_file(tmp_path, (old, new)))
    (problem,) = caught.value.problems
    assert "case.yaml" in problem.where and place in problem.where
    assert words in problem.sentence.zh and problem.sentence.en


def test_a_row_of_the_items_that_cannot_be_used_is_named(tmp_path: Path) -> None:
    (tmp_path / "items.csv").write_text(ITEMS + ",没有名称,理由,1,\n", encoding="utf-8")
    path = case_file(tmp_path, ("items:\n      - {name: 电池电压, necessity: 失效分析}", "items: items.csv"))
    with pytest.raises(InputRefused) as caught:
        read_case(path)
    assert "第 4 行" in caught.value.problems[0].sentence.zh


def test_all_problems_are_told_at_once(tmp_path: Path) -> None:
    path = case_file(tmp_path, ("handler.employees: 6842", "handler.employees: -1"), ("id: parent", "id: mlps"))
    with pytest.raises(InputRefused) as caught:
        read_case(path)
    assert len(caught.value.problems) == 2


def test_a_case_file_that_is_missing(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as caught:
        read_case(tmp_path / "none.yaml")
    assert "none.yaml" in caught.value.problems[0].where


SETTLED = """items:
      - name: 电池电压
        settled: {kind: sensitive, reason: 可识别个人, by: 周敏, on: 2026-11-20}
        treatment:
          {means: masked, processing: T1, kind: personal, state: verified, evidence: [mlps], by: 周敏,
           verified_by: 林伟}
        cut: {reason: 不再需要, by: 周敏, on: 2026-11-21}"""

VERIFIED_BY = ",\n           verified_by: 林伟"


def test_what_was_settled_about_an_item_is_read(tmp_path: Path) -> None:
    claimed = SETTLED.replace("state: verified, evidence: [mlps], ", "").replace(VERIFIED_BY, "")
    [item, *_] = read_case(
        case_file(tmp_path, ("items:\n      - {name: 电池电压, necessity: 失效分析}", claimed))
    ).sheet.items
    assert item.settled is not None and item.treatment is not None and item.cut is not None
    assert (item.settled.kind, item.settled.sensitive, item.settled.on) == ("sensitive", "yes", "2026-11-20")
    assert (item.treatment.state, item.treatment.kind, item.cut.reason) == ("claimed", "personal", "不再需要")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ((VERIFIED_BY, ""), "needs 'evidence' and 'verified_by'"),
        (("verified_by: 林伟", "verified_by: 周敏"), "needs 'evidence' and 'verified_by'"),
        (("[mlps]", "[nowhere]"), "no evidence with the id 'nowhere'"),
    ],
)
def test_a_verified_treatment_names_its_evidence_and_a_second_person(
    tmp_path: Path, change: tuple[str, str], told: str
) -> None:
    path = case_file(tmp_path, ("items:\n      - {name: 电池电压, necessity: 失效分析}", SETTLED.replace(*change)))
    with pytest.raises(InputRefused) as refused:
        read_case(path)
    assert any(told in problem.sentence.en for problem in refused.value.problems)
