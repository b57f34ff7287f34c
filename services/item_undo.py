"""Undo a change of data items from the page, for as long as nothing else has touched what it changed."""

from __future__ import annotations

import json

from assessment.answers import DataItem
from assessment.item_undo import STATES, ItemChange, change_of, digest_of, restored, with_state
from assessment.vocabulary import Text
from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, NotFound, Refused, actor_of
from services.item_changing import JOURNAL, Done, keep, keep_change, named
from services.item_proposals import Ground, ground_of, refresh
from store.database import Unit

TOUCHED = Text(
    "这期间这些数据项又有变动，不能再撤销；请逐项核对后修改。没有改动任何内容。",
    "These items were changed again since, so this cannot be undone any more; look at them and change what is wrong. "
    "Nothing was changed.",
)


def undo(desk: Desk, person: Person, case_id: str, undo_id: str) -> Done:
    """Put back what stood before a change; the undoing is recorded and can be undone in turn.

    Raises ``Refused`` where the items are no longer as the change left them.
    """
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        entry = unit.journals.get(JOURNAL, undo_id)
        if entry is None or entry.case_id != case_id:
            raise NotFound(f"change {undo_id}")
        change = ItemChange.model_validate_json(json.dumps(dict(entry.content)))
        ground = ground_of(desk, unit, record, entry.subject)
        there = unit.items.some(case_id, entry.subject, change.ids)
        if len(there) != len(change.ids) or digest_of(change.columns, there) != change.after:
            raise Refused(TOUCHED)
        back = _put_back(unit, ground, change, there, undo_id)
        details = {"columns": list(change.columns), "count": len(there), "items": named(there)}
        unit.record("change undone", case_id=case_id, subject=entry.subject, details=details)
        unit.commit()
    return Done(len(there), 0, back)


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
