"""Facts kept and thawed, a portfolio decided again, and the cases that a change of the law touches."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from assessment.answers import AnswerSheet
from assessment.facts import RouteFacts
from assessment.routing import decide
from assessment.work import CaseRecord
from services import kept_facts, law_changes, overlays
from services.cases import create_case, open_case
from services.kept_facts import keep_stale, portfolio_facts
from services.law_changes import changes, redecide, to_confirm, touched_by
from services.past_law import law_held_on
from services.review import submit
from tests.services.test_overlays import FIGURE
from tests.web import office as offices
from tests.web.conftest import EARLIER
from tests.web.office import Office

NEW_YEAR = date(2026, 1, 1)
NOTICE = """\
overlay:
  id: notice-2026
  kind: notice
  title: {zh: 重要数据告知书, en: Notice on important data}
  from: 2026-06-01
  source: {text: 重要数据告知书, article: 全文, read_on: 2026-05-30}
  confidence: high
notices:
  - id: notice-1
    from: 2026-06-01
    authority: {zh: 上海市经济和信息化委员会, en: Shanghai economy and informatisation commission}
    number: 沪经信数〔2026〕1号
    items: [ITEM]
    cite: {text: 重要数据告知书, article: 全文}
    confidence: high
    checked_on: 2026-05-30
