"""Part two of the impact assessment: the points of its article one by one, the level of risk, the conclusion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessment.impact_text import OWN, impact_texts
from assessment.report_text import CONCLUSION, REASONS
from assessment.risk_score import RiskScore
from assessment.wording_routes import ImpactForm
from reports import charts
from reports.blocks import BLANK, Block, Heading, Paragraph, Picture, Table
from reports.characters import paragraphs
from reports.documents.parts import answers, led
from reports.documents.report_risk import FAMILIES
from reports.documents.report_score import closed, ends_word, levels_word
from reports.reading import Reading

LEADS = (("finding", "评估情况"), ("problem", "发现的问题"), ("rectification", "整改措施和效果"))


def assessment(reading: Reading, form: ImpactForm) -> Iterator[Block]:
    score = RiskScore.from_record(dict(reading.content.score))
    generated = impact_texts(score, reading.sheet, form.work, _tasks(reading))
    yield from _work(reading)
    yield Paragraph(f"按照{form.article}规定的内容逐项评估，重点说明发现的问题和整改情况。")
    for number, point in enumerate(form.points, start=1):
        yield Heading(2, f"{point.number}{point.text}", f"2.{number}")
        for part, lead in LEADS:
            yield from led(lead, _own_or_generated(reading, generated, f"{OWN[number]}_{part}"))
    yield Heading(2, "影响和风险等级", "2.7")
    yield from _levels(score)
    yield Heading(2, "影响评估结论", "2.8")
    for question, lead in ((CONCLUSION, "结论"), (REASONS, "得出结论的理由")):
        yield from led(lead, _own_or_generated(reading, generated, question))


def _work(reading: Reading) -> Iterator[Block]:
    """When and by whom it was done; the template wants a third party to be described."""
    started, finished = (reading.show(f"self_assessment.{word}_on") for word in ("started", "finished"))
    yield Paragraph(f"本次影响评估自{started}开始，至{finished}完成。")
    yield from answers(reading, "self_assessment.organisation", "self_assessment.process", "self_assessment.method")
    match reading.value("self_assessment.third_party"):
        case True:
            names = ("third_party_name", "third_party_credentials", "third_party_role")
            yield from answers(reading, *(f"self_assessment.{name}" for name in names))
        case False:
            yield Paragraph("本次影响评估没有第三方机构参与。")
        case _:
            yield Paragraph(BLANK, lead="第三方机构参与情况：")


def _own_or_generated(reading: Reading, generated: Mapping[str, str], question: str) -> tuple[str, ...]:
    """What the officer wrote, else what the score says; never a mixture of both."""
    return reading.texts(question) or tuple(paragraphs(generated[question]))


def _levels(score: RiskScore) -> Iterator[Block]:
    words = score.words.levels
    yield Paragraph(
        f"等级按企业内部的评分方法得出，不预示主管部门或者认证机构的结论；评分方法版本为{score.scorecard}。"
    )
    rows = tuple(
        (one.id, one.name.zh, ends_word(one.severity), ends_word(one.likelihood), levels_word(one.level, words))
        for one in score.scenarios
    )
    yield Table(("编号", "风险情形", "危害程度", "可能性", "风险等级"), rows, (10, 42, 16, 14, 18), "风险情形及等级")
    svg = charts.risk_matrix(score, "zh").replace(charts.FONTS, FAMILIES)
    told = "；".join(f"{one.id}{levels_word(one.level, words)}" for one in score.scenarios)
    yield Picture(svg, f"风险矩阵：{told}", "风险矩阵（纵轴为危害程度，横轴为可能性）")
    yield Paragraph(closed(score.sentence.zh), lead="综合结果：")
    for reason in score.reasons[1:]:  # the first one stands in the sentence above
        yield Paragraph(closed(reason.zh))


def _tasks(reading: Reading) -> Sequence[Mapping[str, Any]]:
    return () if reading.content.plan is None else reading.content.plan["tasks"]
