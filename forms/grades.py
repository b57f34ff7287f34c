"""One risk question: the grade that fits, what was found, what was done about it, and the evidence.

No grade is an answer too: it stays unknown. Several questions stand on one page with a ``prefix`` each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from wtforms import FieldList, Form, FormField, HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import StopValidation

from assessment.answers import Proof
from assessment.scorecard import ScoreQuestion
from assessment.vocabulary import Language, Text
from forms.base import CHOOSE, OurForm, options, spoken
from forms.fields import Radios
from forms.typed import trimmed
from forms.validators import AtMost, OneOf

MAX_FINDING = 4_000
MAX_PAGE = 40
MAX_QUOTATION = 1_000
SPARE_ROWS = 2
"""Empty rows for further proofs, so that the page works without a script."""
NOT_GRADED = Text("尚未评定", "Not graded yet")
NO_EVIDENCE = Text("请选择材料", "Choose the document")
WHICH_EVIDENCE = Text(
    "写了页码或原文，但没有选择材料；请选择材料。",
    "A page or a quotation is given without its document; choose the document.",
)
TOO_LONG = Text(
    f"页码最多 {MAX_PAGE} 个字符，原文最多 {MAX_QUOTATION:,} 个字符；请缩短。",
    f"A page has at most {MAX_PAGE} characters, a quotation at most {MAX_QUOTATION:,}; shorten them.",
)


class ProofForm(Form):  # type: ignore[misc]  # WTForms ships no types
    """One row: which evidence, on which page, in which words."""

    evidence = SelectField(choices=[], default="", validate_choice=False)
    page = StringField(filters=[trimmed])
    quotation = TextAreaField(filters=[trimmed])


class GradeForm(OurForm):
    """``revision``: the case's when the page was shown."""

    revision = HiddenField(default="0")
    grade = Radios(Text("等级", "Grade"), [OneOf()], choices=[], default="", validate_choice=False)
    finding = TextAreaField(Text("发现的情况与问题", "Finding"), [AtMost(MAX_FINDING)], filters=[trimmed])
    rectification = TextAreaField(Text("整改情况", "Rectification"), [AtMost(MAX_FINDING)], filters=[trimmed])
    proofs = FieldList(FormField(ProofForm), Text("证据", "Evidence"))

    def __init__(self, *args: Any, question: ScoreQuestion, evidence: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        worded = [(str(grade), wording.in_language(self.language)) for grade, wording in enumerate(question.grades)]
        self.grade.choices = options([("", self.say(NOT_GRADED)), *worded])
        for _ in range(SPARE_ROWS - sum(not row.evidence.data for row in self.proofs)):
            self.proofs.append_entry()
        for row in self.proofs:
            row.evidence.choices = options([("", self.say(NO_EVIDENCE)), *evidence])

    @property
    def named(self) -> list[Proof]:
        """The rows that name an evidence."""
        rows = [(row.evidence.data, row.page.data, row.quotation.data) for row in self.proofs]
        return [Proof(name, page or "", quotation or "") for name, page, quotation in rows if name]

    def validate_proofs(self, field: Any) -> None:
        for row in field:
            known = {value for value, _ in row.evidence.choices}
            if (row.evidence.data or "") not in known:
                raise StopValidation(self.say(CHOOSE))
            if not row.evidence.data and (row.page.data or row.quotation.data):
                raise StopValidation(self.say(WHICH_EVIDENCE))
            if len(row.page.data or "") > MAX_PAGE or len(row.quotation.data or "") > MAX_QUOTATION:
                raise StopValidation(self.say(TOO_LONG))


def grade_form(
    language: Language, question: ScoreQuestion, evidence: Sequence[tuple[str, str]]
) -> Callable[..., GradeForm]:
    """Makes forms of this question; ``evidence``: (entry id, title) of the evidence that the case has."""
    made: type[GradeForm] = spoken(GradeForm, language)

    def make(*args: Any, **kwargs: Any) -> GradeForm:
        return made(*args, question=question, evidence=evidence, **kwargs)

    return make
