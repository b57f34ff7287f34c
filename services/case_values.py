"""The answers of a case file, checked question by question with the rules of the forms."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from assessment.answers import Value
from assessment.questions import Question, Questionnaire, QuestionType, Scope
from assessment.values import check_value, normalise
from assessment.vocabulary import Text


def checked_answers(
    questionnaire: Questionnaire, scope: Scope, given: Mapping[str, Any]
) -> tuple[dict[str, Value], list[tuple[str, Text]]]:
    """The normalised answers, and what is wrong by question id. A value of ``null`` is no answer."""
    asked = {q.id: (section.scope, q) for section in questionnaire.sections for q in section.questions}
    answers: dict[str, Value] = {}
    problems: list[tuple[str, Text]] = []
    for key, value in given.items():
        if key not in asked:
            problems.append((key, _unknown(key, [name for name, (place, _) in asked.items() if place is scope])))
        elif asked[key][0] is not scope:
            problems.append((key, _misplaced(key, asked[key][0])))
        elif (normal := normalise(asked[key][1], value)) is not None:
            answers[key] = normal
    for key, value in answers.items():
        sentence = _check(asked[key][1], value, answers)
        if sentence is not None:
            problems.append((key, sentence))
    return answers, problems


def _check(question: Question, value: Value, siblings: Mapping[str, Value]) -> Text | None:
    if question.type is QuestionType.FILE:
        return Text(
            "文件不写在 answers 中；请写在同一条证明材料的 file 下。",
            "A file does not stand under 'answers'; name it under 'file' of the same piece of evidence.",
        )
    return check_value(question, value, siblings)


def _unknown(key: str, known: list[str]) -> Text:
    near = difflib.get_close_matches(key, known, n=1, cutoff=0.6)
    zh, en = (f"；您是否指“{near[0]}”？", f"; did you mean '{near[0]}'?") if near else ("；请删去。", "; remove it.")
    return Text(f"没有问题“{key}”{zh}", f"There is no question '{key}'{en}")


def _misplaced(key: str, scope: Scope) -> Text:
    places = {
        Scope.CASE: "answers",
        Scope.SCENARIO: "scenarios[].answers",
        Scope.RECIPIENT: "scenarios[].recipients[].answers",
        Scope.CLAUSE: "clauses[].answers",
        Scope.EVIDENCE: "evidence[].answers",
    }
    return Text(f"“{key}”应写在 {places[scope]} 下。", f"'{key}' belongs under {places[scope]}.")
