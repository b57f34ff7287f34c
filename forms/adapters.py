"""The one conversion between what a browser sends and answers.

Reading never stops at a wrong value: the right answers of the page are handed on to be saved, the wrong ones get a
sentence, and everything typed stays in the form. A missing answer is no problem here; the check page lists it.
A field that the browser did not send is left alone, an empty one clears the answer, and one that nobody touched is
not sent on.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from assessment.answers import Value
from assessment.entities import rows_of, text_of
from assessment.questions import Question, QuestionType, Section
from assessment.values import check_value, normalise
from assessment.vocabulary import Text
from forms.base import CHOOSE
from forms.builder import SectionForm, digest, field_name, whole_number
from forms.fields import NO, OPEN, YES

MAX_DIGITS = 15
_SEVERAL = (QuestionType.CHOICES, QuestionType.EVIDENCE, QuestionType.ENTITIES)


@dataclass(frozen=True, slots=True)
class FormReading:
    """What a page said. ``values`` holds the answers to save (``None``: cleared), ``problems`` the others.

    Answers that nobody touched on the page are in neither. ``typed`` keeps every field as it was sent.
    ``in_conflict`` and ``kept``: questions that the page showed with two values, and whose value was chosen
    (``mine`` or ``theirs``); ``since``: the revision on which what is typed there was based first.
    """

    values: Mapping[str, Value]
    problems: tuple[tuple[str, Text], ...]
    typed: Mapping[str, str | list[str]]
    revision: int
    in_conflict: tuple[str, ...] = ()
    kept: Mapping[str, str] = field(default_factory=dict)
    since: Mapping[str, int] = field(default_factory=dict)


def answers_from_form(form: SectionForm, section: Section) -> FormReading:
    """Read a submitted page, and write each sentence to its field so that the page can show it."""
    questions = {q.id: q for q in section.questions if form.of(q.id) is not None and form.of(q.id).raw_data}
    sent = {question: list(form.of(question).raw_data) for question in questions}
    values, problems = _converted(questions, sent)
    for question, sentence in problems.items():
        form.of(question).errors = [form.say(sentence)]
    revision = whole_number(form.revision.data) or 0
    touched = {question: value for question, value in values.items() if _touched(form, question, value, revision)}
    since = {question: shown.since for question, shown in form.shown.items()}
    form.note_sent(touched)
    return FormReading(
        values=touched,
        problems=tuple(problems.items()),
        typed={q: raw if questions[q].type in _SEVERAL else raw[0] for q, raw in sent.items()},
        revision=revision,
        in_conflict=tuple(question for question in form.in_conflict if question in sent),
        kept=form.kept,
        since=since,
    )


def filled_form(
    made: Callable[..., SectionForm], section: Section, answers: Mapping[str, Value], revision: int
) -> SectionForm:
    """The page with the stored answers in it, ready to be changed."""
    questions = [question for question in section.questions if question.type is not QuestionType.FILE]
    data = {
        field_name(question.id): _shown(question, answers[question.id])
        for question in questions
        if answers.get(question.id) is not None
    }
    form = made(formdata=None, data={**data, "revision": str(revision)})
    form.note_answers({question.id: answers.get(question.id) for question in questions}, revision)
    return form


def _touched(form: SectionForm, question: str, value: Value, revision: int) -> bool:
    """Whether the answer differs from what the page showed; a note of another revision proves nothing."""
    shown = form.shown.get(question)
    untouched = shown is not None and shown.revision == revision and shown.digest == digest(value)
    return not untouched or question in form.in_conflict


def _converted(
    questions: Mapping[str, Question], sent: Mapping[str, list[str]]
) -> tuple[dict[str, Value], dict[str, Text]]:
    """The right answers and, in the order of the page, a sentence for each of the others."""
    values: dict[str, Value] = {}
    unreadable: dict[str, Text] = {}
    for key, question in questions.items():
        try:
            values[key] = value_of(question, sent[key])
        except NotReadable as refusal:
            unreadable[key] = refusal.sentence
    problems: dict[str, Text] = {}
    for key, question in questions.items():
        sentence = unreadable.get(key) or check_value(question, values[key], values)
        if sentence is not None:
            problems[key] = sentence
    return {key: value for key, value in values.items() if key not in problems}, problems


class NotReadable(Exception):
    """What was typed has not the form of an answer; ``sentence`` says what is expected."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


def value_of(question: Question, sent: list[str]) -> Value:
    """One answer from the texts a browser sent for it; ``None`` when they are empty."""
    text = sent[0].strip()
    match question.type:
        case QuestionType.FILE:
            raise AssertionError("a file is uploaded on its own")
        case QuestionType.CHOICES | QuestionType.EVIDENCE:
            return normalise(question, list(sent))
        case QuestionType.DOMAINS | QuestionType.ADDRESSES:
            return normalise(question, re.split(r"[\s,，;；、]+", text))
        case QuestionType.LONG_TEXT:
            return normalise(question, _paragraphs(text))
        case QuestionType.ENTITIES:
            return normalise(question, text_of(sent))
        case QuestionType.YES_NO | QuestionType.YES_NO_OPEN:
            return _yes_no(question, text)
        case QuestionType.COUNT:
            return typed_count(text) if text else None
        case QuestionType.DATE:
            return normalise(question, typed_date(text))
        case _:
            return normalise(question, text)


def _narrow(text: str) -> str:
    """Full-width letters, digits and signs as the half-width ones that were meant."""
    return unicodedata.normalize("NFKC", text).strip()


def _paragraphs(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _yes_no(question: Question, text: str) -> Value:
    if text in (YES, NO, ""):
        return text == YES if text else None
    if text == OPEN and question.type is QuestionType.YES_NO_OPEN:
        return "open"
    raise NotReadable(CHOOSE)


_LARGE = {"万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}


def typed_count(text: str) -> int:
    """Whole numbers as people write them: 1,200,000 or １２００; what is rounded in words is asked for in full."""
    plain = re.sub(r"[\s,_]", "", _narrow(text).replace("，", ","))
    if re.fullmatch(r"[0-9]+", plain) and len(plain.lstrip("0")) <= MAX_DIGITS:
        return int(plain)
    if found := re.fullmatch(r"([0-9]{1,9})(?:\.([0-9]{1,4}))?(百万|千万|万|亿)[人个条]?", plain):
        digits = len(found[2] or "")
        full = int(found[1] + (found[2] or "")) * _LARGE[found[3]] // 10**digits
        raise NotReadable(
            Text(f"请写全数字：“{text}”写作 {full:,}。", f"Write the number in full: '{text}' is {full:,}.")
        )
    raise NotReadable(
        Text("请填写不小于零的整数，例如 1,200,000。", "Give a whole number, zero or more, for example 1,200,000.")
    )


def typed_date(text: str) -> str:
    """ISO text from the ways in which dates are typed here; anything else is handed on to be refused."""
    found = re.fullmatch(r"([0-9]{4})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})\s*日?", _narrow(text))
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else text


def _shown(question: Question, value: Value) -> Any:
    """A stored answer as its field shows it."""
    match value:
        case bool():
            return YES if value else NO
        case int():
            return f"{value:,}"
        case str() if question.type is QuestionType.ENTITIES:
            return [part for row in rows_of(value) for part in row]
        case list() if question.type in (QuestionType.DOMAINS, QuestionType.ADDRESSES):
            return "\n".join(value)
        case _:
            return value
