"""The same field in several places: in one scenario, in another, in another case of the company, or under other names.

What was said of it once can be taken over; where it was settled differently, a person has to look. It judges nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from assessment.answers import DataItem
from assessment.item_states import ItemKind, Settled


@dataclass(frozen=True, slots=True)
class Place:
    """One item with the case that it stands in."""

    case_id: str
    item: DataItem


@dataclass(frozen=True, slots=True)
class Alike:
    """Items that are one: names that differ in their spelling alone, or one item of the catalogue.

    Those of the open case (``case_id``) stand first.
    """

    key: str
    case_id: str
    places: tuple[Place, ...]

    @property
    def here(self) -> tuple[DataItem, ...]:
        return tuple(place.item for place in self.places if place.case_id == self.case_id)

    @property
    def names(self) -> tuple[str, ...]:
        """The names as they are written, each once."""
        return tuple(dict.fromkeys(place.item.name for place in self.places))

    @property
    def scenarios(self) -> frozenset[str]:
        return frozenset(item.scenario for item in self.here)

    @property
    def kinds(self) -> frozenset[ItemKind]:
        """The classes that people settled; more than one is a contradiction."""
        return frozenset(place.item.settled.kind for place in self.places if place.item.settled is not None)

    @property
    def differs(self) -> bool:
        return len(self.kinds) > 1

    @property
    def settled(self) -> Settled | None:
        """What can be taken over: the latest word, where all that was settled agrees."""
        said = [place.item.settled for place in self.places if place.item.settled is not None]
        return max(said, key=lambda one: one.on) if said and not self.differs else None

    @property
    def necessity(self) -> str:
        """The reason to take over: of the open case, else of another."""
        return next((place.item.necessity for place in self.places if place.item.necessity.strip()), "")

    @property
    def unsettled(self) -> tuple[DataItem, ...]:
        """Items of the open case that the settled class can be taken over to."""
        return tuple(item for item in self.here if item.settled is None) if self.settled else ()

    @property
    def unjustified(self) -> tuple[DataItem, ...]:
        return tuple(item for item in self.here if not item.necessity.strip()) if self.necessity else ()

    @property
    def offers(self) -> bool:
        """Whether something can be taken over."""
        return bool(self.unsettled or self.unjustified)
