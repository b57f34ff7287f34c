"""The route facts of all cases of a company, so that a portfolio is decided again without reading its answers.

Facts that fit the case's revision, the questions and the code that read them are taken as they are kept; the rest
is read from the answers, a bounded number at a time. A page never waits for thousands of them, and says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from assessment import answers, applicability, facts, reading_route
from assessment.facts import RouteFacts
from assessment.reading import route_facts
from assessment.work import CaseRecord, FactsKept
from services.desk import SYSTEM, Desk
from store.database import Unit

BATCH = 200
"""So many cases are read from their answers at once; one takes a few milliseconds."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    record: CaseRecord
    facts: RouteFacts


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The cases whose facts are at hand, last changed first; ``waiting`` counts those not read yet."""

    cases: tuple[CaseFacts, ...]
    waiting: int = 0


def portfolio_facts(desk: Desk, company_id: str, batch: int = BATCH) -> Portfolio:
    """Facts of all cases; up to ``batch`` of those that are not kept are read now. Nothing is written."""
    made_with = made_with_of(desk)
    with desk.database.read(company_id) as unit:
        records, kept = unit.cases.list(), _fitting(unit, made_with)
        stale = [record for record in records if not _fits(kept, record)]
        read = {record.id: _read(desk, unit, record) for record in newest_first(stale)[:batch]}
    known = {record.id: _thaw(kept[record.id]) for record in records if record.id not in read and _fits(kept, record)}
    found = {**known, **read}
    cases = tuple(CaseFacts(record, found[record.id]) for record in newest_first(records) if record.id in found)
    return Portfolio(cases, len(records) - len(cases))


def keep_stale(desk: Desk, batch: int = BATCH) -> int:
    """Keep what is not kept yet, for every company; at most ``batch`` cases. Says how many it kept."""
    with desk.database.read(None) as unit:
        companies = [company.id for company in unit.companies.list()]
    left = batch
    for company_id in companies:
        left -= _keep(desk, company_id, left) if left > 0 else 0
    return batch - left


def frozen(facts: RouteFacts) -> dict[str, object]:
    """As they are kept: what was never set stays unset, because a zero nobody gave is not a zero."""
    return facts.model_dump(mode="json", exclude_unset=True)


def made_with_of(desk: Desk) -> str:
    """Facts follow from answers, questions and the code between them; a change of either makes them stale."""
    return f"{desk.regime.sha256[:32]}:{_reader()[:32]}"


def newest_first(records: Sequence[CaseRecord]) -> list[CaseRecord]:
    return sorted(records, key=lambda record: record.changed_at, reverse=True)


def _keep(desk: Desk, company_id: str, batch: int) -> int:
    made_with = made_with_of(desk)
    with desk.database.read(company_id) as unit:
        kept = _fitting(unit, made_with)
        stale = [record for record in unit.cases.list() if not _fits(kept, record)][:batch]
        fresh = [FactsKept(r.id, r.revision, made_with, frozen(_read(desk, unit, r))) for r in stale]
    if fresh:
        # Read first and written afterwards, so that nobody's save waits for the reading.
        with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
            for one in fresh:
                unit.kept_facts.put(one)
            unit.commit()
    return len(fresh)


def _fitting(unit: Unit, made_with: str) -> dict[str, FactsKept]:
    return {kept.case_id: kept for kept in unit.kept_facts.list() if kept.made_with == made_with}


def _fits(kept: dict[str, FactsKept], record: CaseRecord) -> bool:
    return record.id in kept and kept[record.id].revision == record.revision


def _read(desk: Desk, unit: Unit, record: CaseRecord) -> RouteFacts:
    return route_facts(unit.sheets.load(record.id, desk.today, with_items=False), desk.regime.questionnaire)


def _thaw(kept: FactsKept) -> RouteFacts:
    return RouteFacts.model_validate_json(json.dumps(kept.facts))


@cache
def _reader() -> str:
    digest = hashlib.sha256()
    for source in _sources():
        digest.update(source.read_bytes())
    return digest.hexdigest()


def _sources() -> Iterator[Path]:
    for module in (answers, applicability, facts, reading_route):
        yield Path(str(module.__file__))
