"""剔除: take items out of the export and put them back. One that was cut stays in the list, with reason and name."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.item_states import Cut
from assessment.vocabulary import Text
from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, Refused, actor_of
from services.item_changing import Done, change_states, named
from services.item_proposals import ground_of

MOST_SIGNS = 2_000

WITHOUT_REASON = Text(
    "请写明剔除的理由；它会写入申报材料。尚未保存任何内容。",
    "Say why the items are taken out of the export; the documents will tell it. Nothing has been stored.",
)
TOO_LONG = Text(
    f"理由超过 {MOST_SIGNS:,} 字；请缩短。尚未保存任何内容。",
    f"The reason is longer than {MOST_SIGNS:,} characters; shorten it. Nothing has been stored.",
)


def cut(desk: Desk, person: Person, case_id: str, scenario: str, ids: Sequence[str], reason: str) -> Done:
    """Take items out of the export; those that are out already keep their reason."""
    said = reason.strip()
    if not said:
        raise Refused(WITHOUT_REASON)
    if len(said) > MOST_SIGNS:
        raise Refused(TOO_LONG)
    return _put(desk, person, case_id, scenario, ids, Cut(said, person.name, desk.today.isoformat()))


def restore(desk: Desk, person: Person, case_id: str, scenario: str, ids: Sequence[str]) -> Done:
    """Put items back into the export, as they were settled before."""
    return _put(desk, person, case_id, scenario, ids, None)


def _put(desk: Desk, person: Person, case_id: str, scenario: str, ids: Sequence[str], state: Cut | None) -> Done:
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        ground = ground_of(desk, unit, record, scenario)
        chosen = unit.items.some(case_id, scenario, ids)
        meant = [item for item in chosen if (item.cut is None) == (state is not None)]
        if not meant:
            return Done(0, len(chosen))
        undo = change_states(unit, ground, "cut", dict.fromkeys([item.id for item in meant], state), meant)
        details: dict[str, object] = {"count": len(meant), "items": named(meant)}
        if state is not None:
            details["reason"] = state.reason
        kind = "items restored" if state is None else "items cut"
        unit.record(kind, case_id=case_id, subject=scenario, details=details)
        unit.commit()
    return Done(len(meant), len(chosen) - len(meant), undo)
