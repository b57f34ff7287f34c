"""A section with a question of every type, and a browser that sends what a person typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from assessment.questions import AskedWhen, Bilingual, Choice, Citation, Question, QuestionType, Scope, Section
from forms.builder import SectionForm, section_form

EVIDENCE = (("mlps", "等级保护测评报告"), ("pipia", "影响评估报告"))


def a_question(question_id: str, kind: QuestionType = QuestionType.TEXT, **changes: Any) -> Question:
    return Question(
        id=question_id,
        label=Bilingual(zh=f"题 {question_id}", en=f"question {question_id}"),
        type=kind,
        why=Bilingual(zh="为何要问", en="why it is asked"),
        cite=Citation(text="《数据出境安全评估办法》", article="第五条第一项", address="https://www.example.cn/a"),
        required=False,
        **changes,
    )


def some_choices(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(id=f"c{number}", zh=f"选项 {number}", en=f"choice {number}") for number in range(count))


def a_section(*questions: Question) -> Section:
    return Section(
        id="page",
        scope=Scope.CASE,
        group="declare",
        title=Bilingual(zh="一页", en="a page"),
        intro=Bilingual(zh="一页的说明", en="about the page"),
        questions=questions,
    )


EVERY_TYPE = a_section(
    a_question("a.text", official=True),
    a_question("a.long_text", QuestionType.LONG_TEXT),
    a_question("a.choice", QuestionType.CHOICE, choices=some_choices(3)),
    a_question("a.long_choice", QuestionType.CHOICE, choices=some_choices(9)),
    a_question("a.choices", QuestionType.CHOICES, choices=some_choices(3)),
    a_question("a.yes_no", QuestionType.YES_NO),
    a_question("a.yes_no_open", QuestionType.YES_NO_OPEN),
    a_question("a.count", QuestionType.COUNT, hint=Bilingual(zh="去重后的人数", en="distinct persons")),
    a_question("a.date", QuestionType.DATE),
    a_question("a.email", QuestionType.EMAIL),
    a_question("a.phone", QuestionType.PHONE),
    a_question("a.credit_code", QuestionType.CREDIT_CODE),
    a_question("a.identity_number", QuestionType.IDENTITY_NUMBER),
    a_question("a.domains", QuestionType.DOMAINS),
    a_question("a.addresses", QuestionType.ADDRESSES),
    a_question("a.country", QuestionType.COUNTRY),
    a_question("a.entities", QuestionType.ENTITIES),
    a_question("a.evidence", QuestionType.EVIDENCE),
    a_question("a.file", QuestionType.FILE),
    a_question(
        "a.conditional",
        asked_when=(
            AskedWhen(question="a.yes_no", equals=True),
            AskedWhen(question="a.choice", any_of=("c0", "c1")),
            AskedWhen(question="b.elsewhere", includes="x"),
        ),
        confidence="medium",
    ),
)


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("forms", template_folder="/")
    app.config.update(SECRET_KEY="for tests only", WTF_CSRF_ENABLED=False)
    with app.test_request_context("/"):
        yield app


Sent = Mapping[str, str | Sequence[str]]


@pytest.fixture
def sent(app: Flask) -> Callable[..., SectionForm]:
    """The form as it arrives when a browser sends these fields."""

    def send(fields: Sent, section: Section = EVERY_TYPE, language: Any = "zh") -> SectionForm:
        pairs = [
            (name, value)
            for name, values in fields.items()
            for value in ([values] if isinstance(values, str) else values)
        ]
        return section_form(section, language, evidence=EVIDENCE)(formdata=MultiDict(pairs))

    return send
