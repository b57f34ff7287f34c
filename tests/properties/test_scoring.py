"""What holds for every case: monotony, doubt never helps, gates stop, order has no effect, fixes improve."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.risk_score import RiskScore
from assessment.scorecard import DECISIONS, LEVELS
from assessment.scoring import score
from assessment.scoring_ends import at_end
from assessment.scoring_fixes import Workbench
from assessment.scoring_gates import gates
from assessment.scoring_input import ScoreInput
from assessment.scoring_levels import likelihood
from tests.core.scoring_builders import Json, all_answers, graded, some_input, the_scorecard

quick = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])

IDS = [question.id for question in the_scorecard().questions]
FLAGS = ["VEH", "LOC", "VID", "GEO", "REMOTE", "CONSENT", "MINOR", "CMD", "DEID"]
YES_NO_OPEN = st.sampled_from([False, False, "open", True])
COUNTS = st.sampled_from([0, 50, 9_999, 10_000, 100_000, 500_001, 1_000_000, 10_000_001])
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


@st.composite
def facts(draw: st.DrawFn) -> Json:
    protections = ["none", "deidentified_claimed", "deidentified_verified", "anonymised_claimed", "anonymised_verified"]
    return {
        **{key: draw(YES_NO_OPEN) for key in ("D3", "D4", "D5", "D6")},
        "contains_pi": draw(st.sampled_from([True, True, "open", False])),
        "D1": draw(COUNTS),
        "D2": draw(COUNTS),
        "D7a": draw(st.sampled_from(protections)),
        "D7b": draw(st.sampled_from(["none", "claimed", "verified"])),
        "D8": draw(st.integers(0, 2)),
        "vehicles": draw(COUNTS),
        "flags": {flag: draw(YES_NO_OPEN) for flag in FLAGS},
    }


@st.composite
def answers(draw: st.DrawFn) -> Json:
    """Mostly good answers: where everything is bad, nothing can be told apart."""
    worst = draw(st.integers(0, 3))
    states = st.sampled_from(["verified", "verified", "declared", "unknown"] if draw(st.booleans()) else ["verified"])
    return {id_: graded(draw(st.integers(0, worst)), draw(states)) for id_ in IDS}


cases = st.builds(
    lambda facts, answers, gate, route: some_input(facts, answers, {"K1": gate}, route),
    facts(),
    answers(),
    st.sampled_from([False, False, False, "open"]),
    st.sampled_from(["security_assessment", "exempt", "open"]),
)


def scored(case: ScoreInput) -> RiskScore:
    return score(case, the_scorecard())


def changed(case: ScoreInput, **parts: Json) -> ScoreInput:
    """The same case with some facts or answers replaced."""
    content = case.model_dump(mode="json")
    return some_input(
        {**content["facts"], **parts.get("facts", {})},
        {**content["answers"], **parts.get("answers", {})},
        {**content["gates"], **parts.get("gates", {})},
        content["route"],
    )


def not_better(result: RiskScore, than: RiskScore) -> bool:
    """Neither level end nor decision of ``result`` is better."""
    ends = zip(result.level, than.level, strict=True)
    levels = all(LEVELS.index(mine) >= LEVELS.index(other) for mine, other in ends)
    return levels and DECISIONS.index(result.decision) >= DECISIONS.index(than.decision)


@quick
@given(cases, st.sampled_from(IDS), st.data())
def test_raising_a_grade_never_helps(case: ScoreInput, question: str, data: st.DataObject) -> None:
    low = data.draw(st.integers(0, 2))
    high = data.draw(st.integers(low + 1, 3))
    better, worse = (scored(changed(case, answers={question: graded(grade)})) for grade in (low, high))
    assert not_better(worse, better)


@quick
@given(cases, st.sampled_from(sorted(LADDERS)), st.data())
def test_a_graver_fact_never_helps(case: ScoreInput, fact: str, data: st.DataObject) -> None:
    ladder = LADDERS[fact]
    low = data.draw(st.integers(0, len(ladder) - 2))
    high = data.draw(st.integers(low + 1, len(ladder) - 1))
    assert not_better(*(scored(changed(case, facts={fact: ladder[step]})) for step in (high, low)))


@quick
@given(cases, st.sampled_from(["contains_pi", "D3", "D4", "D5", "D6"]))
def test_an_open_fact_contains_both_answers(case: ScoreInput, fact: str) -> None:
    open_, *settled = (scored(changed(case, facts={fact: value})) for value in ("open", False, True))
    low, high = (LEVELS.index(level) for level in open_.level)
    assert all(low <= LEVELS.index(one.level[0]) and LEVELS.index(one.level[1]) <= high for one in settled)
    if open_.decision in ("D0", "D1"):
        assert all(one.decision in ("D0", "D1") for one in settled)


@quick
@given(cases, st.sampled_from(FLAGS))
def test_a_flag_never_helps(case: ScoreInput, flag: str) -> None:
    flags = case.model_dump(mode="json")["facts"]["flags"]
    without, open_, with_ = (
        scored(changed(case, facts={"flags": {**flags, flag: value}})) for value in (False, "open", True)
    )
    assert not_better(with_, without)
    assert not_better(open_, without)
    assert LEVELS.index(open_.level[1]) >= LEVELS.index(with_.level[1])


@quick
@given(cases, st.sampled_from(IDS), st.integers(0, 3))
def test_declared_is_never_better_than_verified(case: ScoreInput, question: str, grade: int) -> None:
    declared, verified = (
        scored(changed(case, answers={question: graded(grade, state)})) for state in ("declared", "verified")
    )
    assert not_better(declared, verified)


@quick
@given(cases, st.sampled_from(IDS))
def test_unknown_contains_every_possible_answer(case: ScoreInput, question: str) -> None:
    unknown = scored(changed(case, answers={question: graded(0, "unknown")}))
    known = [scored(changed(case, answers={question: graded(grade)})) for grade in range(4)]
    low, high = (LEVELS.index(level) for level in unknown.level)
    assert all(low <= LEVELS.index(one.level[0]) and LEVELS.index(one.level[1]) <= high for one in known)
    assert DECISIONS.index(unknown.decision) >= DECISIONS.index(known[0].decision)
    if unknown.decision in ("D0", "D1"):
        assert all(one.decision in ("D0", "D1") for one in known)


@quick
@given(facts(), st.sampled_from(["K1", "K2", "K3", "K4", "K5"]))
def test_a_stop_gate_stops_whatever_else_is_true(facts: Json, gate: str) -> None:
    assert scored(some_input(facts, all_answers(), {gate: True})).decision == "D4"


@quick
@given(cases, st.randoms(use_true_random=False))
def test_order_has_no_effect(case: ScoreInput, random: Any) -> None:
    content = case.model_dump(mode="json")

    def shuffled(part: Json) -> Json:
        keys = list(part)
        random.shuffle(keys)
        return {key: shuffled(part[key]) if isinstance(part[key], dict) else part[key] for key in keys}

    turned = some_input(*(shuffled(content[key]) for key in ("facts", "answers", "gates")), content["route"])
    assert scored(turned).as_json() == scored(case).as_json()


@quick
@given(cases)
def test_residual_is_never_above_inherent(case: ScoreInput) -> None:
    for scenario in scored(case).scenarios:
        assert LEVELS.index(scenario.level[1]) <= LEVELS.index(scenario.inherent), scenario.id


@quick
@given(cases)
def test_every_offered_fix_improves_the_profile(case: ScoreInput) -> None:
    upper, lower = (at_end(case, the_scorecard(), upper=end) for end in (True, False))
    bench = Workbench(the_scorecard(), upper, gates(case, the_scorecard(), lower, upper))
    before = bench.profile()
    offered = scored(case).fixes
    assert set(offered) == set(bench.fixable)
    ranked = [bench.profile(without=fix) for fix in offered]
    assert all(profile < before for profile in ranked)
    assert ranked == sorted(ranked)


@quick
@given(cases, st.data())
def test_a_tried_fix_is_what_scoring_again_finds(case: ScoreInput, data: st.DataObject) -> None:
    """The workbench counts only what changes; a whole new run has to agree with it."""
    found = scored(case)
    if not found.fixes:
        return
    fix = data.draw(st.sampled_from(found.fixes))
    again = changed(case, answers={fix: graded(0)})
    upper, lower = (at_end(case, the_scorecard(), upper=end) for end in (True, False))
    bench = Workbench(the_scorecard(), upper, gates(case, the_scorecard(), lower, upper))
    after, low = (at_end(again, the_scorecard(), upper=end) for end in (True, False))
    fresh = Workbench(the_scorecard(), after, gates(again, the_scorecard(), low, after))
    assert bench.profile(without=fix) == fresh.profile()


def test_the_matrix_rises_in_small_steps_and_is_the_stricter_of_both_papers() -> None:
    method = the_scorecard().method
    cells = [[LEVELS.index(level) for level in row] for row in method.matrix]
    for row, column in product(range(5), range(4)):
        for next_row, next_column in ((row + 1, column), (row, column + 1)):
            if next_row < 5 and next_column < 4:
                assert cells[next_row][next_column] - cells[row][column] in (0, 1)
    assert max(cells[0]) < LEVELS.index("extreme") > max(row[0] for row in cells)
    assert min(cells[4]) > LEVELS.index("low") < min(row[3] for row in cells)
    published = {matrix.id: matrix.rows for matrix in method.published}
    for row, column in product(range(5), range(4)):
        papers = [published["annex_b"][row][column]] if column < 3 else []
        papers += [published["gbt39335"][row][column]] if row < 4 else []
        if papers:
            assert cells[row][column] == max(LEVELS.index(level) for level in papers)


def test_against_annex_b_it_is_never_milder() -> None:
    """Base 1 to 3, three corrections on or off, six capabilities high, medium or low: 17,496 cases of the draft."""
    method = the_scorecard().method
    annex = next(matrix for matrix in method.published if matrix.id == "annex_b").rows
    total = milder = stricter = stricter_with_three_columns = 0
    for base, first, second, reduction in product((1, 2, 3), (0, 1), (0, 1), (0, 1)):
        severity = max(1, min(5, base + first + second - reduction)) - 1
        for capabilities in product((0, 1, 2), repeat=6):
            by_draft = LEVELS.index(annex[severity][max(capabilities)])
            column = likelihood(capabilities, very_large=False) - 1
            by_method = LEVELS.index(method.matrix[severity][column])
            total += 1
            milder += by_method < by_draft
            stricter += by_method > by_draft
            stricter_with_three_columns += LEVELS.index(method.matrix[severity][min(column, 2)]) > by_draft
    assert (total, milder, stricter, stricter_with_three_columns) == (17_496, 0, 9_289, 2_667)
