"""Texts as cells of the files that are written here. None of them is ever a formula, whatever somebody typed.

A workbook says of each cell that it is text. A CSV file cannot: a text that a spreadsheet program would calculate gets
an apostrophe in front, which is taken away again when the file comes back. Every sheet is written through this module.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlsxwriter

_SIGNS = ("=", "+", "-", "@", "＝", "＋", "－", "＠")
"""Full-width signs are calculated as well by programs set to Chinese."""
_MARK = "'"
_PASSED_OVER = " \t\r\n\v\f\xa0\u3000\u200b\ufeff"
"""What a program may pass over before it looks whether a cell is a formula."""


def calculates(text: str) -> bool:
    """Whether a spreadsheet program could take a cell of a CSV file for a formula."""
    return text[:1] in ("\t", "\r", "\n") or text.lstrip(_PASSED_OVER).startswith(_SIGNS)


def harmless(text: str) -> str:
    """The text as it stands in a CSV file. One that looks as if it were marked is marked once more."""
    return _MARK + text if calculates(text.lstrip(_MARK)) else text


def unmarked(text: str) -> str:
    """The text that ``harmless`` was given."""
    return text[1:] if text.startswith(_MARK) and calculates(text.lstrip(_MARK)) else text


def csv_text(rows: Iterable[Sequence[str]]) -> str:
    """Rows as CSV, every cell harmless."""
    output = io.StringIO()
    writer = csv.writer(output)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return output.getvalue()


def new_workbook(output: io.BytesIO) -> xlsxwriter.Workbook:
    """A workbook in which neither a formula nor a link comes about by itself."""
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    return xlsxwriter.Workbook(output, options)
