"""Puts tables of thousands of rows behind a finished PDF: for copies that are drawn in one piece.

A filed document gets its annexes as parts of its plan (``reports.sections``); both are painted by the same hand.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

from reports.blocks import Heading, Table
from reports.flow import Flow
from reports.paint_fonts import type_case
from reports.painting import write
from reports.setting import Setter
from reports.stamps import Running, stamp
from reports.strips import strips_of


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on every painted page: the mark at the head, the line at the foot, the number of the first page."""

    mark: str
    foot: str
    first: int


def append(host: bytes, annexes: Sequence[dict[str, Any]], folder: Path, sheet: Sheet) -> tuple[bytes, int]:
    """The host with the annexes behind it, bookmarked; and how many pages were added."""
    case, out = type_case(folder), io.BytesIO()
    with pikepdf.open(io.BytesIO(host)) as pdf:
        before = len(pdf.pages)
        starts = []
        for annex in annexes:
            starts.append((annex["title"], len(pdf.pages)))
            columns, widths = tuple(annex["columns"]), tuple(annex["widths"])
            table = Table(columns, tuple(tuple(row) for row in annex["rows"]), widths)
            flow = Flow()
            flow.add(strips_of([Heading(1, annex["title"], ""), table], Setter(case)))
            with pikepdf.open(io.BytesIO(write(flow, case))) as painted:
                pdf.pages.extend(painted.pages)
        running = {
            number: Running(str(sheet.first + number - before), sheet.mark, sheet.foot)
            for number in range(before, len(pdf.pages))
        }
        stamp(pdf, running, case)
        with pdf.open_outline() as outline:
            outline.root.extend(pikepdf.OutlineItem(title, start) for title, start in starts)
        pdf.save(out, deterministic_id=True)
        return out.getvalue(), len(pdf.pages) - before
