"""What every reader of an uploaded list hands on: rows of text, and how they were read.

A file that cannot be read raises ``FileRefused``, whose sentence says what is wrong, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessment.vocabulary import Text
from services.spreadsheet_headings import Heading

MAX_FILE_BYTES = 16_000_000
SAVE_AS = Text("请在 Excel 或 WPS 中另存为 XLSX 或 CSV 后再上传。", "Save it as XLSX or CSV and upload that.")


class FileRefused(Exception):
    """The file cannot be read as a list; ``sentence`` says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.sentence = Text(zh, en)


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of text with the row number of the first one, and how the file was read.

    ``suspect`` holds (row index, position) of numbers too long for a spreadsheet's number format. ``notes`` tell
    what a reader of the file would not see in its rows (hidden rows, formulas). ``heading`` stands where the kind
    of file fixes its columns, ``lines`` where a row is not one line of the file.
    """

    kind: str
    rows: list[list[str]]
    first_line: int = 1
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    suspect: frozenset[tuple[int, int]] = frozenset()
    notes: tuple[Text, ...] = ()
    heading: Heading | None = None
    lines: tuple[int, ...] = ()

    def line_of(self, index: int) -> int:
        """Where a person finds the row in the file."""
        return self.lines[index] if self.lines else self.first_line + index

    def as_plain(self) -> dict[str, Any]:
        """Plain data for JSON; ``from_plain`` reads it back."""
        heading = self.heading
        return {
            "kind": self.kind,
            "rows": self.rows,
            "first_line": self.first_line,
            "encoding": self.encoding,
            "delimiter": self.delimiter,
            "sheet": self.sheet,
            "suspect": sorted(self.suspect),
            "notes": [[note.zh, note.en] for note in self.notes],
            "heading": [heading.index, list(heading.texts), dict(heading.positions)] if heading else None,
            "lines": list(self.lines),
        }

    @classmethod
    def from_plain(cls, content: Mapping[str, Any]) -> Table:
        heading = content["heading"]
        return cls(
            **{
                **content,
                "suspect": frozenset((index, position) for index, position in content["suspect"]),
                "notes": tuple(Text(zh, en) for zh, en in content["notes"]),
                "heading": Heading(heading[0], tuple(heading[1]), heading[2]) if heading else None,
                "lines": tuple(content["lines"]),
            }
        )


def size_text(size: int) -> str:
    for unit, factor in (("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000)):
        if size >= factor:
            return f"{size / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} B"
