"""Entries of the catalogue of data items: items with their class, reasons, processing, combinations.

Counsel answers for the class of an item and for its reasons, not for the words by which a list is searched: those are
left out of what is signed, so that another spelling does not lapse a signature.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from assessment.classification_catalogue import Catalogue
from assessment.classification_parts import Basis, CatalogueItem, Combination, Processing
from assessment.questions import Citation
from assessment.vocabulary import Confidence, Text
from regimes.law_entry import LawEntry

_SEARCHED = ("words", "weak", "zh", "zh_weak", "pinyin", "values", "examples")
_ANSWERS = {
    "none": Text("否", "no"),
    "always": Text("是", "yes"),
    "linked": Text("能关联到个人时是", "yes where it can be linked to a person"),
    "open": Text("视事实而定", "depends on a fact"),
}


def catalogue_entries(catalogue: Catalogue) -> Iterator[LawEntry]:
    """Every entry of the catalogue, reasons first, because items rest on them."""
    for basis in catalogue.bases.values():
        yield _basis(basis, catalogue)
    for item in catalogue.items:
        yield _item(item, catalogue)
    for combination in catalogue.combinations:
        yield _combination(combination, catalogue)
    for processing in catalogue.processing.values():
        yield _processing(processing, catalogue)


def _basis(basis: Basis, catalogue: Catalogue) -> LawEntry:
    name = Text("定级理由", "Reason for a class")
    because = Text(basis.because.zh, basis.because.en)
    return _entry(f"basis:{basis.id}", basis.id, name, because, catalogue, basis, basis.confidence,
                  cite=basis.cite, checked_on=basis.checked_on)  # fmt: skip


def _item(item: CatalogueItem, catalogue: Catalogue) -> LawEntry:
    reasons = [catalogue.bases[name] for name in item.basis if name in catalogue.bases]
    because = Text("；".join(r.because.zh for r in reasons), "; ".join(r.because.en for r in reasons))
    answers = [_ANSWERS[share] for share in (item.personal, item.sensitive, item.important)]
    says = Text(
        f"个人信息：{answers[0].zh}；敏感个人信息：{answers[1].zh}；重要数据：{answers[2].zh}。理由：{because.zh}",
        f"Personal: {answers[0].en}; sensitive: {answers[1].en}; important data: {answers[2].en}. "
        f"Because: {because.en}",
    )
    since = item.since or catalogue.head.since
    subject = f"item:{item.id}" + (f":{item.overlay}" if item.overlay else "")
    signed = item.model_copy(update=dict.fromkeys(_SEARCHED, ()))
    return _entry(subject, item.id, Text(item.name.zh, item.name.en), says, catalogue, signed, item.confidence,
                  cite=reasons[0].cite if reasons else None, since=since, until=item.until, overlay=item.overlay,
                  note=Text(item.note.zh, item.note.en) if item.note else None)  # fmt: skip


def _combination(combination: Combination, catalogue: Catalogue) -> LawEntry:
    because = Text(combination.because.zh, combination.because.en)
    name = Text("数据项组合", "Items together")
    subject = f"combination:{combination.id}"
    return _entry(subject, combination.id, name, because, catalogue, combination, combination.confidence,
                  cite=combination.cite)  # fmt: skip


def _processing(processing: Processing, catalogue: Catalogue) -> LawEntry:
    says = Text(
        f"{processing.effect.zh.rstrip('。')}。不改变：{processing.unchanged.zh}",
        f"{processing.effect.en.rstrip('.')}. Unchanged: {processing.unchanged.en}",
    )
    name = Text(processing.name.zh, processing.name.en)
    return _entry(
        f"processing:{processing.id}", processing.id, name, says, catalogue, processing, processing.confidence
    )


def _entry(
    subject: str,
    key: str,
    name: Text,
    says: Text,
    catalogue: Catalogue,
    model: BaseModel,
    confidence: Confidence,
    *,
    cite: Citation | None = None,
    checked_on: date | None = None,
    since: date | None = None,
    until: date | None = None,
    overlay: str | None = None,
    note: Text | None = None,
) -> LawEntry:
    begins = since or catalogue.head.since
    return LawEntry(
        kind="catalogue",
        subject=f"catalogue:{subject}@{begins.isoformat()}",
        key=key,
        name=name,
        says=says,
        since=begins,
        until=until,
        cite=cite,
        confidence=confidence,
        checked_on=checked_on or catalogue.head.checked_on,
        overlay=overlay,
        note=note,
        model=model,
    )
