"""What would change the route: the nearest single facts that, changed alone, lead to another one.

Every change is tried: the facts are changed with what must follow from it (``suppose``) and the route is decided
again. What does not lead to another overall route is not named. Nothing here knows a rule; which values and
numbers are worth a trial is read from the rules of the day.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from assessment.conditions import Among, Verdict, atoms
from assessment.counting import PI, SPI, named_facts
from assessment.decisions import RouteChange
from assessment.facts import Flow, RouteFacts
from assessment.routing import Memory, overall_route
from assessment.rules import BoundRule, RuleBook
from assessment.supposing import FactOf, Value, settable, stands_in_counters, suppose, value_of
from assessment.vocabulary import UNKNOWN, Route, Unknown

MOST_PER_FACT = 5
DAY = "on"
"""How a change of the law is named: the fact that changes is the day of the decision."""

_OF_PERSONS = ("contains_pi", "contains_spi")
"""No rule needs to read these: they say whether anybody is counted at all."""

_COUNTED = {"persons_pi": PI, "persons_spi": SPI}
"""The numbers of a flow, and the sums in which they are counted."""


@dataclass(slots=True)
class _Trials:
    """The decision as it stands, and everything that was tried against it."""

    facts: RouteFacts
    rules: RuleBook
    on: date
    route: Route = field(init=False)
    memory: Memory = field(default_factory=Memory)
    reading: dict[str, tuple[BoundRule, ...]] = field(init=False)
    """By name of a fact: the route rules of the day that read it."""
    counted: dict[str, bool] = field(init=False)
    """By flow: whether its persons stand in the counters."""

    def __post_init__(self) -> None:
        self.route = overall_route(self.facts, self.rules, self.on, self.memory)
        self.reading = {}
        self.counted = {f.id: stands_in_counters(self.facts, f, self.rules, self.on) for f in self.facts.flows}
        for bound in self.rules.on(self.on).routes:
            for name in dict.fromkeys(test.fact for test in atoms(bound.when)):
                self.reading[name] = (*self.reading.get(name, ()), bound)

    def route_with(self, fact: FactOf, value: Value) -> Route:
        supposed = suppose(self.facts, fact, value, self.rules, self.on)
        return overall_route(supposed, self.rules, self.on, self.memory)

    def try_value(self, fact: FactOf, value: Value) -> RouteChange | None:
        route = self.route_with(fact, value)
        if route in (self.route, Route.UNDETERMINED):
            return None
        return RouteChange(fact.name, spelled(value_of(self.facts, fact)), spelled(value), route)


def what_would_change(facts: RouteFacts, rules: RuleBook, on: date) -> tuple[RouteChange, ...]:
    """Single facts, nearest first, each with the route that the whole export would then have.

    Answers first (as ``decide`` names them), then numbers by their distance, then the next change of the law.
    A fact that is open is listed with each of its values that settles another route.
    """
    version = rules.version(on)
    if version is None or not version.loaded or not facts.flows:
        return tuple(_days(facts, rules, on))
    trials = _Trials(facts, rules, on)
    found = [*_choices(trials), *_numbers(trials), *_days(facts, rules, on)]
    return tuple(dict.fromkeys(sorted(found, key=lambda change: _distance(change, trials.route, rules))))


def spelled(value: Value) -> str:
    """A value as it stands in files."""
    match value:
        case Unknown():
            return "unknown"
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case date():
            return value.isoformat()
    return str(value)


def _distance(change: RouteChange, route: Route, rules: RuleBook) -> tuple[int, int, int]:
    """An open fact is nearest, then the route next in strictness, then the smaller number; the law comes last."""
    if change.fact == DAY:
        return (2, 0, 0)
    if change.before == "unknown":
        return (0, rules.strictness.index(change.route), 0)
    steps = abs(rules.strictness.index(change.route) - rules.strictness.index(route))
    numbers = change.before.isdigit() and change.after.isdigit()
    return (1, steps, abs(int(change.after) - int(change.before)) if numbers else 0)


# ---- answers ----


def _choices(trials: _Trials) -> Iterator[RouteChange]:
    for name in dict.fromkeys([*trials.reading, *_OF_PERSONS]):
        for fact in settable(trials.facts, name):
            changes = (trials.try_value(fact, value) for value in _worth_a_trial(trials, fact))
            yield from _one_per_route(changes)


def _one_per_route(changes: Iterable[RouteChange | None]) -> list[RouteChange]:
    """The first value for each route: five exemptions that lead to the same place are one piece of news."""
    first: dict[Route, RouteChange] = {}
    for change in changes:
        if change is not None:
            first.setdefault(change.route, change)
    return list(first.values())[:MOST_PER_FACT]


def _worth_a_trial(trials: _Trials, fact: FactOf) -> Iterator[Value]:
    """Other values of the fact that some rule tells apart from the present one and from each other."""
    now = value_of(trials.facts, fact)
    if fact.plain in _OF_PERSONS:
        yield from (value for value in (True, False) if value is not now)
        return
    known = trials.rules.facts[fact.plain]
    tests = [test for bound in trials.reading[fact.plain] for test in atoms(bound.when) if test.fact == fact.plain]
    words = sorted({v for test in tests if isinstance(test, Among) for v in test.values if isinstance(v, str)})
    values: tuple[Value, ...]
    match known.kind:
        case "yes_no":
            values = (True, False)
        case "choice":
            values = ("none", *known.values) if "none" in known.values else known.values
        case "word":
            values = tuple(words)
        case "persons":
            return
    kinds = set() if now is UNKNOWN else {_told_apart(tests, now)}
    for value in values:
        kind = _told_apart(tests, value)
        if value != now and kind not in kinds and _turns_a_rule(trials, fact, value):
            kinds.add(kind)
            yield value


def _told_apart(tests: Iterable[object], value: Value) -> tuple[bool, ...]:
    return tuple(isinstance(test, Among) and value in test.values for test in tests)


def _turns_a_rule(trials: _Trials, fact: FactOf, value: Value) -> bool:
    """Whether some rule answers differently, or is open, for a flow that the change touches."""
    after = suppose(trials.facts, fact, value, trials.rules, trials.on)
    pairs = [pair for pair in zip(trials.facts.flows, after.flows, strict=True) if fact.flow in (None, pair[0].id)]
    for old, new in pairs:
        if (old.persons_pi, old.persons_spi) != (new.persons_pi, new.persons_spi):
            return True
        if _answers(trials, trials.facts, old, fact.plain) != _answers(trials, after, new, fact.plain):
            return True
        if Verdict.UNKNOWN in _answers(trials, after, new, fact.plain):
            return True
    return False


def _answers(trials: _Trials, facts: RouteFacts, flow: Flow, name: str) -> list[Verdict]:
    """What the rules that read the fact say, where they do not wait for the counters."""
    names = named_facts(facts, flow, trials.rules, trials.on)
    return [Verdict.UNKNOWN if b.reads_counters else b.when.judge(names) for b in trials.reading[name]]


# ---- numbers ----


def _numbers(trials: _Trials) -> Iterator[RouteChange]:
    thresholds = trials.rules.on(trials.on).thresholds
    for short, counted in _COUNTED.items():
        yield from _counted_changes(trials, short, sorted(thresholds.get(counted, frozenset())))
    for name, numbers in thresholds.items():
        if name not in _COUNTED.values():
            for fact in settable(trials.facts, name):
                yield from _up(trials, fact, sorted(numbers))
                yield from _down(trials, fact, sorted(numbers))


def _counted_changes(trials: _Trials, short: str, thresholds: list[int]) -> Iterator[RouteChange]:
    """By the company's counter where one is given; what only the flows can bring about, by the flows."""
    counter, flows = settable(trials.facts, f"counters.{short}"), settable(trials.facts, short)
    for step in (_up, _down):
        found = [change for fact in counter for change in step(trials, fact, thresholds)]
        yield from found or (change for fact in flows for change in step(trials, fact, thresholds))


