"""What the newest catalogue would change about items that were settled; taken over item by item, with a reason.

Nothing changes by itself: a new version or an overlay of the catalogue only makes this list longer.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assessment.item_catalogue_changes import ClassChange, changes
from assessment.item_lines import ItemFilter
from assessment.item_states import Settled
from assessment.vocabulary import Text
from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, Refused, actor_of
from services.item_changing import Done, change_states, keep_together, named
from services.item_proposals import Ground, ensure_fresh, ground_of, judge_now, recognition_of
from services.item_refusals import NOTHING_CHOSEN
from store.database import Unit

SHOWN = 200
LEAST_REASON = 4
_DIFFERENT = ItemFilter(settled=True, only="differs")
WITHOUT_REASON = Text(
    f"请写明为何按现在的目录改定（不少于 {LEAST_REASON} 个字）。尚未保存任何内容。",
    f"Say why the class follows the catalogue of today (at least {LEAST_REASON} characters). Nothing has been stored.",
)


@dataclass(frozen=True, slots=True)
class ScenarioChanges:
    """``changes``: the first of them; ``total``: how many there are."""

    scenario: str
    changes: tuple[ClassChange, ...]
    total: int


def catalogue_changes(desk: Desk, person: Person, case_id: str) -> tuple[ScenarioChanges, ...]:
    """What would be settled otherwise today, scenario by scenario; those without a change are left out."""
    with desk.database.read(person.company_id) as unit:
        record = case_of(unit, case_id)
        scenarios = [entry.id for entry in unit.sheets.load(case_id, desk.today, with_items=False).scenarios]
    for scenario in scenarios:
        ensure_fresh(desk, person, case_id, scenario)
    with desk.database.read(person.company_id) as unit:
        found = [(name, _changes(unit, ground_of(desk, unit, record, name))) for name in scenarios]
    return tuple(ScenarioChanges(name, tuple(some[:SHOWN]), len(some)) for name, some in found if some)


def take_over(desk: Desk, person: Person, case_id: str, ids: Sequence[str], reason: str) -> Done:
    """Settle the chosen items as the catalogue proposes now. Raises ``Refused``."""
    said = reason.strip()
    if len(said) < LEAST_REASON:
        raise Refused(WITHOUT_REASON)
    wanted, count = set(ids), 0
    undo: list[str] = []
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        for entry in unit.sheets.load(case_id, desk.today, with_items=False).scenarios:
            ground = ground_of(desk, unit, record, entry.id)
            chosen = [one for one in _changes(unit, ground) if one.item.id in wanted]
            if not chosen:
                continue
            states = {one.item.id: _settled(one, said, person, desk) for one in chosen}
            items = [one.item for one in chosen]
            undo.append(change_states(unit, ground, "settled", states, items))
            details: dict[str, object] = {"count": len(items), "items": named(items), "reason": said}
            unit.record("items classified", case_id=case_id, subject=entry.id, details=details)
            count += len(items)
        if not count:
            raise Refused(NOTHING_CHOSEN)
        together = keep_together(unit, case_id, undo)
        unit.commit()
    return Done(count, 0, together)


def _changes(unit: Unit, ground: Ground) -> list[ClassChange]:
    ids = unit.items.matching(ground.case_id, ground.scenario, _DIFFERENT)
    items = unit.items.some(ground.case_id, ground.scenario, ids) if ids else []
    judge = judge_now(unit, ground)
    return list(changes((item, judge.proposal(item, recognition_of(item, judge.search))) for item in items))


def _settled(change: ClassChange, reason: str, person: Person, desk: Desk) -> Settled:
    found = change.proposal
    return Settled(
        kind=found.kind,
        category=found.category,
        personal=found.personal,
        sensitive=found.sensitive,
        important=found.important,
        rules=found.rules,
        reason=reason,
        proposed=found.kind,
        catalogue=found.catalogue,
        by=person.name,
        on=desk.today.isoformat(),
    )
