"""Reads a regime's law of important data: ``important_data/*.yaml``, and what an overlay adds to its final edition.

Every name inside is checked before the law is handed out: a rule with a test that nobody knows, a test on a fact
that nobody asks, an item twice, a figure that nothing reads. All defects are named at once, with file, line, key.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from pydantic import Field

from assessment.errors import InputRefused, Problem
from assessment.important_data_parts import (
    Addition,
    Address,
    Advice,
    AskedFact,
    Category,
    CheckPoint,
    EditionHead,
    Expected,
    GuideScenario,
    Protection,
    ProtectionArea,
    Reading,
    SeenItem,
    Source,
    TableFigure,
    TableGroup,
    TableItem,
    TableTest,
    UnknownItem,
)
from assessment.important_data_table import Edition, ImportantDataLaw, Loaded, compose
from assessment.questions import Frozen
from regimes import strict
from regimes.documents import Document, KeyPath
from regimes.important_data_checks import Checker, Names

FOLDER = "important_data"
DRAFT_FILE, FINAL_FILE, RULES_FILE = "draft-2025.yaml", "final-2026.yaml", "rules-2021.yaml"


class FactsFile(Frozen):
    facts: tuple[AskedFact, ...]


class ScenariosFile(Frozen):
    scenarios: tuple[GuideScenario, ...]
    categories: tuple[Category, ...]


class ItemsFile(Frozen):
    items: Annotated[tuple[TableItem, ...], Field(min_length=1)]


class EditionFile(Frozen):
    edition: EditionHead
    figures: tuple[TableFigure, ...]
    tests: tuple[TableTest, ...]
    groups: tuple[TableGroup, ...] = ()
    items: tuple[TableItem, ...] = ()


class FinalFile(Frozen):
    edition: EditionHead
    expected: Expected
    seen: tuple[SeenItem, ...]
    unknown: tuple[UnknownItem, ...]
    check_list: tuple[CheckPoint, ...]
    addresses: tuple[Address, ...]


class AdviceFile(Frozen):
    advice: tuple[Advice, ...]


class ReadingsFile(Frozen):
    readings: tuple[Reading, ...]


class ProtectionFile(Frozen):
    source: Source
    areas: tuple[ProtectionArea, ...]
    requirements: tuple[Protection, ...]


@dataclass(frozen=True, slots=True)
class _Items:
    """The items of an edition, each with its place."""

    items: tuple[TableItem, ...]
    places: tuple[tuple[Document, KeyPath], ...]


def load_important_data(folder: Path) -> ImportantDataLaw:
    """The law of the regime in ``folder``; raises ``InputRefused`` with every defect found."""
    home = folder / FOLDER
    facts = strict.validate(strict.read(home / "facts.yaml"), FactsFile)
    kinds = strict.validate(strict.read(home / "scenarios.yaml"), ScenariosFile)
    final_document = strict.read(home / FINAL_FILE)
    final = strict.validate(final_document, FinalFile)
    protection = strict.validate(strict.read(home / "protection.yaml"), ProtectionFile)
    checker = Checker()
    checker.facts(strict.read(home / "facts.yaml"), facts.facts)
    checker.categories(strict.read(home / "scenarios.yaml"), kinds.scenarios, kinds.categories)
    names = Names({f.name: f for f in facts.facts}, {c.id: c for c in kinds.categories})
    draft = _edition(home / DRAFT_FILE, names, checker)
    others = (_edition(home / RULES_FILE, names, checker),)
    checker.protection(strict.read(home / "protection.yaml"), protection.areas, protection.requirements)
    checker.final(final_document, final.expected, final.seen, final.unknown, draft.items)
    checker.editions((draft, *others))
    checker.finish()
    return ImportantDataLaw(
        facts=MappingProxyType(dict(names.facts)),
        scenarios=kinds.scenarios,
        categories=MappingProxyType(dict(names.categories)),
        draft=draft,
        # What a company has not read in the official text yet is taken from the draft, under the same codes.
        final=Edition(final.edition, draft.figures, draft.tests, draft.groups, ()),
        others=others,
        expected=final.expected,
        seen={seen.draft: seen for seen in final.seen},
        unknown=final.unknown,
        check_list=final.check_list,
        addresses=final.addresses,
        readings=strict.validate(strict.read(home / "readings.yaml"), ReadingsFile).readings,
        areas=protection.areas,
        protection=protection.requirements,
        protection_source=protection.source,
        advice=strict.validate(strict.read(home / "standards.yaml"), AdviceFile).advice,
    )


def addition_problems(
    law: ImportantDataLaw, addition: Addition, document: Document, path: KeyPath = ()
) -> Iterator[Problem]:
    """What is wrong with an addition to the final edition; ``path`` is its place in the overlay's file."""
    checker = Checker()
    names = Names(law.facts, {**law.categories, **{c.id: c for c in addition.categories}})
    checker.new_categories(document, path, law, addition)
    checker.edition_parts(document, path, _with(law.final, addition), addition, names)
    checker.loaded_items(document, path, law, addition, names, _with(law.final, addition))
    yield from checker.problems


def with_additions(law: ImportantDataLaw, loaded: tuple[Loaded, ...]) -> ImportantDataLaw:
    """The law with additions that have been checked; what ``Regime.important_data`` hands out."""
    return compose(law, loaded)


def _with(final: Edition, addition: Addition) -> Edition:
    """The final edition as it would read its tests with the addition; its items are checked one by one."""
    return Edition(
        final.head,
        {**final.figures, **{figure.key: figure for figure in addition.figures}},
        {**final.tests, **{test.code: test for test in addition.tests}},
        {**final.groups, **{group.code: group.any_of for group in addition.groups}},
        (),
    )


def _edition(path: Path, names: Names, checker: Checker) -> Edition:
    """One edition: its own file, and the files of its items in the folder beside it."""
    document = strict.read(path)
    file = strict.validate(document, EditionFile)
    found = _items(path, document, file)
    made = Edition(
        file.edition,
        _by(file.figures, "key"),
        _by(file.tests, "code"),
        {group.code: group.any_of for group in file.groups},
        found.items,
    )
    checker.edition_parts(document, (), made, file, names)
    checker.items(found.items, found.places, made, names)
    return made


def _items(path: Path, document: Document, file: EditionFile) -> _Items:
    items = list(file.items)
    places: list[tuple[Document, KeyPath]] = [(document, ("items", index)) for index in range(len(items))]
    problems: list[Problem] = []
    for part in sorted((path.parent / f"{path.stem}-items").glob("*.yaml")):
        try:
            read = strict.read(part)
            more = strict.validate(read, ItemsFile).items
        except InputRefused as refused:
            problems += refused.problems
            continue
        places += [(read, ("items", index)) for index in range(len(more))]
        items += more
    if problems:
        raise InputRefused(*problems)
    return _Items(tuple(items), tuple(places))


def _by(entries: tuple[Any, ...], key: str) -> Mapping[str, Any]:
    return {getattr(entry, key): entry for entry in entries}