def _up(trials: _Trials, fact: FactOf, thresholds: list[int]) -> list[RouteChange]:
    """The nearest number above; for an open number the lowest one for each route."""
    now = value_of(trials.facts, fact)
    least, edges = _least(trials, fact), _edges(trials, fact, thresholds)
    if isinstance(now, Unknown):
        return _one_per_route(trials.try_value(fact, number) for number in sorted({least, *edges}) if number >= least)
    if not isinstance(now, int):
        return []
    # Where nobody is in it yet, the first person is a matter of what the data contain.
    return _first(trials.try_value(fact, edge) for edge in edges if edge > max(now, least))


def _down(trials: _Trials, fact: FactOf, thresholds: list[int]) -> list[RouteChange]:
    now = value_of(trials.facts, fact)
    if isinstance(now, Unknown) or not isinstance(now, int):
        return []
    edges = [edge - 1 for edge in reversed(_edges(trials, fact, thresholds)) if edge <= now]
    return _first(trials.try_value(fact, number) for number in edges if number >= _least(trials, fact))


def _first(changes: Iterable[RouteChange | None]) -> list[RouteChange]:
    return [found] if (found := next(filter(None, changes), None)) else []


def _edges(trials: _Trials, fact: FactOf, thresholds: list[int]) -> list[int]:
    """The thresholds as this number meets them: what others add to the same sum brings them nearer."""
    others = _others(trials, fact)
    return sorted({edge - given for edge in thresholds for given in others if edge > given})


def _least(trials: _Trials, fact: FactOf) -> int:
    """A counter holds its flows; a flow that contains something belongs to somebody."""
    short = fact.plain.removeprefix("counters.")
    if fact.flow is None:
        flows = (flow for flow in trials.facts.flows if trials.counted[flow.id])
        return max((n for flow in flows if isinstance(n := getattr(flow, short, 0), int)), default=0)
    flow = next(flow for flow in trials.facts.flows if flow.id == fact.flow)
    return int(short == "persons_spi" or flow.persons_spi == 0)


def _others(trials: _Trials, fact: FactOf) -> tuple[int, ...]:
    """What others add; where part of that is open, also nothing, because there the crossing is certain."""
    if fact.flow is None or fact.plain not in _COUNTED:
        return (0,)
    counter = settable(trials.facts, f"counters.{fact.plain}")
    total, own = (value_of(trials.facts, counter[0]) if counter else None), value_of(trials.facts, fact)
    if isinstance(total, int) and isinstance(own, int):
        return (max(0, total - own),)
    others = [flow for flow in trials.facts.flows if flow.id != fact.flow and trials.counted[flow.id]]
    numbers = [getattr(flow, fact.plain) for flow in others]
    known = sum(number for number in numbers if isinstance(number, int))
    return (known,) if all(isinstance(number, int) for number in numbers) else (known, 0)


# ---- the law ----


def _days(facts: RouteFacts, rules: RuleBook, on: date) -> Iterator[RouteChange]:
    """The next day on which the law, as it is known, gives these facts another route."""
    now = overall_route(facts, rules, on, Memory())
    for day in rules.change_days:
        if day <= on:
            continue
        route = overall_route(facts, rules, day, Memory())
        if route is not now:
            yield RouteChange(DAY, on.isoformat(), day.isoformat(), route)
            return
