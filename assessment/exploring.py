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
    cost more than judging the rules. Routes are kept by their place in the order of strictness.
    """

    book: RuleBook
    day: RulesOfDay
    facts: dict[str, FactValue]
    ranks: set[int] = field(default_factory=set)
    rules: dict[str, BoundRule] = field(default_factory=dict)
    walked: set[tuple[object, ...]] = field(default_factory=set)
    branches: int = 0
    cut_short: bool = False

    @property
    def routes(self) -> set[Route]:
        return {self.book.strictness[rank] for rank in self.ranks}

    def walk(self, standing: Standing) -> None:
        if len(self.ranks) > 1 and self.branches > _ENOUGH_BRANCHES:
            self.cut_short = True
            return
        self.branches += 1
        best = min((bound.rank for bound in standing.applied), default=None)
        deciding = [bound for bound in standing.applied if bound.rank == best]
        decisive = next((bound for bound in standing.undecided if _matters(bound, best, deciding)), None)
        if decisive is None:
            self.ranks.add(self._nothing_applies if best is None else best)
            self.rules.update((bound.key, bound) for bound in deciding)
            return
        if self._brings_nothing_new(standing, best, deciding):
            return
        name = self._to_try(decisive)
        before = self.facts[name]
        for value in self._possible_values(name, standing):
            self.facts[name] = value
            self.walk(self._judged_again(standing, name))
        self.facts[name] = before

    @property
    def _nothing_applies(self) -> int:
        return self.book.strictness.index(Route.UNDETERMINED)

    def _to_try(self, decisive: BoundRule) -> str:
        """An open fact of the rule; a question of yes or no first: what it settles, no other is tried for."""
        names = [test.fact for test in decisive.tests if test.judge(self.facts) is Verdict.UNKNOWN]
        return next((name for name in names if self.book.facts[name].kind == "yes_no"), names[0])

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

    def _brings_nothing_new(self, standing: Standing, best: int | None, deciding: list[BoundRule]) -> bool:
        """Every route that can still come of it is known already, or the same was walked before."""
        if len(self.ranks) > 1 and self._reachable(standing, best, deciding) <= self.ranks:
            return True
        undecided = tuple([bound.key for bound in standing.undecided])
        read = self.day.read_by(undecided, standing.undecided)
        state = (
            undecided,
            tuple([bound.key for bound in standing.applied]),
            tuple([self.facts[name] for name in read]),
        )
        if state in self.walked:
            return True
        self.walked.add(state)
        return False

    def _reachable(self, standing: Standing, best: int | None, deciding: list[BoundRule]) -> set[int]:
        """No route outside this set can come of it; not every one inside has to."""
        reachable = {bound.rank for bound in standing.undecided}
        if best is None:
            return reachable | {self._nothing_applies}
        keys = [bound.key for bound in deciding]
        if any(not bound.lifts.isdisjoint(keys) for bound in standing.undecided):
            return reachable | {bound.rank for bound in standing.applied} | {self._nothing_applies}
        return {best, *(rank for rank in reachable if rank < best)}

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


def _matters(bound: BoundRule, best: int | None, deciding: list[BoundRule]) -> bool:
    """Whether the answer to an open rule could still change which route is the strictest."""
    if best is None or bound.rank < best:
        return True
    return bound.rank != best and any(decider.key in bound.lifts for decider in deciding)
