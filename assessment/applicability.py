"""Whether a question is asked, from the answers given so far.

An answer that is no longer asked for is kept by the store; this module only says that it does not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.answers import AnswerSheet, Value
from assessment.questions import AskedWhen, Question, Questionnaire, Scope, Section


def answered(value: Value) -> bool:
    """Zero and no are answers; empty text and empty lists are not."""
    return value is not None and value != "" and value != [] and value != {}


def asked(question: Question, answers: Mapping[str, Value], case_answers: Mapping[str, Value]) -> bool:
    """All conditions hold; ``answers`` are those of the entry, ``case_answers`` those of the case."""
    return all(_holds(condition, answers, case_answers) for condition in question.asked_when)


def asked_questions(
    section: Section, answers: Mapping[str, Value], case_answers: Mapping[str, Value]
) -> tuple[Question, ...]:
    return tuple(question for question in section.questions if asked(question, answers, case_answers))


def current_answers(
    questionnaire: Questionnaire, scope: Scope, answers: Mapping[str, Value], case_answers: Mapping[str, Value]
) -> dict[str, Value]:
    """Only what was answered to questions that are asked; the rest is left out of facts and documents.

    A condition on a question that is itself not asked any more does not hold, whatever was once said there.
    """
    known = dict(answers)
    sections = questionnaire.of_scope(scope)
    while True:
        hidden = {
            question.id
            for section in sections
            for question in section.questions
            if question.id in known and not asked(question, known, case_answers)
        }
        if not hidden:
            break
        known = {key: value for key, value in known.items() if key not in hidden}
    names = {question.id for section in sections for question in section.questions}
    return {key: value for key, value in known.items() if key in names and answered(value)}


@dataclass(frozen=True, slots=True)
class Respondent:
    """Whoever answers the sections of one scope: the case itself (``entry`` is ``None``) or an entry of a list."""

    entry: str | None
    said: Mapping[str, Value]


def respondents(sheet: AnswerSheet, questionnaire: Questionnaire) -> dict[Scope, tuple[Respondent, ...]]:
    """The current answers of the case and of every entry, in order."""
    case = current_answers(questionnaire, Scope.CASE, sheet.answers, {})
    found: dict[Scope, tuple[Respondent, ...]] = {Scope.CASE: (Respondent(None, case),)}
    for scope in Scope:
        if scope is not Scope.CASE:
            found[scope] = tuple(
                Respondent(entry.id, current_answers(questionnaire, scope, entry.answers, case))
                for entry in sheet.of_scope(scope)
            )
    return found


def _holds(condition: AskedWhen, answers: Mapping[str, Value], case_answers: Mapping[str, Value]) -> bool:
    value = answers.get(condition.question, case_answers.get(condition.question))
    if condition.differs_from is not None:
        return not _same(value, condition.differs_from)
    if not answered(value):
        return False
    if condition.equals is not None:
        return _same(value, condition.equals)
    if condition.includes is not None:
        return isinstance(value, list) and condition.includes in value
    if condition.any_of is not None:
        given = value if isinstance(value, list) else [value]
        return any(choice in condition.any_of for choice in given)
    raise AssertionError(f"condition on {condition.question} has no test")


def _same(value: Value, expected: bool | int | str) -> bool:
    """``True`` is not 1 here, although Python says so."""
    return type(value) is type(expected) and value == expected
