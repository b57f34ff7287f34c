"""Changes after approval: what a person confirms or judges about one case of the article, and which mechanism it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wtforms import HiddenField, TextAreaField
from wtforms.validators import StopValidation

from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.builder import whole_number
from forms.fields import DateText, Radios
from forms.typed import AsDay, trimmed, yes_no
from forms.validators import AtMost, Needed, OneOf

MAX_NOTE = 4_000
YES_NO = options([("yes", Text("是", "Yes")), ("no", Text("否", "No")), ("", Text("尚不确定", "Not known yet"))])
NAMES = (
    ("security_assessment", Text("数据出境安全评估", "Security assessment")),
    ("standard_contract", Text("个人信息出境标准合同", "Standard contract")),
    ("certification", Text("个人信息出境认证", "Certification")),
    ("gba_contract", Text("粤港澳大湾区标准合同", "Greater Bay Area contract")),
)


class ChangeForm(OurForm):
    """``seen`` names the differences that were shown, ``position`` the newest entry.

    What the case of the article does not ask is not on the page and stays empty.
    """

    seen = HiddenField(default="")
    position = HiddenField(default="0")
    happened = Radios(Text("是否发生", "Has it happened"), [OneOf()], choices=YES_NO, default="", validate_choice=False)
    happened_on = DateText(Text("发生日期", "Day"), [AsDay()])
    affects = Radios(Text("判断", "Judgement"), [OneOf()], choices=YES_NO, default="", validate_choice=False)
    note = TextAreaField(Text("说明和理由", "Description and reason"), [AtMost(MAX_NOTE)], filters=[trimmed])

    def validate_happened_on(self, field: Any) -> None:
        if self.has_happened and field.value is None:
            raise StopValidation(self.say(Text("请写明发生日期。", "Give the day on which it happened.")))

    def validate_note(self, field: Any) -> None:
        if field.data:
            return
        if self.has_happened:
            raise StopValidation(self.say(Text("请写明发生了什么。", "Say what happened.")))
        if self.judged is not None:
            sentence = Text("请写明判断的理由，供复核和审计查阅。", "Give the reason for your judgement.")
            raise StopValidation(self.say(sentence))

    @property
    def has_happened(self) -> bool | None:
        return yes_no(self.happened.data)

    @property
    def judged(self) -> bool | None:
        return yes_no(self.affects.data)

    @property
    def seen_position(self) -> int:
        return whole_number(self.position.data) or 0


class MechanismForm(OurForm):
    mechanism = Radios(
        Text("本项目实际办理的机制", "The mechanism of this case"),
        [Needed(Text("请选择办理的机制。", "Choose the mechanism.")), OneOf()],
        choices=options(NAMES),
        validate_choice=False,
    )


def change_form(language: Language) -> Callable[..., ChangeForm]:
    return spoken(ChangeForm, language)


def mechanism_form(language: Language) -> Callable[..., MechanismForm]:
    return spoken(MechanismForm, language)
