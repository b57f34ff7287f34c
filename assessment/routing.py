"""The route of a data export: facts and rules in, a decision that explains itself out.

Each flow is judged, then all flows of the exporter that are not exempt are put together (R-COMB) before the
numbers decide. What is unknown stays unknown: a route is named only when every possible value leads to it.
For a day whose rules are not loaded this module says so instead of answering.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from assessment.conditions import FactValue, Range, Verdict, needs
from assessment.counting import ANY_NUMBER, PI, SPI, OwnCount, Totals, names_of, own_count, totals_for
from assessment.counting_period import Counting, counting_on
from assessment.decisions import (
    AppliedRule,
    DutyDue,
    FlowDecision,
    OpenFact,
    RouteChange,
    RouteDecision,
    RouteWarning,
)
from assessment.exploring import Exploration, explore, settle
from assessment.facts import Flow, RouteFacts
from assessment.joined import GROUP_SUM, LIST_ROUTE, behind, joined_facts
from assessment.rules import Dated, RuleBook, RulesOfDay, SideRule
from assessment.sentences import fill, label_of, listed
from assessment.vocabulary import Confidence, Route, Text
from assessment.zone_lists import ListFit, list_fit

__all__ = [
    "AppliedRule",
    "DutyDue",
    "FlowDecision",
    "Memory",
    "OpenFact",
    "RouteChange",
    "RouteDecision",
    "RouteWarning",
    "decide",
    "overall_route",
]

COUNT_CONFLICT = Text(
    "人数与其他答案不一致，请重新核对：{facts}。核对之前不据此认定出境路径。",
    "The numbers of persons contradict other answers; check again: {facts}. Until then they do not decide the route.",
)
COUNSEL = RouteWarning(
    "COUNSEL",
    Text(
        "本结论所依据的规则中，有的尚未核对官方原文，请由律师确认。",
        "A rule behind this decision has not been checked against the official text; have counsel confirm it.",
    ),
)
_NUMBERS = frozenset({PI, SPI, LIST_ROUTE, *GROUP_SUM.values()})
_READ_FROM_LISTS = frozenset({"ftz.applies", LIST_ROUTE})
NOT_LOADED = RouteWarning(
    "RULES-NOT-LOADED",
    Text(
        "尚未收录该日期适用的规则，不能给出结论。",
        "The rules in force on this date are not loaded yet, so no route can be given.",
    ),
)


@dataclass(frozen=True, slots=True)
class _Case:
    """What every step of one decision needs."""

    facts: RouteFacts
    book: RuleBook
    day: RulesOfDay
    on: date
    counting: Counting
    year: str
    """The year on whose 1 January counting starts."""
    added_figures: bool
    """Whether a figure of the day is the company's own addition."""

    @classmethod
    def of(cls, facts: RouteFacts, book: RuleBook, on: date) -> _Case:
        day = book.on(on)
        counting = counting_on(facts, day.figures)
        added = any(figure.overlay for figure in day.figures.values())
        return cls(facts, book, day, on, counting, str(counting.first_year(on)), added)


@dataclass(frozen=True, slots=True)
class _Begun:
    """One flow before the flows are put together: its facts, and the verdicts that do not wait for the counters."""

    flow: Flow
    fit: ListFit
    names: Mapping[str, FactValue]
    settled: Mapping[str, Verdict]


@dataclass(frozen=True, slots=True)
class _Judged:
    """One flow with everything that was found about it."""

    flow: Flow
    fit: ListFit
    names: Mapping[str, FactValue]
    totals: Totals
    found: Exploration
    alone: Route

    def behind(self, facts: RouteFacts, name: str) -> tuple[str, ...]:
        """The facts that settle an open one, under the names of FACTS.yaml."""
        if name in ("ftz.applies", "ftz.unread"):
            return self.fit.open_because
        return behind(name, facts, self.flow, self.fit, self.totals)


