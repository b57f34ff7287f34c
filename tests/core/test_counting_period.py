"""Counting before 2024-03-22: two years, all personal information in one number; every open answer is named."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.conditions import Range
from assessment.counting import OwnCount, totals_for
from assessment.counting_period import Counting, counting_on
from assessment.facts import Counters
from assessment.vocabulary import UNKNOWN, Unknown
from regimes.loader import load_regime
from tests.regimes.case_files import some_facts

TWO_YEARS = Counting(since_previous_year=True)
ONCE = Counting(both_once=True, since_previous_year=True)
BOOK = load_regime().rules


def exactly(number: int) -> Range:
    return Range(number, number)


def flow(pi: int, spi: int, name: str = "a") -> OwnCount:
    return OwnCount(name, exactly(pi), exactly(spi))


@pytest.mark.parametrize(
    ("day", "two_years", "first_year"),
    [
        (date(2022, 9, 1), True, 2021),
        (date(2024, 3, 21), True, 2023),
        (date(2024, 3, 22), False, 2024),
        (date(2026, 11, 21), False, 2026),
    ],
)
def test_the_figure_says_from_when_persons_are_counted(day: date, two_years: bool, first_year: int) -> None:
    counting = counting_on(some_facts(), BOOK.on(day).figures)
    assert counting.since_previous_year is two_years
    assert counting.first_year(day) == first_year


@pytest.mark.parametrize(
    ("counting", "pi", "spi", "everybody"),
    [
        (TWO_YEARS, exactly(60), exactly(10), exactly(60)),  # who has sensitive information stands in both numbers
        (TWO_YEARS, exactly(0), exactly(10), exactly(10)),
        (ONCE, exactly(60), exactly(10), exactly(70)),  # the numbers share nobody
        (TWO_YEARS, Range(5, None), exactly(10), Range(10, None)),
    ],
)
def test_all_personal_information_holds_the_sensitive_too(
    counting: Counting, pi: Range, spi: Range, everybody: Range
) -> None:
    assert counting.all_kinds(pi, spi) == everybody


def test_flows_are_put_together_person_by_person_of_either_kind() -> None:
    totals = totals_for(flow(95_000, 0), [flow(0, 5_000, "b")], None, TWO_YEARS)
    assert (totals.pi, totals.spi) == (exactly(100_000), exactly(5_000))
    now = totals_for(flow(95_000, 0), [flow(0, 5_000, "b")], None)
    assert (now.pi, now.spi) == (exactly(95_000), exactly(5_000))


def test_an_open_sensitive_number_keeps_the_whole_open_and_is_named() -> None:
    other = OwnCount("b", exactly(10), Range(1, None))
    totals = totals_for(flow(95_000, 0), [other], None, TWO_YEARS)
    assert totals.pi == Range(95_010, None)
    assert totals.open_pi == totals.open_spi == ("flows[b].persons_spi",)


def test_the_previous_year_is_added_to_the_totals_of_the_company() -> None:
    counters = Counters(
        persons_pi=40_000, persons_spi=500, persons_pi_previous_year=60_000, persons_spi_previous_year=700
    )
    totals = totals_for(flow(10, 0), (), counters, TWO_YEARS)
    assert (totals.pi, totals.spi) == (exactly(100_000), exactly(1_200))
    assert totals_for(flow(10, 0), (), counters).pi == exactly(40_000)


@pytest.mark.parametrize(
    ("pi", "spi", "names"),
    [
        (UNKNOWN, 0, ("counters.persons_pi_previous_year",)),
        (0, UNKNOWN, ("counters.persons_spi_previous_year",)),
        (UNKNOWN, UNKNOWN, ("counters.persons_pi_previous_year", "counters.persons_spi_previous_year")),
    ],
)
def test_an_open_previous_year_is_named(pi: int | Unknown, spi: int | Unknown, names: tuple[str, ...]) -> None:
    counters = Counters(persons_pi=10, persons_spi=0, persons_pi_previous_year=pi, persons_spi_previous_year=spi)
    assert totals_for(flow(10, 0), (), counters, TWO_YEARS).open_pi == names
