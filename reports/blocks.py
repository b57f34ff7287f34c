"""What a document is made of: frozen blocks that hold every sentence the PDF shows, and nothing about drawing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

_SVG_TEXT = re.compile("<text[^>]*>([^<]*)")

BLANK = "【待填写】"
"""What a draft prints where an answer is missing; a final document has none."""

ParagraphStyle = Literal["body", "plain", "point", "scenario", "caption", "note", "block-title", "centered", "end"]


@dataclass(frozen=True, slots=True)
class Cover:
    """The first page of the report; the place of the seal and the date stay open."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Title:
    text: str


@dataclass(frozen=True, slots=True)
class Contents:
    """Table of contents with page numbers, made from the headings of the document.

    ``entries``: (level, text, place) of each heading; filled in when the document is drawn.
    """

    title: str
    entries: tuple[tuple[int, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Heading:
    """``place`` is unique in the document; ``level`` 1 to 3."""

    level: int
    text: str
    place: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph; ``lead`` are the words before the text that say what it is about."""

    text: str
    style: ParagraphStyle = "body"
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose heading is repeated on each page; ``widths`` in per cent of the page.

    ``ref``: the name under which a text of the same document points to it.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    caption: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a form; ``lines`` stand below each other."""

    lines: tuple[str, ...]
    span: int = 1
    label: bool = False
    long: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A table of labels and answers on four columns."""

    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """Places for seal, signature and date, left open for the hand."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing of ours as SVG; never made from what a user sent. ``ref``: as for a table."""

    svg: str
    alternative: str
    caption: str = ""
    ref: str = ""


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True, slots=True)
class Annex:
    """A table too long to stand in the text; it is painted on pages of its own behind the last one."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]


Block: TypeAlias = (
    Cover | Title | Contents | Heading | Paragraph | Table | Form | Signatures | Picture | PageBreak | Annex
)


def words(block: Block) -> Iterator[str]:
    """Every text of a block in reading order."""
    match block:
        case Cover():
            yield block.title
            yield from block.lines
        case Title() | Heading():
            yield block.text
        case Contents():
            yield block.title
        case Paragraph():
            yield block.lead + block.text
        case Table() | Annex():
            yield block.caption if isinstance(block, Table) else block.title
            yield from block.columns
            for row in block.rows:
                yield from row
        case Form():
            for cells in block.rows:
                for cell in cells:
                    yield from cell.lines
        case Signatures():
            yield from block.lines
        case Picture():
            yield block.caption
            yield "".join(_SVG_TEXT.findall(block.svg))
        case PageBreak():
            return


def as_text(blocks: tuple[Block, ...]) -> str:
    """The document as plain text, one row or paragraph a line; what the golden files keep."""
    lines: list[str] = []
    for block in blocks:
        match block:
            case Table() | Annex():
                title = block.caption if isinstance(block, Table) else block.title
                lines += [title] if title else []
                lines += [" | ".join(row).replace("\n", " ") for row in (block.columns, *block.rows)]
            case Form():
                lines += [" | ".join(" ".join(cell.lines) for cell in cells) for cells in block.rows]
            case Heading():
                lines.append(f"{'#' * block.level} {block.text}")
            case Picture():
                lines += [f"[{block.alternative}]", block.caption]
            case _:
                lines += list(words(block))
    return "\n".join(line for line in lines if line) + "\n"
