"""The page of changes of the law as people meet it, and the line on the overview."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import html
from werkzeug.test import TestResponse

from services import overlays
from services.law import worked_file
from tests.services.test_overlays import first_item, notice
from tests.web import office as offices
from tests.web.office import Office, copy_of, words_of


@pytest.fixture
def past(loaded_earlier: Path, tmp_path: Path) -> Iterator[Office]:
    opened = Office(copy_of(loaded_earlier, tmp_path / "var"), hand_over=lambda job: None)
    opened.clock.at = datetime(2026, 2, 12, 2, 0, tzinfo=UTC)
    yield opened
    opened.close()


def links(page: TestResponse, word: str) -> list[str]:
    document = html.fromstring(page.get_data())
    return [str(a.get("href")) for a in document.xpath("//main//a") if word in str(a.text_content())]


def test_it_names_the_case_the_difference_and_the_answer_to_confirm(past: Office) -> None:
    zhou = past.sit_down("zhou")
    page = zhou.get("/law/changes")
    said = words_of(page)
    assert "法律有变化：1 个项目需要确认" in said
    assert "2026-017" in said
    assert "《个人信息出境认证办法》" in said
    assert "规则集 V5" in said
    for address in links(page, "关键信息基础设施"):
        path, _, anchor = address.partition("#")
        there = zhou.get(path)
        assert there.status_code == 200
        assert f'id="{anchor}"' in there.get_data(as_text=True)


def test_the_overview_says_so_and_leads_there_until_the_case_is_submitted(past: Office) -> None:
    zhou = past.sit_down("zhou")
    (address,) = links(zhou.get("/"), "个项目需要确认")
    assert address == "/law/changes#to-confirm"
    zhou.post(f"/cases/{past.full}/review/submit")
    assert links(zhou.get("/"), "个项目需要确认") == []
    assert "没有项目因法律变化需要确认" in words_of(zhou.get("/law/changes"))


def test_two_days_are_compared(past: Office) -> None:
    zhou = past.sit_down("zhou")
    said = words_of(zhou.get("/law/changes?from=2024-03-21&to=2024-03-22"))
    assert "从 2024-03-21 到 2024-03-22：2 个项目有不同" in said
    assert "《促进和规范数据跨境流动规定》" in said
    assert "2026-05-08" not in said
    said = words_of(zhou.get("/law/changes?from=2026-02-01&to=2026-02-02"))
    assert "2026-02-01 与 2026-02-02：所有项目的结论相同" in said
    assert "这段时间没有法律变化" in said


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("from=gestern&to=2026-01-01", "“gestern”不是日期"),
        ("from=2026-01-01", "“”不是日期"),
        ("from=2026-02-01&to=2026-01-01", "第一个日期应早于第二个日期"),
        ("from=1999-01-01&to=2026-01-01", "不早于 2017-06-01"),
    ],
)
def test_days_that_cannot_be_compared_are_answered_with_a_sentence(past: Office, query: str, sentence: str) -> None:
    page = past.sit_down("zhou").get(f"/law/changes?{query}")
    assert page.status_code == 200
    assert sentence in words_of(page)
    typed = dict(part.split("=") for part in query.split("&"))
    for name, value in typed.items():
        assert f'name="{name}" type="date" value="{value}"' in page.get_data(as_text=True)


def test_it_speaks_english(past: Office) -> None:
    zhou = past.sit_down("zhou")
    zhou.speak("en")
    said = words_of(zhou.get("/law/changes"))
    assert "The law has changed: one case needs confirming" in said
    assert "Look at these answers again" in said
    assert "Earlier changes, before the first case" in said
    compared = words_of(zhou.get("/law/changes?from=2024-03-21&to=2024-03-22"))
    assert "From 2024-03-21 to 2024-03-22: 2 of the cases differ" in compared


def test_everybody_who_reads_cases_may_read_it_and_nobody_else(past: Office) -> None:
    for login in ("zhou", "lin", "gu", "shen"):
        assert past.sit_down(login).get("/law/changes").status_code == 200
    assert past.stranger().get("/law/changes").status_code == 302


def test_a_company_without_cases_is_told_so(past: Office) -> None:
    company = past.other_company()
    past.hire("neu", offices.Role.PREPARER, company=company)
    page = past.sit_down("neu").get("/law/changes")
    assert "没有项目因法律变化需要确认" in words_of(page)
    assert "2026-017" not in words_of(page)
    compared = words_of(past.sit_down("neu").get("/law/changes?from=2024-03-21&to=2024-03-22"))
    assert "还没有评估项目可以比较" in compared


def test_opening_it_writes_nothing(past: Office) -> None:
    zhou = past.sit_down("zhou")
    with past.desk.database.read(past.company) as unit:
        kept = unit.kept_facts.list()
    zhou.get("/law/changes")
    zhou.get("/")
    with past.desk.database.read(past.company) as unit:
        assert unit.kept_facts.list() == kept == []


def test_an_overlay_is_tried_on_every_case_with_and_without_it(office: Office) -> None:
    _, item = first_item(office, office.sheet(office.full))
    overlays.add(office.desk, office.person("shen"), notice(item), reason="收到告知书")
    visitor = office.sit_down("zhou")
    assert "/law/overlays/notice-14/cases" in visitor.get("/law/overlays/notice-14").get_data(as_text=True)
    page = words_of(visitor.get("/law/overlays/notice-14/cases"))
    assert "因为它，1 个项目的结论不同" in page
    assert "2026-017" in page
    assert "2026-021" not in page


def test_an_overlay_that_decides_nothing_says_so_and_a_foreign_one_is_not_found(office: Office) -> None:
    overlays.add(office.desk, office.person("shen"), worked_file("calendar"), reason="通知已公布")
    visitor = office.sit_down("gu")
    page = words_of(visitor.get("/law/overlays/my-calendar-2028/cases"))
    assert "有没有它，所有项目的结论都相同" in page
    assert "看过 2 个项目" in page
    assert visitor.get("/law/overlays/nowhere/cases").status_code == 404
