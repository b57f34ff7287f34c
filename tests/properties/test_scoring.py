"""Properties 1 to 10 of the method, each on thousands of random cases: monotony, doubt never helps, gates stop,
order has no effect, fixes improve, and the two published matrices are never milder."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

import pytest
import rfc8785

from assessment.scorecard import DECISIONS, LEVELS
from assessment.scoring import Weighed, answers_sha256, score, weigh
from assessment.scoring_ends import at_end
from assessment.scoring_fixes import Workbench, single_fixes
from assessment.scoring_gates import gates
from assessment.scoring_input import MOST, ScoreInput
from assessment.scoring_levels import likelihood, place_all
from assessment.scoring_severity import inherent_severities
from tests.core.scoring_builders import all_answers, some_input, the_scorecard
from tests.properties.score_cases import FLAGS, IDS, LADDERS, cases, numbered, with_answer, with_facts, with_flag

CARD = the_scorecard()
MANY = 2_000


def weighed(case: ScoreInput) -> Weighed:
    return weigh(case, CARD)


def drawn(property_: int, count: int = MANY) -> Iterator[tuple[ScoreInput, Random]]:
    """The cases of one property, each with its own dice; another property gets other dice, not other cases."""
    for number, case in enumerate(cases(0, count)):
        yield case, Random(property_ * 1_000_000 + number)


def ends(one: Weighed) -> tuple[int, int]:
    return LEVELS.index(one.level[0]), LEVELS.index(one.level[1])


def not_better(worse: Weighed, better: Weighed) -> bool:
    """Neither level end nor decision of ``worse`` is better."""
    levels = all(mine >= other for mine, other in zip(ends(worse), ends(better), strict=True))
    return levels and DECISIONS.index(worse.decision) >= DECISIONS.index(better.decision)


def within(inner: Weighed, outer: Weighed) -> bool:
    return ends(outer)[0] <= ends(inner)[0] and ends(inner)[1] <= ends(outer)[1]


def goes_ahead(one: Weighed) -> bool:
    return one.decision in ("D0", "D1")


# ---- 1 ----


def test_1_raising_a_grade_never_helps() -> None:
    moved = 0
    for case, random in drawn(1):
        question = random.choice(IDS)
        low = random.randint(0, 2)
        better, worse = (weighed(with_answer(case, question, grade)) for grade in (low, random.randint(low + 1, 3)))
        assert not_better(worse, better), (question, case)
        moved += worse.level != better.level or worse.decision != better.decision
    assert moved > 50  # the property is not kept by standing still


def test_1_a_graver_fact_never_helps() -> None:
    moved = 0
    for case, random in drawn(2):
        fact = random.choice(sorted(LADDERS))
        low = random.randrange(len(LADDERS[fact]) - 1)
        high = random.randrange(low + 1, len(LADDERS[fact]))
        better, worse = (weighed(with_facts(case, **{fact: LADDERS[fact][step]})) for step in (low, high))
        assert not_better(worse, better), (fact, case)
        moved += worse.level != better.level or worse.decision != better.decision
    assert moved > 50


def test_1_a_flag_never_helps() -> None:
    for case, random in drawn(3):
        flag = random.choice(FLAGS)
        without, open_, with_ = (weighed(with_flag(case, flag, value)) for value in (False, "open", True))
        assert not_better(with_, without), (flag, case)
        assert not_better(open_, without), (flag, case)
        assert ends(open_)[1] >= ends(with_)[1], (flag, case)


# ---- 2 ----


def test_2_declared_is_never_better_than_verified() -> None:
    for case, random in drawn(4):
        question, grade = random.choice(IDS), random.randint(0, 3)
        declared, verified = (weighed(with_answer(case, question, grade, s)) for s in ("declared", "verified"))
        assert not_better(declared, verified), (question, case)


# ---- 3 ----


def test_3_unknown_contains_every_possible_answer() -> None:
    for case, random in drawn(5):
        question = random.choice(IDS)
        unknown = weighed(with_answer(case, question, None, "unknown"))
        known = [weighed(with_answer(case, question, grade)) for grade in range(4)]
        assert all(within(one, unknown) for one in known), (question, case)
        assert DECISIONS.index(unknown.decision) >= DECISIONS.index(known[0].decision), (question, case)
        if goes_ahead(unknown):
            assert all(map(goes_ahead, known)), (question, case)


def test_3_an_open_fact_contains_both_answers() -> None:
    for case, random in drawn(6):
        fact = random.choice(["contains_pi", "D3", "D4", "D5", "D6"])
        open_, *settled = (weighed(with_facts(case, **{fact: value})) for value in ("open", False, True))
        assert all(within(one, open_) for one in settled), (fact, case)
        if goes_ahead(open_):
            assert all(map(goes_ahead, settled)), (fact, case)


def test_3_a_count_between_two_ends_contains_every_count_between_them() -> None:
    for case, random in drawn(7):
        fact = random.choice(["D1", "D2", "vehicles"])
        low, middle, high = sorted(random.choice((0, 9_999, 10_000, 99_999, 500_001, 10**6, MOST)) for _ in range(3))
        range_, inside = (weighed(with_facts(case, **{fact: said})) for said in ((low, high), middle))
        assert within(inside, range_), (fact, case)
        assert within(range_, weighed(with_facts(case, **{fact: "open"}))), (fact, case)
        if goes_ahead(range_):
            assert goes_ahead(inside), (fact, case)


def test_3_an_open_interest_contains_all_three() -> None:
    for case, _ in drawn(8, 500):
        open_ = weighed(with_facts(case, D8="open"))
        assert all(within(weighed(with_facts(case, D8=value)), open_) for value in (0, 1, 2)), case


# ---- 4 ----


@pytest.mark.parametrize("gate", ["K1", "K2", "K3", "K4", "K5"])
def test_4_a_stop_gate_stops_whatever_else_is_true(gate: str) -> None:
    best = some_input(answers=all_answers()).answers
    for case in cases(0, MANY // 5):
        stopped = case.model_copy(update={"gates": case.gates.model_copy(update={gate: True})})
        assert weighed(stopped).decision == "D4"
        assert weighed(stopped.model_copy(update={"answers": best})).decision == "D4"


def test_4_no_legal_basis_stops_whatever_else_is_true() -> None:
    assert {weighed(with_answer(case, "A1", 3)).decision for case in cases(0, MANY)} == {"D4"}


# ---- 5 ----


def test_5_order_has_no_effect() -> None:
    backwards = CARD.model_copy(update={"questions": CARD.questions[::-1]})
    for case, random in drawn(9):
        content = case.model_dump(mode="json")
        turned = ScoreInput.model_validate_json(json.dumps(_shuffled(content, random)))
        assert answers_sha256(turned) == answers_sha256(case)
        one, other = weighed(case), weigh(turned, backwards)
        assert (one.level, one.decision) == (other.level, other.decision)
        assert one.upper.factors == other.upper.factors


def _shuffled(part: dict[str, Any], random: Random) -> dict[str, Any]:
    keys = list(part)
    random.shuffle(keys)
    return {key: _shuffled(part[key], random) if isinstance(part[key], dict) else part[key] for key in keys}


# ---- 6 ----


def test_6_residual_is_never_above_inherent() -> None:
    for case in cases(0, MANY):
        upper = weighed(case).upper
        bare = inherent_severities(upper.end, CARD.method)
        factors = {factor: grade if factor == "B" else 3 for factor, grade in upper.factors.items()}
        inherent = place_all(bare, factors, CARD.method, very_large=False)
        for name, one in upper.scenarios.items():
            assert one.level <= inherent[name].level, (name, case)


def test_6_the_score_prints_that_inherent_level() -> None:
    for case in cases(0, 200):
        result = score(case, CARD)
        assert all(LEVELS.index(one.level[1]) <= LEVELS.index(one.inherent) for one in result.scenarios)
        assert result.inherent.level == max((one.inherent for one in result.scenarios), key=LEVELS.index)


# ---- 7 ----


def test_7_every_offered_fix_improves_the_profile() -> None:
    for case in cases(0, MANY):
        one = weighed(case)
        bench = Workbench(CARD, one.upper.end, one.gates)
        before = bench.profile()
        offered = single_fixes(CARD, one.upper.end, one.gates)
        assert set(offered) == set(bench.fixable)
        ranked = [bench.profile(without=fix) for fix in offered]
        assert all(profile < before for profile in ranked), case
        assert ranked == sorted(ranked)


def test_7_a_tried_fix_is_what_weighing_again_finds() -> None:
    """The workbench counts only what changes; a whole new run has to agree with it."""
    for case, random in drawn(10):
        one = weighed(case)
        bench = Workbench(CARD, one.upper.end, one.gates)
        if not bench.fixable:
            continue
        fix = random.choice(bench.fixable)
        again = with_answer(case, fix, 0)
        after, low = (at_end(again, CARD, upper=end) for end in (True, False))
        assert bench.profile(without=fix) == Workbench(CARD, after, gates(again, CARD, low, after)).profile()


# ---- 8 ----


def test_8_the_matrix_rises_in_small_steps_and_is_the_stricter_of_both_papers() -> None:
    method = CARD.method
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


# ---- 9 ----


def test_9_against_annex_b_it_is_never_milder() -> None:
    """Base 1 to 3, three corrections on or off, six capabilities high, medium or low: 17,496 cases of the draft."""
    method = CARD.method
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


# ---- 10 ----

AGAIN = 200


def digest(count: int = AGAIN) -> str:
    """One hash over everything that the first cases are told."""
    whole = hashlib.sha256()
    for number in range(count):
        result = score(numbered(number), CARD)
        whole.update(rfc8785.dumps(result.as_json()))
        whole.update(rfc8785.dumps(result.as_record()))
    return whole.hexdigest()


def test_10_another_process_writes_the_same_bytes() -> None:
    """With another hash seed and another locale: nothing may hang on the order of a set or on the machine."""
    said = "from tests.properties.test_scoring import digest; print(digest())"
    found = subprocess.run(
        [sys.executable, "-c", said],
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == digest()


def test_10_a_case_that_was_written_down_and_read_again_has_the_same_hash() -> None:
    for case in cases(0, MANY):
        again = ScoreInput.model_validate_json(json.dumps(case.model_dump(mode="json")))
        assert again == case
        assert answers_sha256(again) == answers_sha256(case)


# ---- and the quick way says what the long way says ----


def test_weighing_and_scoring_agree() -> None:
    for case in cases(0, 300):
        one, result = weighed(case), score(case, CARD)
        assert (one.level, one.decision, one.gates) == (result.level, result.decision, result.gates)
