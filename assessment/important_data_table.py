"""The table of important data (重要数据) as the law gives it: editions, items, tests, and what is missing.

An edition lists items; an item carries a rule made of tests; a test reads facts against the edition's figures.
The draft of 2025 is complete. The final of 2026 is known in part only: a company completes it from the official
text, and ``held_on`` puts what was loaded in place of the draft's items. Nothing here judges anything.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from types import MappingProxyType

from assessment.conditions import Bound, Every, bind
from assessment.important_data_parts import (
    Addition,
    Address,
    Advice,
    AskedFact,
    Category,
    CheckPoint,
    EditionHead,
    Effect,
    Expected,
    GuideScenario,
    LoadedItem,
    Protection,
    ProtectionArea,
    Reading,
    SeenItem,
    Source,
    TableFigure,
    TableItem,
    TableTest,
    UnknownItem,
)
from assessment.important_data_rules import tests_in
from assessment.questions import Citation


@dataclass(frozen=True, eq=False)
class Edition:
    """One edition with everything it holds, checked. ``overlays``: item code → the overlay it came with."""

    head: EditionHead
    figures: Mapping[str, TableFigure]
    tests: Mapping[str, TableTest]
    groups: Mapping[str, tuple[str, ...]]
    items: tuple[TableItem, ...]
    overlays: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def item(self, code: str) -> TableItem | None:
        return self._by_code.get(code)

    def tests_of(self, item: TableItem) -> tuple[str, ...]:
        """The single tests that an item's rule reads, groups opened, in order."""
        found = (t for code in tests_in(item.parsed) for t in self.groups.get(code, (code,)))
        return tuple(dict.fromkeys(found))

    def facts_of(self, test: TableTest) -> tuple[str, ...]:
        return tuple(dict.fromkeys(t.fact or "" for t in test.when.tests())) if test.when else ()

    def source_of(self, entry: TableItem | TableTest) -> Source:
        return entry.source or self.head.source

    def effect_of(self, item: TableItem) -> Effect:
        return item.effect or self.head.effect

    @cached_property
    def bound(self) -> Mapping[str, Bound]:
        numbers = {key: figure.value for key, figure in self.figures.items()}
        return {code: bind(t.when, numbers) if t.when else Every(()) for code, t in self.tests.items()}

    @cached_property
    def _by_code(self) -> dict[str, TableItem]:
        return {item.code: item for item in self.items}


@dataclass(frozen=True, slots=True)
class Loaded:
    """An addition with the overlay it came in and the days on which it stands."""

    overlay: str
    addition: Addition
    since: date
    until: date | None = None

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, eq=False)
class ImportantDataLaw:
    """Everything a regime knows about important data of its sector; ``loaded``: what a company added."""

    facts: Mapping[str, AskedFact]
    scenarios: tuple[GuideScenario, ...]
    categories: Mapping[str, Category]
    draft: Edition
    final: Edition
    others: tuple[Edition, ...]
    expected: Expected
    seen: Mapping[str, SeenItem]
    unknown: tuple[UnknownItem, ...]
    check_list: tuple[CheckPoint, ...]
    addresses: tuple[Address, ...]
    readings: tuple[Reading, ...]
    areas: tuple[ProtectionArea, ...]
    protection: tuple[Protection, ...]
    protection_source: Source
    advice: tuple[Advice, ...]
    dropped: Mapping[str, Citation] = field(default_factory=lambda: MappingProxyType({}))
    loaded: tuple[Loaded, ...] = ()

    @property
    def editions(self) -> tuple[Edition, ...]:
        return (self.final, self.draft, *self.others)

    def find(self, code: str) -> tuple[Edition, TableItem] | None:
        """The item with this code and the edition that holds it."""
        pairs = ((edition, edition.item(code)) for edition in self.editions)
        return next(((edition, item) for edition, item in pairs if item is not None), None)

    @cached_property
    def succeeded(self) -> Mapping[str, TableItem]:
        """Draft code → the loaded item of the final that stands in its place."""
        return {item.draft: item for item in self.final.items if item.draft}

    @cached_property
    def missing_items(self) -> int:
        """How many items of the final are not loaded yet."""
        return max(0, self.expected.items - len(self.final.items))

    @cached_property
    def complete(self) -> bool:
        """The whole final is loaded: as many items and categories as it has, no draft item left in the open."""
        settled = set(self.succeeded) | set(self.dropped)
        left = [item for item in self.draft.items if not item.always and item.code not in settled]
        categories = {item.category for item in self.final.items}
        whole = (len(self.final.items), len(categories)) == (self.expected.items, self.expected.categories)
        return whole and not left

    def held_on(self, day: date) -> ImportantDataLaw:
        """The law with what the company had loaded on that day; the same object for the same additions."""
        standing = tuple(loaded for loaded in self.loaded if loaded.in_force(day))
        key = tuple((loaded.overlay, loaded.since) for loaded in standing)
        if key not in self._held:
            self._held[key] = _composed(self, standing)
        return self._held[key]

    def in_force(self, on: date) -> tuple[tuple[Edition, TableItem], ...]:
        """The items to look at on a day; a loaded one takes the place of its draft from the final's start on."""
        final = on >= self.final.head.since
        gone = set(self.succeeded) | set(self.dropped) if final else set()
        found = [(self.final, item) for item in self.final.items] if final else []
        for edition in (self.draft, *self.others):
            if on >= edition.head.since:
                found += [(edition, item) for item in edition.items if item.code not in gone]
        return tuple(found)

    @cached_property
    def _held(self) -> dict[tuple[tuple[str, date], ...], ImportantDataLaw]:
        return {}


