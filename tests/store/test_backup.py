"""A copy of a store in use, put back: whole on both databases, refused when it was touched, never over other data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from store.backup import BackupUnfit, back_up, read_manifest, restore
from store.database import Database
from store.files import FileStore
from store.verify import verify
from tests.databases import fresh_postgresql, fresh_sqlite
from tests.store.office import Office


@pytest.fixture
def filled(office: Office) -> Office:
    office.save({"a.text": "沪澜", "a.count": 7})
    office.add_items("车速", "里程")
    with office.unit() as unit:
        unit.files.put(b"evidence", "e.pdf", "application/pdf")
        unit.record("evidence added", case_id=office.case)
        unit.commit()
    return office


def empty_place(office: Office, folder: Path) -> tuple[str, Path]:
    sqlite = office.database.engines.writing.dialect.name == "sqlite"
    return (fresh_sqlite(folder) if sqlite else fresh_postgresql()), folder / "restored-files"


@pytest.mark.parametrize("without_pg_dump", [False, True])
def test_what_was_copied_is_whole_where_it_is_restored(
    filled: Office, tmp_path: Path, without_pg_dump: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if without_pg_dump:
        monkeypatch.setattr("store.backup.shutil.which", lambda _: None)
    made = back_up(filled.database, tmp_path / "copy", filled.now)
    filled.save({"a.text": "后来的改动"})  # not in the copy
    address, files = empty_place(filled, tmp_path)
    assert restore(address, files, tmp_path / "copy", filled.now) == made
    again = Database.open(address, files=FileStore(files))
    try:
        again.migrate()
        assert verify(again).findings == ()
        with again.read(filled.company) as unit:
            head = unit.trail.head()
            assert [(head.size, head.root)] == [(one.size, one.root) for one in made.heads]
            assert unit.cases.get(filled.case) is not None
            assert len(unit.items.of_scenario(filled.case, filled.scenario)) == 2
        with again.unit(filled.li, filled.company, filled.now) as unit:  # it can be written to, and its guards stand
            unit.record("signed in")
            unit.commit()
        assert verify(again).findings == ()
    finally:
        again.close()


def test_a_copy_that_was_touched_is_refused_and_names_the_file(filled: Office, tmp_path: Path) -> None:
    back_up(filled.database, tmp_path / "copy", filled.now)
    [kept] = [path for path in (tmp_path / "copy" / "files").rglob("*") if path.is_file()]
    kept.write_bytes(b"evidence!")
    address, files = empty_place(filled, tmp_path)
    with pytest.raises(BackupUnfit, match=kept.name):
        restore(address, files, tmp_path / "copy", filled.now)
    kept.unlink()
    with pytest.raises(BackupUnfit, match="1 files of the backup are missing"):
        read_manifest(tmp_path / "copy")
    with pytest.raises(BackupUnfit, match="no backup"):
        read_manifest(tmp_path)


def test_a_store_with_data_is_replaced_only_when_told_and_kept_aside(
    filled: Office, address: str, tmp_path: Path
) -> None:
    back_up(filled.database, tmp_path / "copy", filled.now)
    filled.save({"a.text": "后来的改动"})
    filled.database.close()
    with pytest.raises(BackupUnfit, match="--replace"):
        restore(address, tmp_path / "files", tmp_path / "copy", filled.now)
    restore(address, tmp_path / "files", tmp_path / "copy", filled.now, replace=True)
    assert filled.sheet().answers == {"a.text": "沪澜", "a.count": 7}
    assert verify(filled.database).findings == ()
    if address.startswith("sqlite"):
        assert list(tmp_path.glob("*.before-*"))


def test_a_folder_that_is_there_is_not_written_over(filled: Office, tmp_path: Path) -> None:
    back_up(filled.database, tmp_path / "copy", filled.now)
    with pytest.raises(BackupUnfit, match="exists"):
        back_up(filled.database, tmp_path / "copy", filled.now)
    shutil.rmtree(tmp_path / "copy")
