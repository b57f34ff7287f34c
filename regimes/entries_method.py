"""Entries of the newest scorecard: what it takes from papers of others, and the articles that its questions name.

The wording of the questions is the company's own and nobody signs it; the articles beside them are law.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from assessment.questions import Bilingual, Frozen
from assessment.scorecard import Method, QuestionFile
from assessment.vocabulary import Confidence, Text
from regimes.law_entry import LawEntry
from regimes.method_parts import parts_of
from regimes.scorecards import question_files


class Reference(Frozen):
    """The articles that one question of the scorecard rests on."""

    question: str
    reference: Bilingual


def method_entries(method: Method, folder: Path) -> Iterator[LawEntry]:
    """``folder``: that of the regime."""
    for part in parts_of(method):
        yield LawEntry(
            kind="method",
            subject=f"method:{part.key}@{method.starts.isoformat()}",
            key=part.key,
            name=part.name,
            says=part.says,
            since=method.starts,
            until=None,
            cite=part.cite,
            confidence=Confidence(part.model.confidence),
            checked_on=method.checked_on,
            overlay=None,
            note=part.note,
            model=part.model,
        )
    for file in question_files(folder, method.starts):
        yield from _references(file, method.starts)


def _references(file: QuestionFile, since: date) -> Iterator[LawEntry]:
    for question in file.questions:
        yield LawEntry(
            kind="reference",
            subject=f"reference:{question.id}@{since.isoformat()}",
            key=question.id,
            name=Text(question.question.zh, question.question.en),
            says=Text(question.reference.zh, question.reference.en),
            since=since,
            until=None,
            cite=None,
            confidence=Confidence(file.confidence),
            checked_on=file.checked_on,
            overlay=None,
            note=None,
            model=Reference(question=question.id, reference=question.reference),
        )