def decide(facts: RouteFacts, rules: RuleBook, on: date) -> RouteDecision:
    """The route of every flow and of the export as a whole, under the rules in force on ``on``."""
    version = rules.version(on)
    if version is None or not version.loaded:
        return _not_loaded(facts, version.version if version else "", on)
    case = _Case.of(facts, rules, on)
    begun = [_begin(case, flow) for flow in facts.flows]
    counts = [_counted(case, item) for item in begun]
    judged = [_judge(case, item, position, counts) for position, item in enumerate(begun)]
    flows = tuple(_explain(case, item, own) for item, own in zip(judged, counts, strict=True))
    totals = _company_totals(case, counts)
    return RouteDecision(
        route=_overall([item.found for item in judged], rules),
        on=on,
        ruleset=case.day.version,
        flows=flows,
        duties=_duties(case, judged, flows),
        persons_pi=totals.pi,
        persons_spi=totals.spi,
    )


@dataclass(slots=True)
class _Remembered:
    """One flow among certain facts of the company, and its routes by the totals it was judged with."""

    begun: _Begun
    own: OwnCount
    found: dict[tuple[Range, Range], Exploration] = field(default_factory=dict)


@dataclass(slots=True)
class Memory:
    """What was worked out for facts that differ in little: a flow that stays the same is not judged again."""

    flows: dict[tuple[object, ...], dict[Flow, _Remembered]] = field(default_factory=dict)


def overall_route(facts: RouteFacts, rules: RuleBook, on: date, memory: Memory) -> Route:
    """The route that ``decide`` would give, without its reasons: for many trials on one day with one memory."""
    version = rules.version(on)
    if version is None or not version.loaded:
        return Route.UNDETERMINED
    case = _Case.of(facts, rules, on)
    around = tuple(getattr(facts, name) for name in RouteFacts.model_fields if name != "flows")
    known = memory.flows.setdefault(around, {})
    for flow in facts.flows:
        if flow not in known:
            begun = _begin(case, flow)
            known[flow] = _Remembered(begun, _counted(case, begun))
    remembered = [known[flow] for flow in facts.flows]
    counts = [item.own for item in remembered]
    found: list[Exploration] = []
    joint: Totals | None = None
    # What was never judged comes first: often it alone is as strict as can be.
    for position in sorted(range(len(counts)), key=lambda position: len(remembered[position].found)):
        item = remembered[position]
        if item.own.counted is True:  # all that are counted share one sum; working it out once saves a quarter
            totals = joint = joint or _joined(case, position, counts)
        else:
            totals = _joined(case, position, counts)
        if (totals.pi, totals.spi) not in item.found:
            names = _with_totals(case, item.begun, totals)
            item.found[totals.pi, totals.spi] = explore(rules, case.day, names, item.begun.settled)
        found.append(item.found[totals.pi, totals.spi])
        if found[-1].route is rules.strictness[0]:
            return found[-1].route
    return _overall(found, rules)


def _not_loaded(facts: RouteFacts, version: str, on: date) -> RouteDecision:
    flows = tuple(
        FlowDecision(
            id=flow.id,
            route=Route.UNDETERMINED,
            alone=Route.UNDETERMINED,
            possible=(Route.UNDETERMINED,),
            rules=(),
            warnings=(NOT_LOADED,),
        )
        for flow in facts.flows
    )
    return RouteDecision(Route.UNDETERMINED, on, version, flows, persons_pi=ANY_NUMBER, persons_spi=ANY_NUMBER)


def _counted(case: _Case, item: _Begun) -> OwnCount:
    """Whether the flow stands in the counters: the rules that take it out do not look at numbers."""
    own = own_count(item.flow, both_once=case.counting.both_once)
    if item.names["contains_pi"] is False:
        return replace(own, counted=False)
    takes_out = [bound for bound in case.day.routes if not bound.rule.counted]
    verdicts = {item.settled[bound.key] for bound in takes_out}
    if Verdict.YES in verdicts:
        return replace(own, counted=False)
    if Verdict.UNKNOWN not in verdicts:
        return own
    because = [name for bound in takes_out for name in needs(bound.when, item.names)]
    return replace(own, counted=None, open_because=tuple(dict.fromkeys(because)))


