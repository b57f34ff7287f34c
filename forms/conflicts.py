"""Two people wrote one question: for each, the second says whose value stays.

Nothing is decided for them. As long as one choice is open, the page counts as based on the revision on which it was
based first, so that saving shows both values again instead of replacing the colleague's.
"""

from __future__ import annotations

from dataclasses import replace

from assessment.questions import Section
from forms.adapters import FormReading


def kept_answers(reading: FormReading, section: Section) -> FormReading:
    """The reading without the answers for which the colleague's value was chosen."""
    known = {question.id for question in section.questions}
    theirs = {question for question, whose in reading.kept.items() if whose == "theirs"}
    still_open = [q for q in reading.in_conflict if q in known and q in reading.values and q not in reading.kept]
    return replace(
        reading,
        values={question: value for question, value in reading.values.items() if question not in theirs},
        problems=tuple((question, sentence) for question, sentence in reading.problems if question not in theirs),
        revision=min((reading.since.get(question, 0) for question in still_open), default=reading.revision),
    )
