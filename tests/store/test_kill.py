"""Writers killed in the middle of saving: what was acknowledged is there, and log, head, tiles and rows agree.

``TONGGUAN_KILLS=300`` kills that many on each database.
"""

from __future__ import annotations

import multiprocessing
import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest
from sqlalchemy import text

from audit.tree import root_of, verify_inclusion
from store import trail
from store.database import Database
from store.verify import verify
from tests.store.office import MORNING, Office, open_office
from tests.store.saver import RECORDS_AT_ONCE, Writer, save_for_ever

KILLS = int(os.environ.get("TONGGUAN_KILLS", "24"))
WRITERS = 3
PATIENCE = 30.0


@dataclass
class Desk:
    """One writer's case, where the writer says what came back, and what the case stood at before."""

    office: Office
    case: str
    acknowledged: Path
    revision: int = 0
    begun: int = 0

    def writer(self, address: str) -> Writer:
        return Writer(address, self.office.company, self.case, self.office.li.person_id, self.acknowledged)

    def told(self) -> int:
        lines = self.acknowledged.read_text().split("\n")[:-1] if self.acknowledged.exists() else []
        return int(lines[-1]) if lines else self.begun


@pytest.fixture(scope="module")
def forks() -> ForkServerContext:
    """Processes that begin with everything imported: starting Python anew for each would take most of the time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.store.saver"])
    return context


@pytest.fixture
def desks(database: Database, tmp_path: Path) -> list[Desk]:
    """Two writers in one company, each with a case, and one in another company."""
    first, other = open_office(database), open_office(database, "合沪汽车", "h")
    with first.unit() as unit:
        second = unit.cases.create("2026-002", "售后诊断数据出境").id
        unit.record("case created", case_id=second, subject="2026-002")
        unit.commit()
    cases = [(first, first.case), (first, second), (other, other.case)]
    found = [Desk(office, case, tmp_path / f"{case}.told") for office, case in cases]
    for desk in found:
        desk.begun = desk.revision = _revision(desk)
    return found


def test_killed_writers_lose_nothing_that_was_acknowledged(
    database: Database, address: str, desks: list[Desk], forks: ForkServerContext
) -> None:
    chance = random.Random(20261121)
    before = [_size(desk) for desk in desks]
    for _ in range(KILLS // WRITERS):
        writers = [forks.Process(target=save_for_ever, args=(desk.writer(address),)) for desk in desks]
        goal = sum(desk.told() for desk in desks) + 2 + chance.randrange(6)
        for writer in writers:
            writer.start()
        _until(lambda goal=goal: sum(desk.told() for desk in desks) >= goal)
        for writer in writers:
            time.sleep(chance.random() * 0.01)  # anywhere in the next save
            writer.kill()
            writer.join()
        _until(lambda: _nobody_else(database))
        for desk in desks:
            _look(desk)
    _look_at_everything(database, desks)
    for desk, size in zip(desks, before, strict=True):
        saves = sum(other.revision - other.begun for other in desks if other.office is desk.office)
        assert _size(desk) == size + saves * RECORDS_AT_ONCE


def test_a_log_that_was_overtaken_is_asked_again(database: Database, address: str, desks: list[Desk]) -> None:
    """Two processes that each remember how the log stood write in turn; neither believes what it remembers."""
    elsewhere = Database.open(address)
    desk = desks[0]
    for number in range(12):
        writing = elsewhere if number % 3 else database
        with writing.unit(desk.office.li, desk.office.company, MORNING) as unit:
            unit.sheets.save_answers(desks[number % 2].case, "", {"a.text": number})
            unit.record("answers saved", case_id=desks[number % 2].case)
            unit.commit()
    elsewhere.close()
    assert verify(database).findings == ()


def test_what_was_not_committed_is_not_remembered(database: Database, desks: list[Desk]) -> None:
    office = desks[0].office
    for number in range(3):
        office.save({"a.text": number})
        with pytest.raises(ZeroDivisionError):
            _save_and_fall(office)
    assert office.sheet().answers == {"a.text": 2}
    assert verify(database).findings == ()


def _save_and_fall(office: Office) -> None:
    with office.unit() as unit:
        unit.sheets.save_answers(office.case, "", {"a.text": "never"})
        unit.record("answers saved", case_id=office.case)
        trail.append(unit._work, unit._queued)
        raise ZeroDivisionError


def _look(desk: Desk) -> None:
    revision, told = _revision(desk), desk.told()
    # One more may have been committed, just before it could be said.
    assert max(told, desk.revision) <= revision <= max(told, desk.revision) + 1
    with desk.office.read() as unit:
        answers = set(unit.sheets.load(desk.case, MORNING.date()).answers.values())
        counted = [desk.begun, *(entry.content["number"] for entry in unit.journals.list("ledger", subject=desk.case))]
    assert answers <= {revision}
    assert counted == list(range(desk.begun, revision + 1))
    desk.revision = revision


def _look_at_everything(database: Database, desks: list[Desk]) -> None:
    report = verify(database)
    assert report.findings == ()
    for office in (desks[0].office, desks[2].office):
        with office.read() as unit:
            head, leaves = unit.trail.head(), unit.trail.leaves()
            tree = unit.trail.tree(head.size)
            opened = unit.trail.openings(range(head.size))
            proofs = {seq: tree.inclusion(seq) for seq in range(0, head.size, 61)}
        assert len(leaves) == head.size
        assert root_of(leaves).hex() == head.root
        assert set(opened) == set(range(head.size))  # the name of who acted, at least
        for seq, proof in proofs.items():
            assert verify_inclusion(leaves[seq], seq, head.size, proof, bytes.fromhex(head.root))


def _size(desk: Desk) -> int:
    with desk.office.read() as unit:
        return unit.trail.head().size


def _revision(desk: Desk) -> int:
    with desk.office.read() as unit:
        record = unit.cases.get(desk.case)
    assert record is not None
    return record.revision


def _until(done: Callable[[], bool]) -> None:
    ends = time.monotonic() + PATIENCE
    while not done():
        assert time.monotonic() < ends, "nobody saved anything"
        time.sleep(0.005)


def _nobody_else(database: Database) -> bool:
    """On a server, a commit that was sent goes on after its sender was killed."""
    if database.engines.reading.dialect.name == "sqlite":
        return True
    with database.engines.reading.connect() as connection:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'"
        return connection.scalar(text(f"{others} AND pid <> pg_backend_pid()")) == 0
