"""Inputs of the score with good defaults: everything applies to a small, harmless export and is at its best."""

from __future__ import annotations

import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from assessment.scorecard import Scorecard
from assessment.scoring import ScoreInput
from regimes.scorecards import load_scorecard

Json = dict[str, Any]


@cache
def the_scorecard() -> Scorecard:
    return load_scorecard(Path(__file__).parents[2] / "regimes" / "cn", date(2026, 11, 21))


def some_facts(**changes: Any) -> Json:
    facts: Json = {
        "contains_pi": True,
        "D1": 1000,
        "D2": 0,
        "D3": False,
        "D4": False,
        "D5": False,
        "D6": False,
        "D7a": "none",
        "D7b": "none",
        "D8": 0,
        "vehicles": 0,
        "flags": {},
    }
    return {**facts, **changes}


def graded(grade: int, state: str = "verified") -> Json:
    return {"state": state} if state == "unknown" else {"grade": grade, "state": state}


def all_answers(**grades: int) -> Json:
    """Every question verified at 0, but for those named."""
    return {question.id: graded(grades.get(question.id, 0)) for question in the_scorecard().questions}


def some_input(
    facts: Json | None = None,
    answers: Json | None = None,
    gates: Json | None = None,
    route: str = "security_assessment",
) -> ScoreInput:
    content = {
        "route": route,
        "facts": some_facts() if facts is None else facts,
        "gates": gates or {},
        "answers": all_answers() if answers is None else answers,
    }
    return ScoreInput.model_validate_json(json.dumps(content))
