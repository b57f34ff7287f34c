"""The law as dated data: figures, rules, duties, and the rule book that resolves them for one day.

Every value carries its citation, how well it was read, and when that was checked. Entries are succeeded,
never edited. This module refuses to answer for a day before the first rules it holds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from assessment.conditions import Among, AtLeast, Bound, Condition, Every, Given, atoms, bind
from assessment.questions import Bilingual, Citation, Frozen
from assessment.vocabulary import Confidence, Route

COUNTERS = "counted."
"""Facts under this name are counted over all flows of the exporter."""
ANY_OTHER = ""
"""Stands for every word that no rule names."""
JOINED = (COUNTERS, "group.", "prior.over_approved")
"""Facts that wait until all flows are put together."""

Unit = Literal["persons", "working_days", "hours", "months", "years", "percent", "counting_start", "availability"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)*$")]
RuleId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$")]


class FigureEntry(Frozen):
    """One value of a figure from a day on; ``value`` is ``null`` where the law had no such figure.

    ``available``: the law offers the case from this day on, without a number.
    """

    since: date = Field(alias="from")
    value: Annotated[int, Field(ge=0)] | Literal["current_year", "previous_year", "available"] | None
    cite: Citation
    confidence: Confidence
    checked_on: date
    note: Bilingual | None = None
    overlay: str | None = None


class Figure(Frozen):
    """A number of the law through time; the entry that started last is in force."""

    key: Key
    label: Bilingual
    unit: Unit
    entries: Annotated[tuple[FigureEntry, ...], Field(min_length=1)]

    def on(self, day: date) -> FigureEntry | None:
        return max((e for e in self.entries if e.since <= day), key=lambda e: e.since, default=None)


class Reading(Frozen):
    """One way in which a disputed text is read, and who reads it so."""

    zh: str
    en: str
    cite: Citation


class Dated(Frozen):
    """Common to everything that has a reason: from when to when, what it says, who says so.

    ``when`` left out means: whenever the rest fits. ``part`` tells apart the branches of one rule.
    ``readings``: where sources disagree, each reading with its source.
    ``overlay``: the company's own addition that it came with; our own files leave it out.
    """

    id: RuleId
    part: Annotated[str, Field(pattern=r"^[a-z0-9_]+$")] | None = None
    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")
    when: Condition | None = None
    because: Bilingual
    cite: Citation
    confidence: Confidence
    checked_on: date
    readings: tuple[Reading, ...] = ()
    overlay: str | None = None

    @property
    def sign_off(self) -> str:
        """The subject under which counsel signs this entry off."""
        return f"rule:{self.key}@{self.since.isoformat()}"

    @property
    def key(self) -> str:
        return f"{self.id}/{self.part}" if self.part else self.id

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class RouteRule(Dated):
    """A rule that leads to a route. It takes the rules named in ``lifts`` out of play when it applies.

    ``counted: false``: the persons of a flow to which the rule applies stay out of the yearly counters.
    """

    route: Route
    lifts: tuple[str, ...] = ()
    options: tuple[Literal["standard_contract", "certification", "gba_contract"], ...] = ()
    counted: bool = True


class SideRule(Dated):
    """A rule that adds something to a route: an option, a warning, an explanation.

    ``beside`` names rules of which one must have decided, ``routes`` the routes beside which it stands;
    empty means any.
    ``shown``: whether it appears among the rules, or only as a warning.
    ``leans: false``: it explains, and the decision would be the same without it, so it does not call for counsel.
    """

    beside: tuple[str, ...] = ()
    routes: tuple[Route, ...] = ()
    option: Literal["standard_contract", "certification", "gba_contract"] | None = None
    warning: RuleId | None = None
    shown: bool = True
    leans: bool = True


class Duty(Dated):
    """What remains to be done whatever the route; ``routes`` limits it to some, empty means any."""

    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    routes: tuple[Route, ...] = ()


class OtherStart(Frozen):
    """A day that another source names for the start of an instrument, and what that source says."""

    since: date = Field(alias="from")
    says: Bilingual


class RuleSetStart(Frozen):
    """A row of the table of rule versions; ``loaded`` says whether this book holds its rules.

    ``other_starts``: where sources disagree, the days that were not taken. Rules that start with the row name it
    (``from: V6``), so that the day is changed in one place.
    """

    version: str
    since: date = Field(alias="from")
    instrument: Bilingual
    confidence: Confidence
    loaded: bool = True
    other_starts: tuple[OtherStart, ...] = ()


class ListEntry(Frozen):
    """One field or class of a negative list (负面清单) and the route that the list names for it.

    ``route`` holds at ``pi_at_least`` or ``spi_at_least`` persons and above (always, where neither is given);
    ``route_below`` holds below.
    """

    id: str
    scenario: Bilingual
    name: Bilingual
    route: Route
    pi_at_least: int | None = None
    spi_at_least: int | None = None
    route_below: Route | None = None


class KnownList(Frozen):
    """A zone's or city's list (自贸试验区负面清单); ``loaded`` says whether its text is here, in ``entries``.

    Only the existence of a list ships; the text is loaded by the company from the official annex, by overlay.
    ``region``: province or city as in ``exporter.region``. ``open_to_ciio``: almost never.
    """

    id: str
    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")
    territory: Literal["ftz", "whole_city"]
    region: str | None = None
    name: Bilingual | None = None
    sectors: tuple[str, ...] = ()
    entries: tuple[ListEntry, ...] = ()
    report_deadline_wd: int | None = None
    accepts_other_lists: bool = False
    open_to_ciio: bool = False
    cite: Citation | None = None
    confidence: Confidence = Confidence.MEDIUM
    loaded: bool = False
    overlay: str | None = None


class FactName(Frozen):
    """A fact that a rule may test: its name in files, what people call it, and its possible values."""

    name: str
    label: Bilingual
    kind: Literal["choice", "yes_no", "persons", "word"]
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BoundRule:
    """A route rule with the day's figures in place; what is asked often stands here once more.

    ``reads_counters``: it looks at the numbers of all flows together, so its answer waits for the others.
    """

    rule: RouteRule
    when: Bound
    key: str
    route: Route
    lifts: frozenset[str]
    reads_counters: bool
    tests: tuple[Among | Given | AtLeast, ...] = ()
    reads: frozenset[str] = frozenset()
    rank: int = 0
    """The route's place in the order of strictness; 0 is the strictest."""


