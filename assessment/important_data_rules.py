"""Rules of the table of important data: ``K15 & D5``, ``K3 | K6 | K20``. Read once, judged with three values.

``&`` binds its neighbours together, ``|`` offers alternatives; where both stand side by side, brackets say what
belongs together. Without them the rule is refused, because the law is not guessed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from assessment.conditions import Verdict

_TOKEN = re.compile(r"\s*(?:(?P<code>[A-Z][A-Za-z0-9]*)|(?P<sign>[&|()]))")


@dataclass(frozen=True, slots=True)
class Test:
    """A test or a group of tests, by code."""

    code: str

    __test__ = False


@dataclass(frozen=True, slots=True)
class AllOf:
    parts: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Rule, ...]


Rule: TypeAlias = Test | AllOf | AnyOf


class RuleNotRead(ValueError):
    """The text is no rule; ``zh`` and ``en`` say what is wrong with it."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en


def parse(text: str) -> Rule:
    """The rule that a text says; raises ``RuleNotRead``."""
    tokens = list(_tokens(text))
    if not tokens:
        raise RuleNotRead("判定规则是空的；写测试代码，如 K1 | K2。", "The rule is empty; write codes such as K1 | K2.")
    rule, rest = _read(tokens)
    if rest:
        raise RuleNotRead(f"“{rest[0]}”处多了一个括号。", f"There is one bracket too many at '{rest[0]}'.")
    return rule


def tests_in(rule: Rule) -> Iterator[str]:
    match rule:
        case Test(code):
            yield code
        case AllOf(parts) | AnyOf(parts):
            for part in parts:
                yield from tests_in(part)


def judge(rule: Rule, verdict_of: Callable[[str], Verdict]) -> Verdict:
    """Whether the rule fires, from the verdicts of its tests."""
    match rule:
        case Test(code):
            return verdict_of(code)
        case AllOf(parts):
            found = {judge(part, verdict_of) for part in parts}
            if Verdict.NO in found:
                return Verdict.NO
            return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.YES
        case AnyOf(parts):
            return any_of(judge(part, verdict_of) for part in parts)


def any_of(verdicts: Iterator[Verdict]) -> Verdict:
    found = set(verdicts)
    if Verdict.YES in found:
        return Verdict.YES
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.NO


def _tokens(text: str) -> Iterator[str]:
    position, end = 0, len(text.rstrip())
    while position < end:
        found = _TOKEN.match(text, position)
        if found is None:
            left = text[position:].strip()[:12]
            raise RuleNotRead(
                f"判定规则在“{left}”处读不懂；只用测试代码和 & | ( )。",
                f"The rule cannot be read at '{left}'; use codes of tests and & | ( ) only.",
            )
        yield found["code"] or found["sign"]
        position = found.end()


def _read(tokens: list[str]) -> tuple[Rule, list[str]]:
    """One level of brackets: parts joined by one and the same sign."""
    first, rest = _part(tokens)
    parts, sign = [first], ""
    while rest and rest[0] in "&|":
        if sign and rest[0] != sign:
            raise RuleNotRead(
                "& 和 | 混用时请加括号，写明先后。", "Where & and | meet, brackets have to say what belongs together."
            )
        sign = rest[0]
        part, rest = _part(rest[1:])
        parts.append(part)
    if rest and rest[0] != ")":
        raise RuleNotRead(f"“{rest[0]}”前缺少 & 或 |。", f"A sign & or | is missing before '{rest[0]}'.")
    if not sign:
        return first, rest
    return (AllOf(tuple(parts)) if sign == "&" else AnyOf(tuple(parts))), rest


def _part(tokens: list[str]) -> tuple[Rule, list[str]]:
    if not tokens or tokens[0] in ("&", "|", ")"):
        raise RuleNotRead("判定规则在 & 或 | 之后缺少测试代码。", "A code of a test is missing beside & or |.")
    if tokens[0] != "(":
        return Test(tokens[0]), tokens[1:]
    rule, rest = _read(tokens[1:])
    if not rest:
        raise RuleNotRead("判定规则的括号没有闭合。", "A bracket of the rule is not closed.")
    return rule, rest[1:]
