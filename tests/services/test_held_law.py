"""The folder of the installation, and overlays that no longer fit: named, set aside, never applied in part."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from regimes.check import folder_defects
from services import overlays
from services.desk import Desk
from services.held_law import Shelf
from settings import from_environment
from tests.services.test_overlays import FIGURE, LIST
from tests.web.office import Office

DAY = date(2026, 11, 21)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "overlays"
    made.mkdir()
    return made


def value(desk: Desk, company: str | None) -> object:
    entry = desk.regime_of(company).rules.figure("sa.pi.persons", DAY)
    return entry.value if entry else None


def with_folder(office: Office, folder: Path) -> Desk:
    return replace(office.desk, overlays=folder)


def test_the_folder_holds_for_every_company_and_for_commands(office: Office, folder: Path) -> None:
    (folder / "figure.yaml").write_text(FIGURE, encoding="utf-8")
    desk = with_folder(office, folder)
    assert [value(desk, company) for company in (None, office.company, office.other_company())] == [999_999] * 3
    assert value(office.desk, None) == 1_000_000
    house = overlays.listing(desk, office.person("gu")).house
    assert [(line.id, line.state, line.held) for line in house] == [("figure-2026", "in_force", None)]


def test_a_broken_file_is_named_at_start_and_the_rest_applies(
    office: Office, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "a.yaml").write_text(FIGURE.replace("value:", "valeu:"), encoding="utf-8")
    (folder / "b.yaml").write_text(LIST, encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        desk = with_folder(office, folder)
    assert "a.yaml, line 12, figures[0].entries[0].valeu" in caplog.text and "Did you mean 'value'?" in caplog.text
    assert [overlay.id for overlay in desk.regime_of(None).overlays] == ["shanghai-text"]
    assert [p.where.split(", ")[1] for p in overlays.listing(desk, office.person("gu")).not_applied][:1] == ["line 11"]


def test_two_files_that_do_not_fit_together_leave_the_first(office: Office, folder: Path) -> None:
    (folder / "a.yaml").write_text(FIGURE, encoding="utf-8")
    (folder / "b.yaml").write_text(FIGURE.replace("figure-2026", "second"), encoding="utf-8")
    desk = with_folder(office, folder)
    assert [overlay.id for overlay in desk.regime_of(None).overlays] == ["figure-2026"]
    assert "Overlay 'figure-2026' gives 'sa.pi.persons' a value on the same day" in desk.shelf.broken[0].sentence.en


def test_the_check_of_the_regime_names_a_broken_file_of_the_folder(folder: Path) -> None:
    assert folder_defects(folder) == []
    (folder / "a.yaml").write_text(FIGURE.replace("sa.pi.persons", "sa.pii.persons"), encoding="utf-8")
    (line,) = folder_defects(folder)
    assert "a.yaml, line 9, figures[0].key" in line and "sa.pi.persons" in line


def test_an_overlay_of_the_company_that_no_longer_fits_is_set_aside_and_named(office: Office, folder: Path) -> None:
    """The administrator put a figure into the folder after the company had added its own."""
    overlays.add(office.desk, office.person("shen"), FIGURE.replace("999999", "888888"), reason="公告")
    overlays.add(office.desk, office.person("shen"), LIST, reason="清单")
    (folder / "house.yaml").write_text(FIGURE.replace("figure-2026", "house"), encoding="utf-8")
    desk = with_folder(office, folder)
    assert value(desk, office.company) == 999_999
    listing = overlays.listing(desk, office.person("gu"))
    assert {line.id: line.state for line in (*listing.own, *listing.house)} == {
        "figure-2026": "set_aside",
        "shanghai-text": "in_force",
        "house": "in_force",
    }
    line, changes, problems = overlays.one(desk, office.person("gu"), "figure-2026")
    assert (line.state, changes) == ("set_aside", ()) and problems[0].where.startswith("figure-2026.yaml, line 11")
    held = overlays.remove(
        desk, office.person("shen"), "figure-2026", from_day=date(2026, 6, 1), reason="已由安装目录给出"
    )
    assert held.removed_from == date(2026, 6, 1)
    assert overlays.listing(desk, office.person("gu")).not_applied == ()


def test_a_folder_that_is_not_there_changes_nothing(office: Office, tmp_path: Path) -> None:
    shelf = Shelf(office.desk.regime, tmp_path / "none")
    assert shelf.house is office.desk.regime and shelf.broken == ()


def test_the_folder_is_a_setting(tmp_path: Path) -> None:
    settings = {"TONGGUAN_VAR": str(tmp_path), "TONGGUAN_SECRET_KEY": "k" * 64}
    assert from_environment(settings).overlays == tmp_path / "overlays"
    assert from_environment({**settings, "TONGGUAN_OVERLAYS": "/etc/law"}).overlays == Path("/etc/law")
