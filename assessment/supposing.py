"""Facts with one of them changed, and with what must follow from it, so that they stay free of contradiction.

Sensitive personal information belongs to at least one person; data without personal information belong to nobody;
who leaves the plan leaves the company's counters. Whether the change is likely is not asked here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, TypeAlias, TypeVar

from assessment.conditions import FactValue, Verdict
from assessment.counting import named_facts
from assessment.facts import Counters, Flow, RouteFacts
from assessment.questions import Frozen
from assessment.rules import RuleBook
from assessment.vocabulary import UNKNOWN, Unknown

Value: TypeAlias = str | bool | int | date | Unknown | None
_OF_THE_COMPANY = ("exporter", "counters")
_NUMBERS = ("persons_pi", "persons_spi")
M = TypeVar("M", bound=Frozen)


@dataclass(frozen=True, slots=True)
class FactOf:
    """One fact that can be changed: ``plain`` as rules call it; ``flow`` where it belongs to one of several."""

    plain: str
    flow: str | None = None

    @property
    def name(self) -> str:
        """As decisions name it: ``exporter.kind``, ``flows[telematics].contains_spi``."""
        return f"flows[{self.flow}].{self.plain}" if self.flow is not None else self.plain


def settable(facts: RouteFacts, plain: str) -> tuple[FactOf, ...]:
    """Where a fact of this name stands: at the exporter, in the counters, in each flow; nowhere if it is derived."""
    head, _, _ = plain.partition(".")
    if head in _OF_THE_COMPANY:
        return (FactOf(plain),) if _stands(facts, plain) else ()
    return tuple(FactOf(plain, flow.id) for flow in facts.flows if _stands(flow, plain))


def value_of(facts: RouteFacts, fact: FactOf) -> Value:
    return _value_in(facts if fact.flow is None else _flow(facts, fact.flow), fact.plain)


def suppose(facts: RouteFacts, fact: FactOf, value: Value, rules: RuleBook, on: date) -> RouteFacts:
    """The facts with this one changed, its consequences drawn, and the counters moved with the plan."""
    if fact.flow is None:
        changed = _with(facts, fact.plain, value)
        return changed if fact.plain.startswith("counters.") else _moved(facts, changed, rules, on)
    old = _flow(facts, fact.flow)
    new = _consistent(old, _with(old, fact.plain, value), fact.plain)
    flows = tuple(new if flow is old else flow for flow in facts.flows)
    return _moved(facts, facts.model_copy(update={"flows": flows}), rules, on)


def stands_in_counters(facts: RouteFacts, flow: Flow, rules: RuleBook, on: date) -> bool:
    """Whether the flow's persons belong in the yearly counters, as far as is known."""
    names: dict[str, FactValue] = named_facts(facts, flow, rules, on)
    if names["contains_pi"] is False:
        return False
    takes_out = (bound for bound in rules.on(on).routes if not bound.rule.counted)
    return all(bound.when.judge(names) is not Verdict.YES for bound in takes_out)


def _flow(facts: RouteFacts, flow_id: str) -> Flow:
    return next(flow for flow in facts.flows if flow.id == flow_id)


def _stands(model: Frozen, path: str) -> bool:
    head, _, rest = path.partition(".")
    if head not in type(model).model_fields:
        return False
    inner = getattr(model, head)
    return (isinstance(inner, Frozen) and _stands(inner, rest)) if rest else not isinstance(inner, Frozen)


def _value_in(model: Frozen, path: str) -> Value:
    found: Any = model
    for part in path.split("."):
        found = getattr(found, part)
    return found  # type: ignore[no-any-return]  # the models of facts hold nothing else


def _with(model: M, path: str, value: Value) -> M:
    head, _, rest = path.partition(".")
    return model.model_copy(update={head: _with(getattr(model, head), rest, value) if rest else value})


def _consistent(old: Flow, new: Flow, plain: str) -> Flow:
    """What cannot be otherwise once this fact has its new value."""
    update: dict[str, Any] = {}
    match plain, _value_in(new, plain):
        case "contains_pi", False:
            update = {"contains_spi": False, "persons_pi": 0, "persons_spi": 0}
        case "contains_pi", True:
            if new.contains_spi is not True:
                update = {"persons_pi": _somebody(old, "persons_pi", "contains_pi")}
        case "contains_spi", True:
            update = {"contains_pi": True, "persons_spi": _somebody(old, "persons_spi", "contains_spi")}
        case "contains_spi", False:
            # The same persons stay with the rest of their information.
            update = {"persons_spi": 0}
            if new.contains_pi is True and new.persons_pi == 0:
                update["persons_pi"] = old.persons_spi if old.persons_spi != 0 else _somebody(old, "persons_pi", "")
        case "persons_spi", int() as number if number > 0:
            update = {"contains_pi": True, "contains_spi": True}
        case "exemption.claim", "none":
            update = {"exemption": new.exemption.model_copy(update={"proven": False})}
    return new.model_copy(update=update) if update else new


def _somebody(old: Flow, number: str, contains: str) -> int | Unknown:
    """At least one person; open where neither the number nor whether there are any was ever said."""
    value: int | Unknown = getattr(old, number)
    if isinstance(value, Unknown) or value > 0:
        return value
    said = number in old.model_fields_set or not contains or not isinstance(getattr(old, contains), Unknown)
    return 1 if said else UNKNOWN


def _moved(before: RouteFacts, after: RouteFacts, rules: RuleBook, on: date) -> RouteFacts:
    """The counters hold the persons of this plan: who comes into it or leaves it moves them."""
    if before.counters is None:
        return after
    numbers = {name: _counter(before, after, name, rules, on) for name in _NUMBERS}
    changed = {name: value for name, value in numbers.items() if value != getattr(before.counters, name)}
    return after.model_copy(update={"counters": before.counters.model_copy(update=changed)}) if changed else after


def _counter(before: RouteFacts, after: RouteFacts, name: str, rules: RuleBook, on: date) -> int | Unknown:
    assert isinstance(before.counters, Counters)
    counter: int | Unknown = getattr(before.counters, name)
    if isinstance(counter, Unknown):
        return counter
    same_exporter = before.exporter is after.exporter
    least = 0
    for old, new in zip(before.flows, after.flows, strict=True):
        if old is new and same_exporter:
            continue
        was, now = _part(before, old, name, rules, on), _part(after, new, name, rules, on)
        counter += now - was
        least = max(least, now)
    return max(counter, least)


def _part(facts: RouteFacts, flow: Flow, name: str, rules: RuleBook, on: date) -> int:
    number: int | Unknown = getattr(flow, name)
    return number if isinstance(number, int) and stands_in_counters(facts, flow, rules, on) else 0
