"""Cases worked out by hand from the text of the method, step by step in the comments; none of them is published."""

from __future__ import annotations

from assessment.scoring import RiskScore, score
from assessment.scoring_input import MOST
from tests.core.scoring_builders import Json, all_answers, graded, some_facts, some_input, the_scorecard

CARD = the_scorecard()


def scored(facts: Json, answers: Json | None = None, route: str = "security_assessment") -> RiskScore:
    return score(some_input(facts, answers, route=route), CARD)


def severities(result: RiskScore) -> dict[str, tuple[int, int]]:
    return {part.track: part.value for part in result.severity}


def place(result: RiskScore, scenario: str) -> tuple[object, ...]:
    one = next(one for one in result.scenarios if one.id == scenario)
    return one.severity, one.likelihood, one.level


def test_children_in_a_school_bus_app() -> None:
    """700,000 pupils, no sensitive counts given apart from 9,999, children under 14, nothing de-identified.

    S_P: D3 yes → base 3; D1 700,000 > 500,000 → +1; A4 = 1 → no scope; D5 yes → +1; 3 + 1 + 1 = 5.
    S_N: D1 ≥ 100,000 and < 1,000,000, no location → base 2; D6 no, scope no → 2.
    Topic F: F6 (key) at grade 1 → 2 votes at 1 → F = 1; A: A4 (key) at 1 → A = 1; all others 0.
    R6 (P): B 0, F 1, G 0 → m = 1 → L 2; row 5, column 2 = extreme. R1 (ET, EL all 0) → L 1; row 5, column 1 = high.
    R8 (N): A 1 → L 2; row 2, column 2 = medium. lo = hi = extreme → D4 by step 5; no gate stands.
    """
    facts = some_facts(D1=700_000, D2=9_999, D3=True, D5=True, flags={"MINOR": True})
    result = scored(facts, all_answers(F6=1, A4=1))
    assert severities(result) == {"P": (5, 5), "N": (2, 2), "O": (0, 0)}
    assert place(result, "R6") == ((5, 5), (2, 2), ("extreme", "extreme"))
    assert place(result, "R1") == ((5, 5), (1, 1), ("high", "high"))
    assert place(result, "R8") == ((2, 2), (2, 2), ("medium", "medium"))
    assert (result.decision, result.gates.stop, result.gates.failed) == ("D4", (), ())
    assert next(p.formula.en for p in result.severity if p.track == "P" and p.formula) == (
        "base 3 + 1 (persons) + 1 (vulnerable group) → 5"
    )


def test_a_count_between_99_999_and_600_000() -> None:
    """Ordinary persons, their number only known to lie between 99,999 and 600,000; everything at its best.

    Lower end: D1 = 99,999 → S_P base 1; S_N base 0. Upper end: 600,000 > 500,000 → S_P 1 + 1 = 2; S_N base 2.
    All factors 0 → L 1. Lower: row 1, column 1 = low. Upper: row 2, column 1 = low. Level low, D0.
    With A4 = 2 (key; scope beyond need; A = 2, c = 1 → L 3 in R5 and R8):
    lower: S_P 1 + 1 = 2, S_N 0; R5: row 2, column 3 = medium; R8 none. Upper: S_P 3, S_N 3; row 3, column 3 = high.
    lo medium, hi high → step 3: D2 evidence first (count the persons).
    """
    facts = some_facts(D1=[99_999, 600_000])
    calm = scored(facts)
    assert severities(calm) == {"P": (1, 2), "N": (0, 2), "O": (0, 0)}
    assert (calm.level, calm.decision) == (("low", "low"), "D0")
    wide = scored(facts, all_answers(A4=2))
    assert severities(wide) == {"P": (2, 3), "N": (0, 3), "O": (0, 0)}
    assert place(wide, "R5") == ((2, 3), (3, 3), ("medium", "high"))
    assert place(wide, "R8") == ((0, 3), (3, 3), ("none", "high"))
    assert (wide.level, wide.decision) == (("medium", "high"), "D2")


def test_more_than_ten_million_persons() -> None:
    """10,000,001 ordinary persons, verified de-identified, everything at its best.

    S_P: 1 + 1 (volume) − 1 = 1. S_N: base 3 (mass) − 1 = 2. Likelihood: m = 0 and very large → 2.
    R1: S = max(1, 2) = 2, L 2 → medium. R6 (P only): row 1, column 2 = low. Level medium → D1.
    NSEC holds (1,000,000 or more), so E9 is a must-item and H3 is asked: 0 and 0.
    One key question at grade 1 (C6 → CM = 1): very large → L at least 3; R2: row 2, column 3 = medium.
    """
    facts = some_facts(D1=10_000_001, D7a="deidentified_verified")
    result = scored(facts)
    assert severities(result) == {"P": (1, 1), "N": (2, 2), "O": (0, 0)}
    assert place(result, "R1") == ((2, 2), (2, 2), ("medium", "medium"))
    assert place(result, "R6") == ((1, 1), (2, 2), ("low", "low"))
    assert result.decision == "D1"
    assert "H3" in {question.id for question in result.questions}
    assert place(scored(facts, all_answers(C6=1)), "R2") == ((2, 2), (3, 3), ("medium", "medium"))


