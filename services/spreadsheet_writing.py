"""A list of data items as a workbook with the official columns. Every cell is text, so nothing in it is a formula."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from assessment.vocabulary import Language
from services.spreadsheet_cells import new_workbook
from services.spreadsheet_headings import ID_HEADING, OFFICIAL, Column


class ItemTexts(Protocol):
    """What a row must have to be written: ``ItemRow`` and ``assessment.answers.DataItem`` both do."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def necessity(self) -> str: ...
    @property
    def example(self) -> str: ...
    @property
    def remark(self) -> str: ...


_WIDTHS: Mapping[Column, int] = {
    "number": 6, "name": 26, "description": 40, "necessity": 48, "example": 26, "remark": 20,
}  # fmt: skip


def write_items(rows: Iterable[ItemTexts], language: Language, ids: Sequence[str] = ()) -> bytes:
    """A workbook with the official columns; without rows it is the template.

    ``ids`` go into a hidden column, by which the items are found again when the workbook comes back.
    """
    output = io.BytesIO()
    workbook = new_workbook(output)
    bold = workbook.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
    # "@" keeps what is typed into the template as text: leading zeros and long numbers stay.
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet = workbook.add_worksheet("数据项" if language == "zh" else "Data items")
    for position, (column, label) in enumerate(OFFICIAL.items()):
        sheet.set_column(position, position, _WIDTHS[column], text)
        sheet.write_string(0, position, label.in_language(language), bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        sheet.write_string(last, 0, str(last), text)
        for position, value in enumerate((row.name, row.description, row.necessity, row.example, row.remark), start=1):
            sheet.write_string(last, position, value, text)
    if ids:
        sheet.set_column(len(OFFICIAL), len(OFFICIAL), 36, text, {"hidden": True})
        for line, content in enumerate((ID_HEADING.in_language(language), *ids)):
            sheet.write_string(line, len(OFFICIAL), content, text)
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": f"A1:F{last + 1}"})
    workbook.close()
    return output.getvalue()
