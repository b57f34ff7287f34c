"""Part two （五） and part three of the report: the legal document, the six points of Art. 5, risk and conclusion.

No authority has published a formula for the self-assessment; the report says so where it prints a score.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessment.report_text import CONCLUSION, REASONS, generated_texts
from assessment.risk_score import RiskScore
from assessment.wording import NumberedText, ReportWording
from reports import charts
from reports.blocks import BLANK, Block, Heading, Paragraph, Picture, Table
from reports.characters import clean, paragraphs
from reports.documents.legal_document_index import clauses_of, documents_named, parts_covered
from reports.documents.numbering import to
from reports.documents.parts import led
from reports.documents.report_score import closed, ends_word, levels_word
from reports.reading import Reading, chinese_date

FAMILIES = "'Dossier Liberation Serif','Dossier FandolHei','Dossier Noto Serif CJK SC','Dossier DejaVu Sans'"
"""Without blanks: the drawing engine keeps them as part of the name."""


def legal_document(reading: Reading, wording: ReportWording) -> Iterator[Block]:
    """Each point of Art. 9 with clause, page and quotation."""
    listed = documents_named(reading)
    yield Paragraph(
        f"数据处理者与境外接收方拟订立的法律文件为{listed}。按照《数据出境安全评估办法》第九条，逐项列明约定如下。"
    )
    for point in wording.article_9:
        yield Paragraph(f"{point.number}{point.text}", "point")
        yield from _clauses(reading, point)


def _clauses(reading: Reading, point: NumberedText) -> Iterator[Block]:
    found = clauses_of(reading, point)
    if not found:
        yield Paragraph(BLANK, lead="约定条款：")
        return
    rows = tuple(
        (
            reading.show("clause.document", e),
            reading.show("clause.number", e),
            reading.show("clause.page", e),
            "\n".join(reading.texts("clause.quotation", e)),
        )
        for e in found
    )
    yield Table(("法律文件", "条款", "页码", "条款原文"), rows, (19, 13, 9, 59), f"第九条第{point.number}项对应的条款")
    covered = parts_covered(reading, point, found)
    if covered:
        yield Paragraph(f"上述条款涵盖{'、'.join(covered)}。")


def assessment(reading: Reading, wording: ReportWording) -> Iterator[Block]:
    """The six points of Art. 5 in their order, the risk analysis, and the conclusion with its reasons."""
    score = RiskScore.from_record(dict(reading.content.score))
    generated = generated_texts(score, reading.sheet, _tasks(reading))
    yield Paragraph(
        "按照《数据出境安全评估办法》第五条规定的事项逐项开展自评估，重点说明发现的问题、风险隐患和整改情况。"
    )
    for number, point in enumerate(wording.article_5, start=1):
        yield Heading(2, f"{point.number}{point.text}", f"3.{number}")
        for part, lead in (
            ("finding", "评估情况"),
            ("problem", "发现的问题和风险隐患"),
            ("rectification", "整改措施和效果"),
        ):
            yield from led(lead, _own_or_generated(reading, generated, f"art5.point_{number}_{part}"))
    yield Heading(2, "风险分析", "3.7")
    yield from _analysis(score)
    yield from _compared(reading, score)
    yield from _override(reading)
    yield from _plan(reading, score)
    yield Heading(2, "自评估结论", "3.8")
    for question in (CONCLUSION, REASONS):
        yield from led(reading.label(question), _own_or_generated(reading, generated, question))


def _own_or_generated(reading: Reading, generated: Mapping[str, str], question: str) -> tuple[str, ...]:
    """What the officer wrote, else what the score says; never a mixture of both."""
    return reading.texts(question) or tuple(paragraphs(generated[question]))


def _analysis(score: RiskScore) -> Iterator[Block]:
    words = score.words.levels
    yield Paragraph(f"{score.status.zh}评分方法版本为{score.scorecard}。")
    for track in score.severity:
        yield Paragraph(closed(track.sentence.zh))
    yield Paragraph(
        f"各风险情形的等级见{to('levels')}，在矩阵中的位置见{to('matrix')}；逐项评分见本报告所附“自评估评分明细”。"
    )
    rows = tuple(
        (one.id, one.name.zh, ends_word(one.severity), ends_word(one.likelihood), levels_word(one.level, words))
        for one in score.scenarios
    )
    yield Table(
        ("编号", "风险情形", "危害程度", "可能性", "风险等级"), rows, (10, 42, 16, 14, 18), "风险情形及等级", "levels"
    )
    svg = charts.risk_matrix(score, "zh").replace(charts.FONTS, FAMILIES)
    told = "；".join(f"{one.id}{levels_word(one.level, words)}" for one in score.scenarios)
    yield Picture(svg, f"风险矩阵：{told}", "风险矩阵（纵轴为危害程度，横轴为可能性）", "matrix")
    for one in score.scenarios:
        yield Paragraph(closed(one.sentence.zh), lead=f"{one.id} {one.name.zh}：")
    yield Paragraph(closed(score.sentence.zh), lead="综合结果：")
    for reason in score.reasons[1:]:  # the first one stands in the sentence above
        yield Paragraph(closed(reason.zh))


def _tasks(reading: Reading) -> Sequence[Mapping[str, Any]]:
    return () if reading.content.plan is None else reading.content.plan["tasks"]


def _compared(reading: Reading, score: RiskScore) -> Iterator[Block]:
    """Without measures, today and after the plan, side by side. Only today's level decides."""
    words, plan = score.words.levels, reading.content.plan
    columns = ["编号", "风险情形", "未采取措施时", "目前"]
    rows = [[one.id, one.name.zh, words.of(one.inherent).zh, levels_word(one.level, words)] for one in score.scenarios]
    total = ["", "总体", words.of(score.inherent.level).zh, levels_word(score.level, words)]
    if plan is not None:
        columns.append("整改完成后")
        reached = plan["target"]
        for row in rows:
            row.append(levels_word(reached["scenarios"][row[0]], words))
        total.append(levels_word(reached["level"], words))
    widths = (10, 40, 16, 16, 18) if plan is not None else (12, 48, 20, 20)
    yield Table(tuple(columns), tuple(map(tuple, [*rows, total])), widths, "风险等级对照")
    if plan is not None:
        yield Paragraph("“整改完成后”一栏按计划等级推算，不作为本次自评估结论的依据。")


