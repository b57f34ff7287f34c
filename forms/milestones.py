"""The form of one milestone: only the fields that its kind has; what was typed stays when something is missing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from assessment.deadline_rules import MilestoneKind
from assessment.milestones import Milestone
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.fields import Checks, DateText, Radios
from forms.typed import trimmed
from forms.validators import AtMost, Needed, OneOf

OUTCOMES = (
    ("passed", Text("通过", "Passed")),
    ("partly", Text("部分通过", "Passed in part")),
    ("failed", Text("未通过", "Not passed")),
)
NO_DAY = Text("日期写作 2026-11-21。", "Write the date as 2026-11-21.")
NO_NUMBER = Text("填写整数，例如 1200000。", "Give a whole number, such as 1200000.")
_DIGITS = re.compile(r"[0-9]{1,12}\Z")
_GROUPED = re.compile(r"[,，\s]")
_BY_FIELD = {
    "outcome": ("outcome", "refused"),
    "result_date": ("result_date",),
    "valid_until": ("valid_until",),
    "approved": ("persons", "volume", "volume_unit"),
    "reply_by": ("reply_by",),
}


class Day:
    """A date, or nothing."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and _day(field.data) is None:
            raise StopValidation(form.say(NO_DAY))


class WholeNumber:
    """A whole number, with or without separators, or nothing."""

    def __call__(self, form: Any, field: Any) -> None:
        if field.data and not _DIGITS.match(_GROUPED.sub("", field.data)):
            raise StopValidation(form.say(NO_NUMBER))


class MilestoneForm(OurForm):
    """``kind``: which event; ``corrects``: the entry that this one takes the place of."""

    kind = HiddenField()
    corrects = HiddenField()
    on = DateText(Text("日期", "Date"), [Needed(Text("请填写日期。", "Give the date.")), Day()], filters=[trimmed])
    number = StringField(Text("文号或者编号", "Number of the letter or file"), [AtMost(80)], filters=[trimmed])
    outcome = Radios(Text("结果", "Outcome"), [OneOf()], choices=options(OUTCOMES), validate_choice=False)
    refused = TextAreaField(
        Text("部分通过时：未通过的内容（每行一项）", "If in part: what was not allowed (one item a line)"),
        [AtMost(4_000)],
        filters=[trimmed],
    )
    result_date = DateText(Text("结果出具之日", "Date of the result"), [Day()], filters=[trimmed])
    valid_until = DateText(Text("载明的有效期届满日", "Last day of validity as printed"), [Day()], filters=[trimmed])
    persons = StringField(
        Text("准予的自然人数量（去重，有效期内合计）", "Persons allowed for the term (each counted once)"),
        [WholeNumber()],
        filters=[trimmed],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    volume = StringField(
        Text("准予的重要数据规模", "Volume of important data allowed"),
        [WholeNumber()],
        filters=[trimmed],
        render_kw={"inputmode": "numeric", "autocomplete": "off"},
    )
    volume_unit = SelectField(
        Text("单位", "Unit"), [OneOf()], choices=options([("", "—"), *((u, u) for u in ("MB", "GB", "TB"))]),
        validate_choice=False,
    )  # fmt: skip
    reply_by = DateText(
        Text("来文要求的答复日期", "Day by which the letter wants an answer"), [Day()], filters=[trimmed]
    )
    note = TextAreaField(Text("备注", "Note"), [AtMost(4_000)], filters=[trimmed])
    evidence = Checks(Text("证明材料", "Evidence"), choices=[], validate_choice=False)

    def asked(self, kind: MilestoneKind) -> list[Any]:
        """The fields of this kind of event, in the order of the page."""
        own = [name for known in kind.fields for name in _BY_FIELD[known]]
        return [self[name] for name in ("on", *own, "number", "note", "evidence")]

    def offer(self, evidence: Sequence[tuple[str, str]]) -> None:
        self.evidence.choices = options(evidence)

    def refuse(self, where: str, sentence: Text) -> None:
        """Put a sentence of the service beside the field it speaks of; whatever fits no field stands at the date."""
        field = self[where] if where in self._fields else self.on
        field.errors = [*field.errors, self.say(sentence)]

    def milestone(self, kind: MilestoneKind) -> Milestone:
        """What the form says; only after ``validate``."""
        own = {name for known in kind.fields for name in _BY_FIELD[known]}
        told = {name: self[name].data for name in own if self[name].data}
        for name in {"result_date", "valid_until", "reply_by"} & set(told):
            told[name] = _day(told[name])
        for name in {"persons", "volume"} & set(told):
            told[name] = int(_GROUPED.sub("", told[name]))
        if "refused" in told:
            told["refused"] = tuple(line.strip() for line in told["refused"].splitlines() if line.strip())
        on = _day(self.on.data)
        assert on is not None  # validated
        return Milestone(
            kind=kind.id, on=on, number=self.number.data, note=self.note.data,
            evidence=tuple(dict.fromkeys(one for one in self.evidence.data or () if one)),
            corrects=self.corrects.data or None, **told,
        )  # fmt: skip


class WithdrawForm(OurForm):
    """Taking a milestone back, with the reason."""

    entry = HiddenField()
    reason = StringField(
        Text("撤回的理由", "Why it is taken back"),
        [Needed(Text("请写明为何撤回这一节点。", "Say why this milestone is taken back.")), AtMost(500)],
        filters=[trimmed],
    )


def milestone_form(language: Language) -> type[MilestoneForm]:
    return spoken(MilestoneForm, language)


def withdraw_form(language: Language) -> type[WithdrawForm]:
    return spoken(WithdrawForm, language)


def filled_with(said: Milestone, entry_id: str) -> dict[str, Any]:
    """What the form shows when an entry is to be corrected."""
    values: dict[str, Any] = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in said.model_dump().items()
        if value is not None
    }
    values |= {"corrects": entry_id, "refused": "\n".join(said.refused), "evidence": list(said.evidence)}
    return values | {name: str(values[name]) for name in ("persons", "volume") if name in values}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
