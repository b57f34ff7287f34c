"""The route facts of all cases of a company, so that a portfolio is decided again without reading its answers.

Facts that fit the case's revision, the questions and the code that read them are taken as they are kept; the rest
is read from the answers, a bounded number at a time. A page never waits for thousands of them, and says so.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path

from assessment import facts
from assessment.answers import AnswerSheet
from assessment.facts import RouteFacts
from assessment.notices import Notice, NoticeHit, hits, with_notices
from assessment.reading import route_facts
from assessment.work import CaseRecord, FactsKept
from regimes.loader import Regime
from services.desk import SYSTEM, Desk
from store.database import Unit

BATCH = 200
"""So many cases are read from their answers at once; one takes a few milliseconds."""

Reached = Mapping[str, tuple[str, ...]]
"""By id of a notice: the flows that it reaches, on whatever day it is in force."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """The facts of one case as they were answered, and the notices of authorities that reach it."""

    record: CaseRecord
    answered: RouteFacts
    reached: Reached = field(default_factory=dict)

    def on(self, day: date, law: Regime) -> RouteFacts:
        """The facts of that day: where a notice of this law is in force, it decides what the data are."""
        standing = [notice for notice in law.notices if notice.id in self.reached and notice.in_force(day)]
        return with_notices(
            self.answered, [NoticeHit(flow, notice, ()) for notice in standing for flow in self.reached[notice.id]]
        )


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The cases whose facts are at hand, last changed first; ``waiting`` counts those not read yet."""

    cases: tuple[CaseFacts, ...]
    waiting: int = 0


def portfolio_facts(
    desk: Desk, company_id: str, *, law: Regime | None = None, only: frozenset[str] | None = None, batch: int = BATCH
) -> Portfolio:
    """Facts of all cases, or of ``only`` some; up to ``batch`` that are not kept are read now. Nothing is written.

    ``law``: whose notices are looked for in the data items, where it is not the law that the company holds now.
    """
    with desk.database.read(company_id) as unit:
        law = law or desk.regime_of(company_id, unit)
        records = [record for record in unit.cases.list() if only is None or record.id in only]
        kept = _fitting(unit, made_with(law))
        stale = [record for record in records if not _fits(kept, record)]
        read = {record.id: _remembered(desk, unit, record, law) for record in newest_first(stale)[:batch]}
    known = {record.id: thawed(record, kept[record.id].facts) for record in records if _fits(kept, record)}
    found = {**known, **read}
    cases = tuple(found[record.id] for record in newest_first(records) if record.id in found)
    return Portfolio(cases, len(records) - len(cases))


def keep_stale(desk: Desk, batch: int = BATCH) -> int:
    """Keep what is not kept yet, for every company; at most ``batch`` cases. Says how many it kept."""
    with desk.database.read(None) as unit:
        companies = [company.id for company in unit.companies.list()]
    left = batch
    for company_id in companies:
        left -= _keep(desk, company_id, left) if left > 0 else 0
    return batch - left


def frozen(case: CaseFacts) -> dict[str, object]:
    """As they are kept: what was never set stays unset, because a zero nobody gave is not a zero."""
    return {"answered": case.answered.model_dump(mode="json", exclude_unset=True), "reached": dict(case.reached)}


def thawed(record: CaseRecord, kept: Mapping[str, object]) -> CaseFacts:
    reached = kept["reached"]
    assert isinstance(reached, dict)
    answered = RouteFacts.model_validate_json(json.dumps(kept["answered"]))
    return CaseFacts(record, answered, {notice: tuple(flows) for notice, flows in reached.items()})


def made_with(law: Regime) -> str:
    """Facts follow from answers, questions, notices and the code between them; a change of any makes them stale."""
    told = hashlib.sha256("\n".join(notice.model_dump_json() for notice in law.notices).encode()).hexdigest()
    return f"{law.shipped.sha256[:20]}:{_reader()[:20]}:{told[:20] if law.notices else ''}"


def newest_first(records: Sequence[CaseRecord]) -> list[CaseRecord]:
    return sorted(records, key=lambda record: record.changed_at, reverse=True)


def _keep(desk: Desk, company_id: str, batch: int) -> int:
    with desk.database.read(company_id) as unit:
        law = desk.regime_of(company_id, unit)
        mark = made_with(law)
        kept = _fitting(unit, mark)
        stale = [record for record in unit.cases.list() if not _fits(kept, record)][:batch]
        read = [_read(unit, record, law, desk.today) for record in stale]
    if read:
        # Read first and written afterwards, so that nobody's save waits for the reading.
        with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
            for case in read:
                unit.kept_facts.put(FactsKept(case.record.id, case.record.revision, mark, frozen(case)))
            unit.commit()
    return len(read)


def _fitting(unit: Unit, mark: str) -> dict[str, FactsKept]:
    return {kept.case_id: kept for kept in unit.kept_facts.list() if kept.made_with == mark}


def _fits(kept: Mapping[str, FactsKept], record: CaseRecord) -> bool:
    return record.id in kept and kept[record.id].revision == record.revision


def _read(unit: Unit, record: CaseRecord, law: Regime, today: date) -> CaseFacts:
    # A notice names data items, so they are needed where there is one.
    sheet = unit.sheets.load(record.id, today, with_items=bool(law.notices))
    return CaseFacts(record, route_facts(sheet, law.questionnaire), _reached(sheet, law.notices))


def _remembered(desk: Desk, unit: Unit, record: CaseRecord, law: Regime) -> CaseFacts:
    """What was read for one request serves the next ones, until the worker has kept it."""
    return desk.read_facts.of(
        (record.id, record.revision, made_with(law)), lambda: _read(unit, record, law, desk.today)
    )


def _reached(sheet: AnswerSheet, told: Sequence[Notice]) -> Reached:
    found = {notice.id: hits(replace(sheet, on=notice.since), [notice]) for notice in told}
    return {notice: tuple(hit.flow for hit in hit_by) for notice, hit_by in found.items() if hit_by}


@cache
def _reader() -> str:
    """The code that reads answers; its whole folder, so that nothing it leans on is forgotten."""
    digest = hashlib.sha256()
    for source in sorted(Path(str(facts.__file__)).parent.glob("*.py")):
        digest.update(source.read_bytes())
    return digest.hexdigest()
