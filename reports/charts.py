"""Hand-written SVG of the risk, the same on the page and in the PDF.

Presentation attributes and classes only: a strict content policy forbids inline styles and scripts. Every picture
carries a title and a description; no colour stands alone, each cell and bar has its word.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from assessment.risk_score import ArticleResult, LevelEnds, RiskScore, ScenarioResult
from assessment.scorecard import LEVELS, Level
from assessment.vocabulary import Language, Text

INK, INK_2, SHEET, LINE, ACT = "#1d2329", "#4c555d", "#fffdf9", "#ddd8cc", "#17556b"
WAIT, STOP = "#8a5a00", "#a82a1c"
TINTS: dict[Level, str] = {
    "none": "#f6f4ef",
    "low": "#e4efe6",
    "medium": "#faf0da",
    "high": "#f6d2c5",
    "extreme": "#e9b3a9",
}
FONTS = "'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif"

SEVERITY = Text("危害程度", "Severity")
LIKELIHOOD = Text("可能性", "Likelihood")
MATRIX_TITLE = Text("风险矩阵", "Risk matrix")
WORSE_END = Text("较严一端", "worse end")
BETTER_END = Text("较轻一端（证据补齐后可能达到）", "better end (possible once everything is proven)")
BETTER_IS_NONE = Text("较轻一端为无", "none at the better end")
NOT_CONCERNED = Text("不涉及", "not concerned")
BARS_TITLE = Text("对照第八条逐项结果", "Results for each item of Art. 8")
PERSONS = Text("人", "persons")
REACHED = Text("已达到门槛", "threshold reached")
BELOW = Text("未达到门槛", "below the threshold")


class Spot(NamedTuple):
    """A disc in a cell of the matrix."""

    label: str
    filled: bool


class _Grid(NamedTuple):
    left: int = 66
    top: int = 10
    width: int = 122
    height: int = 76
    gap: int = 3
    radius: int = 12
    step: int = 27
    per_row: int = 4

    def corner(self, severity: int, likelihood: int) -> tuple[int, int]:
        return self.left + (likelihood - 1) * self.width, self.top + (5 - severity) * self.height


GRID = _Grid()


def risk_matrix(score: RiskScore, language: Language) -> str:
    """Severity against likelihood: filled discs at the worse end, hollow ones at the better end where it differs."""
    spots = _spots(score.scenarios)
    parts = []
    for severity in range(5, 0, -1):
        x, y = GRID.corner(severity, 1)
        parts.append(_text(x - 14, y + GRID.height // 2 + 4, str(severity), anchor="end", fill=INK_2))
        for likelihood in range(1, 5):
            level = score.matrix[severity - 1][likelihood - 1]
            word = score.words.levels.of(level).in_language(language)
            parts.append(_cell(severity, likelihood, level, word, spots[severity, likelihood]))
    bottom = GRID.top + 5 * GRID.height
    for likelihood in range(1, 5):
        x, _ = GRID.corner(1, likelihood)
        parts.append(_text(x + GRID.width // 2, bottom + 16, str(likelihood), anchor="middle", fill=INK_2))
    middle = GRID.left + 2 * GRID.width
    parts.append(_text(middle, bottom + 36, f"{_in(LIKELIHOOD, language)} 1–4 →", anchor="middle", fill=INK_2))
    side = f"{_in(SEVERITY, language)} 1–5 →"
    turn = f"translate(22 {(GRID.top + bottom) // 2}) rotate(-90)"
    parts.append(_text(0, 0, side, anchor="middle", fill=INK_2, turn=turn))
    parts += _legend(score, language, bottom + 60)
    size = (GRID.left + 4 * GRID.width + 8, bottom + 88)
    return _svg("risk-matrix", size, MATRIX_TITLE, _matrix_description(score, language), parts, language)


def criteria_bars(score: RiskScore, language: Language) -> str:
    """The items of Art. 8, each as a bar from its better to its worse end, with the words of the ends."""
    left, top, step, column = 226, 40, 30, 82
    items = score.articles_of("8")
    parts = []
    for grade in range(4):
        x = left + grade * column + column // 2
        level = LEVELS[grade + 1]
        parts.append(_text(x, 16, score.words.grades[grade].in_language(language), anchor="middle", fill=INK_2))
        word = score.words.levels.of(level).in_language(language)
        parts.append(_text(x, 32, word, anchor="middle", fill=INK_2, size=11))
    for row, item in enumerate(items):
        y = top + row * step
        label = f"{_number(item.id, language)} {item.name.in_language(language)}"
        parts.append(_text(left - 10, y + 18, label, anchor="end"))
        low, high = _on_bar(item)
        for grade in range(4):
            inside = low <= grade <= high
            fill = TINTS[LEVELS[grade + 1]] if inside else SHEET
            stroke = INK if grade == high else (INK_2 if inside else LINE)
            dash = ' stroke-dasharray="3 2"' if inside and grade != high else ""
            place = f'x="{left + grade * column + 1}" y="{y + 3}" width="{column - 2}" height="{step - 8}" rx="2"'
            parts.append(f'<rect class="bar-cell" {place} fill="{fill}" stroke="{stroke}"{dash}/>')
        parts.append(_text(left + 4 * column + 10, y + 18, _word(score, item, language)))
    told = (f"{item.id} {item.name.in_language(language)}: {_word(score, item, language)}" for item in items)
    description = "; ".join(told)
    size = (left + 4 * column + (136 if language == "zh" else 190), top + len(items) * step + 6)
    return _svg("criteria-bars", size, BARS_TITLE, description, parts, language)


def headcount_bar(value: int, threshold: int, language: Language) -> str:
    """A count of persons against a figure of the law; the mark is where the figure lies."""
    width, room = 320, max(value, threshold, 1)
    filled, mark = value * width // room, threshold * width // room
    state = _in(REACHED if value >= threshold else BELOW, language)
    said = f"{value:,} / {threshold:,} {_in(PERSONS, language)}"
    colour = STOP if value >= threshold else WAIT
    parts = [
        _text(4, 14, said),
        _text(width + 4, 14, state, anchor="end", fill=INK_2),
        f'<rect x="4" y="24" width="{width}" height="8" rx="3" fill="{LINE}"/>',
        f'<rect class="bar-value" x="4" y="24" width="{filled}" height="8" rx="3" fill="{colour}"/>',
        f'<rect class="bar-mark" x="{4 + max(0, mark - 1)}" y="20" width="2" height="16" fill="{INK}"/>',
    ]
    named = Text(f"{said}，{state}", f"{said}, {state}")
    return _svg("headcount", (width + 8, 40), named, _in(named, language), parts, language)


def _spots(scenarios: Iterable[ScenarioResult]) -> dict[tuple[int, int], list[Spot]]:
    spots: dict[tuple[int, int], list[Spot]] = defaultdict(list)
    for one in scenarios:
        lower, upper = ((one.severity[end], one.likelihood[end]) for end in (0, 1))
        if upper[0]:
            spots[upper].append(Spot(one.id, filled=True))
        if lower[0] and lower != upper:
            spots[lower].append(Spot(one.id, filled=False))
    return spots


def _cell(severity: int, likelihood: int, level: Level, word: str, spots: list[Spot]) -> str:
    x, y = GRID.corner(severity, likelihood)
    width, height = GRID.width - GRID.gap, GRID.height - GRID.gap
    place = f'x="{x}" y="{y}" width="{width}" height="{height}" rx="3"'
    tint = f'<rect class="level-{level}" {place} fill="{TINTS[level]}"/>'
    named = _text(x + width - 7, y + height - 6, word, anchor="end", size=11)
    discs = []
    for index, spot in enumerate(spots):
        row, column = divmod(index, GRID.per_row)
        discs.append(_disc(x + 19 + column * GRID.step, y + 17 + row * GRID.step, spot))
    return tint + named + "".join(discs)


def _disc(x: int, y: int, spot: Spot) -> str:
    fill, ink = (INK, SHEET) if spot.filled else (SHEET, INK)
    kind, dash = ("filled", "") if spot.filled else ("hollow", ' stroke-dasharray="3 2"')
    circle = f'<circle class="disc-{kind}" cx="{x}" cy="{y}" r="{GRID.radius}" fill="{fill}" stroke="{INK}"{dash}/>'
    return circle + _text(x, y + 4, spot.label, anchor="middle", size=11, fill=ink)


def _legend(score: RiskScore, language: Language, y: int) -> list[str]:
    """What filled and hollow mean, and the scenarios that have no place in the matrix."""
    parts = [_disc(GRID.left + 12, y, Spot("R", filled=True)), _text(GRID.left + 30, y + 4, _in(WORSE_END, language))]
    if any(one.severity[0] != one.severity[1] or one.likelihood[0] != one.likelihood[1] for one in score.scenarios):
        x = GRID.left + 140
        parts += [_disc(x, y, Spot("R", filled=False)), _text(x + 18, y + 4, _in(BETTER_END, language))]
    absent = [one.id for one in score.scenarios if one.severity[1] == 0]
    half = [one.id for one in score.scenarios if one.severity[1] and one.severity[0] == 0]
    colon = Text("：", ": ").in_language(language)
    told = ((absent, NOT_CONCERNED), (half, BETTER_IS_NONE))
    notes = [f"{' '.join(ids)}{colon}{_in(text, language)}" for ids, text in told if ids]
    if notes:
        parts.append(_text(GRID.left, y + 25, "; ".join(notes), fill=INK_2))
    return parts


def _matrix_description(score: RiskScore, language: Language) -> str:
    said = []
    for one in score.scenarios:
        severity, likelihood = _ends(one.severity), _ends(one.likelihood)
        level = _levels(score, one.level, language)
        axes = f"{_in(SEVERITY, language)} {severity}, {_in(LIKELIHOOD, language)} {likelihood}"
        said.append(f"{one.id} {one.name.in_language(language)}: {axes}, {level}")
    return "; ".join(said)


def _on_bar(item: ArticleResult) -> tuple[int, int]:
    """Grades stand as they are; levels from low to extreme stand at the same four places."""
    if item.grade is not None:
        return item.grade
    if item.level is None:
        raise ValueError(f"item {item.id} of Art. 8 has neither grade nor level")
    low, high = (max(0, LEVELS.index(level) - 1) for level in item.level)
    return low, high


def _word(score: RiskScore, item: ArticleResult, language: Language) -> str:
    if item.level is not None:
        return _levels(score, item.level, language)
    low, high = (score.words.grades[grade].in_language(language) for grade in _on_bar(item))
    return low if low == high else f"{low} – {high}"


def _levels(score: RiskScore, levels: LevelEnds, language: Language) -> str:
    low, high = (score.words.levels.of(level).in_language(language) for level in levels)
    return low if low == high else f"{low} – {high}"


def _number(item: str, language: Language) -> str:
    """``8(2) place`` is 第八条（二） for a Chinese reader."""
    digit = item[item.index("(") + 1]
    return f"（{'一二三四五六七'[int(digit) - 1]}）" if language == "zh" else f"({digit})"


def _ends(ends: tuple[int, int]) -> str:
    return str(ends[0]) if ends[0] == ends[1] else f"{ends[0]}–{ends[1]}"


def _in(text: Text, language: Language) -> str:
    return text.in_language(language)


def _text(
    x: int, y: int, content: str, *, anchor: str = "start", size: int = 12, fill: str = INK, turn: str = ""
) -> str:
    transform = f' transform="{turn}"' if turn else ""
    place = f'x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="{fill}"'
    return f"<text {place}{transform}>{escape(content)}</text>"


def _svg(
    kind: str, size: tuple[int, int], title: Text, description: str, parts: Iterable[str], language: Language
) -> str:
    """No ids inside: the same picture may stand twice on one page."""
    width, height = size
    name = _in(title, language)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart {kind}" role="img" aria-label={quoteattr(name)} '
        f'viewBox="0 0 {width} {height}" width="{width}" height="{height}" font-family={quoteattr(FONTS)}>'
    )
    return f"{head}<title>{escape(name)}</title><desc>{escape(description)}</desc>{''.join(parts)}</svg>"
