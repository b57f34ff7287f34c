"""What a data item counts as now, and what the items of a scenario are together.

What people settled stands before what the catalogue proposes; a verified treatment lowers the class, a claimed one
lowers nothing; an item that was cut is not exported and counts nowhere. Nobody's silence makes an item harmless: one
that nobody settled and the catalogue does not know is undetermined.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from assessment.answers import DataItem
from assessment.item_states import Answer, ItemKind, Treatment


class Proposed(Protocol):
    """What the catalogue proposes for an item, as far as it counts here."""

    @property
    def personal(self) -> Answer: ...

    @property
    def sensitive(self) -> Answer: ...

    @property
    def important(self) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Classes:
    """The three questions about an item, each with its own answer: important data may be personal as well."""

    personal: Answer
    sensitive: Answer
    important: Answer

    @property
    def kind(self) -> ItemKind:
        """The class in one word, the strictest that is settled."""
        if self.important == "yes":
            return "important"
        if self.sensitive == "yes":
            return "sensitive"
        if self.personal == "yes":
            return "personal"
        return "none" if (self.personal, self.sensitive, self.important) == ("no", "no", "no") else "undetermined"


UNDETERMINED = Classes("undetermined", "undetermined", "undetermined")
_OF_KIND: dict[ItemKind, Classes] = {
    "important": Classes("undetermined", "undetermined", "yes"),
    "sensitive": Classes("yes", "yes", "no"),
    "personal": Classes("yes", "no", "no"),
    "none": Classes("no", "no", "no"),
    "undetermined": UNDETERMINED,
}


@dataclass(frozen=True, slots=True)
class Together:
    """What the exported items of one scenario say together, and the ids of those that make it so."""

    total: int
    contains_pi: Answer
    contains_spi: Answer
    important: Answer
    personal_ids: tuple[str, ...]
    sensitive_ids: tuple[str, ...]
    important_ids: tuple[str, ...]
    undetermined_ids: tuple[str, ...]


def exported(item: DataItem) -> bool:
    """Whether the item still leaves the country."""
    return item.cut is None


def standing(item: DataItem, proposal_kind: ItemKind | None) -> ItemKind:
    """The class of an item that counts now, in one word."""
    if item.treatment is not None and item.treatment.state == "verified":
        return item.treatment.kind
    if item.settled is not None:
        return item.settled.kind
    return proposal_kind or "undetermined"


def classes(item: DataItem, proposal: Proposed | None, *, as_claimed: bool = False) -> Classes:
    """The three answers that count now. ``as_claimed``: as if every claimed treatment had been verified."""
    return lowered(untreated(item, proposal), item.treatment, as_claimed=as_claimed)


def untreated(item: DataItem, proposal: Proposed | None) -> Classes:
    """The three answers before any treatment: what was settled, else what is proposed."""
    said = item.settled or proposal
    return UNDETERMINED if said is None else Classes(said.personal, said.sensitive, said.important)


def lowered(before: Classes, treatment: Treatment | None, *, as_claimed: bool = False) -> Classes:
    """The class after a treatment that counts; a treatment never makes an item stricter than it was."""
    if treatment is None or (treatment.state != "verified" and not as_claimed):
        return before
    most = _OF_KIND[treatment.kind]
    if treatment.kind == "important":
        return before
    if before.kind == "important" and "undetermined" in (before.personal, before.sensitive):
        return most  # what is no longer important has just the class that was verified
    return Classes(
        _weaker(before.personal, most.personal),
        _weaker(before.sensitive, most.sensitive),
        _weaker(before.important, most.important),
    )


def of_kind(kind: ItemKind) -> Classes:
    """The three answers where only the class is known."""
    return _OF_KIND[kind]


def together(items: Iterable[tuple[str, Classes]]) -> Together:
    """What items are together, from their ids and classes; items that were cut are left out by the caller."""
    kept = tuple(items)
    return Together(
        total=len(kept),
        contains_pi=any_of(found.personal for _, found in kept),
        contains_spi=any_of(found.sensitive for _, found in kept),
        important=any_of(found.important for _, found in kept),
        personal_ids=tuple(name for name, found in kept if found.personal == "yes"),
        sensitive_ids=tuple(name for name, found in kept if found.sensitive == "yes"),
        important_ids=tuple(name for name, found in kept if found.important == "yes"),
        undetermined_ids=tuple(name for name, found in kept if found.kind == "undetermined"),
    )


def any_of(answers: Iterable[Answer]) -> Answer:
    """Yes as soon as one is; no only when all are no; of nothing at all nothing is known."""
    found = set(answers)
    if "yes" in found:
        return "yes"
    return "no" if found == {"no"} else "undetermined"


_STRICTNESS: dict[Answer, int] = {"no": 0, "undetermined": 1, "yes": 2}


def _weaker(one: Answer, other: Answer) -> Answer:
    return min(one, other, key=_STRICTNESS.__getitem__)
