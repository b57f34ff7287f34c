"""The terms of the coming months as a picture: windows as bars, last days as discs. The table beside it says it all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from assessment.running_terms import Running
from assessment.vocabulary import Language, Text
from assessment.workdays import months_later
from reports.charts import ACT, INK, INK_2, LINE, SHEET, STOP, _svg, _text

TITLE = Text("期限时间轴", "Timeline of the terms")
TODAY = Text("今天", "today")
OVERDUE = Text("已逾期", "overdue")
LEFT, WIDTH, ROW, TOP = 206, 420, 26, 34
MOST = 14
"""Rows in the picture; what comes later stands in the table alone."""

LONGEST = {"zh": 15, "en": 31}


class _Scale(NamedTuple):
    first: date
    days: int

    def x(self, day: date) -> int:
        inside = min(max((day - self.first).days, 0), self.days)
        return LEFT + inside * WIDTH // self.days


def deadline_timeline(terms: Sequence[Running], today: date, days: int, language: Language) -> str:
    """Rows in the order given; terms without a last day are left to the table."""
    shown = [term for term in terms if term.due is not None][:MOST]
    overdue = [term.due for term in shown if term.due is not None and term.due < today]
    first = max(min([today, *overdue]), today - timedelta(days=max(days // 4, 14)))
    scale = _Scale(first, (today - first).days + days)
    bottom = TOP + len(shown) * ROW
    parts = _months(scale, bottom)
    for index, term in enumerate(shown):
        parts += _row(term, TOP + index * ROW, scale, today, language)
    x = scale.x(today)
    parts.append(f'<line x1="{x}" y1="{TOP - 8}" x2="{x}" y2="{bottom}" stroke="{INK}" stroke-width="2"/>')
    parts.append(_text(x, TOP - 12, TODAY.in_language(language), anchor="middle", size=11))
    told = "; ".join(f"{_label(term, language)} {term.due}" for term in shown)
    return _svg("deadline-timeline", (LEFT + WIDTH + 150, bottom + 24), TITLE, told, parts, language)


def _months(scale: _Scale, bottom: int) -> list[str]:
    """A line at the first of each month, named where there is room."""
    parts = []
    every = 1 if scale.days <= 130 else 2
    month = date(scale.first.year, scale.first.month, 1)
    for index in range(60):
        day = months_later(month, index)
        if (day - scale.first).days > scale.days:
            break
        if day < scale.first or (day.month - 1) % every:
            continue
        x = scale.x(day)
        parts.append(f'<line x1="{x}" y1="{TOP - 4}" x2="{x}" y2="{bottom}" stroke="{LINE}"/>')
        parts.append(_text(x, bottom + 16, f"{day:%Y-%m}", anchor="middle", size=11, fill=INK_2))
    return parts


def _row(term: Running, y: int, scale: _Scale, today: date, language: Language) -> list[str]:
    found = term.deadline
    assert found.due is not None  # only those are shown
    late = term.state == "overdue"
    colour = STOP if late else ACT
    middle = y + ROW // 2
    parts = [_text(LEFT - 10, middle + 4, _short(_label(term, language), language), anchor="end")]
    if found.opens is not None:
        left, right = scale.x(found.opens), scale.x(found.due)
        dash = ' stroke-dasharray="3 2"' if found.provisional else ""
        place = f'x="{left}" y="{middle - 5}" width="{max(right - left, 2)}" height="10" rx="3"'
        parts.append(f'<rect class="window" {place} fill="{SHEET}" stroke="{colour}"{dash}/>')
    fill = SHEET if found.provisional else colour
    dash = ' stroke-dasharray="3 2"' if found.provisional else ""
    x = scale.x(found.due)
    parts.append(f'<circle cx="{x}" cy="{middle}" r="6" fill="{fill}" stroke="{colour}" stroke-width="2"{dash}/>')
    said = f"{found.due}" + (f" {OVERDUE.in_language(language)}" if late else "")
    beyond = "→ " if (found.due - scale.first).days > scale.days else ""
    parts.append(_text(LEFT + WIDTH + 12, middle + 4, beyond + said, size=11, fill=colour if late else INK_2))
    return parts


def _label(term: Running, language: Language) -> str:
    return term.deadline.rule.label.in_language(language)


def _short(label: str, language: Language) -> str:
    longest = LONGEST[language]
    return label if len(label) <= longest else f"{label[: longest - 1]}…"
