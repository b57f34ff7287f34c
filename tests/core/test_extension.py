"""The extension test on and off its boundaries, with answers missing, contradicted and out of time."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from assessment.extension import ExtensionResult, Window, extension, percent_words
from assessment.extension_form import filled
from assessment.extension_law import ExtensionSaid, ScenarioSaid, Size
from assessment.refiling import ChangeSaid, Trigger, triggers
from assessment.volumes import Volume, within
from regimes.loader import load_regime
from tests.core.sheets import ON, complete_sheet, with_answers

REGIME = load_regime()
ENDS = date(2027, 1, 20)
WINDOW = Window(date(2026, 11, 1), ENDS)
BLOCK = ScenarioSaid(
    scenario="s1",
    unchanged=True,
    parties_unchanged=True,
    persons_concerned=True,
    persons_allowed=1_000_000,
    persons_planned=1_200_000,
    volume_concerned=False,
    link_unchanged=True,
    use_unchanged=True,
)
SAID = ExtensionSaid(article_9=True, as_notified=True, no_incident=True, scenarios=(BLOCK,))


def result_of(
    block: dict[str, Any] | None = None,
    *,
    limit: int | None = 20,
    window: Window = WINDOW,
    changes: tuple[Trigger, ...] = (),
    on: date = ON,
    **case: Any,
) -> ExtensionResult:
    said = SAID.model_copy(update={"scenarios": (BLOCK.model_copy(update=block or {}),), **case})
    return extension(said, ["s1"], limit=limit, window=window, changes=changes, on=on)


def changed(**answers: Any) -> tuple[Trigger, ...]:
    """What the comparison finds after one change, everything else confirmed as not having happened."""
    law, sheet = REGIME.after_filing.refiling, complete_sheet()
    said = {rule.id: ChangeSaid(rule=rule.id, happened=False) for rule in law.rules if rule.asks}
    now = with_answers(sheet, "s1", **answers)
    return triggers(sheet, now, law, "security_assessment", REGIME.questionnaire, said, ON)


def test_t57_twenty_per_cent_more_persons_is_allowed() -> None:
    assert result_of().outcome == "possible"
    assert result_of().holds is True


@pytest.mark.parametrize(
    ("allowed", "planned", "holds"),
    [
        (1_000_000, 1_200_000, True),
        (1_000_000, 1_200_001, False),
        (1_000_000, 1_201_000, False),  # 20.1 %
        (999_999, 1_199_998, True),  # 1,199,998.8 is the limit
        (999_999, 1_199_999, False),
        (7, 8, True),
        (7, 9, False),
        (0, 0, True),
        (0, 1, False),
        (1_000_000, 1, True),
    ],
)
def test_growth_is_whole_numbers_and_exact(allowed: int, planned: int, holds: bool) -> None:
    result = result_of({"persons_allowed": allowed, "persons_planned": planned})
    assert result.holds is holds
    assert result.outcome == ("possible" if holds else "new_filing")


@pytest.mark.parametrize(
    ("planned", "allowed", "words"),
    [(1_200_000, 1_000_000, "20"), (1_200_001, 1_000_000, "20.01"), (1_201_000, 1_000_000, "20.1"), (9, 10, "-10"),
     (8, 7, "14.29"), (5, 5, "0"), (1, 0, "∞"), (0, 0, "0"), (3_000_000, 1_000_000, "200")],
)  # fmt: skip
def test_what_is_beyond_the_limit_is_never_printed_as_the_limit(planned: int, allowed: int, words: str) -> None:
    assert percent_words(planned, allowed) == words


@pytest.mark.parametrize(
    ("allowed", "planned", "outcome"),
    [
        (Size(size=10, unit="GB"), Size(size=12, unit="GB"), "possible"),
        (Size(size=10, unit="GB"), Size(size=13, unit="GB"), "new_filing"),
        (Size(size=1, unit="TB"), Size(size=1200, unit="GB"), "possible"),
        (Size(size=1, unit="TB"), Size(size=1210, unit="GB"), "open"),  # 1,024 GB in a TB would do, 1,000 would not
        (Size(size=1, unit="TB"), Size(size=1229, unit="GB"), "new_filing"),
        (None, Size(size=1, unit="GB"), "open"),
    ],
)
def test_volumes_with_units(allowed: Size | None, planned: Size, outcome: str) -> None:
    block = {"volume_concerned": True, "volume_allowed": allowed, "volume_planned": planned}
    assert result_of(block).outcome == outcome


def test_units_that_disagree_are_unknown_and_never_rounded() -> None:
    assert within(Volume(1210, "GB"), Volume(1, "TB"), 20) not in (True, False)
    assert Volume(3, "TB").megabytes() == (3_000_000, 3 * 1024 * 1024)


OPEN = {
    "unchanged": ("unchanged", {"unchanged": None}),
    "parties": ("parties_unchanged", {"parties_unchanged": None}),
    "persons": ("persons_planned", {"persons_planned": None}),
    "volume": ("volume_concerned", {"volume_concerned": None}),
}


@pytest.mark.parametrize("condition", OPEN)
def test_an_answer_of_a_scenario_that_is_missing_is_named(condition: str) -> None:
    field, block = OPEN[condition]
    result = result_of(block)
    assert result.outcome == "open"
    (judged,) = [one for one in result.conditions if one.open]
    assert (judged.id, [one.field for one in judged.open]) == (condition, [field])


@pytest.mark.parametrize(("field", "condition"), [("article_9", 4), ("as_notified", 5), ("no_incident", 5)])
def test_a_statement_that_is_missing_or_no(field: str, condition: int) -> None:
    missing, no = result_of(**{field: None}), result_of(**{field: False})
    assert (missing.outcome, no.outcome) == ("open", "new_filing")
    assert missing.conditions[condition].open[0].field == field
    assert no.conditions[condition].failed[0].field == field


def test_one_condition_that_fails_decides_though_others_are_open() -> None:
    assert result_of({"unchanged": None, "persons_planned": 2_000_000}).outcome == "new_filing"


@pytest.mark.parametrize(
    ("on", "outcome"),
    [
        (WINDOW.opens - timedelta(days=1), "not_yet"),  # type: ignore[operator]  # given above
        (WINDOW.opens, "possible"),
        (ENDS, "possible"),
        (ENDS + timedelta(days=1), "over"),
    ],
)
def test_the_window_opens_and_ends_on_its_days(on: date, outcome: str) -> None:
    assert result_of(on=on).outcome == outcome


def test_without_an_end_or_a_figure_nothing_is_promised() -> None:
    assert result_of(window=Window(None, None)).outcome == "open"
    assert result_of(limit=None).outcome == "open"


def test_unchanged_is_asked_again_where_the_comparison_says_otherwise() -> None:
    result = result_of(changes=changed(scenario__purpose="另作研发"))
    condition = result.conditions[0]
    assert (result.outcome, condition.open[0].contradicted) == ("open", True)
    assert [trigger.rule.id for trigger in result.to_judge] == ["SA-PURPOSE"]


def test_a_change_found_harmless_stands_in_no_way() -> None:
    found = changed(scenario__purpose="另作研发")
    judged = tuple(replace(t, standing="harmless") if t.differences else t for t in found)
    assert result_of(changes=judged).outcome == "possible"


def test_an_event_of_article_14_asks_for_a_new_filing() -> None:
    found = changed()
    grave = tuple(replace(t, standing="refile") if t.rule.id == "SA-STORAGE" else t for t in found)
    result = result_of(changes=grave)
    assert (result.outcome, [t.rule.id for t in result.refiling]) == ("new_filing", ["SA-STORAGE"])


def test_every_scenario_has_to_hold() -> None:
    other = BLOCK.model_copy(update={"scenario": "s2", "persons_planned": 1_200_001})
    said = SAID.model_copy(update={"scenarios": (BLOCK, other)})
    result = extension(said, ["s1", "s2"], limit=20, window=WINDOW, changes=(), on=ON)
    assert result.outcome == "new_filing"
    assert [one.scenario for one in result.conditions[2].failed] == ["s2"]


def test_the_form_is_filled_word_for_word_and_leaves_open_what_is_open() -> None:
    law = REGIME.after_filing.extension
    said = SAID.model_copy(update={"acceptance_number": "受理 2024-001", "article_9": None})
    result = extension(said, ["s1"], limit=20, window=WINDOW, changes=(), on=ON)
    first, block, last = filled(law, said, result, handler="沪岚汽车", scenarios=["s1"])
    assert [field.value for field in first.fields] == ["沪岚汽车", "受理 2024-001", None]
    assert [field.value for field in block.fields] == [True, True, "20%", "不涉及", True, True]
    assert block.fields[2].label == "出境个人信息的，未来三年涉及自然人数量增幅（与原评估结果准予过去三年出境数量相比）"
    assert all(not field.official for field in last.fields)
    assert last.empty == 4


def test_the_figure_starts_with_the_third_edition() -> None:
    book = REGIME.rules
    before, since = (book.figure("sa.extension_growth", day) for day in (date(2025, 6, 26), date(2025, 6, 27)))
    assert (before is None or before.value is None, since is not None and since.value) == (True, 20)
    assert REGIME.after_filing.extension.since == date(2025, 6, 27)
