"""The English reading copy: the finished Chinese document again, block by block, in English; alone or side by side.

It is made from the blocks of the filed document, so it can neither leave out nor add anything. Wording of ours and of
the forms is put into English; what an officer wrote stays as it was written and is marked as original text. It is
never the filed document, and every page says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Literal

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assessment.reading_wording import ReadingCopyWording
from assessment.risk_score import RiskScore
from assessment.snapshot import SnapshotContent
from reports import charts
from reports.blocks import (
    Annex,
    Block,
    Contents,
    Cover,
    Form,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Table,
    Title,
    words,
)
from reports.document import Document, Dossier
from reports.documents.reading_words import ORIGINAL, English
from reports.documents.report_risk import FAMILIES
from reports.fonts import faces_needed
from reports.render_job import Order

Edition = Literal["reading", "side_by_side"]
SHORT = 24
"""Shorter original text is a name or a number: it is repeated beside the Chinese rather than pointed to."""
TEMPLATES = Path(__file__).parent / "templates"


def order(
    document: Document,
    dossier: Dossier,
    english: English,
    texts: ReadingCopyWording,
    content: SnapshotContent,
    fonts: Path,
    edition: Edition,
) -> Order:
    """What the drawing process needs for the copy of one document; raises ``GlyphMissing``."""
    pictures = english_pictures(content)
    both = edition == "side_by_side"
    pairs = [(block, in_english(block, english, pictures)) for block in document.blocks]
    title = english.plain(document.title)
    shown = [(block, other) for block, other in pairs if not isinstance(block, Annex)]
    page = _TEMPLATE.render(
        texts=texts,
        title=title,
        document=document,
        dossier=dossier,
        pairs=[(type(block).__name__, block, other) for block, other in shown],
        headings=[other for _, other in shown if isinstance(other, Heading)],
        both=both,
        mark=texts.mark,
    )
    annexes = tuple(_annex(block, other) for block, other in pairs if isinstance(block, Annex))
    faces = faces_needed(fonts, _drawn(document, pairs, texts.notice + texts.mark + title, both=both))
    return Order(
        title,
        page,
        edition,
        tuple(face.file for face in faces),
        annexes,
        mark=texts.mark,
        foot=f"{texts.snapshot} {dossier.snapshot_sha256}",
    )


def in_english(block: Block, english: English, pictures: Mapping[str, str]) -> Block:
    """The same block with its wording in English; text that an officer wrote carries the mark ``ORIGINAL``."""
    match block:
        case Title() | Heading():
            return replace(block, text=english.of(block.text))
        case Contents():
            return replace(block, title=english.of(block.title))
        case Cover():
            return replace(block, title=english.of(block.title), lines=tuple(map(english.of, block.lines)))
        case Paragraph():
            return replace(block, lead=_lead(english, block.lead), text=english.of(block.text))
        case Table():
            columns, rows = _cells(block, english)
            return replace(block, caption=english.of(block.caption), columns=columns, rows=rows)
        case Annex():
            columns, rows = _cells(block, english)
            return replace(block, title=english.plain(block.title), columns=columns, rows=rows)
        case Form():
            cells = (tuple(replace(c, lines=tuple(map(english.of, c.lines))) for c in row) for row in block.rows)
            return replace(block, rows=tuple(cells))
        case Signatures():
            return replace(block, lines=tuple(map(english.of, block.lines)))
        case Picture():
            return replace(
                block,
                svg=pictures.get(block.svg, block.svg),
                alternative=english.plain(block.alternative),
                caption=english.of(block.caption),
            )
        case PageBreak():
            return block


def english_pictures(content: SnapshotContent) -> dict[str, str]:
    """Each drawing with Chinese words in it → the same drawing in English."""
    score = RiskScore.from_record(dict(content.score))
    drawn = (charts.risk_matrix(score, language).replace(charts.FONTS, FAMILIES) for language in ("zh", "en"))
    chinese, english = drawn
    return {chinese: english}


def _lead(english: English, lead: str) -> str:
    return english.plain(lead.removesuffix("：")) + ": " if lead else ""


def _cells(block: Table | Annex, english: English) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    rows = tuple(tuple(english.lines(cell) for cell in row) for row in block.rows)
    return tuple(english.lines(column) for column in block.columns), rows


def _annex(block: Annex, other: Block) -> dict[str, object]:
    """A painted table keeps its rows; the items are what an officer wrote."""
    assert isinstance(other, Annex)
    columns = tuple(en.replace(ORIGINAL, "") for en in other.columns)
    rows = tuple(tuple(cell.replace(ORIGINAL, "") for cell in row) for row in other.rows)
    return {"title": other.title, "columns": columns, "rows": rows, "widths": block.widths}


def _drawn(document: Document, pairs: list[tuple[Block, Block]], ours: str, *, both: bool) -> Iterator[tuple[str, str]]:
    place = f"《{document.title}》"
    yield place, ours
    for block, other in pairs:
        for text in (*words(other), *(words(block) if both else ())):
            yield place, text.replace(ORIGINAL, "")


def _told(text: str) -> Markup:
    """One text of a page: each line a paragraph of its own where it has several, original text marked."""
    lines = [_line(line) for line in text.split("\n")]
    return lines[0] if len(lines) == 1 else Markup("<br>").join(lines)


def _beside(text: str, see: str) -> Markup:
    """As ``_told``; long original text that stands on the left already is only pointed to."""
    if ORIGINAL not in text or len(text) < SHORT:
        return _told(text)
    lines = [see if line.startswith(ORIGINAL) and len(line) >= SHORT else line for line in text.split("\n")]
    return Markup("<br>").join(
        Markup("<em>{}</em>").format(see) if line == see else _line(line) for line in dict.fromkeys(lines)
    )


def _line(line: str) -> Markup:
    if line.startswith(ORIGINAL):
        return Markup('<span class="original" lang="zh-Hans">{}</span>').format(line.removeprefix(ORIGINAL))
    return escape(line)


def _drawing(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704 - drawn by reports/charts.py, never by a user


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    environment.filters.update(told=_told, drawing=_drawing, beside=_beside)
    return environment


_TEMPLATE = _environment().get_template("reading_copy.html")
