"""Data items of a scenario: page through them, change, remove, take them out. Lists come in by ``item_imports``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.answers import DataItem
from assessment.vocabulary import Language, Text
from assessment.work import CaseRecord, Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, NotFound, Refused, actor_of
from services.spreadsheet_writing import write_items
from store.database import ItemCounts, Unit

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """One page of the table: the items, how many match, the counts that serve as filters."""

    items: tuple[DataItem, ...]
    total: int
    counts: ItemCounts
    offset: int
    limit: int


def items_page(
    desk: Desk, person: Person, case_id: str, scenario: str, *, search: str = "", only: str = "", page: int = 1
) -> ItemsPage:
    """One page of a scenario's items. ``only``: "", "unjustified", "sensitive", "important"."""
    with desk.database.read(person.company_id) as unit:
        scenario_of(unit, desk, case_id, scenario)
        offset = (max(page, 1) - 1) * PAGE_SIZE
        items, total = unit.items.page(
            case_id, scenario, search=search, only=only or None, offset=offset, limit=PAGE_SIZE
        )
        return ItemsPage(tuple(items), total, unit.items.counts(case_id, scenario), offset, PAGE_SIZE)


def item_of(desk: Desk, person: Person, case_id: str, item_id: str) -> DataItem:
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        return _item(unit, case_id, item_id)


def change_item(desk: Desk, person: Person, case_id: str, item_id: str, values: Mapping[str, str]) -> DataItem:
    """Change the texts of one item; the name stays unique inside the scenario."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        before = _item(unit, case_id, item_id)
        taken = set(unit.items.names(case_id, before.scenario)) - {before.name}
        if values["name"] in taken:
            raise Refused(
                Text(
                    f"本场景已有数据项“{values['name']}”；同一场景内名称不能重复。",
                    f"This scenario already has an item '{values['name']}'; names are unique inside a scenario.",
                )
            )
        changes = {key: value for key, value in values.items() if getattr(before, key) != value}
        after = before
        if changes:
            after = unit.items.change(item_id, changes)
            details = {key: {"before": getattr(before, key), "after": value} for key, value in changes.items()}
            unit.record("item changed", case_id=case_id, subject=before.name, details=details)
            unit.commit()
        return after


def remove_items(desk: Desk, person: Person, case_id: str, scenario: str, item_ids: Sequence[str]) -> int:
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        scenario_of(unit, desk, case_id, scenario)
        names = [_item(unit, case_id, item_id).name for item_id in item_ids]
        if not names:
            return 0
        unit.items.remove(case_id, scenario, list(item_ids))
        unit.record("items removed", case_id=case_id, subject=scenario, details={"names": names})
        unit.commit()
    return len(names)


def export_items(desk: Desk, person: Person, case_id: str, scenario: str, language: Language) -> bytes:
    """The scenario's items as a workbook with the official columns, which finds its items again when it comes back."""
    with desk.database.read(person.company_id) as unit:
        scenario_of(unit, desk, case_id, scenario)
        items = unit.items.of_scenario(case_id, scenario)
    return write_items(items, language, [item.id for item in items])


def _item(unit: Unit, case_id: str, item_id: str) -> DataItem:
    item = unit.items.get(case_id, item_id)
    if item is None:
        raise NotFound(f"item {item_id}")
    return item


def scenario_of(unit: Unit, desk: Desk, case_id: str, scenario: str) -> CaseRecord:
    record = case_of(unit, case_id)
    if scenario not in {entry.id for entry in unit.sheets.load(case_id, desk.today, with_items=False).scenarios}:
        raise NotFound(f"scenario {scenario}")
    return record
