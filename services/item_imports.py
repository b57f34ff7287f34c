"""A list of data items comes in: uploaded, its columns mapped by a person, compared with what is there, taken over.

Nothing is stored of the items until somebody confirms, and what is confirmed is exactly what was shown.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from assessment.errors import InputRefused, Problem
from assessment.vocabulary import Text
from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, NotFound, Refused, actor_of
from services.item_changing import remove
from services.item_columns import NO_HEADING, ColumnMap, chosen, proposed
from services.item_difference import Difference, compare
from services.item_mappings import remember, remembered
from services.item_pending import rows_of, source_of
from services.item_proposals import Ground, ground_of, proposals_for, refresh
from services.item_sources import Source, read_source
from services.items import scenario_of
from services.spreadsheet_table import FileRefused, Table
from services.spreadsheets import ItemsPreview, body_of
from store.database import Unit

PREVIEW_KEPT = timedelta(days=2)
_CHANGES_TOLD = 500

STALE = Text(
    "这期间本场景的数据项有变动，与您看到的预览不同；请核对新的预览后再确认。尚未保存任何内容。",
    "The items of this scenario have changed since the preview was shown; look at the new preview and confirm again. "
    "Nothing has been stored.",
)


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person wants the file read: which table, which heading row, what each column is.

    ``heading`` is the line in the file, 0 for none; ``None`` and empty ``fields``: as proposed.
    """

    sheet: int | None = None
    heading: int | None = None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PendingImport:
    """An upload that waits for confirmation, as it reads now. ``refusal``: why it cannot be taken over like this."""

    id: str
    file_name: str
    sheets: tuple[str, ...]
    sheet: int
    columns: ColumnMap
    heading_line: int
    preview: ItemsPreview | None
    difference: Difference
    refusal: Text | None = None
    table: Table | None = None

    @property
    def digest(self) -> str:
        return self.difference.digest

    @property
    def ready(self) -> bool:
        found = self.difference
        return self.refusal is None and bool(found.new or found.changed or found.gone)


@dataclass(frozen=True, slots=True)
class TakenOver:
    """What a confirmation did. ``remembered``: the mapping will be proposed for the next file like it.

    ``undo``: by what removed items are put back.
    """

    added: int
    changed: int
    removed: int
    left_alone: int
    remembered: bool
    undo: str = ""


def upload_items(desk: Desk, person: Person, case_id: str, scenario: str, data: bytes, file_name: str) -> str:
    """Read an uploaded list and keep its text for confirmation; stores no item.

    Returns the id of the pending import. Raises ``InputRefused`` with sentences when it cannot be read.
    """
    source = read_source(data, file_name)
    if len(source.tables) == 1:
        _ensure_rows(source)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        scenario_of(unit, desk, case_id, scenario)
        unit.previews.delete_older(desk.now() - PREVIEW_KEPT)
        pending = unit.previews.put(case_id, scenario, file_name, source.packed())
        unit.commit()
    return pending


def pending_import(
    desk: Desk, person: Person, case_id: str, scenario: str, import_id: str, reading: Reading | None = None
) -> PendingImport:
    """The upload as it reads by the proposed mapping or by the one that a person gave."""
    with desk.database.read(person.company_id) as unit:
        return _pending(unit, case_id, scenario, import_id, reading or Reading())


