"""Part two （二） and （四） of the report: what is exported, how, how many persons, and to whom."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.answers import DataItem
from assessment.item_words import remark_with_class
from assessment.wording import ReportWording
from reports.blocks import BLANK, Annex, Block, Paragraph, Table
from reports.characters import chinese_number, paragraphs
from reports.documents.numbering import to
from reports.documents.parts import answers, evidence, recipients, scenarios
from reports.reading import Reading

ITEMS_IN_TEXT = 300
"""Longer tables stand as annexes behind the text, so that the report stays readable."""
ITEM_WIDTHS = (8, 22, 22, 24, 13, 11)
CUT_COLUMNS = ("序号", "数据项名称", "不出境的理由")
CUT_WIDTHS = (8, 32, 60)


def overview(reading: Reading) -> Iterator[Block]:
    everyone = {reading.recipient_name(entry) for _, entry in recipients(reading)}
    yield Paragraph(
        f"本次申报的数据出境活动共{len(reading.scenarios)}个出境场景，涉及境外接收方{len(everyone)}家、"
        f"数据项{len(reading.sheet.exported_items):,}项，概况见{to('overview')}。"
    )
    rows = tuple(
        (
            f"场景{chinese_number(number)}",
            reading.show("scenario.brief", entry),
            "\n".join(reading.recipient_name(r) for r in reading.sheet.recipients_of(entry.id)) or BLANK,
            f"{len(reading.sheet.exported_items_of(entry.id)):,}",
        )
        for number, entry in enumerate(reading.scenarios, start=1)
    )
    yield Table(
        ("出境场景", "出境场景简述", "境外接收方", "数据项数量"), rows, (14, 42, 29, 15), "出境场景概况", "overview"
    )


def business(reading: Reading) -> Iterator[Block]:
    for line, entry in scenarios(reading):
        yield line
        yield from answers(reading, "scenario.brief", "scenario.business", "scenario.assets", entry=entry)


def purpose(reading: Reading) -> Iterator[Block]:
    for line, entry in scenarios(reading):
        yield line
        yield from answers(reading, "scenario.purpose", "scenario.scope", entry=entry)
        yield Paragraph(reading.show("scenario.methods", entry) + "。", lead=f"{reading.label('scenario.methods')}：")
        names = ("method_description", "legality", "legitimacy", "necessity")
        yield from answers(reading, *(f"scenario.{name}" for name in names), entry=entry)


def data_items(reading: Reading, wording: ReportWording) -> Iterator[Block]:
    for number, (line, entry) in enumerate(scenarios(reading), start=1):
        items = reading.sheet.exported_items_of(entry.id)
        yield line
        if not items:
            yield Paragraph(BLANK, lead="数据项：")
        elif len(items) > ITEMS_IN_TEXT:
            yield Paragraph(f"本场景拟出境数据项共{len(items):,}项，已在场景内去重，逐项说明见{_annex_name(number)}。")
        else:
            yield Paragraph(
                f"本场景拟出境数据项共{len(items):,}项，已在场景内去重，逐项说明见{to(f'items-{number}')}。"
            )
            caption = f"场景{chinese_number(number)}拟出境数据项"
            yield Table(wording.item_columns, _rows(items), ITEM_WIDTHS, caption, f"items-{number}")
        yield from _cut(reading.sheet.cut_items_of(entry.id), number)


def _cut(items: tuple[DataItem, ...], number: int) -> Iterator[Block]:
    """What was taken out of the export, so that nobody looks for it among the items or takes it for forgotten."""
    if not items:
        return
    if len(items) > ITEMS_IN_TEXT:
        yield Paragraph(f"下列{len(items):,}项数据项不出境，不计入上述数据项，见{_cut_annex_name(number)}。")
        return
    yield Paragraph(f"下列{len(items):,}项数据项不出境，不计入上述数据项，理由见{to(f'cut-{number}')}。")
    caption = f"场景{chinese_number(number)}不出境的数据项"
    yield Table(CUT_COLUMNS, _cut_rows(items), CUT_WIDTHS, caption, f"cut-{number}")


def annexes(reading: Reading, wording: ReportWording) -> Iterator[Block]:
    """Tables of data items that are too long to stand in the text."""
    for number, (line, entry) in enumerate(scenarios(reading), start=1):
        items = reading.sheet.exported_items_of(entry.id)
        if len(items) > ITEMS_IN_TEXT:
            title = f"{_annex_name(number)}　{line.text}　出境数据项"
            yield Annex(title, wording.item_columns, _rows(items), ITEM_WIDTHS)
        cut = reading.sheet.cut_items_of(entry.id)
        if len(cut) > ITEMS_IN_TEXT:
            title = f"{_cut_annex_name(number)}　{line.text}　不出境的数据项"
            yield Annex(title, CUT_COLUMNS, _cut_rows(cut), CUT_WIDTHS)


def _annex_name(number: int) -> str:
    return f"附表{number}"


def _cut_annex_name(number: int) -> str:
    return f"{_annex_name(number)}之二"


def _rows(items: tuple[DataItem, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(n),
            *(_cell(text) for text in (i.name, i.description)),
            _cell(i.necessity) or BLANK,
            _cell(i.example),
            _cell(remark_with_class(i)),
        )
        for n, i in enumerate(items, start=1)
    )


def _cut_rows(items: tuple[DataItem, ...]) -> tuple[tuple[str, ...], ...]:
    return tuple((str(n), _cell(i.name), _cell(i.cut.reason) if i.cut else BLANK) for n, i in enumerate(items, start=1))


def _cell(text: str) -> str:
    return "\n".join(paragraphs(text))


def links(reading: Reading) -> Iterator[Block]:
    for number, (line, entry) in enumerate(scenarios(reading), start=1):
        yield line
        yield from answers(reading, "scenario.domestic_systems", "scenario.link_description", entry=entry)
        sides = (("数据处理者", "handler"), ("境外接收方", "recipient"))
        rows = tuple(
            (name, *(reading.show(f"scenario.{side}_{what}", entry) or "—" for what in ("domains", "addresses")))
            for name, side in sides
        )
        yield Table(
            ("链路一侧", "域名", "网络地址"),
            rows,
            (20, 42, 38),
            f"场景{chinese_number(number)}出境链路两侧的域名和网络地址",
        )
        yield from answers(reading, "scenario.overseas_systems", entry=entry)


def onward(reading: Reading) -> Iterator[Block]:
    for line, entry in scenarios(reading):
        yield line
        match reading.value("scenario.onward", entry):
            case True:
                for text in reading.texts("scenario.onward_description", entry):
                    yield Paragraph(text)
            case False:
                yield Paragraph("数据出境后不向境外其他接收方提供。")
            case _:
                yield Paragraph(BLANK)


def persons(reading: Reading) -> Iterator[Block]:
    """This year's number and the forecast of three years; one table for all scenarios, then how they relate."""
    concerned = [e for e in reading.scenarios if reading.is_asked("scenario.persons_three_years", e)]
    if not concerned:
        yield Paragraph("拟出境数据不含个人信息。")
        return
    names = ("exported_this_year", "year_1", "year_2", "year_3", "three_years")
    rows = tuple(
        (
            f"场景{chinese_number(number)}",
            *(reading.show(f"scenario.persons_{name}", entry) for name in names),
        )
        for number, entry in enumerate(reading.scenarios, start=1)
        if entry in concerned
    )
    yield Paragraph(f"个人信息出境数量按自然人（去重）统计，见{to('persons')}。")
    columns = ("出境场景", "本年度已出境", "未来第1年", "未来第2年", "未来第3年", "未来3年")
    yield Table(columns, rows, (15, 17, 17, 17, 17, 17), "个人信息出境数量（单位：人）", "persons")
    for line, entry in scenarios(reading):
        if entry in concerned:
            yield line
            yield from answers(reading, "scenario.persons_relation", "scenario.counting_method", entry=entry)


def recipient_profile(reading: Reading) -> Iterator[Block]:
    for line, entry in recipients(reading):
        yield line
        yield from answers(reading, "recipient.statistics", entry=entry)
        place = "，".join(
            text
            for text in (reading.show("recipient.country", entry), reading.show("recipient.address", entry))
            if text
        )
        yield Paragraph(f"{place}。", lead="所在国家或者地区、地址：")
        yield from answers(reading, "recipient.business", "recipient.profile", entry=entry)


def recipient_use(reading: Reading) -> Iterator[Block]:
    for line, entry in recipients(reading):
        yield line
        yield from answers(reading, "recipient.use", "recipient.method", entry=entry)


def recipient_measures(reading: Reading) -> Iterator[Block]:
    for line, entry in recipients(reading):
        yield line
        names = ("management_measures", "technical_measures", "capability")
        yield from answers(reading, *(f"recipient.{name}" for name in names), entry=entry)
        yield from evidence(reading, "证明材料", "recipient.evidence", entry)
