"""The catalogue as it ships, what its loader refuses, and what an overlay may put into it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from assessment.classification import classify
from assessment.errors import InputRefused
from regimes.catalogues import load_catalogue
from regimes.loader import load_regime
from regimes.overlay_files import read_overlay
from regimes.overlays import compose
from services.spreadsheets import ItemRow

ON = date(2026, 11, 21)
CN = load_regime()
CATALOGUE = CN.catalogue
SEARCH = CATALOGUE.on(ON)
EVERY = {item.id: item for item in CATALOGUE.items}


def test_every_item_of_the_law_file_is_there() -> None:
    sizes = {"A": 14, "B": 7, "C": 7, "D": 9, "E": 9, "F": 5, "G": 6, "H": 7, "I": 4, "J": 7, "L": 7, "N": 6, "O": 4}
    for group, size in sizes.items():
        assert {f"{group}{number:02d}" for number in range(1, size + 1)} <= set(EVERY), group
    # K04 refers to E01, E05 and G03; M09 is a count of persons and no column.
    assert {f"K{n:02d}" for n in (1, 2, 3, 5, 6, 7, 8)} | {f"M{n:02d}" for n in range(1, 9)} <= set(EVERY)


def test_transformations_that_change_nothing_are_listed_and_lower_nothing() -> None:
    assert set(CATALOGUE.processing) == {f"T{number}" for number in range(1, 14)}
    assert not {low.by for item in CATALOGUE.items for low in item.lowers} & {"T11", "T12", "T13"}


def test_every_reason_is_used() -> None:
    used = {basis for item in CATALOGUE.items for basis in item.basis}
    used |= {one.basis for item in CATALOGUE.items for one in item.conditions}
    used |= {one.basis for combination in CATALOGUE.combinations for one in combination.conditions}
    assert used == set(CATALOGUE.bases)


def test_every_form_of_values_belongs_to_one_item() -> None:
    named = [form for item in CATALOGUE.items for form in item.values]
    assert sorted(named) == sorted(pattern.id for pattern in CATALOGUE.values)


@pytest.mark.parametrize("item", CATALOGUE.items, ids=lambda item: item.id)
def test_an_item_recognises_its_examples_and_nothing_stronger(item: object) -> None:
    if item.id == "Z06":  # type: ignore[attr-defined]  # a state is recognised by what it is a state of
        return
    for example in item.examples:  # type: ignore[attr-defined]  # parametrised over items
        (found,) = classify([ItemRow(example)], SEARCH, CN.important_data, {}, ON)
        assert found.category == item.id  # type: ignore[attr-defined]  # parametrised over items
        stronger = [EVERY[other] for other in found.items if other != item.id]  # type: ignore[attr-defined]  # parametrised over items
        assert not [o.id for o in stronger if o.sensitive == "always" and item.sensitive == "none"]  # type: ignore[attr-defined]  # parametrised over items


def broken(tmp_path: Path, file: str, change: Callable[[str], str]) -> list[str]:
    home = tmp_path / "cn"
    shutil.copytree(CN.folder, home)
    target = home / "catalogue" / file
    text = target.read_text(encoding="utf-8")
    assert change(text) != text
    target.write_text(change(text), encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        load_catalogue(home, CN.important_data)
    for problem in refused.value.problems:
        assert file in problem.where and "line" in problem.where
    return [problem.sentence.en for problem in refused.value.problems]


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("items/1-person.yaml", "basis: [PI]", "basis: [PX]", "no reason 'PX'"),
        ("items/1-person.yaml", "table: [AID-5-2]", "table: [AID-9-9]", "no table item 'AID-9-9'"),
        ("items/1-person.yaml", "needs: [income_detail]", "needs: [income]", "no fact 'income'"),
        ("items/1-person.yaml", "values: [email]", "values: [mail]", "no form of values 'mail'"),
        ("items/1-person.yaml", "by: T1,", "by: T99,", "no processing 'T99'"),
        ("items/1-person.yaml", "- id: A02", "- id: A01", "stands at"),
        ("items/1-person.yaml", "    table: [AID-5-2]\n", "", "no item of the table"),
        ("items/1-person.yaml", "examples: [vin,", "examples: [gearbox,", "not recognised as B01"),
        ("items/2-places.yaml", "personal: always", "personal: none", "personal"),
        ("combinations.yaml", "table: [AD-4]", "table: [AD-44]", "no table item 'AD-44'"),
        ("values.yaml", "'1[3-9]", "'1[3-9", "cannot be read"),
        ("facts.yaml", "code: AD-3", "code: AD-33", "no table item 'AD-33'"),
        ("items/1-person.yaml", "personal: always", "personal: sure", "always"),
    ],
)
def test_a_defect_is_named_with_its_place(tmp_path: Path, file: str, old: str, new: str, says: str) -> None:
    found = broken(tmp_path, file, lambda text: text.replace(old, new, 1))
    assert any(says in sentence for sentence in found), found


HEAD = """overlay:
  id: own-items
  kind: catalogue
  title: {zh: 自有数据项, en: Own items}
  from: 2026-12-01
  source: {text: 内部规范, article: 附录, read_on: 2026-11-20}
  confidence: medium
catalogue:
"""
OWN = """  - id: OWN-1
    name: {zh: 圈速, en: Lap times}
    personal: linked
    sensitive: none
    important: none
    basis: [PI-LINK]
    confidence: medium
    words: [lap time]
    examples: [lap_time]
"""
PLATE = OWN.replace("OWN-1", "D08").replace("lap time", "seat heat map").replace("lap_time", "seat_heat_map")


def category(regime: object, name: str, day: date) -> str | None:
    search = regime.catalogue.on(day)  # type: ignore[attr-defined]  # parametrised over items
    return classify([ItemRow(name)], search, CN.important_data, {}, day)[0].category


def test_an_overlay_adds_an_item_from_its_day_on() -> None:
    regime = compose(CN, [read_overlay("own.yaml", HEAD + OWN)])
    assert category(regime, "lap_time", date(2026, 11, 30)) != "OWN-1"
    assert category(regime, "lap_time", date(2026, 12, 1)) == "OWN-1"
    assert category(CN, "lap_time", date(2026, 12, 1)) != "OWN-1"
    assert {item.overlay for item in regime.catalogue.items} == {None, "own-items"}


def test_an_overlay_takes_the_place_of_an_item_with_its_id_until_it_is_removed() -> None:
    regime = compose(CN, [read_overlay("own.yaml", HEAD + PLATE, removed_from=date(2027, 1, 1))])
    assert category(regime, "seat_belt", date(2026, 11, 30)) == "D08"
    assert category(regime, "seat_heat_map", date(2026, 12, 31)) == "D08"
    assert category(regime, "seat_belt", date(2026, 12, 31)) != "D08"
    assert category(regime, "seat_belt", date(2027, 1, 1)) == "D08"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (OWN.replace("PI-LINK", "PI-X"), "no reason 'PI-X'"),
        (OWN.replace("examples: [lap_time]", "examples: [other]"), "not recognised as OWN-1"),
        (OWN + OWN, "gives 'OWN-1' on the same day"),
    ],
)
def test_an_overlay_with_a_defect_is_refused(text: str, says: str) -> None:
    with pytest.raises(InputRefused) as refused:
        compose(CN, [read_overlay("own.yaml", HEAD + text)])
    assert any(says in problem.sentence.en for problem in refused.value.problems)
    assert all(problem.where.startswith("own.yaml, line") for problem in refused.value.problems)
