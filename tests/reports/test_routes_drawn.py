"""The short documents of every route, drawn: archive format, tagged edition, margins, and no signature alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reports.blocks import Paragraph, Signatures, Title
from reports.build import Built, build
from reports.document import Document, Dossier
from reports.paint_fonts import type_case
from reports.setting import NOT_FIRST, NOT_LAST, Measure, Setter, Span
from reports.tagged import build_tagged
from reports.validate import broken_rules
from tests.reports import measure, test_extension_application
from tests.reports.builders import SENTENCES
from tests.reports.routes import composed, contract_flows, contract_sheet, exempt_sheet, flow

LONG = ("pipia_report",)
LEFT, RIGHT = 90.14, 595.28 - 90.14


def _short(dossier: Dossier) -> Dossier:
    return replace(dossier, documents=tuple(d for d in dossier.documents if d.kind not in LONG))


DOSSIERS = {
    "standard_contract": lambda: _short(composed(contract_sheet(), contract_flows())),
    "certification": lambda: _short(composed(contract_sheet("certification"), contract_flows())),
    "exemption": lambda: composed(exempt_sheet("contract"), [flow("diagnostics", "exempt", "R-21")]),
    "extension": test_extension_application.composed,
}


@pytest.fixture(scope="module", params=DOSSIERS)
def some(request: pytest.FixtureRequest) -> Dossier:
    return DOSSIERS[request.param]()


@pytest.fixture(scope="module")
def built(some: Dossier, fonts: Path) -> tuple[Built, ...]:
    return build(some, fonts=fonts)


def test_every_document_is_pdf_a_3u_and_inside_the_margins(built: tuple[Built, ...]) -> None:
    for document in built:
        assert broken_rules(document.pdf, "3u") == ()
        for line in measure.lines(document.pdf):
            assert line.left >= LEFT - 0.6 and line.right <= RIGHT + 0.6, (document.file, line.text)


def test_every_kind_of_document_has_a_tagged_edition(dossier: Dossier, fonts: Path) -> None:
    """One of each kind: what differs between the routes are words."""
    kinds = {d.kind: d for make in DOSSIERS.values() for d in make().documents}
    assert len(kinds) > 6
    for document in build_tagged(replace(dossier, documents=tuple(kinds.values())), fonts=fonts):
        assert broken_rules(document.pdf, "3a") == broken_rules(document.pdf, "ua1") == (), document.file


@pytest.mark.parametrize("lines", range(34, 44, 2))
def test_nobody_signs_an_empty_page(dossier: Dossier, fonts: Path, lines: int) -> None:
    for sheet in ("form", "report"):
        words = tuple(Paragraph(SENTENCES[n % 7][:30]) for n in range(lines if sheet == "form" else lines - 16))
        blocks = (Title("免予申报情况说明"), *words, Signatures(("决定人（签字）：", "年　　月　　日")))
        one = Document("test", "试", "试.pdf", sheet, blocks, "exemption")
        (drawn,) = build(replace(dossier, documents=(one,)), fonts=fonts)
        found = measure.lines(drawn.pdf)
        page = next(line.page for line in found if "签字" in line.text)
        first = next(line for line in found if line.page == page)
        assert "签字" not in first.text, (sheet, lines)


@pytest.mark.parametrize(
    "name", ["累计充电量（energy_in_total）", "abcdefghijklmnopqrstuvwxyz）", "（（abcdefghijklmnop）"]
)
@pytest.mark.parametrize("width", range(60, 110, 5))
def test_a_word_longer_than_its_line_leaves_no_bracket_alone(fonts: Path, name: str, width: int) -> None:
    lines = Setter(type_case(fonts)).lines([Span(name)], Measure(10.5, 16, width))
    told, at = [], 0
    for line in lines:
        told.append(name[at : at + len(line.glyphs)])
        at += len(line.glyphs)
    assert "".join(told) == name
    assert not any(text[0] in NOT_FIRST or text[-1] in NOT_LAST for text in told), told


def test_a_word_longer_than_its_line_ends_behind_a_joint(fonts: Path) -> None:
    lines = Setter(type_case(fonts)).lines([Span("（energy_out_total）")], Measure(10.5, 16, 84))
    assert [len(line.glyphs) for line in lines] == [len("（energy_out_"), len("total）")]
