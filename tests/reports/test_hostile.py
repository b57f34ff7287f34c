"""Whatever people type, in every field of the questionnaire: the dossier is built, or the character is named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from assessment.answers import AnswerSheet, Value
from assessment.questions import QuestionType
from regimes.loader import load_regime
from reports.blocks import Cell, Form
from reports.build import Built, build, texts_of
from reports.document import Document, Dossier
from reports.dossier import compose
from reports.fonts import GlyphMissing, faces_needed
from tests.reports import measure
from tests.reports.builders import questionnaire, some_sheet, some_snapshot

TEXTS = (
    "A" * 700,
    "逆序\u202e文字\u2066正\u2069",
    "零\u200b宽\u200d连\ufeff接\u00ad符",
    "镕喆堃㙦䶮𬍛𬭎𫖯㎡☑",
    "<script>alert(1)</script><img src=http://example.com/x><style>@import url(file:///etc/passwd)</style>",
    "控\x00制\x07字\x1b符\x7f",
    "{{ 7*7 }} {% raw %} &lt;b&gt; %PDF ) Tj ET Q endstream",
    "Ünïcödé ẞ — “引” ‘号’ …… ①②③ ℃ ％",
    "|甲|乙|\n|丙|丁|\n" * 12,
    "甲" * 900,
)
TYPED = {QuestionType.LONG_TEXT, QuestionType.TEXT}


def hostile(sheet: AnswerSheet, text_of: dict[str, str]) -> AnswerSheet:
    typed = {q.id for section in questionnaire().sections for q in section.questions if q.type in TYPED}

    def changed(answers: dict[str, Value]) -> dict[str, Value]:
        return {key: text_of[key] if key in typed and key in text_of else value for key, value in answers.items()}

    entries = tuple(replace(e, answers=changed(dict(e.answers))) for e in sheet.entries)
    items = tuple(
        replace(i, name=TEXTS[n % len(TEXTS)][:400], description=TEXTS[(n + 3) % len(TEXTS)][:400])
        for n, i in enumerate(sheet.items)
    )
    return replace(sheet, answers=changed(dict(sheet.answers)), entries=entries, items=items)


def typed_fields() -> list[str]:
    return sorted(q.id for section in questionnaire().sections for q in section.questions if q.type in TYPED)


def with_texts(text_of: dict[str, str]) -> Dossier:
    regime = load_regime("cn")
    snapshot = some_snapshot(hostile(some_sheet(items=20), text_of))
    return compose(snapshot.content, regime.questionnaire, regime.wording, status="draft")


@pytest.fixture(scope="module")
def built(fonts: Path) -> dict[str, Built]:
    fields = typed_fields()
    dossier = with_texts({field: TEXTS[n % len(TEXTS)] for n, field in enumerate(fields)})
    return {one.kind: one for one in build(dossier, fonts=fonts)}


def test_every_document_is_built_with_hostile_text_in_every_field(built: dict[str, Built]) -> None:
    text = "".join(measure.text(built["self_assessment_report"].pdf).split())

    assert "<script>alert(1)</script>" in text
    assert "{{7*7}}" in text
    assert "镕喆堃㙦䶮𬍛𬭎𫖯㎡" in text
    assert "零宽连接符" in text
    assert "控制字符" in text
    assert "root:" not in text


def test_nothing_leaves_the_margins(built: dict[str, Built]) -> None:
    for one in built.values():
        assert max(line.right for line in measure.lines(one.pdf)) < 595.28 - 90.14 + 0.6
        assert min(line.left for line in measure.lines(one.pdf)) > 90.14 - 0.6


def test_fifty_thousand_characters_in_one_answer_are_all_printed(dossier: Dossier, fonts: Path) -> None:
    long = ("这是一个很长的回答，共计五万字。" * 3125)[:50_000]
    whole = with_texts({"scenario.legality": long})
    report = next(d for d in whole.documents if d.kind == "self_assessment_report")
    (one,) = build(replace(whole, documents=(report,)), fonts=fonts)

    assert "".join(measure.text(one.pdf).split()).count("很长的回答") >= 3125


@pytest.mark.parametrize("field", ["handler.name", "scenario.purpose", "recipient.name"])
@pytest.mark.parametrize("character", ["\U0001f697", "\U0001f9ff", "\U000323af", "\ue000"])
def test_a_character_without_a_face_is_named_where_it_stands(fonts: Path, field: str, character: str) -> None:
    assert field in typed_fields()
    dossier = with_texts({field: f"甲{character}乙"})
    texts = [pair for document in dossier.documents for pair in texts_of(document, dossier)]
    with pytest.raises(GlyphMissing) as refused:
        faces_needed(fonts, texts)
    assert f"U+{ord(character):04X}" in refused.value.sentence.zh
    assert "《" in refused.value.where


@pytest.mark.parametrize("span", [0, 5, 100_000_000])
def test_cells_wider_than_the_form_are_cut_to_its_columns(dossier: Dossier, fonts: Path, span: int) -> None:
    form = Form(((Cell(("甲",), span=span),), (Cell(("乙",), label=True), Cell(("丙",), span=3))))
    document = Document("test", "试", "试.pdf", "form", (form,), "security_assessment")
    (one,) = build(replace(dossier, documents=(document,)), fonts=fonts)

    assert one.pages == 1
    assert "甲" in measure.text(one.pdf)
