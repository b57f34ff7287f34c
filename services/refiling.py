"""Changes after approval: what was approved, what stands now, and what a person says about it.

The snapshot to compare with is the one that was approved when the authority's milestone was recorded; a person may
choose another approved one. Entries stand in the journal of milestones under subjects of their own.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assessment.answers import AnswerSheet
from assessment.events import ReviewEvent
from assessment.milestones import Standing as Milestone
from assessment.milestones import standing as milestones_of
from assessment.refiling import SUBJECT, ChangeSaid, Mechanism, MechanismSaid, Standing, Trigger, triggers, verdict
from assessment.snapshot import SnapshotContent
from assessment.vocabulary import Route, Text
from assessment.work import JournalEntry, Person
from services.cases import OpenCase, case_of
from services.desk import BEIJING, Desk, NotFound, Refused, actor_of
from store.database import Unit

MECHANISM_SUBJECT = f"{SUBJECT}mechanism"
Source = Literal["milestone", "said", "answer", "route"]

_BY_MILESTONE: dict[str, Mechanism] = {
    "result_received": "security_assessment",
    "reassessment_result": "security_assessment",
    "extension_decided": "security_assessment",
    "contract_effective": "standard_contract",
    "contract_filed": "standard_contract",
    "filing_number": "standard_contract",
    "gba_contract_effective": "gba_contract",
    "gba_contract_filed": "gba_contract",
    "certificate_issued": "certification",
}
_HANDED_IN = frozenset(
    {"dossier_submitted", "contract_effective", "contract_filed", "gba_contract_effective", "certificate_applied"}
)
_BY_ROUTE: dict[str, Mechanism] = {
    Route.SECURITY_ASSESSMENT.value: "security_assessment",
    Route.STANDARD_CONTRACT_OR_CERTIFICATION.value: "standard_contract",
    Route.CERTIFICATION.value: "certification",
}


@dataclass(frozen=True, slots=True)
class Reference:
    """What was approved: its snapshot, who approved it and when."""

    event: ReviewEvent
    content: SnapshotContent


@dataclass(frozen=True, slots=True)
class ChangesPage:
    """All that the page of changes shows. ``approvals``: every approved snapshot, newest first.

    ``own_reference``: it is compared with what counts; with another snapshot the page is for looking only.
    """

    mechanism: Mechanism | None
    source: Source | None
    reference: Reference | None
    approvals: tuple[ReviewEvent, ...]
    triggers: tuple[Trigger, ...]
    verdict: Standing
    history: tuple[JournalEntry, ...]
    milestones: tuple[Milestone, ...]
    own_reference: bool = True

    def trigger(self, rule_id: str) -> Trigger | None:
        return next((trigger for trigger in self.triggers if trigger.rule.id == rule_id), None)

    def entries_of(self, rule_id: str) -> tuple[JournalEntry, ...]:
        return tuple(entry for entry in self.history if entry.subject == subject_of(rule_id))


@dataclass(frozen=True, slots=True)
class ChangeInput:
    """What a person typed about one case of the article. ``seen`` names the differences that the page showed."""

    happened: bool | None = None
    happened_on: date | None = None
    affects: bool | None = None
    note: str = ""
    seen: str = ""
    position: int = 0


class ChangeOvertaken(Exception):
    """A colleague spoke about the same change meanwhile, or the change became another one; nothing was stored."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


def changes_page(desk: Desk, person: Person, case: OpenCase, against: str | None = None) -> ChangesPage:
    with desk.database.read(person.company_id) as unit:
        return _page(unit, case, against)


def say_change(desk: Desk, person: Person, case: OpenCase, rule_id: str, given: ChangeInput) -> None:
    """Keep what a person confirmed or judged about one case of the article."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case.record.id)
        page = _page(unit, case, None)
        trigger = page.trigger(rule_id)
        if trigger is None:
            raise NotFound(f"change {rule_id}")
        last = max((entry.position for entry in page.entries_of(rule_id)), default=0)
        if last > given.position:
            raise ChangeOvertaken(
                Text(
                    "另一位同事刚记录了同一情形；请看下方的记录后再决定。您填写的内容仍在。",
                    "A colleague just recorded the same circumstance; look at it below. What you typed is kept.",
                )
            )
        if given.affects is not None and given.seen != trigger.seen:
            raise ChangeOvertaken(
                Text(
                    "页面打开后内容又有变化；请看清现在的差异后再判断。您填写的内容仍在。",
                    "The case changed after the page was opened; look at the differences as they are now, then judge. "
                    "What you typed is kept.",
                )
            )
        said = _change_said(rule_id, given, desk.today)
        if said == trigger.said:
            return
        before = trigger.said.model_dump(mode="json") if trigger.said else None
        _append(unit, record.id, subject_of(rule_id), said, before)
        unit.commit()


def say_mechanism(desk: Desk, person: Person, case: OpenCase, mechanism: Mechanism) -> None:
    """Keep which mechanism the case was carried out under, where no milestone says so."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case.record.id)
        page = _page(unit, case, None)
        if page.source == "milestone":
            raise Refused(
                Text(
                    "办理机制以已登记的办理节点为准；如有误，请更正节点。",
                    "The recorded milestones say which mechanism it is; correct them if they are wrong.",
                )
            )
        if (page.source, page.mechanism) != ("said", mechanism):
            before: dict[str, object] | None = {"mechanism": page.mechanism} if page.source == "said" else None
            _append(unit, record.id, MECHANISM_SUBJECT, MechanismSaid(mechanism=mechanism), before)
            unit.commit()


