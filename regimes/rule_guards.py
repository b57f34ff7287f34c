"""Checks the law as data against itself before it is used: names, days, numbers, and rules that tie.

Each check yields sentences that say which file, which line, what is wrong and what to do. Nothing is repaired.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from itertools import pairwise

from assessment.conditions import Condition
from assessment.errors import Problem
from assessment.rules import COUNTERS, Dated, Duty, FactName, Figure, RouteRule, RuleBook, SideRule
from assessment.sentences import PLACEHOLDER
from assessment.vocabulary import Route, Text
from regimes import strict
from regimes.rule_files import Placed, RegimeFile, RuleFiles

_OWN_WORDS = frozenset({"year", "unknown"})
_WORDS_OF_UNIT = {
    "counting_start": frozenset({"current_year", "previous_year"}),
    "availability": frozenset({"available"}),
}
_NUMBER_TESTS = frozenset({"at_least", "above", "below"})
_BY_KIND: dict[str, frozenset[str]] = {
    "choice": frozenset({"equals", "one_of", "given"}),
    "yes_no": frozenset({"equals"}),
    "persons": _NUMBER_TESTS,
    "word": frozenset({"equals", "one_of", "given"}),
}


def problems_in(files: RuleFiles, book: RuleBook) -> list[Problem]:
    """Everything that is wrong in the files of one regime, additions of the company included."""
    return [
        *_head_problems(files.head, files.head_file),
        *_figure_problems(files.figures, files.head),
        *_rule_problems(files.rules, book),
    ]


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
    for place, (row, following) in enumerate(pairwise(head.versions)):
        if row.loaded and not following.loaded:
            yield Problem(
                document.place(("versions", place + 1)),
                Text(
                    f"“{following.version}”之前的规则已收录，自 {following.since} 起却没有；补上规则或者去掉 loaded。",
                    f"The rules before '{following.version}' are here, yet from {following.since} there are none; "
                    "add them, or take 'loaded' away.",
                ),
            )


def _figure_problems(placed: Sequence[Placed], head: RegimeFile) -> Iterable[Problem]:
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
        if min(days) > head.figures_from and not figure.entries[0].overlay:
            yield entry.problem(
                f"“{figure.key}”在 {head.figures_from} 没有条目；写上当日的值，或者写明没有（null）。",
                f"'{figure.key}' has no entry on {head.figures_from}; write the value of that day, or null for none.",
            )
        yield from _unit_problems(entry, figure)


def _unit_problems(entry: Placed, figure: Figure) -> Iterable[Problem]:
    """A number of persons is a number; the day from which persons are counted is a word."""
    words = _WORDS_OF_UNIT.get(figure.unit)
    for value in figure.entries:
        if value.value is not None and (value.value not in words if words else not isinstance(value.value, int)):
            wanted = "、".join(sorted(words)) if words else "整数"
            yield entry.problem(
                f"“{figure.key}”自 {value.since} 起的值“{value.value}”与单位 {figure.unit} 不符；应为：{wanted}。",
                f"The value '{value.value}' of '{figure.key}' from {value.since} does not fit the unit {figure.unit}; "
                f"expected: {', '.join(sorted(words)) if words else 'a whole number'}.",
            )


def _rule_problems(placed: Sequence[Placed], book: RuleBook) -> Iterable[Problem]:
    for index, entry in enumerate(placed):
        rule = entry.item
        assert isinstance(rule, Dated)
        if rule.until is not None and rule.until < rule.since:
            yield entry.problem(f"“{rule.key}”的止日早于起日。", f"'{rule.key}' ends before it begins.")
        if rule.since < book.versions[0].since:
            yield entry.problem(
                f"“{rule.key}”自 {rule.since} 起，早于第一个规则版本（{book.versions[0].since}）。",
                f"'{rule.key}' starts on {rule.since}, before the first rule version ({book.versions[0].since}).",
            )
        yield from _overlaps(entry, rule, placed[:index])
        yield from _ties(entry, rule, placed[:index])
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


def _ties(entry: Placed, rule: Dated, earlier: Sequence[Placed]) -> Iterable[Problem]:
    """Two rules that answer the same facts differently on one day: one of them has to give way by name."""
    for other in earlier:
        known = other.item
        if not isinstance(known, Dated) or known.key == rule.key or not _share_a_day(known, rule):
            continue
        if isinstance(known, RouteRule) and isinstance(rule, RouteRule):
            if known.route is not rule.route and known.when == rule.when and rule.key not in known.lifts:
                yield entry.problem(
                    f"“{rule.key}”与“{known.key}”的条件相同、路径不同；由其中一条在 lifts 中写明排除另一条。",
                    f"'{rule.key}' and '{known.key}' have the same condition and different routes; "
                    "let one name the other under 'lifts'.",
                )
        elif isinstance(known, Duty) and isinstance(rule, Duty) and (known.code, known.when) == (rule.code, rule.when):
            yield entry.problem(
                f"义务“{rule.code}”在同一天有两个条目（{known.key}、{rule.key}）；保留一个。",
                f"The duty '{rule.code}' has two entries on one day ({known.key}, {rule.key}); keep one.",
            )


def _share_a_day(one: Dated, other: Dated) -> bool:
    return (one.until is None or other.since <= one.until) and (other.until is None or one.since <= other.until)


def _condition_problems(entry: Placed, rule: Dated, book: RuleBook) -> Iterable[Problem]:
    for test in rule.when.tests() if rule.when else ():
        fact = book.facts.get(test.fact or "")
        if fact is None:
            yield entry.problem(*unknown_name("事实", "fact", test.fact or "", book.facts))
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
                yield entry.problem(*unknown_name(f"“{fact.name}”的值", f"value of '{fact.name}'", value, fact.values))


def _figure_reference(entry: Placed, key: str, rule: Dated, book: RuleBook) -> Iterable[Problem]:
    """A figure that a rule reads, or names in its sentence, has a number on every day of the rule."""
    figure = next((figure for figure in book.figures if figure.key == key), None)
    if figure is None:
        yield entry.problem(*unknown_name("数字", "figure", key, [figure.key for figure in book.figures]))
        return
    days = [rule.since, *(value.since for value in figure.entries if rule.in_force(value.since))]
    for day in dict.fromkeys(days):
        value = figure.on(day)
        if value is None or not isinstance(value.value, int):
            yield entry.problem(
                f"数字“{key}”在 {day} 没有值，而“{rule.key}”当日有效。",
                f"The figure '{key}' has no number on {day}, while '{rule.key}' is in force.",
            )


def _sentence_problems(entry: Placed, rule: Dated, book: RuleBook) -> Iterable[Problem]:
    figures = {figure.key for figure in book.figures}
    known = {*_OWN_WORDS, *book.facts, *figures}
    tested = {test.figure for test in rule.when.tests()} if rule.when else set()
    for name in dict.fromkeys(PLACEHOLDER.findall(rule.because.zh + rule.because.en)):
        if name not in known:
            yield entry.problem(*unknown_name("句中的名称", "name in the sentence", name, known))
        elif name in figures and name not in tested:
            yield from _figure_reference(entry, name, rule, book)


def _reference_problems(entry: Placed, rule: Dated, book: RuleBook) -> Iterable[Problem]:
    """A rule lifts only rules that stand after it, so that the order of the file is the order of precedence."""
    keys = list(dict.fromkeys(known.key for known in book.routes))
    if isinstance(rule, RouteRule):
        later = keys[keys.index(rule.key) + 1 :]
        for lifted in rule.lifts:
            if lifted not in later:
                yield entry.problem(*unknown_name("在后的规则", "later rule", lifted, later))
        if not rule.counted and rule.when and any((t.fact or "").startswith(COUNTERS) for t in rule.when.tests()):
            yield entry.problem(
                f"“{rule.key}”使场景不计入人数，自己就不能看合计人数。",
                f"'{rule.key}' keeps a flow out of the counters, so it cannot look at them itself.",
            )
    if isinstance(rule, SideRule):
        for beside in rule.beside:
            if beside not in keys:
                yield entry.problem(*unknown_name("规则", "rule", beside, keys))
        named = [known for known in book.routes if known.key in rule.beside]
        if named and not any(_share_a_day(known, rule) for known in named):
            yield entry.problem(
                f"“{rule.key}”与它所并列的规则没有同时有效的一天；核对起止日。",
                f"'{rule.key}' and the rules it stands beside share no day; check from and to.",
            )


def unknown_name(zh: str, en: str, name: str, known: Iterable[str]) -> tuple[str, str]:
    near = difflib.get_close_matches(name, list(known), n=1)
    hint_zh, hint_en = (f"是否指“{near[0]}”？", f" Did you mean '{near[0]}'?") if near else ("", "")
    return f"不认识的{zh}“{name}”。{hint_zh}", f"Unknown {en} '{name}'.{hint_en}"
