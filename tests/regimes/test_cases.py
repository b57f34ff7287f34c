"""Every case a lawyer wrote down is decided as they said."""

from __future__ import annotations

import pytest

from assessment.routing import decide
from regimes.loader import load_regime
from tests.regimes.case_files import Case, all_cases

CASES = all_cases()


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_case(case: Case) -> None:
    decision = decide(case.facts(), case.rules(load_regime().rules), case.on)
    expect = case.expect
    assert decision.route == expect.route
    flow = decision.flows[0]
    if expect.ruleset:
        assert decision.ruleset == expect.ruleset
    if expect.flows:
        assert {f.id: f.route.value for f in decision.flows} == expect.flows
    if expect.alone:
        assert flow.alone == expect.alone
    if expect.options is not None:
        assert flow.options == expect.options
    rules = {rule.id for rule in flow.rules}
    warnings = {warning.code for warning in flow.warnings}
    duties = {duty.code for duty in decision.duties}
    assert set(expect.rules) <= rules
    assert not set(expect.without_rules) & rules
    assert set(expect.warnings) <= warnings
    assert not set(expect.without_warnings) & warnings
    assert set(expect.unknown) <= {fact.name for fact in flow.unknown}
    assert set(expect.readings) <= {name for name, readings in flow.disputes if len(readings) > 1}
    assert set(expect.duties) <= duties
    assert not set(expect.without_duties) & duties


def test_names_are_sentences_and_differ() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))
