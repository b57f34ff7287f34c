"""Reads the questions of a regime: one YAML file a section, in the order of the file names.

Whatever could only fail later, in front of a user, is refused here with file, line and key.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assessment.errors import InputRefused, RegimeBroken
from assessment.questions import AskedWhen, Question, Questionnaire, QuestionType, Scope, Section
from regimes.strict import Document, KeyPath, read, validate

_WITH_CHOICES = {QuestionType.CHOICE, QuestionType.CHOICES}
_PREFIXES = {
    Scope.SCENARIO: {"scenario"},
    Scope.RECIPIENT: {"recipient"},
    Scope.CLAUSE: {"clause"},
    Scope.EVIDENCE: {"evidence"},
}


@dataclass(frozen=True, slots=True)
class _Placed:
    document: Document
    section: Section

    def broken(self, path: KeyPath, sentence: str) -> RegimeBroken:
        return RegimeBroken(f"{self.document.place(path)}: {sentence}")


def load_questionnaire(folder: Path) -> Questionnaire:
    """All sections of a regime, given its folder or the one with its questions.

    Raises ``RegimeBroken`` with file, line and key.
    """
    inside = folder / "questions"
    folder = inside if inside.is_dir() else folder
    placed = tuple(_section(path) for path in sorted(folder.glob("*.yaml")))
    if not placed:
        raise RegimeBroken(f"{folder}: there is no question file here; expected files such as 01_handler.yaml")
    _check_sections(placed)
    scopes = _scopes(placed)
    for part in placed:
        for index, question in enumerate(part.section.questions):
            _check_question(part, index, question, scopes)
        _check_rules(part)
    return Questionnaire(sections=tuple(part.section for part in placed))


def _section(path: Path) -> _Placed:
    try:
        document = read(path)
        return _Placed(document, validate(document, Section))
    except InputRefused as refusal:
        raise RegimeBroken(str(refusal)) from refusal


def _check_sections(placed: tuple[_Placed, ...]) -> None:
    seen: dict[str, str] = {}
    for part in placed:
        name = part.section.id
        if name in seen:
            raise part.broken(("id",), f"the section '{name}' already stands in {seen[name]}")
        seen[name] = part.document.name
        if not part.section.questions:
            raise part.broken(("questions",), "a section asks at least one question")


def _scopes(placed: tuple[_Placed, ...]) -> dict[str, Scope]:
    scopes: dict[str, Scope] = {}
    for part in placed:
        for index, question in enumerate(part.section.questions):
            if question.id in scopes:
                raise part.broken(("questions", index, "id"), f"the question '{question.id}' is asked twice")
            scopes[question.id] = part.section.scope
    return scopes


def _check_question(part: _Placed, index: int, question: Question, scopes: dict[str, Scope]) -> None:
    for key, sentence in _faults(part.section.scope, question, scopes):
        raise part.broken(("questions", index, *key), f"{question.id}: {sentence}")


def _faults(scope: Scope, question: Question, scopes: dict[str, Scope]) -> Iterator[tuple[KeyPath, str]]:
    prefix = question.id.split(".")[0]
    entry_prefixes = set().union(*_PREFIXES.values())
    if scope in _PREFIXES and prefix not in _PREFIXES[scope]:
        yield ("id",), f"in scope {scope} an id begins with '{min(_PREFIXES[scope])}.'"
    if scope is Scope.CASE and prefix in entry_prefixes:
        yield ("id",), f"the beginning '{prefix}.' belongs to another scope than case"
    if (question.type in _WITH_CHOICES) != bool(question.choices):
        yield ("type",), "choices are given exactly for the types choice and choices"
    names = [choice.id for choice in question.choices]
    if len(set(names)) != len(names):
        yield ("choices",), "two choices have the same id"
    if question.type is QuestionType.FILE and scope is not Scope.EVIDENCE:
        yield ("type",), "a file belongs to the scope evidence"
    if not question.feeds:
        yield ("id",), "a question that feeds nothing is not asked"
    if question.identity_type_question is not None and not _reachable(question.identity_type_question, scope, scopes):
        yield ("identity_type_question",), f"'{question.identity_type_question}' is no question of this scope"
    for number, condition in enumerate(question.asked_when):
        key = ("asked_when", number)
        if not _reachable(condition.question, scope, scopes) or condition.question == question.id:
            yield (*key, "question"), f"'{condition.question}' is no other question of this scope or of the case"
        if _tests(condition) != 1:
            yield key, "give exactly one of equals, any_of, includes, differs_from"


def _reachable(question_id: str, scope: Scope, scopes: dict[str, Scope]) -> bool:
    return scopes.get(question_id) in (scope, Scope.CASE)


def _tests(condition: AskedWhen) -> int:
    tests = (condition.equals, condition.any_of, condition.includes, condition.differs_from)
    return sum(test is not None for test in tests)


def _check_rules(part: _Placed) -> None:
    known = {question.id for question in part.section.questions}
    for index, rule in enumerate(part.section.rules):
        for name in rule.at_least_one:
            if name not in known:
                raise part.broken(("rules", index, "at_least_one"), f"'{name}' is no question of this section")
