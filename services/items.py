"""Data items of a scenario: page through them, change their texts, take them out as a workbook.

Lists come in by ``item_imports``, single items by ``item_list``, where they are removed as well; classes, treatments
and cuts are settled by ``item_settling``, ``item_treatments`` and ``item_cuts``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.answers import DataItem
from assessment.item_lines import ItemCounts, ItemFilter, ItemLine, ItemsFound, unordered
from assessment.vocabulary import Language, Text
from assessment.work import CaseRecord, Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, NotFound, Refused, actor_of
from services.glances import key_of
from services.item_changing import Done, change_texts
from services.item_groups import Group, groups_of
from services.item_proposals import ground_of, lines_of, reading
from services.spreadsheet_writing import write_items
from services.views import seen
from store.database import Unit

PAGE_SIZE = 100
TEXTS = ("name", "description", "necessity", "example", "remark")


@dataclass(frozen=True, slots=True)
class ItemsPage:
    """One page of the table: the rows, how many match, the counts that serve as filters, the groups."""

    lines: tuple[ItemLine, ...]
    total: int
    counts: ItemCounts
    offset: int
    limit: int
    groups: tuple[Group, ...] = ()

    @property
    def items(self) -> tuple[DataItem, ...]:
        return tuple(line.item for line in self.lines)


class ItemClash(Refused):
    """Somebody else changed the same text meanwhile; nothing was stored. ``theirs``: what stands there now."""

    def __init__(self, theirs: DataItem, fields: tuple[str, ...]) -> None:
        self.theirs = theirs
        self.fields = fields
        super().__init__(
            Text(
                f"“{theirs.name}”在您编辑期间已被他人修改；请对照两种写法后再保存。您填写的内容仍在。",
                f"'{theirs.name}' was changed by somebody else while you were editing; compare both and save again. "
                "What you typed is still here.",
            )
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """``undo`` is empty where nothing was different."""

    item: DataItem
    undo: str


def items_page(
    desk: Desk, person: Person, case_id: str, scenario: str, filter: ItemFilter | None = None, page: int = 1
) -> ItemsPage:
    """One page of a scenario's items, with what is proposed for each; beyond the last page, the last."""
    wanted = filter or ItemFilter()
    with reading(desk, person, case_id, scenario) as (unit, ground, judge):
        # All that is counted follows from the items and from what the judge says of them.
        key = (key_of(case_of(unit, case_id), ground.regime, desk.today), scenario, judge.key)
        counts = desk.item_counts.of(key, lambda: unit.items.counts(case_id, scenario))
        found = desk.items_found.of((key, unordered(wanted)), lambda: _found(unit, case_id, scenario, wanted))
        last = max(0, found.total - 1) // PAGE_SIZE
        offset = min(max(page, 1) - 1, last) * PAGE_SIZE
        stored, total = unit.items.page(
            case_id, scenario, wanted, offset=offset, limit=PAGE_SIZE, total=found.total
        )  # fmt: skip
        groups = groups_of(found.groups, wanted, ground.search) if wanted.group else ()
        return ItemsPage(lines_of(stored, judge), total, counts, offset, PAGE_SIZE, groups)


def _found(unit: Unit, case_id: str, scenario: str, wanted: ItemFilter) -> ItemsFound:
    groups = tuple(unit.items.groups(case_id, scenario, wanted)) if wanted.group else ()
    total = sum(count for _, count in groups) if wanted.group else unit.items.count(case_id, scenario, wanted)
    return ItemsFound(total, groups)


def item_line(desk: Desk, person: Person, case_id: str, scenario: str, item_id: str) -> ItemLine:
    """One row of the table, as it stands now."""
    with reading(desk, person, case_id, scenario) as (unit, _, judge):
        stored = unit.items.line(case_id, item_id)
        if stored is None or stored.item.scenario != scenario:
            raise NotFound(f"item {item_id}")
        return lines_of([stored], judge)[0]


