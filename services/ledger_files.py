"""The ledger as a spreadsheet: read many batches from CSV or XLSX, write them out again.

Reading stores nothing and says for each row whether it can be used and what differs. What is confirmed is read once
more from the same text, so that nothing is kept between the two steps. In a file written here no cell is a formula.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from assessment.errors import InputRefused, Problem
from assessment.ledger import MECHANISMS, Count, Ledger, Line
from assessment.ledger_reading import FIELDS, as_texts, read_count
from assessment.vocabulary import Language, Text
from assessment.work import Person
from services import spreadsheet_cells
from services.desk import Desk, actor_of
from services.ledger_entries import SAME, append_counts
from services.ledger_kept import ledger_of
from services.spreadsheet_cells import new_workbook, unmarked
from services.spreadsheet_files import FileRefused, Table, tables_of
from services.spreadsheet_headings import letters, plain
from store.database import Unit

MAX_ROWS = 2_000
_SEARCHED_ROWS = 30
_NUMBERS = frozenset({"persons_pi", "again_pi", "persons_spi", "again_spi", "persons_both"})
_ALSO: Mapping[str, tuple[str, ...]] = {
    "since": ("起始日", "开始日期", "出境日期", "日期", "date", "start"),
    "until": ("截止日", "结束日期", "end", "until"),
    "flow": ("场景", "scenario", "flow"),
    "recipient": ("接收方",),
    "mechanism": ("机制", "路径"),
    "persons_pi": ("一般个人信息", "一般人数", "人数", "persons"),
    "persons_spi": ("敏感个人信息", "敏感人数", "sensitive persons"),
    "basis": ("去重口径", "计数方法", "basis"),
    "evidence": ("证明材料", "依据", "备注"),
}
_NAMES: Mapping[str, str] = {
    plain(name): field
    for field, label in reversed(list(FIELDS.items()))
    for name in (field, label.zh, label.en, *_ALSO.get(field, ()))
}


@dataclass(frozen=True, slots=True)
class RowRead:
    """One row of a file: the batch, or what is wrong with it by column."""

    line: int
    count: Count | None
    problems: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, slots=True)
class CountsPreview:
    """A file as it was understood. ``unused``: headings that mean nothing here. ``content`` is what to confirm."""

    file_name: str
    rows: tuple[RowRead, ...]
    unused: tuple[str, ...]

    @property
    def good(self) -> tuple[Count, ...]:
        return tuple(row.count for row in self.rows if row.count is not None)

    @property
    def bad(self) -> tuple[RowRead, ...]:
        return tuple(row for row in self.rows if row.count is None)

    @property
    def content(self) -> str:
        return csv_text([as_texts(count) for count in self.good])


def preview_counts(desk: Desk, person: Person, code: str, data: bytes, file_name: str) -> CountsPreview:
    """Understand an upload; raises ``InputRefused`` with a sentence when it cannot be read as a list of batches."""
    with desk.database.read(person.company_id) as unit:
        ledger = ledger_of(unit, code)
    return _read(ledger, data, file_name, desk.today)


def confirm_counts(desk: Desk, person: Person, code: str, content: str, file_name: str) -> int:
    """Append the rows that were shown as usable and still are; returns how many."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        ledger = _with_entries(unit, code)
        counts = _read(ledger, content.encode(), file_name, desk.today).good
        if counts:
            append_counts(unit, code, counts, file_name[:200])
            unit.commit()
    return len(counts)


def _with_entries(unit: Unit, code: str) -> Ledger:
    ledger = ledger_of(unit, code)
    if not ledger.name:
        sentence = Text(
            "这个单位还没有台账；请先登记一批，再导入其余。",
            "This entity has no ledger yet; enter one batch first, then import the rest.",
        )
        raise InputRefused(Problem("file", sentence))
    return ledger


# ---- reading ----


