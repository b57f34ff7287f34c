"""Save in a loop and print each revision once it was acknowledged; meant to be killed. Run by ``test_kill.py``."""

from __future__ import annotations

import sys

from store.database import Actor, Database
from tests.store.office import MORNING


def main(address: str, company: str, case: str, person: str) -> None:
    database = Database.open(address)
    actor = Actor(person, "李敏")
    while True:
        with database.unit(actor, company, MORNING) as unit:
            record = unit.cases.get(case)
            assert record is not None
            number = record.revision + 1
            values = {f"a.q{place}": number for place in range(15)}
            revision = unit.sheets.save_answers(case, "", values)
            unit.record("answers saved", case_id=case, details={"number": number})
            unit.commit()
        print(revision, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
