"""Hand-written SVG of the head-count: a bar against a threshold, and the year with what is ahead of it.

The same rules as ``reports/charts.py``: attributes only, a title and a description in every picture, and nothing
said by colour alone: what has happened is a full line, what is forecast a broken one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from assessment.conditions import Range
from assessment.forecast import Forecast, Threshold, year_end
from assessment.vocabulary import Language, Text
from reports.charts import ACT, INK, INK_2, LINE, PERSONS, SHEET, STOP, WAIT, _svg, _text

SOFT = "#e3eef1"
PLANNED = Text("含本次计划", "with this plan")
TODAY = Text("今天", "today")
REACHED_WITH_PLAN = Text("含本次计划已达到", "reached with this plan")
AT_THIS_RATE = Text("按目前速度", "at the present rate")

_STATES: dict[str, Text] = {
    "below": Text("未达到", "not reached"),
    "near": Text("已达 80%", "80 % reached"),
    "perhaps": Text("可能已达到", "perhaps reached"),
    "reached": Text("已达到", "reached"),
}


class _Frame(NamedTuple):
    left: int = 74
    top: int = 18
    width: int = 540
    height: int = 220


FRAME = _Frame()
SIZE = (FRAME.left + FRAME.width + 16, FRAME.top + FRAME.height + 34)


def range_words(count: Range) -> str:
    """``86,400`` or ``60,000–110,000``."""
    if count.high is None:
        return f"≥ {count.low:,}"
    return f"{count.low:,}" if count.low == count.high else f"{count.low:,}–{count.high:,}"


def threshold_bar(exported: Range, threshold: int, state: str, language: Language, planned: Range | None = None) -> str:
    """What has been exported against one figure; a paler part is the plan of a case, a short tick stands at 80 %."""
    width = 320
    high = exported.high or 0
    whole = max(planned.high or planned.low, high) if planned else high
    room = max(whole, threshold, 1)
    mark, tick = threshold * width // room, threshold * 8 // 10 * width // room
    colour = STOP if whole >= threshold else WAIT
    said = f"{range_words(exported)} / {threshold:,} {PERSONS.in_language(language)}"
    by_plan = whole >= threshold > high
    word = (REACHED_WITH_PLAN if by_plan else _STATES[state]).in_language(language)
    parts = [
        _text(4, 14, said),
        _text(width + 4, 14, word, anchor="end", fill=INK_2),
        f'<rect x="4" y="24" width="{width}" height="8" rx="3" fill="{LINE}"/>',
    ]
    if planned is not None:
        place = f'x="4" y="24" width="{whole * width // room}" height="8" rx="3"'
        parts.append(f'<rect class="bar-planned" {place} fill="{SOFT}" stroke="{colour}"/>')
    if exported.low != high:
        place = f'x="4" y="24" width="{high * width // room}" height="8" rx="3"'
        parts.append(f'<rect class="bar-perhaps" {place} fill="{SOFT}" stroke="{colour}" stroke-dasharray="3 2"/>')
    sure = exported.low * width // room
    parts += [
        f'<rect class="bar-value" x="4" y="24" width="{sure}" height="8" rx="3" fill="{colour}"/>',
        f'<rect class="bar-tick" x="{4 + tick}" y="22" width="1" height="12" fill="{INK_2}"/>',
        f'<rect class="bar-mark" x="{4 + max(0, mark - 1)}" y="20" width="2" height="16" fill="{INK}"/>',
    ]
    colon = Text("：", ": ").in_language(language)
    plan = f"; {PLANNED.in_language(language)}{colon}{range_words(planned)}" if planned else ""
    return _svg(
        "headcount", (width + 8, 40), Text(f"{said}，{word}", f"{said}, {word}"), f"{said}{plan}", parts, language
    )


def year_chart(
    forecast: Forecast, points: Sequence[tuple[date, Range]], on: date, title: Text, language: Language
) -> str:
    """The counter over one year: a step for every batch, broken from ``on`` to 31 December, thresholds across."""
    top = _top(forecast)
    shown = [threshold for threshold in forecast.thresholds if threshold.persons <= top]
    parts = [*_months(on.year, language), *_scale(top)]
    parts += [_threshold_line(threshold, top, language) for threshold in shown]
    parts += _so_far(points, on, top)
    parts += _ahead(forecast, on, top, language)
    x = _x(on)
    parts.append(f'<line class="today" x1="{x}" y1="{FRAME.top}" x2="{x}" y2="{_y(0, top)}" stroke="{INK_2}"/>')
    if on != year_end(on):
        anchor = "end" if x > FRAME.left + FRAME.width // 2 else "start"
        shift = -5 if anchor == "end" else 5
        parts.append(_text(x + shift, _y(0, top) - 6, TODAY.in_language(language), anchor=anchor, fill=INK_2, size=11))
    parts += [part for threshold in shown if (part := _crossing(threshold, on, top, language))]
    return _svg("year-chart", SIZE, title, _told(forecast, on, language), parts, language)


def _top(forecast: Forecast) -> int:
    """High enough for what is there and ahead, and for the threshold that comes next."""
    now = forecast.now.high or 0
    end = (forecast.year_end.high or 0) if forecast.year_end else 0
    coming = forecast.next
    wanted = max(now, end, 1)
    # A threshold more than twenty times away would press everything else flat.
    if coming is not None and coming.persons <= wanted * 20:
        wanted = max(wanted, coming.persons)
    return wanted * 112 // 100 + 1


def _x(day: date) -> int:
    days = (year_end(day) - date(day.year, 1, 1)).days
    return FRAME.left + (day - date(day.year, 1, 1)).days * FRAME.width // days


def _y(persons: int, top: int) -> int:
    return FRAME.top + FRAME.height - persons * FRAME.height // top


def _months(year: int, language: Language) -> list[str]:
    base = FRAME.top + FRAME.height
    line = f'<line x1="{FRAME.left}" y1="{base}" x2="{FRAME.left + FRAME.width}" y2="{base}" stroke="{INK_2}"/>'
    words = [Text(f"{month}月", str(month)).in_language(language) for month in range(1, 13)]
    return [line, *(_text(_x(date(year, m, 1)) + 8, base + 18, w, fill=INK_2) for m, w in enumerate(words, start=1))]


def _scale(top: int) -> list[str]:
    step = 10 ** (len(str(top)) - 1)
    step = step if top // step >= 3 else max(1, step // 4)
    parts = []
    for persons in range(0, top, step):
        y = _y(persons, top)
        parts.append(f'<line x1="{FRAME.left - 4}" y1="{y}" x2="{FRAME.left}" y2="{y}" stroke="{INK_2}"/>')
        parts.append(_text(FRAME.left - 8, y + 4, f"{persons:,}", anchor="end", fill=INK_2, size=11))
    return parts


def _threshold_line(threshold: Threshold, top: int, language: Language) -> str:
    y = _y(threshold.persons, top)
    right = FRAME.left + FRAME.width
    line = f'<line class="threshold" x1="{FRAME.left}" y1="{y}" x2="{right}" y2="{y}" stroke="{STOP}"/>'
    return line + _text(
        FRAME.left + 6, y - 5, f"{threshold.persons:,} {threshold.label.in_language(language)}", size=11
    )


def _so_far(points: Sequence[tuple[date, Range]], on: date, top: int) -> list[str]:
    """Two lines of steps, the lower and the upper end; between them lies what is not known."""
    low, high = [(FRAME.left, _y(0, top))], [(FRAME.left, _y(0, top))]
    for day, count in [*points, *([(on, points[-1][1])] if points else [])]:
        x = _x(day)
        low += [(x, low[-1][1]), (x, _y(count.low, top))]
        high += [(x, high[-1][1]), (x, _y(count.high or 0, top))]
    parts = []
    if low != high:
        parts.append(f'<polygon class="between" points="{_places([*high, *reversed(low)])}" fill="{SOFT}"/>')
        parts.append(f'<polyline class="low" points="{_places(low)}" fill="none" stroke="{ACT}"/>')
    parts.append(f'<polyline class="so-far" points="{_places(high)}" fill="none" stroke="{ACT}" stroke-width="2"/>')
    return parts


def _ahead(forecast: Forecast, on: date, top: int, language: Language) -> list[str]:
    if forecast.year_end is None or on == year_end(on):
        return []
    start, end = (_x(on), _y(forecast.now.high or 0, top)), (_x(year_end(on)), _y(forecast.year_end.high or 0, top))
    line = f'<polyline class="ahead" points="{_places([start, end])}" fill="none" stroke="{ACT}" stroke-width="2"'
    said = f"{forecast.year_end.high or 0:,}"
    # Above the end of the line, unless a threshold runs there.
    near = any(0 <= end[1] - _y(threshold.persons, top) < 22 for threshold in forecast.thresholds)
    return [f'{line} stroke-dasharray="6 4"/>', _readable(end[0], end[1] + (16 if near else -7), said, "end")]


def _crossing(threshold: Threshold, on: date, top: int, language: Language) -> str:
    if threshold.on is None or threshold.on <= on:
        return ""
    x, y = _x(threshold.on), _y(threshold.persons, top)
    said = Text(f"{threshold.on.month} 月 {threshold.on.day} 日", threshold.on.isoformat()).in_language(language)
    disc = f'<circle class="crossing" cx="{x}" cy="{y}" r="5" fill="{STOP}"/>'
    # To the right, away from the steps, where there is room.
    return disc + _readable(x, y + 21, said, "start" if x + 62 <= SIZE[0] else "end")


def _readable(x: int, y: int, content: str, anchor: str) -> str:
    """A label that may lie on a line: the same text once more underneath, broad and in the colour of the sheet."""
    text = _text(x, y, content, anchor=anchor, size=11)
    return text.replace("<text ", f'<text stroke="{SHEET}" stroke-width="4" aria-hidden="true" ') + text


def _places(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{x},{y}" for x, y in points)


def _told(forecast: Forecast, on: date, language: Language) -> str:
    persons = PERSONS.in_language(language)
    said = [f"{on.isoformat()}: {range_words(forecast.now)} {persons}"]
    if forecast.year_end is not None:
        rate = AT_THIS_RATE.in_language(language)
        said.append(f"{year_end(on).isoformat()}, {rate}: {range_words(forecast.year_end)} {persons}")
    for threshold in forecast.thresholds:
        state = _STATES[threshold.state].in_language(language)
        day = f", {threshold.on.isoformat()}" if threshold.on else ""
        said.append(f"{threshold.persons:,} {threshold.label.in_language(language)}: {state}{day}")
    return "; ".join(said)