def confirm_import(
    desk: Desk,
    person: Person,
    case_id: str,
    scenario: str,
    import_id: str,
    seen: str,
    reading: Reading | None = None,
    *,
    take_changes: bool = True,
    remove_gone: bool = False,
) -> TakenOver:
    """Take the list over as it was shown; ``seen`` is the digest of that. Raises ``Refused`` when it differs now."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        pending = _pending(unit, case_id, scenario, import_id, reading or Reading())
        if pending.refusal is not None:
            raise Refused(pending.refusal)
        if pending.digest != seen:
            raise Refused(STALE)
        ground = ground_of(desk, unit, record, scenario)
        done = _take_over(unit, ground, pending, take_changes, remove_gone)
        unit.previews.delete(import_id)
        unit.commit()
    return done


def _take_over(unit: Unit, ground: Ground, pending: PendingImport, take_changes: bool, remove_gone: bool) -> TakenOver:
    case_id, scenario = ground.case_id, ground.scenario
    difference = pending.difference
    gone = difference.gone if remove_gone else ()
    changed = difference.changed if take_changes else ()
    undo = remove(unit, ground, [item.id for item in gone])[1] if gone else ""
    unit.items.change_many(case_id, scenario, {change.item.id: change.values for change in changed})
    taken = set(unit.items.names(case_id, scenario))
    new = [row for row in difference.new if row.name not in taken]
    unit.items.add_many(case_id, scenario, [row.values() for row in new], proposals_for(unit, ground, new))
    refresh(unit, ground)
    left_alone = difference.same + (0 if take_changes else len(difference.changed)) + len(difference.new) - len(new)
    details: dict[str, object] = {"file": pending.file_name, "added": len(new), "left_out": left_alone}
    if changed:
        details["changed"] = len(changed)
        details["before_and_after"] = [
            {"item": change.item.name, "column": name, "before": getattr(change.item, name), "after": value}
            for change in changed[:_CHANGES_TOLD]
            for name, value in change.values.items()
        ]
    if gone:
        details["removed"] = [item.name for item in gone]
    kept = pending.table is not None and remember(unit, pending.table, pending.columns)
    unit.record("items imported", case_id=case_id, subject=scenario, details=details)
    return TakenOver(len(new), len(changed), len(gone), left_alone, kept, undo)


def _ensure_rows(source: Source) -> None:
    """A file of which every reading would be refused is refused at once; otherwise a person may choose."""
    table = source.tables[0]
    columns = proposed(table, {})
    try:
        body_of(table, columns)
    except FileRefused as refusal:
        raise InputRefused(Problem(source.filename, refusal.sentence)) from refusal


def _pending(unit: Unit, case_id: str, scenario: str, import_id: str, reading: Reading) -> PendingImport:
    found = unit.previews.get(import_id)
    if found is None or (found.case_id, found.scenario) != (case_id, scenario):
        raise NotFound(f"import {import_id}")
    source = source_of(import_id, found)
    place = reading.sheet if reading.sheet is not None and 0 <= reading.sheet < len(source.tables) else source.best
    table = source.tables[place]
    columns = _mapped(unit, table, reading)
    preview: ItemsPreview | None = None
    difference = Difference()
    refusal: Text | None = None
    try:
        preview = rows_of(import_id, place, table, columns, found.file_name)
        refusal = _unmapped(columns)
    except FileRefused as refused:
        refusal = refused.sentence
    if preview is not None and refusal is None:
        items = unit.items.of_scenario(case_id, scenario)
        difference = compare(items, preview.rows, preview.mapped, preview.left_out)
    heading_line = table.line_of(columns.heading) if columns.heading != NO_HEADING else 0
    return PendingImport(
        import_id,
        found.file_name,
        tuple(one.sheet or found.file_name for one in source.tables),
        place,
        columns,
        heading_line,
        preview,
        difference,
        refusal,
        table,
    )


def _mapped(unit: Unit, table: Table, reading: Reading) -> ColumnMap:
    heading = None if reading.heading is None else _index_of(table, reading.heading)
    if reading.fields and heading is not None:
        return chosen(table, heading, reading.fields)
    return proposed(table, remembered(unit), heading)


def _index_of(table: Table, line: int) -> int:
    """The row that stands on a line of the file; 0 and lines outside the table mean that there is no heading."""
    if table.lines:
        return 0 if line == 0 else NO_HEADING
    index = line - table.first_line
    return index if 0 <= index < len(table.rows) else NO_HEADING


def _unmapped(columns: ColumnMap) -> Text | None:
    places: Sequence[int] = columns.positions.get("name", ())
    if not places:
        return Text(
            "请选择哪一列是“数据项名称”，再重新预览。",
            "Choose the column that holds the item names, then preview again.",
        )
    if len(places) > 1:
        return Text(
            "“数据项名称”只能对应一列；请只保留一列，再重新预览。",
            "Only one column can hold the item names; keep one of them, then preview again.",
        )
    return None
