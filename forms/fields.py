"""One WTForms field for each type of question. A field shows and keeps what was typed; it converts nothing.

The conversion into answers is in ``forms/adapters.py`` alone, so a wrong value never disappears from the page.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from babel import Locale
from wtforms import Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, DateInput, EmailInput, ListWidget, TelInput, TextInput

from assessment.entities import PARTS
from assessment.questions import Question, QuestionType
from assessment.vocabulary import Language, Text
from forms.base import options

Choices = Sequence[tuple[str, str]]

MOST_RADIOS = 8
"""More choices than this stand in a list that opens."""

YES, NO, OPEN = "yes", "no", "open"
YES_LABEL, NO_LABEL = Text("是", "Yes"), Text("否", "No")
OPEN_LABEL = Text("尚不确定", "Not established yet")
NOTHING_CHOSEN = Text("暂不填写", "Leave open")
MORE_ROWS = 2
TALL_FROM = 300
"""Texts of this length and more get a tall box."""

_BELONG_TO_CHINA = {
    "HK": Text("中国香港", "Hong Kong, China"),
    "MO": Text("中国澳门", "Macao, China"),
    "TW": Text("中国台湾", "Taiwan, China"),
}
_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"])
"""Codes in Babel's list that are not in ISO 3166-1."""


class Group:
    """Several inputs under one legend; the page needs to know to set a fieldset."""

    is_group = True


class Radios(Group, RadioField):  # type: ignore[misc]  # WTForms ships no types
    """Radio buttons; the last one clears the answer."""


class Checks(Group, SelectMultipleField):  # type: ignore[misc]  # WTForms ships no types
    """Check boxes. The page sends an empty value along, so that *none* differs from *not on this page*."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class DateText(StringField):  # type: ignore[misc]  # WTForms ships no types
    """A date as ISO text; what is typed in a browser without a calendar is kept as it is."""

    widget = DateInput()


class EntityRows(Group, Field):  # type: ignore[misc]  # WTForms ships no types
    """Rows of name, credit code, place and scenario numbers, and two empty ones; saving gives more.

    All inputs bear one name and are read in their order, so that nothing is lost without a script either.
    """

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist:
            self.data = valuelist

    @property
    def rows(self) -> list[list[str]]:
        said = list(self.data or [])
        rows = [said[start : start + PARTS] for start in range(0, len(said), PARTS)]
        return [[*row, *[""] * (PARTS - len(row))] for row in rows if any(row)] + [[""] * PARTS] * MORE_ROWS


@cache
def countries(language: Language) -> tuple[tuple[str, str], ...]:
    """ISO 3166-1 in lower case with names, the three regions of China first, the rest in the reader's order."""
    names = Locale("zh", "Hans").territories if language == "zh" else Locale("en").territories
    rest = [
        (code.lower(), name)
        for code, name in names.items()
        if len(code) == 2 and code.isalpha() and code not in _NO_COUNTRIES and code not in _BELONG_TO_CHINA
    ]
    # GB 18030 keeps the common characters in the order of pinyin.
    rest.sort(key=lambda pair: pair[1].encode("gb18030") if language == "zh" else pair[1].encode())
    first = [(code.lower(), text.in_language(language)) for code, text in _BELONG_TO_CHINA.items()]
    return (*first, *rest)


def field_for(question: Question, language: Language) -> Any:
    """The unbound field of a question; evidence gets its choices when the form is filled."""
    label = question.label.in_language(language)
    own = [(choice.id, choice.in_language(language)) for choice in question.choices]
    match question.type:
        case QuestionType.TEXT | QuestionType.COUNT | QuestionType.CREDIT_CODE | QuestionType.IDENTITY_NUMBER:
            return StringField(label, widget=TextInput(), render_kw=_typing(question))
        case QuestionType.EMAIL:
            return StringField(label, widget=EmailInput(), render_kw={"autocomplete": "off"})
        case QuestionType.PHONE:
            return StringField(label, widget=TelInput(), render_kw={"autocomplete": "off"})
        case QuestionType.DATE:
            return DateText(label)
        case QuestionType.LONG_TEXT:
            tall = question.max_length is None or question.max_length >= TALL_FROM
            return TextAreaField(label, render_kw={"rows": 8 if tall else 3})
        case QuestionType.ENTITIES:
            return EntityRows(label)
        case QuestionType.DOMAINS | QuestionType.ADDRESSES:
            return TextAreaField(label, render_kw={"rows": 4, "spellcheck": "false"})
        case QuestionType.YES_NO:
            return _radios(label, _yes_no(language), language)
        case QuestionType.YES_NO_OPEN:
            return _radios(label, [*_yes_no(language), (OPEN, OPEN_LABEL.in_language(language))], language)
        case QuestionType.CHOICE if len(own) <= MOST_RADIOS:
            return _radios(label, own, language)
        case QuestionType.CHOICE:
            return _list(label, own, language)
        case QuestionType.COUNTRY:
            return _list(label, countries(language), language)
        case QuestionType.CHOICES:
            return Checks(label, choices=options(own), validate_choice=False)
        case QuestionType.EVIDENCE:
            return Checks(label, choices=[], validate_choice=False)
    raise AssertionError(f"{question.id}: a question of type {question.type} has no field in a section")


def _typing(question: Question) -> dict[str, str]:
    if question.type is QuestionType.COUNT:
        # A number input would swallow "120 万" without a word; text keeps it and lets us answer.
        return {"inputmode": "numeric", "autocomplete": "off"}
    if question.type is QuestionType.TEXT:
        return {"autocomplete": "off"}
    return {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}


def _yes_no(language: Language) -> list[tuple[str, str]]:
    return [(YES, YES_LABEL.in_language(language)), (NO, NO_LABEL.in_language(language))]


def _radios(label: str, choices: Choices, language: Language) -> Any:
    nothing = ("", NOTHING_CHOSEN.in_language(language))
    return Radios(label, choices=options([*choices, nothing]), default="", validate_choice=False)


def _list(label: str, choices: Choices, language: Language) -> Any:
    nothing = ("", NOTHING_CHOSEN.in_language(language))
    return SelectField(label, choices=options([nothing, *choices]), default="", validate_choice=False)
