"""Conditions with three values: yes, no, unknown.

A condition is read from YAML as a tree of ``all``, ``any``, ``not`` and tests on named facts. It refers to
figures of the law by key and is bound to the figures of one day before it is judged. This module refuses
to guess: an unknown fact makes the test unknown, and ``needs`` names the facts still to be established.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from pydantic import Field, model_validator

from assessment.questions import Frozen
from assessment.vocabulary import UNKNOWN, Unknown


class Verdict(Enum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Range:
    """A count known to lie between two numbers, both included; ``high`` is ``None`` where there is no end."""

    low: int
    high: int | None

    @property
    def exact(self) -> int | None:
        return self.low if self.low == self.high else None

    def plus(self, other: Range) -> Range:
        high = None if self.high is None or other.high is None else self.high + other.high
        return Range(self.low + other.low, high)

    def minus(self, other: Range) -> Range:
        """What is left after as few, or as many, as the other count may be; never below nothing."""
        low = 0 if other.high is None else max(0, self.low - other.high)
        return Range(low, None if self.high is None else max(0, self.high - other.low))

    def or_nothing(self) -> Range:
        """The same count, where it is open whether it is counted at all."""
        return Range(0, self.high)

    def split(self, thresholds: frozenset[int]) -> tuple[Range, ...]:
        """The bands between the thresholds; inside a band every number gives the same answer."""
        starts = [self.low]
        starts += [t for t in sorted(thresholds) if t > self.low and (self.high is None or t <= self.high)]
        ends: list[int | None] = [start - 1 for start in starts[1:]]
        return tuple(Range(start, end) for start, end in zip(starts, [*ends, self.high], strict=True))


@dataclass(frozen=True, slots=True)
class OneOf:
    """A fact that is not known, but known to be one of these values."""

    values: frozenset[str | bool]


FactValue: TypeAlias = str | bool | int | Range | OneOf | Unknown | None


class FigureRef(Frozen):
    """A number of the law, by key; rules never carry the number itself."""

    figure: str


class Condition(Frozen):
    """One node of a condition as it stands in YAML; exactly one form is given."""

    all: tuple[Condition, ...] | None = None
    any: tuple[Condition, ...] | None = None
    none_of: Condition | None = Field(default=None, alias="not")
    fact: str | None = None
    equals: bool | str | None = Field(default=None, alias="is")
    one_of: tuple[str, ...] | None = Field(default=None, alias="in")
    given: bool | None = None
    at_least: FigureRef | None = None
    above: FigureRef | None = None
    below: FigureRef | None = None

    @model_validator(mode="after")
    def _has_one_form(self) -> Condition:
        forms = [form for form in (self.all, self.any, self.none_of, self.fact) if form is not None]
        if len(forms) != 1:
            raise ValueError("a condition is exactly one of: all, any, not, fact")
        tests = (self.equals, self.one_of, self.given, self.at_least, self.above, self.below)
        given = sum(test is not None for test in tests)
        if given != (1 if self.fact is not None else 0):
            raise ValueError("a fact has exactly one of: is, in, given, at_least, above, below")
        if self.all == () or self.any == () or self.one_of == ():
            raise ValueError("an empty list decides nothing")
        return self

    def tests(self) -> Iterator[Condition]:
        """Every test on a fact in this tree."""
        if self.fact is not None:
            yield self
        for part in (*(self.all or ()), *(self.any or ()), *((self.none_of,) if self.none_of else ())):
            yield from part.tests()

    @property
    def figure(self) -> str | None:
        ref = self.at_least or self.above or self.below
        return ref.figure if ref else None


@dataclass(frozen=True, slots=True)
class Among:
    """A fact is one of these values."""

    fact: str
    values: frozenset[str | bool]

    def judge(self, facts: Mapping[str, FactValue]) -> Verdict:
        value = facts[self.fact]
        if value is UNKNOWN:
            return Verdict.UNKNOWN
        if type(value) is OneOf:
            if value.values <= self.values:
                return Verdict.YES
            return Verdict.UNKNOWN if value.values & self.values else Verdict.NO
        return Verdict.YES if value in self.values else Verdict.NO

    def needs(self, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
        return (self.fact,)


@dataclass(frozen=True, slots=True)
class Given:
    """A fact that may be left out is there (or, with ``given: false``, is left out)."""

    fact: str
    wanted: bool

    def judge(self, facts: Mapping[str, FactValue]) -> Verdict:
        value = facts[self.fact]
        return Verdict.UNKNOWN if value is UNKNOWN else _verdict((value is not None) is self.wanted)

    def needs(self, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
        return (self.fact,)


@dataclass(frozen=True, slots=True)
class AtLeast:
    """A count reaches a number, the number itself included (以上)."""

    fact: str
    number: int

    def judge(self, facts: Mapping[str, FactValue]) -> Verdict:
        value = facts[self.fact]
        if isinstance(value, Range):
            if value.low >= self.number:
                return Verdict.YES
            return Verdict.NO if value.high is not None and value.high < self.number else Verdict.UNKNOWN
        if isinstance(value, int) and not isinstance(value, bool):
            return _verdict(value >= self.number)
        return Verdict.UNKNOWN

    def needs(self, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
        return (self.fact,)


@dataclass(frozen=True, slots=True)
class Not:
    part: Bound

    def judge(self, facts: Mapping[str, FactValue]) -> Verdict:
        return _OPPOSITE[self.part.judge(facts)]

    def needs(self, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
        return needs(self.part, facts)


@dataclass(frozen=True, slots=True)
class Every:
    parts: tuple[Bound, ...]

    def judge(self, facts: Mapping[str, FactValue]) -> Verdict:
        open_part = False
        for part in self.parts:
            verdict = part.judge(facts)
            if verdict is Verdict.NO:
                return Verdict.NO
            open_part = open_part or verdict is Verdict.UNKNOWN
        return Verdict.UNKNOWN if open_part else Verdict.YES

    def needs(self, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
        return _needs_of(self.parts, facts)


@dataclass(frozen=True, slots=True)
class Some:
    parts: tuple[Bound, ...]

    def judge(self, facts: Mapping[str, FactValue]) -> Verdict:
        open_part = False
        for part in self.parts:
            verdict = part.judge(facts)
            if verdict is Verdict.YES:
                return Verdict.YES
            open_part = open_part or verdict is Verdict.UNKNOWN
        return Verdict.UNKNOWN if open_part else Verdict.NO

    def needs(self, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
        return _needs_of(self.parts, facts)


Bound: TypeAlias = Among | Given | AtLeast | Not | Every | Some
"""A condition with the figures of one day in place."""


def bind(condition: Condition, figures: Mapping[str, int]) -> Bound:
    """Put the day's figures into the condition. A figure that is not in force cannot be bound: ``KeyError``."""
    if condition.all is not None:
        return Every(tuple(bind(part, figures) for part in condition.all))
    if condition.any is not None:
        return Some(tuple(bind(part, figures) for part in condition.any))
    if condition.none_of is not None:
        return Not(bind(condition.none_of, figures))
    return _bind_test(condition, figures)


