"""The pictures: well-formed, named, with a word for every colour, and with nothing that a strict policy forbids."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable

import pytest

from assessment.scoring import RiskScore, score
from assessment.vocabulary import Language
from reports.charts import criteria_bars, headcount_bar, risk_matrix
from tests.core.scoring_builders import all_answers, graded, some_facts, some_input, the_scorecard

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def open_case() -> RiskScore:
    facts = some_facts(D1=600_000, D4="open", contains_pi="open")
    return score(some_input(facts, {**all_answers(E11=1, G1=2), "F1": graded(0, "unknown")}), the_scorecard())


def texts(picture: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(picture).iter(f"{SVG}text")]


@pytest.mark.parametrize("draw", [risk_matrix, criteria_bars])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_picture_is_named_and_obeys_the_content_policy(
    draw: Callable[[RiskScore, Language], str], language: Language, open_case: RiskScore
) -> None:
    root = ET.fromstring(draw(open_case, language))
    assert root.findtext(f"{SVG}title")
    assert root.findtext(f"{SVG}desc")
    assert root.get("role") == "img"
    for element in root.iter():
        assert element.tag not in (f"{SVG}script", f"{SVG}style", f"{SVG}foreignObject")
        forbidden = [name for name in element.attrib if name in ("style", "id") or name.startswith("on")]
        assert not forbidden


def test_every_cell_of_the_matrix_carries_its_word(open_case: RiskScore) -> None:
    said = texts(risk_matrix(open_case, "zh"))
    assert {word: said.count(word) for word in ("低", "中", "高", "极高")} == {"低": 3, "中": 7, "高": 4, "极高": 6}


def test_a_scenario_stands_at_its_worse_end_and_hollow_at_its_better_one(open_case: RiskScore) -> None:
    root = ET.fromstring(risk_matrix(open_case, "zh"))
    filled = [one for one in root.iter(f"{SVG}circle") if one.get("class") == "disc-filled"]
    hollow = [one for one in root.iter(f"{SVG}circle") if one.get("class") == "disc-hollow"]
    worse = [one for one in open_case.scenarios if one.severity[1]]
    better = [
        one
        for one in open_case.scenarios
        if one.severity[0] and (one.severity[0], one.likelihood[0]) != (one.severity[1], one.likelihood[1])
    ]
    assert (len(filled) - 1, len(hollow) - 1) == (len(worse), len(better))  # one of each stands in the legend
    assert better


def test_a_scenario_without_harm_is_named_below_the_matrix() -> None:
    nothing_national = score(some_input(), the_scorecard())
    assert "R8：不涉及" in texts(risk_matrix(nothing_national, "zh"))


def test_no_disc_lies_outside_its_picture() -> None:
    everything = score(some_input(some_facts(D1=2_000_000), all_answers()), the_scorecard())
    root = ET.fromstring(risk_matrix(everything, "en"))
    width, height = int(root.get("width", "0")), int(root.get("height", "0"))
    for disc in root.iter(f"{SVG}circle"):
        x, y, r = (int(disc.get(key, "0")) for key in ("cx", "cy", "r"))
        assert r <= x <= width - r
        assert r <= y <= height - r


def test_bars_say_both_ends(open_case: RiskScore) -> None:
    said = texts(criteria_bars(open_case, "zh"))
    assert "符合 – 不符合" in said  # Art. 8(4): F1 is unknown
    assert "部分符合" in said  # Art. 8(5): G1 is 2


@pytest.mark.parametrize(
    ("value", "said"),
    [(862_300, "未达到门槛"), (1_000_000, "已达到门槛"), (0, "未达到门槛"), (3_000_000, "已达到门槛")],
)
def test_a_headcount_against_its_figure(value: int, said: str) -> None:
    picture = headcount_bar(value, 1_000_000, "zh")
    assert texts(picture) == [f"{value:,} / 1,000,000 人", said]
    root = ET.fromstring(picture)
    bars = [int(bar.get("x", "0")) + int(bar.get("width", "0")) for bar in root.iter(f"{SVG}rect")]
    assert max(bars) <= int(root.get("width", "0"))
