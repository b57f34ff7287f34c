"""The regulator's typography, measured in the finished PDF."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

import pikepdf
import pytest
import weasyprint

from regimes.loader import load_regime
from reports import typography
from reports.build import Built
from reports.document import DRAFT_MARK
from tests.reports import measure
from tests.reports.measure import Line

LEFT, RIGHT, TOP = 90.14, 595.28 - 90.14, 72.0
HEADINGS = load_regime("cn").wording.self_assessment_report.headings
Pages = dict[str, Built]


@pytest.fixture(scope="session")
def report(final: Pages) -> Sequence[Line]:
    return measure.lines(final["self_assessment_report"].pdf)


@pytest.fixture(scope="session")
def body(report: Sequence[Line]) -> Sequence[Line]:
    """Lines of running text in 14 pt FangSong, without the contents and tables."""
    return [
        line
        for line in report
        if line.glyphs[-1].size == 14.0
        and line.glyphs[-1].font.endswith("FandolFang")
        and "......" not in line.text
        and line.page > 3
    ]


def test_paper_is_a4_upright(final: Pages) -> None:
    for built in final.values():
        with pikepdf.open(io.BytesIO(built.pdf)) as pdf:
            sizes = {tuple(round(float(v), 1) for v in page.mediabox) for page in pdf.pages}
        assert sizes == {(0.0, 0.0, 595.3, 841.9)}


def test_text_stays_inside_the_margins(report: Sequence[Line]) -> None:
    outside = [line.text for line in report if line.left < LEFT - 0.5 or line.right > RIGHT + 0.6]

    assert outside == []


def test_the_first_line_of_a_page_stands_under_a_margin_of_72_pt(body: Sequence[Line]) -> None:
    # 26 pt line, 14 pt square in its middle, baseline at 0.88 of the square
    first = min(line.baseline for line in body)

    assert first == pytest.approx(TOP + 6 + 14 * typography.BASELINE, abs=0.2)


def distances(lines: Sequence[Line]) -> Counter[float]:
    pairs = pairwise(lines)
    return Counter(round(b.baseline - a.baseline, 1) for a, b in pairs if a.page == b.page)


def test_lines_of_the_report_are_26_pt_apart(body: Sequence[Line]) -> None:
    found = distances(body)
    near = sum(count for distance, count in found.items() if distance < 40)

    assert found[26.0] > 400
    assert found[26.0] == near, found


def test_lines_of_the_forms_are_16_pt_apart(final: Pages) -> None:
    lines = [line for line in measure.lines(final["power_of_attorney"].pdf) if line.glyphs[0].size == 14.0]
    found = distances(lines)

    assert found[16.0] >= 6
    assert min(found) == 16.0


def test_paragraphs_begin_with_an_indent_of_two_characters(body: Sequence[Line]) -> None:
    starts = Counter(round(line.left - LEFT) for line in body)

    assert {indent for indent, count in starts.items() if count > 5} <= {0, 28, 27, 29, 30, 34, 35}
    assert starts[0] > 200


def test_nineteen_of_twenty_full_lines_are_flush_on_the_right(body: Sequence[Line]) -> None:
    full = [a for a, b in pairwise(body) if a.page == b.page and abs(b.left - LEFT) < 0.5]
    flush = [line for line in full if abs(line.right - RIGHT) < 1.0]

    assert len(full) > 200
    assert len(flush) >= 0.95 * len(full), [line.text for line in full if line not in flush][:5]


@pytest.mark.parametrize(("level", "face"), [(1, "FandolHei"), (2, "FandolKai-Bold"), (3, "FandolFang-Bold")])
def test_headings_have_the_face_of_their_level(report: Sequence[Line], level: int, face: str) -> None:
    for heading in (h for h in HEADINGS if h.level == level):
        wanted = heading.number + heading.text
        found = [line for line in report if line.text == wanted]
        assert found, wanted
        glyph = next(g for g in found[0].glyphs if g.text == heading.text[0])
        assert (glyph.font.split("+")[1], glyph.size) == (f"Dossier-{face}", 14.0)


def test_headings_stand_in_the_order_of_the_template(report: Sequence[Line]) -> None:
    wanted = [h.number + h.text for h in HEADINGS]
    text = [line.text for line in report]

    assert [t for t in text if t in wanted] == wanted


def test_digits_and_latin_letters_have_the_metrics_of_times(body: Sequence[Line]) -> None:
    glyphs = [g for line in body for g in line.glyphs if g.text.isascii() and g.text.isalnum()]

    assert len(glyphs) > 200
    assert {g.font.split("+")[1] for g in glyphs} == {"Dossier-Liberation-Serif"}
    assert {g.size for g in glyphs} == {14.0}


def test_kai_and_fangsong_are_emboldened_by_a_stroke_and_times_is_not(final: Pages) -> None:
    modes: set[tuple[str, int]] = set()
    with pikepdf.open(io.BytesIO(final["self_assessment_report"].pdf)) as pdf:
        for page in pdf.pages:
            names = {key: str(font.BaseFont).split("+")[-1] for key, font in page.resources["/Font"].items()}
            mode, font = 0, ""
            for operands, operator in pikepdf.parse_content_stream(page):
                match str(operator):
                    case "Tr":
                        mode = int(operands[0])
                    case "Tf":
                        font = names[str(operands[0])]
                    case "TJ" | "Tj":
                        modes.add((font, mode))
    bold = {(font, mode) for font, mode in modes if font.endswith("-Bold")}

    assert bold == {
        ("Dossier-FandolKai-Bold", 2),
        ("Dossier-FandolFang-Bold", 2),
        ("Dossier-Liberation-Serif-Bold", 0),
    }
    assert {mode for font, mode in modes if not font.endswith("-Bold")} == {0}


def test_neighbouring_punctuation_is_squeezed(final: Pages) -> None:
    lines = measure.lines(final["power_of_attorney"].pdf)
    glyphs = [g for line in lines for g in line.glyphs]
    gaps = [b.x0 - a.x0 for a, b in pairwise(glyphs) if (a.text, b.text) == ("）", "（")]

    assert gaps and max(gaps) < 12.0


def test_only_fonts_of_ours_are_embedded(final: Pages) -> None:
    for built in final.values():
        assert {name for name in measure.fonts(built.pdf) if not name.startswith("Dossier-")} == set()


def test_a_rare_name_is_drawn_in_the_full_face(final: Pages) -> None:
    glyph = next(g for line in measure.lines(final["application_form"].pdf) for g in line.glyphs if g.text == "喆")

    assert "Noto-Serif-CJK-SC" in glyph.font


def test_the_heading_of_a_table_stands_on_each_of_its_pages(report: Sequence[Line]) -> None:
    columns = "序号数据项名称内容描述出境必要性示例备注"
    rows = [line.page for line in report if "cell_voltage" in line.text]
    heads = [line.page for line in report if line.text == columns]

    assert len(set(rows)) >= 3
    assert set(rows) <= set(heads)


def test_contents_name_the_pages_on_which_the_headings_stand(report: Sequence[Line]) -> None:
    for heading in HEADINGS:
        wanted = heading.number + heading.text
        (entry,) = [line.text for line in report if line.text.startswith(wanted) and "..." in line.text]
        (page,) = [line.page for line in report if line.text == wanted]
        assert entry.removeprefix(wanted).strip(".") == str(page)


def test_every_heading_is_a_bookmark(final: Pages) -> None:
    with pikepdf.open(io.BytesIO(final["self_assessment_report"].pdf)) as pdf, pdf.open_outline() as outline:
        titles: list[str] = []

        def walk(items: list[pikepdf.OutlineItem]) -> None:
            for item in items:
                titles.append(str(item.title))
                walk(item.children)

        walk(outline.root)
    assert titles[: len(HEADINGS)] == [h.number + h.text for h in HEADINGS]


def test_a_draft_says_so_on_every_page_and_a_final_one_does_not(final: Pages, draft: Pages) -> None:
    for kind, built in draft.items():
        pages = measure.page_texts(built.pdf)
        assert len(pages) == built.pages
        for page in pages:
            assert "".join(DRAFT_MARK.split()) in "".join(page.split())
            assert "快照" in page
        assert "草稿" not in measure.text(final[kind].pdf)


def test_another_weasyprint_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with pytest.raises(typography.WrongVersion) as refused:
        typography.apply()
    assert "written for WeasyPrint 70.0, but 71.0 is installed" in str(refused.value)
