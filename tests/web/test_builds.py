"""Building: a draft at once with its bundle, and a worker that is killed in the middle of a build."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

from audit.verify import examine
from services.job_reports import resume_stale
from services.jobs import hand_over_to, open_queue
from services.trail import verify_store
from settings import ROOT
from tests.web.office import Office, words_of

PATIENCE = 120.0
"""Seconds until we give up waiting for a worker; nothing is measured by it."""


def test_a_draft_puts_five_documents_and_the_bundle_verifies(building_office: Office) -> None:
    office = building_office
    zhou = office.sit_down("zhou")
    dossier = f"/cases/{office.open}/dossier"
    page = words_of(zhou.post(f"{dossier}/build", follow_redirects=True))
    assert "申报材料 5 份" in page and "草稿" in page
    with office.desk.database.read(office.company) as unit:
        documents = unit.documents.list(office.open)
    assert {document.status for document in documents} == {"draft"} and len(documents) == 5
    for document in documents:
        given = zhou.get(f"{dossier}/documents/{document.id}")
        assert given.get_data().startswith(b"%PDF-") and given.headers["X-Frame-Options"] == "SAMEORIGIN"
        assert given.headers["Content-Disposition"].isascii()
        assert zhou.get(f"/cases/{office.full}/dossier/documents/{document.id}").status_code == 404
    bundle = zhou.post(f"{dossier}/bundle")
    assert bundle.mimetype == "application/zip"
    verdict = examine(bundle.get_data())
    assert verdict.verified, [check for check in verdict.checks if check.findings]
    broken = bytearray(bundle.get_data())
    broken[len(broken) // 2] ^= 1
    assert not examine(bytes(broken)).verified
    assert verify_store(office.desk).findings == ()


def test_without_a_build_there_is_no_bundle(office: Office) -> None:
    answer = office.sit_down("zhou").post(f"/cases/{office.full}/dossier/bundle", follow_redirects=True)
    assert "还没有生成申报材料" in words_of(answer)


def state_of(office: Office) -> tuple[str, int]:
    connection = sqlite3.connect(f"file:{office.database_file}?mode=ro", uri=True, timeout=30)
    try:
        state, progress = connection.execute("SELECT state, progress FROM job").fetchone()
    finally:
        connection.close()
    return str(state), int(progress)


def test_a_build_whose_worker_was_killed_is_taken_up_again(building_office: Office) -> None:
    office = building_office
    office.clock.at = datetime.now(UTC)  # the worker has the clock of the wall
    zhou = office.sit_down("zhou")
    run_here = office.desk.hand_over
    queue = open_queue(office.settings.queue)
    object.__setattr__(office.desk, "hand_over", hand_over_to(queue, lambda: office.desk))
    zhou.post(f"/cases/{office.open}/dossier/build")
    assert state_of(office) == ("queued", 0)

    environment = {**os.environ, "TONGGUAN_VAR": str(office.folder), "TONGGUAN_SECRET_KEY": "k" * 64}
    with subprocess.Popen([sys.executable, "-m", "services.worker"], cwd=ROOT, env=environment) as worker:
        given_up = time.monotonic() + PATIENCE
        while state_of(office)[0] == "queued" and worker.poll() is None and time.monotonic() < given_up:
            time.sleep(0.02)
        worker.kill()
    assert state_of(office)[0] == "running"
    with office.desk.database.read(office.company) as unit:
        assert unit.documents.list(office.open) == []

    # Too early nobody takes it away from a worker that may still be at it; later it is done to its end, once.
    object.__setattr__(office.desk, "hand_over", run_here)
    assert resume_stale(office.desk) == 0
    office.clock.at += timedelta(minutes=10)
    assert resume_stale(office.desk) == 1
    assert state_of(office)[0] == "done"
    assert resume_stale(office.desk) == 0
    with office.desk.database.read(office.company) as unit:
        (job,) = unit.jobs.list(office.open)
        assert job.tries == 2
        assert len(unit.documents.list(office.open)) == 5
    assert verify_store(office.desk).findings == ()