def compose(law: ImportantDataLaw, loaded: Sequence[Loaded]) -> ImportantDataLaw:
    """The law with what a company added; a later addition wins over an earlier one on the days they share.

    The content must have been checked (``regimes/important_data.py: addition_problems``).
    """
    return replace(law, loaded=(*law.loaded, *loaded)) if loaded else law


def _composed(law: ImportantDataLaw, standing: Sequence[Loaded]) -> ImportantDataLaw:
    figures, tests, groups = dict(law.final.figures), dict(law.final.tests), dict(law.final.groups)
    categories, dropped = dict(law.categories), dict(law.dropped)
    items: dict[str, TableItem] = {item.code: item for item in law.final.items}
    overlays = dict(law.final.overlays)
    for loaded in standing:
        addition = loaded.addition
        figures |= {figure.key: figure for figure in addition.figures}
        tests |= {test.code: test for test in addition.tests}
        groups |= {group.code: group.any_of for group in addition.groups}
        categories |= {category.id: category for category in addition.categories}
        for item in addition.items:
            items = _placed(items, law, item, addition)
            dropped.pop(item.draft or "", None)
            overlays[item.code] = loaded.overlay
        for drop in addition.dropped:
            dropped[drop.draft] = drop.cite
            items = {code: item for code, item in items.items() if item.draft != drop.draft}
    final = replace(
        law.final, figures=figures, tests=tests, groups=groups, items=tuple(items.values()), overlays=overlays
    )
    return replace(law, final=final, categories=categories, dropped=dropped, loaded=())


def _placed(
    items: Mapping[str, TableItem], law: ImportantDataLaw, loaded: LoadedItem, addition: Addition
) -> dict[str, TableItem]:
    """The loaded item in the place of the one it repeats: the same code, or the same draft item."""
    kept = {
        code: item
        for code, item in items.items()
        if code != loaded.code and (loaded.draft is None or item.draft != loaded.draft)
    }
    before = law.draft.item(loaded.draft) if loaded.draft else None
    kept[loaded.code] = TableItem(
        code=loaded.code,
        category=loaded.category,
        name=loaded.name,
        description=loaded.description,
        rule=loaded.rule,
        number=before.number if before else None,
        keywords=loaded.keywords or (before.keywords if before else ()),
        draft=loaded.draft,
        source=Source(cite=loaded.cite, confidence=loaded.confidence, checked_on=addition.checked_on),
    )
    return kept
