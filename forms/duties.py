"""One duty: its state, and what that state needs (who and by when, evidence and day, or a reason)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation

from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.builder import whole_number
from forms.fields import Checks, DateText, Radios
from forms.typed import AsDay, trimmed
from forms.validators import AtMost, Needed, OneOf

MAX_NAME, MAX_NOTE = 100, 2_000
STATES = (
    ("open", Text("未开始", "Open")),
    ("in_work", Text("办理中", "In progress")),
    ("done", Text("已完成", "Done")),
    ("not_applicable", Text("不适用", "Does not apply")),
)


class DutyForm(OurForm):
    """``seen``: position of the newest entry that the page showed."""

    seen = HiddenField(default="0")
    state = Radios(
        Text("现在的状态", "Where it stands"),
        [Needed(Text("请选择状态。", "Choose the state.")), OneOf()],
        choices=options(STATES),
        validate_choice=False,
    )
    owner = StringField(Text("负责人", "Owner"), [AtMost(MAX_NAME)], filters=[trimmed])
    due = DateText(Text("计划完成日期", "Planned by"), [AsDay()])
    done_on = DateText(Text("完成日期", "Done on"), [AsDay()])
    evidence = Checks(Text("证明材料", "Evidence"), [OneOf()], choices=[], validate_choice=False)
    reason = TextAreaField(Text("不适用的理由", "Why it does not apply"), [AtMost(MAX_NOTE)], filters=[trimmed])
    note = TextAreaField(Text("备注", "Note"), [AtMost(MAX_NOTE)], filters=[trimmed])

    def __init__(self, *args: Any, evidence: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.evidence.choices = options(evidence)

    def validate_owner(self, field: Any) -> None:
        if self.state.data == "in_work" and not field.data:
            raise StopValidation(self.say(Text("办理中的义务须写明负责人。", "A duty in progress needs an owner.")))

    def validate_due(self, field: Any) -> None:
        if self.state.data == "in_work" and field.value is None:
            sentence = Text(
                "办理中的义务须写明计划完成日期。", "A duty in progress needs the day by which it is to be done."
            )
            raise StopValidation(self.say(sentence))

    def validate_done_on(self, field: Any) -> None:
        if self.state.data == "done" and field.value is None:
            raise StopValidation(self.say(Text("请写明完成日期。", "Give the day on which it was done.")))

    def validate_evidence(self, field: Any) -> None:
        if self.state.data == "done" and not self.chosen():
            sentence = Text(
                "已完成的义务须选择至少一份证明材料；没有时先在证明材料中添加。",
                "A duty that is done needs at least one piece of evidence; add it to the evidence of the case first.",
            )
            raise StopValidation(self.say(sentence))

    def validate_reason(self, field: Any) -> None:
        if self.state.data == "not_applicable" and not field.data:
            raise StopValidation(self.say(Text("请写明不适用的理由。", "Say why it does not apply.")))

    def chosen(self) -> tuple[str, ...]:
        return tuple(value for value in self.evidence.data or () if value)

    @property
    def position(self) -> int:
        return whole_number(self.seen.data) or 0


def duty_form(language: Language, evidence: Sequence[tuple[str, str]]) -> Callable[..., DutyForm]:
    """Makes forms; ``evidence``: (entry id, title) of the evidence that the case has."""
    made = spoken(DutyForm, language)

    def make(*args: Any, **kwargs: Any) -> DutyForm:
        form: DutyForm = made(*args, evidence=evidence, **kwargs)
        return form

    return make
