"""Finds words in the names of data items: snake_case, camelCase, glued, full-width, Chinese, digits in between.

A Latin phrase is only found as whole words, so that vin is not found in driving; a Chinese one anywhere. Of places
that overlap the longest counts. Nothing here knows what a word means for the law.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

LONGEST = 6
"""Words that one phrase may have; a glued name such as ``phonenumber`` is one word."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PART = re.compile(r"[a-z]+|[0-9]+|[\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_DOTTED = re.compile(r"[^\x00-\x7f]|\s")


@dataclass(frozen=True, slots=True)
class Name:
    """A name cut into parts: Latin words in lower case, numbers, runs of Chinese signs."""

    parts: tuple[str, ...]

    @property
    def plain(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: what, where in the signs of the name, and the text that was met."""

    target: int
    begin: int
    end: int
    text: str


def cut(text: str) -> Name:
    """A name in its parts; of a path such as ``Vehicle.Body.Windows`` all parts count."""
    normal = text if text.isascii() else unicodedata.normalize("NFKC", text)
    words = normal if normal.islower() else _CAMEL.sub(" ", normal).lower()
    return Name(tuple(_PART.findall(words)))


def last_step(text: str) -> str:
    """The last step of a dotted path, which is what the column itself is."""
    return text.rsplit(".", 1)[-1] if "." in text and not _DOTTED.search(text) else text


def spellings(phrase: str, same: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    """Every way in which lists write a phrase, without spaces: ``id card no`` is also idcardnumber."""
    choices = []
    for word in phrase.split():
        meant = [other for one in word.split("|") for other in same.get(one, (one,))]
        choices.append(list(dict.fromkeys(meant)))
    for words in product(*choices):
        yield "".join(words)


class Index:
    """Phrases and what they stand for. Built once; a look-up takes some microseconds."""

    def __init__(self, same: Iterable[Sequence[str]]) -> None:
        self._same: dict[str, tuple[str, ...]] = {word: tuple(words) for words in same for word in words}
        self._latin: dict[str, list[int]] = {}
        self._han: dict[str, list[int]] = {}
        self._finder: re.Pattern[str] | None = None

    def add(self, phrase: str, target: int) -> None:
        if _HAN.search(phrase):
            self._han.setdefault(phrase.lower(), []).append(target)
            self._finder = None
            return
        for spelling in spellings(phrase, self._same):
            targets = self._latin.setdefault(spelling, [])
            if target not in targets:
                targets.append(target)

    def whole(self, name: Name) -> tuple[int, ...]:
        """What the whole name stands for, numbers at its end left out."""
        parts = list(name.parts)
        while len(parts) > 1 and parts[-1].isdigit():
            parts.pop()
        joined = "".join(parts)
        return (*self._targets(joined), *self._han.get(joined, ()))

    def find(self, name: Name) -> list[Hit]:
        """The longest places that do not overlap, in the order of the name."""
        found = [*self._find_latin(name), *self._find_han(name)]
        if len(found) < 2:
            return found
        found.sort(key=lambda hit: (hit.begin - hit.end, hit.begin))
        taken: list[Hit] = []
        for hit in found:
            if all(hit.end <= other.begin or hit.begin >= other.end or _equal(hit, other) for other in taken):
                taken.append(hit)
        return sorted(taken, key=lambda hit: (hit.begin, hit.target))

    def _find_latin(self, name: Name) -> Iterator[Hit]:
        parts, begin = name.parts, 0
        for first, part in enumerate(parts):
            joined = ""
            for word in parts[first : first + LONGEST]:
                joined += word
                for target in self._targets(joined):
                    yield Hit(target, begin, begin + len(joined), joined)
            begin += len(part)

    def _targets(self, joined: str) -> Sequence[int]:
        targets = self._latin.get(joined)
        if targets is None and len(joined) > 3 and joined.endswith("s") and not joined.endswith("ss"):
            targets = self._latin.get(joined[:-1])
        return targets or ()

    def _find_han(self, name: Name) -> Iterator[Hit]:
        text = name.plain
        if not self._han or not _HAN.search(text):
            return
        if self._finder is None:
            words = sorted(self._han, key=len, reverse=True)
            # Looking ahead without taking signs away finds a word inside another one, too.
            self._finder = re.compile(f"(?=({'|'.join(map(re.escape, words))}))")
        for met in self._finder.finditer(text):
            for target in self._han[met[1]]:
                yield Hit(target, met.start(), met.start() + len(met[1]), met[1])


def _equal(one: Hit, other: Hit) -> bool:
    return (one.begin, one.end) == (other.begin, other.end)
