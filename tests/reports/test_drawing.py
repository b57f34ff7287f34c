"""Drawing processes: they stay where somebody asked for it, give the same bytes, and are replaced when they end."""

from __future__ import annotations

import os
import signal
from dataclasses import replace
from pathlib import Path

import pytest

from reports.blocks import Paragraph
from reports.build import build
from reports.document import Document, Dossier
from reports.render_job import DrawingStopped, Order, draw_apart, room_processes, staying


@pytest.fixture(scope="module", autouse=True)
def waiting_processes() -> None:
    """Here each test says itself which processes wait."""


def one_page(dossier: Dossier, text: str) -> Dossier:
    document = Document("note", "说明", "01-说明.pdf", "report", (Paragraph(text),), "security_assessment")
    return replace(dossier, documents=(document,))


def test_a_process_that_stays_gives_the_same_bytes_as_a_new_one(dossier: Dossier, fonts: Path) -> None:
    first, second = one_page(dossier, "第一份材料，供比较。"), one_page(dossier, "第二份材料，另有文字。")
    apart = [build(one, fonts=fonts) for one in (first, second)]
    with staying():
        stayed = [build(first, fonts=fonts)]
        known = room_processes()
        stayed.append(build(second, fonts=fonts))
        assert room_processes() == known and len(known) == 1
    assert stayed == apart
    assert room_processes() == ()


def test_one_that_was_killed_while_waiting_is_replaced(dossier: Dossier, fonts: Path) -> None:
    some = one_page(dossier, "进程被终止后重新生成。")
    with staying():
        before = build(some, fonts=fonts)
        (number,) = room_processes()
        os.kill(number, signal.SIGKILL)
        assert build(some, fonts=fonts) == before
        assert room_processes() != (number,)


def test_one_that_was_stopped_by_its_limit_does_not_stay(fonts: Path) -> None:
    endless = Order("试", "<table><td colspan=100000000>甲</table>", "report", ("FandolFang-Regular.otf",))
    with staying():
        with pytest.raises(DrawingStopped):
            draw_apart([endless], fonts, processor_seconds=1)
        assert room_processes() == ()


def test_what_the_caller_holds_in_memory_does_not_end_the_process(dossier: Dossier, fonts: Path) -> None:
    some = one_page(dossier, "调用者占用内存较多。")
    held = b"x" * (300 << 20)
    with staying():
        build(some, fonts=fonts)
        known = room_processes()
        build(one_page(dossier, "调用者占用内存仍然较多。"), fonts=fonts)
        assert room_processes() == known and len(known) == 1
        del held
