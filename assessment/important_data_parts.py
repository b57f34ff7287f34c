"""The pieces of which the law of important data is written: facts, figures, tests, items, and what stands beside them.

All are read from YAML, ours or a company's, and frozen. ``assessment/important_data_table.py`` puts them together.
"""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field

from assessment.conditions import Condition
from assessment.important_data_rules import Rule, parse
from assessment.questions import Bilingual, Choice, Citation, Frozen
from assessment.vocabulary import Confidence

FINAL = "final-2026"
DRAFT = "draft-2025"

Code = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*(-[A-Z0-9]+)*$")]
TestCode = Annotated[str, Field(pattern=r"^[A-Z][A-Z0-9]*[a-z]?$")]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
Effect = Literal["probable", "important", "note"]
"""What an item that fires makes of the data; a note is shown and decides nothing."""

Seen = Literal["name", "category", "threshold", "rule", "scenario", "none"]
"""What of an item was seen on the final side; ``none``: nothing."""


class Source(Frozen):
    """Where something stands, how well it was read, and when that was checked."""

    cite: Citation
    confidence: Confidence
    checked_on: date


class AskedFact(Frozen):
    """A fact that a test reads, as it is asked of a person. ``follows``: only asked while that fact is not no."""

    name: Key
    kind: Literal["yes_no", "count", "choice", "date"]
    label: Bilingual
    hint: Bilingual
    unit: Bilingual | None = None
    choices: tuple[Choice, ...] = ()
    follows: str | None = None


class TableFigure(Frozen):
    """A number of the table; the tests name it by key and never carry it themselves."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")]
    value: Annotated[int, Field(ge=0)]
    label: Bilingual


class TableTest(Frozen):
    """One test of the determination rules (判定规则). Without ``when`` the kind of data alone decides.

    ``final`` tells what of this test was seen on the final side; ``source`` left out means: the edition's.
    """

    code: TestCode
    label: Bilingual
    words: str = ""
    when: Condition | None = None
    final: Bilingual | None = None
    source: Source | None = None


class TableGroup(Frozen):
    """A name for a row of alternatives: it holds as soon as one of its tests does."""

    code: TestCode
    any_of: Annotated[tuple[str, ...], Field(min_length=2)]


class SubScenario(Frozen):
    id: Key
    name: Bilingual


class GuideScenario(Frozen):
    """A business scenario of the table (业务场景), in its order."""

    id: Key
    name: Bilingual
    parts: tuple[SubScenario, ...] = ()


class Category(Frozen):
    """A data category (数据类别); the same words in two scenarios are two categories, as the table counts them."""

    id: Key
    scenario: str
    part: str | None = None
    name: Bilingual


class TableItem(Frozen):
    """A data item (数据项) with its rule. ``keywords`` only suggest it; a person decides whether it matches.

    ``always``: needs no match, because it speaks of any data. ``draft``: the draft item that a loaded one succeeds.
    """

    code: Code
    category: str
    name: Bilingual
    description: Bilingual
    rule: str
    number: int | None = None
    keywords: tuple[str, ...] = ()
    always: bool = False
    effect: Effect | None = None
    draft: Code | None = None
    source: Source | None = None

    @cached_property
    def parsed(self) -> Rule:
        return parse(self.rule)


class EditionHead(Frozen):
    id: str
    kind: Literal["draft", "final", "rules"]
    name: Bilingual
    since: date = Field(alias="from")
    effect: Effect
    source: Source


class SeenItem(Frozen):
    """What the final side shows of one draft item."""

    draft: Code
    seen: Seen
    evidence: Bilingual
    confidence: Confidence


class Expected(Frozen):
    """How large the final table is known to be."""

    categories: int
    items: int


class UnknownItem(Frozen):
    """An item of the final that nobody has seen; it stands in the list so that it is not forgotten."""

    number: int
    note: Bilingual


class CheckPoint(Frozen):
    """One thing to look at when the official text is at hand."""

    number: int
    text: Bilingual


class Address(Frozen):
    label: Bilingual
    address: str


class Reading(Frozen):
    """A reading that was corrected: what was said before, what the text says."""

    topic: Bilingual
    earlier: Bilingual
    correct: Bilingual
    confidence: Confidence


class Protection(Frozen):
    """A protection requirement for whoever exports car data; ``final``: what of it was seen in the final."""

    id: Code
    area: Key
    topic: Bilingual
    text: Bilingual
    final: Bilingual | None = None


class ProtectionArea(Frozen):
    id: Key
    name: Bilingual


class Advice(Frozen):
    """What a standard or technical document says. ``avoid`` and ``note`` are shown; ``ask`` is a question list."""

    id: Code
    effect: Literal["avoid", "note", "ask"]
    document: Bilingual
    text: Bilingual
    source: Source


class Dropped(Frozen):
    """A draft item of which the official text shows that the final no longer lists it."""

    draft: Code
    cite: Citation


class LoadedItem(Frozen):
    """An item of the final as a company read it in the official text. ``draft``: the draft item it succeeds."""

    code: Code
    draft: Code | None = None
    category: str
    name: Bilingual
    description: Bilingual
    rule: str
    keywords: tuple[str, ...] = ()
    cite: Citation
    confidence: Confidence = Confidence.HIGH


class Addition(Frozen):
    """What an overlay of kind ``important_data`` carries: parts of the final table, read in the official text.

    Tests and figures that it does not carry are taken over from the draft, under the same codes.
    """

    edition: Literal["final-2026"] = "final-2026"
    checked_on: date
    categories: tuple[Category, ...] = ()
    figures: tuple[TableFigure, ...] = ()
    tests: tuple[TableTest, ...] = ()
    groups: tuple[TableGroup, ...] = ()
    items: tuple[LoadedItem, ...] = ()
    dropped: tuple[Dropped, ...] = ()
