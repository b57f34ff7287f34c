"""The quick trials say exactly what scoring the changed case says; advice always improves."""

from __future__ import annotations

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.scoring import score
from assessment.scoring_advice import advise
from assessment.scoring_ends import at_end
from assessment.scoring_fixes import Workbench
from assessment.scoring_gates import gates
from assessment.scoring_input import ScoreAnswer, ScoreInput
from assessment.scoring_trials import Trials
from tests.core.scoring_builders import the_scorecard
from tests.properties.test_scoring import IDS, cases

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def changed(case: ScoreInput, answers: dict[str, ScoreAnswer]) -> ScoreInput:
    content = case.model_dump(mode="json")
    content["answers"] |= {question: answer.model_dump(mode="json") for question, answer in answers.items()}
    return ScoreInput.model_validate_json(json.dumps(content))


@quick
@given(case=cases, questions=st.lists(st.sampled_from(IDS), max_size=4, unique=True), grade=st.integers(0, 3))
def test_a_trial_says_what_the_score_of_the_changed_case_says(
    case: ScoreInput, questions: list[str], grade: int
) -> None:
    card = the_scorecard()
    outcome = Trials(case, card).after(dict.fromkeys(questions, (grade, grade)))
    after = changed(case, dict.fromkeys(questions, ScoreAnswer(grade=grade, state="verified")))
    result = score(after, card)
    assert (outcome.level, outcome.decision) == (result.level, result.decision)
    lower, upper = (at_end(after, card, upper=side) for side in (False, True))
    assert outcome.profile == Workbench(card, upper, gates(after, card, lower, upper)).profile()


@quick
@given(case=cases)
def test_advice_improves_and_says_the_truth(case: ScoreInput) -> None:
    card = the_scorecard()
    result = score(case, card)
    advice = advise(case, card, result)
    for fix in advice.fixes:
        assert fix.effect.drop[1] < fix.effect.drop[0]
    for lever in advice.levers:
        assert lever.effect.drop[1] < lever.effect.drop[0]
    if result.plan.enough and not result.plan.leaves and advice.steps:
        assert advice.steps[-1].effect.decision in ("D0", "D1")
    for answer in advice.fragile:
        assert result.decision not in (answer.worse, answer.better)
    assert bool(advice.evidence_first) <= (result.decision == "D2")


@quick
@given(case=cases)
def test_every_fragile_answer_is_found_by_scoring_again(case: ScoreInput) -> None:
    card = the_scorecard()
    result = score(case, card)
    named = {answer.question: answer for answer in advise(case, card, result).fragile}
    for question in IDS[::7]:
        if question not in {q.id for q in result.questions}:
            continue
        best = score(changed(case, {question: ScoreAnswer(grade=0, state="verified")}), card).decision
        found = named.get(question)
        assert (found.better if found else None) == (best if best != result.decision else None)
