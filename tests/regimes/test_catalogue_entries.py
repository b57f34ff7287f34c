"""What counsel answers for in the catalogue of data items: every entry once, its class bound, its search words not."""

from __future__ import annotations

from dataclasses import replace

from assessment.classification_parts import CatalogueItem
from assessment.vocabulary import Confidence
from regimes.entries import entries_of
from regimes.entries_catalogue import catalogue_entries
from regimes.law_entry import LawEntry
from regimes.loader import load_regime

LAW = load_regime("cn")


def entry_of(item: CatalogueItem) -> LawEntry:
    catalogue = replace(LAW.catalogue, items=(item,))
    return next(entry for entry in catalogue_entries(catalogue) if entry.key == item.id)


def test_every_part_of_the_catalogue_is_listed_once_with_its_reading() -> None:
    listed = [entry for entry in entries_of(LAW) if entry.kind == "catalogue"]
    parts = (LAW.catalogue.items, LAW.catalogue.bases, LAW.catalogue.combinations, LAW.catalogue.processing)
    assert len(listed) == sum(map(len, parts))
    assert len({entry.subject for entry in entries_of(LAW)}) == len(entries_of(LAW))
    by_key = {entry.key: entry for entry in listed}
    assert all(by_key[item.id].confidence is item.confidence for item in LAW.catalogue.items)


def test_another_spelling_does_not_lapse_a_signature_and_another_class_does() -> None:
    item = next(item for item in LAW.catalogue.items if item.words and item.sensitive == "none")
    signed = entry_of(item).sha256
    assert entry_of(item.model_copy(update={"words": (*item.words, "another name")})).sha256 == signed
    assert entry_of(item.model_copy(update={"sensitive": "always"})).sha256 != signed
    assert entry_of(item.model_copy(update={"basis": ()})).sha256 != signed


def test_the_company_s_own_item_stands_beside_the_shipped_one() -> None:
    item = LAW.catalogue.items[0]
    own = item.model_copy(update={"overlay": "own-1", "confidence": Confidence.HIGH})
    catalogue = replace(LAW.catalogue, items=(item, own))
    found = [entry for entry in catalogue_entries(catalogue) if entry.key == item.id]
    assert len({entry.subject for entry in found}) == 2 and found[1].overlay == "own-1"


def test_the_articles_behind_every_risk_question_wait_for_counsel() -> None:
    references = [entry for entry in entries_of(LAW) if entry.kind == "reference"]
    assert {entry.key for entry in references} == {question.id for question in LAW.scorecard(LAW_DAY).questions}
    assert all(entry.below_high and entry.says.zh for entry in references)


LAW_DAY = LAW.scorecard(LAW.catalogue.head.version).method.starts