def subject_of(rule_id: str) -> str:
    return f"{SUBJECT}{rule_id.lower().replace('-', '_')}"


def _change_said(rule_id: str, given: ChangeInput, today: date) -> ChangeSaid:
    if given.happened and given.happened_on is not None and given.happened_on > today:
        raise Refused(
            Text(
                f"发生日期 {given.happened_on} 晚于今天（{today}）；请核对。",
                f"The day it happened, {given.happened_on}, lies after today ({today}); check it.",
            )
        )
    return ChangeSaid(
        rule=rule_id,
        happened=given.happened,
        happened_on=given.happened_on if given.happened else None,
        affects=given.affects,
        note=given.note,
        seen=given.seen if given.affects is not None else "",
    )


def _append(
    unit: Unit, case_id: str, subject: str, said: ChangeSaid | MechanismSaid, before: dict[str, object] | None
) -> None:
    after = said.model_dump(mode="json")
    unit.journals.append("milestone", subject, after, case_id=case_id)
    kind = "milestone corrected" if before else "milestone recorded"
    unit.record(kind, case_id=case_id, subject=subject, details={"before": before, "after": after})


def _page(unit: Unit, case: OpenCase, against: str | None) -> ChangesPage:
    entries = unit.journals.list("milestone", case_id=case.record.id)
    own = tuple(entry for entry in entries if entry.subject.startswith(SUBJECT))
    milestones = milestones_of(entries)
    approvals = tuple(event for event in unit.reviews.list(case.record.id) if event.kind == "approved")
    counts = (_filed(approvals, milestones) or approvals[-1]) if approvals else None
    chosen = next((event for event in approvals[::-1] if event.snapshot_sha256 == against), counts)
    reference = _reference(unit, chosen)
    mechanism, source = _mechanism(own, milestones, case, reference)
    found = _triggers(case, mechanism, reference.content.sheet if reference else None, own)
    return ChangesPage(
        mechanism, source, reference, approvals[::-1], found, verdict(found), own, milestones, chosen == counts
    )


def _triggers(
    case: OpenCase, mechanism: Mechanism | None, approved: AnswerSheet | None, own: tuple[JournalEntry, ...]
) -> tuple[Trigger, ...]:
    if mechanism is None:
        return ()
    regime = case.appraisal.regime
    said = {one.rule: one for entry in own if (one := _read(entry)) is not None}
    law = regime.after_filing.refiling
    return triggers(approved, case.sheet, law, mechanism, regime.questionnaire, said, case.sheet.on)


def _read(entry: JournalEntry) -> ChangeSaid | None:
    if entry.content.get("kind") != "change_said":
        return None
    return ChangeSaid.model_validate_json(json.dumps(dict(entry.content)))


def _reference(unit: Unit, event: ReviewEvent | None) -> Reference | None:
    snapshot = unit.snapshots.get(event.snapshot_sha256) if event is not None else None
    return Reference(event, snapshot.content) if event is not None and snapshot is not None else None


def _filed(approvals: tuple[ReviewEvent, ...], milestones: tuple[Milestone, ...]) -> ReviewEvent | None:
    """The approval that came last before the dossier or contract was handed in, so that later ones do not hide it."""
    handed_in = [one.on for one in milestones if one.kind in _HANDED_IN]
    if not handed_in:
        return None
    return next((event for event in reversed(approvals) if _day(event.at) <= handed_in[-1]), None)


def _day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def _mechanism(
    own: tuple[JournalEntry, ...], milestones: tuple[Milestone, ...], case: OpenCase, reference: Reference | None
) -> tuple[Mechanism | None, Source | None]:
    for one in reversed(milestones):
        if one.kind in _BY_MILESTONE and one.milestone.outcome != "failed":
            return _BY_MILESTONE[one.kind], "milestone"
    said = [entry for entry in own if entry.subject == MECHANISM_SUBJECT]
    if said:
        return MechanismSaid.model_validate_json(json.dumps(dict(said[-1].content))).mechanism, "said"
    prior = case.appraisal.facts.prior
    if prior is not None:
        return prior.mechanism, "answer"
    route = str(reference.content.decision.get("route")) if reference else ""
    return (_BY_ROUTE[route], "route") if route in _BY_ROUTE else (None, None)
