"""Milestones fold to what holds now and to the terms that run; corrections are entries, nothing is lost."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import pytest

from assessment.milestones import Milestone, approval, standing
from assessment.running_terms import Running, from_self_assessment, running, set_by_authority, yearly
from assessment.work import JournalEntry
from regimes.loader import load_regime

LAW = load_regime().terms
TODAY = date(2026, 11, 21)
DAY = date.fromisoformat
NUMBERS = count(1)


def entry(kind: str, on: str, subject: str | None = None, **said: Any) -> JournalEntry:
    position = next(NUMBERS)
    content = json.loads(Milestone(kind=kind, on=DAY(on), **said).model_dump_json())
    at = datetime(2026, 11, 1, 1, 0, position % 60, tzinfo=UTC)
    return JournalEntry(
        f"e{position}", "milestone", subject or kind, "case", position, content, "p", "周敏", at
    )  # fmt: skip


def terms(*entries: JournalEntry, today: date = TODAY) -> dict[str, Running]:
    return {one.deadline.kind: one for one in running(standing(entries), LAW, today)}


def test_the_course_of_an_assessment_ends_one_term_and_starts_the_next() -> None:
    course = [entry("dossier_submitted", "2026-08-03")]
    assert {kind: one.state for kind, one in terms(*course, today=DAY("2026-08-04")).items()} == {"DL-01": "running"}
    course.append(entry("received_by_cac", "2026-08-12"))
    found = terms(*course, today=DAY("2026-08-13"))
    assert (found["DL-01"].state, found["DL-01"].late, found["DL-02"].state) == ("done", True, "running")
    course.append(entry("accepted", "2026-08-20"))
    found = terms(*course)
    assert (found["DL-02"].state, found["DL-02"].late) == ("done", False)
    assert (found["DL-03"].state, found["DL-03"].due) == ("lapsed", DAY("2026-10-28"))


def test_a_term_of_the_authority_that_ran_out_is_not_our_fault() -> None:
    assert terms(entry("dossier_submitted", "2026-08-03"))["DL-01"].state == "lapsed"


def test_our_own_term_that_ran_out_is_overdue_until_it_is_done() -> None:
    effective = entry("contract_effective", "2026-11-02")
    assert terms(effective)["DL-09"].state == "overdue"
    filed = terms(effective, entry("contract_filed", "2026-11-18"))
    assert (filed["DL-09"].state, filed["DL-09"].late) == ("done", True)
    assert filed["DL-10"].due == DAY("2026-12-09")


@pytest.mark.parametrize("today", ["2026-11-16", "2026-11-17"])
def test_the_last_day_itself_is_not_overdue(today: str) -> None:
    state = terms(entry("contract_effective", "2026-11-02"), today=DAY(today))["DL-09"].state
    assert state == ("running" if today == "2026-11-16" else "overdue")


def test_the_day_in_the_notice_takes_the_place_of_the_computed_one() -> None:
    said = {"outcome": "passed", "result_date": DAY("2024-05-10")}
    computed = terms(entry("result_received", "2024-05-14", **said))
    assert computed["DL-05"].due == DAY("2027-05-10") and computed["DL-05"].deadline.earlier == DAY("2027-05-09")
    printed = terms(entry("result_received", "2024-05-14", **said, valid_until=DAY("2027-05-09")))
    assert printed["DL-05"].due == DAY("2027-05-09") and printed["DL-05"].deadline.earlier is None
    assert printed["DL-06"].deadline.end == DAY("2027-05-09") and printed["DL-07"].deadline.provisional


def test_the_window_waits_opens_and_closes_with_the_application() -> None:
    result = entry("result_received", "2024-05-14", outcome="passed", result_date=DAY("2024-05-10"))
    end, opens = DAY("2027-05-10"), terms(result)["DL-06"].deadline.opens
    assert opens is not None
    assert terms(result, today=opens.replace(day=1))["DL-06"].state == "waiting"
    assert terms(result, today=opens)["DL-06"].state == "running"
    assert terms(result, today=end)["DL-06"].state == "running"
    assert terms(result, today=DAY("2027-05-11"))["DL-06"].state == "lapsed"
    assert terms(result, today=DAY("2027-05-11"))["DL-05"].state == "overdue"
    applied = terms(result, entry("extension_requested", opens.isoformat()), today=end)
    assert (applied["DL-06"].state, applied["DL-07"].state, applied["DL-27"].deadline.length) == ("done", "done", 5)


def test_an_extension_moves_the_end_by_three_years() -> None:
    entries = [
        entry("result_received", "2024-05-14", outcome="passed", result_date=DAY("2024-05-10"), persons=900_000),
        entry("extension_decided", "2027-04-20", outcome="passed"),
    ]
    allowed = approval(standing(entries), LAW)
    assert allowed is not None
    assert (allowed.valid_until, allowed.persons, allowed.printed) == (DAY("2030-05-10"), 900_000, False)
    assert terms(*entries, today=DAY("2027-05-11"))["DL-05"].due == DAY("2030-05-10")


def test_an_extension_that_was_refused_leaves_the_old_end() -> None:
    entries = [
        entry("result_received", "2024-05-14", outcome="passed", result_date=DAY("2024-05-10")),
        entry("extension_decided", "2027-04-20", outcome="failed"),
    ]
    assert approval(standing(entries), LAW).valid_until == DAY("2027-05-10")  # type: ignore[union-attr]  # allowed above


def test_what_did_not_pass_allows_nothing_and_takes_nothing_away() -> None:
    failed = entry("result_received", "2026-11-10", outcome="failed")
    assert approval(standing([failed]), LAW) is None
    assert set(terms(failed)) == {"DL-04"}
    before = entry("result_received", "2024-05-14", outcome="partly", result_date=DAY("2024-05-10"), refused=("轨迹",))
    allowed = approval(standing([before, failed]), LAW)
    assert allowed is not None and (allowed.valid_until, allowed.refused) == (DAY("2027-05-10"), ("轨迹",))


def test_a_correction_takes_the_place_and_keeps_the_chain() -> None:
    first = entry("accepted", "2026-08-20", number="88")
    second = entry("accepted", "2026-08-21", number="88", corrects=first.id)
    third = entry("accepted", "2026-08-24", number="88", corrects=second.id)
    (held,) = standing([first, second, third])
    assert (held.id, held.first_id, held.on, held.corrections) == (third.id, first.id, DAY("2026-08-24"), 2)
    assert terms(first, second, third)["DL-03"].deadline.start == DAY("2026-08-24")


def test_what_was_taken_back_sets_nothing_going() -> None:
    first = entry("contract_effective", "2026-11-02")
    assert standing([first, entry("contract_effective", "2026-11-02", corrects=first.id, withdrawn=True)]) == ()


def test_entries_of_other_subjects_are_left_alone() -> None:
    assert standing([entry("accepted", "2026-08-20", subject="change_control")]) == ()


def test_a_second_round_ends_the_first() -> None:
    found = running(
        standing([entry("dossier_submitted", "2026-08-03"), entry("dossier_submitted", "2026-11-20")]), LAW, TODAY
    )
    assert [(one.deadline.start, one.state) for one in found] == [
        (DAY("2026-08-03"), "done"),
        (DAY("2026-11-20"), "running"),
    ]


def test_an_event_without_a_term_stands_first() -> None:
    found = running(
        standing([entry("contract_effective", "2026-11-02"), entry("refiling_event", "2026-11-20")]), LAW, TODAY
    )
    assert [(one.deadline.kind, one.state) for one in found] == [("DL-08", "no_term"), ("DL-09", "overdue")]


def test_a_day_set_in_a_letter_is_a_term_until_it_is_answered() -> None:
    asked = entry("supplement_requested", "2026-11-10", number="函〔2026〕3号", reply_by=DAY("2026-11-20"))
    held = standing([asked])
    found = set_by_authority(held[0], held, LAW, TODAY)
    assert found is not None
    assert (found.due, found.state, found.deadline.cite.text) == (DAY("2026-11-20"), "overdue", "函〔2026〕3号")
    held = standing([asked, entry("supplement_submitted", "2026-11-19")])
    answered = set_by_authority(held[0], held, LAW, TODAY)
    assert answered is not None and (answered.state, answered.late) == ("done", False)
    assert set_by_authority(held[1], held, LAW, TODAY) is None


@pytest.mark.parametrize(
    ("submitted", "state"),
    [(None, "running"), ("2026-11-04", "running"), ("2026-11-05", "done"), ("2026-11-20", "done")],
)
def test_handing_in_after_the_self_assessment_ends_its_term(submitted: str | None, state: str) -> None:
    held = standing([entry("dossier_submitted", submitted)] if submitted else [])
    found = from_self_assessment(DAY("2026-11-05"), held, LAW, TODAY)
    assert found is not None and (found.due, found.state) == (DAY("2027-02-05"), state)


def test_a_self_assessment_of_before_the_guide_has_no_term() -> None:
    assert from_self_assessment(DAY("2025-06-26"), (), LAW, TODAY) is None


REPORT = LAW.catalogue.rule("DL-18")


@pytest.mark.parametrize(
    ("today", "since", "reported", "expected"),
    [
        ("2026-11-21", "2026-01-01", None, [("2026-12-15", "running")]),
        ("2026-12-15", "2026-01-01", None, [("2026-12-15", "running")]),
        ("2026-12-16", "2026-01-01", None, [("2026-12-15", "overdue"), ("2027-12-15", "running")]),
        ("2026-12-16", "2026-12-16", None, [("2027-12-15", "running")]),
        ("2026-12-16", "2026-01-01", "2026-12-10", [("2027-12-15", "running")]),
        ("2026-11-21", "2026-01-01", "2026-11-20", [("2026-12-15", "done"), ("2027-12-15", "running")]),
    ],
)
def test_a_yearly_term_comes_again_and_a_missed_one_stays(
    today: str, since: str, reported: str | None, expected: list[tuple[str, str]]
) -> None:
    assert REPORT is not None
    held = standing([entry("annual_report_sent", reported)] if reported else [])
    found = yearly(REPORT, held, LAW, DAY(today), DAY(since))
    assert [(str(one.due), one.state) for one in found] == expected


def test_a_kind_that_is_not_yearly_has_no_yearly_term() -> None:
    rule = LAW.catalogue.rule("DL-09")
    assert rule is not None and yearly(rule, (), LAW, TODAY, TODAY) == ()
