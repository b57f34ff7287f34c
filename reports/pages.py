"""From blocks to HTML for WeasyPrint. User text stays text: everything is escaped, only our drawings are not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from reports.blocks import BLANK, Cell, Heading, Picture
from reports.document import DRAFT_MARK, Document, Dossier

_OPTION = re.compile("[☐☑][^\\s☐☑]+")
_TALL = 600
"""A row with so much text in one cell may be parted between pages; every other row stays whole."""


def whole_html(document: Document, dossier: Dossier) -> str:
    """The whole document in one piece, with marks, page numbers and the names of its fields: the tagged edition."""
    blocks = [_Named(block) for block in document.blocks]
    return _TEMPLATE.render(
        document={"title": document.title, "blocks": blocks},
        headings=[block for block in document.blocks if isinstance(block, Heading)],
        whole={
            "handler": dossier.handler,
            "on": dossier.on,
            "mark": DRAFT_MARK if dossier.status == "draft" else "",
            "foot": f"快照 {dossier.snapshot_sha256}" if dossier.status == "draft" else "",
        },
    )


class _Named:
    """A block that tells the template what it is."""

    def __init__(self, block: Any) -> None:
        self._block = block
        self.what = type(block).__name__

    def __getattr__(self, name: str) -> Any:
        return getattr(self._block, name)


def _shown(text: str) -> Markup:
    """Gaps stand out, and no option of a form is parted from its box."""
    safe = str(escape(text)).replace(BLANK, f'<span class="blank">{BLANK}</span>')
    return Markup(_OPTION.sub(lambda found: f'<span class="option">{found[0]}</span>', safe))  # noqa: S704 - escaped above


def _drawing(picture: Picture) -> Markup:
    """With its text alternative as title, which is what the tagged edition reads out."""
    svg = re.sub("<title[^>]*>.*?</title>", "", picture.svg, count=1, flags=re.DOTALL)
    svg = re.sub("(<svg[^>]*>)", lambda found: f"{found[1]}<title>{escape(picture.alternative)}</title>", svg, count=1)
    return Markup(svg)  # noqa: S704 - drawn by reports/charts.py, never by a user


def _tall(row: tuple[str, ...]) -> bool:
    return max(map(len, row)) > _TALL


def _long(cells: tuple[Cell, ...]) -> bool:
    return max(sum(map(len, cell.lines)) for cell in cells) > _TALL


def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"), autoescape=True, undefined=StrictUndefined
    )
    environment.filters.update(shown=_shown, drawing=_drawing, tall=_tall, long=_long)
    return environment


_TEMPLATE = _environment().get_template("document.html")