def _plan(reading: Reading, score: RiskScore) -> Iterator[Block]:
    """Who mends what until when; findings that nobody has taken on are named beside it."""
    known = {question.id: question for question in score.questions}
    tasks = [task for task in _tasks(reading) if task["question"] in known]
    taken = {task["question"] for task in tasks}
    rest = [id_ for id_ in known if id_ in score.fixes and id_ not in taken]
    if tasks:
        rows = tuple(
            (
                task["question"],
                (known[task["question"]].name or known[task["question"]].text).zh,
                clean(task["owner"]),
                chinese_date(task["due"]),
                score.words.grades[task["planned"]].zh,
                "已完成，待核实" if task["done"] else "进行中",
            )
            for task in tasks
        )
        yield Table(
            ("编号", "整改事项", "责任人", "完成期限", "计划等级", "状态"), rows, (8, 36, 16, 16, 12, 12), "整改计划"
        )
    if rest and (tasks or score.decision == "D1"):
        yield Paragraph(f"下列评分明细项尚未确定责任人和完成期限：{'、'.join(rest)}。")


def _override(reading: Reading) -> Iterator[Block]:
    """Two approvers' decision against the result, with their names and their reason."""
    override = reading.content.override
    if override is None:
        return
    names = "、".join(override["approvers"])
    yield Paragraph(
        f"经批准人{names}于{chinese_date(override['agreed_on'])}共同决定，不按前述综合结果暂停本次数据出境活动的申报。理由如下。",
        lead="人工调整：",
    )
    for text in paragraphs(override["reason"]):
        yield Paragraph(text)
