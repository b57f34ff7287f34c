"""What the trail says happened to one data item: the records that left its row as another, newest first.

Whatever a step does to many items in several scenarios is written with its first record; its rows are told there, so
the records of the same revision are looked through for the one that speaks of this item.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.answers import DataItem
from assessment.timeline import TimelineFilter, TimelineLine
from assessment.work import Person
from services.cases import case_of
from services.desk import Desk

SHOWN = 30
KINDS = frozenset(
    {
        "items imported", "item added", "item changed", "items removed", "items changed", "items classified",
        "classification withdrawn", "items treated", "treatment verified", "items cut", "items restored",
        "change undone", "case imported", "example loaded",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ItemHistory:
    """``older``: whether there is more than is shown."""

    lines: tuple[TimelineLine, ...]
    older: bool


def item_history(desk: Desk, person: Person, case_id: str, item: DataItem) -> ItemHistory:
    """Every step that touched the item, as the trail tells it."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        wanted = TimelineFilter(case_id=case_id, kinds=KINDS, row=f"data_item/{item.id}")
        part = unit.timeline.part(wanted, limit=SHOWN)
        revisions = frozenset(line.revision for line in part.lines if line.revision is not None)
        if not revisions:
            return ItemHistory(part.lines, part.older)
        beside = TimelineFilter(case_id=case_id, kinds=KINDS, revisions=revisions)
        together = unit.timeline.part(beside, limit=1_000).lines
    lines = [one for found in part.lines for one in _about(item, found, together)]
    return ItemHistory(tuple(lines), part.older)


def _about(item: DataItem, found: TimelineLine, together: Sequence[TimelineLine]) -> list[TimelineLine]:
    """Of the records of one step those that speak of the item; where none can be told, the one that holds its row."""
    step = [line for line in together if line.revision == found.revision]
    if len(step) < 2:
        return [found]
    return [line for line in step if line.subject == item.scenario and _may_name(line, item)] or [found]


def _may_name(line: TimelineLine, item: DataItem) -> bool:
    """Whether a record that names all of its items, or the first of many, leaves room for this one."""
    named, count = line.details.get("items"), line.details.get("count")
    if not isinstance(named, list) or count != len(named):
        return True
    return item.name in named
