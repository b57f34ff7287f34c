"""Deciding about a snapshot: approve it, or send it back with a reason."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, TextAreaField
from wtforms.validators import StopValidation

from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.fields import Radios
from forms.validators import AtMost, Needed, OneOf

APPROVE, SEND_BACK = "approve", "send_back"
NO_REASON = Text(
    "退回时请写明理由，让填报人知道要改什么。", "Say why you send it back, so that the preparer knows what to change."
)


class DecideForm(OurForm):
    """``snapshot``: SHA-256 of what the page showed; the decision speaks of exactly that."""

    snapshot = HiddenField()
    decision = Radios(
        Text("决定", "Decision"),
        [Needed(Text("请选择批准或退回。", "Choose to approve or to send back.")), OneOf()],
        choices=options(
            [(APPROVE, Text("批准该快照", "Approve this snapshot")), (SEND_BACK, Text("退回修改", "Send back"))]
        ),
        validate_choice=False,
    )
    reason = TextAreaField(Text("理由", "Reason"), [AtMost(4_000)], filters=[lambda text: (text or "").strip()])

    def validate_reason(self, field: Any) -> None:
        if self.decision.data == SEND_BACK and not field.data:
            raise StopValidation(self.say(NO_REASON))


def decide_form(language: Language) -> type[DecideForm]:
    return spoken(DecideForm, language)
