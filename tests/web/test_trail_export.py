"""The export for an auditor: what is in it, that the verifier answers for it, and who may take what."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html
from werkzeug.test import TestResponse

from audit.verify import main as verify
from services import trail_jobs
from services.jobs import run_now
from tests.web.office import MORNING, Office, words_of


def taken(office: Office, folder: Path, login: str = "gu", **asked: str) -> tuple[TestResponse, Path]:
    answer = office.sit_down(login).post("/trail/export", asked)
    if answer.status_code == 200 and answer.mimetype == "application/zip":
        with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
            archive.extractall(folder)
    return answer, folder


def lines(file: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def test_the_whole_log_is_checked_by_the_verifier_that_lies_in_the_export(office: Office, tmp_path: Path) -> None:
    answer, folder = taken(office, tmp_path, reason="年度审计")
    assert answer.status_code == 200
    commands = [line for line in (folder / "README.zh.md").read_text().splitlines() if line.startswith("python -m")]
    assert len(commands) >= 2
    for command in commands:
        if " export " not in command:
            continue
        run = [sys.executable, *command.split()[1:]]
        done = subprocess.run(run, cwd=folder / "verifier", capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        assert "结论：全部相符" in done.stdout
    records = lines(folder / "log.jsonl")[1:]
    assert [record["seq"] for record in records] == list(range(len(records)))
    assert records[-1]["kind"] == "trail exported"
    assert len(lines(folder / "records.jsonl")) == len(records) + 1


def test_a_case_holds_its_own_records_with_their_openings_and_no_others(office: Office, tmp_path: Path) -> None:
    _, folder = taken(office, tmp_path, "lin", case=office.full)
    header, *found = lines(folder / "records.jsonl")
    assert {one["record"]["case"] for one in found} == {office.full}  # type: ignore[index]  # read as it stands
    assert "2026-017" in str(header["about"]) and not (folder / "log.jsonl").exists()
    opened = {o["value"] for one in found for o in one["openings"] if o["field"] == "/actor/name"}  # type: ignore[attr-defined]  # as above
    assert "周敏" in opened
    assert verify(["export", str(folder / "records.jsonl"), "--key", str(folder / "keys.txt")]) == 0


@pytest.mark.parametrize("what", ["record", "opening", "proof", "gone"])
def test_what_was_changed_in_an_export_is_found(
    office: Office, tmp_path: Path, what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    _, folder = taken(office, tmp_path, case=office.full)
    file = folder / "records.jsonl"
    raw = file.read_bytes().splitlines(keepends=True)
    first = raw[1]
    forged = {
        "record": first.replace(b'"revision":', b'"revision":9'),
        "opening": first.replace("周敏".encode(), "周毅".encode(), 1),
        "proof": first.replace(json.loads(first)["proof"][0].encode(), b"A" * 43 + b"="),
        "gone": b"",
    }[what]
    assert forged != first
    file.write_bytes(b"".join([raw[0], forged, *raw[2:]]))
    answer = verify(["export", str(file), "--key", str(folder / "keys.txt")])
    said = capsys.readouterr().out
    if what == "gone":  # an extract does not claim to be whole, and says so
        assert answer == 0 and "不证明没有其他记录" in said
    else:
        assert answer == 1 and "不可采信" in said


def test_a_period_is_counted_in_beijing_days_and_an_empty_one_is_refused(office: Office, tmp_path: Path) -> None:
    office.clock.at = MORNING + timedelta(days=2, hours=14, minutes=59)  # 23:59 in Beijing
    office.sit_down("zhou")
    office.clock.at += timedelta(minutes=2)
    office.sit_down("lin")
    _, folder = taken(office, tmp_path, since="2026-11-23", until="2026-11-23")
    found = [one["record"] for one in lines(folder / "records.jsonl")[1:]]
    assert [one["kind"] for one in found] == ["signed in"]  # type: ignore[index]  # read as it stands
    refused, _ = taken(office, tmp_path / "no", since="2030-01-01")
    assert refused.status_code == 409 and "没有记录" in words_of(refused)


def test_days_that_cannot_be_read_keep_what_was_typed(office: Office, tmp_path: Path) -> None:
    page, _ = taken(office, tmp_path, since="last week", reason="年度审计", case=office.full)
    assert page.status_code == 422 and "日期写作" in words_of(page)
    form = html.fromstring(page.get_data()).xpath('//form[@action="/trail/export"]')[0]
    assert (form.fields["since"], form.fields["reason"], form.fields["case"]) == ("last week", "年度审计", office.full)
    page, _ = taken(office, tmp_path, since="2026-12-02", until="2026-12-01")
    assert page.status_code == 422 and "核对日期" in words_of(page)


def test_the_whole_log_is_for_auditors_and_another_companys_case_is_not_there(office: Office, tmp_path: Path) -> None:
    refused, _ = taken(office, tmp_path, "lin")
    assert refused.status_code == 409 and "审计人员" in words_of(refused)
    assert taken(office, tmp_path, "gu", case="0" * 32)[0].status_code == 404
    assert taken(office, tmp_path, "zhou", case=office.full)[0].status_code == 403


def test_the_export_stands_in_the_trail_with_what_it_was_for(office: Office, tmp_path: Path) -> None:
    taken(office, tmp_path, case=office.full, since="2026-11-01", reason="年度审计")
    said = words_of(office.sit_down("gu").get(f"/cases/{office.full}/trail?group=seen"))
    assert "导出了留痕（2026-017）" in said and "目的： 年度审计" in said.replace("：年", "： 年")


def test_signed_states_of_the_period_come_with_proofs_that_lead_to_the_newest(office: Office, tmp_path: Path) -> None:
    taken(office, tmp_path / "first", case=office.full)
    office.clock.at += timedelta(days=1)
    _, folder = taken(office, tmp_path / "second")
    earlier = sorted((folder / "checkpoints").glob("*.txt"))
    assert len(earlier) == 1
    asked = ["consistency", str(earlier[0]), str(folder / "checkpoint.txt"), "--key", str(folder / "keys.txt")]
    assert verify([*asked, "--proof", str(earlier[0].with_suffix(".consistency"))]) == 0
    assert verify(asked) != 0


def waiting(office: Office) -> str:
    with office.desk.database.read(office.company) as unit:
        [job] = unit.jobs.list(None)
    return job.id


def test_a_large_export_is_made_in_the_background_for_whoever_asked_and_kept_for_a_day(
    office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail_jobs, "LARGE", 5)
    gu, lin = office.sit_down("gu"), office.sit_down("lin")
    assert gu.post("/trail/export", {"reason": "年度审计"}).status_code == 302
    assert gu.get("/trail/export/progress").json["state"] == "queued"
    assert "排队中" in words_of(gu.get("/trail/export"))
    run_now(office.desk, waiting(office))
    assert gu.get("/trail/export/progress").json["state"] == "done"
    page = html.fromstring(gu.get("/trail/export").get_data())
    [address] = page.xpath('//a[contains(@href, "/trail/export/")]/@href')
    answer = gu.get(address)
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        archive.extractall(tmp_path)
    assert answer.content_length == len(answer.data)
    assert verify(["export", str(tmp_path / "log.jsonl"), "--records", "--key", str(tmp_path / "keys.txt")]) == 0
    assert lines(tmp_path / "log.jsonl")[-1]["kind"] == "trail exported"
    assert lin.get(address).status_code == 404  # ordered by somebody else
    office.clock.at += timedelta(hours=25)
    assert gu.get(address).status_code in {302, 404}  # signed out by then, or gone
    assert office.sit_down("gu").get(address).status_code == 404
    assert [file for file in (office.desk.database.files.folder / "exports").rglob("*") if file.is_file()] == []


def test_an_export_that_stops_says_so_and_leaves_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(trail_jobs, "LARGE", 5)
    monkeypatch.setattr(trail_jobs, "write_export", broken)
    gu = office.sit_down("gu")
    gu.post("/trail/export", {"case": office.full})
    run_now(office.desk, waiting(office))
    assert "导出中断；请重试" in words_of(gu.get("/trail/export"))
    assert "未能导出留痕" in words_of(gu.get("/trail/records?group=seen"))
    assert list((office.desk.database.files.folder / "exports").rglob("*.new")) == []
