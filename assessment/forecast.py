"""Where the counters will stand on 31 December at the present rate, and the route now and then.

The law speaks of what has accumulated; planning by forecast is our recommendation, and every page says so. The
rate is the number of new persons of the last ninety days (fewer where the year or the ledger is younger), a batch
that covers several days spread evenly over them, in whole numbers. It refuses to forecast from fewer than fourteen
days. No clock: the day is an argument.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from assessment.conditions import Range
from assessment.facts import Counters, Exporter, Flow, RouteFacts
from assessment.headcount import Balance, Step
from assessment.routing import RouteDecision, decide
from assessment.rules import FigureEntry, RuleBook
from assessment.values import MAX_COUNT
from assessment.vocabulary import Route, Text, Unknown

WINDOW = 90
LEAST_DAYS = 14
WARN_AT_PERCENT = 80

Counter = Literal["pi", "spi"]

LABELS: dict[Counter, Text] = {
    "pi": Text("一般个人信息", "Personal information"),
    "spi": Text("敏感个人信息", "Sensitive personal information"),
}

_FIGURES: tuple[tuple[Counter, str, Text], ...] = (
    ("pi", "contract.pi.persons", Text("标准合同或认证", "Standard contract or certification")),
    ("pi", "exempt.small.persons", Text("少量豁免到此为止", "End of the small-volume exemption")),
    ("pi", "sa.pi.persons", Text("安全评估", "Security assessment")),
    ("spi", "contract.spi.persons", Text("标准合同或认证", "Standard contract or certification")),
    ("spi", "sa.spi.persons", Text("安全评估", "Security assessment")),
)

State = Literal["below", "near", "perhaps", "reached"]
"""``perhaps``: reached only if nobody in the ledger came twice."""


@dataclass(frozen=True, slots=True)
class Rate:
    """New persons of one counter over ``days`` days, the last of them ``until``. The larger end of what is known."""

    since: date
    until: date
    persons: int

    @property
    def days(self) -> int:
        return (self.until - self.since).days + 1

    def after(self, days: int) -> int:
        """New persons in so many days more, rounded down."""
        return self.persons * days // self.days

    def days_to(self, persons: int) -> int | None:
        """Days until so many new persons have come; ``None`` when nobody comes any more."""
        return -(-persons * self.days // self.persons) if self.persons else None


@dataclass(frozen=True, slots=True)
class Threshold:
    """One figure of the law against one counter. ``on``: when it was reached, or will be at the present rate."""

    counter: Counter
    key: str
    label: Text
    persons: int
    figure: FigureEntry
    state: State
    on: date | None


@dataclass(frozen=True, slots=True)
class Forecast:
    """One counter: now, its rate (``None``: too few days), and what 31 December will see at that rate."""

    counter: Counter
    now: Range
    rate: Rate | None
    year_end: Range | None
    thresholds: tuple[Threshold, ...]

    @property
    def next(self) -> Threshold | None:
        """The threshold that comes next; the last one when all are reached."""
        ahead = (threshold for threshold in self.thresholds if threshold.state != "reached")
        return next(ahead, self.thresholds[-1] if self.thresholds else None)

    @property
    def warns(self) -> bool:
        return any(threshold.state in ("near", "perhaps") for threshold in self.thresholds)


@dataclass(frozen=True, slots=True)
class RouteSpan:
    """The route at both ends of a range of persons; one route where the ends agree."""

    low: Route
    high: Route

    @property
    def exact(self) -> Route | None:
        return self.low if self.low is self.high else None


@dataclass(frozen=True, slots=True)
class Outlook:
    """An entity on one day: both counters, each with its forecast."""

    balance: Balance
    pi: Forecast
    spi: Forecast

    def __iter__(self) -> Iterator[Forecast]:
        return iter((self.pi, self.spi))


def outlook(held: Balance, rules: RuleBook) -> Outlook:
    """Both counters of a balance against the figures in force on its day."""
    return Outlook(held, _forecast("pi", held, rules), _forecast("spi", held, rules))


def year_end(on: date) -> date:
    return date(on.year, 12, 31)


def _forecast(counter: Counter, held: Balance, rules: RuleBook) -> Forecast:
    # Before 2024-03-22 ordinary and sensitive personal information were one number against the first figures.
    one_number = counter == "pi" and held.start.year < held.on.year
    now: Range = held.persons if one_number else getattr(held, counter)
    rate = _rate(counter, held)
    thresholds = tuple(_thresholds(counter, held, now, rate, rules))
    return Forecast(counter, now, rate, _at_year_end(now, rate, held.on), thresholds)


def _at_year_end(now: Range, rate: Rate | None, on: date) -> Range | None:
    """The larger end grows at the rate; the smaller one only where both are the same, because it may not grow."""
    if rate is None or now.high is None:
        return None
    high = now.high + rate.after((year_end(on) - on).days)
    return Range(high if now.exact is not None else now.low, high)


def _rate(counter: Counter, held: Balance) -> Rate | None:
    first = held.first_day
    if first is None:
        return None
    since = max(date(held.on.year, 1, 1), first, held.on - timedelta(days=WINDOW - 1))
    if (held.on - since).days + 1 < LEAST_DAYS:
        return None
    return Rate(since, held.on, sum(_share(step, counter, since) for step in held.steps))


def _share(step: Step, counter: Counter, since: date) -> int:
    """The part of a batch's new persons that falls into the days from ``since`` on, rounded up."""
    count = step.line.count
    added: Range = getattr(step, f"added_{counter}")
    if count.until < since:
        return 0
    days = (count.until - count.since).days + 1
    inside = (count.until - max(count.since, since)).days + 1
    return -(-(added.high or 0) * inside // days)


def _thresholds(counter: Counter, held: Balance, now: Range, rate: Rate | None, rules: RuleBook) -> Iterator[Threshold]:
    seen: set[int] = set()
    found = [
        (entry.value, key, label, entry)
        for of, key, label in _FIGURES
        if of == counter and (entry := rules.figure(key, held.on)) is not None and isinstance(entry.value, int)
    ]
    for number, key, label, entry in sorted(found, key=lambda one: one[0]):
        if number in seen or not isinstance(number, int):
            continue
        seen.add(number)
        state = _state(now, number)
        reached = _reached_on(held, counter, number) if state in ("reached", "perhaps") else None
        ahead = _crossing(held.on, now, number, rate) if state in ("below", "near") else None
        yield Threshold(counter, key, label, number, entry, state, reached or ahead)


def _state(now: Range, number: int) -> State:
    high = now.high or 0
    if now.low >= number:
        return "reached"
    if high >= number:
        return "perhaps"
    return "near" if high * 100 >= number * WARN_AT_PERCENT else "below"


def _reached_on(held: Balance, counter: Counter, number: int) -> date | None:
    """The last day of the batch with which the larger end reached the number."""
    return next((s.line.count.until for s in held.steps if (getattr(s, counter).high or 0) >= number), None)


def _crossing(on: date, now: Range, number: int, rate: Rate | None) -> date | None:
    days = rate.days_to(number - (now.high or 0)) if rate else None
    if days is None or days > (year_end(on) - on).days:
        return None
    return on + timedelta(days=days)


# ---- the route ----


def route_by_numbers(pi: Range, spi: Range, rules: RuleBook, on: date) -> RouteSpan | None:
    """What the numbers alone lead to, for an exporter that is no operator of critical infrastructure and data
    without important data; ``None`` while nobody was exported."""
    if pi.high == 0 and spi.high == 0:
        return None
    return RouteSpan(_by_number(pi.low, spi.low, rules, on), _by_number(pi.high or 0, spi.high or 0, rules, on))


def _by_number(pi: int, spi: int, rules: RuleBook, on: date) -> Route:
    flow = Flow(
        id="ledger",
        export_act="transfer_out",
        contains_pi=True,
        contains_spi=spi > 0,
        important_data="none",
        persons_pi=pi,
        persons_spi=spi,
    )
    return decide(RouteFacts(exporter=Exporter(kind="non_ciio"), flows=(flow,)), rules, on).route


def with_plan(facts: RouteFacts, decision: RouteDecision, all_flows: Balance, others: Balance) -> tuple[Range, Range]:
    """The year's counters with the plan of a case: what other flows have exported and what its own flows will.

    A flow of the case says its persons of the whole year, those already exported among them, so the batches that
    belong to the case (in ``all_flows``, not in ``others``) are not added again.
    """
    counted = [flow for flow in facts.flows if decision.flow(flow.id).counted is not False]
    return (
        _together(all_flows.pi, others.pi, [flow.persons_pi for flow in counted]),
        _together(all_flows.spi, others.spi, [flow.persons_spi for flow in counted]),
    )


def _together(so_far: Range, others: Range, planned: list[int | Unknown]) -> Range:
    known = [number for number in planned if not isinstance(number, Unknown)]
    low = max([so_far.low, *known])
    if len(known) < len(planned) or others.high is None:
        return Range(low, None)
    # Batches of the case beyond its own plan are persons all the same.
    return Range(low, max(low, others.high + sum(known), so_far.high or 0))


def narrowed(count: Range, said: int | Unknown) -> Range:
    """The total that a person has answered, where it fits the ledger: it knows who comes twice."""
    if isinstance(said, Unknown) or said < count.low or (count.high is not None and said > count.high):
        return count
    return Range(said, said)


def forecast_with_plan(now: Range, ahead: Forecast, others: Forecast) -> Range | None:
    """A counter with the plan on 31 December: the other flows grow on, the case's own plan reaches the year's end."""
    if ahead.year_end is None or others.year_end is None:
        return None if ahead.year_end is None else Range(max(now.low, ahead.year_end.low), now.high)
    grown = (others.year_end.high or 0) - (others.now.high or 0)
    low = max(now.low, ahead.year_end.low)
    return Range(low, None if now.high is None else max(low, now.high + grown))


def route_at(facts: RouteFacts, pi: Range, spi: Range, rules: RuleBook, on: date) -> RouteSpan:
    """The route of a case with these counters in place of its own; more persons never lead to a milder one."""
    low = _with_counters(facts, pi.low, spi.low, rules, on)
    if pi.exact is not None and spi.exact is not None:
        return RouteSpan(low, low)
    return RouteSpan(low, _with_counters(facts, _end(pi), _end(spi), rules, on))


def _end(count: Range) -> int:
    return MAX_COUNT if count.high is None else count.high


def _with_counters(facts: RouteFacts, pi: int, spi: int, rules: RuleBook, on: date) -> Route:
    before = facts.counters or Counters(persons_pi=0, persons_spi=0)
    counters = before.model_copy(update={"persons_pi": pi, "persons_spi": spi})
    return decide(facts.model_copy(update={"counters": counters}), rules, on).route
