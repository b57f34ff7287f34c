"""Whether a verified grade still counts as verified: a document with page and quotation, young enough, checked by
a second person.

A verified answer without such a document, or with one older than twelve months, counts as declared; nobody has to
change it for that, and it counts again as soon as a younger document is named and checked.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assessment.answers import AnswerSheet, Entry, GradedAnswer, GradeState, Proof
from assessment.questions import Scope
from assessment.vocabulary import Text
from assessment.workdays import months_later

MONTHS = 12
"""A document proves a grade for twelve months from its own date (section 4 of the method)."""

NOTICE = timedelta(days=60)
"""So long before a document grows too old, people are told."""

Why = Literal["", "unchecked", "no_document", "no_date", "too_old"]

WHY_NOT_VERIFIED: Mapping[str, Text] = {
    "unchecked": Text("尚未由另一位同事核验。", "A colleague has not checked it yet."),
    "no_document": Text(
        "没有写明页码和原文的证据文件；先由填报人补充文件、页码和原文。",
        "There is no file with page and quotation; the preparer adds file, page and quotation first.",
    ),
    "no_date": Text(
        "证据文件没有注明自身日期；请在证明材料中补填材料日期。",
        "The evidence does not say its own date; add the date of the document to the evidence.",
    ),
    "too_old": Text(
        "证据文件自身的日期已超过十二个月；请换为更近的材料。",
        "The document is more than twelve months old; name a younger one.",
    ),
}
"""What keeps a verified grade from counting as such, and what to do."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How an answer counts on a day. ``why``: what keeps a verified one from counting as such.

    ``until``: the last day on which its youngest document still proves it; ``ending``: that day is near.
    """

    state: GradeState
    why: Why = ""
    until: date | None = None
    ending: bool = False


def standing(answer: GradedAnswer, evidence: Mapping[str, Entry], on: date) -> Standing:
    """How one answer counts on a day, by the evidence entries of its case."""
    if answer.state != "verified":
        return Standing(answer.state)
    if not answer.checked_by:
        return Standing("declared", "unchecked")
    documents = [evidence[p.evidence] for p in answer.proofs if complete(p) and _has_file(evidence.get(p.evidence))]
    if not documents:
        return Standing("declared", "no_document")
    dated = [day for day in map(dated_on, documents) if day is not None]
    if not dated:
        return Standing("declared", "no_date")
    until = months_later(max(dated), MONTHS)
    if until < on:
        return Standing("declared", "too_old", until)
    return Standing("verified", "", until, until - NOTICE <= on)


def standings(sheet: AnswerSheet) -> dict[str, Standing]:
    """How every answer of a sheet counts on its day."""
    evidence = {entry.id: entry for entry in sheet.of_scope(Scope.EVIDENCE)}
    return {question: standing(answer, evidence, sheet.on) for question, answer in sheet.grades.items()}


def complete(proof: Proof) -> bool:
    """Page and words are named, so that somebody else finds the place."""
    return bool(proof.page.strip() and proof.quotation.strip())


def dated_on(entry: Entry) -> date | None:
    """The document's own date, which is not the day of its upload."""
    said = entry.answers.get("evidence.dated")
    try:
        return date.fromisoformat(said) if isinstance(said, str) else None
    except ValueError:
        return None


def _has_file(entry: Entry | None) -> bool:
    return entry is not None and bool(entry.answers.get("evidence.file"))
