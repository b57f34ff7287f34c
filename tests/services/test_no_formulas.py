"""No file that is written here holds a formula: every sheet goes through one module, which is tried here."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.ledger_files import csv_text as ledger_csv
from services.spreadsheet_cells import calculates, csv_text, harmless, new_workbook, unmarked
from services.spreadsheet_writing import write_items
from services.spreadsheets import ItemRow

ROOT = Path(__file__).resolve().parents[2]
HOSTILE = (
    '=HYPERLINK("http://x","y")', "+1+1", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1+1", "＋1", "－1",
    "＠A1", "'=1", "''+1", "\ufeff=1", "\u3000=1", "=cmd|'/c calc'!A1", "{=1+1}",
)  # fmt: skip
SHEETS = re.compile(rb"<f[ >]|<hyperlink|t=\"str\"")
"""How a sheet of a workbook writes a formula, its saved result, and a link."""

WRITING = re.compile(r"\bcsv\.(writer|DictWriter)|^import (xlsxwriter|openpyxl)|^from (csv|xlsxwriter|openpyxl)", re.M)


def formulas_in(book: bytes) -> list[str]:
    """The parts of a workbook that hold a formula or a link."""
    with zipfile.ZipFile(io.BytesIO(book)) as parts:
        outside = [name for name in parts.namelist() if "externalLink" in name or "vba" in name]
        return outside + [name for name in parts.namelist() if "sheets/" in name and SHEETS.search(parts.read(name))]


def cells_of(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]


def test_a_workbook_of_items_holds_no_formula() -> None:
    rows = [ItemRow(text, text, text, text, text) for text in HOSTILE]
    assert formulas_in(write_items(rows, "zh", list(HOSTILE))) == []


def test_what_finds_a_formula_would_find_one() -> None:
    output = io.BytesIO()
    book = new_workbook(output)
    book.add_worksheet().write_formula(0, 0, "=1+1")
    book.close()
    assert formulas_in(output.getvalue()) == ["xl/worksheets/sheet1.xml"]


def test_a_new_workbook_makes_no_formula_of_what_it_is_given() -> None:
    output = io.BytesIO()
    book = new_workbook(output)
    sheet = book.add_worksheet()
    for line, text in enumerate((*HOSTILE, "https://example.org")):
        sheet.write(line, 0, text)
    book.close()
    assert formulas_in(output.getvalue()) == []


@pytest.mark.parametrize("text", HOSTILE)
def test_no_cell_of_a_csv_file_is_calculated(text: str) -> None:
    assert not any(calculates(cell) for cell in cells_of(csv_text([[text, "x"]])))
    written = ledger_csv([{"flow": text, "basis": text}])
    assert not any(calculates(cell) for cell in cells_of(written))


@settings(max_examples=200, deadline=None)
@given(st.text(st.sampled_from("'=+-@＝ \t\r\n\u3000a1"), max_size=6) | st.text(max_size=20))
def test_a_mark_is_taken_away_again(text: str) -> None:
    assert unmarked(harmless(text)) == text
    assert not calculates(harmless(text))


def test_ordinary_texts_are_left_as_they_are() -> None:
    plain = ("VIN", "86,400", date(2026, 11, 21).isoformat(), "车主姓名", "a=b", "it's", "'quoted'", "—", "")
    assert [harmless(text) for text in plain] == list(plain)


def test_every_sheet_is_written_through_this_module() -> None:
    """Whoever writes CSV or a workbook elsewhere is found here."""
    folders = ("assessment", "audit", "forms", "regimes", "reports", "services", "store", "web")
    files = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    found = [path for path in files if WRITING.search(path.read_text("utf-8"))]
    assert [path.relative_to(ROOT).as_posix() for path in found] == ["services/spreadsheet_cells.py"]