def _begin(case: _Case, flow: Flow) -> _Begun:
    fit = list_fit(flow.ftz, case.facts.exporter, case.book, case.on)
    names = names_of(case.facts, flow, fit, case.on)
    return _Begun(flow, fit, names, settle(case.day, names))


def _judge(case: _Case, item: _Begun, position: int, counts: Sequence[OwnCount]) -> _Judged:
    own = replace(counts[position], counted=True)
    totals = _joined(case, position, counts)
    names = _with_totals(case, item, totals)
    found = explore(case.book, case.day, names, item.settled)
    own_totals = totals_for(own, (), None, case.counting)
    same = (own_totals.pi, own_totals.spi) == (totals.pi, totals.spi)
    alone = found if same else explore(case.book, case.day, _with_totals(case, item, own_totals), item.settled)
    return _Judged(item.flow, item.fit, names, totals, found, alone.route)


def _joined(case: _Case, position: int, counts: Sequence[OwnCount]) -> Totals:
    # The numbers decide only where the flow is counted, so here it is.
    own = replace(counts[position], counted=True)
    others = [*counts[:position], *counts[position + 1 :]]
    return totals_for(own, others, case.facts.counters, case.counting)


def _with_totals(case: _Case, item: _Begun, totals: Totals) -> dict[str, FactValue]:
    return {**item.names, **joined_facts(case.facts, item.flow, item.fit, totals)}


def _explain(case: _Case, item: _Judged, own: OwnCount) -> FlowDecision:
    found = item.found
    unknown = _open_facts(case, item)
    names = {**item.names, "counted.changes_route": item.alone is not found.route}
    deciding = {bound.key for bound in found.rules}
    sides = [
        rule for rule, when in case.day.sides if _fits(rule, deciding, found.route) and when.judge(names) is Verdict.YES
    ]
    shown: list[Dated] = [bound.rule for bound in found.rules]
    shown += [b.rule for b in found.standing.applied if b.key not in deciding]
    shown += [rule for rule in sides if rule.shown]
    rules = tuple(_applied(case, item, rule, names, unknown) for rule in shown)
    return FlowDecision(
        id=item.flow.id,
        route=found.route,
        alone=item.alone,
        possible=found.possible,
        rules=rules,
        lifted=tuple(bound.rule.id for bound in found.standing.lifted),
        options=_options(found, sides),
        unknown=unknown,
        warnings=_warnings(case, item, sides, rules, unknown),
        counted=own.counted,
    )


def _fits(rule: SideRule, deciding: set[str], route: Route) -> bool:
    return (not rule.beside or not deciding.isdisjoint(rule.beside)) and (not rule.routes or route in rule.routes)


def _open_facts(case: _Case, item: _Judged) -> tuple[OpenFact, ...]:
    """Open facts under the names of FACTS.yaml; an open counter is named by the answers it is made of."""
    behind_them = (name for fact in item.found.open_facts for name in item.behind(case.facts, fact))
    return _named(behind_them, case.book)


def _named(names: Iterable[str], book: RuleBook) -> tuple[OpenFact, ...]:
    return tuple(OpenFact(name, label_of(name, book)) for name in dict.fromkeys(names))


def _applied(
    case: _Case, item: _Judged, rule: Dated, names: Mapping[str, FactValue], unknown: Sequence[OpenFact]
) -> AppliedRule:
    words: dict[str, str | Text] = {"year": case.year, "unknown": listed([fact.label for fact in unknown])}
    list_name = item.fit.known.name if item.fit.known else None
    if list_name is not None:
        words["ftz.list"] = Text(list_name.zh, list_name.en)
    route = getattr(rule, "route", None)
    because = fill(rule.because, names, case.day.figures, words)
    signed = rule.sign_off in case.book.signed
    overlay = rule.overlay or _overlay_behind(case, rule, item)
    leans = getattr(rule, "leans", True)
    return AppliedRule(rule.id, because, rule.cite, rule.confidence, route, overlay, signed, rule.readings, leans)


