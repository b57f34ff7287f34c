"""Opening a case."""

from __future__ import annotations

from wtforms import StringField

from assessment.vocabulary import Language, Text
from forms.base import OurForm, spoken
from forms.validators import AtMost, Needed


def _one_line(text: str | None) -> str:
    return " ".join((text or "").split())


class NewCaseForm(OurForm):
    """``reference`` may stay empty; the next number of the year is given then."""

    title = StringField(
        Text("项目名称", "Title"),
        [Needed(Text("请填写项目名称。", "Give the case a title.")), AtMost(120)],
        filters=[_one_line],
    )
    reference = StringField(Text("编号（可留空）", "Reference (may stay empty)"), [AtMost(40)], filters=[_one_line])


def new_case_form(language: Language) -> type[NewCaseForm]:
    return spoken(NewCaseForm, language)
