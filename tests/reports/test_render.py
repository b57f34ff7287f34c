"""Drawing: the same bytes for the same input, nothing fetched, nothing hangs, nothing missing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assessment.vocabulary import Text
from reports.blocks import Paragraph, Title
from reports.build import Built, build, manifest
from reports.document import Document, Dossier
from reports.fonts import FontsMissing, GlyphMissing
from reports.render import AddressRefused, FontFetcher
from reports.render_job import DrawingStopped, Order, draw_apart
from tests.reports import measure
from tests.reports.builders import some_snapshot


def with_text(dossier: Dossier, text: str) -> Dossier:
    document = Document("test", "试", "试.pdf", "report", (Title("题目"), Paragraph(text)), "security_assessment")
    return replace(dossier, documents=(document,))


HOSTILE = (
    '<script>alert(1)</script><img src="http://example.com/x.png"><link rel=attachment href="file:///etc/passwd">'
    "<td colspan=100000000>{{ 7*7 }} @import url(file:///etc/passwd); </p></table><div>" + "<b>" * 500
)


def test_user_text_is_text_and_never_markup(dossier: Dossier, fonts: Path) -> None:
    (built,) = build(with_text(dossier, HOSTILE), fonts=fonts)
    text = "".join(measure.text(built.pdf).split())

    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}" in text
    assert "root:" not in text
    assert "".join("".join(line.text for line in measure.lines(built.pdf)).split()).count("<b>") == 500


def test_a_word_without_end_is_broken_into_lines(dossier: Dossier, fonts: Path) -> None:
    (built,) = build(with_text(dossier, "A" * 5000 + "甲" * 5000), fonts=fonts)

    assert max(line.right for line in measure.lines(built.pdf)) < 595.28 - 90.14 + 0.6


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "http://example.com/", "tongguan:fonts/../../x", "data:text/css,x"]
)
def test_no_address_but_our_fonts_is_fetched(fonts: Path, address: str) -> None:
    with pytest.raises(AddressRefused):
        FontFetcher(fonts).fetch(address)


def test_a_character_that_no_font_has_is_named_with_its_place(dossier: Dossier, fonts: Path) -> None:
    with pytest.raises(GlyphMissing) as refused:
        build(with_text(dossier, "本公司名称为甲\U0001f9ff乙。"), fonts=fonts)

    assert refused.value.sentence == Text(
        "字体中没有字符“\U0001f9ff”（U+1F9FF），位于《试》：“本公司名称为甲\U0001f9ff乙。”；请改用其他写法。",
        "No font has the character '\U0001f9ff' (U+1F9FF) in 《试》: '本公司名称为甲\U0001f9ff乙。'; "
        "write it in another way.",
    )


def test_missing_fonts_say_what_to_run(dossier: Dossier, tmp_path: Path) -> None:
    with pytest.raises(FontsMissing) as refused:
        build(with_text(dossier, "甲"), fonts=tmp_path)
    assert "run scripts/fonts.sh" in refused.value.sentence.en


def test_a_document_that_takes_too_long_is_stopped_and_named(fonts: Path) -> None:
    endless = Order("试", "<table><td colspan=100000000>甲</table>", "report", ("FandolFang-Regular.otf",))
    with pytest.raises(DrawingStopped) as stopped:
        draw_apart([endless], fonts, processor_seconds=1)
    assert "'试' could not be drawn" in stopped.value.sentence.en


def test_progress_names_the_document_being_drawn(dossier: Dossier, fonts: Path) -> None:
    heard: list[tuple[int, int, str]] = []
    build(with_text(dossier, "甲"), fonts=fonts, progress=lambda *told: heard.append(told))

    assert heard == [(0, 1, "试"), (1, 1, "")]


def test_the_manifest_has_the_agreed_keys(final: dict[str, Built]) -> None:
    snapshot = some_snapshot()
    described = manifest(snapshot, tuple(final.values()))

    assert list(described) == ["case", "route", "on", "documents", "snapshot_sha256", "ruleset", "score_sha256"]
    assert described["route"] == "security_assessment"
    keys = ["kind", "file", "title", "pages", "sha256", "status"]
    assert [list(d) for d in described["documents"]] == [keys] * len(final)
    assert {d["status"] for d in described["documents"]} == {"final"}
