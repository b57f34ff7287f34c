"""What every change of data items does: write it, keep what stood before, bring proposals up to date.

The caller records it in its own words and commits.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.answers import DataItem
from assessment.item_states import State
from assessment.item_undo import EVERYTHING, Column, ItemChange, Removed, change_of, digest_of, with_state
from assessment.work import JournalName
from services.item_proposals import Ground, refresh
from store.database import Unit
from store.mapping import cleaned

JOURNAL: JournalName = "item_change"
MOST_NAMED = 50
"""So many items are named in a record; the rows that it carries name them all."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a change of many did. ``skipped``: chosen and left as they were; ``undo``: by what it is taken back."""

    count: int
    skipped: int = 0
    undo: str = ""


def change_texts(
    unit: Unit, ground: Ground, changes: Mapping[str, Mapping[str, str]], before: Sequence[DataItem], undoes: str = ""
) -> str:
    """Change texts of items of one scenario; returns by what it is undone."""
    columns = sorted({name for values in changes.values() for name in values})
    unit.items.change_many(ground.case_id, ground.scenario, changes)
    refresh(unit, ground)
    return keep(unit, ground, columns, before, undoes)


def change_states(
    unit: Unit,
    ground: Ground,
    column: Literal["settled", "treatment", "cut"],
    states: Mapping[str, State],
    before: Sequence[DataItem],
) -> str:
    """Put one state beside items of one scenario; returns by what it is undone."""
    unit.items.set_states(ground.case_id, ground.scenario, column, states)
    # Not read again: 20,000 rows are what they were but for this one column.
    as_kept = {state: cleaned(state) for state in set(states.values())}
    after = [with_state(item, column, as_kept[states[item.id]]) for item in before]
    return keep_change(unit, ground, change_of([column], before, after))


def keep(unit: Unit, ground: Ground, columns: Sequence[str], before: Sequence[DataItem], undoes: str = "") -> str:
    """Keep what stood before, once the change is written."""
    named: list[Column] = [name for name in EVERYTHING if name in columns]
    after = unit.items.some(ground.case_id, ground.scenario, [item.id for item in before])
    return keep_change(unit, ground, change_of(named, before, after, undoes))


def keep_change(unit: Unit, ground: Ground, change: ItemChange) -> str:
    """Keep a change of which both sides are known."""
    entry = unit.journals.append(JOURNAL, ground.scenario, change.model_dump(mode="json"), case_id=ground.case_id)
    return entry.id


def remove(unit: Unit, ground: Ground, ids: Sequence[str], undoes: str = "") -> tuple[list[str], str]:
    """Take items out of their list and keep them whole; returns their names, and by what it is undone."""
    rows = unit.item_removals.rows(ground.case_id, ground.scenario, ids)
    unit.items.remove(ground.case_id, ground.scenario, [row["id"] for row in rows])
    refresh(unit, ground)
    kept = tuple(Removed(**row) for row in rows)
    return [row.name for row in kept], keep_change(unit, ground, ItemChange(removed=kept, undoes=undoes))


def keep_added(unit: Unit, ground: Ground, ids: Sequence[str], undoes: str = "") -> str:
    """Keep that these items were put into the list; returns by what it is undone."""
    after = digest_of(EVERYTHING, unit.items.some(ground.case_id, ground.scenario, ids))
    return keep_change(unit, ground, ItemChange(added=tuple(ids), after=after, undoes=undoes))


def keep_together(unit: Unit, case_id: str, parts: Sequence[str]) -> str:
    """By what changes are undone that were done in one step, in several scenarios or of several columns."""
    if len(parts) == 1:
        return parts[0]
    change = ItemChange(parts=tuple(parts))
    return unit.journals.append(JOURNAL, "", change.model_dump(mode="json"), case_id=case_id).id


def named(items: Sequence[DataItem]) -> list[str]:
    return [item.name for item in items[:MOST_NAMED]]
