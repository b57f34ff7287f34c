"""Ten thousand cases of one company: their facts kept, all of them decided again for another day.

The cases differ: flows, numbers around the thresholds, exemptions, open answers. Nothing is drawn by chance at
run time, so that two runs measure the same thing.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from random import Random
from typing import Any

from assessment.facts import RouteFacts
from assessment.work import FactsKept
from bench.office import Office
from services.desk import SYSTEM
from services.kept_facts import CaseFacts, frozen, made_with

CASES = 10_000
NUMBERS = (0, 300, 9_999, 10_000, 60_000, 99_999, 100_000, 250_000, 999_999, 1_000_000)
CLAIMS = ("none", "none", "none", "hr", "contract", "auto_ota")
STATUS = ("none", "none", "none", "none", "notified", "self_identified_not_declared", "unknown")


def facts_of_many(count: int = CASES) -> Iterator[RouteFacts]:
    """One to five flows each; about one case in five has something open."""
    random = Random(20261121)
    for _ in range(count):
        flows = [_flow(random, index) for index in range(random.choice((1, 1, 2, 3, 3, 5)))]
        elsewhere = random.choice((0, 0, 20_000))
        counters = {
            "persons_pi": sum(flow["persons_pi"] for flow in flows) + elsewhere,
            "persons_spi": sum(flow["persons_spi"] for flow in flows),
        }
        exporter = {"kind": random.choice(("non_ciio", "non_ciio", "non_ciio", "ciio", "unknown"))}
        yield RouteFacts.model_validate({"exporter": exporter, "flows": flows, "counters": counters}, strict=False)


def _flow(random: Random, index: int) -> dict[str, Any]:
    sensitive = random.choice((0, 0, 0, *NUMBERS[1:5]))
    return {
        "id": f"flow-{index}",
        "export_act": random.choice(("transfer_out", "transfer_out", "remote_access_from_abroad")),
        "contains_pi": True,
        "contains_spi": sensitive > 0,
        "important_data": random.choice(STATUS),
        "persons_pi": random.choice(NUMBERS[1:]),
        "persons_spi": sensitive,
        "exemption": {"claim": random.choice(CLAIMS), "proven": random.choice((True, False))},
        "recipient": {"region": random.choice(("de", "hk"))},
    }


def fill(office: Office) -> str:
    """A company of its own with 10,000 cases whose facts are kept; says its id.

    The first case goes through the store. The others are rows beside it, without records in the trail: filling is
    not what is measured, and 10,000 records would take a minute.
    """
    desk = office.desk
    with desk.database.unit(SYSTEM, None, desk.now()) as unit:
        company = unit.companies.create("万例汽车有限公司", "Ten Thousand Cases Ltd.")
        unit.record("company added", subject=company.name)
        unit.commit()
    mark, (first, *others) = made_with(desk.regime_of(company.id)), facts_of_many()
    with desk.database.unit(SYSTEM, company.id, desk.now()) as unit:
        record = unit.cases.create("P-00000", "批量项目")
        unit.record("case created", case_id=record.id, subject=record.reference)
        unit.kept_facts.put(FactsKept(record.id, record.revision, mark, frozen(CaseFacts(record, first))))
        unit.commit()
    rows = [
        (f"{record.id[:-6]}{number:06d}", f"P-{number:05d}", json.dumps(frozen(CaseFacts(record, facts))))
        for number, facts in enumerate(others, start=1)
    ]
    with closing(sqlite3.connect(str(desk.database.engines.writing.url.database))) as connection, connection:
        _copy(connection, "case_record", record.id, {"id": 0, "reference": 1}, rows)
        _copy(connection, "facts_kept", record.id, {"case_id": 0, "facts": 2}, rows)
    return company.id


def _copy(
    connection: sqlite3.Connection, table: str, model: str, changed: dict[str, int], rows: list[tuple[str, ...]]
) -> None:
    """Rows like the one of the first case, with some columns of their own."""
    key = next(iter(changed))
    row = connection.execute(f"SELECT * FROM {table} WHERE {key} = ?", (model,))
    names, values = [column[0] for column in row.description], row.fetchone()
    marks = ", ".join("?" for _ in names)
    connection.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})",
        ([own[changed[n]] if n in changed else v for n, v in zip(names, values, strict=True)] for own in rows),
    )
