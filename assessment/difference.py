"""What a change of the law changes in a decision: routes, rules, warnings, duties, and the answers to look at again.

Two decisions on the same facts are compared, made on two days or under two books. Numbers inside a sentence are
not compared: a new year alone is no difference.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from assessment.decisions import AppliedRule, DutyDue, FlowDecision, RouteDecision, RouteWarning
from assessment.reading import questions_behind
from assessment.rules import Dated, Duty, RouteRule, RuleBook, SideRule
from assessment.vocabulary import Route

T = TypeVar("T")
_COUNSEL_ONLY = frozenset({"COUNSEL"})
"""A warning about how well a rule was read says nothing about what the law demands."""


@dataclass(frozen=True, slots=True)
class FlowDifference:
    """One scenario before and after."""

    flow: str
    before: Route
    after: Route
    rules_gone: tuple[AppliedRule, ...] = ()
    rules_new: tuple[AppliedRule, ...] = ()
    warnings_gone: tuple[RouteWarning, ...] = ()
    warnings_new: tuple[RouteWarning, ...] = ()
    options_gone: tuple[str, ...] = ()
    options_new: tuple[str, ...] = ()

    @property
    def other_route(self) -> bool:
        return self.before is not self.after


@dataclass(frozen=True, slots=True)
class ToConfirm:
    """One answer to look at again: the fact that a new rule reads, in which scenario, and the question behind it."""

    fact: str
    flow: str | None
    question: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Everything that is not the same any more; ``flows`` holds only scenarios in which something differs."""

    before: Route
    after: Route
    flows: tuple[FlowDifference, ...]
    duties_gone: tuple[DutyDue, ...]
    duties_new: tuple[DutyDue, ...]
    confirm: tuple[ToConfirm, ...]

    @property
    def other_route(self) -> bool:
        return self.before is not self.after or any(flow.other_route for flow in self.flows)


def difference(before: RouteDecision, after: RouteDecision, book: RuleBook) -> Difference | None:
    """What differs; ``None`` where nothing does. ``book`` is the one behind ``after``."""
    old = {flow.id: flow for flow in before.flows}
    pairs = [(old[flow.id], flow) for flow in after.flows if flow.id in old]
    flows = tuple(found for was, now in pairs if (found := _flow(was, now)) is not None)
    gone, new = _both_ways(before.duties, after.duties, lambda duty: (duty.code, duty.cite.text, duty.cite.article))
    if not flows and not gone and not new and before.route is after.route:
        return None
    return Difference(before.route, after.route, flows, gone, new, _to_confirm(flows, new, after, book))


def _flow(before: FlowDecision, after: FlowDecision) -> FlowDifference | None:
    rules_gone, rules_new = _both_ways(before.rules, after.rules, _basis)
    warnings_gone, warnings_new = _both_ways(_warnings(before), _warnings(after), lambda warning: warning.code)
    options_gone, options_new = _both_ways(before.options, after.options, str)
    found = FlowDifference(
        after.id,
        before.route,
        after.route,
        rules_gone,
        rules_new,
        warnings_gone,
        warnings_new,
        options_gone,
        options_new,
    )
    return None if found == FlowDifference(after.id, before.route, before.route) else found


def _basis(rule: AppliedRule) -> tuple[object, ...]:
    """The same rule under another instrument is another basis."""
    return (rule.id, rule.route, rule.cite.text, rule.cite.article, rule.overlay)


def _warnings(flow: FlowDecision) -> tuple[RouteWarning, ...]:
    return tuple(warning for warning in flow.warnings if warning.code not in _COUNSEL_ONLY)


def _both_ways(
    before: Iterable[T], after: Iterable[T], key: Callable[[T], object]
) -> tuple[tuple[T, ...], tuple[T, ...]]:
    old, new = {key(item): item for item in before}, {key(item): item for item in after}
    gone = tuple(item for name, item in old.items() if name not in new)
    return gone, tuple(item for name, item in new.items() if name not in old)


def _to_confirm(
    flows: Iterable[FlowDifference], duties: Iterable[DutyDue], after: RouteDecision, book: RuleBook
) -> tuple[ToConfirm, ...]:
    """The questions behind the facts that the new rules read, and behind what has become open."""
    found: dict[ToConfirm, None] = {}
    for flow in flows:
        entries = [entry for rule in flow.rules_new for entry in _entries(book, rule.id, after)]
        names = [name for entry in entries for name in _facts_of(entry)]
        if flow.other_route:
            names += [fact.name for fact in after.flow(flow.flow).unknown]
        found.update(dict.fromkeys(_questions(names, flow.flow)))
    for duty in duties:
        for entry in book.duties:
            if entry.code == duty.code and entry.in_force(after.on):
                for flow_id in duty.flows:
                    found.update(dict.fromkeys(_questions(_facts_of(entry), flow_id)))
    return tuple(found)


def _entries(book: RuleBook, rule_id: str, after: RouteDecision) -> list[Dated]:
    entries: list[RouteRule | SideRule | Duty] = [*book.routes, *book.sides]
    return [entry for entry in entries if entry.id == rule_id and entry.in_force(after.on)]


def _facts_of(entry: Dated) -> list[str]:
    return [test.fact for test in entry.when.tests() if test.fact] if entry.when else []


def _questions(names: Iterable[str], flow: str) -> list[ToConfirm]:
    found = []
    for name in names:
        of_company = name.startswith(("exporter.", "counters.", "prior."))
        for question in questions_behind(name)[:1]:
            found.append(ToConfirm(name, None if of_company else flow, question))
    return found
