"""Which items of the table the data items of a scenario may belong to, by their names and descriptions.

A suggestion opens a question and never answers it: only a person confirms or rejects a match.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from assessment.answers import DataItem
from assessment.important_data_parts import TableItem

MOST_NAMES = 5
_BREAK = "\n"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An item of the table and the data items whose words it shares; ``count`` may be more than the names shown."""

    code: str
    names: tuple[str, ...]
    words: tuple[str, ...]
    count: int


def suggest(data: Sequence[DataItem], table: Iterable[TableItem]) -> tuple[Suggestion, ...]:
    """Every item of the table with a key word that occurs in the scenario's data items, most data items first."""
    # One long text is searched once for each key word: 5,000 data items and 390 key words take some 60 ms. Walking
    # the text once and looking every place up took twice as long.
    texts = [f"{item.name} {item.description}".casefold().replace(_BREAK, " ") for item in data]
    starts, position = [], 0
    for text in texts:
        starts.append(position)
        position += len(text) + 1
    whole = _BREAK.join(texts)
    found = [made for item in table if (made := _suggestion(item, whole, starts, data)) is not None]
    return tuple(sorted(found, key=lambda suggestion: -suggestion.count))


def _suggestion(item: TableItem, whole: str, starts: list[int], data: Sequence[DataItem]) -> Suggestion | None:
    hit: dict[int, None] = {}
    words = []
    for word in item.keywords:
        indices = [bisect_right(starts, place) - 1 for place in _places(whole, word.casefold())]
        if indices:
            words.append(word)
            hit |= dict.fromkeys(indices)
    if not hit:
        return None
    names = tuple(data[index].name for index in sorted(hit)[:MOST_NAMES])
    return Suggestion(item.code, names, tuple(words), len(hit))


def _places(whole: str, word: str) -> Iterator[int]:
    """Where a word stands; one in Latin letters only as a word of its own, so that VIN is not found in driving."""
    place = whole.find(word)
    while place >= 0:
        if _alone(whole, place, place + len(word)):
            yield place
        place = whole.find(word, place + 1)


def _alone(whole: str, begin: int, end: int) -> bool:
    if _latin(whole[begin]) and begin and _latin(whole[begin - 1]):
        return False
    # A plural still is the word: "camera images".
    after = end + 1 if _latin(whole[end - 1]) and whole[end : end + 1] == "s" else end
    return not (_latin(whole[end - 1]) and after < len(whole) and _latin(whole[after]))


def _latin(sign: str) -> bool:
    return sign.isascii() and sign.isalnum()
