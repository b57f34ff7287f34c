"""An authority passed an export except for some items: find them in the lists, and cut them with its reason.

The result names items in its own words. Only equal names are found; anything else a person looks up in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.answers import DataItem
from assessment.item_keys import name_key
from assessment.item_states import Cut
from assessment.milestones import RESULTS, Milestone, standing
from assessment.vocabulary import Text
from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, Refused, actor_of
from services.item_changing import Done, change_states, keep_together, named
from services.item_cuts import MOST_SIGNS, TOO_LONG, WITHOUT_REASON
from services.item_proposals import ground_of
from store.database import Unit

NOTHING_CHOSEN = Text("没有选中数据项；先勾选再剔除。", "No item is selected; tick some first.")


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """One line of the result with the items of that name; none where the lists name it otherwise."""

    text: str
    items: tuple[DataItem, ...]

    @property
    def waiting(self) -> tuple[DataItem, ...]:
        return tuple(item for item in self.items if item.cut is None)


@dataclass(frozen=True, slots=True)
class Refusal:
    """What the last result that stands did not allow."""

    milestone: Milestone
    lines: tuple[RefusedLine, ...]

    @property
    def waiting(self) -> tuple[DataItem, ...]:
        """Items that were refused and still are in the export."""
        return tuple({item.id: item for line in self.lines for item in line.waiting}.values())


def refusal_of(desk: Desk, person: Person, case_id: str) -> Refusal | None:
    """``None`` where no result refused anything."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        said = _partly(unit, case_id)
        if said is None:
            return None
        by_key: dict[str, list[DataItem]] = {}
        keys = sorted({name_key(line) for line in said.refused})
        for scenario, ids in unit.item_standings.with_names(case_id, keys).items():
            for item in unit.items.some(case_id, scenario, ids):
                by_key.setdefault(name_key(item.name), []).append(item)
        return Refusal(said, tuple(RefusedLine(line, tuple(by_key.get(name_key(line), ()))) for line in said.refused))


def cut_refused(desk: Desk, person: Person, case_id: str, ids: Sequence[str], reason: str) -> Done:
    """Cut the chosen items of all scenarios at once. Raises ``Refused``."""
    said = reason.strip()
    if not said or len(said) > MOST_SIGNS:
        raise Refused(TOO_LONG if said else WITHOUT_REASON)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        state = Cut(said, person.name, desk.today.isoformat())
        count = 0
        undo: list[str] = []
        for entry in unit.sheets.load(case_id, desk.today, with_items=False).scenarios:
            meant = [item for item in unit.items.some(case_id, entry.id, ids) if item.cut is None]
            if not meant:
                continue
            ground = ground_of(desk, unit, record, entry.id)
            undo.append(change_states(unit, ground, "cut", dict.fromkeys([item.id for item in meant], state), meant))
            details: dict[str, object] = {"count": len(meant), "items": named(meant), "reason": said}
            unit.record("items cut", case_id=case_id, subject=entry.id, details=details)
            count += len(meant)
        if not count:
            raise Refused(NOTHING_CHOSEN)
        together = keep_together(unit, case_id, undo)
        unit.commit()
    return Done(count, 0, together)


def _partly(unit: Unit, case_id: str) -> Milestone | None:
    results = [one for one in standing(unit.journals.list("milestone", case_id=case_id)) if one.kind in RESULTS]
    last = results[-1].milestone if results else None
    return last if last is not None and last.outcome == "partly" and last.refused else None
