"""The ledger of exported persons: what holds after corrections, the counters with what is not known, the forecast."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import permutations
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from assessment import forecast
from assessment.conditions import Range
from assessment.headcount import balance, counting_start
from assessment.ledger import LEFT_OUT, MECHANISMS, Mechanism, fold
from assessment.ledger_reading import as_texts, read_count
from assessment.routing import decide
from assessment.vocabulary import Route
from assessment.work import JournalEntry
from regimes.loader import load_regime
from tests.regimes.case_files import some_facts

BOOK = load_regime().rules
CODE = "91310114MA1HL0AN7F"
TODAY = date(2026, 11, 21)


def batch(day: str, pi: int = 0, spi: int = 0, since: str = "", **more: Any) -> dict[str, Any]:
    return {
        "kind": "count",
        "entity_name": "沪岚汽车",
        "since": since or day,
        "until": day,
        "flow": "升级质量反馈",
        "mechanism": "none",
        "persons_pi": pi,
        "persons_spi": spi,
        **more,
    }


def entry(position: int, content: Mapping[str, Any]) -> JournalEntry:
    at = datetime(2026, 11, 1, 0, position, tzinfo=UTC)
    return JournalEntry(f"e{position}", "ledger", CODE, None, position, content, "p", "周敏", at)


def ledger(*contents: Mapping[str, Any]) -> Any:
    return fold(CODE, [entry(position, content) for position, content in enumerate(contents, start=1)])


def counters(*contents: Mapping[str, Any], on: date = TODAY) -> tuple[Range, Range]:
    held = balance(ledger(*contents), on)
    return held.pi, held.spi


# ---- counting ----


def test_unknown_overlap_gives_a_range_and_known_overlap_a_number() -> None:
    assert counters(batch("2026-03-31", 60_000), batch("2026-04-30", 50_000))[0] == Range(60_000, 110_000)
    known = batch("2026-04-30", 50_000, again_pi=20_000)
    assert counters(batch("2026-03-31", 60_000), known)[0] == Range(90_000, 90_000)


def test_the_two_counters_are_never_added() -> None:
    pi, spi = counters(batch("2026-03-31", 700, 300, again_pi=0, again_spi=0))
    assert (pi, spi) == (Range(700, 700), Range(300, 300))


def test_persons_of_both_classes_count_in_both_unless_chosen_otherwise() -> None:
    known = batch("2026-03-31", 700, 300, persons_both=250, again_pi=0, again_spi=0)
    open_ = batch("2026-03-31", 700, 300, again_pi=0, again_spi=0)
    only = {"kind": "method", "both_in": "sensitive_only", "reason": "律师意见"}
    assert counters(known)[0] == Range(700, 700)
    assert counters(known, only) == (Range(450, 450), Range(300, 300))
    assert counters(open_, only)[0] == Range(400, 700)
    assert counters(known, only, {**only, "both_in": "both"})[0] == Range(700, 700)


def test_counters_restart_on_the_first_of_january() -> None:
    last_year, this_year = batch("2025-12-31", 950_000), batch("2026-01-01", 80_000)
    assert counters(last_year, this_year, on=date(2025, 12, 31))[0] == Range(950_000, 950_000)
    assert counters(last_year, this_year, on=date(2026, 1, 1))[0] == Range(80_000, 80_000)
    held = balance(ledger(last_year, this_year), TODAY)
    assert forecast.route_by_numbers(held.pi, held.spi, BOOK, TODAY).exact is Route.EXEMPT  # type: ignore[union-attr]  # the forecast is there


def test_a_batch_counts_from_its_last_day() -> None:
    one = batch("2026-03-31", 10, since="2026-03-01")
    assert counters(one, on=date(2026, 3, 30))[0] == Range(0, 0)
    assert counters(one, on=date(2026, 3, 31))[0] == Range(10, 10)


def test_two_years_are_joined_under_the_rules_that_said_so() -> None:
    both = ledger(
        batch("2022-06-30", 40_000), batch("2023-02-28", 30_000, again_pi=0), batch("2023-03-31", 5_000, again_pi=5_000)
    )
    held = balance(both, date(2023, 6, 1), date(2022, 1, 1))
    assert held.pi == Range(40_000, 70_000)
    assert counting_start(BOOK, TODAY) == date(2026, 1, 1)


def test_exempt_flows_stay_out_and_small_ones_in() -> None:
    flows = [batch("2026-03-31", 150_000, mechanism="hr"), batch("2026-04-30", 60_000, mechanism="small_volume")]
    held = balance(ledger(*flows), TODAY)
    assert held.pi == Range(60_000, 60_000)
    assert [line.count.mechanism for line in held.left_out] == ["hr"]
    assert {(part.name, part.counted, part.pi) for part in held.by_mechanism} == {
        ("hr", False, 150_000),
        ("small_volume", True, 60_000),
    }


@pytest.mark.parametrize("claim", sorted(set(get_args(Mechanism)) & {*LEFT_OUT, "transit"} - {"ftz_list"}))
def test_what_is_left_out_is_what_the_rules_leave_out(claim: str) -> None:
    flow = {"persons_pi": 5, "exemption": {"claim": claim, "proven": True}}
    assert decide(some_facts(flow), BOOK, TODAY).flows[0].counted is False


def test_a_small_volume_is_counted_by_the_rules_too() -> None:
    assert decide(some_facts({"persons_pi": 5}), BOOK, TODAY).flows[0].counted is True
    assert "small_volume" not in LEFT_OUT


def test_every_mechanism_has_its_words() -> None:
    assert set(MECHANISMS) == set(get_args(Mechanism))


# ---- corrections ----


def test_a_correction_replaces_a_strike_removes_and_both_stay_visible() -> None:
    wrong, right = batch("2026-03-31", 21_300, again_pi=0), batch("2026-03-31", 20_900, again_pi=0)
    corrected = {"kind": "correction", "corrects": "e1", "figures": right, "reason": "合并重复标识"}
    struck = {"kind": "strike", "corrects": "e1", "reason": "重复登记"}
    assert counters(wrong, corrected)[0] == Range(20_900, 20_900)
    assert counters(wrong, corrected, struck)[0] == Range(0, 0)
    (line,) = ledger(wrong, corrected, struck).lines
    assert line.struck
    assert (line.first.persons_pi, line.count.persons_pi) == (21_300, 20_900)
    assert [change.reason for change in line.changes] == ["合并重复标识", "重复登记"]


def test_a_claim_of_more_overlap_than_there_is_is_shown_and_lowers_nothing_below_the_batch() -> None:
    held = balance(ledger(batch("2026-03-31", 100), batch("2026-04-30", 500, again_pi=400)), TODAY)
    assert held.steps[1].odd
    assert held.pi.low >= 500


sizes = st.integers(0, 1_000)


@given(st.lists(st.tuples(sizes, sizes), min_size=1, max_size=6))
def test_the_range_holds_the_truth(said: list[tuple[int, int]]) -> None:
    """Persons as sets: batch k are the numbers from a to a + n; half of the batches say who came before."""
    seen: set[int] = set()
    lines = []
    for position, (start, size) in enumerate(said):
        people = set(range(start, start + size))
        again = len(people & seen) if position % 2 else None
        lines.append(batch(f"2026-03-{position + 1:02}", len(people), again_pi=again))
        seen |= people
    pi, _ = counters(*lines)
    assert pi.low <= len(seen) <= (pi.high or 0)


@given(st.lists(st.tuples(sizes, sizes), min_size=2, max_size=4))
def test_the_order_of_writing_does_not_matter(said: list[tuple[int, int]]) -> None:
    lines = [batch(f"2026-0{k + 1}-15", pi + 1, spi) for k, (pi, spi) in enumerate(said)]
    assert len({counters(*order) for order in permutations(lines)}) == 1


@given(st.lists(sizes, min_size=1, max_size=5), sizes)
def test_more_persons_never_make_the_counter_smaller(said: list[int], more: int) -> None:
    lines = [batch(f"2026-0{k + 1}-15", size) for k, size in enumerate(said)]
    fewer, all_ = counters(*lines)[0], counters(*lines, batch("2026-10-15", more))[0]
    assert fewer.low <= all_.low
    assert (fewer.high or 0) <= (all_.high or 0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"since": "2025-12-31"},
        {"since": "2026-04-01"},
        {"again_pi": 11},
        {"persons_both": 1},
        {"persons_pi": -1},
        {"mechanism": "hope"},
        {"surprise": 1},
    ],
)
def test_content_that_is_not_ours_is_not_read(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ledger({**batch("2026-03-31", 10), **wrong})


# ---- forecast ----


def ahead(*contents: Mapping[str, Any], on: date = TODAY) -> Any:
    return forecast.outlook(balance(ledger(*contents), on), BOOK)


def test_the_rate_of_ninety_days_leads_to_the_day_of_crossing() -> None:
    on = date(2026, 6, 30)
    even = batch("2026-06-30", 90_000, since="2026-04-02", again_pi=0)  # 90 days, 1,000 a day
    seen = ahead(batch("2026-03-31", 5_000, again_pi=0), even, on=on).pi
    assert (seen.rate.days, seen.rate.persons) == (90, 90_000)
    first, second = seen.thresholds
    assert (first.persons, first.state, first.on) == (100_000, "near", date(2026, 7, 5))
    assert (second.persons, second.state, second.on) == (1_000_000, "below", None)
    assert seen.year_end == Range(95_000 + 184_000, 95_000 + 184_000)
    assert seen.next is first


def test_the_day_before_the_crossing_it_is_not_crossed() -> None:
    on = date(2026, 6, 30)
    seen = ahead(batch("2026-06-30", 90_000, since="2026-04-02", again_pi=0), on=on).pi
    days = (seen.thresholds[0].on - on).days
    assert seen.now.high + seen.rate.after(days) >= 100_000 > seen.now.high + seen.rate.after(days - 1)


def test_a_batch_that_began_before_the_window_counts_by_its_days() -> None:
    on = date(2026, 6, 30)
    half = batch("2026-06-30", 18_000, since="2026-01-02", again_pi=0)  # 180 days, 90 of them in the window
    assert ahead(half, on=on).pi.rate.persons == 9_000


@pytest.mark.parametrize(("on", "given_"), [(date(2026, 3, 13), False), (date(2026, 3, 14), True)])
def test_fewer_than_fourteen_days_give_no_forecast(on: date, given_: bool) -> None:
    seen = ahead(batch("2026-03-01", 99_000), on=on).pi
    assert (seen.rate is not None, seen.year_end is not None) == (given_, given_)


@pytest.mark.parametrize(
    ("persons", "states"),
    [
        (79_999, ["below", "below"]),
        (80_000, ["near", "below"]),
        (99_999, ["near", "below"]),
        (100_000, ["reached", "below"]),
        (799_999, ["reached", "below"]),
        (800_000, ["reached", "near"]),
        (1_000_000, ["reached", "reached"]),
    ],
)
def test_the_warning_stands_at_four_fifths(persons: int, states: list[str]) -> None:
    seen = ahead(batch("2026-02-01", persons), on=date(2026, 2, 1)).pi
    assert [threshold.state for threshold in seen.thresholds] == states
    assert seen.warns is ("near" in states)


def test_a_threshold_inside_the_range_is_perhaps_reached() -> None:
    seen = ahead(batch("2026-03-31", 60_000), batch("2026-04-30", 50_000)).pi
    assert (seen.thresholds[0].state, seen.thresholds[0].on) == ("perhaps", date(2026, 4, 30))


def test_nobody_any_more_means_no_crossing() -> None:
    seen = ahead(batch("2026-01-31", 99_999)).pi
    assert (seen.rate.persons, seen.thresholds[0].on, seen.year_end) == (0, None, Range(99_999, 99_999))


@pytest.mark.parametrize(("before", "day"), [(99_908, None), (99_909, date(2026, 12, 31))])
def test_nothing_crosses_after_the_year(before: int, day: date | None) -> None:
    on = date(2026, 12, 30)
    one_a_day = batch("2026-12-30", 90, since="2026-10-02", again_pi=0)
    seen = ahead(batch("2026-10-01", before), one_a_day, on=on).pi
    assert (seen.rate.days, seen.rate.persons, seen.thresholds[0].on) == (90, 90, day)


def test_the_figures_follow_their_day() -> None:
    entry_on = BOOK.figure("sa.pi.persons", TODAY)
    seen = ahead(batch("2026-01-31", 1)).pi
    assert seen.thresholds[-1].figure == entry_on
    assert seen.thresholds[-1].figure.cite.article == "第七条第二项"


# ---- the route now and then ----


def test_numbers_alone_lead_to_the_route_of_both_ends() -> None:
    span = forecast.route_by_numbers(Range(60_000, 110_000), Range(0, 0), BOOK, TODAY)
    assert span == forecast.RouteSpan(Route.EXEMPT, Route.STANDARD_CONTRACT_OR_CERTIFICATION)
    assert span is not None
    assert span.exact is None
    assert forecast.route_by_numbers(Range(0, 0), Range(0, 0), BOOK, TODAY) is None


def test_the_plan_of_a_case_joins_what_other_flows_exported() -> None:
    facts = some_facts({"id": "a", "persons_pi": 60_000}, {"id": "b", "persons_pi": 50_000})
    held = ledger(batch("2026-03-31", 20_000, case_id="mine", again_pi=0), batch("2026-04-30", 30_000, again_pi=0))
    whole, others = balance(held, TODAY), balance(held, TODAY, without_case="mine")
    pi, spi = forecast.with_plan(facts, decide(facts, BOOK, TODAY), whole, others)
    assert (pi, spi) == (Range(60_000, 140_000), Range(0, 0))
    assert forecast.narrowed(pi, 90_000) == Range(90_000, 90_000)
    assert forecast.narrowed(pi, 59_999) == pi
    assert forecast.narrowed(pi, 140_001) == pi
    span = forecast.route_at(facts, pi, spi, BOOK, TODAY)
    assert (span.low, span.high) == (Route.EXEMPT, Route.STANDARD_CONTRACT_OR_CERTIFICATION)


def test_an_open_plan_leaves_the_upper_end_open() -> None:
    facts = some_facts({"id": "a", "persons_pi": "unknown"})
    held = balance(ledger(batch("2026-03-31", 20_000)), TODAY)
    pi, spi = forecast.with_plan(facts, decide(facts, BOOK, TODAY), held, held)
    assert pi == Range(20_000, None)
    assert forecast.route_at(facts, pi, spi, BOOK, TODAY).high is Route.SECURITY_ASSESSMENT


def test_an_exempt_flow_of_the_case_is_not_planned_in() -> None:
    facts = some_facts({"id": "hr", "persons_pi": 500_000, "exemption": {"claim": "hr", "proven": True}})
    held = balance(ledger(batch("2026-03-31", 20_000)), TODAY)
    assert forecast.with_plan(facts, decide(facts, BOOK, TODAY), held, held)[0] == Range(20_000, 20_000)


def test_the_forecast_of_a_case_grows_with_the_other_flows_only() -> None:
    on = date(2026, 6, 30)
    other = batch("2026-06-30", 90_000, since="2026-04-02", again_pi=0)
    own = batch("2026-06-30", 9_000, since="2026-04-02", again_pi=0, case_id="mine")
    held = ledger(other, own)
    whole = forecast.outlook(balance(held, on), BOOK).pi
    rest = forecast.outlook(balance(held, on, without_case="mine"), BOOK).pi
    now = Range(120_000, 120_000)
    then = forecast.forecast_with_plan(now, whole, rest)
    assert then == Range(whole.year_end.low, 120_000 + 184_000)  # type: ignore[union-attr]  # the forecast is there


# ---- reading ----


TYPED = {
    "since": "2026-3-1",
    "until": "2026年3月31日",
    "flow": " 升级质量反馈 ",
    "recipient": "Nordring AG",
    "mechanism": "免予申报：少量",
    "persons_pi": "１２,800",
    "again_pi": "1 200",
    "persons_spi": "0",
    "basis": "境内统一客户标识",
}


def test_what_was_typed_becomes_a_batch_and_back() -> None:
    count, problems = read_count(TYPED, "沪岚汽车", TODAY, ("case", "scenario"))
    assert problems == ()
    assert count is not None
    assert (count.since, count.until) == (date(2026, 3, 1), date(2026, 3, 31))
    assert (count.persons_pi, count.again_pi, count.again_spi) == (12_800, 1_200, None)
    assert (count.mechanism, count.flow, count.case_id) == ("small_volume", "升级质量反馈", "case")
    assert read_count(as_texts(count), "沪岚汽车", TODAY, ("case", "scenario")) == (count, ())


def test_one_day_needs_no_second_date() -> None:
    count, _ = read_count({**TYPED, "until": ""}, "沪岚汽车", TODAY)
    assert count is not None
    assert count.until == count.since


@pytest.mark.parametrize(
    ("field", "text", "says"),
    [
        ("since", "", "请填写日期"),
        ("since", "2026-02-30", "不是日历上的日期"),
        ("since", "2025-12-31", "2025-12-31 处拆成两条"),
        ("until", "2026-02-01", "早于起始日期"),
        ("until", "2026-11-22", "今天是 2026-11-21"),
        ("persons_pi", "", "没有的填 0"),
        ("persons_pi", "12.8万", "不用“万”"),
        ("persons_pi", "12,8", "写全数字"),
        ("persons_pi", "-3", "不是整数人数"),
        ("persons_pi", "0", "两类人数都是 0"),
        ("again_pi", "12801", "已计的 12,801 人多于本批的 12,800 人"),
        ("persons_both", "1", "多于其中一类的 0 人"),
        ("mechanism", "口头同意", "请从所列机制中选择"),
        ("flow", "", "哪个出境场景"),
        ("basis", "", "按什么去重"),
        ("evidence", "x" * 2_001, "请缩短"),
    ],
)
def test_what_differs_is_said_at_its_field(field: str, text: str, says: str) -> None:
    typed = {**TYPED, field: text}
    if field == "since" and text == "2025-12-31":
        typed["until"] = "2026-01-02"
    if field == "persons_pi" and text == "0":
        typed["again_pi"] = "0"
    count, problems = read_count(typed, "沪岚汽车", TODAY)
    assert count is None
    assert any(says in problem.sentence.zh for problem in problems), problems
    assert all(problem.sentence.en for problem in problems)


def test_an_exempt_flow_needs_no_method_of_counting() -> None:
    assert read_count({**TYPED, "mechanism": "hr", "basis": ""}, "沪岚汽车", TODAY)[1] == ()
