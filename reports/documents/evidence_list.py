"""认证证明材料清单: each requirement with what the company says about it and the evidence that shows it."""

from __future__ import annotations

from assessment.answers import Entry
from assessment.filings import Filing
from assessment.questions import Scope
from assessment.wording_routes import EvidenceList, Requirement
from reports.blocks import BLANK, Block, Paragraph, Table, Title
from reports.characters import chinese_number, clean
from reports.reading import Reading

WIDTHS = (8, 27, 15, 25, 25)
LONGEST = 160
"""A list points to where a matter is told at length; it does not tell it again."""


def write(reading: Reading, wording: EvidenceList, filing: Filing) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Title(wording.title),
        Paragraph(f"申请认证的个人信息处理者：{reading.show('handler.name')}", "plain"),
        Paragraph(f"认证机构：{reading.show('certification.body')}", "plain"),
        Paragraph(f"认证项目：{clean(reading.sheet.title)}（{clean(reading.sheet.reference)}）", "plain"),
        Paragraph(wording.lead),
    ]
    for number, group in enumerate(wording.groups, start=1):
        blocks.append(Paragraph(f"{chinese_number(number)}、{group.title}", "block-title"))
        rows = tuple(
            (one.number, one.text, one.clause, _told(reading, one), _shown(reading, one, filing))
            for one in group.requirements
        )
        blocks.append(Table(wording.columns, rows, WIDTHS))
    return tuple(blocks)


def _told(reading: Reading, requirement: Requirement) -> str:
    said = []
    for question in requirement.texts:
        for mark, entry in _entries(reading, question):
            text = reading.show(question, entry)
            if text:
                said.append(mark + (text if len(text) <= LONGEST else "见个人信息保护影响评估报告"))
    return "\n".join(dict.fromkeys(said)) or "—"


def _shown(reading: Reading, requirement: Requirement, filing: Filing) -> str:
    if requirement.document:
        return next((d.file for d in filing.documents if d.kind == requirement.document), BLANK)
    named = []
    for question in requirement.evidence:
        for mark, entry in _entries(reading, question):
            text = reading.evidence(question, entry)
            if text:
                named.append(mark + text.removeprefix("见"))
    if named:
        return "\n".join(dict.fromkeys(named))
    return BLANK if requirement.evidence and not _falls_away(reading, requirement) else "—"


def _falls_away(reading: Reading, requirement: Requirement) -> bool:
    """Nothing of it is asked in any scenario: without consent as a basis there is no separate consent to show."""
    return not any(
        reading.is_asked(question, entry)
        for question in requirement.evidence
        for _, entry in _entries(reading, question)
    )


def _entries(reading: Reading, question: str) -> list[tuple[str, Entry | None]]:
    """Where a question is answered: once for the case, or once for each scenario or recipient, with its name."""
    if question.startswith("scenario."):
        found = [(f"场景{chinese_number(n)}：", entry) for n, entry in enumerate(reading.scenarios, start=1)]
        return [("", entry) for _, entry in found] if len(found) == 1 else list(found)
    if question.startswith("recipient."):
        recipients = reading.sheet.of_scope(Scope.RECIPIENT)
        several = len(recipients) > 1
        return [(f"{reading.recipient_name(entry)}：" if several else "", entry) for entry in recipients]
    return [("", None)]
