"""Settle what data items are: as the catalogue proposes, or otherwise with a reason; one, many, or all that match.

An item that the catalogue does not know or whose class is open is not settled by agreeing, and one that somebody
settled is not settled again by agreeing with the catalogue in bulk.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.answers import DataItem
from assessment.item_lines import KINDS, ItemFilter, ItemProposal
from assessment.item_standing import Classes, of_kind
from assessment.item_states import ItemKind, Settled
from assessment.vocabulary import Text
from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, Refused, actor_of
from services.item_changing import Done, change_states, named
from services.item_proposals import Ground, ground_of, proposals_of, refresh
from services.items import matching_ids
from store.database import Unit

LEAST_REASON = 4
"""Signs that a reason has at least where a class is lowered; one word of four signs can say why."""

WITHOUT_REASON = Text(
    "所选定级与目录建议不同；请写明理由（哪一条规则不适用，为什么）。尚未保存任何内容。",
    "The class differs from what the catalogue proposes; say why (which rule does not apply, and for what reason). "
    "Nothing has been stored.",
)
TOO_SHORT = Text(
    f"由重要数据或者敏感个人信息改为较低的级别，理由不得少于 {LEAST_REASON} 个字；请写明依据。尚未保存任何内容。",
    f"Lowering important data or sensitive personal information needs a reason of at least {LEAST_REASON} characters; "
    "name what it rests on. Nothing has been stored.",
)
UNKNOWN_CATEGORY = Text(
    "目录中没有所选的类别；请重新选择。尚未保存任何内容。",
    "The catalogue has no such category; choose another. Nothing has been stored.",
)


@dataclass(frozen=True, slots=True)
class _Said:
    """What a person said of every chosen item. ``kind`` is ``None`` for: as proposed."""

    kind: ItemKind | None
    category: str
    reason: str
    by: str
    on: str


def settle(
    desk: Desk,
    person: Person,
    case_id: str,
    scenario: str,
    ids: Sequence[str],
    *,
    kind: ItemKind | None = None,
    category: str = "",
    reason: str = "",
) -> Done:
    """Settle the class of items. ``kind`` ``None``: as proposed; ``category`` empty: the one that is proposed.

    Raises ``Refused`` where the class differs from the proposal and no reason is given.
    """
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        ground = ground_of(desk, unit, record, scenario)
        if category and category not in ground.search.numbers:
            raise Refused(UNKNOWN_CATEGORY)
        said = _Said(kind, category, reason.strip(), person.name, desk.today.isoformat())
        chosen = unit.items.some(case_id, scenario, ids)
        states, meant = _settled(unit, ground, chosen, said)
        if not states:
            return Done(0, len(chosen))
        undo = change_states(unit, ground, "settled", states, meant)
        unit.record("items classified", case_id=case_id, subject=scenario, details=_details(states, meant, said))
        unit.commit()
    return Done(len(states), len(chosen) - len(states), undo)


def settle_matching(
    desk: Desk,
    person: Person,
    case_id: str,
    scenario: str,
    filter: ItemFilter,
    *,
    kind: ItemKind | None = None,
    category: str = "",
    reason: str = "",
) -> Done:
    """The same for everything that a filter finds."""
    ids = matching_ids(desk, person, case_id, scenario, filter)
    return settle(desk, person, case_id, scenario, ids, kind=kind, category=category, reason=reason)


def unsettle(desk: Desk, person: Person, case_id: str, scenario: str, ids: Sequence[str]) -> Done:
    """Take back what was settled; the proposal counts again."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        ground = ground_of(desk, unit, record, scenario)
        chosen = unit.items.some(case_id, scenario, ids)
        meant = [item for item in chosen if item.settled is not None]
        if not meant:
            return Done(0, len(chosen))
        undo = change_states(unit, ground, "settled", dict.fromkeys([item.id for item in meant]), meant)
        details = {"count": len(meant), "items": named(meant)}
        unit.record("classification withdrawn", case_id=case_id, subject=scenario, details=details)
        unit.commit()
    return Done(len(meant), len(chosen) - len(meant), undo)


def _settled(
    unit: Unit, ground: Ground, chosen: Sequence[DataItem], said: _Said
) -> tuple[dict[str, Settled], list[DataItem]]:
    proposals = proposals_of(refresh(unit, ground), chosen)
    states: dict[str, Settled] = {}
    meant: list[DataItem] = []
    for item in chosen:
        state = None if item.cut is not None else _state(item, proposals[item.id], said)
        if state is not None and state != item.settled:
            states[item.id] = state
            meant.append(item)
    return states, meant


def _state(item: DataItem, proposal: ItemProposal, said: _Said) -> Settled | None:
    kind = said.kind or proposal.kind
    agreed = kind == proposal.kind and said.category in ("", proposal.category)
    unknown = kind == "undetermined" or not proposal.category
    if said.kind is None and (item.settled is not None or unknown):
        return None
    if not agreed:
        _ensure_reason(proposal.kind, kind, said.reason)
    answers = _answers(kind, proposal)
    return Settled(
        kind=kind,
        category=said.category or proposal.category,
        personal=answers.personal,
        sensitive=answers.sensitive,
        important=answers.important,
        rules=proposal.rules,
        reason=said.reason or proposal.because.zh,
        proposed=proposal.kind,
        catalogue=proposal.catalogue,
        by=said.by,
        on=said.on,
    )


def _ensure_reason(proposed: ItemKind, kind: ItemKind, reason: str) -> None:
    if not reason:
        raise Refused(WITHOUT_REASON)
    lowered = proposed in ("important", "sensitive") and KINDS.index(kind) > KINDS.index(proposed)
    if lowered and len(reason) < LEAST_REASON:
        raise Refused(TOO_SHORT)


def _answers(kind: ItemKind, proposal: ItemProposal) -> Classes:
    """The three answers of a class; important data keep what is proposed about persons."""
    proposed = Classes(proposal.personal, proposal.sensitive, proposal.important)
    if kind == proposal.kind:
        return proposed
    if kind == "important":
        return Classes(proposed.personal, proposed.sensitive, "yes")
    return of_kind(kind)


def _details(states: Mapping[str, Settled], meant: Sequence[DataItem], said: _Said) -> dict[str, object]:
    kinds: dict[str, int] = {}
    for state in states.values():
        kinds[state.kind] = kinds.get(state.kind, 0) + 1
    differing = sum(state.kind != state.proposed for state in states.values())
    return {
        "count": len(states), "kinds": kinds, "as_proposed": len(states) - differing, "reason": said.reason,
        "items": named(meant),
    }  # fmt: skip
