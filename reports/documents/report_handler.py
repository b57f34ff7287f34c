"""Part two （一） and （三） of the report: the data handler and its ability to protect data."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.entities import entities_of
from assessment.group_filing import ENTITIES, TOGETHER
from reports.blocks import BLANK, Block, Paragraph, Table
from reports.characters import chinese_number, clean
from reports.documents.numbering import to
from reports.documents.parts import answers, evidence, scenarios
from reports.reading import Reading


def profile(reading: Reading) -> Iterator[Block]:
    yield from group(reading)
    yield from answers(
        reading, "organisation.shareholding", "organisation.actual_controller", "organisation.investments"
    )


def group(reading: Reading) -> Iterator[Block]:
    """Each entity that the company files for, and why their scenarios are similar."""
    if reading.value(TOGETHER) is not True:
        return
    entities = entities_of(str(reading.value(ENTITIES) or ""))
    if not entities:
        yield Paragraph(BLANK, lead="合并申报的单位：")
        return
    name = reading.show("handler.name")
    yield Paragraph(f"本次申报由{name}为集团内{len(entities)}家单位合并申报，各单位的基本情况见{to('entities')}。")
    rows = tuple(
        (
            str(number),
            clean(entity.name) or BLANK,
            clean(entity.code) or BLANK,
            clean(entity.place) or BLANK,
            "、".join(f"场景{chinese_number(n)}" for n in entity.scenarios) or BLANK,
        )
        for number, entity in enumerate(entities, start=1)
    )
    columns = ("序号", "单位名称", "统一社会信用代码", "注册地", "所涉出境场景")
    yield Table(columns, rows, (8, 28, 30, 14, 20), "合并申报的单位", "entities")
    yield from answers(reading, "group.similar")


def organisation(reading: Reading) -> Iterator[Block]:
    yield from answers(reading, "organisation.structure")
    yield from evidence(reading, "组织架构图", "organisation.chart")
    name, people = reading.show("security_officer.body_name"), reading.show("security_officer.body_headcount")
    officer, position = reading.show("security_officer.name"), reading.show("security_officer.position")
    yield Paragraph(f"数据安全管理机构为{name}，共{people}人；数据安全负责人为{officer}，职务为{position}。")
    yield from answers(reading, "organisation.security_body")


def business(reading: Reading) -> Iterator[Block]:
    yield from answers(reading, "organisation.business", "organisation.data_assets")


def management(reading: Reading) -> Iterator[Block]:
    """The general part, and for personal information the duties of Art. 39 with their proof."""
    names = (
        "organisation_and_rules",
        "lifecycle",
        "classification",
        "emergency",
        "risk_assessment",
        "rights",
        "practice",
    )
    yield from answers(reading, *(f"security.{name}" for name in names))
    yield from evidence(reading, "证明材料", "security.evidence")
    concerned = [(line, e) for line, e in scenarios(reading) if reading.is_asked("scenario.legal_basis", e)]
    if not concerned:
        return
    yield Paragraph("依据《个人信息保护法》第三十九条向境外提供个人信息的告知和单独同意情况说明如下。")
    for line, entry in concerned:
        yield line
        yield Paragraph(reading.show("scenario.legal_basis", entry), lead="处理个人信息的合法性基础：")
        yield from answers(reading, "scenario.notice", entry=entry)
        yield from evidence(reading, "告知的证明材料", "scenario.notice_evidence", entry)
        yield from answers(reading, "scenario.consent", entry=entry)
        yield from evidence(reading, "单独同意的证明材料", "scenario.consent_evidence", entry)
        yield from answers(reading, "scenario.no_consent_reason", entry=entry)


def technology(reading: Reading) -> Iterator[Block]:
    stages = ("collection", "storage", "use", "processing", "transmission", "provision", "disclosure", "deletion")
    yield from answers(reading, *(f"technology.{stage}" for stage in stages))


def proof(reading: Reading) -> Iterator[Block]:
    names = ("risk_assessments", "certifications", "tests", "compliance_audits", "graded_protection")
    told = tuple(answers(reading, *(f"proof.{name}" for name in names)))
    yield from told or (Paragraph(BLANK),)
    yield from evidence(reading, "证明材料", "proof.evidence")


def compliance(reading: Reading) -> Iterator[Block]:
    match reading.value("compliance.had_penalties"):
        case True:
            yield Paragraph("近2年受到过行政处罚或者有关主管部门调查，处理和整改情况如下。")
        case False:
            yield Paragraph("近2年没有受到行政处罚，也没有受到有关主管部门调查。")
        case _:
            yield Paragraph(BLANK, lead="近2年是否受到行政处罚或者有关主管部门调查：")
    for text in reading.texts("compliance.data_statement"):
        yield Paragraph(text)
    yield from evidence(reading, "整改完成的证明", "compliance.rectification_evidence")
