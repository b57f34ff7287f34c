"""From an ANSWERS.yaml file to a score; what is wrong is named with file, line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.errors import InputRefused
from services.score import score_file

GOOD = """\
route: exempt
facts: {contains_pi: true, D1: 800, D2: 800, D3: false, D4: false, D5: false, D6: false, D7a: none, D7b: none,
  D8: 0, vehicles: 0, flags: {REMOTE: true}}
gates: {K1: false}
answers:
  A1: {grade: 0, state: verified}
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "ANSWERS.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_with_most_answers_open_needs_evidence(tmp_path: Path) -> None:
    found = score_file(written(tmp_path, GOOD)).as_json()
    assert found["decision"] == "D2"
    assert found["severity"]["S_P"] == [2, 3]
    assert found["attainment"][0] == 1


@pytest.mark.parametrize(
    ("old", "new", "where", "sentence"),
    [
        ("K1: false", "K9: false", "line 4, gates", "Unknown key 'K9'"),
        ("grade: 0", "grade: 5", "line 6, answers.A1.grade", "less than or equal to 3"),
        ("D4: false", "D4: maybe", "line 2, facts.D4", "'maybe' does not fit"),
        ("D1: 800, ", "", "line 2, facts", "'D1' is missing"),
        ("  A1:", "  Z1:", "line 6, answers.Z1", "it has to match"),
        ("  A1:", "  A9:", "answers.A9", "Scorecard 2026-11-21 has no question A9"),
        ("D2: 800", "D2: yes", "line 2, facts.D2", "'yes' is ambiguous"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, old: str, new: str, where: str, sentence: str) -> None:
    assert old in GOOD
    with pytest.raises(InputRefused) as refused:
        score_file(written(tmp_path, GOOD.replace(old, new)))
    said = [(problem.where, problem.sentence.en) for problem in refused.value.problems]
    assert any(where in place and sentence in text for place, text in said), said