def _overlay_behind(case: _Case, rule: Dated, item: _Judged) -> str | None:
    """A rule of ours that decides by a list or a figure which the company added."""
    if not case.added_figures and not (item.fit.known is not None and item.fit.known.overlay):
        return None
    for test in rule.when.tests() if rule.when else ():
        if item.fit.known is not None and item.fit.known.overlay and (test.fact or "") in _READ_FROM_LISTS:
            return item.fit.known.overlay
        figure = case.day.figures.get(test.figure) if test.figure else None
        if figure is not None and figure.overlay:
            return figure.overlay
    return None


def _options(found: Exploration, sides: Sequence[SideRule]) -> tuple[str, ...]:
    given = [option for bound in found.rules for option in bound.rule.options]
    return tuple(dict.fromkeys([*given, *(rule.option for rule in sides if rule.option)]))


def _warnings(
    case: _Case, item: _Judged, sides: Sequence[SideRule], rules: Sequence[AppliedRule], unknown: Sequence[OpenFact]
) -> tuple[RouteWarning, ...]:
    warnings = [
        RouteWarning(rule.warning, _applied(case, item, rule, item.names, unknown).because, rule.readings)
        for rule in sides
        if rule.warning
    ]
    ask_again = _asked_again(item)
    if ask_again:
        facts = _named(ask_again, case.book)
        words = listed([fact.label for fact in facts])
        sentence = Text(COUNT_CONFLICT.zh.format(facts=words.zh), COUNT_CONFLICT.en.format(facts=words.en))
        warnings.append(RouteWarning("COUNT-CONFLICT", sentence, facts=facts))
    if any(rule.leans and rule.confidence is not Confidence.HIGH and not rule.signed for rule in rules):
        warnings.append(COUNSEL)
    return tuple({warning.code: warning for warning in warnings}.values())


def _asked_again(item: _Judged) -> tuple[str, ...]:
    """The answers that contradict each other, where the decision would have needed them."""
    if item.names["contains_pi"] is not item.flow.contains_pi:
        return ("contains_pi", "contains_spi", "persons_pi", "persons_spi")
    counters_were_asked = not _NUMBERS.isdisjoint(item.found.open_facts)
    return item.totals.disputed if counters_were_asked else ()


def _overall(found: Sequence[Exploration], book: RuleBook) -> Route:
    """The strictest of the flows; undetermined only where an open flow could still be stricter than the rest."""
    if not found:
        return Route.UNDETERMINED
    routes = [one.route for one in found]
    settled = tuple(route for route in routes if route is not Route.UNDETERMINED)
    worst = book.strictest(tuple(one.possible[0] for one in found))
    return worst if worst in settled else Route.UNDETERMINED


def _duties(case: _Case, judged: Sequence[_Judged], flows: Sequence[FlowDecision]) -> tuple[DutyDue, ...]:
    due = []
    for duty, when in case.day.duties:
        held = tuple(
            decision.id
            for item, decision in zip(judged, flows, strict=True)
            if (not duty.routes or decision.route in duty.routes) and when.judge(item.names) is Verdict.YES
        )
        if held:
            names = next(item.names for item in judged if item.flow.id == held[0])
            sentence = fill(duty.because, names, case.day.figures, {"year": case.year})
            due.append(DutyDue(duty.code, sentence, duty.cite, duty.confidence, held))
    return tuple(due)


def _company_totals(case: _Case, counts: Sequence[OwnCount]) -> Totals:
    nobody = OwnCount("", Range(0, 0), Range(0, 0))
    return totals_for(nobody, counts, case.facts.counters, case.counting)
