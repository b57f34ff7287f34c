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
    in_play: tuple[tuple[BoundRule, Verdict], ...]
    """Applied and undecided, in the order of the rules."""

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
    search = _Search(book, day, dict(facts), {route: rank for rank, route in enumerate(book.strictness)})
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
    return _standing([(bound, settled.get(bound.key) or bound.when.judge(facts)) for bound in day.routes])


def _standing(judged: Iterable[tuple[BoundRule, Verdict]]) -> Standing:
    applied, undecided, lifted, in_play = [], [], [], []
    out: set[str] = set()
    for bound, verdict in judged:
        if verdict is Verdict.NO:
            continue
        if bound.key in out:
            lifted.append(bound)
            continue
        in_play.append((bound, verdict))
        if verdict is Verdict.UNKNOWN:
            undecided.append(bound)
        else:
            applied.append(bound)
            out.update(bound.lifts)
    return Standing(tuple(applied), tuple(undecided), tuple(lifted), tuple(in_play))


@dataclass(slots=True)
class _Search:
    """Walks the open facts depth first, branching only where the answer could change.

    ``facts`` is one table: a supposed value is written into it and taken back, because copying it at every branch
    cost more than judging the rules.
    """

    book: RuleBook
    day: RulesOfDay
    facts: dict[str, FactValue]
    rank: dict[Route, int]
    """Strictness by number; the strictest is 0."""
    routes: set[Route] = field(default_factory=set)
    rules: dict[str, BoundRule] = field(default_factory=dict)
    walked: set[tuple[object, ...]] = field(default_factory=set)
    branches: int = 0
    cut_short: bool = False

    def walk(self, standing: Standing) -> None:
        if len(self.routes) > 1 and self.branches > _ENOUGH_BRANCHES:
            self.cut_short = True
            return
        self.branches += 1
        route = self._strictest(standing)
        decisive = next((bound for bound in standing.undecided if self._matters(bound, standing, route)), None)
        if decisive is None:
            self.routes.add(route or Route.UNDETERMINED)
            if route is not None:
                self.rules.update((bound.key, bound) for bound in standing.deciding(route))
            return
        if self._brings_nothing_new(standing, route):
            return
        # The fact with the fewest values first: what it settles, the others need not be tried for.
        tried = [(name, self._possible_values(name, standing)) for name in needs(decisive.when, self.facts)]
        name, values = min(tried, key=_how_many)
        before = self.facts[name]
        for value in values:
            self.facts[name] = value
            self.walk(self._judged_again(standing, name))
        self.facts[name] = before

    def _judged_again(self, standing: Standing, name: str) -> Standing:
        """Only what was open and reads the fact is judged anew: a verdict that was reached stays.

        A rule that was lifted by one that surely applies stays lifted, whatever it turns out to be.
        """
        return _standing(
            [
                (bound, bound.when.judge(self.facts) if verdict is Verdict.UNKNOWN and name in bound.reads else verdict)
                for bound, verdict in standing.in_play
            ]
        )

    def _strictest(self, standing: Standing) -> Route | None:
        return min((bound.route for bound in standing.applied), key=self.rank.__getitem__, default=None)

    def _brings_nothing_new(self, standing: Standing, route: Route | None) -> bool:
        """Every route that can still come of it is known already, or the same was walked before."""
        if len(self.routes) > 1 and self._reachable(standing, route) <= self.routes:
            return True
        read = dict.fromkeys(name for bound in standing.undecided for name in bound.reads)
        state = (
            tuple([bound.key for bound in standing.applied]),
            tuple([bound.key for bound in standing.undecided]),
            tuple([self.facts[name] for name in read]),
        )
        if state in self.walked:
            return True
        self.walked.add(state)
        return False

    def _reachable(self, standing: Standing, route: Route | None) -> set[Route]:
        """No route outside this set can come of it; not every one inside has to."""
        reachable = {bound.route for bound in standing.undecided}
        if route is None:
            return reachable | {Route.UNDETERMINED}
        deciding = {bound.key for bound in standing.deciding(route)}
        if any(not deciding.isdisjoint(bound.lifts) for bound in standing.undecided):
            return reachable | {bound.route for bound in standing.applied} | {Route.UNDETERMINED}
        return {route, *(other for other in reachable if self.rank[other] < self.rank[route])}

    def _matters(self, bound: BoundRule, standing: Standing, route: Route | None) -> bool:
        if route is None:
            return True
        if bound.route is route:
            return False
        if self.rank[bound.route] < self.rank[route]:
            return True
        return any(decider.key in bound.lifts for decider in standing.deciding(route))

    def _possible_values(self, name: str, standing: Standing) -> tuple[FactValue, ...]:
        """One of all the values that no open rule tells apart."""
        value, known = self.facts[name], self.book.facts[name]
        readers = tuple([bound for bound in standing.undecided if name in bound.reads])
        if isinstance(value, Range) or known.kind == "persons":
            count = value if isinstance(value, Range) else Range(0, None)
            return count.split(self.day.edges(name, readers))
        if isinstance(value, OneOf):
            return self.day.kinds_of_values(name, tuple(sorted(value.values, key=str)), readers)
        return self.day.kinds_of_values(name, (True, False) if known.kind == "yes_no" else known.values, readers)


def _how_many(tried: tuple[str, tuple[FactValue, ...]]) -> int:
    return len(tried[1])
