"""Conditions, one table for each form."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from assessment.conditions import Condition, Range, Verdict, bind, needs
from assessment.vocabulary import UNKNOWN

YES, NO, OPEN = Verdict.YES, Verdict.NO, Verdict.UNKNOWN
FIGURES = {"limit": 100}


def judge(condition: dict[str, object], **facts: object) -> Verdict:
    return bind(Condition.model_validate(condition), FIGURES).judge(facts)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (99, NO),
        (100, YES),
        (101, YES),
        (UNKNOWN, OPEN),
        (Range(0, 99), NO),
        (Range(100, None), YES),
        (Range(99, 100), OPEN),
    ],
)
def test_at_least_includes_the_number(value: object, expected: Verdict) -> None:
    assert judge({"fact": "n", "at_least": {"figure": "limit"}}, n=value) is expected


@pytest.mark.parametrize(
    ("value", "expected"), [(99, YES), (100, NO), (UNKNOWN, OPEN), (Range(0, 99), YES), (Range(0, 100), OPEN)]
)
def test_below_leaves_the_number_out(value: object, expected: Verdict) -> None:
    assert judge({"fact": "n", "below": {"figure": "limit"}}, n=value) is expected


@pytest.mark.parametrize(("value", "expected"), [(100, NO), (101, YES), (Range(100, 101), OPEN)])
def test_above_leaves_the_number_out(value: object, expected: Verdict) -> None:
    assert judge({"fact": "n", "above": {"figure": "limit"}}, n=value) is expected


@pytest.mark.parametrize(("value", "expected"), [("hk", YES), ("mo", NO), (None, NO), (UNKNOWN, OPEN)])
def test_is(value: object, expected: Verdict) -> None:
    assert judge({"fact": "region", "is": "hk"}, region=value) is expected


@pytest.mark.parametrize(("value", "expected"), [("hk", YES), ("de", NO), (UNKNOWN, OPEN)])
def test_in(value: object, expected: Verdict) -> None:
    assert judge({"fact": "region", "in": ("hk", "mo")}, region=value) is expected


@pytest.mark.parametrize(("value", "expected"), [("x", YES), (None, NO), (UNKNOWN, OPEN)])
def test_given(value: object, expected: Verdict) -> None:
    assert judge({"fact": "list", "given": True}, list=value) is expected


A, B = {"fact": "a", "is": True}, {"fact": "b", "is": True}


@pytest.mark.parametrize(
    ("a", "b", "both", "either"),
    [
        (True, True, YES, YES), (True, False, NO, YES), (False, False, NO, NO),
        (True, UNKNOWN, OPEN, YES), (False, UNKNOWN, NO, OPEN), (UNKNOWN, UNKNOWN, OPEN, OPEN),
    ],
)  # fmt: skip
def test_all_and_any(a: object, b: object, both: Verdict, either: Verdict) -> None:
    assert judge({"all": (A, B)}, a=a, b=b) is both
    assert judge({"any": (A, B)}, a=a, b=b) is either


@pytest.mark.parametrize(("a", "expected"), [(True, NO), (False, YES), (UNKNOWN, OPEN)])
def test_not(a: object, expected: Verdict) -> None:
    assert judge({"not": A}, a=a) is expected


def test_needs_names_only_what_keeps_it_open() -> None:
    condition = bind(Condition.model_validate({"all": (A, {"any": (B, {"fact": "c", "is": "x"})})}), {})
    assert needs(condition, {"a": UNKNOWN, "b": True, "c": UNKNOWN}) == ("a",)
    assert needs(condition, {"a": False, "b": UNKNOWN, "c": UNKNOWN}) == ()
    assert needs(condition, {"a": True, "b": UNKNOWN, "c": UNKNOWN}) == ("b", "c")


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"fact": "a"},
        {"all": ()},
        {"all": (A,), "any": (B,)},
        {"fact": "a", "is": True, "in": ("x",)},
        {"is": True},
        {"fact": "n", "at_least": 5},
    ],
)
def test_a_condition_has_exactly_one_form(broken: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Condition.model_validate(broken)


def test_a_figure_that_is_not_in_force_cannot_be_bound() -> None:
    with pytest.raises(KeyError, match="other"):
        bind(Condition.model_validate({"fact": "n", "at_least": {"figure": "other"}}), FIGURES)


def test_bands_cover_the_range_once() -> None:
    assert Range(0, None).split(frozenset({1, 100})) == (Range(0, 0), Range(1, 99), Range(100, None))
    assert Range(5, 7).split(frozenset({1, 100})) == (Range(5, 7),)
    assert Range(5, 100).split(frozenset({5, 100})) == (Range(5, 99), Range(100, 100))
