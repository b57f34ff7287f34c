"""The checklist: what counts as done, when it lapses, what becomes of a duty that no longer applies."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from assessment.decisions import DutyDue
from assessment.duties import Checklist, DutySaid, checklist
from assessment.questions import Bilingual, Citation
from assessment.vocabulary import Confidence, Text
from assessment.work import JournalEntry
from regimes.loader import load_regime

ON = date(2026, 11, 21)
LAW = load_regime().after_filing
CITE = Citation(text="《法》", article="第一条")
EVIDENCE = {"e1", "e2"}


def due(*codes: str) -> list[DutyDue]:
    return [DutyDue(code, Text(f"{code}。", f"{code}."), CITE, Confidence.HIGH, ("s1",)) for code in codes]


def entries(*said: tuple[str, dict[str, Any]]) -> list[JournalEntry]:
    found = []
    for position, (subject, content) in enumerate(said, start=1):
        whole = DutySaid.model_validate(
            {"sentence": Bilingual(zh="当时的话", en="words of then"), "cite": CITE, **content}, strict=False
        )
        plain = whole.model_dump(mode="json")
        at = datetime(2026, 1, position, tzinfo=UTC)
        found.append(JournalEntry(str(position), "duty", subject, "case", position, plain, "p", "周敏", at))
    return found


def listed(*said: tuple[str, dict[str, Any]], codes: tuple[str, ...] = ("pipia",), on: date = ON) -> Checklist:
    return checklist(due(*codes), LAW.wanted, None, entries(*said), EVIDENCE, on)


DONE = {"state": "done", "evidence": ("e1",), "done_on": date(2026, 10, 30)}


def test_what_nobody_spoke_of_is_open() -> None:
    found = listed()
    assert [line.standing for line in found.lines] == ["open"]
    assert found.lines[0].wanted


@pytest.mark.parametrize(("day", "standing"), [(ON, "in_work"), (date(2026, 11, 20), "overdue")])
def test_in_work_is_overdue_the_day_after_its_day(day: date, standing: str) -> None:
    found = listed(("pipia", {"state": "in_work", "owner": "周敏", "due": day}))
    assert (found.lines[0].standing, found.count("overdue")) == (standing, int(standing == "overdue"))


def test_the_newest_entry_holds_and_all_stay_readable() -> None:
    found = listed(("pipia", {"state": "in_work", "owner": "周敏", "due": ON}), ("pipia", DONE))
    assert found.lines[0].standing == "done"
    assert [spoken.said.state for spoken in found.lines[0].history] == ["in_work", "done"]
    again = listed(("pipia", DONE), ("pipia", {"state": "open"}))
    assert again.lines[0].standing == "open"


def test_done_lapses_when_its_evidence_is_taken_out() -> None:
    found = listed(("pipia", {**DONE, "evidence": ("e1", "gone")}))
    assert (found.lines[0].standing, found.lines[0].missing) == ("lapsed", ("gone",))


def test_not_applicable_with_its_reason_is_settled() -> None:
    found = listed(("pipia", {"state": "not_applicable", "reason": "没有个人信息"}))
    assert found.lines[0].settled
    assert found.count("done", "not_applicable") == 1


@pytest.mark.parametrize(
    ("on", "standing"),
    [(date(2026, 12, 31), "done"), (date(2027, 1, 1), "lapsed"), (date(2027, 12, 15), "lapsed"),
     (date(2027, 12, 16), "overdue")],
)  # fmt: skip
def test_the_yearly_report_is_due_again_each_year(on: date, standing: str) -> None:
    report = ("automotive_yearly_report", {**DONE, "done_on": date(2026, 12, 10)})
    (line,) = listed(report, codes=("automotive_yearly_report",), on=on).lines
    assert line.standing == standing


@pytest.mark.parametrize(("on", "standing"), [(date(2026, 12, 15), "open"), (date(2026, 12, 16), "overdue")])
def test_a_yearly_report_nobody_recorded_is_loud_after_its_day(on: date, standing: str) -> None:
    (line,) = listed(codes=("automotive_yearly_report",), on=on).lines
    assert (line.standing, line.due) == (standing, date(2026, 12, 15))


@pytest.mark.parametrize(("on", "standing"), [(date(2028, 10, 30), "done"), (date(2028, 10, 31), "overdue")])
def test_the_audit_is_due_again_after_two_years(on: date, standing: str) -> None:
    (line,) = listed(("audit_two_years", DONE), codes=("audit_two_years",), on=on).lines
    assert (line.standing, line.due_again) == (standing, date(2028, 10, 30))


def test_a_duty_that_no_longer_applies_keeps_its_words() -> None:
    found = listed(("contract_filing", DONE), codes=("pipia",))
    (old,) = found.earlier
    assert (old.subject, old.sentence.zh, old.cite, old.applies) == ("contract_filing", "当时的话", CITE, False)
    assert [line.subject for line in found.lines] == ["pipia"]


@pytest.mark.parametrize(
    "broken",
    [
        {"state": "in_work", "owner": "周敏"},
        {"state": "in_work", "due": ON},
        {"state": "done", "evidence": ("e1",)},
        {"state": "done", "done_on": ON},
        {"state": "not_applicable"},
    ],
)
def test_an_entry_without_what_its_state_needs_cannot_be_written(broken: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="a duty"):
        entries(("pipia", broken))


def test_the_requirements_of_the_guideline_stand_beside_the_duties() -> None:
    source = LAW.requirements_for("automotive", ON)
    assert source is not None
    found = checklist(due("pipia"), LAW.wanted, source, entries(("aip-8a", DONE)), EVIDENCE, ON)
    standings = {line.subject: line.standing for line in found.requirements}
    assert standings["aip-8a"] == "done"
    assert [name for name in standings if name.startswith("aip-")] == list(standings)
    assert {f"aip-{number}" for number in range(1, 14)} <= set(standings)
    assert found.requirements[0].confidence is not Confidence.HIGH


def test_other_sectors_and_earlier_days_have_no_such_list() -> None:
    assert LAW.requirements_for("retail", ON) is None
    assert LAW.requirements_for("automotive", date(2026, 1, 29)) is None


def test_every_duty_of_the_rules_says_what_proves_it() -> None:
    codes = {duty.code for duty in load_regime().rules.duties}
    assert codes == set(LAW.wanted)
