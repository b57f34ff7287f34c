"""免予申报情况说明: why nothing is filed, on which facts and figures, with which evidence, until when, and who decided.

Sentences of the rules and the counts come from the decision in the snapshot, figures from the parameters of the law.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from assessment.answers import Entry
from assessment.wording_routes import Condition, ExemptionMemo, Ground
from reports.blocks import BLANK, Block, Heading, Paragraph, Signatures, Table, Title
from reports.characters import clean
from reports.documents.parts import answers, recipients, scenarios
from reports.reading import Reading, chinese_date

FACTS = ("scenario.export_act", "scenario.data_types", "scenario.contains_sensitive", "scenario.important_data_status")
COUNTS = {"persons_pi": "route.persons_pi_total", "persons_spi": "route.persons_spi_total"}


def write(reading: Reading, wording: ExemptionMemo) -> tuple[Block, ...]:
    parts = (
        _conclusion(reading),
        _activity(reading),
        _facts(reading),
        _figures(reading, wording),
        _conditions(reading, wording),
        _ends(reading, wording),
        _decision(reading, wording),
    )
    blocks: list[Block] = [
        Title(wording.title),
        Paragraph(f"数据处理者：{reading.show('handler.name')}", "plain"),
        Paragraph(f"项目：{clean(reading.sheet.title)}（{clean(reading.sheet.reference)}）", "plain"),
        Paragraph(f"判断日期：{chinese_date(reading.content.on.isoformat())}", "plain"),
        Paragraph(wording.lead),
    ]
    for number, (heading, part) in enumerate(zip(wording.headings, parts, strict=True), start=1):
        blocks.append(Heading(1, heading.number + heading.text, str(number)))
        blocks += part
    blocks.append(Signatures((*wording.signatures, "年　　月　　日")))
    return tuple(blocks)


def flows(reading: Reading) -> Iterator[tuple[Paragraph, Entry, Mapping[str, Any]]]:
    """Each scenario of the memo with what was decided about it."""
    decided = {str(flow["id"]): flow for flow in reading.content.decision.get("flows", ())}
    for line, entry in scenarios(reading):
        yield line, entry, decided.get(entry.id, {})


def _rules(flow: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    return tuple(flow.get("rules", ()))


def _conclusion(reading: Reading) -> Iterator[Block]:
    version = reading.content.regime.version
    for line, _, flow in flows(reading):
        yield line
        for rule in _rules(flow):
            cite = rule["cite"]
            yield Paragraph(f"{rule['because']['zh']}（{cite['text']}{cite['article']}；规则编号{rule['id']}）")
        if not _rules(flow):
            yield Paragraph(BLANK)
    yield Paragraph(f"以上结论按{version}版规则作出。")


def _activity(reading: Reading) -> Iterator[Block]:
    for line, entry in scenarios(reading):
        yield line
        yield from answers(reading, "scenario.brief", "scenario.purpose", entry=entry)
        count = len(reading.sheet.exported_items_of(entry.id))
        if count:
            yield Paragraph(f"共{count:,}项，清单留存于本系统。", lead="出境数据项：")
    rows = tuple((line.text, reading.show("recipient.country", entry) or BLANK) for line, entry in recipients(reading))
    if rows:
        yield Table(("境外接收方", "所在国家或者地区"), rows, (70, 30))
    else:
        yield Paragraph(BLANK, lead="境外接收方：")


def _facts(reading: Reading) -> Iterator[Block]:
    yield Paragraph(reading.show("route.ciio_notice"), lead=f"{reading.label('route.ciio_notice')}：")
    for line, entry in scenarios(reading):
        yield line
        for question in FACTS:
            if reading.is_asked(question, entry):
                yield Paragraph(reading.show(question, entry) or BLANK, lead=f"{reading.label(question)}：")
        yield from answers(reading, "scenario.exemption_reason", entry=entry)


def _figures(reading: Reading, wording: ExemptionMemo) -> Iterator[Block]:
    """The counts of the year beside every figure in force on the day; where no person is concerned, that is said."""
    day = reading.content.on
    concerned = any("personal_information" in _types(reading, entry) for entry in reading.scenarios)
    if not concerned:
        yield Paragraph("所涉数据不包含个人信息，不涉及人数。")
        return
    rows = []
    for threshold in wording.thresholds:
        figure = wording.figures.get(threshold.figure)
        value = figure.on(day) if figure else None
        if value is None or not isinstance(value.value, int):
            continue
        counted = reading.show(COUNTS[threshold.counted]) or BLANK
        standard = threshold.standard.format(value=f"{value.value:,}")
        rows.append((threshold.text, f"{counted}人", standard, f"{value.cite.text}{value.cite.article}"))
    yield Paragraph(f"自{day.year}年1月1日起累计向境外提供的人数（去重，不含依法不计入的部分）与标准对照如下。")
    yield Table(wording.threshold_columns, tuple(rows), (36, 17, 17, 30))
    for line, entry in scenarios(reading):
        if reading.texts("scenario.counting_method", entry):
            yield line
            yield from answers(reading, "scenario.counting_method", entry=entry)
    yield from _named(reading, "人数的证明材料", "exemption.count_evidence")


def _conditions(reading: Reading, wording: ExemptionMemo) -> Iterator[Block]:
    for line, entry, flow in flows(reading):
        yield line
        grounds = _grounds(wording, flow)
        for ground in grounds:
            rows = tuple(_row(reading, wording, entry, condition) for condition in ground.conditions)
            yield Table(wording.condition_columns, tuple(row for row in rows if row), (30, 44, 26))
        if not grounds:
            yield from answers(reading, "scenario.exemption_reason", entry=entry)
        yield from _named(reading, "其他证明材料", "scenario.exemption_evidence", entry)


def _grounds(wording: ExemptionMemo, flow: Mapping[str, Any]) -> tuple[Ground, ...]:
    found = (wording.ground(str(rule["id"])) for rule in _rules(flow))
    return tuple(ground for ground in found if ground is not None)


def _row(reading: Reading, wording: ExemptionMemo, entry: Entry, condition: Condition) -> tuple[str, str, str] | None:
    """One condition; a condition that is not asked for in this scenario is no condition of it."""
    of = entry if condition.fact.startswith("scenario.") else None
    if not reading.is_asked(condition.fact, of):
        return None
    shown = ""
    for question in dict.fromkeys((condition.evidence, "scenario.exemption_evidence")):
        if question and not shown:
            shown = reading.evidence(question, entry if question.startswith("scenario.") else None)
    return (
        _with_figures(wording, condition.text, reading),
        reading.show(condition.fact, of) or BLANK,
        shown.removeprefix("见证明材料").replace(BLANK, "") or wording.no_evidence,
    )


def _ends(reading: Reading, wording: ExemptionMemo) -> Iterator[Block]:
    yield Paragraph("有下列情形之一的，上述结论不再适用，应当重新判断出境路径。")
    grounds = [ground for _, _, flow in flows(reading) for ground in _grounds(wording, flow)]
    ends = [_with_figures(wording, text, reading) for ground in grounds for text in ground.ends]
    listed = list(dict.fromkeys((*ends, *wording.always_ends)))
    for number, text in enumerate(listed, start=1):
        yield Paragraph(f"{number}. {text}{'。' if number == len(listed) else '；'}")
    if any("personal_information" in _types(reading, entry) for entry in reading.scenarios):
        yield Paragraph(wording.stays_due)


def _decision(reading: Reading, wording: ExemptionMemo) -> Iterator[Block]:
    by, on = reading.show("exemption.decided_by"), reading.show("exemption.decided_on")
    yield Paragraph(f"由{by or BLANK}于{on or BLANK}决定。")
    review = reading.show("exemption.review_on")
    if review:
        yield Paragraph(f"下次复核日期：{review}。")
    yield from answers(reading, "exemption.remark")


def _named(reading: Reading, lead: str, question: str, entry: Entry | None = None) -> Iterator[Block]:
    text = reading.evidence(question, entry)
    if text:
        yield Paragraph(text + "。" if text.startswith("见") else text, lead=f"{lead}：")


def _with_figures(wording: ExemptionMemo, text: str, reading: Reading) -> str:
    """``{exempt.small.persons}`` as the law has it on the day."""
    for key, figure in wording.figures.items():
        entry = figure.on(reading.content.on)
        if entry is not None and isinstance(entry.value, int):
            text = text.replace(f"{{{key}}}", f"{entry.value:,}")
    return text


def _types(reading: Reading, entry: Entry) -> Sequence[str]:
    value = reading.value("scenario.data_types", entry)
    return value if isinstance(value, list) else ()
