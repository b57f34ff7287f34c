"""The quick trials say exactly what scoring the changed case says; advice always improves; a plan has no idle part."""

from __future__ import annotations

from random import Random

from assessment.scoring import score, weigh
from assessment.scoring_advice import advise
from assessment.scoring_ends import at_end
from assessment.scoring_fixes import Workbench
from assessment.scoring_gates import gates
from assessment.scoring_input import ScoreInput
from assessment.scoring_trials import Trials
from tests.core.scoring_builders import the_scorecard
from tests.properties.score_cases import IDS, cases, with_answer

CARD = the_scorecard()


def changed(case: ScoreInput, questions: list[str], grade: int) -> ScoreInput:
    for question in questions:
        case = with_answer(case, question, grade)
    return case


def test_a_trial_says_what_the_score_of_the_changed_case_says() -> None:
    for number, case in enumerate(cases(3_000, 1_000)):
        random = Random(number)
        questions, grade = random.sample(IDS, random.randint(0, 4)), random.randint(0, 3)
        outcome = Trials(case, CARD).after(dict.fromkeys(questions, (grade, grade)))
        after = changed(case, questions, grade)
        result = weigh(after, CARD)
        assert (outcome.level, outcome.decision) == (result.level, result.decision)
        lower, upper = (at_end(after, CARD, upper=side) for side in (False, True))
        assert outcome.profile == Workbench(CARD, upper, gates(after, CARD, lower, upper)).profile()


def test_advice_improves_and_says_the_truth() -> None:
    for case in cases(5_000, 200):
        result = score(case, CARD)
        advice = advise(case, CARD, result)
        assert all(fix.effect.drop[1] < fix.effect.drop[0] for fix in advice.fixes)
        assert all(lever.effect.drop[1] < lever.effect.drop[0] for lever in advice.levers)
        assert all(result.decision not in (answer.worse, answer.better) for answer in advice.fragile)
        assert bool(advice.evidence_first) <= (result.decision == "D2")
        for fix in advice.fixes[:3]:
            again = weigh(with_answer(case, fix.question, 0), CARD)
            assert (fix.effect.level, fix.effect.decision) == (again.level, again.decision)


def test_a_plan_is_enough_and_none_of_it_can_be_left_out() -> None:
    tried = 0
    for case in cases(7_000, 400):
        result = score(case, CARD)
        if not result.plan.enough or result.plan.leaves or not result.plan.fixes:
            continue
        tried += 1
        done = list(result.plan.fixes)
        assert weigh(changed(case, done, 0), CARD).decision in ("D0", "D1")
        for question in done:
            rest = [one for one in done if one != question]
            assert weigh(changed(case, rest, 0), CARD).decision not in ("D0", "D1"), (question, case)
    assert tried > 50


def test_every_fragile_answer_is_found_by_scoring_again() -> None:
    for case in cases(9_000, 100):
        result = score(case, CARD)
        named = {answer.question: answer for answer in advise(case, CARD, result).fragile}
        asked = {question.id for question in result.questions}
        for question in (one for one in IDS[::7] if one in asked):
            best = weigh(with_answer(case, question, 0), CARD).decision
            found = named.get(question)
            assert (found.better if found else None) == (best if best != result.decision else None)
