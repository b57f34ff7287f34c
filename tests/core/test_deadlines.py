"""Terms counted with the shipped calendars: every row of the list, every kind, the day of a change and that before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from assessment.deadline_words import doubt, how_counted
from assessment.deadlines import counted, deadline
from assessment.workdays import Calendars, CalendarYear, Span, months_later
from regimes.loader import load_regime

LAW = load_regime().terms
CATALOGUE = LAW.catalogue
DAY = date.fromisoformat


@pytest.mark.parametrize(
    ("row", "kind", "start", "due"),
    [
        ("D01", "DL-09", "2026-02-10", "2026-03-02"),
        ("D03", "DL-09", "2026-11-20", "2026-12-04"),
        ("D04", "DL-01", "2025-09-26", "2025-10-10"),
        ("D06", "DL-03", "2026-01-05", "2026-03-13"),
        ("D08", "DL-04", "2026-04-28", "2026-05-21"),
        ("D09", "DL-07", "2026-06-30", "2026-04-01"),
        ("D11", "DL-07", "2025-06-20", "2025-03-24"),
        ("D12", "DL-05", "2025-03-14", "2028-03-14"),
        ("D13", "DL-13", "2029-03-15", "2028-09-15"),
        ("D14", "DL-10", "2026-03-02", "2026-03-23"),
        ("D15", "DL-11", "2026-04-30", "2026-05-18"),
        ("D17", "DL-17", "2026-09-10", "2026-10-14"),
        ("D18", "DL-17", "2026-08-19", None),
        ("D20a", "DL-25", "2026-03-31", "2026-06-30"),
        ("D21", "DL-21", "2026-06-15", "2026-07-07"),
    ],
)
def test_a_row_of_the_list(row: str, kind: str, start: str, due: str | None) -> None:
    found = deadline(kind, DAY(start), LAW)
    assert found.as_json()["due"] == due
    assert found.provisional == (row == "D12")


@pytest.mark.parametrize(
    ("row", "end", "opens"),
    [("D09", "2026-06-30", "2026-04-01"), ("D11", "2025-06-20", "2025-03-24"), ("D20b", "2026-12-31", "2026-10-09")],
)
def test_the_window_for_an_extension_opens_on_the_later_of_law_and_system(row: str, end: str, opens: str) -> None:
    found = deadline("DL-06", DAY(end), LAW)
    assert (found.opens, found.due, found.provisional) == (DAY(opens), DAY(end), False)


def test_the_system_opens_three_months_before_the_end() -> None:
    found = deadline("DL-26", DAY("2026-12-31"), LAW)
    assert (found.opens, found.due) == (DAY("2026-09-30"), DAY("2026-12-31"))


def test_where_the_system_opens_later_the_window_waits_for_it() -> None:
    """Around the spring festival sixty working days are more than three months."""
    found = deadline("DL-06", DAY("2026-04-10"), LAW)
    law, system = LAW.calendars.before(DAY("2026-04-10"), 60), months_later(DAY("2026-04-10"), -3)
    assert law == DAY("2026-01-09") and system == DAY("2026-01-10")
    assert found.opens == system
    assert "2026-01-09" in how_counted(found).zh and "2026-01-10" in how_counted(found).zh


def test_the_validity_warns_with_the_earlier_day_and_its_marks_are_provisional() -> None:
    found = deadline("DL-05", DAY("2025-03-14"), LAW)
    assert found.earlier == DAY("2028-03-13") and found.unofficial == (2027, 2028)
    assert "2028-03-13" in how_counted(found).en


@pytest.mark.parametrize(
    ("result", "end"), [("2022-09-01", "2024-09-01"), ("2024-03-21", "2026-03-21"), ("2024-03-22", "2027-03-22")]
)
def test_a_result_is_good_for_two_years_and_from_2024_03_22_for_three(result: str, end: str) -> None:
    assert deadline("DL-05", DAY(result), LAW).due == DAY(end)


def test_a_certificate_is_told_by_its_issue_or_its_end() -> None:
    for anchor, day in (("start", "2026-03-15"), ("end", "2029-03-15"), (None, "2026-03-15"), (None, "2029-03-15")):
        found = deadline("DL-13", DAY(day), LAW, anchor=anchor)
        assert (found.due, found.end) == (DAY("2028-09-15"), DAY("2029-03-15")), (anchor, day)
    assert deadline("DL-13", DAY("2025-12-31"), LAW).due is None


def test_a_count_that_reaches_2027_is_provisional_and_says_why() -> None:
    """D22, and one day less, which stays inside the official year."""
    reaching = deadline("DL-09", DAY("2026-12-18"), LAW)
    assert reaching.due == DAY("2027-01-04") and reaching.provisional and reaching.unofficial == (2027,)
    assert "2027" in doubt(reaching).zh and "2027" in doubt(reaching).en
    inside = deadline("DL-09", DAY("2026-12-17"), LAW)
    assert inside.due == DAY("2026-12-31") and not inside.provisional and doubt(inside) is None


def test_an_official_year_that_is_loaded_settles_what_was_provisional() -> None:
    official = LAW.calendars.years[2027].model_copy(
        update={"official": True, "off": (Span(**{"from": DAY("2027-01-01"), "to": DAY("2027-01-04")}),), "note": None}
    )
    law = type(LAW)(CATALOGUE, LAW.calendars.with_years(official), LAW.book)
    found = deadline("DL-09", DAY("2026-12-18"), law)
    assert (found.due, found.provisional) == (DAY("2027-01-05"), False)
    assert deadline("DL-09", DAY("2026-12-18"), LAW).due == DAY("2027-01-04")


@pytest.mark.parametrize(
    ("start", "due"),
    [
        ("2026-08-02", "2026-10-08"),  # 2 October is a holiday, which ends on the 7th
        ("2026-07-28", "2026-09-28"),  # a Monday
        ("2026-07-25", "2026-09-28"),  # a Friday, off for the festival with the weekend after it
        ("2026-07-20", "2026-09-20"),  # a Sunday that is worked
        ("2025-12-31", "2026-02-28"),  # no 31st: the month's last day, a Saturday that is worked
        ("2026-12-31", "2027-03-01"),  # the 28th is a Sunday
        ("2025-05-29", None),  # the day before the answer of the authority
        ("2025-05-30", "2025-07-30"),
    ],
)
def test_months_end_on_the_corresponding_day_and_move_from_a_rest_day(start: str, due: str | None) -> None:
    assert deadline("DL-15", DAY(start), LAW).due == (DAY(due) if due else None)


def test_the_age_of_the_self_assessment_does_not_grow_by_a_rest_day() -> None:
    assert deadline("DL-25", DAY("2026-07-02"), LAW).due == DAY("2026-10-02")
    assert deadline("DL-25", DAY("2025-11-30"), LAW).due == DAY("2026-02-28")
    assert deadline("DL-25", DAY("2025-06-26"), LAW).due is None


@pytest.mark.parametrize(
    ("kind", "start", "due"),
    [
        ("DL-02", "2026-09-29", "2026-10-14"), ("DL-12", "2026-11-21", None), ("DL-08", "2026-11-21", None),
        ("DL-14", "2024-09-10", "2024-09-24"), ("DL-14", "2023-12-12", None), ("DL-16", "2026-01-05", "2026-12-31"),
        ("DL-16", "2024-12-31", None), ("DL-17", "2026-08-20", "2026-09-17"), ("DL-18", "2026-12-15", "2026-12-15"),
        ("DL-18", "2026-12-16", "2027-12-15"), ("DL-19", "2025-05-01", "2027-05-01"), ("DL-19", "2025-04-30", None),
        ("DL-20", "2026-11-20", "2026-12-11"), ("DL-21", "2025-02-07", None), ("DL-22", "2025-01-01", "2028-01-01"),
        ("DL-22", "2024-12-31", None), ("DL-23", "2026-12-31", "2027-01-01"), ("DL-24", "2026-11-21", "2027-01-01"),
        ("DL-27", "2026-11-20", "2026-11-27"), ("DL-28", "2026-11-20", "2026-12-18"), ("DL-28", "2025-06-26", None),
        ("DL-09", "2023-05-31", None), ("DL-01", "2022-08-31", None), ("DL-06", "2024-03-21", None),
    ],
)  # fmt: skip
def test_the_other_kinds(kind: str, start: str, due: str | None) -> None:
    found = deadline(kind, DAY(start), LAW)
    assert found.due == (DAY(due) if due else None)
    assert how_counted(found).zh and how_counted(found).en


def test_every_kind_of_the_list_is_there_cited_and_in_both_languages() -> None:
    assert [rule.kind for rule in CATALOGUE.deadlines] == [f"DL-{n:02d}" for n in range(1, 29)]
    for rule in CATALOGUE.deadlines:
        found = deadline(rule.kind, DAY("2026-11-21"), LAW)
        assert found.in_force and found.cite.text and found.cite.article, rule.kind
        assert set(found.as_json()) == {"kind", "from", "due", "opens", "provisional", "cite"}
        assert rule.label.zh and rule.label.en.isascii() and rule.event.zh and rule.event.en.isascii()


def test_a_kind_that_nobody_knows_is_refused() -> None:
    with pytest.raises(LookupError, match="DL-99"):
        deadline("DL-99", DAY("2026-11-21"), LAW)


def test_the_day_of_a_new_term_and_the_day_before() -> None:
    for rule in CATALOGUE.deadlines:
        first = rule.entries[0]
        if first.shape in ("before", "window"):  # counted from the end, which lies later
            continue
        assert deadline(rule.kind, first.since, LAW).in_force, rule.kind
        assert not deadline(rule.kind, first.since - timedelta(days=1), LAW).in_force, rule.kind


def test_a_count_is_told_day_by_day() -> None:
    """D01: the spring festival in between, two Saturdays that count."""
    days = counted(deadline("DL-09", DAY("2026-02-10"), LAW), LAW.calendars)
    assert [one.day for one in days] == [DAY("2026-02-11") + timedelta(days=n) for n in range(20)]
    numbers = {one.day: one.number for one in days}
    assert numbers[DAY("2026-02-14")] == 4 and numbers[DAY("2026-02-28")] == 9 and numbers[DAY("2026-03-02")] == 10
    assert {one.kind for one in days} == {"working", "make_up", "weekend", "off"}
    assert max(filter(None, numbers.values())) == 10 and all(one.official for one in days)


def test_a_window_is_told_backwards_from_its_end() -> None:
    days = counted(deadline("DL-06", DAY("2026-06-30"), LAW), LAW.calendars)
    assert (days[0].day, days[0].number) == (DAY("2026-06-29"), 1)
    assert (days[-1].day, days[-1].number) == (DAY("2026-04-01"), 60)


def test_a_month_that_moved_is_told_by_the_rest_days_it_passed() -> None:
    days = counted(deadline("DL-15", DAY("2026-08-02"), LAW), LAW.calendars)
    assert [one.day for one in days] == [DAY("2026-10-02") + timedelta(days=n) for n in range(7)]
    assert counted(deadline("DL-15", DAY("2026-07-28"), LAW), LAW.calendars) == ()


@pytest.mark.parametrize("year", [2025, 2026])
def test_an_official_year_has_its_working_days(year: int) -> None:
    days = [date(year, 1, 1) + timedelta(days=n) for n in range(365)]
    assert sum(LAW.calendars.is_working(day) for day in days) == 248
    assert LAW.calendars.is_official(year) and LAW.calendars.years[year].cite.address


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2025-01-26", "make_up"), ("2025-02-04", "off"), ("2025-02-05", "working"), ("2025-10-11", "make_up"),
        ("2025-10-08", "off"), ("2025-10-09", "working"), ("2026-01-04", "make_up"), ("2026-02-23", "off"),
        ("2026-02-24", "working"), ("2026-05-09", "make_up"), ("2026-09-25", "off"), ("2026-10-10", "make_up"),
        ("2026-10-11", "weekend"), ("2027-02-08", "off"), ("2027-10-03", "off"), ("2027-10-04", "working"),
    ],
)  # fmt: skip
def test_a_day_is_what_the_notice_says(day: str, kind: str) -> None:
    assert LAW.calendars.kind(DAY(day)) == kind


def test_years_without_a_notice_are_not_official_and_count_monday_to_friday() -> None:
    for year in (2022, 2023, 2024, 2027, 2028, 2031):
        assert not LAW.calendars.is_official(year)
    assert LAW.calendars.unofficial(DAY("2024-12-30"), DAY("2027-01-02")) == (2024, 2027)
    assert LAW.calendars.after(DAY("2028-05-05"), 1) == DAY("2028-05-08")


def test_counting_forward_and_back_meet() -> None:
    calendars: Calendars = LAW.calendars
    for offset in range(0, 300, 7):
        start = DAY("2025-01-02") + timedelta(days=offset)
        for count in (1, 5, 45, 60):
            end = calendars.after(start, count)
            assert calendars.is_working(end)
            assert (
                sum(calendars.is_working(start + timedelta(days=n)) for n in range(1, (end - start).days + 1)) == count
            )
            if calendars.is_working(start):
                assert calendars.before(end, count) == start


def test_a_year_of_its_own_takes_the_place_of_another() -> None:
    year = CalendarYear.model_validate(
        {
            "year": 2026, "official": True, "cite": {"text": "t", "article": "a", "address": "https://x"},
            "confidence": LAW.calendars.years[2026].confidence, "checked_on": DAY("2026-11-21"),
            "off": ({"from": DAY("2026-11-23"), "to": DAY("2026-11-24")},),
        }
    )  # fmt: skip
    changed = LAW.calendars.with_years(year)
    assert changed.kind(DAY("2026-11-23")) == "off" and changed.kind(DAY("2026-10-01")) == "working"
    assert changed.kind(DAY("2025-10-01")) == "off"
