"""The duties of a case: the checklist as it stands, and one more entry about one duty.

Who says so is part of every entry. An entry changes no answer and makes the case no newer one, so it is written while
a snapshot is in review as well.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date

from assessment.answers import AnswerSheet
from assessment.duties import Checklist, DutyLine, DutySaid, DutyState, Spoken, checklist
from assessment.questions import Bilingual, Scope
from assessment.vocabulary import Text
from assessment.work import JournalEntry, Person
from services.appraisal import Appraisal, appraise
from services.cases import OpenCase, case_of
from services.desk import Desk, NotFound, Refused, actor_of


@dataclass(frozen=True, slots=True)
class DutyInput:
    """What a person typed about one duty. ``seen``: position of the newest entry that the page showed."""

    state: DutyState
    owner: str = ""
    due: date | None = None
    done_on: date | None = None
    evidence: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    seen: int = 0


class Overtaken(Exception):
    """A colleague wrote about the same duty after the page was shown; nothing was stored."""

    def __init__(self, theirs: Spoken) -> None:
        super().__init__(theirs.entry.subject)
        self.theirs = theirs


@dataclass(frozen=True, slots=True)
class AfterSummary:
    """What the way and the check show of the time after filing."""

    settled: int
    total: int
    overdue: int
    approved_once: bool


def checklist_of(desk: Desk, person: Person, case: OpenCase) -> Checklist:
    with desk.database.read(person.company_id) as unit:
        entries = unit.journals.list("duty", case_id=case.record.id)
    return _fold(case.appraisal, entries)


def summary(desk: Desk, person: Person, case: OpenCase) -> AfterSummary:
    """How far the duties have come, and whether anything of the case was ever approved."""
    with desk.database.read(person.company_id) as unit:
        entries = unit.journals.list("duty", case_id=case.record.id)
        approved = any(event.kind == "approved" for event in unit.reviews.list(case.record.id))
    found = _fold(case.appraisal, entries)
    settled = found.count("done", "not_applicable")
    return AfterSummary(settled, len(found.lines), found.count("overdue"), approved)


def record_duty(desk: Desk, person: Person, case_id: str, subject: str, given: DutyInput) -> DutyLine:
    """Write one entry; raises ``Overtaken`` when somebody else was quicker. The same again is not written twice."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        appraisal = appraise(sheet, desk.regime_of(person.company_id, unit))
        line = _fold(appraisal, unit.journals.list("duty", case_id=case_id)).line(subject)
        if line is None:
            raise NotFound(f"duty {subject}")
        if line.history and line.history[-1].entry.position > given.seen:
            raise Overtaken(line.history[-1])
        said = _said(line, given, sheet, desk.today)
        if line.now == said:
            return line
        unit.journals.append("duty", subject, said.model_dump(mode="json"), case_id=case_id)
        before = json.loads(line.now.model_dump_json()) if line.now else None
        details = {"case": record.reference, "before": before, "after": said.model_dump(mode="json")}
        unit.record("duty recorded", case_id=case_id, subject=subject, details=details)
        unit.commit()
    return line


def _said(line: DutyLine, given: DutyInput, sheet: AnswerSheet, today: date) -> DutySaid:
    """The entry as it is kept: only what belongs to its state."""
    if not line.applies:
        raise Refused(
            Text(
                "这项义务已不适用，记录保留备查，不能再改。",
                "This duty no longer applies; its record is kept and cannot be changed.",
            )
        )
    known = {entry.id for entry in sheet.of_scope(Scope.EVIDENCE)}
    if any(name not in known for name in given.evidence):
        raise Refused(
            Text(
                "所选的证明材料已不在本项目中；请重新选择。",
                "A piece of evidence that you chose is no longer in this case; choose again.",
            )
        )
    if given.state == "done" and given.done_on is not None and given.done_on > today:
        raise Refused(
            Text(
                f"完成日期 {given.done_on} 晚于今天（{today}）；请核对。",
                f"The day it was done, {given.done_on}, lies after today ({today}); check it.",
            )
        )
    in_work, done = given.state == "in_work", given.state == "done"
    return DutySaid(
        state=given.state,
        sentence=Bilingual(zh=line.sentence.zh, en=line.sentence.en),
        cite=line.cite,
        owner=given.owner if in_work or done else "",
        due=given.due if in_work else None,
        done_on=given.done_on if done else None,
        evidence=given.evidence if in_work or done else (),
        reason=given.reason if given.state == "not_applicable" else "",
        note=given.note,
    )


def _fold(appraisal: Appraisal, entries: list[JournalEntry]) -> Checklist:
    law, on = appraisal.regime.after_filing, appraisal.sheet.on
    return checklist(
        appraisal.decision.duties,
        law.wanted,
        law.requirements_for(appraisal.facts.exporter.sector, on) if _exports(appraisal) else None,
        entries,
        {entry.id for entry in appraisal.sheet.of_scope(Scope.EVIDENCE)},
        on,
    )


def _exports(appraisal: Appraisal) -> bool:
    """The requirements protect an export of personal information or important data; without one there are none."""
    return any(flow.route.value not in ("no_export", "free", "stop") for flow in appraisal.decision.flows)
