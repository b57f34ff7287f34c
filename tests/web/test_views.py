"""Who saw what: a file leaves its record before it is handed out; what is asked for often is said now and then."""

from __future__ import annotations

import pytest

from assessment.questions import Scope
from services import erasure, evidence
from services.desk import SYSTEM, NotFound
from services.retention import lift_hold, set_hold
from tests.web.office import Office

PDF = "application/pdf"


def records(office: Office, case_id: str | None = None) -> list[tuple[str, str, str]]:
    with office.desk.database.read(office.company) as unit:
        lines, _ = unit.trail.page(case_id, limit=20)
    return [(line.kind, line.person_name, line.subject) for line in lines]


def test_opening_evidence_is_recorded_with_the_file_and_the_person(office: Office) -> None:
    zhou = office.sit_down("zhou")
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        entry = unit.sheets.add_entry(office.open, Scope.EVIDENCE)
        unit.record("entry added", case_id=office.open)
        unit.commit()
    evidence.attach(office.desk, office.person("zhou"), office.open, entry.id, b"%PDF-1.7 proof", "证明.pdf")
    address = f"/cases/{office.open}/evidence/{entry.id}/file"
    answer = zhou.get(address)
    assert answer.get_data() == b"%PDF-1.7 proof"
    gu = office.sit_down("gu")
    assert gu.get(address).status_code == 200
    kinds = [kind for kind, _, _ in records(office, office.open)]
    assert kinds[:2] == ["evidence opened", "evidence opened"]
    names = {name for kind, name, subject in records(office, office.open)[:2] if subject == "证明.pdf"}
    assert names == {office.person("zhou").name, office.person("gu").name}
    with office.desk.database.read(office.company) as unit:
        assert not unit.trail.authors(office.open) & {office.person("gu").id}  # looking makes nobody an author


def test_every_restricted_file_that_is_opened_leaves_its_record(office: Office) -> None:
    case, gu = office.full, office.sit_down("gu")
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        job = unit.jobs.create(case, "final", snapshot_sha256=None, requested_by="x")
        names = ("01-申报表.pdf", "签署件.pdf", "扫描件.pdf", "阅读本.pdf")
        built, signed, scan, copy = (unit.files.put(name.encode(), name, PDF) for name in names)
        what = {"kind": "form", "title": "申报表", "pages": 1, "snapshot_sha256": "0" * 64}
        made = unit.documents.add(case, job.id, file=built, status="final", built_at=office.desk.now(), **what)  # type: ignore[arg-type]  # texts and a number
        for beside, file in (("signature", signed), ("scan", scan)):
            kept = {"what": beside, "document_sha256": built.sha256, "sha256": file.sha256, "file_name": file.name}
            kept |= {"size": file.size, "pages": 1, "document_pages": 1}
            unit.journals.append("sealed", built.name, kept, case_id=case)
        said = {"copy_kind": "reading", "document": "", "title": "x", "sha256": copy.sha256, "file_name": copy.name}
        said |= {"media_type": PDF, "size": copy.size, "snapshot_sha256": "0" * 64}
        entry = unit.journals.append("copy", "reading", said, case_id=case)
        unit.record("dossier built", case_id=case)
        unit.commit()
    document = f"/cases/{case}/dossier/documents/{made.id}"
    for address, kind, file in (
        (document, "document opened", built),
        (f"{document}/signature/file", "signed copy opened", signed),
        (f"{document}/scan/file", "sealed scan opened", scan),
        (f"/cases/{case}/dossier/copies/{entry.id}", "copy opened", copy),
    ):
        answer = gu.get(address)
        assert (answer.status_code, answer.get_data()) == (200, file.name.encode()), kind
        assert records(office, case)[0] == (kind, office.person("gu").name, file.name)


def test_holds_and_proposals_leave_their_records(office: Office) -> None:
    lin, shen, now = office.person("lin"), office.person("shen"), office.desk
    set_hold(now, shen, office.open, "监管问询")
    lift_hold(now, lin, office.open, "问询已结束")
    erasure.propose(now, shen, office.person("zhou").id, "fulfilled", "离职")
    erasure.withdraw(now, lin, office.person("zhou").id)
    kinds = [kind for kind, _, _ in records(office)[:4]]
    assert kinds == ["erasure withdrawn", "erasure proposed", "hold lifted", "hold set"]


def test_what_is_not_there_leaves_no_record(office: Office) -> None:
    before = records(office)
    with pytest.raises(NotFound):
        evidence.evidence_file(office.desk, office.person("gu"), office.open, "0" * 32)
    assert records(office) == before


def test_exports_of_lists_and_counts_are_recorded(office: Office) -> None:
    gu = office.sit_down("gu")
    scenario = office.sheet(office.full).scenarios[0].id
    assert gu.get(f"/cases/{office.full}/scenarios/{scenario}/items/export").status_code == 200
    assert records(office, office.full)[0][:2] == ("items exported", office.person("gu").name)


def test_a_calendar_is_recorded_once_a_day(office: Office) -> None:
    from services.feed import open_feed, read_feed

    token = open_feed(office.desk, office.person("zhou")).token
    for _ in range(3):
        read_feed(office.desk, token, lambda case_id: "https://example.org/")
    assert [kind for kind, _, _ in records(office)].count("calendar read") == 1


def test_a_sign_in_that_has_to_wait_is_said_once_for_each_wait(office: Office) -> None:
    stranger = office.stranger()
    for _ in range(6):
        stranger.sign_in("zhou")
        stranger.token = ""
    for _ in range(6):
        page = stranger.get("/sign-in").get_data(as_text=True)
        stranger.token = page.split('name="csrf_token"')[1].split('value="')[1].split('"')[0]
        stranger.post("/sign-in", {"login": "gu", "password": "wrong"})
    with office.desk.database.read(office.company) as unit:
        lines, _ = unit.trail.page(limit=30)
    refused = [line for line in lines if line.kind == "sign-in refused" and line.subject == "gu"]
    assert len([line for line in refused if line.details.get("held_back")]) == 1
    assert len(refused) == 5  # four tries, and one word that the next has to wait; tries while waiting are not counted
