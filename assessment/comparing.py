"""What is not as it was: two answer sheets of one case side by side, difference by difference.

Only answers to questions that are asked count. Entries are recognised by their id, data items by id or, after a new
import, by their name. It names differences and judges none of them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast

import rfc8785

from assessment.answers import AnswerSheet, DataItem, Entry, Value
from assessment.applicability import answered, current_answers
from assessment.questions import Questionnaire, Scope

ITEM = "item"
FILE = "evidence.file"
ITEM_FIELDS = ("name", "description", "necessity", "example", "remark")
CUT, CLASS = f"{ITEM}.cut", f"{ITEM}.class"
_NAMED_BY = {
    Scope.SCENARIO: "scenario.brief",
    Scope.RECIPIENT: "recipient.name",
    Scope.CLAUSE: "clause.number",
    Scope.EVIDENCE: "evidence.title",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that changed.

    ``part``: a question id; ``item`` or ``item.description`` for a data item, ``item.cut`` where it left the export or
    came back (with the reason), ``item.class`` for what was settled; a scope (``recipient``) for a whole entry.
    ``entry``: the entry it belongs to, for a data item its scenario. ``name``: what people call that thing.
    ``scenario``: the scenario it is in; ``None`` where it concerns the case, or a scenario that is gone.
    """

    kind: Literal["changed", "added", "removed"]
    part: str
    entry: str | None
    name: str
    before: Value = None
    after: Value = None
    scenario: str | None = None


def differences(before: AnswerSheet, after: AnswerSheet, questionnaire: Questionnaire) -> tuple[Difference, ...]:
    """Everything that differs: the case's own answers, then entries in order, then data items."""
    old_case = current_answers(questionnaire, Scope.CASE, before.answers, {})
    new_case = current_answers(questionnaire, Scope.CASE, after.answers, {})
    return (
        *_answers(None, old_case, new_case),
        *_entries(before, after, questionnaire, old_case, new_case),
        *_items(before, after),
    )


def fingerprint(found: Iterable[Difference]) -> str:
    """Names exactly these differences, so that a judgement about them lapses when they become others."""
    plain = [[d.kind, d.part, d.entry, d.name, d.before, d.after] for d in found]
    return hashlib.sha256(rfc8785.dumps(cast(Any, plain))).hexdigest()[:32]


def _answers(entry: Entry | None, before: Mapping[str, Value], after: Mapping[str, Value]) -> Iterator[Difference]:
    for question in dict.fromkeys((*before, *after)):
        old, new = before.get(question), after.get(question)
        if _plain(old) != _plain(new):
            if entry is None:
                yield Difference("changed", question, None, "", old, new)
            else:
                yield Difference("changed", question, entry.id, named(entry), old, new, scenario_of(entry))


def _plain(value: Value) -> tuple[str, Any]:
    """What counts of a value: ``True`` is not 1, lists have no order, spaces around a text mean nothing."""
    if not answered(value):
        return ("", None)
    if isinstance(value, str):
        return ("str", " ".join(value.split()))
    if isinstance(value, list):
        return ("list", sorted(value))
    return (type(value).__name__, value)


def _entries(
    before: AnswerSheet,
    after: AnswerSheet,
    questionnaire: Questionnaire,
    old_case: Mapping[str, Value],
    new_case: Mapping[str, Value],
) -> Iterator[Difference]:
    old = {entry.id: entry for entry in before.entries}
    new = {entry.id: entry for entry in after.entries}
    for entry in (*after.entries, *(gone for gone in before.entries if gone.id not in new)):
        if entry.parent is not None and (entry.parent in old) != (entry.parent in new):
            continue  # its scenario came or went as a whole
        if entry.id not in old:
            yield Difference("added", entry.scope.value, entry.id, named(entry), scenario=scenario_of(entry))
        elif entry.id not in new:
            yield Difference("removed", entry.scope.value, entry.id, named(entry), scenario=entry.parent)
        else:
            was = current_answers(questionnaire, entry.scope, old[entry.id].answers, old_case)
            now = current_answers(questionnaire, entry.scope, entry.answers, new_case)
            yield from _answers(entry, was, now)


def scenario_of(entry: Entry) -> str | None:
    return entry.id if entry.scope is Scope.SCENARIO else entry.parent


def named(entry: Entry) -> str:
    """What people call an entry; empty while it has no name."""
    value = entry.answers.get(_NAMED_BY[entry.scope])
    return value.strip() if isinstance(value, str) else ""


def _items(before: AnswerSheet, after: AnswerSheet) -> Iterator[Difference]:
    kept = {entry.id for entry in before.scenarios} & {entry.id for entry in after.scenarios}
    for scenario in (entry.id for entry in after.scenarios if entry.id in kept):
        old, new = before.items_of(scenario), after.items_of(scenario)
        pairs = _pairs(old, new)
        for item in new:
            if item.id not in pairs:
                if item.cut is None:
                    yield Difference("added", ITEM, scenario, item.name, scenario=scenario)
            else:
                yield from _fields(scenario, pairs[item.id], item)
        matched = {item.id for item in pairs.values()}
        for item in old:
            if item.id not in matched and item.cut is None:
                yield Difference("removed", ITEM, scenario, item.name, scenario=scenario)


def _pairs(old: tuple[DataItem, ...], new: tuple[DataItem, ...]) -> dict[str, DataItem]:
    """New id → the old item it continues."""
    by_id = {item.id: item for item in old}
    found = {item.id: by_id[item.id] for item in new if item.id in by_id}
    taken = {item.id for item in found.values()}
    by_name = {item.name: item for item in old if item.id not in taken}
    for item in new:
        if item.id not in found and item.name in by_name:
            found[item.id] = by_name.pop(item.name)
    return found


def _fields(scenario: str, old: DataItem, new: DataItem) -> Iterator[Difference]:
    was_cut, is_cut = (item.cut.reason if item.cut else None for item in (old, new))
    if (was_cut is None) != (is_cut is None):
        yield Difference("changed", CUT, scenario, new.name, was_cut, is_cut, scenario)
    if is_cut is not None:
        return  # what does not leave the country any more may be described as anybody likes
    for field in ITEM_FIELDS:
        was, now = getattr(old, field), getattr(new, field)
        if _plain(was) != _plain(now):
            yield Difference("changed", f"{ITEM}.{field}", scenario, new.name, was, now, scenario)
    if old.settled is not None and new.settled is not None and old.settled.kind != new.settled.kind:
        yield Difference("changed", CLASS, scenario, new.name, old.settled.kind, new.settled.kind, scenario)
