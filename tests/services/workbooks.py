"""Lists as companies have them, and what is said where one is refused."""

from __future__ import annotations

import io
from datetime import date, datetime, time

import pytest
import xlsxwriter

from assessment.errors import InputRefused
from services.spreadsheets import (
    read_items,
)

HEADINGS = "序号,数据项名称,内容描述,出境必要性,示例,备注"
ONE_ROW = "1,车辆识别代号,车架号,故障根因分析,LSV***********1234,个人信息"
LIST = f"{HEADINGS}\n{ONE_ROW}\n"


def workbook(*rows: list[object], title: str = "清单", before: str | None = None) -> bytes:
    """A workbook as a company would have it; ``before`` is a sheet of notes in front of the list."""
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, {"in_memory": True})
    if before is not None:
        book.add_worksheet("说明").write_string(0, 0, before)
    sheet = book.add_worksheet(title)
    formats = {
        datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        date: book.add_format({"num_format": "yyyy-mm-dd"}),
        time: book.add_format({"num_format": "hh:mm"}),
    }
    for line, row in enumerate(rows):
        for position, value in enumerate(row):
            if isinstance(value, datetime | date | time):
                sheet.write_datetime(line, position, value, formats[type(value)])
            elif isinstance(value, str):
                sheet.write_string(line, position, value)
            elif value is not None:
                sheet.write(line, position, value)
    book.close()
    return output.getvalue()


def refusal(data: bytes, filename: str = "清单.csv") -> str:
    with pytest.raises(InputRefused) as refused:
        read_items(data, filename)
    (problem,) = refused.value.problems
    assert problem.where == filename
    assert problem.sentence.en
    return problem.sentence.zh


def only_problem(data: bytes) -> tuple[int, str, str]:
    (problem,) = read_items(data, "清单.csv").problems
    assert problem.sentence.en
    return problem.line, problem.column, problem.sentence.zh
