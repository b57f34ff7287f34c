"""Comments: what is open, who may settle, and how a place is found again after a rebuild."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assessment.comments import Anchor, Mark, Said, heading_on, may_close, page_of, threads
from assessment.vocabulary import Role
from assessment.work import JournalEntry

MARKS = (Mark("一、自评估工作情况", 3), Mark("二、出境活动整体情况", 4), Mark("三、结论", 8))
TEXTS = (
    "封面",
    "目录",
    "自评估自八月开始",
    "三个场景",
    "数据项\n逐项说明",
    "保存地点",
    "接收方情况",
    "风险等级为中",
    "附录",
)


def entry(number: int, said: Said, who: str = "lin") -> JournalEntry:
    at = datetime(2026, 11, 21, tzinfo=UTC) + timedelta(minutes=number)
    content = said.model_dump(mode="json")
    return JournalEntry(f"e{number}", "comment", "07.pdf", "case", number, content, who, who, at)


def test_a_thread_is_open_until_it_is_settled_and_open_again_when_taken_up() -> None:
    said = [entry(1, Said(step="opened", text="日期不符", anchor=Anchor(page=3)))]
    assert threads(said)[0].is_open
    said.append(entry(2, Said(step="replied", text="已改", thread="e1"), "zhou"))
    assert threads(said)[0].is_open
    said.append(entry(3, Said(step="resolved", thread="e1")))
    assert not threads(said)[0].is_open
    said.append(entry(4, Said(step="replied", text="谢谢", thread="e1"), "zhou"))
    assert not threads(said)[0].is_open
    said.append(entry(5, Said(step="reopened", thread="e1")))
    (thread,) = threads(said)
    assert thread.is_open and [line.step for line in thread.lines].count("replied") == 2


def test_steps_of_a_thread_that_is_not_there_are_nobodys() -> None:
    assert threads([entry(1, Said(step="resolved", thread="gone"))]) == ()


@pytest.mark.parametrize(
    ("person", "roles", "may"),
    [
        ("lin", {Role.PREPARER}, True),
        ("zhou", {Role.PREPARER}, False),
        ("zhou", {Role.REVIEWER}, True),
        ("shen", {Role.COUNSEL}, False),
        ("anna", {Role.PREPARER, Role.APPROVER}, True),
    ],
)
def test_who_may_settle(person: str, roles: set[Role], may: bool) -> None:
    (thread,) = threads([entry(1, Said(step="opened", text="x", anchor=Anchor()))])
    assert may_close(thread, person, roles) is may


@pytest.mark.parametrize(
    ("anchor", "page"),
    [
        (Anchor(heading="二、出境活动整体情况", quote="逐项 说明", page=9), 5),
        (Anchor(heading="二、出境活动整体情况", near="接收方情况", page=2), 7),
        (Anchor(heading="二、出境活动整体情况", near="不再有", page=6), 6),
        (Anchor(heading="二、出境活动整体情况", page=1), 4),
        (Anchor(heading="二、出境活动整体情况", page=99), 8),
        (Anchor(heading="三、结论", quote="三个场景", page=9), 9),
        (Anchor(heading="删去的标题", page=4), None),
        (Anchor(heading="删去的标题", quote="风险等级", page=4), 8),
        (Anchor(page=2), 2),
        (Anchor(near="目录", page=7), 2),
        (Anchor(page=99), 9),
    ],
)
def test_a_comment_finds_its_page_again(anchor: Anchor, page: int | None) -> None:
    assert page_of(anchor, MARKS, TEXTS) == page


def test_of_two_equal_headings_the_nearer_is_meant() -> None:
    marks = (Mark("1.基本情况简介", 2), Mark("其他", 3), Mark("1.基本情况简介", 7))
    assert page_of(Anchor(heading="1.基本情况简介", page=8), marks, TEXTS) == 8
    assert page_of(Anchor(heading="1.基本情况简介", page=1), marks, TEXTS) == 2


def test_the_headings_of_a_page_begin_with_the_one_that_runs_on() -> None:
    assert heading_on(4, MARKS) == ("一、自评估工作情况", "二、出境活动整体情况")
    assert heading_on(1, MARKS) == ()
