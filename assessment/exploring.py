"""Which routes do the rules allow, when some facts are open? Every possible value is tried (UNK-1).

Rules stand in order. A rule that applies takes out the later rules it lifts; of what remains the strictest
route wins. Where an open rule could still change that, its open fact is given each of its possible values
in turn. This module knows no law: it only knows rules, facts and the order of strictness.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assessment.conditions import Among, FactValue, Range, Verdict, atoms, needs
from assessment.rules import BoundRule, RuleBook, RulesOfDay
from assessment.vocabulary import Route

_ENOUGH_BRANCHES = 96
"""Where almost nothing is known every route is possible, and the list of open facts says more than a full search."""


NOTHING_SETTLED: Mapping[str, Verdict] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Standing:
    """The rules of one day judged for one set of facts."""

    applied: tuple[BoundRule, ...]
    undecided: tuple[BoundRule, ...]
    lifted: tuple[BoundRule, ...]

    def deciding(self, route: Route) -> tuple[BoundRule, ...]:
        return tuple(bound for bound in self.applied if bound.route is route)


@dataclass(frozen=True, slots=True)
class Exploration:
    """``possible``, strictest first; ``open_facts`` by name; ``rules`` that decide, whatever is still open."""

    standing: Standing
    possible: tuple[Route, ...]
    rules: tuple[BoundRule, ...]
    open_facts: tuple[str, ...]

    @property
    def route(self) -> Route:
        return self.possible[0] if len(self.possible) == 1 else Route.UNDETERMINED


def explore(
    book: RuleBook, day: RulesOfDay, facts: Mapping[str, FactValue], settled: Mapping[str, Verdict] = NOTHING_SETTLED
) -> Exploration:
    """Try every possible value of the facts that matter; ``settled`` holds verdicts that were reached already."""
    search = _Search(book, day)
    standing = judge_rules(day, facts, settled)
    search.walk(facts, standing)
    open_facts = [name for bound in standing.undecided for name in needs(bound.when, facts)]
    # A rule that applies whatever one of its facts turns out to be still says which one is open.
    tests = [test for bound in standing.applied for test in atoms(bound.when)]
    open_facts += [test.fact for test in tests if test.judge(facts) is Verdict.UNKNOWN]
    routes = search.routes
    if search.cut_short:
        routes |= {bound.route for bound in (*standing.applied, *standing.undecided)}
    possible = tuple(sorted(routes, key=book.strictness.index)) or (Route.UNDETERMINED,)
    return Exploration(
        standing=standing,
        possible=possible,
        rules=tuple(search.rules.values()) if len(possible) == 1 else (),
        open_facts=tuple(dict.fromkeys([*open_facts, *search.asked])),
    )


def settle(day: RulesOfDay, facts: Mapping[str, FactValue]) -> dict[str, Verdict]:
    """The verdicts of the rules that do not wait for the counters, by key."""
    return {bound.key: bound.when.judge(facts) for bound in day.routes if not bound.reads_counters}


def judge_rules(
    day: RulesOfDay, facts: Mapping[str, FactValue], settled: Mapping[str, Verdict] = NOTHING_SETTLED
) -> Standing:
    """Judge every route rule once; a rule lifted by one that surely applies is out of play."""
    applied, undecided, lifted = [], [], []
    out: set[str] = set()
    for bound in day.routes:
        verdict = settled.get(bound.key) or bound.when.judge(facts)
        if verdict is Verdict.NO:
            continue
        if bound.key in out:
            lifted.append(bound)
        elif verdict is Verdict.UNKNOWN:
            undecided.append(bound)
        else:
            applied.append(bound)
            out.update(bound.lifts)
    return Standing(tuple(applied), tuple(undecided), tuple(lifted))


@dataclass(slots=True)
class _Search:
    """Walks the open facts depth first, branching only where the answer could change."""

    book: RuleBook
    day: RulesOfDay
    routes: set[Route] = field(default_factory=set)
    rules: dict[str, BoundRule] = field(default_factory=dict)
    asked: dict[str, None] = field(default_factory=dict)
    branches: int = 0
    cut_short: bool = False

    def walk(self, facts: Mapping[str, FactValue], standing: Standing) -> None:
        if len(self.routes) > 1 and self.branches > _ENOUGH_BRANCHES:
            self.cut_short = True
            return
        self.branches += 1
        route = self._strictest(standing)
        decisive = next((b for b in standing.undecided if self._matters(b, standing, route)), None)
        if decisive is None:
            self.routes.add(route or Route.UNDETERMINED)
            if route is not None:
                self.rules.update((bound.key, bound) for bound in standing.deciding(route))
            return
        name = needs(decisive.when, facts)[0]
        self.asked[name] = None
        for value in self._possible_values(name, facts[name]):
            supposed = {**facts, name: value}
            self.walk(supposed, judge_rules(self.day, supposed))

    def _strictest(self, standing: Standing) -> Route | None:
        routes = tuple(bound.route for bound in standing.applied)
        return self.book.strictest(routes) if routes else None

    def _matters(self, bound: BoundRule, standing: Standing, route: Route | None) -> bool:
        if route is None:
            return True
        if bound.route is route:
            return False
        stricter = self.book.strictest((bound.route, route)) is bound.route
        return stricter or any(decider.key in bound.lifts for decider in standing.deciding(route))

    def _possible_values(self, name: str, value: FactValue) -> tuple[FactValue, ...]:
        if isinstance(value, Range):
            return value.split(self.day.thresholds.get(name, frozenset()))
        known = self.book.facts[name]
        if known.kind == "persons":
            return Range(0, None).split(self.day.thresholds.get(name, frozenset()))
        values: tuple[str | bool, ...] = (True, False) if known.kind == "yes_no" else known.values
        return _one_of_each_kind(name, values, self.day)


def _one_of_each_kind(name: str, values: tuple[str | bool, ...], day: RulesOfDay) -> tuple[str | bool, ...]:
    """Values that no rule tells apart are tried once."""
    tests = [atom for bound in day.routes for atom in atoms(bound.when) if atom.fact == name]
    kinds: dict[tuple[bool, ...], str | bool] = {}
    for value in values:
        kinds.setdefault(tuple(isinstance(test, Among) and value in test.values for test in tests), value)
    return tuple(kinds.values())
