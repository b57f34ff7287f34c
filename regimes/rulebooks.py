"""Reads the rules of a regime: ``regime.yaml``, ``parameters/*.yaml``, ``routes/*.yaml``.

Every name inside is checked against what exists, and every value against its dates, before a rule book is
handed out: a rule that tests a fact nobody knows, or a day with two values for one figure, never loads.
Everything that is wrong is named at once, with file, line and key.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from assessment.conditions import Condition
from assessment.errors import InputRefused, Problem
from assessment.questions import Bilingual, Frozen
from assessment.rules import (
    COUNTERS,
    Dated,
    Duty,
    FactName,
    Figure,
    KnownList,
    RouteRule,
    RuleBook,
    RuleSetStart,
    SideRule,
)
from assessment.sentences import PLACEHOLDER
from assessment.vocabulary import Route, Text
from regimes import strict

_OWN_WORDS = frozenset({"year", "unknown"})
_NUMBER_TESTS = frozenset({"at_least", "above", "below"})
_BY_KIND: dict[str, frozenset[str]] = {
    "choice": frozenset({"equals", "one_of", "given"}),
    "yes_no": frozenset({"equals"}),
    "persons": _NUMBER_TESTS,
    "word": frozenset({"equals", "one_of", "given"}),
}


class RegimeFile(Frozen):
    """``regime.yaml``."""

    id: str
    name: Bilingual
    versions: tuple[RuleSetStart, ...]
    strictness: tuple[Route, ...]
    lists: tuple[KnownList, ...] = ()
    facts: tuple[FactName, ...]


class FiguresFile(Frozen):
    figures: tuple[Figure, ...]


class RulesFile(Frozen):
    routes: tuple[RouteRule, ...] = ()
    sides: tuple[SideRule, ...] = ()
    duties: tuple[Duty, ...] = ()


@dataclass(frozen=True, slots=True)
class Placed:
    """A rule or figure with the place where it stands, for the sentence that names a defect."""

    item: Dated | Figure
    document: strict.Document
    path: strict.KeyPath

    def problem(self, zh: str, en: str) -> Problem:
        return Problem(self.document.place(self.path), Text(zh, en))


@dataclass(frozen=True, slots=True)
class RuleFiles:
    """What was read, each piece with its place. Overlays put their pieces among them before the book is made."""

    head: RegimeFile
    head_file: strict.Document
    figures: tuple[Placed, ...]
    rules: tuple[Placed, ...]
    lists: tuple[KnownList, ...]


Item = TypeVar("Item", bound=Frozen)


def load_rulebook(folder: Path) -> RuleBook:
    """The rule book of one regime; raises ``InputRefused`` with every defect found."""
    return book_of(read_rules(folder))


def read_rules(folder: Path) -> RuleFiles:
    """The files of one regime, read strictly, before the names inside them are checked."""
    head_file = strict.read(folder / "regime.yaml")
    head = strict.validate(head_file, RegimeFile)
    figures = _load(folder / "parameters", FiguresFile, ("figures",))
    rules = _load(folder / "routes", RulesFile, ("routes", "sides", "duties"))
    return RuleFiles(head, head_file, tuple(figures), tuple(rules), head.lists)


def book_of(files: RuleFiles) -> RuleBook:
    """Check everything against everything and hand out the book; raises ``InputRefused`` with every defect found."""
    head, figures, rules = files.head, files.figures, files.rules
    book = RuleBook(
        versions=head.versions,
        strictness=head.strictness,
        figures=_of(figures, Figure),
        routes=_of(rules, RouteRule),
        sides=_of(rules, SideRule),
        duties=_of(rules, Duty),
        lists=files.lists,
        facts={fact.name: fact for fact in head.facts},
    )
    problems = [*_head_problems(head, files.head_file), *_figure_problems(figures), *_rule_problems(rules, book)]
    if problems:
        raise InputRefused(*problems)
    return book


def _load(folder: Path, model: type[Frozen], keys: Sequence[str]) -> list[Placed]:
    placed: list[Placed] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.yaml")):
        try:
            document = strict.read(path)
            content = strict.validate(document, model)
        except InputRefused as refused:
            problems += refused.problems
            continue
        for key in keys:
            placed += [Placed(item, document, (key, index)) for index, item in enumerate(getattr(content, key))]
    if problems:
        raise InputRefused(*problems)
    return placed


def _of(placed: Iterable[Placed], kind: type[Item]) -> tuple[Item, ...]:
    return tuple(entry.item for entry in placed if isinstance(entry.item, kind))


def _head_problems(head: RegimeFile, document: strict.Document) -> Iterable[Problem]:
    missing = [route.value for route in Route if route not in head.strictness]
    if missing or len(set(head.strictness)) != len(head.strictness):
        yield Problem(
            document.place(("strictness",)),
            Text(
                f"每条路径须恰好出现一次；缺少：{'、'.join(missing) or '无，但有重复'}。",
                f"Every route stands here exactly once; missing: {', '.join(missing) or 'none, but one stands twice'}.",
            ),
        )
    starts = [row.since for row in head.versions]
    if starts != sorted(set(starts)):
        yield Problem(
            document.place(("versions",)),
            Text(
                "规则版本须按起始日先后排列，起始日不得相同。",
                "Rule versions stand in the order of their days, each on its own.",
            ),
        )


def _figure_problems(placed: Sequence[Placed]) -> Iterable[Problem]:
    seen: set[str] = set()
    for entry in placed:
        figure = entry.item
        assert isinstance(figure, Figure)
        if figure.key in seen:
            yield entry.problem(
                f"数字“{figure.key}”出现了两次；把条目放在一处。",
                f"The figure '{figure.key}' stands here twice; put its entries in one place.",
            )
        seen.add(figure.key)
        days = [value.since for value in figure.entries]
        if days != sorted(set(days)):
            yield entry.problem(
                f"“{figure.key}”的条目须按起始日先后排列，同一天只能有一个值。",
                f"The entries of '{figure.key}' stand in the order of their days, one value a day.",
            )


def _rule_problems(placed: Sequence[Placed], book: RuleBook) -> Iterable[Problem]:
    for index, entry in enumerate(placed):
        rule = entry.item
        assert isinstance(rule, Dated)
        if rule.until is not None and rule.until < rule.since:
            yield entry.problem(f"“{rule.key}”的止日早于起日。", f"'{rule.key}' ends before it begins.")
        yield from _overlaps(entry, rule, placed[:index])
        yield from _condition_problems(entry, rule, book)
        yield from _sentence_problems(entry, rule, book)
        yield from _reference_problems(entry, rule, book)


def _overlaps(entry: Placed, rule: Dated, earlier: Sequence[Placed]) -> Iterable[Problem]:
    for other in earlier:
        known = other.item
        if (
            isinstance(known, Dated)
            and type(known) is type(rule)
            and known.key == rule.key
            and _share_a_day(known, rule)
        ):
            yield entry.problem(
                f"“{rule.key}”在同一天有两个条目；给前一个写上止日（to）。",
                f"'{rule.key}' has two entries on one day; give the earlier one an end (to).",
            )


def _share_a_day(one: Dated, other: Dated) -> bool:
    return (one.until is None or other.since <= one.until) and (other.until is None or one.since <= other.until)


def _condition_problems(entry: Placed, rule: Dated, book: RuleBook) -> Iterable[Problem]:
    for test in rule.when.tests() if rule.when else ():
        fact = book.facts.get(test.fact or "")
        if fact is None:
            yield entry.problem(*_unknown_name("事实", "fact", test.fact or "", book.facts))
            continue
        yield from _test_problems(entry, test, fact)
        if test.figure is not None:
            yield from _figure_reference(entry, test.figure, rule, book)


def _test_problems(entry: Placed, test: Condition, fact: FactName) -> Iterable[Problem]:
    form = next(name for name in ("equals", "one_of", "given", *_NUMBER_TESTS) if getattr(test, name) is not None)
    fits = form in _BY_KIND[fact.kind] and (fact.kind != "yes_no") == (not isinstance(test.equals, bool))
    if not fits:
        yield entry.problem(
            f"事实“{fact.name}”的类型是 {fact.kind}，不能这样检验。",
            f"The fact '{fact.name}' is of kind {fact.kind} and cannot be tested like this.",
        )
    elif fact.kind == "choice":
        for value in test.one_of or (() if test.equals is None else (str(test.equals),)):
            if value not in fact.values:
                yield entry.problem(*_unknown_name(f"“{fact.name}”的值", f"value of '{fact.name}'", value, fact.values))


def _figure_reference(entry: Placed, key: str, rule: Dated, book: RuleBook) -> Iterable[Problem]:
    """A figure that a rule reads has a number on every day on which the rule is in force."""
    figure = next((figure for figure in book.figures if figure.key == key), None)
    if figure is None:
        yield entry.problem(*_unknown_name("数字", "figure", key, [figure.key for figure in book.figures]))
        return
    days = [rule.since, *(value.since for value in figure.entries if rule.in_force(value.since))]
    for day in days:
        value = figure.on(day)
        if value is None or not isinstance(value.value, int):
            yield entry.problem(
                f"数字“{key}”在 {day} 没有值，而“{rule.key}”当日有效。",
                f"The figure '{key}' has no number on {day}, while '{rule.key}' is in force.",
            )


def _sentence_problems(entry: Placed, rule: Dated, book: RuleBook) -> Iterable[Problem]:
    known = {*_OWN_WORDS, *book.facts, *(figure.key for figure in book.figures)}
    for name in PLACEHOLDER.findall(rule.because.zh + rule.because.en):
        if name not in known:
            yield entry.problem(*_unknown_name("句中的名称", "name in the sentence", name, known))


def _reference_problems(entry: Placed, rule: Dated, book: RuleBook) -> Iterable[Problem]:
    """A rule lifts only rules that stand after it, so that the order of the file is the order of precedence."""
    keys = list(dict.fromkeys(known.key for known in book.routes))
    if isinstance(rule, RouteRule):
        later = keys[keys.index(rule.key) + 1 :]
        for lifted in rule.lifts:
            if lifted not in later:
                yield entry.problem(*_unknown_name("在后的规则", "later rule", lifted, later))
        if not rule.counted and rule.when and any((t.fact or "").startswith(COUNTERS) for t in rule.when.tests()):
            yield entry.problem(
                f"“{rule.key}”使场景不计入人数，自己就不能看合计人数。",
                f"'{rule.key}' keeps a flow out of the counters, so it cannot look at them itself.",
            )
    if isinstance(rule, SideRule):
        for beside in rule.beside:
            if beside not in keys:
                yield entry.problem(*_unknown_name("规则", "rule", beside, keys))


def _unknown_name(zh: str, en: str, name: str, known: Iterable[str]) -> tuple[str, str]:
    near = difflib.get_close_matches(name, list(known), n=1)
    hint_zh, hint_en = (f"是否指“{near[0]}”？", f" Did you mean '{near[0]}'?") if near else ("", "")
    return f"不认识的{zh}“{name}”。{hint_zh}", f"Unknown {en} '{name}'.{hint_en}"
