"""Small forms around the risk: take a fix on, close it, grade apart, override, grade a destination."""

from __future__ import annotations

from typing import Any

from wtforms import BooleanField, HiddenField, StringField, TextAreaField
from wtforms.validators import StopValidation

from assessment.destinations import QUESTIONS
from assessment.scorecard import Scorecard
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.fields import DateText, Radios, countries
from forms.typed import AsDay, trimmed
from forms.validators import AtMost, Needed, OneOf

MAX_LINE = 100
MAX_TEXT = 2_000


class TaskForm(OurForm):
    """Who does the fix, until when, to which grade."""

    owner = StringField(Text("责任人", "Owner"), [AtMost(MAX_LINE)], filters=[trimmed])
    due = DateText(Text("完成日期", "By"), [AsDay()], filters=[trimmed])
    planned = Radios(
        Text("整改后的等级", "Grade afterwards"),
        [OneOf()],
        choices=options([(str(grade), str(grade)) for grade in range(3)]),
        default="0",
        validate_choice=False,
    )


class CloseForm(OurForm):
    """The fix is done, or given up with a reason."""

    note = TextAreaField(Text("说明", "Note"), [AtMost(MAX_TEXT)], filters=[trimmed])
    dropped = HiddenField(default="")


class ApartForm(OurForm):
    """A second person grades a key question without seeing the first grade."""

    grade = Radios(
        Text("您的等级", "Your grade"),
        [Needed(Text("请选择等级。", "Choose a grade.")), OneOf()],
        choices=options([(str(grade), str(grade)) for grade in range(4)]),
        validate_choice=False,
    )


class ReasonForm(OurForm):
    """A reason in writing."""

    reason = TextAreaField(Text("理由", "Reason"), [AtMost(MAX_TEXT)], filters=[trimmed])


class DestinationForm(OurForm):
    """B1 to B6 of one country, with what each grade rests on, counsel and date."""

    country = HiddenField()
    counsel = StringField(Text("律师", "Counsel"), [AtMost(MAX_LINE)], filters=[trimmed])
    dated = DateText(Text("评定日期", "Date of the grading"), [AsDay()], filters=[trimmed])
    confirmed = BooleanField(
        Text(
            "以上等级由律师依据法规和官方文本评定，没有引用境外的自由度或者治理排名。",
            "Counsel graded from statutes and official texts; no foreign ranking of freedom or governance was used.",
        )
    )

    def validate_country(self, field: Any) -> None:
        if field.data not in {code for code, _ in countries(self.language)}:
            raise StopValidation(self.say(Text("请选择国家或者地区。", "Choose a country or region.")))

    def validate_confirmed(self, field: Any) -> None:
        if not field.data:
            raise StopValidation(self.say(Text("请确认评定的依据。", "Confirm what the grades rest on.")))


def destination_form(language: Language, scorecard: Scorecard) -> type[DestinationForm]:
    """The form with a grade and a text for each question of topic B, worded by the scorecard."""
    fields: dict[str, Any] = {}
    for question in QUESTIONS:
        worded = scorecard.by_id[question]
        choices = [(str(grade), text.in_language(language)) for grade, text in enumerate(worded.grades)]
        label = Text(f"{question} {worded.question.zh}", f"{question} {worded.question.en}")
        fields[question] = Radios(label, [OneOf()], choices=options(choices), default="", validate_choice=False)
        fields[f"{question}_basis"] = TextAreaField(
            Text("依据的法规或者官方文本", "Statute or official text"), [AtMost(MAX_TEXT)], filters=[trimmed]
        )
    made: type[DestinationForm] = spoken(DestinationForm, language)
    return type("DestinationForm", (made,), fields)


def task_form(language: Language) -> type[TaskForm]:
    return spoken(TaskForm, language)


def close_form(language: Language) -> type[CloseForm]:
    return spoken(CloseForm, language)


def apart_form(language: Language) -> type[ApartForm]:
    return spoken(ApartForm, language)


def reason_form(language: Language) -> type[ReasonForm]:
    return spoken(ReasonForm, language)
