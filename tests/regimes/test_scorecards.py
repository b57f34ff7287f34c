"""The scorecards that ship, and what the loader refuses."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from assessment.errors import RegimeBroken
from regimes.entries import entries_of
from regimes.loader import load_regime
from regimes.scorecards import load_scorecard

CN = Path(__file__).parents[2] / "regimes" / "cn"
FIRST = "2026-11-21"


def test_seventy_seven_questions_in_both_languages() -> None:
    scorecard = load_scorecard(CN, date(2026, 11, 21))
    assert len(scorecard.questions) == 77
    for question in scorecard.questions:
        for text in (question.question, *question.grades, question.reference, question.evidence):
            assert any("一" <= sign <= "鿿" for sign in text.zh) or text.zh.startswith("GB"), question.id
            assert text.en, question.id


def test_a_day_before_the_first_scorecard_uses_the_first() -> None:
    assert load_scorecard(CN, date(2024, 3, 22)) is load_scorecard(CN, date(2030, 1, 1))


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        ("method.yaml", "  - [low, medium, medium, high]", "  - [low, low, medium, high]", r"matrix cell \(2, 2\)"),
        ("method.yaml", "{question: H2}", "{question: H9}", "must-item H9 is no question"),
        ("method.yaml", "scenarios: [R1, R2, R3, R4, R5]", "scenarios: [R1, R7, R9]", "names R9"),
        ("method.yaml", "starts: 2026-11-21", "starts: 2026-11-22", "the folder says 2026-11-21"),
        ("method.yaml", "derived_from: A1", "derived_from: A8", "gate K6 names A8"),
        ("questions-a-purpose.yaml", "id: A2", "id: A1", "question A1 stands twice"),
    ],
)
def test_a_contradiction_is_named(tmp_path: Path, file: str, old: str, new: str, sentence: str) -> None:
    folder = tmp_path / "scorecards" / FIRST
    shutil.copytree(CN / "scorecards" / FIRST, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(RegimeBroken, match=sentence):
        load_scorecard(tmp_path, date(2026, 11, 21))


def test_a_regime_without_scorecard_is_refused(tmp_path: Path) -> None:
    (tmp_path / "scorecards").mkdir()
    with pytest.raises(RegimeBroken, match="no scorecard"):
        load_scorecard(tmp_path, date(2026, 11, 21))


def test_what_rests_on_papers_of_others_is_put_before_counsel() -> None:
    regime = load_regime("cn")
    entries = {entry.key: entry for entry in entries_of(regime) if entry.kind == "method"}
    assert {"volume_above", "scale_gigabytes_above", "severity", "annex_b", "gbt45577", "K1", "K6"} <= set(entries)
    assert entries["large_from"].below_high
    assert not entries["annex_b"].below_high
    assert len({entry.subject for entry in entries.values()}) == len(entries)
    assert all(entry.name.en.isascii() and entry.says.en for entry in entries.values())