def needs(condition: Bound, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    """The facts that keep this condition open, in its own order; empty when it is decided."""
    return condition.needs(facts) if condition.judge(facts) is Verdict.UNKNOWN else ()


def atoms(condition: Bound) -> Iterator[Among | Given | AtLeast]:
    """The single tests of a bound condition."""
    match condition:
        case Every(parts) | Some(parts):
            for part in parts:
                yield from atoms(part)
        case Not(part):
            yield from atoms(part)
        case _:
            yield condition


def _bind_test(test: Condition, figures: Mapping[str, int]) -> Bound:
    fact = test.fact or ""
    if test.at_least:
        return AtLeast(fact, figures[test.at_least.figure])
    if test.above:
        return AtLeast(fact, figures[test.above.figure] + 1)
    if test.below:
        return Not(AtLeast(fact, figures[test.below.figure]))
    if test.given is not None:
        return Given(fact, test.given)
    values: tuple[str | bool, ...] = test.one_of or () if test.equals is None else (test.equals,)
    return Among(fact, frozenset(values))


def _needs_of(parts: tuple[Bound, ...], facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for part in parts for name in needs(part, facts)))


def _verdict(answer: bool) -> Verdict:
    return Verdict.YES if answer else Verdict.NO


_OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES, Verdict.UNKNOWN: Verdict.UNKNOWN}
