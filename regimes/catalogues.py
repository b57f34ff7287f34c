"""Reads a regime's catalogue of data items: ``catalogue/*.yaml``, and what overlays put in its place.

Refused are names that lead nowhere, ids that stand twice, forms that cannot be read, a class that contradicts itself,
and an example that is not recognised as its own item. All defects are named at once, with file, line and key.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated

from pydantic import Field

from assessment.classification_catalogue import STATE, Catalogue
from assessment.classification_parts import (
    Basis,
    CatalogueFacts,
    CatalogueItem,
    Combination,
    Head,
    Processing,
    ValuePattern,
    Words,
)
from assessment.errors import InputRefused, Problem
from assessment.important_data_table import ImportantDataLaw
from assessment.questions import Frozen
from assessment.vocabulary import Text
from regimes import strict
from regimes.documents import Document, KeyPath

FOLDER = "catalogue"


class HeadFile(Frozen):
    catalogue: Head


class BasesFile(Frozen):
    bases: tuple[Basis, ...]


class ProcessingFile(Frozen):
    processing: tuple[Processing, ...]


class CombinationsFile(Frozen):
    combinations: tuple[Combination, ...]


class ValuesFile(Frozen):
    values: tuple[ValuePattern, ...]


class ItemsFile(Frozen):
    items: Annotated[tuple[CatalogueItem, ...], Field(min_length=1)]


@dataclass(slots=True)
class Names:
    """What the pieces of a catalogue may name."""

    bases: Mapping[str, Basis]
    processing: Mapping[str, Processing]
    values: frozenset[str]
    facts: frozenset[str]
    codes: frozenset[str]
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, catalogue: Catalogue, law: ImportantDataLaw) -> Names:
        values = frozenset(pattern.id for pattern in catalogue.values)
        facts = frozenset((*catalogue.facts, *law.facts))
        codes = frozenset(item.code for edition in law.editions for item in edition.items)
        return cls(catalogue.bases, catalogue.processing, values, facts, codes)

    def refuse(self, document: Document, path: KeyPath, zh: str, en: str) -> None:
        self.problems.append(Problem(document.place(path), Text(zh, en)))

    def known(self, document: Document, path: KeyPath, what: Text, names: Iterable[str], known: Iterable[str]) -> None:
        for name in names:
            if name not in known:
                self.refuse(
                    document,
                    path,
                    f"{what.zh}“{name}”不存在；核对编号。",
                    f"There is no {what.en} '{name}'; check the name.",
                )


def load_catalogue(folder: Path, law: ImportantDataLaw) -> Catalogue:
    """The catalogue of the regime in ``folder``; raises ``InputRefused`` with every defect found."""
    home = folder / FOLDER
    combinations = strict.read(home / "combinations.yaml")
    values = strict.read(home / "values.yaml")
    facts_file = strict.read(home / "facts.yaml")
    facts = strict.validate(facts_file, CatalogueFacts)
    parts = [(document, strict.validate(document, ItemsFile)) for document in _item_files(home)]
    processing = strict.validate(strict.read(home / "processing.yaml"), ProcessingFile).processing
    catalogue = Catalogue(
        head=strict.validate(strict.read(home / "catalogue.yaml"), HeadFile).catalogue,
        items=tuple(item for _, part in parts for item in part.items),
        bases={basis.id: basis for basis in strict.validate(strict.read(home / "bases.yaml"), BasesFile).bases},
        processing={entry.id: entry for entry in processing},
        combinations=strict.validate(combinations, CombinationsFile).combinations,
        values=strict.validate(values, ValuesFile).values,
        words=strict.validate(strict.read(home / "words.yaml"), Words),
        facts={fact.name: fact for fact in facts.facts},
        gates=facts.gates,
    )
    names = Names.of(catalogue, law)
    _check_values(catalogue, values, names)
    _check_combinations(catalogue, combinations, names)
    for index, gate in enumerate(catalogue.gates):
        names.known(facts_file, ("gates", index), Text("判定表数据项", "table item"), (gate.code,), names.codes)
        names.known(facts_file, ("gates", index), Text("事实", "fact"), (gate.fact,), names.facts)
    seen: dict[str, str] = {}
    for document, part in parts:
        for index, item in enumerate(part.items):
            check_item(document, ("items", index), item, names)
            _once(document, ("items", index, "id"), item.id, seen, names)
    if not names.problems:
        for document, part in parts:
            for index, item in enumerate(part.items):
                _check_examples(document, ("items", index, "examples"), item, catalogue, names)
    if names.problems:
        raise InputRefused(*names.problems)
    return catalogue


def item_problems(
    catalogue: Catalogue, law: ImportantDataLaw, items: Sequence[CatalogueItem], document: Document, path: KeyPath
) -> Iterator[Problem]:
    """What is wrong with the items of an overlay; ``path`` is their place in the overlay's file."""
    names = Names.of(catalogue, law)
    for index, item in enumerate(items):
        check_item(document, (*path, index), item, names)
    if not names.problems:
        composed = with_items(catalogue, items)
        for index, item in enumerate(items):
            _check_examples(document, (*path, index, "examples"), item, composed, names)
    yield from names.problems


