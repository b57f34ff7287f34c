"""Every worked example of the method, figure by figure. The cases are YAML so that a lawyer can read and add them."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from assessment.scorecard import Scorecard
from assessment.scoring import RiskScore, ScoreInput, score
from regimes.scorecards import load_scorecard
from regimes.strict import read

ROOT = Path(__file__).parents[2]
CASES = [
    pytest.param(case, id=case["name"].split(".")[0])
    for path in sorted((Path(__file__).parent / "score_cases").glob("*.yaml"))
    for case in read(path).data
]


@pytest.fixture(scope="module")
def scorecard() -> Scorecard:
    return load_scorecard(ROOT / "regimes" / "cn", date(2026, 11, 21))


def as_input(case: dict[str, Any]) -> ScoreInput:
    answers = {}
    for graded in case["answers"].values():
        for question, shown in graded.items():
            declared = str(shown).endswith("d")
            answers[question] = {"grade": int(str(shown)[0]), "state": "declared" if declared else "verified"}
    content = {
        "route": case["route"],
        "facts": {**case["facts"], "flags": case["flags"]},
        "gates": case["gates"],
        "answers": answers,
    }
    return ScoreInput.model_validate_json(json.dumps(content))


@pytest.fixture(params=CASES)
def worked(request: pytest.FixtureRequest, scorecard: Scorecard) -> tuple[dict[str, Any], RiskScore]:
    return request.param["expected"], score(as_input(request.param), scorecard)


def test_figures_of_the_contract(worked: tuple[dict[str, Any], RiskScore]) -> None:
    expected, result = worked
    found = result.as_json()
    for key in ("severity", "factors", "inherent", "level", "attainment", "gates", "decision"):
        assert found[key] == expected[key], key


def test_scenarios_at_the_worse_end(worked: tuple[dict[str, Any], RiskScore]) -> None:
    expected, result = worked
    assert {one.id: [one.severity[1], one.likelihood[1], one.level[1]] for one in result.scenarios} == expected[
        "scenarios"
    ]


def test_profile_of_article_8(worked: tuple[dict[str, Any], RiskScore]) -> None:
    expected, result = worked
    assert {item.id: list(item.level or item.grade or ()) for item in result.articles_of("8")} == expected["articles"]


def test_first_five_fixes(worked: tuple[dict[str, Any], RiskScore]) -> None:
    expected, result = worked
    assert list(result.fixes[:5]) == expected["first_fixes"]


def test_published_matrices(worked: tuple[dict[str, Any], RiskScore], scorecard: Scorecard) -> None:
    expected, result = worked
    for matrix in scorecard.method.published:
        if matrix.id in expected:
            found = getattr(result.crosswalk, matrix.id)
            assert next(word.zh for word in matrix.words if word.id == found) == expected[matrix.id]


def test_the_result_survives_a_snapshot(worked: tuple[dict[str, Any], RiskScore]) -> None:
    _, result = worked
    assert RiskScore.from_record(json.loads(json.dumps(result.as_record()))) == result
