"""Thousands of random inputs of the score, the same in every run: number 1234 is always the same case."""

from __future__ import annotations

import json
from functools import cache
from random import Random
from typing import Any

from assessment.scoring_input import ScoreAnswer, ScoreInput
from tests.core.scoring_builders import Json, graded, the_scorecard

IDS = [question.id for question in the_scorecard().questions]
FLAGS = ["VEH", "LOC", "VID", "GEO", "REMOTE", "CONSENT", "MINOR", "CMD", "DEID"]
YES_NO_OPEN = (False, False, "open", True)
COUNTS = (0, 50, 9_999, 10_000, 10_001, 99_999, 100_000, 500_000, 500_001, 999_999, 1_000_000, 10_000_000, 10_000_001)
PROTECTIONS = ("none", "deidentified_claimed", "deidentified_verified", "anonymised_claimed", "anonymised_verified")
# Each fact from its mildest to its gravest settled value; what is open is no step, it needs evidence first.
LADDERS: dict[str, list[Any]] = {
    "contains_pi": [False, True],
    "D1": [0, 99_999, 100_000, 500_001, 1_000_000, 10_000_001],
    "D2": [0, 1, 10_000],
    "D3": [False, True],
    "D4": [False, True],
    "D5": [False, True],
    "D6": [False, True],
    "D7a": ["anonymised_verified", "deidentified_verified", "none"],
    "D7b": ["verified", "none"],
    "D8": [0, 1, 2],
    "vehicles": [0, 10_000, 10_001],
}


@cache
def numbered(number: int) -> ScoreInput:
    """One random case. Mostly good answers: where everything is bad, nothing can be told apart."""
    random = Random(number)
    worst = random.choice((0, 1, 1, 2, 3))
    states = ("verified", "verified", "declared", "unknown") if random.random() < 0.4 else ("verified",)
    content = {
        "route": random.choice(("security_assessment", "exempt", "open")),
        "facts": _facts(random),
        "gates": {"K1": random.choice((False, False, False, False, "open"))},
        "answers": {id_: _answer(random, worst, random.choice(states)) for id_ in IDS},
    }
    return ScoreInput.model_validate_json(json.dumps(content))


def cases(first: int, count: int) -> list[ScoreInput]:
    return [numbered(number) for number in range(first, first + count)]


def with_facts(case: ScoreInput, **facts: Any) -> ScoreInput:
    return case.model_copy(update={"facts": case.facts.model_copy(update=facts)})


def with_flag(case: ScoreInput, flag: str, value: Any) -> ScoreInput:
    return with_facts(case, flags=case.facts.flags.model_copy(update={flag: value}))


def with_answer(case: ScoreInput, question: str, grade: int | None, state: str = "verified") -> ScoreInput:
    answer = ScoreAnswer(grade=grade, state=state)  # type: ignore[arg-type]  # the tests name only states that exist
    return case.model_copy(update={"answers": {**case.answers, question: answer}})


def _facts(random: Random) -> Json:
    return {
        **{key: random.choice(YES_NO_OPEN) for key in ("D3", "D4", "D5", "D6")},
        "contains_pi": random.choice((True, True, "open", False)),
        **{key: _count(random) for key in ("D1", "D2", "vehicles")},
        "D7a": random.choice(PROTECTIONS),
        "D7b": random.choice(("none", "claimed", "verified")),
        "D8": random.choice((0, 1, 2, "open")),
        "flags": {flag: random.choice(YES_NO_OPEN) for flag in FLAGS},
    }


def _count(random: Random) -> Any:
    kind = random.random()
    if kind < 0.8:
        return random.choice(COUNTS)
    return "open" if kind < 0.9 else sorted((random.choice(COUNTS), random.choice(COUNTS)))


def _answer(random: Random, worst: int, state: str) -> Json:
    if random.random() < 0.02:
        return {"grade": random.randint(0, 3), "other": random.randint(0, 3), "state": "disputed"}
    return graded(random.randint(0, worst), state)
