"""A process killed in the middle of saving: what was acknowledged is there, and the trail verifies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from store.verify import verify
from tests.store.office import Office

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 3


def test_a_killed_writer_loses_nothing_that_was_acknowledged(office: Office, address: str) -> None:
    command = [sys.executable, "-m", "tests.store.saver", address, office.company, office.case, office.li.person_id]
    acknowledged = 0
    for round_number in range(ROUNDS):
        with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ) as writer:
            assert writer.stdout is not None
            for _ in range(3 + 5 * round_number):
                acknowledged = int(writer.stdout.readline())
            writer.kill()
            acknowledged = max([acknowledged, *(int(line) for line in writer.stdout if line.endswith("\n"))])
        with office.read() as unit:
            record = unit.cases.get(office.case)
        assert record is not None
        # One more may have been committed, just before it could be said.
        assert acknowledged <= record.revision <= acknowledged + 1
        assert set(office.sheet().answers.values()) == {record.revision}
        assert verify(office.database).findings == ()
