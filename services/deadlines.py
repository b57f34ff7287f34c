"""Terms of the law: one for a command, those of a case, those of the whole company. It records nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessment import running_terms
from assessment.answers import Value
from assessment.deadlines import Anchor, Deadline, deadline
from assessment.errors import InputRefused, Problem
from assessment.facts import RouteFacts
from assessment.milestones import Approval, Standing, approval
from assessment.milestones import standing as standing_of
from assessment.running_terms import Running
from assessment.vocabulary import Route, Text, Unknown
from assessment.work import CaseRecord, JournalEntry, Person
from regimes.loader import Regime
from services.cases import OpenCase
from services.desk import Desk
from services.glances import route_of
from services.kept_facts import portfolio_facts
from store.database import Unit

SELF_ASSESSMENT = "self_assessment.finished_on"
IMPORTANT_DATA_KINDS = frozenset({"DL-16", "DL-18"})
"""Yearly terms of those who process important data; for anybody else they are no term."""

WITHOUT_DOSSIER = frozenset(
    {Route.NO_EXPORT, Route.FREE, Route.EXEMPT, Route.STANDARD_CONTRACT_OR_CERTIFICATION, Route.CERTIFICATION}
)
"""Routes on which no dossier is handed in, so that the age of its self-assessment is nobody's concern."""


@dataclass(frozen=True, slots=True)
class CaseTerms:
    """One case: what happened after filing, what was allowed, which terms run, nearest first."""

    milestones: tuple[Standing, ...]
    approval: Approval | None
    terms: tuple[Running, ...]

    @property
    def next(self) -> Running | None:
        """What has to be done next: an overdue term of ours first, then the nearest one with a day."""
        ours = [one for one in self.terms if one.open and one.state != "no_term"]
        return min(ours, key=nearness, default=None)


@dataclass(frozen=True, slots=True)
class Listed:
    """A term in the company's list; ``case`` is ``None`` for what concerns the whole company.

    ``perhaps``: whether it applies hangs on an answer that is still open.
    """

    term: Running
    case: CaseRecord | None
    perhaps: bool = False


def nearness(term: Running) -> tuple[int, date]:
    """The order of attention: overdue, running, then windows that are not open yet by the day they open."""
    if term.state == "waiting":
        return 1, term.deadline.opens or date.max
    return 0, term.due or date.max


def deadline_for(kind: str, start: date, regime: Regime, *, anchor: Anchor | None = None) -> Deadline:
    """One term by its kind; raises ``InputRefused`` for a kind that the catalogue does not know."""
    kind = _spelled_out(kind)
    try:
        return deadline(kind, start, regime.terms, anchor=anchor)
    except LookupError:
        known = [rule.kind for rule in regime.deadlines.deadlines]
        raise InputRefused(
            Problem(
                kind,
                Text(
                    f"期限目录里没有“{kind}”；可用 {known[0]} 至 {known[-1]}。",
                    f"The catalogue knows no '{kind}'; there are {known[0]} to {known[-1]}.",
                ),
            )
        ) from None
    except (OverflowError, ValueError):
        raise InputRefused(
            Problem(
                start.isoformat(),
                Text(f"从 {start} 无法推算；请换一个日期。", f"Nothing can be counted from {start}; give another day."),
            )
        ) from None


def terms_of_case(desk: Desk, person: Person, case: OpenCase) -> CaseTerms:
    """The terms of one case today, counted with the law as the company holds it."""
    with desk.database.read(person.company_id) as unit:
        entries = unit.journals.list("milestone", case_id=case.record.id)
    no_dossier = case.appraisal.decision.route in WITHOUT_DOSSIER
    finished = None if no_dossier else _day_of(case.sheet.answers.get(SELF_ASSESSMENT))
    return case_terms(entries, finished, case.appraisal.regime, desk.today)


def case_terms(entries: list[JournalEntry], finished: date | None, regime: Regime, today: date) -> CaseTerms:
    """From entries to running terms. ``finished``: the day of the self-assessment, where its age matters."""
    law = regime.terms
    standing = standing_of(entries)
    found = list(running_terms.running(standing, law, today))
    if finished is not None and (term := running_terms.from_self_assessment(finished, standing, law, today)):
        found.append(term)
    found += [one for mark in standing if (one := running_terms.set_by_authority(mark, standing, law, today))]
    return CaseTerms(standing, approval(standing, law), running_terms.by_day(found))


def company_terms(desk: Desk, person: Person) -> tuple[Listed, ...]:
    """Every open term of the company: those of its cases and those that come every year, nearest first."""
    return terms_in_company(desk, person.company_id)


def terms_in_company(desk: Desk, company_id: str) -> tuple[Listed, ...]:
    """The same for whoever holds the address of a calendar. Cases are decided by kept facts, not read whole."""
    regime, today = desk.regime_of(company_id), desk.today
    cases = portfolio_facts(desk, company_id, law=regime).cases
    with desk.database.read(company_id) as unit:
        finished = unit.sheets.answers_to(SELF_ASSESSMENT)
        seen = []
        for case in cases:
            facts = case.on(today, regime)
            route = route_of(facts, regime.rules, today)
            seen.append(_Seen(case.record, _day_of(finished.get(case.record.id)), facts, route))
        return _listed(unit, seen, regime, today)


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the terms of a case need to know of it beside its milestones."""

    record: CaseRecord
    finished_on: date | None
    facts: RouteFacts
    route: Route


def _listed(unit: Unit, seen: Sequence[_Seen], regime: Regime, today: date) -> tuple[Listed, ...]:
    by_case: dict[str, list[JournalEntry]] = {}
    for entry in unit.journals.list("milestone"):
        by_case.setdefault(entry.case_id or "", []).append(entry)
    listed: list[Listed] = []
    standing: list[Standing] = []
    for one in seen:
        finished = None if one.route in WITHOUT_DOSSIER else one.finished_on
        terms = case_terms(by_case.get(one.record.id, []), finished, regime, today)
        standing += terms.milestones
        listed += [Listed(term, one.record) for term in terms.terms if term.open]
    since = min((one.record.created_at.date() for one in seen), default=today)
    listed += _yearly(regime, [one.facts for one in seen], standing, today, since)
    return tuple(sorted(listed, key=lambda one: (one.term.state != "no_term", *nearness(one.term))))


def _spelled_out(kind: str) -> str:
    """``dl-9`` is DL-09."""
    found = re.fullmatch(r"(?:DL[- ]?)?([0-9]{1,2})", kind.strip().upper())
    return f"DL-{int(found[1]):02d}" if found else kind.strip()


def _yearly(
    regime: Regime, facts: list[RouteFacts], standing: list[Standing], today: date, since: date
) -> list[Listed]:
    important = _important_data(facts)
    found: list[Listed] = []
    for rule in regime.deadlines.deadlines:
        if rule.kind in IMPORTANT_DATA_KINDS and important == "no":
            continue
        perhaps = rule.kind in IMPORTANT_DATA_KINDS and important == "perhaps"
        terms = running_terms.yearly(rule, standing, regime.terms, today, today if perhaps else since)
        found += [Listed(term, None, perhaps) for term in terms if term.open]
    return found


def _important_data(facts: list[RouteFacts]) -> str:
    """Whether the company processes important data, as far as the answers of its cases tell."""
    values = [flow.important_data for one in facts for flow in one.flows]
    if any(not isinstance(value, Unknown) and value != "none" for value in values):
        return "yes"
    return "perhaps" if not values or any(isinstance(value, Unknown) for value in values) else "no"


def _day_of(answer: Value) -> date | None:
    return date.fromisoformat(answer) if isinstance(answer, str) and answer else None
