"""The pieces of which a catalogue of data items is written: items, reasons, processing, combinations, words.

All are read from YAML, ours or a company's, and frozen. A name pattern is a proposal without legal weight; the class
of an item is the law's, with its source. ``assessment/classification_catalogue.py`` puts the pieces together.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assessment.important_data_parts import AskedFact
from assessment.questions import Bilingual, Citation, Frozen
from assessment.vocabulary import Confidence

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
ItemId = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$")]
Phrase = Annotated[str, Field(pattern=r"^[a-z0-9|]+( [a-z0-9|]+)*$")]
"""Latin words with spaces between them; ``a|b`` is a choice. It is found whatever stands between the words."""

Share = Literal["none", "always", "linked", "open"]
"""``linked``: as soon as the same list names a person, an account or a vehicle; ``open``: one more fact decides."""

Trait = Literal[
    "key",
    "position",
    "time",
    "exterior",
    "camera",
    "plate",
    "cloud",
    "driving",
    "flow",
    "area",
    "goods",
    "unit",
    "service",
]
"""What an item brings into a combination."""


class Basis(Frozen):
    """A reason with its source; it is said of every item that names it."""

    id: ItemId
    because: Bilingual
    cite: Citation
    confidence: Confidence
    checked_on: date


class Processing(Frozen):
    """What may be done to data, what that changes, and what it does not change."""

    id: ItemId
    name: Bilingual
    effect: Bilingual
    unchanged: Bilingual
    confidence: Confidence


class Condition(Frozen):
    """A reason that only counts where every fact is true: the zone's list, a vulnerability."""

    basis: ItemId
    facts: Annotated[tuple[Key, ...], Field(min_length=1)]


class Lowering(Frozen):
    """A processing that lowers the class: to ``linked`` it stays personal while it can be linked, to ``none`` not."""

    by: ItemId
    to: Literal["none", "linked", "personal"]


class CatalogueItem(Frozen):
    """A kind of data as lists name it, and its class.

    ``weak`` words only count when they are the whole name. ``table``: items of the table of important data that it
    may be. ``plain`` items need no second look. ``yields``: it says where another item stands and gives way to it.
    ``keeps_states``: a status of it is still the item, as with charging.
    """

    id: ItemId
    name: Bilingual
    since: date | None = Field(default=None, alias="from")
    until: date | None = Field(default=None, alias="to")
    personal: Share
    sensitive: Share
    important: Literal["none", "open", "always"]
    basis: tuple[ItemId, ...]
    confidence: Confidence
    words: tuple[Phrase, ...] = ()
    weak: tuple[Phrase, ...] = ()
    zh: tuple[str, ...] = ()
    zh_weak: tuple[str, ...] = ()
    pinyin: tuple[Phrase, ...] = ()
    values: tuple[Key, ...] = ()
    table: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    needs: tuple[Key, ...] = ()
    lowers: tuple[Lowering, ...] = ()
    traits: tuple[Trait, ...] = ()
    surveying: Literal["no", "yes", "with_position"] = "no"
    plain: bool = False
    yields: bool = False
    keeps_states: bool = False
    examples: Annotated[tuple[str, ...], Field(min_length=1)]
    note: Bilingual | None = None
    overlay: str | None = None


class Combination(Frozen):
    """What items of one list are together. ``of`` names the traits that must meet; items with ``raises`` change."""

    id: ItemId
    of: Annotated[tuple[Trait, ...], Field(min_length=2)]
    raises: tuple[Trait, ...]
    sensitive: bool = False
    table: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    because: Bilingual
    cite: Citation
    confidence: Confidence


class ValuePattern(Frozen):
    """A form of values. ``check``: arithmetic beyond the form. ``alone``: it shows the item whatever the name is."""

    id: Key
    pattern: str
    check: Literal["none", "luhn", "vin", "resident", "china", "date"] = "none"
    alone: bool = False


class Gate(Frozen):
    """An item of the table that the kind of data decides alone: a fact has to say first that it is this kind."""

    code: str
    fact: Key


class Words(Frozen):
    """How lists abbreviate, and the words that make a column a state or a setting instead of the thing itself.

    ``hard`` ones do so behind everything, also behind what keeps its states: the unit, the moment of the reading.
    """

    same: tuple[Annotated[tuple[Phrase, ...], Field(min_length=2)], ...]
    states: tuple[Phrase, ...]
    hard: tuple[Phrase, ...]
    leading: tuple[Phrase, ...]
    ignored: tuple[Phrase, ...]
    zh_states: tuple[str, ...]
    zh_leading: tuple[str, ...]


class Head(Frozen):
    """The catalogue itself: its version, from when it holds, when it was read through."""

    version: date
    since: date = Field(alias="from")
    checked_on: date
    name: Bilingual


class CatalogueFacts(Frozen):
    facts: tuple[AskedFact, ...]
    gates: tuple[Gate, ...]
