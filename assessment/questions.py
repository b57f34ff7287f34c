"""What the intake asks: frozen types of the questions that a regime ships as YAML.

A question belongs to one scope. ``case`` is asked once; every other scope is a list whose entries each
answer the questions of that scope (a scenario, a recipient inside a scenario, a clause, a piece of evidence).
This module knows no files and no forms.
"""

from __future__ import annotations

from enum import StrEnum
from functools import cached_property
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Frozen(BaseModel):
    """Base of everything read from a regime: unknown keys are refused, nothing changes after loading."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Bilingual(Frozen):
    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class Scope(StrEnum):
    CASE = "case"
    SCENARIO = "scenario"
    RECIPIENT = "recipient"
    CLAUSE = "clause"
    EVIDENCE = "evidence"


class QuestionType(StrEnum):
    """How a question is answered, and so what its value is in JSON."""

    TEXT = "text"  # str, one line
    LONG_TEXT = "long_text"  # str, paragraphs separated by one newline
    CHOICE = "choice"  # str, id of one choice
    CHOICES = "choices"  # list[str], ids of choices, in the order of the form
    YES_NO = "yes_no"  # bool
    YES_NO_OPEN = "yes_no_open"  # bool, or "open" when nobody has established it yet
    COUNT = "count"  # int >= 0, whole persons or things
    ENTITIES = "entities"  # str, one line for each entity: name|credit code|place|numbers of scenarios
    DATE = "date"  # str, YYYY-MM-DD
    EMAIL = "email"  # str
    PHONE = "phone"  # str
    CREDIT_CODE = "credit_code"  # str, 统一社会信用代码, GB 32100, 18 characters
    IDENTITY_NUMBER = "identity_number"  # str; GB 11643 when the sibling question says resident card
    DOMAINS = "domains"  # list[str]
    ADDRESSES = "addresses"  # list[str], IPv4 or IPv6, single or CIDR
    COUNTRY = "country"  # str, ISO 3166-1 alpha-2, lower case (hk, mo, tw are regions of China)
    EVIDENCE = "evidence"  # list[str], ids of evidence entries
    FILE = "file"  # {"sha256", "name", "size", "media_type"}; only in scope evidence


class Citation(Frozen):
    """Where the law says it: the instrument's name, the article, and the address if there is one."""

    text: str
    article: str
    address: str | None = None


class Choice(Frozen):
    id: str
    zh: str
    en: str

    def in_language(self, language: str) -> str:
        return self.zh if language == "zh" else self.en


class AskedWhen(Frozen):
    """Condition on another question of the same entry or of the case; exactly one test is given.

    ``differs_from`` also holds while the other question is unanswered; every other test then fails.
    """

    question: str
    equals: bool | int | str | None = None
    any_of: tuple[str, ...] | None = None
    includes: str | None = None
    differs_from: bool | int | str | None = None


class Question(Frozen):
    """One question. ``feeds`` names the places of the documents that print or use the answer.

    ``official`` marks a label that is official form text and is printed word for word.
    ``required``: the dossier is incomplete without an answer, whenever the question is asked at all.
    ``asked_when``: all conditions must hold; otherwise the answer is kept, but left out of the facts.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+$")]
    label: Bilingual
    type: QuestionType
    why: Bilingual
    cite: Citation
    required: bool
    official: bool = False
    confidence: Literal["high", "medium", "low"] = "high"
    hint: Bilingual | None = None
    choices: tuple[Choice, ...] = ()
    max_length: int | None = None
    asked_when: tuple[AskedWhen, ...] = ()
    identity_type_question: str | None = None
    feeds: tuple[str, ...] = ()


class AtLeastOne(Frozen):
    """A rule of a section: one of these questions must be answered (telephone or e-mail)."""

    at_least_one: tuple[str, ...]
    sentence: Bilingual


class Section(Frozen):
    """One page of the wizard. ``group`` is the part of the way it belongs to."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    scope: Scope
    group: Literal["declare", "assess", "submit"]
    title: Bilingual
    intro: Bilingual
    questions: tuple[Question, ...]
    rules: tuple[AtLeastOne, ...] = ()


class Questionnaire(Frozen):
    """All sections of a regime in the order in which they are walked."""

    sections: tuple[Section, ...]

    def section(self, section_id: str) -> Section:
        return next(section for section in self.sections if section.id == section_id)

    def of_scope(self, scope: Scope) -> tuple[Section, ...]:
        return tuple(section for section in self.sections if section.scope is scope)

    @cached_property
    def by_id(self) -> dict[str, Question]:
        return {question.id: question for section in self.sections for question in section.questions}

    def question(self, question_id: str) -> Question:
        """The question with this id; raises ``KeyError`` where there is none."""
        return self.by_id[question_id]
