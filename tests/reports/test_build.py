"""Parts are drawn once, kept, and put together to the same bytes whoever drew them when."""

from __future__ import annotations

import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from bench.dossier_content import dossier as bench_dossier
from reports import build as building
from reports.blocks import Annex, Contents, Cover, Heading, PageBreak, Paragraph, Picture, Table
from reports.build import Built, build
from reports.document import Document, Dossier
from reports.kept import Kept
from reports.sections import sections_of
from tests.reports import measure

ROOT = Path(__file__).resolve().parents[2]
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><title>x</title>'
    '<rect x="0" y="0" width="400" height="100" fill="#17556b"/></svg>'
)


def report(word: str = "", rows: int = 20) -> Document:
    """Three sections, a table, a drawing and an annex."""
    text = "车辆诊断数据经车载终端加密后传入境内平台，再按字段白名单提取出境数据。" * 12
    blocks = (
        Cover("报告", ("公司（盖章）", "年　月　日")),
        Contents("目录"),
        PageBreak(),
        *(
            block
            for n in range(3)
            for block in (
                Heading(1, f"{'一二三'[n]}、情况", str(n)),
                Paragraph(text + (word if n == 1 else "")),
                Heading(2, "（一）细节", f"{n}.1"),
                Paragraph(text),
                Table(("编号", "情况"), tuple((str(k), text[:40]) for k in range(4)), (20, 80), f"表{n}"),
            )
        ),
        Picture(SVG, "蓝色矩形", "图1　矩形"),
        Annex("附表1", ("序号", "名称"), tuple((str(n), f"字段{n}") for n in range(rows)), (20, 80)),
    )
    return Document("report", "报告", "07-报告.pdf", "report", blocks, "security_assessment")


@pytest.fixture(scope="module")
def some(dossier: Dossier) -> Dossier:
    form = next(d for d in dossier.documents if d.kind == "power_of_attorney")
    return replace(dossier, documents=(form, report()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("kept")


@pytest.fixture(scope="module")
def built(some: Dossier, fonts: Path, folder: Path) -> tuple[Built, ...]:
    return build(some, fonts=fonts, kept=folder)


def drawn_titles(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    titles: list[str] = []
    original = building.draw_parts

    def draw(parts, *rest, **named):  # type: ignore[no-untyped-def]  # the same arguments as the original
        titles.extend(part["title"] for part in parts)
        return original(parts, *rest, **named)

    monkeypatch.setattr(building, "draw_parts", draw)
    return titles


def test_a_second_build_draws_nothing_and_gives_the_same_bytes(
    some: Dossier, built: tuple[Built, ...], fonts: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    titles = drawn_titles(monkeypatch)

    assert build(some, fonts=fonts, kept=folder) == built
    assert titles == []


def test_one_changed_answer_draws_its_part_only_and_gives_the_bytes_of_a_full_build(
    some: Dossier, built: tuple[Built, ...], fonts: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed = replace(some, documents=(some.documents[0], report("（已更新）")))
    titles = drawn_titles(monkeypatch)
    renewed = build(changed, fonts=fonts, kept=folder)
    assert titles == ["报告"]

    assert renewed == build(changed, fonts=fonts, kept=None)
    assert renewed[0] == built[0]
    assert renewed[1].sha256 != built[1].sha256


def test_a_damaged_part_is_drawn_again(
    some: Dossier, built: tuple[Built, ...], fonts: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in folder.glob("*/*"):
        path.write_bytes(path.read_bytes()[:-1] + b"?")
    titles = drawn_titles(monkeypatch)

    assert build(some, fonts=fonts, kept=folder) == built
    assert "附表1" in titles


def test_the_same_bytes_in_another_time_zone_language_and_hash_seed(fonts: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from reports.build import build\n"
        "from bench.dossier_content import dossier\n"
        "print([b.sha256 for b in build(dossier(items=20), fonts=Path(sys.argv[1]))])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Shanghai", "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(fonts)],
        env=environment, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    here = [built.sha256 for built in build(bench_dossier(items=20), fonts=fonts)]
    assert done.stdout.strip() == str(here)
    assert len(here) == 2


def test_pages_are_numbered_through_cover_text_and_annex(built: tuple[Built, ...]) -> None:
    pdf = built[1].pdf
    feet = measure.feet(pdf)
    assert len(feet) == built[1].pages > 5
    assert feet[0] == ""
    assert feet[1:] == [str(n) for n in range(2, built[1].pages + 1)]


def test_contents_lead_to_the_pages_of_their_headings(built: tuple[Built, ...]) -> None:
    with pikepdf.open(io.BytesIO(built[1].pdf)) as document:
        links = [link for page in document.pages for link in page.obj.get("/Annots", [])]
        numbers = {page.obj.objgen: n + 1 for n, page in enumerate(document.pages)}
        targets = [numbers[link.Dest[0].objgen] for link in links]
        assert all("/A" not in link for link in links)
        with document.open_outline() as outline:
            top = [str(item.title) for item in outline.root]
    lines = measure.lines(built[1].pdf)
    pages = [line.page for line in lines if "、情况" in line.text and "..." not in line.text]
    assert [target for n, target in enumerate(targets) if n % 2 == 0] == pages
    assert top == ["一、情况", "二、情况", "三、情况", "附表1"]


def test_progress_counts_parts_and_names_the_next(some: Dossier, fonts: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    build(replace(some, documents=(report(),)), fonts=fonts, progress=lambda *told: heard.append(told))

    assert heard == [(0, 2, "报告"), (1, 2, "附表1"), (2, 2, "")]


def test_sections_begin_at_headings_and_a_heading_is_never_alone() -> None:
    blocks = [
        Heading(1, "一", "1"),
        Heading(2, "（一）", "1.1"),
        *[Paragraph("甲")] * 50,
        Heading(2, "（二）", "1.2"),
        *[Paragraph("乙")] * 50,
        Heading(1, "二", "2"),
        Paragraph("丙"),
    ]
    found = list(sections_of(blocks))

    assert [len(section) for section in found] == [52, 51, 2]
    assert [block for section in found for block in section] == blocks


def test_the_oldest_parts_go_when_the_folder_is_full(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for n in range(5):
        kept.put(f"{n}" * 64, b"x" * 100)
        os.utime(tmp_path / f"{n}{n}" / (f"{n}" * 64), (n, n))

    assert kept.tidy(400) == 3
    assert [kept.get(f"{n}" * 64) is not None for n in range(5)] == [False, False, False, True, True]


def test_without_a_folder_nothing_is_kept() -> None:
    kept = Kept(None)
    kept.put("a" * 64, b"x")

    assert kept.get("a" * 64) is None
    assert kept.tidy() == 0
