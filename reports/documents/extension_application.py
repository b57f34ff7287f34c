"""延长评估结果有效期申请表: the blocks and labels of the official form, filled from what the snapshot carries.

Which conditions hold was judged before; the form prints what the company says. The commitment ends it, word for word.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.wording_check import ExtensionWording
from reports.blocks import BLANK, Block, Cell, Form, Paragraph, Title
from reports.characters import clean, paragraphs
from reports.reading import BOX, TICKED, Reading

WIDTH = 4
"""Columns of the form: a label over two of them, its answer over the other two."""


def write(reading: Reading, wording: ExtensionWording) -> tuple[Block, ...]:
    said = reading.content.extension or {}
    blocks: list[Block] = [Title(wording.title)]
    scenarios = {entry.id: number for number, entry in enumerate(reading.scenarios, start=1)}
    for number, block in enumerate(_numbered(said.get("form", ())), start=1):
        for part in block:
            which = scenarios.get(str(part.get("scenario")))
            title = f"{number}. {part['title']}{which if which is not None else ''}"
            blocks.append(_form(title, part["fields"], wording))
    blocks.append(Paragraph(wording.commitment))
    return tuple(blocks)


def _numbered(form: Any) -> list[list[Mapping[str, Any]]]:
    """Blocks of the form by their number: the block of a scenario is repeated under one number."""
    found: list[list[Mapping[str, Any]]] = []
    for block in form:
        if found and block.get("scenario") and found[-1][0].get("scenario"):
            found[-1].append(block)
        else:
            found.append([block])
    return found


def _form(title: str, fields: Any, wording: ExtensionWording) -> Form:
    rows: list[tuple[Cell, ...]] = [(Cell((title,), span=WIDTH, label=True),)]
    for field in fields:
        lines = _lines(field, wording)
        if field["kind"] == "long_text":
            rows.append((Cell((clean(field["label"]),), span=WIDTH, label=True),))
            rows.append((Cell(lines, span=WIDTH, long=True),))
        else:
            rows.append((Cell((clean(field["label"]),), span=2, label=True), Cell(lines, span=2)))
    return Form(tuple(rows))


def _lines(field: Mapping[str, Any], wording: ExtensionWording) -> tuple[str, ...]:
    value = field["value"]
    match field["kind"]:
        case "yes_no":
            boxes = " ".join(
                f"{TICKED if value is said else BOX}{word}" for said, word in ((True, wording.yes), (False, wording.no))
            )
            return (boxes if isinstance(value, bool) else f"{boxes} {BLANK}",)
        case "percent":
            concerned = value != wording.not_concerned
            percent = clean(str(value)) if value and concerned else BLANK if concerned else "　　%"
            return (f"{percent} {BOX if concerned else TICKED}{wording.not_concerned}",)
        case _:
            return paragraphs(str(value)) if value else (BLANK,)
