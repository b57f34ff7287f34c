"""Answer one risk question; let a second person check it against its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from assessment.answers import AnswerSheet, GradedAnswer
from assessment.proofs import WHY_NOT_VERIFIED, standing
from assessment.questions import Scope
from assessment.vocabulary import Role, Text
from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, Refused, actor_of
from services.wizard import Conflict, Saved
from store.database import Unit

PREFIX = "risk."


def save_grade(desk: Desk, person: Person, case_id: str, answer: GradedAnswer, seen_revision: int) -> Saved:
    """Store a grade as *declared* (or unknown); checking it is another person's step.

    When somebody else changed the same question since ``seen_revision``, nothing is stored and both are shown.
    """
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        known = {entry.id for entry in sheet.of_scope(Scope.EVIDENCE)}
        stored = sheet.grades.get(answer.question)
        proofs = tuple(proof for proof in answer.proofs if proof.evidence in known)
        second = (stored.second_grade, stored.second_by) if stored else (None, None)
        value = as_value(replace(answer, proofs=proofs, second_grade=second[0], second_by=second[1]))
        before = as_value(stored, keep_state=True) if stored else None
        if before is not None and {**before, "state": value["state"], "checked_by": None} == value:
            return Saved(record.revision, 0, (), desk.now())
        key = PREFIX + answer.question
        since = [c for c in unit.sheets.changes_since(case_id, seen_revision, "") if c.question == key]
        if since:
            last = since[-1]
            return Saved(record.revision, 0, (Conflict(key, value, before, last.person_name, last.at),), desk.now())
        revision = unit.sheets.save_answers(case_id, "", {key: value})
        details = {"changes": [{"entry": "", "question": key, "before": before, "after": value}]}
        unit.record("grade saved", case_id=case_id, subject=answer.question, details=details)
        unit.commit()
    return Saved(revision, 1, (), desk.now())


def check_grade(desk: Desk, person: Person, case_id: str, question: str) -> None:
    """Mark a declared grade as verified: evidence is attached and a second person looked at it."""
    if not person.roles & {Role.REVIEWER, Role.APPROVER}:
        raise Refused(Text("核验由复核人进行。", "Checking is the reviewer's step."))
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        stored = sheet.grades.get(question)
        if stored is None or stored.grade is None:
            raise Refused(
                Text("该题尚未作答，无从核验。", "This question has no answer yet; there is nothing to check.")
            )
        _refuse_without_proof(stored, sheet)
        author = unit.sheets.last_change(case_id, "", [PREFIX + question])
        if author is not None and author.person_id == person.id:
            raise Refused(
                Text(
                    "不能核验自己填写的等级；请由另一位同事核验。",
                    "You graded this yourself; a colleague has to check it.",
                )
            )
        _add(unit, case_id, stored, {"state": "verified", "checked_by": person.name}, "grade checked")
        unit.commit()


def _refuse_without_proof(stored: GradedAnswer, sheet: AnswerSheet) -> None:
    """A grade is verified by a file with page and quotation that is young enough; the sentence says what is missing."""
    evidence = {entry.id: entry for entry in sheet.of_scope(Scope.EVIDENCE)}
    found = standing(replace(stored, state="verified", checked_by="-"), evidence, sheet.on)
    if found.state != "verified":
        raise Refused(WHY_NOT_VERIFIED[found.why])


def grade_apart(desk: Desk, person: Person, case_id: str, question: str, grade: int) -> None:
    """A second person grades a key question apart from the first; where the two differ, both count until settled."""
    if not person.roles & {Role.REVIEWER, Role.APPROVER}:
        raise Refused(Text("第二人评分由复核人进行。", "The second grade is the reviewer's step."))
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        stored = sheet.grades.get(question)
        if stored is None or stored.grade is None:
            raise Refused(Text("第一人尚未评定；请稍后再评。", "The first grade is not there yet; come back later."))
        author = unit.sheets.last_change(case_id, "", [PREFIX + question])
        if author is not None and author.person_id == person.id and stored.second_by != person.name:
            raise Refused(
                Text(
                    "这一题由您评定；请另一位同事独立评分。",
                    "You graded this question yourself; a colleague grades it apart.",
                )
            )
        _add(unit, case_id, stored, {"second_grade": grade, "second_by": person.name}, "grade given apart")
        unit.commit()


def _add(unit: Unit, case_id: str, stored: GradedAnswer, said: Mapping[str, Any], kind: str) -> None:
    """What a second person says of an answer, beside what the first one said."""
    before = as_value(stored, keep_state=True)
    after, key = {**before, **said}, PREFIX + stored.question
    unit.sheets.save_answers(case_id, "", {key: after})
    details = {"changes": [{"entry": "", "question": key, "before": before, "after": after}]}
    unit.record(kind, case_id=case_id, subject=stored.question, details=details)


def as_value(answer: GradedAnswer, *, keep_state: bool = False) -> dict[str, Any]:
    """The stored form of a graded answer."""
    return {
        "grade": answer.grade,
        "state": answer.state if keep_state else ("unknown" if answer.grade is None else "declared"),
        "finding": answer.finding,
        "rectification": answer.rectification,
        "proofs": [{"evidence": p.evidence, "page": p.page, "quotation": p.quotation} for p in answer.proofs],
        "checked_by": answer.checked_by if keep_state else None,
        "second_grade": answer.second_grade,
        "second_by": answer.second_by,
    }
