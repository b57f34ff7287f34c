"""The table of data items at 20,000 rows: a list taken over with its classes, pages, edits, and all rows at once."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from assessment.item_lines import ItemFilter
from bench.catalogue import many
from bench.office import Office
from services import item_cuts, item_imports, item_settling, items
from services.item_undo import undo

TURNS = 40


@dataclass(frozen=True, slots=True)
class Timed:
    """``p95`` and ``median`` in milliseconds of wall time."""

    what: str
    turns: int
    median: float
    p95: float


def workbook() -> bytes:
    """The list as a company sends it: the official headings, 20,000 rows."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["序号", "数据项名称", "内容描述", "出境必要性", "示例", "备注"])
    for number, field in enumerate(many(), 1):
        writer.writerow([number, field.name, field.description, "远程诊断所必需", field.example, ""])
    return text.getvalue().encode("utf-8-sig")


def take_over(office: Office, data: bytes) -> dict[str, float]:
    """Seconds of each step of an import, from the upload to the classes that stand beside the items."""
    place = office.desk, office.preparer, office.case, office.scenario
    marks = [time.perf_counter()]
    pending = item_imports.upload_items(*place, data, "items.csv")
    marks.append(time.perf_counter())
    seen = item_imports.pending_import(*place, pending).digest
    marks.append(time.perf_counter())
    item_imports.confirm_import(*place, pending, seen)
    marks.append(time.perf_counter())
    items.items_page(*place)
    marks.append(time.perf_counter())
    steps = ("upload", "preview", "confirm", "first page")
    return {name: after - before for name, before, after in zip(steps, marks, marks[1:], strict=False)}


def timed(office: Office) -> Iterator[Timed]:
    """Pages by several filters, and each kind of edit of one item."""
    place = office.desk, office.preparer, office.case, office.scenario
    filters = {
        "page": ItemFilter(),
        "page, searched": ItemFilter("vin"),
        "page, sensitive": ItemFilter(kinds=frozenset(["sensitive"])),
        "page, duplicates": ItemFilter(only="duplicates"),
        "page, by class": ItemFilter(sort="kind", group="kind"),
        "page, by name": ItemFilter(sort="name", descending=True),
    }
    for what, wanted in filters.items():
        yield _timed(what, partial(_page, office, wanted))
    ids = [item.id for item in items.items_page(*place, page=7).items]
    yield _timed("edit a text", lambda turn: _edit(office, ids[turn], turn))
    yield _timed("rename", lambda turn: _rename(office, ids[turn], turn))
    yield _timed("confirm one", lambda turn: item_settling.settle(*place, [ids[turn]], kind="none", reason="内部计数"))
    yield _timed("cut one", lambda turn: item_cuts.cut(*place, [ids[turn]], "不再需要"))
    yield _timed("cut one, undo", lambda turn: undo(*place[:3], item_cuts.restore(*place, [ids[turn]]).undo))


def at_once(office: Office) -> dict[str, float]:
    """Seconds for something done to all rows."""
    place = office.desk, office.preparer, office.case, office.scenario
    found: dict[str, float] = {}
    begin = time.perf_counter()
    done = item_settling.settle_matching(*place, ItemFilter())
    found[f"confirm {done.count}"] = time.perf_counter() - begin
    begin = time.perf_counter()
    undo(*place[:3], done.undo)
    found["undo"] = time.perf_counter() - begin
    return found


def _page(office: Office, wanted: ItemFilter, turn: int) -> None:
    items.items_page(office.desk, office.preparer, office.case, office.scenario, wanted, turn % 3 + 1)


def _edit(office: Office, item_id: str, turn: int) -> None:
    place = office.desk, office.preparer, office.case
    items.change_item(*place, item_id, {"necessity": f"远程诊断所必需（{turn}）"})


def _rename(office: Office, item_id: str, turn: int) -> None:
    items.change_item(office.desk, office.preparer, office.case, item_id, {"name": f"signal_name_{turn}"})


def _timed(what: str, turn: Callable[[int], object]) -> Timed:
    taken = []
    for number in range(TURNS):
        begin = time.perf_counter()
        turn(number)
        taken.append((time.perf_counter() - begin) * 1000)
    taken.sort()
    return Timed(what, TURNS, taken[TURNS // 2], taken[int(TURNS * 0.95) - 1])
