"""A catalogue of data items on one day, ready to be searched: items, reasons, processing, combinations, forms.

Items of a company's overlays stand in the place of shipped ones with the same id while they are in force. Made by
``regimes/catalogues.py`` from files that have been checked; this module reads none.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from assessment.classification_names import Index
from assessment.classification_parts import (
    Basis,
    CatalogueItem,
    Combination,
    Gate,
    Head,
    Processing,
    ValuePattern,
    Words,
)
from assessment.classification_values import Forms
from assessment.important_data_parts import AskedFact

HASH = 16
"""Digits of a hash that stands beside every item: it tells what is out of date, it proves nothing."""

STATE = "Z06"
"""The item that a column is when it only tells the state or a setting of another."""


@dataclass(frozen=True, eq=False)
class Catalogue:
    """Everything that names and values are compared with. Two days with the same items share one search index."""

    head: Head
    items: tuple[CatalogueItem, ...]
    bases: Mapping[str, Basis]
    processing: Mapping[str, Processing]
    combinations: tuple[Combination, ...]
    values: tuple[ValuePattern, ...]
    words: Words
    facts: Mapping[str, AskedFact]
    gates: tuple[Gate, ...] = ()

    def on(self, day: date) -> Search:
        """What is searched on a day; of several items with one id the company's own wins."""
        standing: dict[str, CatalogueItem] = {}
        for item in self.items:
            begins = item.since or self.head.since
            if begins <= day and (item.until is None or day <= item.until):
                known = standing.get(item.id)
                if known is None or item.overlay or not known.overlay:
                    standing[item.id] = item
        key = tuple((item.id, item.overlay) for item in standing.values())
        if key not in self._searches:
            self._searches[key] = Search(self, tuple(standing.values()))
        return self._searches[key]

    @cached_property
    def _searches(self) -> dict[tuple[tuple[str, str | None], ...], Search]:
        return {}


@dataclass(frozen=True, eq=False)
class Search:
    """The items of one day with their index. ``weak`` words only count as whole names."""

    catalogue: Catalogue
    items: tuple[CatalogueItem, ...]

    @cached_property
    def sha256(self) -> str:
        """Hash of everything by which items are recognised and judged here; another one means: look again."""
        catalogue = self.catalogue
        parts = (*self.items, *catalogue.combinations, *catalogue.values, catalogue.words, *catalogue.gates)
        digest = hashlib.sha256()
        for part in (*parts, *catalogue.bases.values()):
            digest.update(part.model_dump_json().encode("utf-8") + b"\n")
        return digest.hexdigest()[:HASH]

    @cached_property
    def numbers(self) -> Mapping[str, int]:
        """Where an item stands, by its id."""
        return {item.id: number for number, item in enumerate(self.items)}

    @cached_property
    def strong(self) -> Index:
        index = Index(self.catalogue.words.same)
        for number, item in enumerate(self.items):
            for phrase in (*item.words, *item.zh, *item.pinyin):
                index.add(phrase, number)
        return index

    @cached_property
    def weak(self) -> Index:
        index = Index(self.catalogue.words.same)
        for number, item in enumerate(self.items):
            for phrase in (*item.weak, *item.zh_weak):
                index.add(phrase, number)
        return index

    @cached_property
    def states(self) -> Index:
        """Target 0: a word at the end that makes a state of what stands before it; 1: one at the beginning."""
        words = self.catalogue.words
        index = Index(words.same)
        for phrase in (*words.states, *words.zh_states):
            index.add(phrase, 0)
        for phrase in (*words.leading, *words.zh_leading):
            index.add(phrase, 1)
        return index

    @cached_property
    def hard(self) -> frozenset[str]:
        """Words that make a state of whatever stands before them."""
        return frozenset(self.catalogue.words.hard)

    @cached_property
    def forms(self) -> Forms:
        return Forms.of(self.catalogue.values)

    @cached_property
    def ignored(self) -> frozenset[str]:
        """Words that say nothing about what a column holds."""
        return frozenset(self.catalogue.words.ignored)

    @cached_property
    def by_value(self) -> Mapping[str, int]:
        return {form: number for number, item in enumerate(self.items) for form in item.values}

    @cached_property
    def state(self) -> int:
        return next(number for number, item in enumerate(self.items) if item.id == STATE)
