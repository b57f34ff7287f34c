"""The forms of keeping and letting go: a reason, a second person's word, and whose name is to be erased."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import StopValidation

from assessment.erasure import GROUNDS
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.typed import trimmed
from forms.validators import AtMost, Needed

LONGEST_REASON = 500


class ReasonForm(OurForm):
    """Why a hold is set or lifted, or why the records of a case may go."""

    reason = StringField(
        Text("理由（写入留痕）", "Reason (goes into the trail)"),
        [Needed(Text("请写明理由。", "Give the reason.")), AtMost(LONGEST_REASON)],
        filters=[trimmed],
    )


class AgreeForm(OurForm):
    """The second person says that he or she has looked; nothing brings back what goes then."""

    checked = BooleanField(
        Text("我已核对，知道执行后无法恢复。", "I have checked this and know that nothing brings it back.")
    )

    def validate_checked(self, field: Any) -> None:
        if not field.data:
            raise StopValidation(self.say(Text("请先核对并勾选。", "Check it first and tick the box.")))


class ErasureForm(OurForm):
    """Whose name, on which ground, why. The choices of ``about`` are the page's."""

    about = SelectField(
        Text("人员", "Person"),
        [Needed(Text("请选择人员。", "Choose a person."))],
        choices=[],
        validate_choice=False,
    )
    ground = SelectField(
        Text("法律依据", "Ground in law"),
        [Needed(Text("请选择删除的法律依据。", "Choose the ground in law."))],
        choices=options([("", Text("请选择", "Choose")), *GROUNDS.items()]),
        validate_choice=False,
    )
    reason = StringField(
        Text("理由（写入留痕，勿写入要删除的内容）", "Reason (goes into the trail; without what is to be erased)"),
        [
            Needed(Text("请写明理由（勿写入要删除的内容）。", "Give the reason, without what is to be erased.")),
            AtMost(LONGEST_REASON),
        ],
        filters=[trimmed],
    )


def reason_form(language: Language) -> type[ReasonForm]:
    return spoken(ReasonForm, language)


def agree_form(language: Language) -> type[AgreeForm]:
    return spoken(AgreeForm, language)


def erasure_form(language: Language) -> type[ErasureForm]:
    return spoken(ErasureForm, language)
