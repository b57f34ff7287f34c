"""Answer sheets for tests: a complete one made from the questionnaire itself, and ways to change it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

from assessment.answers import AnswerSheet, DataItem, Entry, Value
from assessment.applicability import asked
from assessment.questions import Question, Questionnaire, QuestionType, Scope
from regimes.questionnaires import load_questionnaire

ON = date(2026, 11, 21)
QUESTIONS = Path(__file__).parents[2] / "regimes" / "cn" / "questions"
SUB_CHECKS = (5, 5, 1, 4, 3, 2)
MATERIALS = ("credit_code_certificate", "legal_rep_identity", "agent_identity", "legal_document")

_BY_TYPE: Mapping[QuestionType, Value] = {
    QuestionType.TEXT: "示例",
    QuestionType.LONG_TEXT: "示例说明。",
    QuestionType.YES_NO: False,
    QuestionType.YES_NO_OPEN: False,
    QuestionType.COUNT: 1000,
    QuestionType.DATE: "2026-11-01",
    QuestionType.EMAIL: "name@example.com",
    QuestionType.PHONE: "021-55500108",
    QuestionType.CREDIT_CODE: "91110000600037341L",
    QuestionType.IDENTITY_NUMBER: "11010519491231002X",
    QuestionType.DOMAINS: ["api.example.com"],
    QuestionType.ADDRESSES: ["10.20.0.0/16"],
    QuestionType.COUNTRY: "de",
    QuestionType.EVIDENCE: ["e1"],
    QuestionType.FILE: {"sha256": "0" * 64, "name": "a.pdf", "size": 3, "media_type": "application/pdf"},
}
_CHOSEN: Mapping[str, Value] = {
    "authority.ends_on": "2027-11-01",
    "handler.registered_place": "上海市嘉定区安亭镇一号",
    "route.region": "shanghai",
    "route.ciio_notice": "not_notified",
    "route.prior_mechanism": "none",
    "scenario.data_types": ["personal_information"],
    "scenario.exemption_claim": "none",
    "scenario.ftz_list": "none",
    "scenario.necessary": True,
    "scenario.important_data_status": "none",
    "risk.severe_kinds": ["none"],
    "self_assessment.no_material_change": True,
    "clause.complete": True,
}


@cache
def questionnaire() -> Questionnaire:
    return load_questionnaire(QUESTIONS)


def complete_sheet() -> AnswerSheet:
    """One scenario, one recipient, one data item, six clauses, four materials: nothing is missing."""
    case = _answers(Scope.CASE, {})
    parts = [choice.id for choice in questionnaire().question("clause.covers").choices]
    clauses = [
        Entry(
            f"c{number}",
            Scope.CLAUSE,
            None,
            {
                **_answers(Scope.CLAUSE, case),
                "clause.point": f"point_{number}",
                "clause.covers": [part for part in parts if part.startswith(f"point_{number}_")],
            },
        )
        for number in range(1, 7)
    ]
    evidence = [
        Entry(f"e{number}", Scope.EVIDENCE, None, {**_answers(Scope.EVIDENCE, case), "evidence.kind": kind})
        for number, kind in enumerate(MATERIALS, start=1)
    ]
    return AnswerSheet(
        reference="2026-001",
        title="示例",
        company="示例公司",
        on=ON,
        answers=case,
        entries=(
            Entry("s1", Scope.SCENARIO, None, _answers(Scope.SCENARIO, case)),
            Entry("r1", Scope.RECIPIENT, "s1", _answers(Scope.RECIPIENT, case)),
            *clauses,
            *evidence,
        ),
        items=(DataItem("i1", "s1", "电池电压", "单体电压", "失效分析所需", "3.6", ""),),
    )


def with_answers(sheet: AnswerSheet, entry: str = "", /, **changes: Value) -> AnswerSheet:
    """The sheet with some answers changed; a question is written ``handler__name``; ``None`` takes one away."""
    named = {key.replace("__", "."): value for key, value in changes.items()}
    if not entry:
        return replace(sheet, answers=_changed(sheet.answers, named))
    entries = (replace(e, answers=_changed(e.answers, named)) if e.id == entry else e for e in sheet.entries)
    return replace(sheet, entries=tuple(entries))


def without_entries(sheet: AnswerSheet, *ids: str) -> AnswerSheet:
    return replace(sheet, entries=tuple(entry for entry in sheet.entries if entry.id not in ids))


def _changed(answers: Mapping[str, Value], changes: Mapping[str, Value]) -> dict[str, Value]:
    return {key: value for key, value in {**answers, **changes}.items() if value is not None}


def _answers(scope: Scope, case: Mapping[str, Value]) -> dict[str, Value]:
    """Every required question, and one question of every at-least-one rule, answered in order."""
    said: dict[str, Value] = {}
    for section in questionnaire().of_scope(scope):
        needed = {rule.at_least_one[0] for rule in section.rules}
        for question in section.questions:
            if (question.required or question.id in needed) and asked(question, said, case):
                said[question.id] = _value(question)
    return said


def _value(question: Question) -> Value:
    if question.id in _CHOSEN:
        return _CHOSEN[question.id]
    match question.type:
        case QuestionType.CHOICE:
            return question.choices[0].id
        case QuestionType.CHOICES:
            return [question.choices[0].id]
        case kind:
            return _BY_TYPE[kind]