"""


@pytest.fixture(scope="module")
def loaded(loaded_earlier: Path) -> Path:
    return loaded_earlier


def at(office: Office, day: date) -> None:
    office.clock.at = datetime(day.year, day.month, day.day, 2, 0, tzinfo=UTC)


# ---- kept facts ----


def test_facts_read_now_and_facts_kept_are_the_same(office: Office) -> None:
    read = portfolio_facts(office.desk, office.company)
    assert keep_stale(office.desk) == 2
    assert keep_stale(office.desk) == 0
    kept = portfolio_facts(office.desk, office.company, batch=0)
    assert kept == read
    assert {case.record.reference for case in kept.cases} == {"2026-017", "2026-021"}
    for case in kept.cases:
        opened = open_case(office.desk, office.person("zhou"), case.record.id)
        assert case.on(office.desk.today, opened.appraisal.regime) == opened.appraisal.facts


def test_a_case_that_changed_is_read_again(office: Office) -> None:
    keep_stale(office.desk)
    with office.desk.database.unit(offices.SYSTEM, office.company, office.desk.now()) as unit:
        unit.sheets.save_answers(office.full, "", {"route.persons_pi_total": 7})
        unit.record("answers saved", case_id=office.full)
        unit.commit()
    found = {case.record.id: case for case in portfolio_facts(office.desk, office.company).cases}
    counters = found[office.full].answered.counters
    assert counters is not None
    assert counters.persons_pi == 7
    assert portfolio_facts(office.desk, office.company, batch=0).waiting == 1
    assert keep_stale(office.desk) == 1
    assert portfolio_facts(office.desk, office.company, batch=0).waiting == 0


def test_what_was_read_by_other_code_or_another_law_is_not_used(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_stale(office.desk)
    monkeypatch.setattr(kept_facts, "_reader", lambda: "other code")
    assert portfolio_facts(office.desk, office.company, batch=0).waiting == 2


def test_another_company_sees_none_of_it(office: Office) -> None:
    keep_stale(office.desk)
    assert portfolio_facts(office.desk, office.other_company()).cases == ()


# ---- decided again ----


def test_a_portfolio_is_decided_for_any_day(office: Office) -> None:
    for on in (date(2024, 3, 21), date(2026, 11, 21)):
        for again in redecide(office.desk, office.company, on):
            opened = open_case(office.desk, office.person("zhou"), again.record.id)
            assert again.decision == decide(opened.appraisal.facts, office.desk.regime.rules, on)


def test_the_cases_that_two_days_decide_otherwise_are_named(office: Office) -> None:
    zhou = office.person("zhou")
    touched = touched_by(office.desk, zhou, date(2025, 12, 31), NEW_YEAR)
    assert (touched.looked_at, touched.all_cases, touched.next) == (2, 2, None)
    (case,) = touched.cases
    assert case.record.reference == "2026-017"
    assert not case.difference.other_route
    new = [rule for flow in case.difference.flows for rule in flow.rules_new]
    assert {rule.cite.text for rule in new} == {"《个人信息出境认证办法》"}
    assert case.difference.confirm
    assert touched_by(office.desk, zhou, date(2026, 1, 2), date(2026, 1, 3)).cases == ()


def test_a_past_change_touches_only_what_had_been_begun(office: Office) -> None:
    at(office, date(2026, 2, 12))
    create_case(office.desk, office.person("zhou"), "后来的项目")
    found = {change.day: change for change in changes(office.desk, office.person("zhou"))}
    new_year = found[NEW_YEAR].touched
    assert new_year is not None
    assert new_year.looked_at == 2
    earlier = found[date(2024, 3, 22)].touched
    assert earlier is not None
    assert (earlier.looked_at, earlier.cases) == (0, ())
    coming = found[date(2026, 9, 1)].touched
    assert coming is not None
    assert coming.looked_at == 3
    assert list(found) == sorted(found, reverse=True)


def test_too_many_trials_are_left_to_be_opened(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    at(office, date(2026, 2, 12))
    monkeypatch.setattr(law_changes, "TRIALS", 3)
    found = changes(office.desk, office.person("zhou"))
    assert found[0].touched is not None
    assert found[1].touched is None


def test_pages_of_a_large_portfolio(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(law_changes, "AT_ONCE", 1)
    zhou = office.person("zhou")
    first = touched_by(office.desk, zhou, date(2025, 12, 31), NEW_YEAR)
    second = touched_by(office.desk, zhou, date(2025, 12, 31), NEW_YEAR, first=first.next or 0)
    assert (first.next, second.next) == (1, None)
    assert len(first.cases) + len(second.cases) == 1


# ---- to confirm ----


def references(office: Office) -> set[str]:
    return {case.record.reference for case in to_confirm(office.desk, office.person("zhou"))}


def test_a_running_case_needs_confirming_until_it_is_submitted_again(office: Office) -> None:
    at(office, date(2025, 12, 31))
    assert references(office) == set()
    at(office, date(2026, 2, 12))
    assert references(office) == {"2026-017"}
    submit(office.desk, office.person("zhou"), office.full)
    assert references(office) == set()


def test_a_change_on_the_day_of_the_submission_was_seen_by_it(office: Office) -> None:
    at(office, NEW_YEAR)
    submit(office.desk, office.person("zhou"), office.full)
    at(office, date(2026, 1, 3))
    assert references(office) == set()


def test_a_submission_before_the_change_does_not_cover_it(office: Office) -> None:
    at(office, date(2025, 12, 31))
    submit(office.desk, office.person("zhou"), office.full)
    at(office, date(2026, 5, 1))
    (case,) = to_confirm(office.desk, office.person("zhou"))
    assert (case.confirmed_on, case.since) == (date(2025, 12, 31), date(2025, 12, 31))


# ---- overlays ----


def test_an_overlay_counts_from_the_day_it_was_added(office: Office) -> None:
    at(office, date(2026, 11, 21))
    shen = office.person("shen")
    overlays.add(office.desk, shen, FIGURE, reason="公告已发布")
    held = office.desk.law_of(office.company)
    before = law_held_on(office.desk, held, date(2026, 11, 20))
    assert before.rules.figure("sa.pi.persons", date(2026, 11, 20)).value == 1_000_000  # type: ignore[union-attr]  # the figure is there
    assert law_held_on(office.desk, held, date(2026, 11, 21)) is held.regime
    found = {change.day: change for change in changes(office.desk, shen)}
    assert [overlay.id for overlay in found[date(2026, 11, 21)].overlays] == ["figure-2026"]


def test_an_overlay_that_was_removed_still_held_on_its_days(office: Office) -> None:
    shen = office.person("shen")
    at(office, date(2026, 11, 21))
    overlays.add(office.desk, shen, FIGURE, reason="公告已发布")
    at(office, date(2026, 12, 10))
    overlays.remove(office.desk, shen, "figure-2026", from_day=date(2026, 12, 1), reason="公告已失效")
    held = office.desk.law_of(office.company)
    then = law_held_on(office.desk, held, date(2026, 12, 5))
    assert then.rules.figure("sa.pi.persons", date(2026, 12, 5)).value == 999_999  # type: ignore[union-attr]  # the figure is there
    assert held.regime.rules.figure("sa.pi.persons", date(2026, 12, 5)).value == 1_000_000  # type: ignore[union-attr]  # the figure is there


def test_a_notice_touches_the_cases_whose_items_it_names(office: Office) -> None:
    zhou = office.person("zhou")
    at(office, date(2026, 5, 30))
    sheet: AnswerSheet = office.sheet(office.open)
    item = (sheet.items or office.sheet(office.full).items)[0]
    overlays.add(office.desk, zhou, NOTICE.replace("ITEM", f"'{item.name}'"), reason="收到告知书")
    touched = touched_by(office.desk, zhou, date(2026, 5, 31), date(2026, 6, 1))
    assert touched.cases
    read = portfolio_facts(office.desk, office.company)
    assert any(case.reached for case in read.cases)
    keep_stale(office.desk)
    assert portfolio_facts(office.desk, office.company, batch=0) == read


def test_kept_facts_hold_what_was_never_set_apart_from_zero() -> None:
    record = CaseRecord("c", "company", "2026-001", "", 1, "p", EARLIER, "p", EARLIER)
    data = '{"exporter": {"kind": "non_ciio"}, "flows": [{"id": "a", "export_act": "transfer_out",'
    data += ' "contains_pi": "unknown", "contains_spi": "unknown", "important_data": "none"}]}'
    facts = RouteFacts.model_validate_json(data)
    again = kept_facts.thawed(record, kept_facts.frozen(kept_facts.CaseFacts(record, facts)))
    assert again.answered.flows[0].model_fields_set == facts.flows[0].model_fields_set
