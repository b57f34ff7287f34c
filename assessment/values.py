"""The rules of one value: the same for the browser's forms and for a case file.

``normalise`` forgives what carries no meaning (spaces, full-width digits, letter case of a code); ``check_value``
says what is wrong with the rest. Neither looks at whether a question had to be answered at all.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date

from assessment import identifiers
from assessment.answers import Value
from assessment.entities import wrong_code
from assessment.questions import Question, QuestionType
from assessment.vocabulary import Text

MAX_TEXT = 500
MAX_LONG_TEXT = 20_000
MAX_COUNT = 10**12
MAX_ENTRIES = 200
RESIDENT_CARD = "resident_card"
EXCLUSIVE_CHOICES = frozenset({"none", "open"})
"""Choices that cannot stand beside others of the same question."""

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u2060\ufeff\u00ad"))  # pasted along unseen, without meaning
_FULL_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)}  # ！ to ～, as Chinese keyboards type them
_SPACES = re.compile(r"[ \t\u3000\xa0]+")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}\Z")

_COMPACT = {QuestionType.CREDIT_CODE, QuestionType.IDENTITY_NUMBER}
_ONE_LINE = {
    QuestionType.TEXT,
    QuestionType.CHOICE,
    QuestionType.DATE,
    QuestionType.EMAIL,
    QuestionType.PHONE,
    QuestionType.COUNTRY,
}
_SEVERAL_LINES = {QuestionType.LONG_TEXT, QuestionType.ENTITIES}
_LISTS = {QuestionType.CHOICES, QuestionType.DOMAINS, QuestionType.ADDRESSES, QuestionType.EVIDENCE}
_BY_FORM: Mapping[QuestionType, Callable[[str], Text | None]] = {
    QuestionType.CREDIT_CODE: identifiers.credit_code,
    QuestionType.EMAIL: identifiers.email,
    QuestionType.PHONE: identifiers.phone,
    QuestionType.COUNTRY: identifiers.country,
}


def normalise(question: Question, value: Value) -> Value:
    """The value as it is kept; nothing typed gets lost, and ``None`` stands for every way of leaving empty."""
    if isinstance(value, str):
        return _normal_text(question.type, value) or None
    if isinstance(value, list):
        texts = [_normal_entry(question.type, entry) for entry in value if isinstance(entry, str)]
        if len(texts) != len(value):
            return value
        return _in_order(question, list(dict.fromkeys(text for text in texts if text))) or None
    return value


def check_value(question: Question, value: Value, siblings: Mapping[str, Value]) -> Text | None:
    """What is wrong with a normalised value, ``None`` when nothing is. ``siblings``: the same entry's answers."""
    if value is None:
        return None
    kind = question.type
    match kind:
        case QuestionType.YES_NO | QuestionType.YES_NO_OPEN:
            return _yes_no(kind, value)
        case QuestionType.COUNT:
            return _count(value)
        case QuestionType.FILE:
            return _file(value)
        case _ if kind in _LISTS:
            return _list(question, value)
    if not isinstance(value, str):
        return _expected_text(kind, value)
    return _hidden_sign(kind, value) or _text(question, value, siblings)


def _text(question: Question, value: str, siblings: Mapping[str, Value]) -> Text | None:
    match question.type:
        case QuestionType.TEXT:
            return _too_long(value, question.max_length or MAX_TEXT)
        case QuestionType.LONG_TEXT:
            return _too_long(value, question.max_length or MAX_LONG_TEXT)
        case QuestionType.ENTITIES:
            return _too_long(value, question.max_length or MAX_LONG_TEXT) or wrong_code(value)
        case QuestionType.CHOICE:
            return _unknown_choice(question, value)
        case QuestionType.DATE:
            return _date(value)
        case QuestionType.IDENTITY_NUMBER:
            resident = siblings.get(question.identity_type_question or "") == RESIDENT_CARD
            return identifiers.resident_number(value) if resident else identifiers.other_document(value)
        case QuestionType() as kind:
            return _BY_FORM[kind](value)


def _normal_text(kind: QuestionType, value: str) -> str:
    text = value.translate(_INVISIBLE).replace("\r\n", "\n").replace("\r", "\n")
    text = text.replace("\u2028", "\n").replace("\u2029", "\n")
    if kind in _SEVERAL_LINES:
        lines = (_SPACES.sub(" ", line).strip() for line in text.split("\n"))
        return "\n".join(line for line in lines if line)
    if kind in _COMPACT:
        return re.sub(r"\s", "", text.translate(_FULL_WIDTH)).upper()
    if kind in _ONE_LINE:
        text = " ".join(text.split("\n"))
    if kind in (QuestionType.EMAIL, QuestionType.PHONE, QuestionType.DATE, QuestionType.COUNTRY):
        text = text.translate(_FULL_WIDTH)
    text = _SPACES.sub(" ", text).strip()
    return text.lower() if kind is QuestionType.COUNTRY else text


def _normal_entry(kind: QuestionType, value: str) -> str:
    text = value.translate(_INVISIBLE).strip()
    if kind in (QuestionType.DOMAINS, QuestionType.ADDRESSES):
        text = text.translate(_FULL_WIDTH).lower().rstrip(". ")
    return text


