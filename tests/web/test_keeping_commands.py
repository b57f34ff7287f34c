"""Backup, restore, the nightly check and cold storage by command; and what a browser sees of a rolled-back store."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest

from app import create_app
from services.checkpoints import sign_log
from store.verify import verify
from tests.web.office import Office, Visitor, words_of
from tests.web.test_commands import run


@pytest.fixture(autouse=True)
def environment(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TONGGUAN_VAR", str(office.folder))
    monkeypatch.setenv("TONGGUAN_SECRET_KEY", "k" * 64)


def sign(office: Office) -> None:
    signer = office.desk.log_keys.signer
    assert signer is not None
    sign_log(office.desk, signer, office.company)


def test_a_backup_is_restored_under_a_new_epoch(office: Office, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    assert run(office, "backup", copy, "--by", "gu").exit_code == 0
    office.hire("after-the-backup")
    sign(office)
    reasons = ("--because", "演练", "--by", "gu")
    taken = run(office, "restore", copy, *reasons)
    assert taken.exit_code == 1 and "--replace" in taken.output
    done = run(office, "restore", copy, *reasons, "--replace")
    assert done.exit_code == 0, done.output
    assert f"tongguan/{office.company}/epoch2" in done.output
    assert office.person("after-the-backup") is None and office.person("gu") is not None
    with office.desk.database.read(office.company) as unit:
        [line], _ = unit.trail.page(limit=1)
    assert line.kind == "log restored" and line.details["reason"] == "演练"
    assert run(office, "check-events").exit_code == 0
    assert run(office, "new-epoch", *reasons).output.startswith("日志与外部所知一致")


def test_a_store_put_back_by_hand_is_not_served_until_somebody_says_why(office: Office, tmp_path: Path) -> None:
    run(office, "backup", tmp_path / "copy")
    office.hire("after-the-backup")
    sign(office)
    office.desk.database.close()
    for beside in ("-wal", "-shm"):
        office.database_file.with_name(office.database_file.name + beside).unlink(missing_ok=True)
    office.database_file.write_bytes((tmp_path / "copy" / "database.sqlite3").read_bytes())
    visitor = Visitor(create_app(office.settings, office.desk).test_client())
    answer = visitor.get("/sign-in")
    assert answer.status_code == 503
    assert "数据库被退回" in words_of(answer) and "flask restore" in words_of(answer)
    done = run(office, "new-epoch", "--because", "磁盘损坏，手工恢复", "--by", "gu")
    assert done.exit_code == 0 and "/epoch2" in done.output
    assert Visitor(create_app(office.settings, office.desk).test_client()).get("/sign-in").status_code == 200


def test_the_check_says_what_was_changed_by_hand_and_guards_come_back(office: Office) -> None:
    assert run(office, "check-events").exit_code == 0
    with sqlite3.connect(office.database_file) as connection:
        connection.execute("DROP TRIGGER audit_record_no_update")
        connection.execute("UPDATE case_record SET title = 'x' WHERE reference = '2026-017'")
    connection.close()
    done = run(office, "check-events")
    assert done.exit_code == 1
    assert "audit_record_no_update" in done.output and "绕过本程序" in done.output
    assert run(office, "restore-guards").exit_code == 0
    assert "audit_record_no_update" not in run(office, "check-events").output


def test_old_records_go_to_cold_storage_and_are_read_from_there(office: Office) -> None:
    nothing = run(office, "cold-storage")
    assert nothing.exit_code == 0 and ": 0 " in nothing.output
    office.clock.at = office.clock.at.replace(year=2028)
    done = run(office, "cold-storage")
    assert done.exit_code == 0 and ": 0 " not in done.output
    gu = office.sit_down("gu")
    told = words_of(gu.get(f"/cases/{office.full}/trail?group=filling"))
    assert "冷存储文件缺失" not in told and "符合条件的" in told
    export = gu.post("/trail/export", {"case": office.full}).data
    with zipfile.ZipFile(io.BytesIO(export)) as archive:
        assert archive.read("records.jsonl").count(b"\n") > 10 and "冷存储" not in archive.read("README.zh.md").decode()
    assert verify(office.desk.database).findings == ()
    assert run(office, "cold-storage", "--months", "0").exit_code == 2


def test_roles_change_and_accounts_close_with_their_records(office: Office) -> None:
    zhou = office.sit_down("zhou")
    assert run(office, "set-roles", "zhou", "auditor", "--by", "陈总").exit_code == 0
    assert zhou.get("/cases/new").status_code == 403
    with office.desk.database.read(office.company) as unit:
        [line], _ = unit.trail.page(limit=1)
    assert (line.kind, line.subject, line.person_name) == ("roles changed", "zhou", "陈总")
    assert line.details == {"before": ["preparer"], "after": ["auditor"]}
    assert run(office, "close-account", "zhou", "--by", "陈总").exit_code == 0
    assert zhou.get("/").status_code == 302  # to the sign-in
    again = run(office, "close-account", "zhou", "--by", "陈总")
    assert again.exit_code == 1 and "no open account" in again.output
    assert run(office, "set-roles", "gu", "emperor", "--by", "陈总").exit_code == 2
    assert verify(office.desk.database).findings == ()
