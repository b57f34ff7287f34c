"""Part one of the impact assessment: who exports, what is exported, why it may be, and in what numbers."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.answers import Entry
from assessment.wording_routes import ImpactWording
from reports.blocks import BLANK, Block, Paragraph, Table
from reports.characters import chinese_number, paragraphs
from reports.documents import report_export, report_handler
from reports.documents.parts import answers, evidence, recipients, scenarios
from reports.reading import Reading

KINDS = ("scenario.pi_kinds", "scenario.spi_kinds")


def overview(reading: Reading) -> Iterator[Block]:
    everyone = {reading.recipient_name(entry) for _, entry in recipients(reading)}
    yield Paragraph(
        f"本次个人信息出境活动共{len(reading.scenarios)}个出境场景，涉及境外接收方{len(everyone)}家，概况如下。"
    )
    rows = tuple(
        (
            f"场景{chinese_number(number)}",
            reading.show("scenario.brief", entry),
            "\n".join(reading.recipient_name(r) for r in reading.sheet.recipients_of(entry.id)) or BLANK,
        )
        for number, entry in enumerate(reading.scenarios, start=1)
    )
    yield Table(("出境场景", "出境场景简述", "境外接收方"), rows, (14, 50, 36))


def profile(reading: Reading) -> Iterator[Block]:
    """Shares, control, investments, organisation, and who is in charge of protection."""
    yield from report_handler.group(reading)
    names = ("shareholding", "actual_controller", "investments", "structure", "security_body")
    yield from answers(reading, *(f"organisation.{name}" for name in names))
    yield from evidence(reading, "组织架构图", "organisation.chart")
    name, people = reading.show("security_officer.body_name"), reading.show("security_officer.body_headcount")
    yield Paragraph(f"管理机构为{name}，共{people}人。")


def export(reading: Reading, wording: ImpactWording) -> Iterator[Block]:
    """The five points of the template, each for every scenario."""
    writers = (report_export.business, _purpose, _scale, report_export.links, report_export.onward)
    for part, write in zip(wording.parts, writers, strict=True):
        yield Paragraph(f"{part.number}{part.text}", "point")
        yield from write(reading)


def _purpose(reading: Reading) -> Iterator[Block]:
    """Purpose, scope and method, then what makes the export lawful: the basis, notice and separate consent."""
    yield from report_export.purpose(reading)
    concerned = [(line, e) for line, e in scenarios(reading) if reading.is_asked("scenario.legal_basis", e)]
    if concerned:
        yield Paragraph("处理个人信息的合法性基础，以及履行告知义务、取得单独同意的情况说明如下。")
    for line, entry in concerned:
        yield line
        yield Paragraph(reading.show("scenario.legal_basis", entry) + "。", lead="处理个人信息的合法性基础：")
        yield from answers(reading, "scenario.notice", entry=entry)
        yield from evidence(reading, "告知的证明材料", "scenario.notice_evidence", entry)
        yield from answers(reading, "scenario.consent", entry=entry)
        yield from evidence(reading, "单独同意的证明材料", "scenario.consent_evidence", entry)
        yield from answers(reading, "scenario.no_consent_reason", entry=entry)


def _scale(reading: Reading) -> Iterator[Block]:
    """Persons, kinds and sensitivity; the items are counted, since the template has no table of them."""
    yield from report_export.persons(reading)
    for line, entry in scenarios(reading):
        yield line
        count = len(reading.sheet.exported_items_of(entry.id))
        yield Paragraph(f"出境个人信息共{count:,}个字段。" if count else BLANK, lead="范围：")
        yield from kinds(reading, entry)


def kinds(reading: Reading, entry: Entry) -> Iterator[Block]:
    yield from answers(reading, KINDS[0], entry=entry)
    match reading.value("scenario.contains_sensitive", entry):
        case True:
            yield from answers(reading, KINDS[1], entry=entry)
        case False:
            yield Paragraph("不包含敏感个人信息。", lead="敏感程度：")
        case _:
            yield Paragraph(BLANK, lead="敏感程度：")


def told(reading: Reading, question: str, entry: Entry) -> str:
    """An answer in one cell, its paragraphs below each other."""
    return "\n".join(part for text in reading.texts(question, entry) for part in paragraphs(text))
