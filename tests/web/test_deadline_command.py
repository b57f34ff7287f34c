"""The command ``flask deadline``: its contract, its sentences, and the law of the installation."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app import create_app, desk_for
from services.law import worked_file
from tests.web.office import Office, settings_in


def run(office: Office, *arguments: str) -> Any:
    return office.app.test_cli_runner().invoke(args=["deadline", *arguments])


def test_the_command_counts_with_a_calendar_from_the_folder_of_the_installation(tmp_path: Path) -> None:
    """The last day falls behind a holiday that only the added notice knows."""
    settings = settings_in(tmp_path)
    asked = ["deadline", "DL-09", "--from", "2028-09-29", "--json"]
    shipped = json.loads(create_app(settings, desk_for(settings)).test_cli_runner().invoke(args=asked).output)
    settings.overlays.mkdir()
    (settings.overlays / "calendar.yaml").write_text(worked_file("calendar"), encoding="utf-8")
    held = json.loads(create_app(settings, desk_for(settings)).test_cli_runner().invoke(args=asked).output)
    assert shipped["provisional"]
    assert not held["provisional"]
    assert shipped["due"] < held["due"]


def test_the_command_prints_exactly_the_contract(office: Office) -> None:
    done = run(office, "DL-09", "--from", "2026-02-10", "--json")
    assert done.exit_code == 0
    assert json.loads(done.output) == {
        "kind": "DL-09",
        "from": "2026-02-10",
        "due": "2026-03-02",
        "opens": None,
        "provisional": False,
        "cite": {"text": "《个人信息出境标准合同办法》", "article": "第七条"},
    }


@pytest.mark.parametrize(
    ("arguments", "due", "opens", "provisional"),
    [
        (("DL-17", "--from", "2026-08-19"), None, None, False),
        (("DL-08", "--from", "2026-08-19"), None, None, False),
        (("DL-06", "--from", "2026-12-31"), "2026-12-31", "2026-10-09", False),
        (("DL-06", "--end", "2026-12-31"), "2026-12-31", "2026-10-09", False),
        (("DL-13", "--end", "2029-03-15"), "2028-09-15", None, False),
        (("dl-5", "--from", "2025-03-14"), "2028-03-14", None, True),
        (("DL-09", "--from", "2026-12-25"), "2027-01-11", None, True),
    ],
)
def test_the_command_tells_windows_and_what_is_provisional(
    office: Office, arguments: tuple[str, ...], due: str | None, opens: str | None, provisional: bool
) -> None:
    said = json.loads(run(office, *arguments, "--json").output)
    assert (said["due"], said["opens"], said["provisional"]) == (due, opens, provisional)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("DL-99", "--from", "2026-02-10"), "there are DL-01 to DL-28"),
        (("DL-09",), "--from"),
        (("DL-09", "--from", "2026-02-30"), "is not a date"),
        (("DL-05", "--from", "9998-02-10"), "Nothing can be counted"),
        (("DL-09", "--from", "2026-02-10", "--end", "2026-02-10"), "--end"),
    ],
)
def test_used_wrongly_the_command_says_how_it_goes(office: Office, arguments: tuple[str, ...], words: str) -> None:
    done = run(office, *arguments)
    assert done.exit_code == 2 and words in done.output


def test_the_command_speaks_in_sentences_without_json(office: Office) -> None:
    said = run(office, "DL-09", "--from", "2026-12-25").output
    assert "2027-01-11" in said and "第 10 个工作日" in said and "Provisional" in said
    assert date.fromisoformat("2027-01-11").weekday() == 0
