"""Submit, withdraw, approve, send back. Submitting freezes a snapshot; every vote names its hash."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assessment.events import EventKind, ReviewEvent
from assessment.fix_tasks import fix_tasks, plan_of
from assessment.lifecycle import ReviewState, state_of, why_not_decide, why_not_submit
from assessment.overrides import Override, override_of
from assessment.snapshot import Snapshot
from assessment.vocabulary import Text
from assessment.work import AnswerChange, CaseRecord, Person
from services.appraisal import Appraisal, appraise
from services.cases import OpenCase, case_of
from services.desk import Desk, Refused, actor_of
from services.fix_tasks import target_score
from store.database import Unit


@dataclass(frozen=True, slots=True)
class ReviewPage:
    """What the review page shows: state, history, what this person may do, what changed since the snapshot."""

    state: ReviewState
    events: tuple[ReviewEvent, ...]
    why_not_submit: Text | None
    why_not_decide: Text | None
    changed_since: tuple[AnswerChange, ...]
    snapshot: Snapshot | None


def snapshot_of(
    appraisal: Appraisal,
    override: Override | None = None,
    plan: Mapping[str, Any] | None = None,
    extension: Mapping[str, Any] | None = None,
) -> Snapshot:
    """Freeze answers, facts, decision, score, rule set, an override that holds and the plan, as canonical bytes.

    ``extension``: what an application for an extension says, where that is what is filed.
    """
    record = override.as_record() if override is not None and override.holds(appraisal.score) else None
    if record is None and plan is None and extension is None:
        return appraisal.snapshot
    return appraisal.frozen_with(record, plan, extension)


def case_snapshot(unit: Unit, case_id: str, appraisal: Appraisal) -> Snapshot:
    """The snapshot of a case as it stands, with what its people decided and took on."""
    override = override_of(unit.journals.list("override", case_id=case_id))
    tasks = fix_tasks(unit.journals.list("fix", case_id=case_id))
    plan = plan_of(tasks.values(), target_score(appraisal, tasks)) if tasks else None
    return snapshot_of(appraisal, override, plan)


def current_sha256(desk: Desk, unit: Unit, case: OpenCase) -> str:
    """The hash that a snapshot of the open case would have now; frozen once for each state of the case."""
    decided = (unit.journals.list(name, case_id=case.record.id) for name in ("override", "fix"))
    key = (case.key, tuple(entry.id for entries in decided for entry in entries))
    return desk.snapshot_hashes.of(key, lambda: case_snapshot(unit, case.record.id, case.appraisal).sha256)


def review_page(desk: Desk, person: Person, case_id: str) -> ReviewPage:
    with desk.database.read(person.company_id) as unit:
        record = case_of(unit, case_id)
        events = tuple(unit.reviews.list(case_id))
        state = state_of(events, record.revision)
        last = next((e for e in reversed(events) if e.kind == "submitted"), None)
        changed: list[AnswerChange] = []
        if last is not None and state.state in {"approved_then_changed", "changes_requested"}:
            changed = unit.sheets.changes_since(case_id, last.revision)
        snapshot = unit.snapshots.get(state.snapshot_sha256) if state.snapshot_sha256 else None
    return ReviewPage(
        state,
        events,
        why_not_submit(state, person.roles),
        why_not_decide(events, state, person.id, person.roles),
        tuple(changed),
        snapshot,
    )


def submit(desk: Desk, person: Person, case_id: str) -> Snapshot:
    """Freeze the case as it stands and put the snapshot before a colleague. Gaps do not stop it, they show."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        events = unit.reviews.list(case_id)
        refusal = why_not_submit(state_of(events, record.revision), person.roles)
        if refusal is not None:
            raise Refused(refusal)
        appraisal = appraise(unit.sheets.load(case_id, desk.today), desk.regime_of(person.company_id, unit))
        snapshot = case_snapshot(unit, case_id, appraisal)
        unit.snapshots.put(case_id, snapshot)
        authors = unit.sheets.authors(case_id) | {person.id}
        _append(desk, unit, record, person, "submitted", snapshot.sha256, authors=frozenset(authors))
        unit.commit()
    return snapshot


def withdraw(desk: Desk, person: Person, case_id: str) -> None:
    """The submitter takes the case back to go on editing."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        state = state_of(unit.reviews.list(case_id), record.revision)
        if state.state != "in_review" or state.last is None or state.snapshot_sha256 is None:
            raise Refused(Text("当前没有待复核的快照。", "There is no snapshot in review."))
        if state.last.person_id != person.id:
            raise Refused(
                Text(
                    "只有提交人可以撤回；复核人请退回并说明理由。",
                    "Only the submitter can withdraw; a reviewer sends back with a reason.",
                )
            )
        _append(desk, unit, record, person, "withdrawn", state.snapshot_sha256)
        unit.commit()


def approve(desk: Desk, person: Person, case_id: str, snapshot_sha256: str) -> None:
    """Approve exactly the snapshot that was looked at."""
    _decide(desk, person, case_id, snapshot_sha256, "approved", "")


def send_back(desk: Desk, person: Person, case_id: str, snapshot_sha256: str, reason: str) -> None:
    if not reason.strip():
        raise Refused(
            Text("退回时请写明理由，填报人据此修改。", "Give the reason for sending back; the preparer works from it.")
        )
    _decide(desk, person, case_id, snapshot_sha256, "changes_requested", reason.strip())


def _decide(desk: Desk, person: Person, case_id: str, seen: str, kind: EventKind, reason: str) -> None:
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        events = unit.reviews.list(case_id)
        state = state_of(events, record.revision)
        refusal = why_not_decide(events, state, person.id, person.roles)
        if refusal is not None:
            raise Refused(refusal)
        if state.snapshot_sha256 != seen:
            raise Refused(
                Text(
                    "您看到的快照已被新的提交取代；请重新查看后再决定。",
                    "The snapshot you looked at was replaced by a newer submission; look at it again before deciding.",
                )
            )
        _append(desk, unit, record, person, kind, seen, reason=reason)
        unit.commit()


_RECORD_KINDS: dict[EventKind, str] = {
    "submitted": "submitted",
    "withdrawn": "withdrawn",
    "changes_requested": "changes requested",
    "approved": "approved",
}


def _append(
    desk: Desk,
    unit: Unit,
    record: CaseRecord,
    person: Person,
    kind: EventKind,
    sha256: str,
    *,
    reason: str = "",
    authors: frozenset[str] = frozenset(),
) -> None:
    unit.reviews.add(
        record.id,
        kind=kind,
        person_id=person.id,
        person_name=person.name,
        at=desk.now(),
        revision=record.revision,
        snapshot_sha256=sha256,
        reason=reason,
        authors=authors,
    )
    details: dict[str, object] = {"snapshot_sha256": sha256, "case_revision": record.revision}
    if reason:
        details["reason"] = reason
    unit.record(_RECORD_KINDS[kind], case_id=record.id, subject=record.reference, details=details)
