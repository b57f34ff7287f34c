"""Negative lists (自贸试验区负面清单): whether one covers exporter and day, and which route its entry names.

A list decides only with its text at hand. What keeps its answer open is named by the facts that would settle it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.conditions import AtLeast, FactValue, OneOf, Range, Verdict
from assessment.facts import Exporter, ZoneList
from assessment.rules import KnownList, ListEntry, RuleBook
from assessment.vocabulary import UNKNOWN, Route, Unknown

ROUTES = ("security_assessment", "standard_contract_or_certification", "certification", "exempt", "review", "stop")
"""What an entry of a list can lead to; a list that names anything else has to be read by a person."""


@dataclass(frozen=True, slots=True)
class ListFit:
    """Whether the list covers the exporter on the day; ``open_because`` names the facts that keep it open."""

    applies: bool | Unknown
    known: KnownList | None = None
    open_because: tuple[str, ...] = ()

    @property
    def unread(self) -> bool:
        """The list is named, and its text is not at hand."""
        return isinstance(self.applies, Unknown) and (self.known is None or not self.known.loaded)


NO_LIST = ListFit(False)


def list_fit(ftz: ZoneList, exporter: Exporter, rules: RuleBook, on: date) -> ListFit:
    """Day, text, sector and territory, in this order."""
    if ftz.list is None:
        return NO_LIST
    known = rules.known_list(ftz.list, on)
    if known is None:
        return ListFit(UNKNOWN, None, ("ftz.list",))
    if not _in_force(known, on):
        return ListFit(False, known)
    if not known.loaded:
        return ListFit(UNKNOWN, known, ("ftz.list",))
    if known.sectors and exporter.sector not in known.sectors:
        return ListFit(False, known)
    return _in_territory(known, exporter, rules, on)


def list_route(known: KnownList | None, ftz: ZoneList, pi: Range, spi: Range) -> FactValue:
    """The route that the entry names for these counters; open between the routes that are possible."""
    if known is None or ftz.on_list is False or ftz.on_list is None:
        return None
    entry = _entry(known, ftz)
    if entry is None:
        possible = {route for one in known.entries for route in _routes_of(one)} or set(ROUTES)
        return OneOf(frozenset(possible)) if len(possible) > 1 else next(iter(possible))
    reached = _reached(entry, pi, spi)
    if reached is Verdict.UNKNOWN:
        return OneOf(frozenset(_routes_of(entry)))
    return _word(entry.route if reached is Verdict.YES else entry.route_below)


def waits_for_entry(known: KnownList | None, ftz: ZoneList) -> bool:
    """The list's route is open because nobody named the entry, not because of the counters."""
    return known is not None and _entry(known, ftz) is None


def _in_force(known: KnownList, on: date) -> bool:
    return known.since <= on and (known.until is None or on <= known.until)


def _in_territory(known: KnownList, exporter: Exporter, rules: RuleBook, on: date) -> ListFit:
    """The exporter is at home where the list holds, or its home list lets it use the lists of others."""
    homes = [other for other in rules.lists if other.loaded and other.accepts_other_lists and _in_force(other, on)]
    fits = [_at_home(known, exporter), *(_at_home(other, exporter) for other in homes if other.id != known.id)]
    if any(fit is True for fit, _ in fits):
        return ListFit(True, known)
    because = tuple(dict.fromkeys(name for fit, names in fits if isinstance(fit, Unknown) for name in names))
    return ListFit(UNKNOWN if because else False, known, because)


def _at_home(known: KnownList, exporter: Exporter) -> tuple[bool | Unknown, tuple[str, ...]]:
    tests: list[tuple[bool | Unknown, str]] = []
    if known.region is not None:
        region = exporter.region
        tests.append((UNKNOWN if isinstance(region, Unknown) else region == known.region, "exporter.region"))
    if known.territory == "ftz":
        tests.append((exporter.in_ftz, "exporter.in_ftz"))
    if any(value is False for value, _ in tests):
        return False, ()
    names = tuple(name for value, name in tests if isinstance(value, Unknown))
    return (UNKNOWN, names) if names else (True, ())


def _entry(known: KnownList, ftz: ZoneList) -> ListEntry | None:
    return next((entry for entry in known.entries if entry.id == ftz.entry), None)


def _reached(entry: ListEntry, pi: Range, spi: Range) -> Verdict:
    """One of the entry's numbers is enough; an entry without numbers holds always."""
    limits = [(entry.pi_at_least, pi), (entry.spi_at_least, spi)]
    found = {AtLeast("n", limit).judge({"n": count}) for limit, count in limits if limit is not None}
    if not found or Verdict.YES in found:
        return Verdict.YES
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.NO


def _routes_of(entry: ListEntry) -> set[str]:
    numbered = entry.pi_at_least is not None or entry.spi_at_least is not None
    return {_word(entry.route), *([_word(entry.route_below)] if numbered else [])}


def _word(route: Route | None) -> str:
    """Where a list says nothing below its numbers, or names a route that is none, a person has to read it."""
    return route.value if route is not None and route.value in ROUTES else Route.REVIEW.value
