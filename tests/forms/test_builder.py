"""A section of questions becomes a form: one field each, always possible to clear, made once."""

from __future__ import annotations

from flask import Flask
from wtforms import SelectField, StringField, TextAreaField

from assessment.questions import AskedWhen, Question, QuestionType
from forms.builder import asked_when_data, field_name, section_form
from forms.fields import Checks, DateText, EntityRows, Radios, countries
from tests.forms.conftest import EVERY_TYPE, EVIDENCE


def test_every_type_but_the_file_has_a_field_of_its_own(app: Flask) -> None:
    form = section_form(EVERY_TYPE, "zh", evidence=EVIDENCE)(formdata=None)
    kinds = {question.type: type(form.of(question.id)) for question in EVERY_TYPE.questions if form.of(question.id)}
    assert kinds == {
        QuestionType.TEXT: StringField,
        QuestionType.LONG_TEXT: TextAreaField,
        QuestionType.CHOICE: SelectField,  # the last one of the page, which has nine choices
        QuestionType.CHOICES: Checks,
        QuestionType.YES_NO: Radios,
        QuestionType.YES_NO_OPEN: Radios,
        QuestionType.COUNT: StringField,
        QuestionType.DATE: DateText,
        QuestionType.EMAIL: StringField,
        QuestionType.PHONE: StringField,
        QuestionType.CREDIT_CODE: StringField,
        QuestionType.IDENTITY_NUMBER: StringField,
        QuestionType.DOMAINS: TextAreaField,
        QuestionType.ADDRESSES: TextAreaField,
        QuestionType.COUNTRY: SelectField,
        QuestionType.EVIDENCE: Checks,
        QuestionType.ENTITIES: EntityRows,
    }
    assert form.of("a.file") is None
    assert isinstance(form.of("a.choice"), Radios)


def test_every_single_choice_can_be_cleared(app: Flask) -> None:
    form = section_form(EVERY_TYPE, "zh")(formdata=None)
    for question in ("a.choice", "a.long_choice", "a.yes_no", "a.yes_no_open", "a.country"):
        assert "" in [value for value, _ in form.of(question).choices], question


def test_the_class_is_made_once_for_a_section_and_language(app: Flask) -> None:
    one, again = (section_form(EVERY_TYPE, "zh", evidence=evidence)(formdata=None) for evidence in ((), EVIDENCE))
    assert type(one) is type(again)
    assert type(one) is not type(section_form(EVERY_TYPE, "en")(formdata=None))


def test_evidence_of_one_case_does_not_show_in_another(app: Flask) -> None:
    mine = section_form(EVERY_TYPE, "zh", evidence=EVIDENCE)(formdata=None)
    theirs = section_form(EVERY_TYPE, "zh", evidence=())(formdata=None)
    assert [value for value, _ in mine.of("a.evidence").choices] == ["mlps", "pipia"]
    assert theirs.of("a.evidence").choices == []


def test_labels_follow_the_language(app: Flask) -> None:
    form = section_form(EVERY_TYPE, "en")(formdata=None)
    assert form.of("a.yes_no_open").label.text == "question a.yes_no_open"
    assert [label for _, label in form.of("a.yes_no_open").choices] == [
        "Yes",
        "No",
        "Not established yet",
        "Leave open",
    ]


def test_hong_kong_macao_and_taiwan_are_regions_of_china() -> None:
    assert countries("zh")[:3] == (("hk", "中国香港"), ("mo", "中国澳门"), ("tw", "中国台湾"))
    assert dict(countries("en"))["tw"] == "Taiwan, China"


def test_countries_are_those_of_the_standard() -> None:
    codes = [code for code, _ in countries("zh")]
    assert len(codes) == len(set(codes)) == 249  # ISO 3166-1 has 249 officially assigned codes
    assert {"de", "cn", "us"} <= set(codes)
    assert dict(countries("zh"))["de"] == "德国"


def test_a_condition_is_given_to_the_script_as_values_of_inputs() -> None:
    conditional = next(question for question in EVERY_TYPE.questions if question.asked_when)
    assert asked_when_data(conditional) == [
        {"question": "a.yes_no", "any_of": ["yes"]},
        {"question": "a.choice", "any_of": ["c0", "c1"]},
        {"question": "b.elsewhere", "any_of": ["x"]},
    ]


def test_a_condition_that_only_excludes_an_answer_holds_while_nothing_is_chosen() -> None:
    excluding = Question.model_validate(
        {
            **EVERY_TYPE.questions[0].model_dump(),
            "asked_when": (AskedWhen(question="a.yes_no", differs_from=True),),
        }
    )
    assert asked_when_data(excluding) == [{"question": "a.yes_no", "none_of": ["yes"]}]


def test_a_condition_is_said_in_words_for_pages_without_script(app: Flask) -> None:
    form = section_form(EVERY_TYPE, "zh")(formdata=None)
    assert form.of("a.conditional").asked_when_note == (
        "仅在“题 a.yes_no”为“是”，且“题 a.choice”为“选项 0”或“选项 1”，且前面的相应回答成立时填写。"
    )


def test_a_field_name_tells_its_question() -> None:
    assert field_name("scenario.link.method") == "scenario__link__method"
