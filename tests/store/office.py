"""A company with two people and a case, as the store's tests need it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from assessment.answers import AnswerSheet
from assessment.questions import Scope
from assessment.snapshot import Snapshot, freeze
from assessment.vocabulary import Role
from store.database import Actor, Database, Unit

MORNING = datetime(2026, 11, 21, 1, 30, 0, 123456, tzinfo=UTC)
TODAY = date(2026, 11, 21)
SYSTEM = Actor("system", "Tongguan")


@dataclass
class Office:
    """``li`` prepares, ``wang`` reviews; the clock goes on by a second with each unit."""

    database: Database
    company: str
    li: Actor
    wang: Actor
    case: str
    scenario: str
    now: datetime = field(default=MORNING)

    @contextmanager
    def unit(self, actor: Actor | None = None) -> Iterator[Unit]:
        self.now += timedelta(seconds=1)
        with self.database.unit(actor or self.li, self.company, self.now) as unit:
            yield unit

    @contextmanager
    def read(self) -> Iterator[Unit]:
        with self.database.read(self.company) as unit:
            yield unit

    def save(self, values: Mapping[str, object], entry: str = "", actor: Actor | None = None) -> int:
        with self.unit(actor) as unit:
            revision = unit.sheets.save_answers(self.case, entry, values)
            unit.record("answers saved", case_id=self.case)
            unit.commit()
        return revision

    def sheet(self) -> AnswerSheet:
        with self.read() as unit:
            return unit.sheets.load(self.case, TODAY)

    def add_items(self, *names: str, **texts: str) -> list[str]:
        with self.unit() as unit:
            ids = unit.items.add_many(self.case, self.scenario, [{"name": name, **texts} for name in names])
            unit.record("items imported", case_id=self.case)
            unit.commit()
        return ids

    def snapshot(self) -> Snapshot:
        sheet = self.sheet()
        regime = {"id": "cn", "sha256": "0" * 64, "version": "1"}
        return freeze(sheet, facts={}, decision={}, score={}, regime=regime)


def open_office(database: Database, name: str = "沪澜汽车", prefix: str = "") -> Office:
    with database.unit(SYSTEM, None, MORNING) as unit:
        company = unit.companies.create(name, "Hulan Automotive")
        unit.record("company added", subject=name)
        li = unit.people.create(f"{prefix}li", "李敏", [Role.PREPARER], "hash of li")
        wang = unit.people.create(f"{prefix}wang", "王磊", [Role.REVIEWER, Role.APPROVER], "hash of wang")
        unit.record("person added", subject="li, wang")
        unit.commit()
    author = Actor(li.id, li.name)
    with database.unit(author, company.id, MORNING) as unit:
        case = unit.cases.create("2026-001", "车联网数据出境")
        scenario = unit.sheets.add_entry(case.id, Scope.SCENARIO)
        unit.record("case created", case_id=case.id, subject="2026-001")
        unit.commit()
    return Office(database, company.id, author, Actor(wang.id, wang.name), case.id, scenario.id)