def _read(ledger: Ledger, data: bytes, file_name: str, today: date) -> CountsPreview:
    try:
        table, index, columns = _with_heading(tables_of(data))
    except FileRefused as refusal:
        raise InputRefused(Problem(file_name, refusal.sentence)) from refusal
    body = [(at, row) for at, row in enumerate(table.rows) if at > index and any(cell.strip() for cell in row)]
    if len(body) > MAX_ROWS:
        raise InputRefused(Problem(file_name, _too_many(len(body))))
    standing = {_unlinked(line.count) for line in ledger.lines if not line.struck}
    rows = []
    for at, cells in body:
        texts = {field: _cell(cells, position) for position, field in columns.items()}
        count, problems = read_count(texts, ledger.name or "—", today)
        if count is not None and _unlinked(count) in standing:
            count, problems = None, (Problem("flow", SAME),)
        if count is not None:
            standing.add(_unlinked(count))
        places = {field: letters(position) for position, field in columns.items()}
        said = tuple((places.get(problem.where, "—"), problem.sentence) for problem in problems)
        rows.append(RowRead(table.first_line + at, count, said))
    heading = table.rows[index]
    unused = tuple(text.strip() for at, text in enumerate(heading) if at not in columns and text.strip())
    return CountsPreview(file_name, tuple(rows), unused)


def _unlinked(count: Count) -> Count:
    """A batch without its case: a spreadsheet carries no link, so the same row is the same batch."""
    return count.model_copy(update={"case_id": None, "scenario": None})


def _with_heading(tables: Iterable[Table]) -> tuple[Table, int, dict[int, str]]:
    needed = {"since", "flow", "persons_pi"}
    for table in tables:
        for index, row in enumerate(table.rows[:_SEARCHED_ROWS]):
            columns: dict[int, str] = {}
            for position, text in enumerate(row):
                field = _NAMES.get(plain(text)) if text.strip() else None
                if field is not None and field not in columns.values():
                    columns[position] = field
            if needed <= set(columns.values()):
                return table, index, columns
    raise FileRefused(
        f"没有找到表头“{FIELDS['since'].zh}”“{FIELDS['flow'].zh}”“{FIELDS['persons_pi'].zh}”；请使用模板的表头。",
        f"The headings '{FIELDS['since'].en}', '{FIELDS['flow'].en}' and '{FIELDS['persons_pi'].en}' were not found; "
        "use those of the template.",
    )


def _cell(cells: Sequence[str], position: int) -> str:
    return unmarked(cells[position]).strip() if position < len(cells) else ""


def _too_many(rows: int) -> Text:
    return Text(
        f"文件有 {rows:,} 行，一次最多导入 {MAX_ROWS:,} 行；请按月或按场景拆分。",
        f"The file has {rows:,} rows, an import takes at most {MAX_ROWS:,}; split it by month or scenario.",
    )


# ---- writing ----


def csv_text(rows: Iterable[Mapping[str, str]], language: Language = "zh") -> str:
    """The columns of the ledger with their headings."""
    heading = [label.in_language(language) for label in FIELDS.values()]
    return spreadsheet_cells.csv_text([heading, *([row.get(field, "") for field in FIELDS] for row in rows)])


def export_csv(lines: Sequence[Line], language: Language) -> bytes:
    """With a mark at the start, by which Excel knows that the text is UTF-8."""
    rows = [_said(line, language) for line in lines if not line.struck]
    return b"\xef\xbb\xbf" + csv_text(rows, language).encode()


def export_xlsx(lines: Sequence[Line], language: Language) -> bytes:
    """A workbook with the columns of the import; without lines it is the template."""
    output = io.BytesIO()
    workbook = new_workbook(output)
    bold = workbook.add_format({"bold": True, "border": 1, "text_wrap": True, "valign": "top"})
    text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    whole = workbook.add_format({"num_format": "#,##0", "valign": "top"})
    sheet = workbook.add_worksheet("出境人数" if language == "zh" else "Exported persons")
    for position, (field, label) in enumerate(FIELDS.items()):
        number = field in _NUMBERS
        sheet.set_column(
            position, position, 14 if number or field in ("since", "until") else 28, whole if number else text
        )
        sheet.write_string(0, position, label.in_language(language), bold)
    for row, line in enumerate((line for line in lines if not line.struck), start=1):
        for position, (field, value) in enumerate(_said(line, language).items()):
            if field in _NUMBERS and value:
                sheet.write_number(row, position, int(value), whole)
            else:
                sheet.write_string(row, position, value, text)
    sheet.freeze_panes(1, 0)
    workbook.close()
    return output.getvalue()


def _said(line: Line, language: Language) -> dict[str, str]:
    texts = as_texts(line.count)
    return {**texts, "mechanism": MECHANISMS[line.count.mechanism].in_language(language)}
