"""Values that a standard gives a form: what fits passes, what does not gets a sentence that says what differs."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessment import identifiers
from assessment.answers import Value
from assessment.questions import QuestionType
from assessment.values import check_value, normalise
from tests.core.sheets import questionnaire

GOOD_CODE = "91110000600037341L"
GOOD_NUMBER = "11010519491231002X"


def sentence(question: str, value: Value, **siblings: Value) -> str | None:
    asked = questionnaire().question(question)
    named = {key.replace("__", "."): given for key, given in siblings.items()}
    found = check_value(asked, normalise(asked, value), named)
    return found.zh if found else None


@pytest.mark.parametrize(
    ("question", "value"),
    [
        ("handler.credit_code", GOOD_CODE),
        ("handler.credit_code", " ９１１１００００ ６０００３７３４１l "),
        ("handler.employees", 0),
        ("authority.starts_on", "2028-02-29"),
        ("agent.email", "lin.zhiyuan@example.cn"),
        ("agent.phone", "021-55500137"),
        ("agent.phone", "+49 7031 5550140"),
        ("agent.nationality", "HK"),
        ("scenario.handler_domains", ["API.example.com.", "车联网.中国", "*.example.cn"]),
        ("scenario.handler_addresses", ["10.20.0.0/16", "2001:db8::1"]),
        ("scenario.onward", False),
        ("route.in_ftz", "open"),
        ("scenario.brief", "字" * 100),
        ("risk.severe_kinds", ["track", "cabin"]),
        ("handler.name", None),
    ],
)
def test_what_fits_is_accepted(question: str, value: Value) -> None:
    assert sentence(question, value) is None


@pytest.mark.parametrize(
    ("question", "value", "words"),
    [
        ("handler.credit_code", GOOD_CODE[:-1], "这里有 17 位"),
        ("handler.credit_code", "91110000600O37341L", "第 12 位“O”"),
        ("handler.credit_code", GOOD_CODE[:-1] + "A", "末位应为“L”"),
        ("handler.employees", -1, "-1 不在 0"),
        ("handler.employees", True, "填整数"),
        ("handler.employees", "三千", "三千"),
        ("authority.starts_on", "2026-02-30", "没有“2026-02-30”这一天"),
        ("authority.starts_on", "2026/02/03", "年-月-日"),
        ("authority.starts_on", 20260203, "应是日期"),
        ("agent.email", "lin@", "name@example.com"),
        ("agent.phone", "12", "位数"),
        ("agent.nationality", "xx", "两位代码"),
        ("scenario.handler_domains", ["https://api.example.com/v1"], "不带 https://"),
        ("scenario.handler_addresses", ["10.20.0.1/16"], "10.20.0.1/16"),
        ("scenario.handler_addresses", [f"10.0.{n}.1" for n in range(201)], "最多 200 项"),
        ("scenario.onward", "open", "是或者否"),
        ("route.in_ftz", "maybe", "尚未确定"),
        ("scenario.brief", "字" * 101, "最多 100 字，现在是 101 字"),
        ("handler.nature", "ministry", "可选：government"),
        ("risk.severe_kinds", ["none", "track"], "不能与其他选项"),
        ("scenario.sectors", "industry", "填一个列表"),
        ("handler.name", 12, "应是文字"),
        ("handler.name", "示例\u202e公司", "U+202E"),
        ("compliance.statement", "第一段\x00", "U+0000"),
        ("evidence.file", "a.pdf", "上传文件"),
    ],
)
def test_what_does_not_fit_gets_its_sentence(question: str, value: Value, words: str) -> None:
    assert words in (sentence(question, value) or "")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (GOOD_NUMBER[:-1], "这里有 17 位"),
        ("1101051949123100AX", "为数字"),
        ("110105194902310025", "不是一个日期"),
        (GOOD_NUMBER[:-1] + "1", "末位应为“X”"),
    ],
)
def test_a_resident_number_is_checked_when_the_document_is_a_resident_card(number: str, words: str) -> None:
    assert words in (sentence("agent.id_number", number, agent__id_type="resident_card") or "")
    assert sentence("agent.id_number", number, agent__id_type="passport") is None


def test_a_document_number_is_letters_and_digits() -> None:
    assert "4 至 30 位" in (sentence("agent.id_number", "号码？", agent__id_type="passport") or "")


def test_text_is_kept_but_for_what_carries_no_meaning() -> None:
    statement = questionnaire().question("compliance.statement")
    assert normalise(statement, "  第一段 \r\n\r\n第二\u200b段\u3000末 ") == "第一段\n第二段 末"
    assert normalise(statement, " \n ") is None
    sectors = questionnaire().question("scenario.sectors")
    assert normalise(sectors, ["retail", "industry", "retail"]) == ["industry", "retail"]


def test_every_type_of_answer_is_handled() -> None:
    asked = {q.type: q for section in questionnaire().sections for q in section.questions}
    assert set(asked) == set(QuestionType)
    for question in asked.values():
        assert check_value(question, {"unexpected": 1}, {}) is not None, question.type


@given(st.integers(0, 17), st.sampled_from("0123456789ABCDEFGHJKLMNPQRTUWXY"))
def test_one_wrong_character_of_a_credit_code_is_always_found(position: int, sign: str) -> None:
    changed = GOOD_CODE[:position] + sign + GOOD_CODE[position + 1 :]
    assert (identifiers.credit_code(changed) is None) == (changed == GOOD_CODE)


@given(st.text(max_size=60))
def test_normalising_twice_changes_nothing(text: str) -> None:
    for name in ("handler.name", "compliance.statement", "handler.credit_code", "agent.email", "recipient.country"):
        question = questionnaire().question(name)
        once = normalise(question, text)
        assert normalise(question, once) == once
        check_value(question, once, {})
