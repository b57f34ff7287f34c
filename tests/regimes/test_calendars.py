"""One defect a file: the calendar or the catalogue is refused, and the sentence names file, line and what to do."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assessment.errors import InputRefused
from regimes.calendars import load_calendars
from regimes.deadlines import load_deadlines
from regimes.loader import HOME, fingerprint, load_regime

BOOK = load_regime().rules


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copytree(HOME / "cn" / "calendars", tmp_path / "calendars")
    shutil.copy(HOME / "cn" / "deadlines.yaml", tmp_path)
    return tmp_path


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object], year: int = 2026) -> None:
    path = folder / "calendars" / f"{year}.json"
    content = json.loads(path.read_text("utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2), "utf-8")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda year: year["make_up"].append("2026-01-04"), "2026-01-04 stands here twice"),
        (lambda year: year["make_up"].append("2026-10-05"), "no Saturday or Sunday"),
        (lambda year: year["make_up"].append("2026-10-03"), "2026-10-03 stands here twice"),
        (lambda year: year["make_up"].append("2027-01-09"), "2027-01-09 is not in 2026"),
        (lambda year: year["off"].append({"from": "2026-10-07", "to": "2026-10-08"}), "2026-10-07 stands here twice"),
        (lambda year: year["off"].append({"from": "2026-12-31", "to": "2027-01-01"}), "2027-01-01 is not in 2026"),
        (lambda year: year["off"].append({"from": "2026-12-31", "to": "2026-12-30"}), "ends before it begins"),
        (lambda year: year["off"].append({"from": "2026-02-30", "to": "2026-03-01"}), "2026-02-30"),
        (lambda year: year["cite"].pop("address"), "names the address of its notice"),
        (lambda year: year.update(off=[]), "lists its days off"),
        (lambda year: year.update(official=False), "says in note what is missing"),
        (lambda year: year.update(offical=True), "Did you mean 'official'?"),
        (lambda year: year.update(year=2028), "2028.json is due"),
    ],
)
def test_a_calendar_with_a_defect_is_refused(folder: Path, change: Any, words: str) -> None:
    rewrite(folder, change)
    with pytest.raises(InputRefused, match=r"2026\.json, line") as refused:
        load_calendars(folder)
    assert words in " ".join(problem.sentence.en for problem in refused.value.problems)
    assert all(problem.sentence.zh for problem in refused.value.problems)


def test_a_key_twice_in_a_calendar_is_refused(folder: Path) -> None:
    path = folder / "calendars" / "2026.json"
    path.write_text(path.read_text("utf-8").replace('"official": true', '"official": true, "official": true'), "utf-8")
    with pytest.raises(InputRefused, match="stands here twice"):
        load_calendars(folder)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("kind: DL-02", "kind: DL-01", "'DL-01' stands here twice"),
        ("id: dossier_returned", "id: dossier_submitted", "'dossier_submitted' stands here twice"),
        ("starts: dossier_submitted", "starts: dossier_submited", "Did you mean 'dossier_submitted'?"),
        (
            "ended_by: [reassessment_requested]",
            "ended_by: [reassesment_requested]",
            "Did you mean 'reassessment_requested'?",
        ),
        ("figure: sa.accept\n", "figure: sa.acept\n", "Did you mean 'sa.accept'?"),
        ("figure: sa.accept\n", "figure: sa.accept\n        length: 7\n", "exactly one of figure and length"),
        ("figure: sa.accept\n        unit: working_days\n", "unit: working_days\n", "exactly one of figure and length"),
        ("        to: 2024-03-21\n", "", "has two entries on 2024-03-22"),
        ("        to: 2024-03-21\n", "        to: 2024-03-22\n", "has two entries on 2024-03-22"),
        ("each_year: '12-15'", "each_year: '02-30'", "no day 02-30"),
        ("each_year: '12-15'", "rest_day: stays", "stand together"),
        ("not_before: DL-26", "not_before: DL-62", "Unknown name 'DL-62'"),
        ("then: [dossier_returned, received_by_cac]", "then: [dossier_returnd]", "Did you mean 'dossier_returned'?"),
        ("rest_day: stays", "restday: stays", "Did you mean 'rest_day'?"),
    ],
)
def test_a_catalogue_with_a_defect_is_refused(folder: Path, old: str, new: str, words: str) -> None:
    path = folder / "deadlines.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(InputRefused, match=r"deadlines\.yaml, line") as refused:
        load_deadlines(folder, BOOK)
    assert words in " ".join(problem.sentence.en for problem in refused.value.problems)


def test_the_files_as_they_ship_are_whole(folder: Path) -> None:
    assert set(load_calendars(folder).years) == {2022, 2023, 2024, 2025, 2026, 2027}
    assert load_deadlines(folder, BOOK).rule("DL-09") is not None


def test_a_day_more_in_a_calendar_is_another_law(folder: Path) -> None:
    before = fingerprint(folder)
    rewrite(folder, lambda year: year["make_up"].pop())
    assert fingerprint(folder) != before


def test_a_figure_is_not_written_a_second_time() -> None:
    """A length stands in the catalogue only where the figures of the law have none for it."""
    own = {rule.kind for rule in load_regime().deadlines.deadlines for entry in rule.entries if entry.length}
    assert own == {"DL-19", "DL-21"}