def _in_order(question: Question, values: list[str]) -> list[str]:
    """Choices stand in the order of the form, unknown ones (to be refused) behind."""
    order = {choice.id: number for number, choice in enumerate(question.choices)}
    return sorted(values, key=lambda value: order.get(value, len(order))) if order else values


def _yes_no(kind: QuestionType, value: Value) -> Text | None:
    if isinstance(value, bool) or (kind is QuestionType.YES_NO_OPEN and value == "open"):
        return None
    if kind is QuestionType.YES_NO:
        return Text("请回答是或者否（true 或 false）。", "Answer yes or no (true or false).")
    return Text(
        "请回答是、否或者尚未确定（true、false 或 open）。",
        "Answer yes, no or not established yet (true, false or open).",
    )


def _count(value: Value) -> Text | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return Text(
            f"这里填整数，不带小数、单位和文字，现在是“{value}”。",
            f"Give a whole number without decimals, units or words; this is '{value}'.",
        )
    if 0 <= value <= MAX_COUNT:
        return None
    return Text(f"{value} 不在 0 至 {MAX_COUNT} 之间；请核对。", f"{value} is not between 0 and {MAX_COUNT}; check it.")


def _date(value: str) -> Text | None:
    try:
        if _DATE.match(value) and date.fromisoformat(value):
            return None
    except ValueError:
        return Text(f"日历上没有“{value}”这一天。", f"There is no day '{value}' in the calendar.")
    return Text(
        f"日期写作 2026-11-21（年-月-日），现在是“{value}”。",
        f"Write a date as 2026-11-21 (year-month-day); this is '{value}'.",
    )


def _file(value: Value) -> Text | None:
    if (
        isinstance(value, dict)
        and set(value) == {"sha256", "name", "size", "media_type"}
        and isinstance(value["size"], int)
        and _SHA256.match(str(value["sha256"]))
    ):
        return None
    return Text("请上传文件。", "Upload the file.")


def _list(question: Question, value: Value) -> Text | None:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        return Text("这里填一个列表，每项一行。", "Give a list, one entry a line.")
    if len(value) > MAX_ENTRIES:
        return Text(
            f"最多 {MAX_ENTRIES} 项，这里有 {len(value)} 项。",
            f"At most {MAX_ENTRIES} entries; there are {len(value)}.",
        )
    checks: Mapping[QuestionType, Callable[[str], Text | None]] = {
        QuestionType.DOMAINS: identifiers.domain,
        QuestionType.ADDRESSES: identifiers.address,
        QuestionType.CHOICES: lambda entry: _unknown_choice(question, entry),
        QuestionType.EVIDENCE: lambda entry: None,
    }
    for entry in value:
        sentence = _hidden_sign(question.type, entry) or checks[question.type](entry)
        if sentence is not None:
            return sentence
    return _contradiction(question, value)


def _contradiction(question: Question, value: list[str]) -> Text | None:
    alone = [choice for choice in question.choices if choice.id in EXCLUSIVE_CHOICES and choice.id in value]
    if question.type is not QuestionType.CHOICES or not alone or len(value) == 1:
        return None
    return Text(
        f"“{alone[0].zh}”不能与其他选项同时选择。", f"'{alone[0].en}' cannot be chosen together with other options."
    )


def _unknown_choice(question: Question, value: str) -> Text | None:
    if any(choice.id == value for choice in question.choices):
        return None
    known = ", ".join(choice.id for choice in question.choices)
    return Text(f"“{value}”不在选项之中；可选：{known}。", f"'{value}' is not one of the options: {known}.")


def _too_long(value: str, limit: int) -> Text | None:
    if len(value) <= limit:
        return None
    return Text(
        f"最多 {limit} 字，现在是 {len(value)} 字；请精简。", f"At most {limit} characters; there are {len(value)}."
    )


def _expected_text(kind: QuestionType, value: Value) -> Text:
    if kind is QuestionType.DATE:
        return Text(
            f"这里应是日期，写作 2026-11-21，现在是“{value}”。",
            f"A date is expected here, written 2026-11-21, not '{value}'.",
        )
    return Text(
        f"这里应是文字，现在是“{value}”；在文件中请加引号。",
        f"Text is expected here, not '{value}'; put quotes around it.",
    )


def _hidden_sign(kind: QuestionType, value: str) -> Text | None:
    """Control and direction signs would be printed as nothing, or turn the text around."""
    if value.replace("\n", "").isprintable() and (kind in _SEVERAL_LINES or "\n" not in value):
        return None
    for position, sign in enumerate(value, start=1):
        if sign == "\n" and kind in _SEVERAL_LINES:
            continue
        if unicodedata.category(sign) in ("Cc", "Cf", "Cs"):
            return Text(
                f"第 {position} 个字是不可见的控制字符（U+{ord(sign):04X}）；请删去后重新输入。",
                f"Character {position} is an invisible control sign (U+{ord(sign):04X}); delete it and type again.",
            )
    return None
