"""Which routes do the rules allow, when some facts are open? Every possible value is tried (UNK-1).

Rules stand in order. A rule that applies takes out the later rules it lifts; of what remains the strictest
route wins. Where an open rule could still change that, its open fact is given each of its possible values
in turn; a branch that can bring no route that was not found already is not walked. This module knows no law: it
only knows rules, facts and the order of strictness.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from assessment.conditions import FactValue, OneOf, Range, Verdict, needs
from assessment.rules import BoundRule, RuleBook, RulesOfDay
from assessment.vocabulary import Route

_ENOUGH_BRANCHES = 2_000
"""A guard against a book of rules that nobody has written yet; the shipped ones need a few dozen."""

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
    standing = judge_rules(day, facts, settled)
    search = _Search(book, day, dict(facts))
    search.walk(standing)
    open_facts = [name for bound in standing.undecided for name in needs(bound.when, facts)]
    # A rule that applies whatever one of its facts turns out to be still says which one is open.
    open_facts += [
        test.fact
        for bound in standing.applied
        for test in bound.tests
        if not isinstance(facts[test.fact], bool | int | str) and test.judge(facts) is Verdict.UNKNOWN
    ]
    routes = search.routes
    if search.cut_short:
        routes |= {bound.route for bound in (*standing.applied, *standing.undecided)}
    possible = tuple(sorted(routes, key=book.strictness.index)) or (Route.UNDETERMINED,)
    return Exploration(
        standing=standing,
        possible=possible,
        rules=tuple(search.rules.values()) if len(possible) == 1 else (),
        open_facts=tuple(dict.fromkeys(open_facts)),
    )


def settle(day: RulesOfDay, facts: Mapping[str, FactValue]) -> dict[str, Verdict]:
    """The verdicts of the rules that do not wait for the counters, by key."""
    return {bound.key: bound.when.judge(facts) for bound in day.routes if not bound.reads_counters}


def judge_rules(
    day: RulesOfDay, facts: Mapping[str, FactValue], settled: Mapping[str, Verdict] = NOTHING_SETTLED
) -> Standing:
    """Judge every route rule once; a rule lifted by one that surely applies is out of play."""
    return _standing((bound, settled.get(bound.key) or bound.when.judge(facts)) for bound in day.routes)


def _standing(judged: Iterable[tuple[BoundRule, Verdict]]) -> Standing:
    applied, undecided, lifted = [], [], []
    out: set[str] = set()
    for bound, verdict in judged:
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
    """Walks the open facts depth first, branching only where the answer could change.

    ``facts`` is one table: a supposed value is written into it and taken back, because copying it at every branch
    cost more than judging the rules.
    """

    book: RuleBook
    day: RulesOfDay
    facts: dict[str, FactValue]
    routes: set[Route] = field(default_factory=set)
    rules: dict[str, BoundRule] = field(default_factory=dict)
    branches: int = 0
    cut_short: bool = False

    def walk(self, standing: Standing) -> None:
        if len(self.routes) > 1 and self.branches > _ENOUGH_BRANCHES:
            self.cut_short = True
            return
        self.branches += 1
        route = self._strictest(standing)
        decisive = [bound for bound in standing.undecided if self._matters(bound, standing, route)]
        if not decisive:
            self.routes.add(route or Route.UNDETERMINED)
            if route is not None:
                self.rules.update((bound.key, bound) for bound in standing.deciding(route))
            return
        if len(self.routes) > 1 and self._reachable(standing, route) <= self.routes:
            return
        name = needs(decisive[0].when, self.facts)[0]
        before = self.facts[name]
        for value in self._possible_values(name, before):
            self.facts[name] = value
            self.walk(self._judged_again(standing))
        self.facts[name] = before

    def _judged_again(self, standing: Standing) -> Standing:
        """Only what was open is judged anew: a verdict that was reached stays (see ``test_conditions``).

        A rule that was lifted by one that surely applies stays lifted, whatever it turns out to be.
        """
        known = {bound.key: Verdict.YES for bound in standing.applied}
        open_rules = {bound.key for bound in standing.undecided}
        return _standing(
            (bound, known.get(bound.key) or bound.when.judge(self.facts))
            for bound in self.day.routes
            if bound.key in known or bound.key in open_rules
        )

    def _strictest(self, standing: Standing) -> Route | None:
        routes = tuple(bound.route for bound in standing.applied)
        return self.book.strictest(routes) if routes else None

    def _reachable(self, standing: Standing, route: Route | None) -> set[Route]:
        """No route outside this set can come of it; not every one inside has to."""
        return {
            *(bound.route for bound in standing.applied),
            *(bound.route for bound in standing.undecided),
            *(() if route is not None else (Route.UNDETERMINED,)),
        }

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
        if isinstance(value, OneOf):
            return tuple(sorted(value.values, key=str))
        return self.day.kinds_of_values(name, (True, False) if known.kind == "yes_no" else known.values)
