"""数据出境相关法律文件条款索引: each point of Art. 9 with the clauses that agree on it, their pages and their words.

It shows what no clause covers yet; whether a clause is good enough is judged by people, and told elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator

from assessment.answers import Entry
from assessment.questions import Scope
from assessment.wording import NumberedText, ReportWording
from assessment.wording_check import ClauseIndexWording
from reports.blocks import BLANK, Block, Paragraph, Table, Title
from reports.reading import Reading

WIDTHS = (22, 11, 9, 38, 20)


def write(reading: Reading, wording: ClauseIndexWording, report: ReportWording) -> tuple[Block, ...]:
    blocks: list[Block] = [
        Title(wording.title),
        Paragraph(f"数据处理者：{reading.show('handler.name')}", "plain"),
        Paragraph(wording.opening.format(documents=documents_named(reading))),
    ]
    for point in report.article_9:
        blocks.append(Paragraph(f"{point.number}{point.text}", "block-title"))
        blocks += _point(reading, wording, point)
    return tuple(blocks)


def documents_named(reading: Reading) -> str:
    """The legal documents that clauses are taken from, each once, in the order of the clauses."""
    names = (reading.show("clause.document", entry) for entry in reading.sheet.of_scope(Scope.CLAUSE))
    listed = [f"《{name.strip('《》')}》" if name != BLANK else BLANK for name in dict.fromkeys(names)]
    return "、".join(listed) or BLANK


def clauses_of(reading: Reading, point: NumberedText) -> tuple[Entry, ...]:
    return tuple(e for e in reading.sheet.of_scope(Scope.CLAUSE) if reading.value("clause.point", e) == point.id)


def parts_covered(reading: Reading, point: NumberedText, entries: tuple[Entry, ...]) -> tuple[str, ...]:
    """What the clauses cover of a point, in the words of the form, each part once."""
    return tuple(dict.fromkeys(part for entry in entries for part in _parts(reading, point, entry)))


def _parts(reading: Reading, point: NumberedText, entry: Entry) -> list[str]:
    chosen = reading.chosen("clause.covers", entry)
    return [label.split("：")[-1] for part, label in chosen if part.startswith(f"{point.id}_")]


def _point(reading: Reading, wording: ClauseIndexWording, point: NumberedText) -> Iterator[Block]:
    found = clauses_of(reading, point)
    if not found:
        yield Paragraph(BLANK, lead=wording.no_clause)
        return
    rows = tuple(
        (
            reading.show("clause.document", entry),
            reading.show("clause.number", entry),
            reading.show("clause.page", entry),
            "\n".join(reading.texts("clause.quotation", entry)),
            "、".join(_parts(reading, point, entry)) or BLANK,
        )
        for entry in found
    )
    yield Table(wording.columns, rows, WIDTHS)
    covered = set(parts_covered(reading, point, found))
    missing = [
        choice.zh.split("：")[-1]
        for choice in reading.choices("clause.covers")
        if choice.id.startswith(f"{point.id}_") and choice.zh.split("：")[-1] not in covered
    ]
    if missing:
        yield Paragraph(f"{'、'.join(missing)}{BLANK}", lead=wording.missing)
    else:
        yield Paragraph(wording.covered)
