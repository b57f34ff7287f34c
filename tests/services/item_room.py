"""A case with one scenario and a short list of data items, for the tests of what is done to items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from assessment.item_lines import ItemCounts, ItemFilter, ItemLine
from assessment.questions import Scope
from assessment.vocabulary import Role
from assessment.work import Person
from services import items
from services.desk import SYSTEM, Desk, actor_of, open_desk

ROOT = Path(__file__).resolve().parents[2]
NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)
LIST = ("vin", "车主姓名", "手机号", "人脸图像", "行踪轨迹", "胎压", "xq_17")


@dataclass
class Room:
    """``zhou`` prepares, ``lin`` reviews. ``ids``: the items by name."""

    desk: Desk
    zhou: Person
    lin: Person
    case: str
    scenario: str
    ids: dict[str, str]

    @property
    def place(self) -> tuple[Desk, Person, str, str]:
        return self.desk, self.zhou, self.case, self.scenario

    def of(self, *names: str) -> list[str]:
        return [self.ids[name] for name in names]

    def add(self, *rows: dict[str, str]) -> None:
        with self.desk.database.unit(actor_of(self.zhou), self.zhou.company_id, self.desk.now()) as unit:
            made = unit.items.add_many(self.case, self.scenario, rows)
            unit.record("items imported", case_id=self.case, subject=self.scenario)
            unit.commit()
        self.ids |= dict(zip((row["name"] for row in rows), made, strict=True))

    def line(self, name: str) -> ItemLine:
        return items.item_line(*self.place, self.ids[name])

    def shown(self, wanted: ItemFilter | None = None) -> list[str]:
        return [line.item.name for line in items.items_page(*self.place, wanted).lines]

    def counts(self) -> ItemCounts:
        return items.items_page(*self.place).counts

    def evidence(self, dated: str | None = "2026-10-01") -> str:
        with self.desk.database.unit(actor_of(self.zhou), self.zhou.company_id, self.desk.now()) as unit:
            entry = unit.sheets.add_entry(self.case, Scope.EVIDENCE)
            file = {"sha256": "0" * 64, "name": "报告.pdf", "size": 3, "media_type": "application/pdf"}
            values = {"evidence.file": file, "evidence.dated": dated}
            unit.sheets.save_answers(self.case, entry.id, values)
            unit.record("evidence added", case_id=self.case)
            unit.commit()
        return entry.id

    def kinds(self) -> list[str]:
        """What the trail says happened to the case, newest first."""
        with self.desk.database.read(self.zhou.company_id) as unit:
            return [line.kind for line in unit.trail.page(self.case)[0]]


def open_room(folder: Path, names: Sequence[str] = LIST) -> Room:
    desk = open_desk(f"sqlite:///{folder / 'store.sqlite3'}", folder / "files", ROOT / ".cache", now=lambda: NOON)
    with desk.database.unit(SYSTEM, None, NOON) as unit:
        company = unit.companies.create("沪岚汽车", "Hulan")
        unit.record("company added", subject=company.name)
        unit.commit()
    with desk.database.unit(SYSTEM, company.id, NOON) as unit:
        zhou = unit.people.create("zhou", "周敏", frozenset({Role.PREPARER}), "")
        lin = unit.people.create("lin", "林伟", frozenset({Role.REVIEWER, Role.APPROVER}), "")
        unit.record("person added", subject="zhou, lin")
        unit.commit()
    with desk.database.unit(actor_of(zhou), company.id, NOON) as unit:
        case = unit.cases.create("2026-001", "车联网数据出境")
        scenario = unit.sheets.add_entry(case.id, Scope.SCENARIO)
        unit.record("case created", case_id=case.id)
        unit.commit()
    room = Room(desk, zhou, lin, case.id, scenario.id, {})
    room.add(*({"name": name} for name in names))
    return room
