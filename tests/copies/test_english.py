"""The reading copy: everything of ours has English, everything of an officer stays and is marked."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from regimes.reading_copies import load_reading_copy
from reports.blocks import Block, Paragraph, Picture, words
from reports.documents.reading_words import ORIGINAL, English, english_of
from reports.reading_copy import in_english, order
from tests.copies.cases import FONTS, dossier, regime, snapshot


@cache
def english(name: str) -> English:
    texts = load_reading_copy("cn")
    return english_of(snapshot(name).content, regime().questionnaire, regime().wording, texts)


def lines(block: Block) -> Iterator[str]:
    found = (block.lead.rstrip("："), block.text) if isinstance(block, Paragraph) else words(block)
    for text in found:
        yield from text.split("\n")


def typed(value: object) -> Iterator[str]:
    """Every text of a case as it was typed, without blanks."""
    if isinstance(value, str):
        yield "".join(value.split())
    elif isinstance(value, dict):
        for inner in value.values():
            yield from typed(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from typed(inner)


@pytest.mark.parametrize("name", ["telematics", "dealer-crm", "standard-contract", "exemption"])
def test_what_stays_chinese_was_written_by_a_person(name: str) -> None:
    written = "\n".join(typed(json.loads(snapshot(name).canonical)["sheet"]))
    left = [
        (document.kind, line)
        for document in dossier(name).documents
        for block in document.blocks
        if not isinstance(block, Picture)
        for line in lines(block)
        if english(name).of(line).startswith(ORIGINAL) and "".join(line.split()) not in written
    ]
    assert left == []


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("2026年8月17日", "17 August 2026"),
        ("场景二", "Scenario 2"),
        ("☑是 ☐否", "☑\u00a0Yes  ☐\u00a0No"),
        ("三、出境活动的风险自评估情况及结论", "III. Self-assessment of the risks of the export, and its conclusion"),
        ("（二）拟出境数据情况", "(2) Data to be exported"),
        ("72,500 人", "72,500 persons"),
        ("第九条第一款第（四）项", "Article 9, paragraph 1, item 4"),
        ("R3再转移失控", "R3 Onward transfer out of control"),
        ("电话：+49 7031 5550140", "Telephone: +49 7031 5550140"),
    ],
)
def test_known_wording(zh: str, en: str) -> None:
    assert english("telematics").of(zh) == en


def test_an_officers_sentence_stays_whole_and_marked() -> None:
    text = "是否出境由业务部门决定。其他情况见附件。"
    assert english("telematics").of(text) == ORIGINAL + text


def test_the_order_marks_every_page_and_keeps_markup_as_text() -> None:
    document = dossier("telematics").documents[-1]
    hostile = Paragraph("<script>alert(1)</script><b>粗</b>")
    texts = load_reading_copy("cn")
    made = order(
        type(document)(document.kind, document.title, document.file, document.sheet, (hostile,), document.filing),
        dossier("telematics"), english("telematics"), texts, snapshot("telematics").content, FONTS, "side_by_side",
    )  # fmt: skip
    assert "<script>" not in made.html and "&lt;script&gt;" in made.html
    assert "NOT FOR FILING" in made.html and made.mark == texts.mark and made.sheet == "side_by_side"


def test_blocks_keep_their_shape() -> None:
    for document in dossier("telematics").documents:
        for block in document.blocks:
            other = in_english(block, english("telematics"), {})
            assert type(other) is type(block) and len(list(words(other))) == len(list(words(block)))


def test_every_sentence_of_a_memo_has_english() -> None:
    memo = regime().wording.exemption_memo
    said = [*memo.condition_columns, *memo.threshold_columns, memo.no_evidence, *memo.always_ends, memo.stays_due]
    for ground in memo.grounds:
        said += [condition.text for condition in ground.conditions] + list(ground.ends)
    ours = [re.sub(r"\{[\w.]+\}", "100,000", text) for text in said]
    assert [text for text in ours if english("telematics").of(text).startswith(ORIGINAL)] == []


def test_english_keeps_its_own_apostrophe() -> None:
    """The faces set a curly one as wide as a hanzi."""

    known = English({"接收方": "the recipient’s “own”"}, {})
    assert known.of("接收方") == 'the recipient\'s "own"'
