"""A case that is really approved and built: the file itself carries the proof of its approval."""

from __future__ import annotations

import hashlib
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from reports.archive import Attachment, attached
from reports.document import Dossier
from services import rebuild
from settings import ROOT
from tests.web.office import Office


def approved_report(office: Office) -> bytes:
    """Submit, approve, build: the final report."""
    zhou, lin = office.sit_down("zhou"), office.sit_down("lin")
    zhou.post(f"/cases/{office.full}/review/submit")
    with office.desk.database.read(office.company) as unit:
        seen = unit.reviews.list(office.full)[-1].snapshot_sha256
    decision = {"snapshot": seen, "decision": "approve", "reason": "内部意见：沪澜"}
    lin.post(f"/cases/{office.full}/review/decide", decision)
    zhou.post(f"/cases/{office.full}/dossier/build?final=yes")
    with office.desk.database.read(office.company) as unit:
        (job,) = unit.jobs.list(office.full)
        assert job.state == "done", job.message
        report = next(d for d in unit.documents.list(office.full) if d.kind == "self_assessment_report")
        return unit.files.open(report.file.sha256)


def verified(folder: Path) -> tuple[int, str]:
    files = ("approval.tlog-proof", "approval.json", "approval.openings.jsonl", "log.vkeys")
    proof, record, openings, key = (str(folder / name) for name in files)
    command = [sys.executable, "-m", "audit.verify", "proof", proof, "--record", record, "--openings", openings]
    done = subprocess.run([*command, "--key", key, "--lang", "en"], cwd=ROOT, capture_output=True, text=True)
    return done.returncode, done.stdout + done.stderr


def carried_again(monkeypatch: pytest.MonkeyPatch, office: Office, report: bytes) -> dict[str, bytes]:
    """What the report carries when it is made again from itself; only the drawing is left out."""
    given: list[Attachment] = []

    def undrawn(dossier: Dossier, *, attachments: dict[str, list[Attachment]], **named: object) -> tuple[()]:
        given.extend(next(iter(attachments.values())))
        return ()

    monkeypatch.setattr(rebuild, "build", undrawn)
    rebuild.made_again({"report.pdf": report}, office.desk.regime_of(office.company), office.desk.fonts)
    return {one.name: one.data for one in given}


def test_the_approval_taken_out_of_the_pdf_verifies(
    building_office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    report = approved_report(building_office)
    found = {one.name: one.data for one in attached(io.BytesIO(report))}
    assert carried_again(monkeypatch, building_office, report) == found
    out = tmp_path / "out"
    out.mkdir()
    for name, data in found.items():
        if name.startswith("audit/"):
            (out / name.removeprefix("audit/")).write_bytes(data)
    code, said = verified(out)
    assert code == 0, said

    record = json.loads(found["audit/approval.json"])
    assert record["kind"] == "approved"
    assert record["details"]["snapshot_sha256"] == hashlib.sha256(found["snapshot.json"]).hexdigest()
    opened = [json.loads(line) for line in found["audit/approval.openings.jsonl"].splitlines()]
    assert {one["field"] for one in opened} == {"/actor/name", "/subject"}
    assert all("内部意见".encode() not in data for name, data in found.items() if name.startswith("audit/"))
    assert "--key log.vkeys" in found["audit/VERIFY.txt"].decode()

    changed = found["audit/approval.json"].replace(b'"revision":', b'"revision":1')
    (out / "approval.json").write_bytes(changed)
    code, said = verified(out)
    assert code != 0, said
