"""How long the records of a case are kept, what holds them longer, and who may let them go.

The term counts from the last record about the case or from the end of its result, whichever is later. A hold stops
every disposal until it is lifted. Nothing becomes due by itself: what is due is listed, and two people decide.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from assessment.erasure import PROPOSING
from assessment.questions import Bilingual, Citation, Frozen
from assessment.rules import RuleBook
from assessment.vocabulary import Confidence, Role, Text
from assessment.work import JournalEntry
from assessment.workdays import months_later

Starts = Literal["last_record", "result_end"]


class RetentionRule(Frozen):
    """One minimum term. ``figure``: the key of its years among the dated figures of the law."""

    id: str
    figure: str
    starts: Starts
    label: Bilingual
    sentence: Bilingual
    cite: Citation
    confidence: Confidence
    checked_on: date


class HoldSaid(Frozen):
    """A hold set or lifted; its subject is the case."""

    held: bool
    reason: str


class DisposalSaid(Frozen):
    """One step of a disposal; its subject is the case. ``files``: hashes of the files that went with it."""

    step: Literal["proposed", "withdrawn", "done"]
    reason: str = ""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """The newest word about a case: by whom and when. ``reason`` is empty where none was asked for."""

    case_id: str
    reason: str
    by: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Term:
    """Until when a rule keeps the records of a case. ``until`` is ``None`` where the law has no figure on that day."""

    rule: RetentionRule
    start: date
    years: int | None
    until: date | None


def terms(rules: Sequence[RetentionRule], book: RuleBook, last_record: date, result_end: date | None) -> list[Term]:
    """What each rule says of one case; a rule that starts with a result is silent where there is none."""
    found = []
    for rule in rules:
        start = last_record if rule.starts == "last_record" else result_end
        if start is None:
            continue
        figure = book.figure(rule.figure, start)
        years = figure.value if figure is not None and isinstance(figure.value, int) else None
        until = None if years is None else months_later(max(start, last_record), 12 * years)
        found.append(Term(rule, start, years, until))
    return found


def keep_until(found: Iterable[Term]) -> date | None:
    """The last day of keeping; ``None``, and so never due, where any rule has no figure or no rule speaks."""
    days = [term.until for term in found]
    if not days or any(day is None for day in days):
        return None
    return max(day for day in days if day is not None)


def holds(entries: Iterable[JournalEntry]) -> dict[str, Said]:
    """The holds that stand, by case."""
    found: dict[str, Said] = {}
    for entry in entries:
        said = HoldSaid.model_validate_json(json.dumps(dict(entry.content)))
        found.pop(entry.subject, None)
        if said.held:
            found[entry.subject] = Said(entry.subject, said.reason, entry.person_id, entry.person_name, entry.at)
    return found


def disposals(entries: Iterable[JournalEntry]) -> tuple[dict[str, Said], dict[str, Said]]:
    """(proposals that wait, disposals that were carried out), by case."""
    waiting: dict[str, Said] = {}
    done: dict[str, Said] = {}
    for entry in entries:
        said = DisposalSaid.model_validate_json(json.dumps(dict(entry.content)))
        waiting.pop(entry.subject, None)
        here = Said(entry.subject, said.reason, entry.person_id, entry.person_name, entry.at)
        if said.step == "proposed":
            waiting[entry.subject] = here
        elif said.step == "done":
            done[entry.subject] = here
    return waiting, done


def disposed_files(entries: Iterable[JournalEntry]) -> set[str]:
    """The hashes of all files that went with a disposal."""
    found = (DisposalSaid.model_validate_json(json.dumps(dict(entry.content))) for entry in entries)
    return {sha256 for said in found for sha256 in said.files}


def why_not_dispose(roles: frozenset[Role], until: date | None, today: date, hold: Said | None) -> Text | None:
    """Why the records of a case may not be let go of now."""
    if not roles & PROPOSING:
        return Text(
            "处置由管理员、律师或批准人提出和批准。",
            "Administrators, counsel and approvers propose a disposal and agree to one.",
        )
    if hold is not None:
        return Text(
            f"本项目已设保全（{hold.reason}）；解除之前不得处置。",
            f"A hold stands on this case ({hold.reason}); nothing is disposed of until it is lifted.",
        )
    if until is None or today <= until:
        day = until.isoformat() if until else "—"
        return Text(f"保存期限未满（至 {day}）。", f"The term of keeping has not ended (until {day}).")
    return None