@dataclass(frozen=True, slots=True)
class RulesOfDay:
    """Everything in force on one day, ready to be judged."""

    version: str
    routes: tuple[BoundRule, ...]
    sides: tuple[tuple[SideRule, Bound], ...]
    duties: tuple[tuple[Duty, Bound], ...]
    figures: Mapping[str, FigureEntry]
    thresholds: Mapping[str, frozenset[int]]
    """By counted fact: the numbers at which some route rule changes its answer."""
    _kinds: dict[tuple[object, ...], tuple[str | bool, ...]] = field(default_factory=dict, repr=False, compare=False)
    _edges: dict[tuple[str, ...], frozenset[int]] = field(default_factory=dict, repr=False, compare=False)
    _read: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict, repr=False, compare=False)

    def kinds_of_values(
        self, name: str, values: tuple[str | bool, ...], readers: tuple[BoundRule, ...]
    ) -> tuple[str | bool, ...]:
        """One of all the values that these rules do not tell apart; kept, because every trial asks for them.

        Where the values are not known beforehand (a place), they are the words that the rules name, and any other.
        """
        asked = (name, values, *[bound.key for bound in readers])
        if asked not in self._kinds:
            tests = [test for bound in readers for test in bound.tests if test.fact == name]
            if not values:
                values = (*sorted({str(v) for t in tests if isinstance(t, Among) for v in t.values}), ANY_OTHER)
            kinds: dict[tuple[bool, ...], str | bool] = {}
            for value in values:
                kinds.setdefault(tuple(isinstance(test, Among) and value in test.values for test in tests), value)
            self._kinds[asked] = tuple(kinds.values())
        return self._kinds[asked]

    def read_by(self, keys: tuple[str, ...], rules: tuple[BoundRule, ...]) -> tuple[str, ...]:
        """The facts that these rules read, each once; ``keys`` are the rules' own."""
        if keys not in self._read:
            self._read[keys] = tuple(dict.fromkeys(test.fact for bound in rules for test in bound.tests))
        return self._read[keys]

    def edges(self, name: str, readers: tuple[BoundRule, ...]) -> frozenset[int]:
        """The numbers at which these rules change their answer."""
        asked = (name, *[bound.key for bound in readers])
        if asked not in self._edges:
            tests = (test for bound in readers for test in bound.tests if test.fact == name)
            self._edges[asked] = frozenset(test.number for test in tests if isinstance(test, AtLeast))
        return self._edges[asked]