def with_items(catalogue: Catalogue, items: Sequence[CatalogueItem]) -> Catalogue:
    """The catalogue with a company's items; while they are in force they stand for shipped ones with their id."""
    return replace(catalogue, items=(*catalogue.items, *items)) if items else catalogue


def check_item(document: Document, path: KeyPath, item: CatalogueItem, names: Names) -> None:
    """Every name inside one item leads somewhere, and its class does not contradict itself."""
    reasons = (*item.basis, *(condition.basis for condition in item.conditions))
    asked = (*item.needs, *(fact for condition in item.conditions for fact in condition.facts))
    names.known(document, (*path, "basis"), Text("理由", "reason"), reasons, names.bases)
    names.known(document, (*path, "table"), Text("判定表数据项", "table item"), item.table, names.codes)
    names.known(document, (*path, "needs"), Text("事实", "fact"), asked, names.facts)
    names.known(document, (*path, "values"), Text("值的形式", "form of values"), item.values, names.values)
    names.known(
        document, (*path, "lowers"), Text("处理方式", "processing"), (x.by for x in item.lowers), names.processing
    )
    if item.important == "open" and not (item.table or item.conditions):
        names.refuse(
            document,
            (*path, "important"),
            "是否重要数据尚未确定（open），却没有写判定表数据项或者条件。",
            "Whether it is important data is open, but no item of the table and no condition is named.",
        )
    if item.important == "none" and (item.table or item.conditions):
        names.refuse(
            document,
            (*path, "important"),
            "写了判定表数据项或者条件，就不能写“不是重要数据”（none）。",
            "With an item of the table or a condition it cannot be said to be no important data.",
        )
    if item.sensitive != "none" and item.personal == "none":
        names.refuse(
            document,
            (*path, "personal"),
            "敏感个人信息一定是个人信息；改写 personal。",
            "What is sensitive personal information is personal; change 'personal'.",
        )


def _item_files(home: Path) -> list[Document]:
    return [strict.read(path) for path in sorted((home / "items").glob("*.yaml"))]


def _once(document: Document, path: KeyPath, item: str, seen: dict[str, str], names: Names) -> None:
    place = document.place(path)
    first = seen.setdefault(item, place)
    if first != place:
        names.refuse(
            document,
            path,
            f"目录编号“{item}”已在 {first} 使用；请换一个。",
            f"The id '{item}' stands at {first} already; choose another.",
        )


def _check_values(catalogue: Catalogue, document: Document, names: Names) -> None:
    for index, pattern in enumerate(catalogue.values):
        try:
            re.compile(pattern.pattern)
        except re.error as error:
            names.refuse(
                document,
                ("values", index, "pattern"),
                f"值的形式“{pattern.id}”读不懂（{error}）。",
                f"The form '{pattern.id}' cannot be read ({error}).",
            )


def _check_combinations(catalogue: Catalogue, document: Document, names: Names) -> None:
    for index, combination in enumerate(catalogue.combinations):
        path = ("combinations", index)
        names.known(document, path, Text("判定表数据项", "table item"), combination.table, names.codes)
        facts = [fact for condition in combination.conditions for fact in condition.facts]
        names.known(document, path, Text("事实", "fact"), facts, names.facts)
        reasons = [condition.basis for condition in combination.conditions]
        names.known(document, path, Text("理由", "reason"), reasons, names.bases)


def _check_examples(document: Document, path: KeyPath, item: CatalogueItem, catalogue: Catalogue, names: Names) -> None:
    from assessment.classification_recognise import recognise

    search = catalogue.on(item.since or catalogue.head.since)
    for example in item.examples:
        found = recognise(_Example(example), search)
        first = search.items[found.items[0]].id if found.items else None
        if first != item.id and item.id != STATE:
            names.refuse(
                document,
                path,
                f"例子“{example}”没有认作 {item.id}，而是 {first or '认不出'}；改写词语或者例子。",
                f"The example '{example}' is not recognised as {item.id} but as {first or 'nothing'}; "
                "change the words or the example.",
            )


@dataclass(frozen=True, slots=True)
class _Example:
    name: str
    description: str = ""
    example: str = ""
