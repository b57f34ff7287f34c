"""申报材料清单: the eight materials of the guide, what the dossier encloses for each, what the hand still has to do."""

from __future__ import annotations

from assessment.answers import Entry
from assessment.filings import Filing
from assessment.questions import Scope
from assessment.wording import Material, Wording
from reports.blocks import BLANK, Block, Paragraph, Table, Title
from reports.characters import clean
from reports.reading import Reading


def write(reading: Reading, wording: Wording, filing: Filing) -> tuple[Block, ...]:
    texts = wording.materials_list
    named = {kind for material in texts.materials for kind in material.kinds}
    others = tuple(e for e in reading.sheet.of_scope(Scope.EVIDENCE) if _kind(reading, e) not in named)
    rows = tuple(
        (str(m.number), m.name, m.requirement, _enclosed(reading, filing, m, others), m.by_hand)
        for m in texts.materials
    )
    blocks: list[Block] = [
        Title(texts.title),
        Paragraph(f"数据处理者：{reading.show('handler.name')}", "plain"),
        Paragraph(f"评估项目：{clean(reading.sheet.title)}（{clean(reading.sheet.reference)}）", "plain"),
        Table(texts.columns, rows, (7, 24, 25, 26, 18)),
    ]
    if others:
        blocks.append(Paragraph(texts.evidence_title, "block-title"))
        blocks.append(Table(texts.evidence_columns, tuple(_line(reading, e) for e in others), (7, 34, 19, 20, 20)))
    return tuple(blocks)


def _kind(reading: Reading, evidence: Entry) -> str:
    return str(reading.value("evidence.kind", evidence))


def _enclosed(reading: Reading, filing: Filing, material: Material, others: tuple[Entry, ...]) -> str:
    if material.document:
        return filing.file_of(material.document)
    if not material.kinds:
        return f"{len(others)}份，见下表" if others else "无"
    found = [e for e in reading.sheet.of_scope(Scope.EVIDENCE) if _kind(reading, e) in material.kinds]
    if not found:
        return BLANK if material.number != 2 or reading.value("legal_rep.absent") is not True else "无法定代表人"
    return "\n".join(reading.show("evidence.title", e) for e in found)


def _line(reading: Reading, evidence: Entry) -> tuple[str, ...]:
    return (
        str(reading.evidence_numbers[evidence.id]),
        reading.show("evidence.title", evidence),
        reading.show("evidence.kind", evidence),
        reading.show("evidence.issuer", evidence) or "—",
        reading.show("evidence.dated", evidence) or "—",
    )
