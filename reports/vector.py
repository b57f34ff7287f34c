"""Paints our drawings: the few SVG elements that ``reports/charts.py`` uses, as operators of a PDF page.

It refuses every other element and attribute of transformation, so that nothing is left out in silence.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from math import cos, radians, sin

from reports.measures import BASELINE
from reports.paint_fonts import Look
from reports.setting import Measure, Setter, Span, shown

LOOK: Look = "hei"
_VIEW = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_MOVES = re.compile(r"(translate|rotate)\(([-\d. ,]+)\)")
_ARC = 0.5523
"""How far the handles of a quarter of a circle reach, in parts of its radius."""
_SILENT = frozenset({"title", "desc"})


def size_of(svg: str) -> tuple[float, float]:
    found = _VIEW.search(svg)
    return (float(found[1]), float(found[2])) if found else (4.0, 3.0)


def painted(svg: str, setter: Setter, x: float, top: float, scale: float) -> str:
    """The drawing with its upper left corner at ``x``, ``top``; its own heights grow downwards."""
    # Our own charts are the only drawings that come here.
    root = ET.fromstring(svg)  # noqa: S314
    parts = (part for element in root for part in _element(element, setter))
    return f"q {scale:.5f} 0 0 {-scale:.5f} {x:.2f} {top:.2f} cm\n" + "\n".join(parts) + "\nQ"


def _element(element: ET.Element, setter: Setter) -> Iterator[str]:
    name = element.tag.rpartition("}")[2]
    if name in _SILENT:
        return
    moves = _moved(element.get("transform", ""))
    content = _text(element, setter) if name == "text" else f"{_shape(name, element)} {_finish(element)}"
    yield f"q {moves}{_pens(element)}{content} Q"


def _shape(name: str, element: ET.Element) -> str:
    match name:
        case "rect":
            x, y, width, height, radius = (_number(element, key) for key in ("x", "y", "width", "height", "rx"))
            radius = min(radius, width / 2, height / 2)
            return _round(x, y, width, height, radius) if radius else f"{x:g} {y:g} {width:g} {height:g} re"
        case "circle":
            x, y, radius = (_number(element, key) for key in ("cx", "cy", "r"))
            return _circle(x, y, radius)
        case "line":
            x1, y1, x2, y2 = (_number(element, key) for key in ("x1", "y1", "x2", "y2"))
            return f"{x1:g} {y1:g} m {x2:g} {y2:g} l"
        case "polyline" | "polygon":
            pairs = [pair.split(",") for pair in element.get("points", "").split()]
            steps = " ".join(f"{float(x):g} {float(y):g} {'l' if at else 'm'}" for at, (x, y) in enumerate(pairs))
            return steps + (" h" if name == "polygon" else "")
        case _:
            raise AssertionError(f"<{name}> is not painted")


def _circle(x: float, y: float, radius: float) -> str:
    """Four quarters from three o'clock on, where SVG begins to count dashes."""
    reach = radius * _ARC
    parts = [f"{x + radius:g} {y:g} m"]
    for c, s in ((1, 0), (0, 1), (-1, 0), (0, -1)):
        a, b = x + radius * c - reach * s, y + radius * s + reach * c
        d, e = x - radius * s + reach * c, y + radius * c + reach * s
        parts.append(f"{a:g} {b:g} {d:g} {e:g} {x - radius * s:g} {y + radius * c:g} c")
    return " ".join([*parts, "h"])


def _round(x: float, y: float, width: float, height: float, radius: float) -> str:
    """A rectangle with round corners."""
    right, bottom, rest = x + width, y + height, radius * (1 - _ARC)
    return (
        f"{x + radius:g} {y:g} m {right - radius:g} {y:g} l"
        f" {right - rest:g} {y:g} {right:g} {y + rest:g} {right:g} {y + radius:g} c"
        f" {right:g} {bottom - radius:g} l"
        f" {right:g} {bottom - rest:g} {right - rest:g} {bottom:g} {right - radius:g} {bottom:g} c"
        f" {x + radius:g} {bottom:g} l"
        f" {x + rest:g} {bottom:g} {x:g} {bottom - rest:g} {x:g} {bottom - radius:g} c"
        f" {x:g} {y + radius:g} l {x:g} {y + rest:g} {x + rest:g} {y:g} {x + radius:g} {y:g} c h"
    )


def _text(element: ET.Element, setter: Setter) -> str:
    if element.get("stroke"):
        raise AssertionError("text with a stroke is not painted")
    size = _number(element, "font-size") or 16.0
    line = setter.lines([Span(element.text or "", LOOK)], Measure(size, size, 1e6, align="left"))[0]
    share = {"middle": 0.5, "end": 1.0}.get(element.get("text-anchor", "start"), 0.0)
    x = _number(element, "x") - share * sum(line.widths) * size
    top = _number(element, "y") - size * BASELINE
    return f"BT 1 0 0 -1 {x:.2f} {top:.2f} Tm {shown(line.runs(0, 0, []))} ET"


def _pens(element: ET.Element) -> str:
    parts = []
    fill, stroke = element.get("fill", "#000000"), element.get("stroke", "none")
    if fill != "none":
        parts.append(f"{_colour(fill)} rg")
    if stroke != "none":
        parts.append(f"{_colour(stroke)} RG {_number(element, 'stroke-width') or 1.0:g} w")
        if element.get("stroke-dasharray"):
            parts.append(f"[{element.get('stroke-dasharray')}] 0 d")
    return "".join(f"{part} " for part in parts)


def _finish(element: ET.Element) -> str:
    filled, drawn = element.get("fill") != "none", element.get("stroke", "none") != "none"
    return {(True, True): "B", (True, False): "f", (False, True): "S"}.get((filled, drawn), "n")


def _moved(transform: str) -> str:
    moves = []
    for kind, given in _MOVES.findall(transform):
        values = [float(value) for value in re.split("[ ,]+", given.strip())]
        if kind == "translate":
            moves.append(f"1 0 0 1 {values[0]:g} {values[1]:g} cm ")
        else:
            c, s = cos(radians(values[0])), sin(radians(values[0]))
            moves.append(f"{c:.5f} {s:.5f} {-s:.5f} {c:.5f} 0 0 cm ")
    if _MOVES.sub("", transform).strip():
        raise AssertionError(f"{transform} is not painted")
    return "".join(moves)


def _colour(value: str) -> str:
    return " ".join(f"{int(value[at : at + 2], 16) / 255:.3f}" for at in (1, 3, 5))


def _number(element: ET.Element, key: str) -> float:
    return float(element.get(key, "0"))
