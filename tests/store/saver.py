"""Save in a loop and note each revision in a file once it was acknowledged; meant to be killed by ``test_kill.py``."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

from store.database import Actor, Database
from tests.store.office import MORNING

RECORDS_AT_ONCE = 5
"""Several records in a save, so that tiles of 256 fill while somebody is killed."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Who saves what where. ``acknowledged``: the file that gets a line for every save that came back."""

    address: str
    company: str
    case: str
    person: str
    acknowledged: Path


def save_for_ever(writer: Writer) -> None:
    database = Database.open(writer.address)
    actor = Actor(writer.person, "李敏")
    out = os.open(writer.acknowledged, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    while True:
        with database.unit(actor, writer.company, MORNING) as unit:
            case = unit.cases.get(writer.case)
            assert case is not None
            number = case.revision + 1
            revision = unit.sheets.save_answers(writer.case, "", {f"a.q{place}": number for place in range(15)})
            unit.journals.append("ledger", writer.case, {"number": number})
            unit.record("answers saved", case_id=writer.case, details={"number": number})
            for _ in range(RECORDS_AT_ONCE - 1):
                unit.record("persons counted", subject=f"第 {number} 次")
            unit.commit()
        os.write(out, b"%d\n" % revision)
        time.sleep(0.005)  # SQLite lets the others in only when nobody holds the lock
