"""Record what happened after filing, correct it, take it back. Every step is an entry of its own; none is changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from assessment.deadline_rules import DeadlineCatalogue, MilestoneKind
from assessment.errors import InputRefused, Problem
from assessment.milestones import FOREIGN_PREFIX, Milestone, read, standing
from assessment.questions import Scope
from assessment.vocabulary import Text
from assessment.work import JournalEntry, Person
from services.cases import case_of
from services.desk import Desk, NotFound, Refused, actor_of
from store.database import Unit

EARLIEST = date(2021, 9, 1)
"""Before the data security law there was nothing to file."""


@dataclass(frozen=True, slots=True)
class PastEntry:
    """One entry of the journal as it was written; ``replaced``: a later one stands in its place."""

    entry: JournalEntry
    milestone: Milestone
    replaced: bool


def record(desk: Desk, person: Person, case_id: str, milestone: Milestone) -> JournalEntry:
    """Add a milestone, or with ``corrects`` put it in the place of one; raises ``InputRefused`` naming the fields."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        case_of(unit, case_id)
        catalogue = desk.regime_of(person.company_id, unit).deadlines
        before = _before(unit, case_id, milestone)
        evidence = {
            entry.id for entry in unit.sheets.load(case_id, desk.today, with_items=False).of_scope(Scope.EVIDENCE)
        }
        problems = [*_problems(milestone, catalogue, desk.today), *_unknown_evidence(milestone, evidence)]
        if problems:
            raise InputRefused(*problems)
        if before is not None and read(before) == milestone.model_copy(update={"corrects": read(before).corrects}):
            return before
        entry = unit.journals.append("milestone", milestone.kind, milestone.model_dump(mode="json"), case_id=case_id)
        details: dict[str, object] = {"entry": entry.id, "milestone": milestone.model_dump(mode="json")}
        if before is not None:
            details["corrects"] = before.id
        kind = "milestone recorded" if before is None else "milestone corrected"
        unit.record(kind, case_id=case_id, subject=milestone.kind, details=details)
        unit.commit()
    return entry


def withdraw(desk: Desk, person: Person, case_id: str, entry_id: str, reason: str) -> None:
    """Take a milestone back: it never happened, and the terms that it set going end. The reason stays readable."""
    if not reason.strip():
        raise Refused(Text("请写明为何撤回这一节点。", "Say why this milestone is taken back."))
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        case_of(unit, case_id)
        now = [one for one in standing(unit.journals.list("milestone", case_id=case_id)) if one.id == entry_id]
        if not now:
            raise NotFound(f"milestone {entry_id}")
        said = now[0].milestone.model_copy(update={"corrects": entry_id, "withdrawn": True, "note": reason.strip()})
        entry = unit.journals.append("milestone", said.kind, said.model_dump(mode="json"), case_id=case_id)
        details = {"entry": entry.id, "corrects": entry_id, "withdrawn": True, "reason": reason.strip()}
        unit.record("milestone corrected", case_id=case_id, subject=said.kind, details=details)
        unit.commit()


def history(desk: Desk, person: Person, case_id: str) -> tuple[PastEntry, ...]:
    """Every entry of the case as it was written, newest first."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        entries = unit.journals.list("milestone", case_id=case_id)
    own = [(entry, read(entry)) for entry in entries if not entry.subject.startswith(FOREIGN_PREFIX)]
    replaced = {said.corrects for _, said in own}
    return tuple(PastEntry(entry, said, entry.id in replaced) for entry, said in reversed(own))


def _before(unit: Unit, case_id: str, milestone: Milestone) -> JournalEntry | None:
    """The entry that is corrected; only what still stands can be, so that two corrections do not part ways."""
    if milestone.corrects is None:
        return None
    entries = unit.journals.list("milestone", case_id=case_id)
    found = next((entry for entry in entries if entry.id == milestone.corrects), None)
    if found is None or found.subject != milestone.kind:
        raise NotFound(f"milestone {milestone.corrects}")
    if all(one.id != found.id for one in standing(entries)):
        raise Refused(
            Text(
                "这一节点刚被更正或者撤回；请看最新内容后再改。",
                "This milestone was corrected or taken back in the meantime; look at what stands now.",
            )
        )
    return found


def _problems(milestone: Milestone, catalogue: DeadlineCatalogue, today: date) -> Iterator[Problem]:
    kind = catalogue.milestone(milestone.kind)
    if kind is None:
        raise NotFound(f"milestone {milestone.kind}")
    yield from _day_problems(milestone, kind, today)
    if "outcome" in kind.fields and milestone.outcome is None:
        yield Problem("outcome", Text("请选择结果。", "Choose the outcome."))
    if milestone.outcome == "partly" and not milestone.refused:
        yield Problem(
            "refused",
            Text(
                "部分通过时，请逐项写明未通过的内容。", "When it passed in part, name each item that was not allowed."
            ),
        )
    if (milestone.volume is None) != (milestone.volume_unit is None):
        yield Problem("volume", Text("数据规模须同时填写数值和单位。", "Give the volume as number and unit."))


def _day_problems(milestone: Milestone, kind: MilestoneKind, today: date) -> Iterator[Problem]:
    if milestone.on > today and not kind.may_lie_ahead:
        yield Problem(
            "on",
            Text(
                f"{milestone.on} 晚于今天；节点发生后再登记。",
                f"{milestone.on} lies ahead; record it once it happened.",
            ),
        )
    if milestone.on < EARLIEST:
        yield Problem(
            "on",
            Text(
                f"{milestone.on} 早于数据出境制度施行；请核对年份。",
                f"{milestone.on} is before there was anything to file; check the year.",
            ),
        )
    if milestone.result_date is not None and milestone.result_date > milestone.on:
        yield Problem(
            "result_date",
            Text("结果出具之日不会晚于收到之日；请核对。", "A result is not dated after it was received; check both."),
        )
    start = milestone.result_date or milestone.on
    if milestone.valid_until is not None and milestone.valid_until <= start:
        yield Problem(
            "valid_until",
            Text(f"届满日须晚于 {start}。", f"The last day of validity lies after {start}."),
        )
    if milestone.reply_by is not None and milestone.reply_by < milestone.on:
        yield Problem(
            "reply_by",
            Text("要求的期限早于来文日期；请核对。", "The day set lies before the letter; check both."),
        )


def _unknown_evidence(milestone: Milestone, known: set[str]) -> Iterator[Problem]:
    if not set(milestone.evidence) <= known:
        yield Problem("evidence", Text("请从本项目的证明材料中选择。", "Choose among the evidence of this case."))
