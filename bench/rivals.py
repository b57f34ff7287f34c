"""The same dossier by other ways to make a PDF: one plain WeasyPrint call, Chromium, Typst, LibreOffice.

Each gets the fonts from the same files and the same words; what it cannot do is left out and said. A way that is not
installed is skipped with a sentence.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from docx import Document as Docx

from reports.blocks import Annex, Block, Cover, Form, Heading, Paragraph, Picture, Signatures, Table, Title
from reports.document import Dossier
from reports.fonts import FACES
from reports.pages import whole_html
from reports.render import STYLES


class Rival(NamedTuple):
    """``command`` is run in ``folder``; ``lacks`` says what it leaves out."""

    name: str
    command: list[str]
    lacks: str = ""


PLAIN = """
import sys, weasyprint
for name in sys.argv[1:]:
    weasyprint.HTML(name).write_pdf(name + ".pdf")
"""
TYPST = """
import sys, typst
for name in sys.argv[2:]:
    typst.compile(name, output=name + ".pdf", font_paths=[sys.argv[1]], ignore_system_fonts=True)
"""


def rivals(dossier: Dossier, folder: Path, fonts: Path, python: str, *, plain: bool) -> Iterator[Rival]:
    """Write the input of each way into ``folder`` and say how it is run."""
    pages = [_page(dossier, number, folder, fonts) for number in range(len(dossier.documents))]
    if plain:
        yield Rival("one plain WeasyPrint call", [python, "-c", PLAIN, *pages])
    chromium = shutil.which("chromium")
    if chromium:
        script = " && ".join(
            f"{chromium} --headless --no-sandbox --disable-gpu --no-pdf-header-footer --timeout=600000"
            f" --user-data-dir={folder}/profile --print-to-pdf={name}.chromium.pdf file://{name}"
            for name in pages
        )
        yield Rival("Chromium print-to-PDF", ["sh", "-c", script], "page numbers in the contents, PDF/A")
    texts = [_typst(dossier, number, folder) for number in range(len(dossier.documents))]
    yield Rival("Typst", [python, "-c", TYPST, str(fonts), *texts], "bold Kai and FangSong, PDF/A")
    office = shutil.which("soffice")
    if office:
        files = [_docx(dossier, number, folder) for number in range(len(dossier.documents))]
        profile = f"-env:UserInstallation=file://{folder}/office"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), *files]
        yield Rival("LibreOffice from DOCX", command, "drawings, page numbers in the contents")


def _page(dossier: Dossier, number: int, folder: Path, fonts: Path) -> str:
    document = dossier.documents[number]
    faces = "".join(
        f"@font-face {{ font-family: '{face.family}'; src: url('file://{fonts.resolve() / face.file}');"
        f" font-weight: {face.weight}{f'; unicode-range: {face.chars}' if face.chars else ''} }}\n"
        for face in FACES
    )
    rules = "\n".join((STYLES / f"{name}.css").read_text(encoding="utf-8") for name in ("base", document.sheet))
    html = whole_html(document, dossier).replace("</head>", f"<style>{faces}{rules}</style></head>")
    path = folder / f"{number}.html"
    path.write_text(html, encoding="utf-8")
    return str(path)


def _typst(dossier: Dossier, number: int, folder: Path) -> str:
    document = dossier.documents[number]
    leading = "0.857em" if document.sheet == "report" else "0.143em"
    lines = [
        '#set page(paper: "a4", margin: (x: 3.18cm, y: 2.54cm), numbering: "1")',
        '#set text(font: ("Liberation Serif", "FandolFang R", "FandolFang"), size: 14pt, lang: "zh")',
        f"#set par(justify: true, first-line-indent: (amount: 2em, all: true), leading: {leading}, spacing: {leading})",
    ]
    for block in document.blocks:
        lines += _typst_block(block)
    path = folder / f"{number}.typ"
    path.write_text("\n".join(lines), encoding="utf-8")
    return str(path)


def _typst_block(block: Block) -> Iterator[str]:
    match block:
        case Cover():
            title = f"#align(center)[#v(6cm) #text(size: 22pt)[{_safe(block.title)}]]"
            yield f"{title}\n#pagebreak()\n#outline()\n#pagebreak()"
        case Title():
            yield f"#align(center)[#text(size: 18pt)[{_safe(block.text)}]]\n"
        case Heading():
            yield f"{'=' * block.level} {_safe(block.text)}\n"
        case Paragraph():
            yield f"{_safe(block.lead + block.text)}\n"
        case Table() | Annex():
            widths = ", ".join(f"{width}fr" for width in block.widths)
            head = ", ".join(f"[{_safe(one)}]" for one in block.columns)
            cells = "\n".join("".join(f"[{_safe(cell)}], " for cell in row) for row in block.rows)
            yield f"#text(size: 10.5pt)[#table(columns: ({widths}), stroke: 0.5pt, table.header({head}),\n{cells})]\n"
        case Form():
            cells = "".join(
                f"table.cell(colspan: {cell.span})[{_safe(' '.join(cell.lines))}], "
                for row in block.rows
                for cell in row
            )
            yield f"#table(columns: (22fr, 28fr, 20fr, 30fr), stroke: 0.5pt, {cells})\n"
        case Picture():
            drawn = f'image(bytes("{block.svg.translate(_QUOTED)}"), width: 78%, format: "svg")'
            yield f"#figure({drawn}, caption: [{_safe(block.caption)}])\n"
        case Signatures():
            yield from (f"#h(8cm){_safe(line)}\n" for line in block.lines)
        case _:
            pass


_QUOTED = str.maketrans({'"': '\\"', "\\": "\\\\"})


def _safe(text: str) -> str:
    return "".join(f"\\{c}" if c in "\\#*_`$<>@[]=-+/~'\"" else c for c in text)


def _docx(dossier: Dossier, number: int, folder: Path) -> str:
    document, out = dossier.documents[number], Docx()
    for block in document.blocks:
        match block:
            case Title() | Heading():
                out.add_heading(block.text, block.level if isinstance(block, Heading) else 1)
            case Paragraph():
                out.add_paragraph(block.lead + block.text)
            case Table() | Annex():
                _docx_table(out, [block.columns, *block.rows])
            case Form():
                _docx_table(out, [[" ".join(cell.lines) for cell in row] for row in block.rows])
            case Picture():
                out.add_paragraph(block.caption)
            case _:
                pass
    path = folder / f"{number}.docx"
    out.save(str(path))
    return str(path)


def _docx_table(out: Docx, rows: list) -> None:  # type: ignore[type-arg,valid-type]  # python-docx ships no types
    table = out.add_table(len(rows), max(map(len, rows)))  # type: ignore[attr-defined]  # python-docx ships no types
    for cells, texts in zip((row.cells for row in table.rows), rows, strict=True):
        for cell, text in zip(cells, texts, strict=False):
            cell.text = text
