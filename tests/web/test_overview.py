"""The first screen with many cases: pages, search, and nothing read twice."""

from __future__ import annotations

import pytest

from services import cases as case_service
from services.cases import create_case, list_cases
from services.deadlines import company_terms
from services.kept_facts import keep_stale
from tests.web.office import Office, words_of


@pytest.fixture
def many(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:
    """Two pages of three cases each; the example company has two cases of its own."""
    monkeypatch.setattr(case_service, "AT_ONCE", 3)
    for number in range(4):
        create_case(office.desk, office.person("zhou"), f"批量项目{number}", f"P-{number}")
    return office


def test_each_case_stands_on_one_page_and_the_last_changed_first(many: Office) -> None:
    zhou = many.person("zhou")
    first = list_cases(many.desk, zhou)
    second = list_cases(many.desk, zhou, first=first.next or 0)
    shown = [line.record for listed in (first, second) for line, _ in listed.shown]
    assert shown == sorted(shown, key=lambda record: record.changed_at, reverse=True)
    assert {record.reference for record in shown} == {"P-0", "P-1", "P-2", "P-3", "2026-017", "2026-021"}
    assert second.next is None


def test_the_page_leads_to_the_next_and_finds_by_title(many: Office) -> None:
    visitor = many.sit_down("zhou")
    page = visitor.get("/").get_data(as_text=True)
    assert "第 1 至 3 个，共 6 个" in page
    assert "/?first=3" in page
    assert "第 4 至 6 个，共 6 个" in words_of(visitor.get("/?first=3"))
    found = words_of(visitor.get("/?q=批量项目2"))
    assert "P-2" in found
    assert "P-1 " not in found
    assert "没有符合的评估项目" in words_of(visitor.get("/?q=无此项目"))


def test_a_case_is_read_whole_again_only_when_it_changes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    zhou = office.person("zhou")
    before = {line.record.id: glance for line, glance in list_cases(office.desk, zhou).shown}
    read: list[str] = []
    whole = case_service.appraise
    monkeypatch.setattr(case_service, "appraise", lambda sheet, *by: read.append(sheet.reference) or whole(sheet, *by))
    assert {line.record.id: glance for line, glance in list_cases(office.desk, zhou).shown} == before
    assert read == []
    visitor = office.sit_down("zhou")
    address = f"/cases/{office.open}/answers/legal_rep/"
    form = visitor.form(address)
    form["legal_rep__name"] = "一位新的法定代表人"
    visitor.post(address, form)
    read.clear()  # the page that was saved has read its case, too
    list_cases(office.desk, zhou)
    assert read == ["2026-021"]


def test_the_terms_are_the_same_whether_facts_were_kept_or_not(office: Office) -> None:
    zhou = office.person("zhou")
    read = company_terms(office.desk, zhou)
    assert read
    assert keep_stale(office.desk) == 2
    office.desk.read_facts._kept.clear()
    assert company_terms(office.desk, zhou) == read
