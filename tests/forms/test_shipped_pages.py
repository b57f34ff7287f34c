"""The questions and the example that ship: every page can be shown, and a page sent back untouched says nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from assessment.answers import AnswerSheet, Value
from assessment.questions import Questionnaire, Scope, Section
from forms.adapters import answers_from_form, filled_form
from forms.builder import SectionForm, section_form
from regimes.questionnaires import load_questionnaire
from services.case_files import read_case
from tests.forms.test_macros import page

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def questionnaire() -> Questionnaire:
    return load_questionnaire(ROOT / "regimes" / "cn" / "questions")


@pytest.fixture(scope="module")
def example() -> AnswerSheet:
    return read_case(ROOT / "examples" / "telematics" / "case.yaml", date(2026, 11, 21)).sheet


def pages_of(sheet: AnswerSheet, questionnaire: Questionnaire) -> Iterator[tuple[Section, Mapping[str, Value]]]:
    for section in questionnaire.sections:
        if section.scope is Scope.CASE:
            yield section, sheet.answers
        else:
            yield from ((section, entry.answers) for entry in sheet.of_scope(section.scope))


def as_a_browser_sends_it(form: SectionForm) -> MultiDict[str, str]:
    fields = MultiDict([("revision", form.revision.data), *form.notes().items()])
    for question in form.section.questions:
        field = form.of(question.id)
        if field is not None:
            texts = field.data if isinstance(field.data, list) else [(field.data or "").replace("\n", "\r\n")]
            fields.setlist(field.name, texts or [""])
    return fields


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_can_be_shown(app: Flask, questionnaire: Questionnaire, language: str) -> None:
    for section in questionnaire.sections:
        form = filled_form(section_form(section, language), section, {}, 1)  # type: ignore[arg-type]  # by parameter
        assert page(form, language=language, section=section).count("data-question=") == len(form.shown)


def test_the_example_sent_back_untouched_says_nothing(
    app: Flask, questionnaire: Questionnaire, example: AnswerSheet
) -> None:
    evidence = [(entry.id, entry.id) for entry in example.of_scope(Scope.EVIDENCE)]
    pages = list(pages_of(example, questionnaire))
    assert len(pages) > len(questionnaire.sections)
    for section, answers in pages:
        made = section_form(section, "zh", evidence=evidence)
        sent = as_a_browser_sends_it(filled_form(made, section, answers, 1))
        reading = answers_from_form(made(formdata=sent), section)
        assert (reading.values, reading.problems) == ({}, ()), section.id
