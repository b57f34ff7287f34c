"""Facts by name, and the counters: who is counted, with how many persons, between which bounds.

A number that contradicts another answer is not guessed away: it becomes open, and is asked again. Persons
in both classes count in both (CNT-6), flows that a rule takes out of the counters stay out (CNT-7).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assessment.conditions import FactValue, Range
from assessment.counting_period import Counting
from assessment.exemption_proof import proof_of, report_state
from assessment.facts import ChangeKind, Counters, Flow, PriorMechanism, RouteFacts
from assessment.rules import RuleBook
from assessment.vocabulary import UNKNOWN, Unknown
from assessment.zone_lists import ListFit, list_fit

PI, SPI = "counted.persons_pi", "counted.persons_spi"
ANY_NUMBER = Range(0, None)
CURRENT_RULES = Counting()


@dataclass(frozen=True, slots=True)
class OwnCount:
    """The persons of one flow; ``conflict`` where the flow's answers contradict each other."""

    flow: str
    pi: Range
    spi: Range
    conflict: bool = False
    both_open: bool = False
    """How many stand in both numbers is asked, and not known."""
    counted: bool | None = True
    open_because: tuple[str, ...] = ()
    """Facts that keep open whether the flow is counted at all."""

    def as_contribution(self) -> OwnCount:
        """What the flow adds to the counters of the others."""
        if self.counted is None:
            return replace(self, pi=self.pi.or_nothing(), spi=self.spi.or_nothing())
        return self if self.counted else replace(self, pi=Range(0, 0), spi=Range(0, 0), conflict=False)


@dataclass(frozen=True, slots=True)
class Totals:
    """The counters that one flow is judged by, and the facts that keep each of them open."""

    pi: Range
    spi: Range
    open_pi: tuple[str, ...] = ()
    open_spi: tuple[str, ...] = ()
    disputed: tuple[str, ...] = ()
    """Numbers that contradict another answer and are asked again."""

    def sources(self, fact: str) -> tuple[str, ...]:
        return self.open_pi if fact == PI else self.open_spi


def own_count(flow: Flow, *, both_once: bool = False) -> OwnCount:
    """The flow's own numbers, as far as its answers agree with each other.

    ``both_once``: whoever stands in both numbers counts among the sensitive ones alone (CNT-6).
    """
    pi = _stated(flow.persons_pi, "persons_pi" in flow.model_fields_set or not isinstance(flow.contains_pi, Unknown))
    spi = _stated(
        flow.persons_spi, "persons_spi" in flow.model_fields_set or not isinstance(flow.contains_spi, Unknown)
    )
    conflict = contradicts_itself(flow)
    if flow.contains_spi is True and spi.low == 0:
        spi, conflict = Range(1, None), conflict or spi.high == 0
    elif flow.contains_spi is False and spi.low > 0:
        spi, conflict = spi.or_nothing(), True
    elif flow.contains_spi is False:
        spi = Range(0, 0)
    if flow.contains_pi is True and pi.high == 0 and spi.high == 0:
        pi, conflict = Range(1, None), True
    if both_once:
        pi = _without_both(pi, spi, flow.persons_both)
    return OwnCount(flow.id, pi, spi, conflict, both_open=both_once and not isinstance(flow.persons_both, int))


def contradicts_itself(flow: Flow) -> bool:
    """No personal information, and yet persons or sensitive personal information."""
    if flow.contains_pi is not False:
        return False
    numbers = (flow.persons_pi, flow.persons_spi)
    return flow.contains_spi is True or any(not isinstance(n, Unknown) and n > 0 for n in numbers)


def totals_for(
    own: OwnCount, others: Sequence[OwnCount], counters: Counters | None, counting: Counting = CURRENT_RULES
) -> Totals:
    """The counters for a flow that is itself counted: the company's totals when given, else the sum."""
    added = [other.as_contribution() for other in others]
    if counters is None:
        return _sum(own, added, counting)
    totals = _of_company(own, added, counters, counting)
    return _since_previous_year(totals, counters, counting) if counting.since_previous_year else totals


