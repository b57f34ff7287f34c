"""What the answers of a case would be if some of its data items did not leave the country.

Nothing is stored: a sheet goes in and another comes out, which is then decided and scored like any other. Where items
and answers disagree, the stricter of the two counts; a number that nobody gave stays unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from assessment.answers import AnswerSheet, DataItem, Entry, Value
from assessment.item_standing import Classes, any_of
from assessment.item_states import Answer

PI, IMPORTANT = "personal_information", "important_data"
TYPES, SENSITIVE, STATUS, NEITHER = (
    "scenario.data_types",
    "scenario.contains_sensitive",
    "scenario.important_data_status",
    "scenario.outside_both",
)
PERSONS, SENSITIVE_PERSONS = "scenario.persons_pi_year", "scenario.persons_spi_year"
TOTAL, SENSITIVE_TOTAL, BOTH_TOTAL = "route.persons_pi_total", "route.persons_spi_total", "route.persons_both_total"
SEVERE = "risk.severe_kinds"


@dataclass(frozen=True, slots=True)
class Weight:
    """Items of one scenario that count alike: their classes now and with claimed treatments verified, and how many.

    ``settled``: whether people settled them, or only the catalogue proposes it.
    """

    now: Classes
    as_claimed: Classes
    settled: bool
    count: int = 1


@dataclass(frozen=True, slots=True)
class Said:
    """What the items of a scenario say together; ``total`` 0 means that they say nothing."""

    total: int
    personal: Answer
    sensitive: Answer
    important: Answer


Tally = Mapping[str, tuple[Weight, ...]]
"""By scenario, the items that leave the country; those that were cut are not in it."""


def said(weights: Iterable[Weight]) -> Said:
    kept = [weight for weight in weights if weight.count]
    return Said(
        sum(weight.count for weight in kept),
        any_of(weight.now.personal for weight in kept),
        any_of(weight.now.sensitive for weight in kept),
        any_of(weight.now.important for weight in kept),
    )


def left(tally: Tally, taken: Callable[[str, Weight], bool]) -> Tally:
    """The items that stay when those are taken out."""
    return {
        scenario: tuple(weight for weight in weights if not taken(scenario, weight))
        for scenario, weights in tally.items()
    }


def claims_verified(tally: Tally) -> Tally:
    """The same items once every claimed treatment was verified."""
    return {
        scenario: tuple(replace(weight, now=weight.as_claimed) for weight in weights)
        for scenario, weights in tally.items()
    }


def strictest(sheet: AnswerSheet, tally: Tally) -> AnswerSheet:
    """The sheet with what the items say beyond the answers; nothing that was answered becomes milder."""
    return _with_entries(
        sheet, {entry.id: _stricter(entry, said(tally.get(entry.id, ()))) for entry in sheet.scenarios}
    )


def supposing(sheet: AnswerSheet, before: Tally, after: Tally) -> AnswerSheet:
    """The sheet as it would be answered with the items of ``after`` instead of ``before``.

    Only what the items no longer say changes. The persons of a scenario that loses its sensitive items still are
    persons: they move to those without sensitive information.
    """
    gone = {name for name, weights in before.items() if said(weights).total and not said(after.get(name, ())).total}
    changed = {
        entry.id: _milder(entry, said(before.get(entry.id, ())), said(after.get(entry.id, ())))
        for entry in sheet.scenarios
        if entry.id not in gone
    }
    kept = tuple(e for e in sheet.entries if e.id not in gone and e.parent not in gone)
    supposed = _with_entries(replace(sheet, entries=kept, items=_items(sheet, before, after)), changed)
    return replace(supposed, answers=MappingProxyType(_of_case(sheet, supposed)))


def moved_persons(sheet: AnswerSheet, before: Tally, after: Tally) -> int | None:
    """How many persons move from the sensitive number to the other; ``None`` where a number is not known."""
    numbers = [
        entry.answers.get(SENSITIVE_PERSONS)
        for entry in sheet.scenarios
        if said(before.get(entry.id, ())).sensitive == "yes"
        and (now := said(after.get(entry.id, ()))).sensitive != "yes"
        and now.personal != "no"
        and now.total
    ]
    known = [number for number in numbers if isinstance(number, int)]
    return sum(known) if len(known) == len(numbers) else None


def _stricter(entry: Entry, found: Said) -> Mapping[str, Value]:
    answers = dict(entry.answers)
    if not found.total:
        return answers
    types = answers.get(TYPES)
    if found.personal == "yes" and not (isinstance(types, list) and PI in types):
        answers[TYPES] = [*(types if isinstance(types, list) else ()), PI]
        answers[NEITHER] = None
    if found.sensitive == "yes" and answers.get(SENSITIVE) is not True:
        answers[SENSITIVE] = True
        answers[SENSITIVE_PERSONS] = None
    if found.important == "yes" and answers.get(STATUS) == "none":
        answers[STATUS] = "self_identified_not_declared"
    return answers


def _milder(entry: Entry, was: Said, now: Said) -> Mapping[str, Value]:
    answers = dict(entry.answers)
    if was.personal == "yes" and now.personal == "no":
        _without_type(answers, PI)
    elif was.sensitive == "yes" and now.sensitive != "yes" and answers.get(SENSITIVE) is True:
        answers[SENSITIVE] = False
        answers[PERSONS] = _sum(answers.get(PERSONS), answers.get(SENSITIVE_PERSONS))
        answers[SENSITIVE_PERSONS] = None
    if was.important == "yes" and now.important != "yes":
        answers[STATUS] = "none"
        _without_type(answers, IMPORTANT)
    return answers


def _without_type(answers: dict[str, Value], kind: str) -> None:
    types = answers.get(TYPES)
    rest = [name for name in types if name != kind] if isinstance(types, list) else []
    answers[TYPES] = list(rest)
    if not rest:
        answers[NEITHER] = True


def _of_case(sheet: AnswerSheet, supposed: AnswerSheet) -> dict[str, Value]:
    """The company's numbers and the kinds of sensitive information, once the scenarios are as supposed.

    Nobody knows which persons of a scenario stand in another one too. So a number only falls when no scenario of
    the case keeps persons of that kind; then the rest are those of other cases.
    """
    case, now = dict(sheet.answers), {entry.id: entry for entry in supposed.scenarios}
    lost = [entry for entry in sheet.scenarios if _sensitive(entry) and not _sensitive(now.get(entry.id))]
    stays = [entry for entry in lost if _personal(now.get(entry.id))]
    empty = [entry for entry in sheet.scenarios if _personal(entry) and not _personal(now.get(entry.id))]
    if lost and not any(_sensitive(entry) for entry in now.values()):
        removed = _added(entry.answers.get(SENSITIVE_PERSONS) for entry in lost)
        case[SENSITIVE_TOTAL] = _less(case.get(SENSITIVE_TOTAL), removed)
        case[SEVERE] = ["none"]
        if case[SENSITIVE_TOTAL] == 0 and _number(both := case.get(BOTH_TOTAL)) is not None:
            # Whoever stood in both numbers stands in one of them now, and once.
            case[TOTAL], case[BOTH_TOTAL] = _less(case.get(TOTAL), both), 0
    if stays:
        case[TOTAL] = _sum(case.get(TOTAL), _added(entry.answers.get(SENSITIVE_PERSONS) for entry in stays))
    if empty and not any(_personal(entry) for entry in now.values()):
        case[TOTAL] = _less(case.get(TOTAL), _added(entry.answers.get(PERSONS) for entry in empty))
    return {name: value for name, value in case.items() if value is not None}


def _personal(entry: Entry | None) -> bool:
    types = entry.answers.get(TYPES) if entry else None
    return isinstance(types, list) and PI in types and entry is not None and entry.answers.get(NEITHER) is not True


def _sensitive(entry: Entry | None) -> bool:
    return entry is not None and _personal(entry) and entry.answers.get(SENSITIVE) is True


def _items(sheet: AnswerSheet, before: Tally, after: Tally) -> tuple[DataItem, ...]:
    """A notice of an authority names items: it does not reach a scenario whose important items are gone."""
    without = {
        scenario
        for scenario, weights in before.items()
        if said(weights).important == "yes" and said(after.get(scenario, ())).important != "yes"
    }
    return tuple(item for item in sheet.items if item.scenario not in without)


def _with_entries(sheet: AnswerSheet, changed: Mapping[str, Mapping[str, Value]]) -> AnswerSheet:
    return replace(sheet, entries=tuple(_with(entry, changed) for entry in sheet.entries))


def _with(entry: Entry, changed: Mapping[str, Mapping[str, Value]]) -> Entry:
    if entry.id not in changed:
        return entry
    return replace(entry, answers=MappingProxyType({k: v for k, v in changed[entry.id].items() if v is not None}))


def _number(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _sum(one: Value, other: Value) -> Value:
    first, second = _number(one), _number(other)
    return None if first is None or second is None else first + second


def _added(values: Iterable[Value]) -> Value:
    total: Value = 0
    for value in values:
        total = _sum(total, value)
    return total


def _less(one: Value, other: Value) -> Value:
    first, second = _number(one), _number(other)
    return None if first is None or second is None else max(first - second, 0)
