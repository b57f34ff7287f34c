"""Where a case stands today, for the right column: head-counts against thresholds, and the next term."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date

from assessment.answers import AnswerSheet
from assessment.vocabulary import Text, Unknown
from services.appraisal import Appraisal


@dataclass(frozen=True, slots=True)
class Headcount:
    """Distinct persons since 1 January against the figure of the law that decides next."""

    label: Text
    persons: int
    threshold: int


@dataclass(frozen=True, slots=True)
class Deadline:
    """A term and how it was counted."""

    due: date
    sentence: Text
    counted: Text


def headcounts(appraisal: Appraisal) -> tuple[Headcount, ...]:
    """The two counters that are never added; one that is not known is left out, not shown as zero."""
    on, rules = appraisal.sheet.on, appraisal.regime.rules
    pairs = (
        (Text("一般个人信息", "Personal information"), _total(appraisal, "persons_pi"), "sa.pi.persons"),
        (Text("敏感个人信息", "Sensitive personal information"), _total(appraisal, "persons_spi"), "sa.spi.persons"),
    )
    figures = {key: rules.figure(key, on) for _, _, key in pairs}
    return tuple(
        Headcount(label, persons, figure.value)
        for label, persons, key in pairs
        if persons is not None and (figure := figures[key]) is not None and isinstance(figure.value, int)
    )


def _total(appraisal: Appraisal, name: str) -> int | None:
    """The company's counter when given, else the sum of the flows; ``None`` while any part is unknown."""
    facts = appraisal.facts
    if facts.counters is not None:
        value = getattr(facts.counters, name)
        return None if isinstance(value, Unknown) else int(value)
    values = [getattr(flow, name) for flow in facts.flows]
    if not values or any(isinstance(value, Unknown) for value in values):
        return None
    return sum(int(value) for value in values)


def next_deadline(sheet: AnswerSheet) -> Deadline | None:
    """DL-25: the dossier is filed within three months after the self-assessment ended."""
    ended = sheet.answers.get("self_assessment.finished_on")
    if not isinstance(ended, str):
        return None
    end = date.fromisoformat(ended)
    due = months_later(end, 3)
    return Deadline(
        due,
        Text(f"自评估报告须在 {due.isoformat()} 前（含当日）申报", f"File by {due.isoformat()} at the latest"),
        Text(f"完成日 {ended} 起 3 个月", f"three months from {ended}, the end of the self-assessment"),
    )


def months_later(start: date, months: int) -> date:
    """The corresponding day of a later month, or that month's last day (Civil Code Art. 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))
