"""A case beside the ledger of its legal entity: who has been exported, who is planned, which route that means.

The credit code in the answers leads to the ledger. Where the total in the answers cannot be true beside it, both are
said, and one button takes the ledger's number into the answers: an ordinary save, with its record.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.conditions import Range
from assessment.forecast import (
    Counter,
    Outlook,
    RouteSpan,
    forecast_with_plan,
    narrowed,
    route_at,
    with_plan,
)
from assessment.headcount import counting_start
from assessment.vocabulary import UNKNOWN, Unknown
from assessment.work import Person
from services.cases import OpenCase, open_case
from services.desk import Desk, NotFound
from services.ledger import CODE_QUESTION
from services.ledger_kept import kept_ledger
from services.wizard import Saved, save_section

QUESTIONS: dict[Counter, str] = {"pi": "route.persons_pi_total", "spi": "route.persons_spi_total"}


@dataclass(frozen=True, slots=True)
class Beside:
    """One counter in the answers and in the ledger with the plan. ``take``: what the button would write."""

    counter: Counter
    question: str
    said: int | None
    exported: Range
    planned: Range
    fits: bool
    take: int | None


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """``now`` and ``year_end`` are the routes with the plan; ``year_end`` is ``None`` where there is no forecast."""

    code: str
    name: str
    outlook: Outlook
    pi: Range
    spi: Range
    end_pi: Range | None
    end_spi: Range | None
    now: RouteSpan
    year_end: RouteSpan | None
    beside: tuple[Beside, ...]

    def of(self, counter: Counter) -> Range:
        return self.pi if counter == "pi" else self.spi

    @property
    def differs(self) -> bool:
        """An answered total that cannot be true beside the ledger."""
        return any(one.said is not None for one in self.disagreeing)

    @property
    def disagreeing(self) -> tuple[Beside, ...]:
        return tuple(one for one in self.beside if not one.fits)

    @property
    def takeable(self) -> bool:
        return any(one.take is not None for one in self.disagreeing)


def case_counts(desk: Desk, person: Person, case: OpenCase) -> CaseCounts | None:
    """``None`` where the entity of the case has no ledger, or no rules are loaded for the day."""
    code = case.sheet.answers.get(CODE_QUESTION)
    on, rules = case.sheet.on, case.appraisal.regime.rules
    version = rules.version(on)
    if not isinstance(code, str) or version is None or not version.loaded:
        return None
    with desk.database.read(person.company_id) as unit:
        kept = kept_ledger(desk, unit, person.company_id, code)
    if not kept.ledger.lines:
        return None
    start = counting_start(rules, on)
    seen = kept.outlook(rules, on, start)
    others = kept.outlook(rules, on, start, without_case=case.record.id)
    whole, rest = seen.balance, others.balance
    facts, decision = case.appraisal.facts, case.appraisal.decision
    plan_pi, plan_spi = with_plan(facts, decision, whole, rest)
    said_pi: int | Unknown = facts.counters.persons_pi if facts.counters else UNKNOWN
    said_spi: int | Unknown = facts.counters.persons_spi if facts.counters else UNKNOWN
    pi, spi = narrowed(plan_pi, said_pi), narrowed(plan_spi, said_spi)
    end_pi, end_spi = forecast_with_plan(pi, seen.pi, others.pi), forecast_with_plan(spi, seen.spi, others.spi)
    # On most pages nothing differs from the decision that is there already; this stands on every page of a case.
    as_decided = (pi.exact, spi.exact) == (said_pi, said_spi)
    now = RouteSpan(decision.route, decision.route) if as_decided else route_at(facts, pi, spi, rules, on)
    forecast = None
    if end_pi is not None and end_spi is not None:
        forecast = now if (end_pi, end_spi) == (pi, spi) else route_at(facts, end_pi, end_spi, rules, on)
    return CaseCounts(
        code=code,
        name=kept.ledger.name,
        outlook=seen,
        pi=pi,
        spi=spi,
        end_pi=end_pi,
        end_spi=end_spi,
        now=now,
        year_end=forecast,
        beside=(_beside("pi", said_pi, whole.pi, plan_pi), _beside("spi", said_spi, whole.spi, plan_spi)),
    )


def take_ledger(desk: Desk, person: Person, case_id: str, seen_revision: int) -> Saved:
    """Write the ledger's totals into the answers that cannot be true beside it."""
    case = open_case(desk, person, case_id, with_items=False)
    counts = case_counts(desk, person, case)
    values = {one.question: one.take for one in counts.disagreeing if one.take is not None} if counts else {}
    questionnaire = desk.regime_of(person.company_id).questionnaire
    section = next((s for s in questionnaire.sections if any(q.id == QUESTIONS["pi"] for q in s.questions)), None)
    if section is None:
        raise NotFound(f"question {QUESTIONS['pi']}")
    return save_section(desk, person, case_id, section, "", seen_revision, values)


def _beside(counter: Counter, said: int | Unknown, exported: Range, planned: Range) -> Beside:
    number = None if isinstance(said, Unknown) else said
    fits = number is not None and planned.low <= number and (planned.high is None or number <= planned.high)
    # Where it is not known who comes twice, everybody is counted: too many leads to no milder route.
    return Beside(counter, QUESTIONS[counter], number, exported, planned, fits, planned.high)
