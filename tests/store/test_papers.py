"""Files, snapshots and documents: kept by the hash of their bytes, and never silently different."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from store.database import Database, FileDamaged, Missing
from store.files import FileStore
from tests.store.office import MORNING, Office


def kept(tmp_path: Path, sha256: str) -> Path:
    return tmp_path / "files" / "sha256" / sha256[:2] / sha256


def test_a_file_is_kept_under_its_hash_and_once(office: Office, tmp_path: Path) -> None:
    data = b"%PDF-1.7 licence"
    with office.unit() as unit:
        first = unit.files.put(data, "营业执照.pdf", "application/pdf")
        second = unit.files.put(data, "copy.pdf", "application/pdf")
        unit.record("evidence added", case_id=office.case)
        unit.commit()
    assert first.sha256 == second.sha256 == hashlib.sha256(data).hexdigest()
    assert (first.size, second.name) == (len(data), "copy.pdf")
    with office.read() as unit:
        assert unit.files.open(first.sha256) == data
        assert unit.files.get(first.sha256) == first
        assert unit.files.get("0" * 64) is None
        with pytest.raises(Missing):
            unit.files.open("0" * 64)
    assert kept(tmp_path, first.sha256).read_bytes() == data


@pytest.mark.parametrize("damage", ["changed", "gone"])
def test_a_damaged_file_is_not_handed_out(tmp_path: Path, damage: str) -> None:
    store = FileStore(tmp_path / "files")
    sha256 = store.put(b"as it was")
    file = kept(tmp_path, sha256)
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(b"as it is")
    with pytest.raises(FileDamaged, match=sha256):
        store.open(sha256)


def test_putting_bytes_over_a_damaged_file_is_noticed(tmp_path: Path) -> None:
    store = FileStore(tmp_path / "files")
    kept(tmp_path, store.put(b"as it was")).write_bytes(b"as it is")
    with pytest.raises(FileDamaged):
        store.put(b"as it was")


def test_files_need_a_file_store(office: Office) -> None:
    database = Database(office.database.engines, None)
    with database.unit(office.li, office.company, MORNING) as unit, pytest.raises(Missing, match="file store"):
        unit.files.put(b"x", "x", "text/plain")


def test_a_snapshot_comes_back_byte_for_byte(office: Office) -> None:
    office.save({"a.text": "x"})
    office.add_items("车速")
    snapshot = office.snapshot()
    with office.unit() as unit:
        unit.snapshots.put(office.case, snapshot)
        unit.snapshots.put(office.case, snapshot)
        unit.record("submitted", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        back = unit.snapshots.get(snapshot.sha256)
        assert unit.snapshots.get("0" * 64) is None
    assert back == snapshot


def test_documents_are_listed_in_the_order_they_were_built(office: Office) -> None:
    with office.unit() as unit:
        job = unit.jobs.create(office.case, "draft dossier", snapshot_sha256="0" * 64, requested_by="li")
        for kind in ("materials_list", "application_form"):
            file = unit.files.put(kind.encode(), f"{kind}.pdf", "application/pdf")
            unit.documents.add(
                office.case,
                job.id,
                kind=kind,
                title="材料",
                file=file,
                pages=3,
                status="draft",
                snapshot_sha256="0" * 64,
                built_at=office.now,
            )
        unit.record("dossier built", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        documents = unit.documents.list(office.case)
        assert unit.documents.get(documents[1].id) == documents[1]
        assert unit.documents.get("nowhere") is None
    assert [(d.kind, d.file.name, d.built_at) for d in documents] == [
        ("materials_list", "materials_list.pdf", office.now),
        ("application_form", "application_form.pdf", office.now),
    ]