@dataclass(frozen=True, eq=False)
class RuleBook:
    """All rules of a regime. Built by the regime's loader, which has checked the names inside it."""

    versions: tuple[RuleSetStart, ...]
    strictness: tuple[Route, ...]
    figures: tuple[Figure, ...]
    routes: tuple[RouteRule, ...]
    sides: tuple[SideRule, ...]
    duties: tuple[Duty, ...]
    lists: tuple[KnownList, ...]
    facts: Mapping[str, FactName]
    signed: frozenset[str] = frozenset()
    """Subjects that counsel has signed off (``Dated.sign_off``); what stands here no longer asks for counsel."""
    _days: dict[int, RulesOfDay] = field(default_factory=dict, repr=False)

    def version(self, day: date) -> RuleSetStart | None:
        """The row that started last; ``None`` before the first one."""
        return max((row for row in self.versions if row.since <= day), key=lambda row: row.since, default=None)

    def figure(self, key: str, day: date) -> FigureEntry | None:
        return next((figure.on(day) for figure in self.figures if figure.key == key), None)

    def strictest(self, routes: frozenset[Route] | tuple[Route, ...]) -> Route:
        return min(routes, key=self.strictness.index)

    def known_list(self, list_id: str, day: date | None = None) -> KnownList | None:
        """The list under this id as it stands on ``day``; where none stands then, its latest form, whose dates tell."""
        known = [entry for entry in self.lists if entry.id == list_id]
        standing = [entry for entry in known if day and entry.since <= day and (not entry.until or day <= entry.until)]
        return max(standing or known, key=lambda entry: entry.since, default=None)

    def on(self, day: date) -> RulesOfDay:
        """The rules of one day; kept from change to change, because a portfolio asks for them many times."""
        position = bisect_right(self._changes, day)
        if position not in self._days:
            self._days[position] = self._resolve(day)
        return self._days[position]

    @cached_property
    def change_days(self) -> tuple[date, ...]:
        """Every day on which something begins or has just ended, negative lists among it; oldest first."""
        starts = {known.since for known in self.lists}
        ends = {known.until + timedelta(days=1) for known in self.lists if known.until}
        return tuple(sorted({*self._changes, *starts, *ends}))

    @cached_property
    def _changes(self) -> list[date]:
        dated: list[Dated] = [*self.routes, *self.sides, *self.duties]
        days = {row.since for row in self.versions} | {rule.since for rule in dated}
        days |= {rule.until + timedelta(days=1) for rule in dated if rule.until}
        return sorted(days | {entry.since for figure in self.figures for entry in figure.entries})

    def _resolve(self, day: date) -> RulesOfDay:
        version = self.version(day)
        if version is None or not version.loaded:
            raise LookupError(f"no rules are loaded for {day}")
        entries = {figure.key: entry for figure in self.figures if (entry := figure.on(day)) is not None}
        numbers = {key: entry.value for key, entry in entries.items() if isinstance(entry.value, int)}
        routes = tuple(
            _bound_rule(rule, numbers, self.strictness.index(rule.route)) for rule in self.routes if rule.in_force(day)
        )
        return RulesOfDay(
            version=version.version,
            routes=routes,
            sides=tuple((rule, _bound(rule, numbers)) for rule in self.sides if rule.in_force(day)),
            duties=tuple((duty, _bound(duty, numbers)) for duty in self.duties if duty.in_force(day)),
            figures=entries,
            thresholds=_thresholds(routes),
        )


def _bound(rule: Dated, numbers: Mapping[str, int]) -> Bound:
    return bind(rule.when, numbers) if rule.when is not None else Every(())


def _bound_rule(rule: RouteRule, numbers: Mapping[str, int], rank: int) -> BoundRule:
    when = _bound(rule, numbers)
    tests = tuple(atoms(when))
    reads_counters = any(test.fact.startswith(JOINED) for test in tests)
    reads = frozenset(test.fact for test in tests)
    return BoundRule(rule, when, rule.key, rule.route, frozenset(rule.lifts), reads_counters, tests, reads, rank)


def _thresholds(routes: tuple[BoundRule, ...]) -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = {}
    for bound in routes:
        for atom in atoms(bound.when):
            if isinstance(atom, AtLeast):
                found.setdefault(atom.fact, set()).add(atom.number)
    return {fact: frozenset(numbers) for fact, numbers in found.items()}