def reasons_used(desk: Desk, person: Person, case_id: str, scenario: str) -> tuple[str, ...]:
    """Necessity texts that stand in the list already, the most used first."""
    with desk.database.read(person.company_id) as unit:
        record = case_of(unit, case_id)
        key = (record.id, record.revision, record.changed_at, scenario)
        return desk.item_reasons.of(key, lambda: tuple(unit.items.reasons(case_id, scenario)))


def item_of(desk: Desk, person: Person, case_id: str, item_id: str) -> DataItem:
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        return _item(unit, case_id, item_id)


def change_item(
    desk: Desk,
    person: Person,
    case_id: str,
    item_id: str,
    values: Mapping[str, str],
    seen: Mapping[str, str] | None = None,
) -> Changed:
    """Change texts of one item, one or all; the name stays unique inside the scenario.

    ``seen``: the same texts as the page showed them. Where one of them is another now, ``ItemClash`` tells both.
    """
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        before = _item(unit, case_id, item_id)
        changes = {key: value for key, value in values.items() if getattr(before, key) != value}
        if not changes:
            return Changed(before, "")
        shown = seen or {}
        if clashing := tuple(key for key in changes if key in shown and shown[key] != getattr(before, key)):
            raise ItemClash(before, clashing)
        ensure_name(unit, case_id, before.scenario, changes.get("name"))
        details = {key: {"before": getattr(before, key), "after": value} for key, value in changes.items()}
        ground = ground_of(desk, unit, record, before.scenario)
        undo = change_texts(unit, ground, {item_id: changes}, [before])
        unit.record("item changed", case_id=case_id, subject=before.name, details=details)
        after = _item(unit, case_id, item_id)
        unit.commit()
    return Changed(after, undo)


def set_necessity(
    desk: Desk, person: Person, case_id: str, scenario: str, ids: Sequence[str], text: str, *, overwrite: bool = True
) -> Done:
    """Give many items the same necessity; without ``overwrite`` only those that have none yet."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        ground = ground_of(desk, unit, record, scenario)
        chosen = unit.items.some(case_id, scenario, ids)
        meant = [one for one in chosen if one.necessity != text and (overwrite or not one.necessity.strip())]
        if not meant:
            return Done(0, len(chosen))
        undo = change_texts(unit, ground, {one.id: {"necessity": text} for one in meant}, meant)
        details = {"column": "necessity", "after": text, "count": len(meant), "items": [one.name for one in meant[:50]]}
        unit.record("items changed", case_id=case_id, subject=scenario, details=details)
        unit.commit()
    return Done(len(meant), len(chosen) - len(meant), undo)


def matching_ids(desk: Desk, person: Person, case_id: str, scenario: str, filter: ItemFilter) -> tuple[str, ...]:
    """Everything that a filter finds, for doing something to all of it."""
    with reading(desk, person, case_id, scenario) as (unit, _, _judge):
        return tuple(unit.items.matching(case_id, scenario, filter))


def export_items(desk: Desk, person: Person, case_id: str, scenario: str, language: Language) -> bytes:
    """The scenario's items as a workbook with the official columns, which finds its items again when it comes back."""
    with desk.database.read(person.company_id) as unit:
        scenario_of(unit, desk, case_id, scenario)
        items = unit.items.of_scenario(case_id, scenario)
    details = {"scenario": scenario, "rows": len(items)}
    seen(desk, person, "items exported", case_id=case_id, details=details)
    return write_items(items, language, [item.id for item in items])


def ensure_name(unit: Unit, case_id: str, scenario: str, name: str | None) -> None:
    if name is not None and unit.items.has_name(case_id, scenario, name):
        raise Refused(
            Text(
                f"本场景已有数据项“{name}”；同一场景内名称不能重复。",
                f"This scenario already has an item '{name}'; names are unique inside a scenario.",
            )
        )


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