def _of_company(own: OwnCount, added: Sequence[OwnCount], counters: Counters, counting: Counting) -> Totals:
    sure = [own, *(count for count in added if count.counted)]
    pi, open_pi, pi_disputed = _from_counter(counters.persons_pi, max(c.pi.low for c in sure), "counters.persons_pi")
    spi, open_spi, spi_disputed = _from_counter(
        counters.persons_spi, max(c.spi.low for c in sure), "counters.persons_spi"
    )
    if counting.both_once and not open_pi:
        pi = _without_both(pi, spi, counters.persons_both)
        open_pi = () if pi.exact is not None else ("counters.persons_both",)
    disputed = [*pi_disputed, *spi_disputed]
    if disputed and own.conflict:
        disputed += ["persons_pi", "persons_spi"]
    return Totals(pi, spi, open_pi, open_spi, tuple(disputed))


def _since_previous_year(totals: Totals, counters: Counters, counting: Counting) -> Totals:
    """This year and the one before. Whoever went out in both years is counted twice: the stricter reading, as for
    two flows of one year, because nobody keeps how many persons two years share."""
    before_pi = _stated(counters.persons_pi_previous_year, True)
    before_spi = _stated(counters.persons_spi_previous_year, True)
    pi = counting.all_kinds(totals.pi, totals.spi).plus(counting.all_kinds(before_pi, before_spi))
    spi = totals.spi.plus(before_spi)
    before_names = ("counters.persons_pi_previous_year",) if before_pi.exact is None else ()
    before_spi_names = ("counters.persons_spi_previous_year",) if before_spi.exact is None else ()
    open_spi = (*totals.open_spi, *before_spi_names)
    open_pi = tuple(dict.fromkeys((*totals.open_pi, *before_names, *open_spi))) if pi.exact is None else ()
    return replace(totals, pi=pi, spi=spi, open_pi=open_pi, open_spi=open_spi)


def named_facts(facts: RouteFacts, flow: Flow, rules: RuleBook, on: date) -> dict[str, FactValue]:
    """Everything a condition may test for one flow, under the names of FACTS.yaml, without the counters."""
    return names_of(facts, flow, list_fit(flow.ftz, facts.exporter, rules, on), on)


def names_of(facts: RouteFacts, flow: Flow, fit: ListFit, on: date) -> dict[str, FactValue]:
    """The same, where it was established already whether a negative list covers the exporter."""
    exporter, recipient, prior, known = facts.exporter, flow.recipient, facts.prior, fit.known
    proof = proof_of(flow.exemption)
    days = known.report_deadline_wd if known else None
    return {
        "exporter.kind": exporter.kind,
        "exporter.region": exporter.region,
        "exporter.in_ftz": exporter.in_ftz,
        "exporter.gba_city": exporter.gba_city,
        "exporter.sector": exporter.sector,
        "exporter.persons_processed": exporter.persons_processed,
        "export_act": flow.export_act,
        "contains_pi": UNKNOWN if contradicts_itself(flow) else flow.contains_pi,
        "contains_spi": flow.contains_spi,
        "important_data": flow.important_data,
        "core_data_or_secret": flow.core_data_or_secret,
        "exemption.claim": flow.exemption.claim,
        "exemption.proven": proof.proven,
        "exemption.conflict": proof.conflict,
        "exemption.report": report_state(flow, on),
        "exemption.domestic_mixed": flow.exemption.domestic_mixed,
        "ftz.list": flow.ftz.list,
        "ftz.applies": fit.applies,
        "ftz.unread": fit.unread,
        "ftz.on_list": _on_list(flow),
        "ftz.open_to_ciio": known is not None and known.open_to_ciio,
        "ftz.report_days": None if days is None else str(days),
        "recipient.region": recipient.region,
        "recipient.restricted": recipient.restricted,
        "recipient.onward_outside_gba": recipient.onward_outside_gba,
        "foreign_authority_request": flow.foreign_authority_request,
        "necessary": flow.necessary,
        "counting.both_in": facts.count_both_in,
        "prior.mechanism": prior.mechanism if prior else None,
        "prior.refile": prior is not None and asks_for_refiling(prior),
        "prior.ended": prior is not None and prior.valid_to is not None and prior.valid_to < on,
    }


