"""Undo a change of data items from the page, for as long as nothing else has touched what it changed."""

from __future__ import annotations

import json
from dataclasses import dataclass

from assessment.answers import DataItem
from assessment.item_undo import EVERYTHING, STATES, ItemChange, change_of, digest_of, restored, with_state
from assessment.vocabulary import Text
from assessment.work import CaseRecord, Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, NotFound, Refused, actor_of
from services.item_changing import (
    JOURNAL,
    MOST_NAMED,
    Done,
    keep,
    keep_added,
    keep_change,
    keep_together,
    named,
    remove,
)
from services.item_proposals import Ground, ground_of, refresh
from store.database import Unit

TOUCHED = Text(
    "这期间这些数据项又有变动，不能再撤销；请逐项核对后修改。没有改动任何内容。",
    "These items were changed again since, so this cannot be undone any more; look at them and change what is wrong. "
    "Nothing was changed.",
)


@dataclass(frozen=True, slots=True)
class _Undone:
    """Which items a part of the undoing touched, and by what it is undone in turn."""

    ids: tuple[str, ...]
    undo: str


def undo(desk: Desk, person: Person, case_id: str, undo_id: str) -> Done:
    """Put back what stood before a change; the undoing is recorded and can be undone in turn.

    Raises ``Refused`` where the items are no longer as the change left them.
    """
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        done = _undone(desk, unit, record, undo_id)
        unit.commit()
    return Done(len(set(done.ids)), 0, done.undo)


def _undone(desk: Desk, unit: Unit, record: CaseRecord, undo_id: str) -> _Undone:
    entry = unit.journals.get(JOURNAL, undo_id)
    if entry is None or entry.case_id != record.id:
        raise NotFound(f"change {undo_id}")
    change = ItemChange.model_validate_json(json.dumps(dict(entry.content)))
    if change.parts:
        # The last first, as it was done: a class may have been settled after a text was written.
        parts = [_undone(desk, unit, record, part) for part in reversed(change.parts)]
        ids = tuple(item_id for part in parts for item_id in part.ids)
        return _Undone(ids, keep_together(unit, record.id, [part.undo for part in parts]))
    ground = ground_of(desk, unit, record, entry.subject)
    if change.removed:
        return _put_into_list(unit, ground, change, undo_id)
    wanted = change.added or change.ids
    there = unit.items.some(record.id, entry.subject, wanted)
    if len(there) != len(wanted) or digest_of(EVERYTHING if change.added else change.columns, there) != change.after:
        raise Refused(TOUCHED)
    if change.added:
        names, back = remove(unit, ground, wanted, undo_id)
        _record(unit, ground, {"count": len(names), "items": names[:MOST_NAMED], "removed": len(names)})
        return _Undone(tuple(wanted), back)
    back = _put_back(unit, ground, change, there, undo_id)
    _record(unit, ground, {"columns": list(change.columns), "count": len(there), "items": named(there)})
    return _Undone(change.ids, back)


def _put_into_list(unit: Unit, ground: Ground, change: ItemChange, undoes: str) -> _Undone:
    names, ids = [row.name for row in change.removed], [row.id for row in change.removed]
    place = ground.case_id, ground.scenario
    if unit.items.some(*place, ids):
        raise Refused(TOUCHED)
    if taken := unit.item_removals.taken(*place, names):
        raise Refused(_taken(taken))
    unit.item_removals.put_back(*place, [row.model_dump() for row in change.removed])
    refresh(unit, ground)
    back = keep_added(unit, ground, ids, undoes)
    _record(unit, ground, {"count": len(ids), "items": names[:MOST_NAMED], "added": len(ids)})
    return _Undone(tuple(ids), back)


def _put_back(unit: Unit, ground: Ground, change: ItemChange, there: list[DataItem], undoes: str) -> str:
    before = restored(change)
    after = there
    for column in change.columns:
        if column in STATES:
            states = {item.id: before[item.id][column] for item in there}
            unit.items.set_states(ground.case_id, ground.scenario, column, states)
            after = [with_state(item, column, states[item.id]) for item in after]
    texts: list[str] = [column for column in change.columns if column not in STATES]
    if not texts:
        return keep_change(unit, ground, change_of(change.columns, there, after, undoes))
    changes: dict[str, dict[str, str]] = {item.id: {name: before[item.id][name] for name in texts} for item in there}
    unit.items.change_many(ground.case_id, ground.scenario, changes)
    refresh(unit, ground)
    return keep(unit, ground, change.columns, there, undoes)


def _record(unit: Unit, ground: Ground, details: dict[str, object]) -> None:
    unit.record("change undone", case_id=ground.case_id, subject=ground.scenario, details=details)


def _taken(names: list[str]) -> Text:
    return Text(
        f"清单中已另有同名的数据项（{'、'.join(names[:5])}），不能撤销删除；请先改名。没有改动任何内容。",
        f"The list has other items of the same name by now ({', '.join(names[:5])}), so the removal cannot be undone; "
        "rename those first. Nothing was changed.",
    )
