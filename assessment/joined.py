"""Facts that exist only once the flows are put together: counters, the list's route, the group's sums.

Each of them knows which answers keep it open, so that a page asks for those and not for the sum.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessment.conditions import FactValue, Range
from assessment.counting import PI, SPI, Totals
from assessment.facts import Flow, GroupMember, PriorMechanism, RouteFacts
from assessment.vocabulary import UNKNOWN, Unknown
from assessment.zone_lists import ListFit, list_route, waits_for_entry

LIST_ROUTE = "counted.list_route"
GROUP_SUM = {"pi": "group.sum_pi", "spi": "group.sum_spi"}
GROUP_LARGEST = {"pi": "group.largest_pi", "spi": "group.largest_spi"}
OVER_APPROVED = "prior.over_approved"
NAMES = (PI, SPI, LIST_ROUTE, *GROUP_SUM.values(), *GROUP_LARGEST.values(), OVER_APPROVED)
NOBODY = Range(0, 0)
_NO_GROUP: Mapping[str, FactValue] = dict.fromkeys((*GROUP_SUM.values(), *GROUP_LARGEST.values()), NOBODY)


@dataclass(frozen=True, slots=True)
class _Part:
    """A group member's share in one number, and the facts that keep it open."""

    count: Range
    open_because: tuple[str, ...]


def joined_facts(facts: RouteFacts, flow: Flow, fit: ListFit, totals: Totals) -> dict[str, FactValue]:
    return {
        PI: totals.pi,
        SPI: totals.spi,
        LIST_ROUTE: list_route(fit.known, flow.ftz, totals.pi, totals.spi) if fit.applies is not False else None,
        OVER_APPROVED: _over_approved(facts.prior, totals),
        **(_group_facts(facts.group, totals) if facts.group else _NO_GROUP),
    }


def behind(name: str, facts: RouteFacts, flow: Flow, fit: ListFit, totals: Totals) -> tuple[str, ...]:
    """The facts under which an open joined fact is asked for."""
    if name in (PI, SPI):
        return totals.sources(name)
    if name == LIST_ROUTE:
        if waits_for_entry(fit.known, flow.ftz):
            return ("ftz.entry",)
        return tuple(dict.fromkeys([*totals.open_pi, *totals.open_spi]))
    for number in ("pi", "spi"):
        if name in (GROUP_SUM[number], GROUP_LARGEST[number]):
            own = totals.sources(PI if number == "pi" else SPI)
            return tuple(dict.fromkeys([*own, *(n for part in _parts(facts.group, number) for n in part.open_because)]))
    return (name,)


def _group_facts(group: tuple[GroupMember, ...], totals: Totals) -> dict[str, FactValue]:
    found: dict[str, FactValue] = {}
    for number, own in (("pi", totals.pi), ("spi", totals.spi)):
        parts = [part.count for part in _parts(group, number)]
        together = own
        for part in parts:
            together = together.plus(part)
        takes_part = bool(parts) and own.high != 0
        found[GROUP_SUM[number]] = together if takes_part else NOBODY
        found[GROUP_LARGEST[number]] = _largest(parts) if takes_part else NOBODY
    return found


def _largest(parts: list[Range]) -> Range:
    highs = [part.high for part in parts]
    high = None if any(end is None for end in highs) else max(end for end in highs if end is not None)
    return Range(max(part.low for part in parts), high)


def _parts(group: tuple[GroupMember, ...], number: str) -> Iterator[_Part]:
    """The members that serve the same purpose with the same recipient, or may do so."""
    for member in group:
        tests = {"same_purpose": member.same_purpose, "same_recipient": member.same_recipient}
        if any(value is False for value in tests.values()):
            continue
        persons: int | Unknown = getattr(member, f"persons_{number}")
        because = [name for name, value in tests.items() if isinstance(value, Unknown)]
        count = Range(0, None) if isinstance(persons, Unknown) else Range(persons, persons)
        if because:
            count = count.or_nothing()
        elif isinstance(persons, Unknown):  # asked for once it is known that the member counts at all
            because.append(f"persons_{number}")
        yield _Part(count, tuple(f"group[{member.id}].{name}" for name in because))


def _over_approved(prior: PriorMechanism | None, totals: Totals) -> bool | Unknown:
    """More persons than were approved; open while the counters may be on either side."""
    if prior is None or prior.approved is None:
        return False
    pairs = ((prior.approved.persons_pi, totals.pi), (prior.approved.persons_spi, totals.spi))
    verdicts = [_exceeds(count, approved) for approved, count in pairs]
    if True in [verdict for verdict in verdicts if isinstance(verdict, bool)]:
        return True
    return UNKNOWN if any(isinstance(verdict, Unknown) for verdict in verdicts) else False


def _exceeds(count: Range, approved: int | Unknown) -> bool | Unknown:
    if isinstance(approved, Unknown):
        return UNKNOWN
    if count.low > approved:
        return True
    return False if count.high is not None and count.high <= approved else UNKNOWN