_REFILING: dict[str, frozenset[ChangeKind]] = {
    "security_assessment": frozenset(
        (
            "purpose", "method", "scope", "kind", "recipient_use", "storage_longer", "law_abroad",
            "security_environment", "force_majeure", "control", "legal_document", "other",
        )
    ),
    "standard_contract": frozenset(
        (
            "purpose", "scope", "kind", "sensitivity", "method", "storage_place", "recipient_use", "storage_longer",
            "law_abroad", "other",
        )
    ),
}  # fmt: skip
"""Order 11 Art. 14 and Order 13 Art. 8: the changes that each of them names."""


def asks_for_refiling(prior: PriorMechanism) -> bool:
    """One of the changes is among those that the mechanism's own article names; a certificate fixes its scope whole."""
    named = _REFILING.get(prior.mechanism)
    return bool(prior.changes) if named is None else not named.isdisjoint(prior.changes)


def _stated(number: int | Unknown, was_asked: bool) -> Range:
    if isinstance(number, Unknown) or (number == 0 and not was_asked):
        return ANY_NUMBER
    return Range(number, number)


def _sum(own: OwnCount, added: Sequence[OwnCount], counting: Counting) -> Totals:
    """The flows put together, where the company keeps no totals; their numbers then stand for the whole period."""
    pi, open_pi = _pi_of(own, _own_names, counting)
    spi, open_spi = own.spi, _own_names(own, "persons_spi", own.spi)
    for other in added:
        other_pi, names = _pi_of(other, _other_names, counting)
        pi, spi = pi.plus(other_pi), spi.plus(other.spi)
        open_pi += names
        open_spi += _other_names(other, "persons_spi", other.spi)
    disputed = ["persons_pi", "persons_spi"] if own.conflict else []
    for other in added:
        disputed += [f"flows[{other.flow}].{name}" for name in ("persons_pi", "persons_spi") if other.conflict]
    return Totals(pi, spi, tuple(dict.fromkeys(open_pi)), tuple(dict.fromkeys(open_spi)), tuple(disputed))


def _pi_of(
    count: OwnCount, names: Callable[[OwnCount, str, Range], list[str]], counting: Counting
) -> tuple[Range, list[str]]:
    """What a flow adds to the number of personal information, and the facts that keep it open."""
    if not counting.since_previous_year:
        return count.pi, names(count, "persons_pi", count.pi)
    whole = counting.all_kinds(count.pi, count.spi)
    if whole.exact is not None:
        return whole, []
    return whole, [*names(count, "persons_pi", count.pi), *names(count, "persons_spi", count.spi)]


def _own_names(own: OwnCount, name: str, count: Range) -> list[str]:
    if own.conflict:
        return ["persons_pi", "persons_spi"]
    if count.exact is not None:
        return []
    return [name, "persons_both"] if name == "persons_pi" and own.both_open else [name]


def _other_names(other: OwnCount, name: str, count: Range) -> list[str]:
    if count.exact is not None:
        return []
    if other.counted is None and other.open_because:
        return [fact if fact.startswith("exporter.") else f"flows[{other.flow}].{fact}" for fact in other.open_because]
    return [f"flows[{other.flow}].{part}" for part in _own_names(other, name, count)]


def _from_counter(number: int | Unknown, least: int, name: str) -> tuple[Range, tuple[str, ...], tuple[str, ...]]:
    if isinstance(number, Unknown):
        return Range(least, None), (name,), ()
    if number < least:  # the total cannot be smaller than one of its parts
        return Range(least, None), (name,), (name,)
    return Range(number, number), (), ()


def _without_both(pi: Range, spi: Range, both: int | Unknown | None) -> Range:
    """Where nobody said how many stand in both numbers, it may be anybody up to the smaller of the two."""
    if isinstance(both, int):
        return pi.minus(Range(both, both))
    smaller = spi.high if pi.high is None else pi.high if spi.high is None else min(pi.high, spi.high)
    return pi.minus(Range(0, smaller))


def _on_list(flow: Flow) -> bool | Unknown:
    if flow.ftz.list is None:
        return False
    return UNKNOWN if flow.ftz.on_list is None else flow.ftz.on_list
