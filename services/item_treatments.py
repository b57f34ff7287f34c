"""脱敏: record what is done to items before they leave, and let a second person verify it by its evidence.

A claim counts for nothing until it is verified; a treatment that changes after that is a claim again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assessment.answers import AnswerSheet, DataItem
from assessment.item_standing import untreated
from assessment.item_states import Treatment
from assessment.item_treatment import MEANS, WHY_NOT_PROVEN, Means, kind_after, why_not_proven
from assessment.questions import Scope
from assessment.vocabulary import Role, Text
from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, Refused, actor_of
from services.item_changing import Done, change_states, named
from services.item_proposals import Ground, Judge, ground_of, proposals_of, recognition_of, refresh

MOST_SIGNS = 2_000

UNKNOWN_MEANS = Text("请选择脱敏方式。尚未保存任何内容。", "Choose how the item is treated. Nothing has been stored.")
UNKNOWN_PROCESSING = Text(
    "目录中没有所选的处理方式；请重新选择。尚未保存任何内容。",
    "The catalogue has no such processing; choose another. Nothing has been stored.",
)
UNKNOWN_EVIDENCE = Text(
    "所选证明材料已不在本项目中；请重新选择。尚未保存任何内容。",
    "The evidence that was chosen is no longer part of this case; choose again. Nothing has been stored.",
)
TOO_LONG = Text(
    f"说明超过 {MOST_SIGNS:,} 字；请缩短。尚未保存任何内容。",
    f"The note is longer than {MOST_SIGNS:,} characters; shorten it. Nothing has been stored.",
)
OWN_CLAIM = Text(
    "不能核实自己登记的脱敏处理；请由另一位同事核实。",
    "You recorded this treatment yourself; a colleague has to verify it.",
)
REVIEWERS_STEP = Text("脱敏处理由复核人核实。", "Verifying a treatment is the reviewer's step.")
NOT_TREATED = Text(
    "所选数据项没有登记脱敏处理，无从核实。", "No treatment is recorded for these items; there is nothing to verify."
)


@dataclass(frozen=True, slots=True)
class TreatmentClaim:
    """What is said to be done. ``processing``: id of the catalogue's processing, "" for none of them."""

    means: Means
    processing: str = ""
    note: str = ""
    evidence: tuple[str, ...] = ()


def treat(
    desk: Desk, person: Person, case_id: str, scenario: str, ids: Sequence[str], claim: TreatmentClaim | None
) -> Done:
    """Record a treatment of items as *claimed*; ``None`` takes what was recorded away. Items that were cut stay."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        ground = ground_of(desk, unit, record, scenario)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        if claim is not None:
            _ensure_claim(claim, ground, sheet)
        judge = refresh(unit, ground)
        chosen = unit.items.some(case_id, scenario, ids)
        states = _claimed(judge, chosen, claim, person.name)
        meant = [item for item in chosen if item.id in states]
        if not meant:
            return Done(0, len(chosen))
        undo = change_states(unit, ground, "treatment", states, meant)
        unit.record("items treated", case_id=case_id, subject=scenario, details=_details(meant, claim))
        unit.commit()
    return Done(len(meant), len(chosen) - len(meant), undo)


def verify_treatment(desk: Desk, person: Person, case_id: str, scenario: str, ids: Sequence[str]) -> Done:
    """A second person confirms by the evidence that items are treated as claimed; from then on the class counts."""
    if not person.roles & {Role.REVIEWER, Role.APPROVER}:
        raise Refused(REVIEWERS_STEP)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        ground = ground_of(desk, unit, record, scenario)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        chosen = unit.items.some(case_id, scenario, ids)
        meant = [item for item in chosen if item.treatment is not None and item.treatment.state == "claimed"]
        if not meant:
            raise Refused(NOT_TREATED)
        states = {item.id: _verified(item, sheet, person.name) for item in meant}
        undo = change_states(unit, ground, "treatment", states, meant)
        details = {"count": len(meant), "items": named(meant)}
        unit.record("treatment verified", case_id=case_id, subject=scenario, details=details)
        unit.commit()
    return Done(len(meant), len(chosen) - len(meant), undo)


def _claimed(
    judge: Judge, chosen: Sequence[DataItem], claim: TreatmentClaim | None, by: str
) -> dict[str, Treatment | None]:
    meant = [item for item in chosen if item.cut is None]
    if claim is None:
        return {item.id: None for item in meant if item.treatment is not None}
    proposals, search = proposals_of(judge, meant), judge.search
    states: dict[str, Treatment | None] = {}
    for item in meant:
        found = recognition_of(item, search)
        # A person who settled another category says what the item is; its own words only serve where nobody did.
        named_items = (item.settled.category,) if item.settled and item.settled.category else found.items
        known = [search.items[search.numbers[name]] for name in named_items if name in search.numbers]
        before = untreated(item, proposals[item.id])
        after = kind_after(before, known, claim.means, claim.processing, keyed=judge.judging.keyed)
        state = Treatment(claim.means, claim.processing, claim.note.strip(), after, "claimed", claim.evidence, by, None)
        told = item.treatment
        if told is None or replace(told, state="claimed", by=by, verified_by=None) != state:
            states[item.id] = state
    return states


def _verified(item: DataItem, sheet: AnswerSheet, by: str) -> Treatment:
    claimed = item.treatment
    assert claimed is not None
    if claimed.by == by:
        raise Refused(OWN_CLAIM)
    evidence = {entry.id: entry for entry in sheet.of_scope(Scope.EVIDENCE)}
    why = why_not_proven(claimed, evidence, sheet.on)
    if why:
        said = WHY_NOT_PROVEN[why]
        raise Refused(Text(f"“{item.name}”：{said.zh}", f"'{item.name}': {said.en}"))
    return replace(claimed, state="verified", verified_by=by)


def _ensure_claim(claim: TreatmentClaim, ground: Ground, sheet: AnswerSheet) -> None:
    if claim.means not in MEANS:
        raise Refused(UNKNOWN_MEANS)
    if claim.processing and claim.processing not in ground.regime.catalogue.processing:
        raise Refused(UNKNOWN_PROCESSING)
    if len(claim.note) > MOST_SIGNS:
        raise Refused(TOO_LONG)
    if set(claim.evidence) - {entry.id for entry in sheet.of_scope(Scope.EVIDENCE)}:
        raise Refused(UNKNOWN_EVIDENCE)


def _details(meant: Sequence[DataItem], claim: TreatmentClaim | None) -> dict[str, object]:
    said = {"means": claim.means, "processing": claim.processing, "note": claim.note} if claim else {"means": None}
    return {**said, "count": len(meant), "items": named(meant)}
