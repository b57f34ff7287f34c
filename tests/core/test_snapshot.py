"""A snapshot is exact bytes: the way there and back loses nothing, and any change shows in the hash."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment.answers import AnswerSheet, DataItem, Entry, GradedAnswer, Proof
from assessment.errors import InputRefused
from assessment.questions import Scope
from assessment.snapshot import Snapshot, freeze, open_snapshot, thaw

REGIME = {"id": "cn", "sha256": "0" * 64, "version": "2026-11-21"}
WORDS = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.one_of(
    st.none(),
    WORDS,
    st.booleans(),
    st.integers(0, 10**12),
    st.lists(WORDS, max_size=3),
    st.dictionaries(WORDS, WORDS, max_size=2),
)
ANSWERS = st.dictionaries(WORDS, VALUES, max_size=4)
ENTRIES = st.builds(Entry, id=WORDS, scope=st.sampled_from(Scope), parent=st.one_of(st.none(), WORDS), answers=ANSWERS)
ITEMS = st.builds(
    DataItem, id=WORDS, scenario=WORDS, name=WORDS, description=WORDS, necessity=WORDS, example=WORDS, remark=WORDS
)
SHEETS = st.builds(
    AnswerSheet,
    reference=WORDS,
    title=WORDS,
    company=WORDS,
    on=st.dates(),
    answers=ANSWERS,
    entries=st.lists(ENTRIES, max_size=3).map(tuple),
    items=st.lists(ITEMS, max_size=3).map(tuple),
    grades=st.just(
        {
            "A1": GradedAnswer("A1", 2, "verified", "发现", "整改", (Proof("e1", "2", "原文"),), "李四", 1, "王五"),
            "B1": GradedAnswer("B1", None, "unknown"),
        }
    ),
)


def frozen(sheet: AnswerSheet) -> Snapshot:
    return freeze(sheet, facts={"a": 1}, decision={"route": "stop"}, score={"level": ["low", "high"]}, regime=REGIME)


@given(SHEETS)
def test_thawing_gives_back_exactly_what_was_frozen(sheet: AnswerSheet) -> None:
    snapshot = frozen(sheet)

    assert thaw(snapshot.canonical).sheet == sheet
    assert open_snapshot(snapshot.canonical) == snapshot


@given(SHEETS, WORDS)
def test_another_title_gives_another_hash(sheet: AnswerSheet, title: str) -> None:
    other = replace(sheet, title=title)

    assert (frozen(sheet).sha256 == frozen(other).sha256) == (sheet.title == title)


def test_the_order_in_which_answers_were_given_does_not_matter() -> None:
    first = AnswerSheet("r", "t", "c", date(2026, 1, 1), {"a.b": 1, "c.d": 2})
    second = AnswerSheet("r", "t", "c", date(2026, 1, 1), {"c.d": 2, "a.b": 1})

    assert frozen(first).sha256 == frozen(second).sha256


def test_decision_score_and_rule_set_are_part_of_the_bytes() -> None:
    content = thaw(frozen(AnswerSheet("r", "t", "c", date(2026, 1, 1))).canonical)

    assert (content.decision["route"], content.score["level"][1], content.regime.version) == (
        "stop",
        "high",
        "2026-11-21",
    )


@pytest.mark.parametrize("data", [b"", b"[]", b'{"format": "tongguan-snapshot"}', b"\xff"])
def test_other_bytes_are_refused_with_a_sentence(data: bytes) -> None:
    with pytest.raises(InputRefused) as refused:
        thaw(data)
    assert "no snapshot of version 1" in refused.value.problems[0].sentence.en


def test_a_later_version_is_refused() -> None:
    value = json.loads(frozen(AnswerSheet("r", "t", "c", date(2026, 1, 1))).canonical)
    value["version"] = 2
    with pytest.raises(InputRefused) as refused:
        thaw(json.dumps(value).encode())
    assert "tongguan-snapshot 2" in refused.value.problems[0].sentence.en


def test_a_plan_is_kept_and_a_case_without_one_writes_the_bytes_of_before() -> None:
    sheet = AnswerSheet("r", "t", "c", date(2026, 1, 1))
    task = {"question": "E5", "owner": "信息安全部", "due": "2027-03-31", "planned": 0, "done": False}
    said = {"facts": {}, "decision": {}, "score": {}, "regime": REGIME}
    without, with_plan = freeze(sheet, **said), freeze(sheet, **said, plan={"tasks": [task], "target": {}})
    plan = thaw(with_plan.canonical).plan
    assert plan is not None
    assert plan["tasks"] == [task]
    assert b'"plan"' not in without.canonical
    assert thaw(without.canonical).plan is None
