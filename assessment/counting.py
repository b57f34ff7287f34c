"""Facts by name, and the counters: who is counted, with how many persons, between which bounds.

A number that contradicts another answer is not guessed away: it becomes open, and is asked again. Persons
in both classes count in both (CNT-6), flows that a rule takes out of the counters stay out (CNT-7).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assessment.conditions import FactValue, Range
from assessment.facts import Counters, Flow, RouteFacts
from assessment.rules import RuleBook
from assessment.vocabulary import UNKNOWN, Unknown

PI, SPI = "counted.persons_pi", "counted.persons_spi"
ANY_NUMBER = Range(0, None)


@dataclass(frozen=True, slots=True)
class OwnCount:
    """The persons of one flow; ``conflict`` where the flow's answers contradict each other."""

    flow: str
    pi: Range
    spi: Range
    conflict: bool = False
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
    conflict: bool = False

    def sources(self, fact: str) -> tuple[str, ...]:
        return self.open_pi if fact == PI else self.open_spi


def own_count(flow: Flow) -> OwnCount:
    """The flow's own numbers, as far as its answers agree with each other."""
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
    return OwnCount(flow.id, pi, spi, conflict)


def contradicts_itself(flow: Flow) -> bool:
    """No personal information, and yet persons or sensitive personal information."""
    if flow.contains_pi is not False:
        return False
    numbers = (flow.persons_pi, flow.persons_spi)
    return flow.contains_spi is True or any(not isinstance(n, Unknown) and n > 0 for n in numbers)


def totals_for(own: OwnCount, others: Sequence[OwnCount], counters: Counters | None) -> Totals:
    """The counters for a flow that is itself counted: the company's totals when given, else the sum."""
    added = [other.as_contribution() for other in others]
    if counters is None:
        return _sum(own, added)
    sure = [own, *(count for count in added if count.counted)]
    pi, open_pi, pi_conflict = _from_counter(counters.persons_pi, max(c.pi.low for c in sure), "counters.persons_pi")
    spi, open_spi, spi_conflict = _from_counter(
        counters.persons_spi, max(c.spi.low for c in sure), "counters.persons_spi"
    )
    return Totals(pi, spi, open_pi, open_spi, pi_conflict or spi_conflict)


def named_facts(facts: RouteFacts, flow: Flow, rules: RuleBook, on: date) -> dict[str, FactValue]:
    """Everything a condition may test for one flow, under the names of FACTS.yaml, without the counters."""
    exporter, recipient = facts.exporter, flow.recipient
    list_applies = _list_applies(flow.ftz.list, rules, on)
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
        "exemption.proven": flow.exemption.proven,
        "ftz.list": flow.ftz.list,
        "ftz.applies": list_applies,
        "ftz.unread": isinstance(list_applies, Unknown),
        "ftz.on_list": _on_list(flow),
        "recipient.region": recipient.region,
        "recipient.restricted": recipient.restricted,
        "recipient.onward_outside_gba": recipient.onward_outside_gba,
        "foreign_authority_request": flow.foreign_authority_request,
        "prior.mechanism": facts.prior.mechanism if facts.prior else None,
    }


def _stated(number: int | Unknown, was_asked: bool) -> Range:
    if isinstance(number, Unknown) or (number == 0 and not was_asked):
        return ANY_NUMBER
    return Range(number, number)


def _sum(own: OwnCount, added: Sequence[OwnCount]) -> Totals:
    pi, spi = own.pi, own.spi
    open_pi: list[str] = _own_names(own, "persons_pi", own.pi)
    open_spi: list[str] = _own_names(own, "persons_spi", own.spi)
    for other in added:
        pi, spi = pi.plus(other.pi), spi.plus(other.spi)
        open_pi += _other_names(other, "persons_pi", other.pi)
        open_spi += _other_names(other, "persons_spi", other.spi)
    conflict = own.conflict or any(other.conflict for other in added)
    return Totals(pi, spi, tuple(dict.fromkeys(open_pi)), tuple(dict.fromkeys(open_spi)), conflict)


def _own_names(own: OwnCount, name: str, count: Range) -> list[str]:
    if own.conflict:
        return ["persons_pi", "persons_spi"]
    return [name] if count.exact is None else []


def _other_names(other: OwnCount, name: str, count: Range) -> list[str]:
    if count.exact is not None:
        return []
    if other.counted is None and other.open_because:
        return [fact if fact.startswith("exporter.") else f"flows[{other.flow}].{fact}" for fact in other.open_because]
    return [f"flows[{other.flow}].{part}" for part in _own_names(other, name, count)]


def _from_counter(number: int | Unknown, least: int, name: str) -> tuple[Range, tuple[str, ...], bool]:
    if isinstance(number, Unknown):
        return Range(least, None), (name,), False
    if number < least:  # the total cannot be smaller than one of its parts
        return Range(least, None), (name,), True
    return Range(number, number), (), False


def _list_applies(list_id: str | None, rules: RuleBook, on: date) -> bool | Unknown:
    """A list decides only with its text at hand; a named list without it leaves the question open."""
    if list_id is None:
        return False
    known = rules.known_list(list_id, on)
    if known is not None and (on < known.since or (known.until is not None and known.until < on)):
        return False
    return True if known is not None and known.loaded else UNKNOWN


def _on_list(flow: Flow) -> bool | Unknown:
    if flow.ftz.list is None:
        return False
    return UNKNOWN if flow.ftz.on_list is None else flow.ftz.on_list
