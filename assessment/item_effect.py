"""What data items mean for route and risk: which make a scenario sensitive or important, and how it stands without.

Each supposition is decided and scored anew by ``judge``, which is handed in; nothing is estimated. Items that nobody
classified are never taken for harmless: a result that needs them to be says how many there are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from assessment.answers import AnswerSheet, Entry
from assessment.item_standing import Classes
from assessment.item_supposing import (
    PI,
    SENSITIVE,
    STATUS,
    TYPES,
    Said,
    Tally,
    Weight,
    claims_verified,
    left,
    moved_persons,
    said,
    strictest,
    supposing,
)
from assessment.scorecard import Level
from assessment.vocabulary import Route, Text

Group: TypeAlias = Literal["sensitive", "important", "both"]
What: TypeAlias = Literal["sensitive", "important", "both", "claims"]
Matter: TypeAlias = Literal["personal", "sensitive", "important"]
_ALONE: tuple[Group, ...] = ("sensitive", "important")


@dataclass(frozen=True, slots=True)
class Outcome:
    """Route and risk of one sheet. ``open_facts``: what keeps the route open."""

    route: Route
    level: tuple[Level, Level]
    open_facts: tuple[Text, ...] = ()


Judge: TypeAlias = Callable[[AnswerSheet], Outcome]


@dataclass(frozen=True, slots=True)
class Supposed:
    """Route and risk with a group of items cut (``what``), or with claimed treatments verified (``claims``).

    ``scenario``: ``None`` for the whole case. ``count``: the items concerned; ``proposed``: those of them that nobody
    settled. ``undetermined``: items that stay and have to turn out not to be of this class. ``moved``: persons who
    count without sensitive information then, ``None`` where their number is not known. ``outcome`` is ``None`` where
    no data item would be left.
    """

    what: What
    scenario: str | None
    count: int
    proposed: int
    undetermined: int
    moved: int | None
    outcome: Outcome | None

    def changes(self, now: Outcome) -> bool:
        return self.outcome is None or (self.outcome.route, self.outcome.level) != (now.route, now.level)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Items and an answer of one scenario do not agree. ``stricter``: which of the two says more."""

    scenario: str
    matter: Matter
    question: str
    stricter: Literal["items", "answer"]
    count: int


@dataclass(frozen=True, slots=True)
class Effect:
    """``answered``: by the answers alone; ``now``: with what the items say beyond them."""

    answered: Outcome
    now: Outcome
    supposed: tuple[Supposed, ...]
    contradictions: tuple[Contradiction, ...]

    @property
    def telling(self) -> tuple[Supposed, ...]:
        """The suppositions that would change something."""
        return tuple(one for one in self.supposed if one.changes(self.now))

    @property
    def items_change_it(self) -> bool:
        """Whether the items already say more than the answers do."""
        return (self.answered.route, self.answered.level) != (self.now.route, self.now.level)


def effect(sheet: AnswerSheet, tally: Tally, judge: Judge) -> Effect:
    """The effect of the items in ``tally`` on route and risk of a case."""
    here = {entry.id: tally.get(entry.id, ()) for entry in sheet.scenarios}
    base = strictest(sheet, here)
    answered = judge(sheet)
    now = answered if base == sheet else judge(base)
    groups: tuple[Group, ...] = ("sensitive", "important", "both")
    found = [_supposed(base, here, group, None, judge) for group in groups]
    weighty = _with_any(here)
    if len(weighty) > 1:
        found += [_supposed(base, here, group, scenario, judge) for scenario in weighty for group in groups[:2]]
    found.append(_verified(base, here, judge))
    return Effect(answered, now, tuple(one for one in found if one is not None), tuple(_contradictions(sheet, here)))


def belongs(found: Classes, group: Group) -> bool:
    """Whether an item of these classes is in a group."""
    match group:
        case "sensitive":
            return found.sensitive == "yes"
        case "important":
            return found.important == "yes"
        case "both":
            return "yes" in (found.sensitive, found.important)


def _with_any(tally: Tally) -> list[str]:
    return [scenario for scenario, weights in tally.items() if any(belongs(w.now, "both") for w in weights)]


def _supposed(base: AnswerSheet, tally: Tally, group: Group, scenario: str | None, judge: Judge) -> Supposed | None:
    """With a group cut; ``None`` where no item is in it, or "both" is no more than one of the two."""

    def taken(of: str, weight: Weight) -> bool:
        return scenario in (None, of) and belongs(weight.now, group)

    gone = [weight for of, weights in tally.items() for weight in weights if taken(of, weight)]
    alone = [all(belongs(weight.now, one) for weight in gone) for one in _ALONE]
    if not gone or (group == "both" and any(alone)):
        return None
    return _result(base, tally, left(tally, taken), gone, group, scenario, judge)


def _verified(base: AnswerSheet, tally: Tally, judge: Judge) -> Supposed | None:
    """With every claimed treatment verified."""
    gone = [weight for weights in tally.values() for weight in weights if weight.now != weight.as_claimed]
    if not gone:
        return None
    return _result(base, tally, claims_verified(tally), gone, "claims", None, judge)


def _result(
    base: AnswerSheet, before: Tally, after: Tally, gone: list[Weight], what: What, scenario: str | None, judge: Judge
) -> Supposed:
    changed = {of: (said(before[of]), said(after[of])) for of in before}
    supposed = supposing(base, before, after)
    return Supposed(
        what=what,
        scenario=scenario,
        count=sum(weight.count for weight in gone),
        proposed=sum(weight.count for weight in gone if not weight.settled),
        undetermined=sum(_waiting(after[of], was, now) for of, (was, now) in changed.items()),
        moved=moved_persons(base, before, after),
        outcome=judge(supposed) if supposed.scenarios else None,
    )


def _waiting(stay: tuple[Weight, ...], was: Said, now: Said) -> int:
    """Items that stay and are undetermined in just that which the others no longer are."""
    sensitive = was.sensitive == "yes" and now.sensitive == "undetermined"
    important = was.important == "yes" and now.important == "undetermined"
    return sum(
        weight.count
        for weight in stay
        if (sensitive and weight.now.sensitive == "undetermined")
        or (important and weight.now.important == "undetermined")
    )


def _contradictions(sheet: AnswerSheet, tally: Tally) -> list[Contradiction]:
    return [found for entry in sheet.scenarios for found in _of_scenario(entry, tally.get(entry.id, ()))]


def _of_scenario(entry: Entry, weights: tuple[Weight, ...]) -> list[Contradiction]:
    """Only answers that were given can be contradicted; an item that is undetermined contradicts nothing."""
    items = said(weights)
    found: list[Contradiction] = []
    types, sensitive, status = (entry.answers.get(name) for name in (TYPES, SENSITIVE, STATUS))
    personal = PI in types if isinstance(types, list) else None
    asked: tuple[tuple[Matter, str, bool | None, str], ...] = (
        ("personal", TYPES, personal, items.personal),
        ("sensitive", SENSITIVE, sensitive if isinstance(sensitive, bool) and personal else None, items.sensitive),
        ("important", STATUS, _important(status), items.important),
    )
    for matter, question, answer, by_items in asked:
        count = sum(weight.count for weight in weights if getattr(weight.now, matter) == "yes")
        if items.total and answer is False and by_items == "yes":
            found.append(Contradiction(entry.id, matter, question, "items", count))
        elif items.total and answer is True and by_items == "no":
            found.append(Contradiction(entry.id, matter, question, "answer", items.total))
    return found


def _important(status: object) -> bool | None:
    """``None`` while nobody has examined it."""
    if status == "none":
        return False
    return True if isinstance(status, str) and status != "open" else None
