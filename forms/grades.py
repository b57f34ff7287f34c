"""One risk question: the grade that fits, what was found, what was done about it, and the evidence.

No grade is an answer too: it stays unknown. Several questions stand on one page with a ``prefix`` each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import HiddenField, TextAreaField

from assessment.scorecard import ScoreQuestion
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.fields import Checks, Radios
from forms.validators import AtMost, OneOf

MAX_FINDING = 4_000
NOT_GRADED = Text("尚未评定", "Not graded yet")


def _trimmed(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


class GradeForm(OurForm):
    """``revision``: the case's when the page was shown."""

    revision = HiddenField(default="0")
    grade = Radios(Text("等级", "Grade"), [OneOf()], choices=[], default="", validate_choice=False)
    finding = TextAreaField(Text("发现的情况与问题", "Finding"), [AtMost(MAX_FINDING)], filters=[_trimmed])
    rectification = TextAreaField(Text("整改情况", "Rectification"), [AtMost(MAX_FINDING)], filters=[_trimmed])
    evidence = Checks(Text("证据", "Evidence"), [OneOf()], choices=[], validate_choice=False)

    def __init__(self, *args: Any, question: ScoreQuestion, evidence: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worded = [(str(grade), wording.in_language(self.language)) for grade, wording in enumerate(question.grades)]
        self.grade.choices = options([("", self.say(NOT_GRADED)), *worded])
        self.evidence.choices = options(evidence)


def grade_form(
    language: Language, question: ScoreQuestion, evidence: Sequence[tuple[str, str]]
) -> Callable[..., GradeForm]:
    """Makes forms of this question; ``evidence``: (entry id, title) of the evidence that the case has."""
    made: type[GradeForm] = spoken(GradeForm, language)

    def make(*args: Any, **kwargs: Any) -> GradeForm:
        return made(*args, question=question, evidence=evidence, **kwargs)

    return make
