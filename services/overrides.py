"""Override D2 or D3 by two approvers: propose, agree, withdraw. What stands is printed in the report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from assessment.overrides import (
    Override,
    OverrideSaid,
    override_of,
    why_not_agree,
    why_not_propose,
    why_not_reason,
)
from assessment.vocabulary import Role, Text
from assessment.work import Person
from services.appraisal import Appraisal, appraise
from services.cases import case_of, ensure_editable
from services.desk import Desk, Refused, actor_of
from store.database import Unit


def current(unit: Unit, case_id: str) -> Override | None:
    """The override of a case as it stands in an open unit."""
    return override_of(unit.journals.list("override", case_id=case_id))


def override_page(desk: Desk, person: Person, case_id: str) -> tuple[Override | None, Text | None, Text | None]:
    """What stands, why this person may not propose one, and why not agree to it."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        score = _appraisal(desk, unit, person, case_id).score
        override, authors = current(unit, case_id), unit.trail.authors(case_id)
    return (
        override,
        why_not_propose(score, person.id, person.roles, authors),
        why_not_agree(override, score, person.id, person.roles, authors),
    )


def propose(desk: Desk, person: Person, case_id: str, reason: str) -> None:
    """The first approver gives the reason; another one has to agree."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        score = _appraisal(desk, unit, person, case_id).score
        refusal = why_not_propose(score, person.id, person.roles, unit.trail.authors(case_id)) or why_not_reason(reason)
        if refusal is not None:
            raise Refused(refusal)
        said = {"step": "proposed", "decision": score.decision, "answers_sha256": score.answers_sha256}
        _append(unit, case_id, {**said, "reason": reason.strip()}, "override recorded")
        unit.commit()


def agree(desk: Desk, person: Person, case_id: str) -> None:
    """The second approver; from now on the override holds for this very score."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        score, override = _appraisal(desk, unit, person, case_id).score, current(unit, case_id)
        refusal = why_not_agree(override, score, person.id, person.roles, unit.trail.authors(case_id))
        if refusal is not None or override is None:
            raise Refused(refusal or Text("当前没有人工调整。", "There is no override."))
        _append(unit, case_id, _said(override, "agreed", override.reason), "override recorded")
        unit.commit()


def withdraw(desk: Desk, person: Person, case_id: str, reason: str) -> None:
    """Any approver may take an override back, with a reason."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        override = current(unit, case_id)
        if override is None:
            raise Refused(Text("当前没有人工调整。", "There is no override."))
        if Role.APPROVER not in person.roles:
            raise Refused(Text("人工调整由批准人撤销。", "An approver withdraws an override."))
        if not reason.strip():
            raise Refused(Text("请写明撤销的理由。", "Give the reason for withdrawing it."))
        _append(unit, case_id, _said(override, "withdrawn", reason.strip()), "override withdrawn")
        unit.commit()


def _said(override: Override, step: str, reason: str) -> dict[str, Any]:
    return {
        "step": step,
        "decision": override.decision,
        "answers_sha256": override.answers_sha256,
        "reason": reason,
    }


def _append(unit: Unit, case_id: str, content: Mapping[str, Any], kind: str) -> None:
    said = OverrideSaid.model_validate(dict(content))
    unit.journals.append("override", said.decision, said.model_dump(mode="json"), case_id=case_id)
    details = {"step": said.step, "reason": said.reason, "answers_sha256": said.answers_sha256}
    unit.record(kind, case_id=case_id, subject=said.decision, details=details)


def _appraisal(desk: Desk, unit: Unit, person: Person, case_id: str) -> Appraisal:
    return appraise(unit.sheets.load(case_id, desk.today, with_items=False), desk.regime_of(person.company_id, unit))
