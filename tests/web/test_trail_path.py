"""The auditor's way: from one change in the timeline to the state of the log, an export, and its verdict elsewhere."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from audit.verify import main as verify
from tests.web.office import Office, words_of


def test_an_auditor_finds_a_change_and_proves_it_without_us(
    office: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    zhou, gu = office.sit_down("zhou"), office.sit_down("gu")
    page = f"/cases/{office.full}/answers/handler/"
    fields = zhou.form(page)
    fields["handler__office_place"] = "上海市嘉定区新楼"
    assert zhou.post(page, fields).status_code == 302

    person = office.person("zhou").id
    found = words_of(gu.get(f"/cases/{office.full}/trail?text=嘉定区新楼&person={person}&group=filling"))
    assert "符合条件的 1 条记录" in found and "上海市嘉定区新楼" in found and "周敏" in found
    assert "没有符合条件的记录" in words_of(gu.get(f"/cases/{office.full}/trail?text=从未写过的字"))
    assert "未设置见证人" in words_of(gu.get("/trail"))

    taken = gu.post("/trail/export", {"case": office.full, "reason": "年度审计"})
    with zipfile.ZipFile(io.BytesIO(taken.data)) as archive:
        archive.extractall(tmp_path)
    key = ["--key", str(tmp_path / "keys.txt")]
    assert verify(["export", str(tmp_path / "records.jsonl"), *key]) == 0
    told = capsys.readouterr().out
    assert "结论：全部相符" in told and "不证明没有其他记录" in told
    assert "上海市嘉定区新楼" in (tmp_path / "records.jsonl").read_text()
    assert "导出了留痕（2026-017）" in words_of(gu.get(f"/cases/{office.full}/trail?group=seen"))

    kept = words_of(gu.get("/keeping"))
    assert "2026-017" in kept and "任何记录都不会自动删除" in kept
    assert zhou.get("/trail/export").status_code == zhou.get("/keeping").status_code == 403
