"""Single items of a list: add one by hand, remove some. Whole lists come in by ``item_imports``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, actor_of
from services.item_changing import MOST_NAMED, Done, keep_added, remove
from services.item_proposals import ground_of, refresh
from services.items import TEXTS, ensure_name


@dataclass(frozen=True, slots=True)
class Added:
    """``id`` of the new item; ``undo``: by what it is taken back."""

    id: str
    undo: str


def add_item(desk: Desk, person: Person, case_id: str, scenario: str, values: Mapping[str, str]) -> Added:
    """Put one item at the end of the list; its name stays unique inside the scenario, else ``Refused``."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        ground = ground_of(desk, unit, record, scenario)
        ensure_name(unit, case_id, scenario, values["name"])
        [item_id] = unit.items.add_many(case_id, scenario, [{name: values.get(name, "") for name in TEXTS}])
        refresh(unit, ground)
        undo = keep_added(unit, ground, [item_id])
        said = {name: {"before": "", "after": text} for name, text in values.items() if name != "name" and text}
        unit.record("item added", case_id=case_id, subject=values["name"], details=said)
        unit.commit()
    return Added(item_id, undo)


def remove_items(desk: Desk, person: Person, case_id: str, scenario: str, ids: Sequence[str]) -> Done:
    """Take items out of the list; those that are gone already are passed over."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        ground = ground_of(desk, unit, record, scenario)
        there = unit.items.some(case_id, scenario, ids)
        if not there:
            return Done(0, len(ids))
        names, undo = remove(unit, ground, [item.id for item in there])
        details = {"count": len(names), "items": names[:MOST_NAMED]}
        unit.record("items removed", case_id=case_id, subject=scenario, details=details)
        unit.commit()
    return Done(len(names), len(ids) - len(names), undo)
