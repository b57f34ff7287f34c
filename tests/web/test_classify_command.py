"""``flask classify``: one JSON object a row, and what is said of a list that cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

from tests.web.office import Office

LIST = "name,description,example\nvin,车架号,\ngps_lat,,\nevent_time,,\n=cmd|'/c calc'!A1,,\nfoo,客户手机号,=1+1\n"


def written(folder: Path, content: bytes) -> Path:
    path = folder / "items.csv"
    path.write_bytes(content)
    return path


def test_the_command_prints_one_object_a_row(office: Office, tmp_path: Path) -> None:
    path = written(tmp_path, LIST.encode())
    result = office.app.test_cli_runner().invoke(args=["classify", str(path), "--json", "--on", "2026-11-21"])
    assert result.exit_code == 0, result.output
    rows = [json.loads(line) for line in result.output.splitlines()]
    assert [row["name"] for row in rows] == ["vin", "gps_lat", "event_time", "=cmd|'/c calc'!A1", "foo"]
    assert rows[1]["sensitive"] is True and rows[1]["important"] == "undetermined" and "C-TRACK" in rows[1]["rules"]
    assert set(rows[0]) == {"name", "category", "personal", "sensitive", "important", "rules", "because", "needs"}


def test_the_command_says_what_is_wrong_and_ends_with_one(office: Office, tmp_path: Path) -> None:
    runner = office.app.test_cli_runner()
    wrong = runner.invoke(args=["classify", str(written(tmp_path, b"a,b\n1,2\n")), "--json"])
    assert wrong.exit_code == 1 and json.loads(wrong.output)["problems"][0]["zh"]
    nameless = runner.invoke(args=["classify", str(written(tmp_path, b"name,description\nvin,\n,x\n"))])
    assert nameless.exit_code == 1 and "row 3" in nameless.output and "B01" in nameless.output
    assert runner.invoke(args=["classify", "nowhere.csv"]).exit_code == 2
