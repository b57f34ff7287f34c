"""A form class for each section of questions, built once for each language.

The class is the same for everybody; only the evidence that a case has is handed to it when it is made. Files have
a form of their own (``forms/items.py: UploadForm``) and no field here.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, ClassVar

from wtforms import HiddenField

from assessment.answers import Value
from assessment.questions import AskedWhen, Question, QuestionType, Section
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options
from forms.fields import NO, NO_LABEL, OPEN, OPEN_LABEL, YES, YES_LABEL, field_for

KEEP = "keep__"
"""Prefix of the choice between two values that two people wrote for one question."""
WAS = "was__"
"""Prefix of the hidden note of what a question's answer was when the page was shown."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page showed for one question: at which revision, since which one, and the answer's digest."""

    revision: int
    since: int
    digest: str

    @classmethod
    def read(cls, text: str | None) -> Shown | None:
        parts = (text or "").split(":")
        if len(parts) != 3 or not all(whole_number(part) is not None for part in parts[:2]):
            return None
        return cls(int(parts[0]), int(parts[1]), parts[2])


class SectionForm(OurForm):
    """One page of the wizard. ``revision``: the case's when the page was shown.

    Beside each question stands what its answer was, so that an answer nobody touched on this page is not sent as if
    it had been written here; a colleague's newer one would be lost.
    """

    section: ClassVar[Section]
    asked_when: ClassVar[Mapping[str, tuple[list[dict[str, object]], str]]]
    revision = HiddenField(default="0")

    def __init__(self, *args: Any, evidence: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in self.section.questions:
            field = self.of(question.id)
            if question.type is QuestionType.EVIDENCE:
                field.choices = options(evidence)
            if field is not None:
                field.asked_when, field.asked_when_note = self.asked_when.get(question.id, ([], ""))

    def process(self, formdata: Any = None, *args: Any, **kwargs: Any) -> None:
        """Also read the notes beside the questions, and whose value was chosen where two people wrote one."""
        self.sent: dict[str, str] = {}
        self.sent_at: str | None = None
        sent = self.meta.wrap_formdata(self, formdata)
        names = {question.id: field_name(question.id) for question in self.section.questions} if sent else {}
        self.in_conflict: tuple[str, ...] = tuple(q for q in sent.getlist("conflict") if q in names) if sent else ()
        self.kept = {q: whose for q, name in names.items() if (whose := sent.get(KEEP + name)) in ("mine", "theirs")}
        self.shown = {q: shown for q, name in names.items() if (shown := Shown.read(sent.get(WAS + name)))}
        super().process(formdata, *args, **kwargs)

    def of(self, question_id: str) -> Any:
        """The field of a question; ``None`` for a file, which is uploaded on its own."""
        return self._fields.get(field_name(question_id))

    def note_answers(self, answers: Mapping[str, Value], revision: int) -> None:
        """Remember what the page shows for these questions as they are stored at ``revision``."""
        self.shown |= {question: Shown(revision, revision, digest(value)) for question, value in answers.items()}

    def note_sent(self, answers: Mapping[str, Value]) -> None:
        """Remember what was sent to be saved. It counts as stored only once the page carries a new revision."""
        self.sent = {question: digest(value) for question, value in answers.items()}
        self.sent_at = self.revision.data

    def note_of(self, question_id: str) -> str:
        """The hidden note of one question, with the revision that the page carries now; empty without one."""
        shown = self.shown.get(question_id)
        if shown is None:
            return ""
        saved = self.sent.get(question_id) if self.revision.data != self.sent_at else None
        return f"{whole_number(self.revision.data) or 0}:{shown.since}:{saved or shown.digest}"

    def notes(self) -> dict[str, str]:
        """All hidden notes by input name: what a script writes back after it saved in the background."""
        return {WAS + field_name(question): self.note_of(question) for question in self.shown}


def whole_number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) <= 15 else None


def digest(value: Value) -> str:
    """Enough to tell two answers apart; empty and missing are the same."""
    plain = None if value in ("", []) else value
    return hashlib.sha256(json.dumps(plain, sort_keys=True).encode()).hexdigest()[:16]


def field_name(question_id: str) -> str:
    return question_id.replace(".", "__")


def section_form(
    section: Section, language: Language, *, evidence: Sequence[tuple[str, str]] = ()
) -> Callable[..., SectionForm]:
    """Makes forms of this section; ``evidence``: (entry id, title) of the evidence that the case has."""
    made = _section_class(_SectionKey(section), language)
    return partial(made, evidence=tuple(evidence))


class _SectionKey:
    """A section as a key: the loaded questionnaire lives as long as the process, so its identity is enough."""

    def __init__(self, section: Section) -> None:
        self.section = section

    def __hash__(self) -> int:
        return id(self.section)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _SectionKey) and self.section is other.section


@cache
def _section_class(key: _SectionKey, language: Language) -> type[SectionForm]:
    section = key.section
    fields = {
        field_name(question.id): field_for(question, language)
        for question in section.questions
        if question.type is not QuestionType.FILE
    }
    asked_when = {
        question.id: (asked_when_data(question), asked_when_note(question, section, language))
        for question in section.questions
        if question.asked_when
    }
    own = {"language": language, "section": section, "asked_when": asked_when}
    return type(f"{section.id.title()}Form", (SectionForm,), {**own, **fields})


def asked_when_data(question: Question) -> list[dict[str, object]]:
    """The conditions as a script reads them: the question, and the values of its inputs of which one is needed.

    ``none_of`` instead: the values that must not be chosen; nothing chosen at all is fine then.
    """
    return [
        {"question": condition.question, "any_of" if condition.differs_from is None else "none_of": _values(condition)}
        for condition in question.asked_when
    ]


def asked_when_note(question: Question, section: Section, language: Language) -> str:
    """For pages without script: when the question is to be answered at all."""
    by_id = {other.id: other for other in section.questions}
    parts: list[Text] = []
    for condition in question.asked_when:
        other = by_id.get(condition.question)
        if other is None:
            parts.append(Text("前面的相应回答成立", "the answer given earlier calls for it"))
            continue
        zh, en = (_labels(other, condition, spoken) for spoken in ("zh", "en"))
        is_zh, is_en = ("为", "is") if condition.differs_from is None else ("不为", "is not")
        parts.append(
            Text(f"“{other.label.zh}”{is_zh}“{'”或“'.join(zh)}”", f"'{other.label.en}' {is_en} {' or '.join(en)}")
        )
    zh_note, en_note = "，且".join(part.zh for part in parts), " and ".join(part.en for part in parts)
    return Text(f"仅在{zh_note}时填写。", f"Only when {en_note}.").in_language(language)


def _values(condition: AskedWhen) -> list[str]:
    if condition.any_of is not None:
        return list(condition.any_of)
    tests = (condition.includes, condition.equals, condition.differs_from)
    wanted = next(test for test in tests if test is not None)
    if isinstance(wanted, bool):
        return [YES if wanted else NO]
    return [str(wanted)]


def _labels(question: Question, condition: AskedWhen, language: Language) -> list[str]:
    names = {choice.id: choice.in_language(language) for choice in question.choices}
    names |= {
        value: label.in_language(language)
        for value, label in ((YES, YES_LABEL), (NO, NO_LABEL), (OPEN, OPEN_LABEL))
        if value not in names
    }
    return [names.get(value, value) for value in _values(condition)]