def test_two_ordinary_gaps_make_a_topic_and_a_barrier_shields_the_destination() -> None:
    """60 engineers, 60 with sensitive items, confidential data (D8 = 2).

    S_P: some sensitive, fewer than 10,000, no severe kind → 2. S_N: 0. S_O: 2. S = 2 everywhere but R8 (none).
    C10 and C11 (ordinary) at 2 → 2 votes at 2 → CM = 2; C14 alone at 3 (ordinary) → CT: one vote at 3, one at 2,
    two at 1 → CT = 1. R2: CE 0, CM 2, CT 1 → m = 2, c = 1 → L 3 → row 2, column 3 = medium.
    B1 = 3 (key) → B = 3, E15 = 0 → EK = 0 → B* = 0. R4: B* 0, EL 0, G 0 → L 1 → row 2, column 1 = low.
    R6 reads B itself: m = 3 → L 4 → row 2, column 4 = high. lo = hi = high → D3.
    """
    facts = some_facts(D1=60, D2=60, D8=2)
    result = scored(facts, all_answers(C10=2, C11=2, C14=3, B1=3), route="exempt")
    grades = {factor.id: factor.grade[1] for factor in result.factors}
    assert (grades["CM"], grades["CT"], grades["B"], grades["EK"]) == (2, 1, 3, 0)
    assert place(result, "R2") == ((2, 2), (3, 3), ("medium", "medium"))
    assert place(result, "R4") == ((2, 2), (1, 1), ("low", "low"))
    assert place(result, "R6") == ((2, 2), (4, 4), ("high", "high"))
    assert place(result, "R8")[2] == ("none", "none")
    assert result.decision == "D3"
    assert "B1" not in result.fixes  # a state's law is no fix


def test_masked_important_data_without_persons() -> None:
    """Important data, 1,200 GB, verified masking, no personal information; G4 declared at 1.

    S_P 0. S_N: base 4 + 1 (scale) − 1 (masking) = 4. G4 declared → [1, 2]; key → G = 1 to 2.
    R3 (CE, CM, G): lower m = 1 → L 2, row 4 = high; upper m = 2, c = 1 → L 3, row 4 = extreme.
    R1: L 1, row 4 = medium. Level high to extreme. G4 may exceed 1 → must-item not proven → D2, but lo = high → D3.
    Inherent: no masking, scope beyond need: 4 + 1 + 1 = 6 → 5.
    """
    facts = some_facts(contains_pi=False, D1=0, D4=True, D6=True, D7b="verified")
    result = scored(facts, {**all_answers(), "G4": graded(1, "declared")})
    assert severities(result) == {"P": (0, 0), "N": (4, 4), "O": (0, 0)}
    assert place(result, "R3") == ((4, 4), (2, 3), ("high", "extreme"))
    assert place(result, "R1") == ((4, 4), (1, 1), ("medium", "medium"))
    assert (result.level, result.gates.unproven, result.decision) == (("high", "extreme"), ("G4",), "D3")
    assert (result.inherent.S_N, result.inherent.level) == (5, "extreme")


def test_nothing_known_of_the_numbers() -> None:
    """Persons, sensitive persons, vehicles and interest open; the rest settled and at its best.

    Lower: D1 = 0, D2 = 0 → S_P 1 (personal information is there); S_N 0; S_O 0. All 0 → L 1: row 1 = low.
    Upper: everybody: S_P base 3 (10,000 sensitive or more) + 1 (volume) = 4; S_N base 3; S_O 2; more than ten million
    → L 2: row 4, column 2 = high. lo low, hi high → D2.
    The same as the two ends written out, and more than 10^12 persons there are not.
    """
    open_ = scored(some_facts(D1="open", D2="open", vehicles="open", D8="open"))
    assert severities(open_) == {"P": (1, 4), "N": (0, 3), "O": (0, 2)}
    assert place(open_, "R1") == ((1, 4), (1, 2), ("low", "high"))
    assert (open_.level, open_.decision) == (("low", "high"), "D2")
    ends = scored(some_facts(D1=[0, MOST], D2=[0, MOST], vehicles=[0, MOST], D8="open"))
    assert (ends.level, ends.severity) == (open_.level, open_.severity)
