"""Which items of the catalogue a data item is, from its name, its description and the form of its example.

The name counts first. A description speaks where the name says little; a value adds what it shows and takes nothing
away. A word for a state behind a name makes a state of it: the status of a camera is no picture.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from assessment.classification_catalogue import Search
from assessment.classification_names import Hit, Name, cut, last_step
from assessment.classification_parts import CatalogueItem
from assessment.vocabulary import Confidence

Found = Literal["name", "description", "value", "state", "nothing"]

_CLAUSE = re.compile(r"[，,。；;：:（(\n\r]|\\r|\\n|\s-\s|[\"“]")
_HAN = re.compile(r"[\u3400-\u9fff]")
_MOST_HAN, _MOST_WORDS = 30, 12
_GENERAL = "Z"
"""Items outside the catalogue of the sector begin with this letter; anything of the sector goes before them."""


class Listed(Protocol):
    """What is classified: a row of a list, a stored data item."""

    @property
    def name(self) -> str: ...
    @property
    def description(self) -> str: ...
    @property
    def example(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Recognised:
    """``items``: numbers in the search, the one that names the category first. ``word``: what was met."""

    items: tuple[int, ...]
    found: Found
    word: str
    sure: Confidence


NOTHING = Recognised((), "nothing", "", Confidence.LOW)


def recognise(listed: Listed, search: Search) -> Recognised:
    """The items that a data item is; nothing when neither name nor description nor example says so."""
    named = _by_name(listed.name, search)
    if named is None or named.sure is Confidence.LOW or _general(named, search):
        described = _by_text(_first_clause(listed.description), search, "description")
        if described is not None and _says_more(described, named, search):
            named = described
    return _with_values(named or NOTHING, listed.example, search)


def _says_more(described: Recognised, named: Recognised | None, search: Search) -> bool:
    if named is None:
        return True
    return not _general(described, search) and not set(described.items) & set(named.items)


def _by_name(text: str, search: Search) -> Recognised | None:
    step = last_step(text)
    found = _by_text(step, search, "name")
    if step != text and (found is None or _general(found, search)):
        return _by_text(text, search, "name") or found
    if found is None or (_general(found, search) and found.found != "state"):
        return (_weak(text, search) if step == text else None) or found
    return found


def _weak(text: str, search: Search) -> Recognised | None:
    """Words that say little; they count when nothing but them is there."""
    ignored = search.ignored
    name = cut(text)
    kept = tuple(part for part in name.parts if part not in ignored)
    numbers = search.weak.whole(Name(kept) if kept else name)
    return Recognised(_ordered(numbers, search), "name", text, Confidence.LOW) if numbers else None


def _by_text(text: str, search: Search, where: Literal["name", "description"]) -> Recognised | None:
    if not text:
        return None
    name = cut(text)
    hits = search.strong.find(name)
    if not hits:
        return None
    kept = _without_states(name, hits, search)
    if not kept:
        return Recognised((search.state,), "state", _shown(hits[0], text), Confidence.MEDIUM)
    kept = _not_yielding(kept, search)
    numbers = _ordered([hit.target for hit in kept], search)
    first = next(hit for hit in kept if hit.target == numbers[0])
    sure = Confidence.HIGH if where == "name" and len(first.text) * 2 >= len(name.plain) else Confidence.MEDIUM
    return Recognised(numbers, where, _shown(first, text), sure)


def _shown(hit: Hit, text: str) -> str:
    """What is quoted: the Chinese words themselves, of a Latin name the name as it is written."""
    return hit.text if _HAN.search(hit.text) else text.strip()


def _without_states(name: Name, hits: Sequence[Hit], search: Search) -> list[Hit]:
    """The places that no word behind them, and none at the very beginning, makes a mere state."""
    marks = search.states.find(name)
    leading = max((mark.end for mark in marks if mark.target == 1 and mark.begin == 0), default=0)
    trailing = max((mark.begin for mark in marks if mark.target == 0), default=-1)
    kept = []
    for hit in hits:
        state = trailing >= hit.end or 0 < leading <= hit.begin
        if not state or search.items[hit.target].keeps_states:
            kept.append(hit)
    # What only tells the time or the number of a state does not make it more than a state.
    return kept if len(kept) == len(hits) or any(not search.items[h.target].yields for h in kept) else []


def _not_yielding(hits: list[Hit], search: Search) -> list[Hit]:
    firm = [hit for hit in hits if not search.items[hit.target].yields]
    if firm:
        return firm
    sector = [hit for hit in hits if not search.items[hit.target].id.startswith(_GENERAL)]
    return sector or hits


def _general(found: Recognised, search: Search) -> bool:
    return all(search.items[number].id.startswith(_GENERAL) for number in found.items)


def _ordered(numbers: Sequence[int], search: Search) -> tuple[int, ...]:
    """The weightiest class first; of equal ones the one that stands last, as the noun does in both languages."""
    distinct = list(dict.fromkeys(reversed(list(numbers))))
    return tuple(sorted(distinct, key=lambda number: -weight(search.items[number])))


def weight(item: CatalogueItem) -> int:
    """How strict a class is, for choosing what to name first."""
    important = {"none": 0, "open": 4, "always": 16}[item.important]
    sensitive = {"none": 0, "open": 2, "linked": 3, "always": 8}[item.sensitive]
    return important + sensitive + (1 if item.personal == "always" else 0)


def _first_clause(description: str) -> str:
    for clause in _CLAUSE.split(description):
        clause = clause.strip()
        if clause:
            han = len(_HAN.findall(clause))
            return clause if han <= _MOST_HAN and len(clause.split()) <= _MOST_WORDS else ""
    return ""


def _with_values(found: Recognised, example: str, search: Search) -> Recognised:
    """A form confirms what was met, adds what it alone shows, and decides where nothing else was met."""
    for form in search.forms.of_example(example):
        number = search.by_value.get(form.id)
        if number is None:
            continue
        if number in found.items:
            found = replace(found, sure=Confidence.HIGH)
        elif form.alone and _adds(number, found, search):
            found = Recognised((number,), "value", example.strip(), Confidence.MEDIUM)
        elif not found.items:
            found = Recognised((number,), "value", example.strip(), Confidence.LOW)
    return found


def _adds(number: int, found: Recognised, search: Search) -> bool:
    """Whether a value shows more than the words did; a track does not become a single position."""
    return _general(found, search) or all(
        weight(search.items[known]) < weight(search.items[number]) for known in found.items
    )
