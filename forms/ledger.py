"""The ledger of exported persons: open one, enter or correct a batch, strike it, import many, choose the method.

What a batch may hold is judged in ``assessment/ledger_reading.py``, for the page and the spreadsheet alike; these
forms keep what was typed.
"""

from __future__ import annotations

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField

from assessment.ledger import MECHANISMS
from assessment.ledger_reading import FIELDS
from assessment.values import MAX_TEXT
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.fields import DateText
from forms.validators import AtMost, Needed, OneOf


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


class NewLedgerForm(OurForm):
    """Which legal entity; the code itself is checked by the service."""

    code = StringField(
        Text("统一社会信用代码", "Credit code"),
        [Needed(Text("请填写统一社会信用代码。", "Fill in the credit code."))],
        filters=[lambda text: _one_line(text).replace(" ", "").upper()],
    )
    name = StringField(
        Text("单位名称", "Name of the legal entity"),
        [Needed(Text("请填写单位名称。", "Give the name of the legal entity.")), AtMost(200)],
        filters=[_one_line],
    )


class CountForm(OurForm):
    """One batch. ``reason`` stands only on the page that corrects."""

    name = HiddenField()
    since = DateText(FIELDS["since"])
    until = DateText(FIELDS["until"])
    flow = StringField(FIELDS["flow"])
    place = SelectField(Text("所属评估项目与场景", "Case and scenario"), choices=[], validate_choice=False)
    recipient = StringField(FIELDS["recipient"])
    mechanism = SelectField(FIELDS["mechanism"], choices=[], validate_choice=False)
    persons_pi = StringField(FIELDS["persons_pi"])
    again_pi = StringField(FIELDS["again_pi"])
    persons_spi = StringField(FIELDS["persons_spi"])
    again_spi = StringField(FIELDS["again_spi"])
    persons_both = StringField(FIELDS["persons_both"])
    basis = StringField(FIELDS["basis"])
    evidence = StringField(FIELDS["evidence"])
    reason = TextAreaField(Text("更正理由", "Reason for the correction"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose = self.say(Text("请选择", "Choose"))
        self.mechanism.choices = options([("", choose), *((key, self.say(word)) for key, word in MECHANISMS.items())])

    def texts(self) -> dict[str, str]:
        """What was typed, by field, as the core reads it."""
        return {name: self[name].data or "" for name in FIELDS}


class ConfirmForm(OurForm):
    """The usable rows of an import, as text, and the name of the file they came from."""

    content = HiddenField()
    file_name = HiddenField(filters=[_one_line])


class CountsFileForm(OurForm):
    file = FileField(Text("文件", "File"), [Needed(Text("请先选择文件。", "Choose a file first."))])


class StrikeForm(OurForm):
    reason = StringField(Text("作废理由", "Reason for striking"), [AtMost(MAX_TEXT)], filters=[_one_line])


class MethodForm(OurForm):
    """CNT-6."""

    both_in = RadioField(
        Text("两类信息均出境的人", "Persons of both classes"),
        [Needed(Text("请选择一种计法。", "Choose one way of counting.")), OneOf()],
        choices=options(
            [
                ("both", Text("两个计数都计入（较严，默认）", "Count in both (stricter, the default)")),
                ("sensitive_only", Text("只计入敏感个人信息", "Count in sensitive information only")),
            ]
        ),
        validate_choice=False,
    )
    reason = StringField(Text("理由", "Reason"), [AtMost(MAX_TEXT)], filters=[_one_line])


class TakeForm(OurForm):
    """Take the ledger's numbers into the answers; ``revision`` is the one that was shown."""

    revision = HiddenField()

    def seen(self) -> int:
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() else 0


def new_ledger_form(language: Language) -> type[NewLedgerForm]:
    return spoken(NewLedgerForm, language)


def count_form(language: Language) -> type[CountForm]:
    return spoken(CountForm, language)


def confirm_form(language: Language) -> type[ConfirmForm]:
    return spoken(ConfirmForm, language)


def counts_file_form(language: Language) -> type[CountsFileForm]:
    return spoken(CountsFileForm, language)


def strike_form(language: Language) -> type[StrikeForm]:
    return spoken(StrikeForm, language)


def method_form(language: Language) -> type[MethodForm]:
    return spoken(MethodForm, language)


def take_form(language: Language) -> type[TakeForm]:
    return spoken(TakeForm, language)
