"""Between browser and answers: what is read, what gets a sentence, what is left alone; nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from assessment.answers import Value
from assessment.values import check_value, normalise
from forms.adapters import answers_from_form, filled_form
from forms.builder import SectionForm, field_name, section_form
from forms.fields import EntityRows
from tests.forms.conftest import EVERY_TYPE, EVIDENCE

Send = Callable[..., SectionForm]

ANSWERS: dict[str, Value] = {
    "a.text": "沪岚汽车",
    "a.long_text": "第一段\n第二段",
    "a.choice": "c1",
    "a.long_choice": "c8",
    "a.choices": ["c0", "c2"],
    "a.yes_no": False,
    "a.yes_no_open": "open",
    "a.count": 0,
    "a.date": "2026-11-05",
    "a.email": "wang@example.cn",
    "a.domains": ["api.example.com", "tsp.example.cn"],
    "a.addresses": ["192.0.2.1", "198.51.100.0/24"],
    "a.country": "de",
    "a.entities": "示例销售公司|91310114MA1HL0AN7F|上海市|1、2\n示例服务公司|||",
    "a.evidence": ["mlps"],
}


@pytest.mark.parametrize(
    ("question", "typed", "value"),
    [
        ("a.text", "  沪岚   汽车 ", "沪岚 汽车"),
        ("a.long_text", "第一段\r\n\r\n\r\n第二段 \r\n", "第一段\n第二段"),
        ("a.choice", "c1", "c1"),
        ("a.choices", ["", "c2", "c0"], ["c0", "c2"]),
        ("a.yes_no", "yes", True),
        ("a.yes_no", "no", False),
        ("a.yes_no_open", "open", "open"),
        ("a.count", "1,200,000", 1_200_000),
        ("a.count", "１，２００", 1_200),
        ("a.count", "0", 0),
        ("a.date", "2026-11-05", "2026-11-05"),
        ("a.date", "2026年1月5日", "2026-01-05"),
        ("a.date", "2026/1/5", "2026-01-05"),
        ("a.email", "wang@example.cn", "wang@example.cn"),
        ("a.domains", "tsp.example.cn\r\napi.example.com", ["tsp.example.cn", "api.example.com"]),
        ("a.addresses", "192.0.2.1；198.51.100.0/24", ["192.0.2.1", "198.51.100.0/24"]),
        ("a.country", "de", "de"),
        (
            "a.entities",
            ["示例|销售 公司", "91310114 ma1hl0an7f", "上海市", "1、2", "", " ", "", "", "示例服务公司", "", "", ""],
            "示例 销售 公司|91310114MA1HL0AN7F|上海市|1、2\n示例服务公司|||",
        ),
        ("a.entities", ["", "", "", ""], None),
        ("a.evidence", ["", "mlps"], ["mlps"]),
    ],
)
def test_what_is_typed_becomes_an_answer(sent: Send, question: str, typed: str | list[str], value: Value) -> None:
    reading = answers_from_form(sent({field_name(question): typed}), EVERY_TYPE)
    assert reading.values == {question: value}
    assert type(reading.values[question]) is type(value)
    assert reading.problems == ()


@pytest.mark.parametrize(
    ("question", "typed", "sentence"),
    [
        ("a.count", "120 万", "请写全数字：“120 万”写作 1,200,000。"),
        ("a.count", "1.5亿", "请写全数字：“1.5亿”写作 150,000,000。"),
        ("a.count", "-3", "请填写不小于零的整数，例如 1,200,000。"),
        ("a.count", "很多", "请填写不小于零的整数，例如 1,200,000。"),
        ("a.yes_no", "open", "请从所列选项中选择。"),
        ("a.yes_no_open", "maybe", "请从所列选项中选择。"),
    ],
)
def test_what_cannot_be_an_answer_gets_a_sentence(sent: Send, question: str, typed: str, sentence: str) -> None:
    form = sent({field_name(question): typed})
    ((named, text),) = answers_from_form(form, EVERY_TYPE).problems
    assert (named, text.zh, form.of(question).errors) == (question, sentence, [sentence])
    assert text.en


@pytest.mark.parametrize(
    ("question", "typed"),
    [
        ("a.date", "2026-02-30"),
        ("a.email", "wang@"),
        ("a.phone", "12"),
        ("a.credit_code", "123"),
        ("a.domains", "not a domain!"),
        ("a.addresses", "999.1.1.1"),
        ("a.choice", "c77"),
        ("a.choices", ["c77"]),
        ("a.country", "xx"),
    ],
)
def test_the_rules_of_values_are_asked(sent: Send, question: str, typed: str | list[str]) -> None:
    reading = answers_from_form(sent({field_name(question): typed}), EVERY_TYPE)
    assert [named for named, _ in reading.problems] == [question]
    assert question not in reading.values


def test_a_wrong_value_stops_no_right_one_and_stays_on_the_page(sent: Send) -> None:
    form = sent({"a__count": "很多", "a__text": "沪岚", "a__date": "2026-13-01"})
    reading = answers_from_form(form, EVERY_TYPE)
    assert reading.values == {"a.text": "沪岚"}
    assert [question for question, _ in reading.problems] == ["a.count", "a.date"]
    assert (form.of("a.count").data, form.of("a.date").data) == ("很多", "2026-13-01")
    assert reading.typed == {"a.count": "很多", "a.text": "沪岚", "a.date": "2026-13-01"}


def test_empty_clears_and_absent_is_left_alone(sent: Send) -> None:
    reading = answers_from_form(sent({"a__text": " ", "a__yes_no": "", "a__choices": "", "a__count": ""}), EVERY_TYPE)
    assert reading.values == {"a.text": None, "a.yes_no": None, "a.choices": None, "a.count": None}
    assert reading.problems == ()


def sent_back(form: SectionForm, **changes: str) -> dict[str, list[str]]:
    """What a browser sends for a page as it stands, with these inputs changed."""
    fields: dict[str, list[str]] = {"revision": [form.revision.data]}
    for question in EVERY_TYPE.questions:
        field = form.of(question.id)
        if isinstance(field, EntityRows):
            fields[field.name] = [part for row in field.rows for part in row]
        elif field is not None:
            data = field.data if isinstance(field.data, list) else [field.data or ""]
            fields[field.name] = ["", *data] if isinstance(field.data, list) or not field.data else data
    fields |= {name: [note] for name, note in form.notes().items()}
    return fields | {name: [value] for name, value in changes.items()}


def test_a_page_sent_back_as_it_was_says_nothing(app: Flask, sent: Send) -> None:
    page = filled_form(section_form(EVERY_TYPE, "zh", evidence=EVIDENCE), EVERY_TYPE, ANSWERS, 14)
    reading = answers_from_form(sent(sent_back(page)), EVERY_TYPE)
    assert (reading.values, reading.problems, reading.revision) == ({}, (), 14)


def test_only_what_was_touched_is_sent_on(app: Flask, sent: Send) -> None:
    page = filled_form(section_form(EVERY_TYPE, "zh", evidence=EVIDENCE), EVERY_TYPE, ANSWERS, 14)
    reading = answers_from_form(sent(sent_back(page, a__count="7", a__text="")), EVERY_TYPE)
    assert reading.values == {"a.count": 7, "a.text": None}


def test_after_a_page_with_a_sentence_an_answer_can_be_taken_back(app: Flask, sent: Send) -> None:
    first = filled_form(section_form(EVERY_TYPE, "zh", evidence=EVIDENCE), EVERY_TYPE, ANSWERS, 14)
    second = sent(sent_back(first, a__text="改名", a__count="很多"))
    assert answers_from_form(second, EVERY_TYPE).values == {"a.text": "改名"}
    second.revision.data = "15"
    reading = answers_from_form(sent(sent_back(second, a__text="沪岚汽车", a__count="3")), EVERY_TYPE)
    assert reading.values == {"a.text": "沪岚汽车", "a.count": 3}


def test_what_could_not_be_saved_is_sent_on_again(app: Flask, sent: Send) -> None:
    first = filled_form(section_form(EVERY_TYPE, "zh", evidence=EVIDENCE), EVERY_TYPE, ANSWERS, 14)
    refused = sent(sent_back(first, a__text="改名"))
    assert answers_from_form(refused, EVERY_TYPE).values == {"a.text": "改名"}
    assert answers_from_form(sent(sent_back(refused)), EVERY_TYPE).values == {"a.text": "改名"}


def test_a_note_of_another_revision_proves_nothing(app: Flask, sent: Send) -> None:
    page = filled_form(section_form(EVERY_TYPE, "zh", evidence=EVIDENCE), EVERY_TYPE, ANSWERS, 14)
    reading = answers_from_form(sent(sent_back(page, revision="15")), EVERY_TYPE)
    assert reading.values["a.text"] == "沪岚汽车"


@pytest.mark.parametrize("revision", ["", "-1", "x", "１４", "9" * 40])
def test_a_revision_that_no_page_carries_counts_as_none(sent: Send, revision: str) -> None:
    assert answers_from_form(sent({"revision": revision}), EVERY_TYPE).revision == 0


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "a.text": st.text(max_size=40),
        "a.long_text": st.text(max_size=80),
        "a.choice": st.sampled_from(["c0", "c1", "c2"]),
        "a.choices": st.lists(st.sampled_from(["c0", "c1", "c2"]), unique=True),
        "a.yes_no": st.booleans(),
        "a.yes_no_open": st.sampled_from([True, False, "open"]),
        "a.count": st.integers(0, 10**9),
        "a.date": st.dates().map(lambda day: day.isoformat()),
        "a.country": st.sampled_from(["de", "hk", "us"]),
        "a.evidence": st.lists(st.sampled_from(["mlps", "pipia"]), unique=True),
    },
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(VALUES)
def test_answers_come_back_from_the_page_as_they_were_stored(app: Flask, typed: dict[str, Value]) -> None:
    questions = {question.id: question for question in EVERY_TYPE.questions}
    stored = {key: normalise(questions[key], value) for key, value in typed.items()}
    stored = {key: v for key, v in stored.items() if v is not None and check_value(questions[key], v, stored) is None}
    page = filled_form(section_form(EVERY_TYPE, "zh", evidence=EVIDENCE), EVERY_TYPE, stored, 1)
    fields = {name: values for name, values in sent_back(page).items() if not name.startswith("was__")}
    form = section_form(EVERY_TYPE, "zh", evidence=EVIDENCE)(
        formdata=MultiDict([(name, value) for name, values in fields.items() for value in values])
    )
    reading = answers_from_form(form, EVERY_TYPE)
    assert reading.problems == ()
    assert {key: value for key, value in reading.values.items() if value is not None} == stored
