"""申报材料清单: the materials of a filing, what the dossier encloses for each, what the hand still has to do."""

from __future__ import annotations

from collections.abc import Iterator

from assessment.answers import Entry
from assessment.entities import entities_of
from assessment.filings import Filing
from assessment.group_filing import ENTITIES, TOGETHER
from assessment.questions import Scope
from assessment.wording import Material, Wording
from reports.blocks import BLANK, Block, Paragraph, Table, Title
from reports.characters import clean
from reports.reading import Reading


def write(reading: Reading, wording: Wording, filing: Filing) -> tuple[Block, ...]:
    texts, own = wording.materials_list, wording.materials_list.of(filing.id)
    materials = own.materials if own else texts.materials
    # Without a place for other evidence, what is not asked for is not part of the filing.
    others = _others(reading, materials) if any(_is_rest(m) for m in materials) else ()
    rows = tuple(
        (str(m.number), m.name, m.requirement, _enclosed(reading, filing, m, others), m.by_hand) for m in materials
    )
    blocks: list[Block] = [
        Title(title_of(wording, filing)),
        Paragraph(f"数据处理者：{reading.show('handler.name')}", "plain"),
        *_together(reading),
        Paragraph(f"{own.project if own else '评估项目'}：{_project(reading)}", "plain"),
        Table(texts.columns, rows, (8, 24, 25, 25, 18)),
    ]
    if others:
        blocks.append(Paragraph(texts.evidence_title, "block-title"))
        blocks.append(Table(texts.evidence_columns, tuple(_line(reading, e) for e in others), (8, 33, 19, 20, 20)))
    return tuple(blocks)


def _together(reading: Reading) -> Iterator[Paragraph]:
    """The entities that a group company files for, so that whoever takes in the papers sees whose they are."""
    if reading.value(TOGETHER) is True:
        names = [clean(one.name) for one in entities_of(str(reading.value(ENTITIES) or ""))]
        yield Paragraph("、".join(filter(None, names)) or BLANK, "plain", lead="合并申报的单位：")


def title_of(wording: Wording, filing: Filing) -> str:
    """Each filing has a list of its own name."""
    own = wording.materials_list.of(filing.id)
    return own.title if own else wording.materials_list.title


def _project(reading: Reading) -> str:
    return f"{clean(reading.sheet.title)}（{clean(reading.sheet.reference)}）"


def _is_rest(material: Material) -> bool:
    return not material.kinds and material.document is None and material.optional


def _others(reading: Reading, materials: tuple[Material, ...]) -> tuple[Entry, ...]:
    """Evidence that no numbered material names."""
    named = {kind for material in materials for kind in material.kinds}
    return tuple(e for e in reading.sheet.of_scope(Scope.EVIDENCE) if _kind(reading, e) not in named)


def _kind(reading: Reading, evidence: Entry) -> str:
    return str(reading.value("evidence.kind", evidence))


def _enclosed(reading: Reading, filing: Filing, material: Material, others: tuple[Entry, ...]) -> str:
    """Files of ours and titles of evidence; a material that is due and not there leaves a visible gap."""
    found = [e for e in reading.sheet.of_scope(Scope.EVIDENCE) if _kind(reading, e) in material.kinds]
    lines = [reading.show("evidence.title", e) for e in found]
    if material.kinds and not found and not material.optional:
        absent = "legal_rep_identity" in material.kinds and reading.value("legal_rep.absent") is True
        lines.append("无法定代表人" if absent else BLANK)
    if material.document and filing.has(material.document):
        lines.append(filing.file_of(material.document))
    if _is_rest(material) and others:
        lines.append(f"{len(others)}份，见下表")
    return "\n".join(lines) or ("无" if material.optional else "—")


def _line(reading: Reading, evidence: Entry) -> tuple[str, ...]:
    return (
        str(reading.evidence_numbers[evidence.id]),
        reading.show("evidence.title", evidence),
        reading.show("evidence.kind", evidence),
        reading.show("evidence.issuer", evidence) or "—",
        reading.show("evidence.dated", evidence) or "—",
    )
