"""Words and links of the risk pages: where a fact comes from, and what of the risk waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from typing import Any

from flask import url_for

from assessment.answers import Entry, Value
from assessment.applicability import asked
from assessment.questions import Question, Scope, Section
from assessment.reading import open_counts, questions_behind
from assessment.scoring_advice import NearFigure
from services.cases import OpenCase
from services.risk_reminders import Reminders, reminders_of_case
from web.desk import desk, our_law, person
from web.frame import entry_name, section_address
from web.language import bilingual, number, t
from web.pagewords import anchor, value_words


@dataclass(frozen=True, slots=True)
class Behind:
    """A question behind a fact with its answers: what was said, and all the places where that was said."""

    label: str
    answers: tuple[tuple[str, tuple[Source, ...]], ...]


@dataclass(frozen=True, slots=True)
class Source:
    """One answer behind a fact: the question, whose answer it is, what was said, and where it is changed."""

    label: str
    whose: str
    said: str
    url: str


def teach_risk_words(words: MutableMapping[str, Any]) -> None:
    words.update(
        sources_of=sources_of,
        gate_address=gate_address,
        risk_reminders=risk_reminders,
        near_words=near_words,
        missing_counts=missing_counts,
    )


def risk_reminders(case: OpenCase) -> Reminders:
    return reminders_of_case(desk(), person(), case)


def near_words(near: NearFigure) -> str:
    """Which count is near which figure; whether it was reached is told, not left to be worked out."""
    count, figure = number(near.count), number(near.figure)
    return t(
        f"{bilingual(near.name)} {count}，与界线 {figure} 相差不超过 20%。",
        f"{bilingual(near.name).capitalize()}: {count} is within 20 % of the line of {figure}.",
    )


def sources_of(case: OpenCase, fact: str) -> list[Behind]:
    """The questions that a fact was read from, with the answer of every scenario and recipient that was asked."""
    found = []
    for section, question in (pair for name in questions_behind(fact) for pair in _asked_in(name)):
        said: dict[str, list[Source]] = {}
        for source in _answers(case, section, question):
            said.setdefault(source.said, []).append(source)
        if said:
            found.append(
                Behind(
                    bilingual(question.label).rstrip("?？"), tuple((one, tuple(where)) for one, where in said.items())
                )
            )
    return found


def gate_address(case: OpenCase, gate: str) -> str:
    """Where a stop gate is answered: the first place that does not say no, else the page of all facts."""
    facts = url_for("risk_views.facts", case_id=case.record.id) + f"#fact-{gate}"
    if gate == "K6":
        return url_for("risk.question", case_id=case.record.id, question_id="A1")
    no = value_words(case, "", False)
    open_ = [s for behind in sources_of(case, gate) for said, where in behind.answers if said != no for s in where]
    return open_[0].url if open_ else facts


def _asked_in(question_id: str) -> Iterator[tuple[Section, Question]]:
    for section in our_law().questionnaire.sections:
        for question in section.questions:
            if question.id == question_id:
                yield section, question


def _answers(case: OpenCase, section: Section, question: Question) -> Iterator[Source]:
    sheet = case.sheet
    if section.scope is Scope.CASE:
        if asked(question, sheet.answers, sheet.answers):
            yield _source(case, section, question, None, sheet.answers.get(question.id))
        return
    for entry in sheet.of_scope(section.scope):
        if asked(question, entry.answers, sheet.answers):
            yield _source(case, section, question, entry, entry.answers.get(question.id))


def _source(case: OpenCase, section: Section, question: Question, entry: Entry | None, value: Value) -> Source:
    address = section_address(case.record.id, section.id, entry.id if entry else "")
    return Source(
        label=bilingual(question.label),
        whose=entry_name(case.sheet, entry) if entry else "",
        said=value_words(case, question.id, value),
        url=f"{address}#{anchor(question.id)}",
    )


def missing_counts(case: OpenCase) -> list[Source]:
    """The counts whose absence widens the interval, each with the place where it is given."""
    found = []
    for name in open_counts(case.sheet, our_law().questionnaire):
        for section, question in _asked_in(name):
            found += list(_answers(case, section, question))
    return found
