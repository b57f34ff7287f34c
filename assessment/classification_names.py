"""Finds words in the names of data items: snake_case, camelCase, glued, full-width, Chinese, digits in between.

A Latin phrase is only found as whole words, so that vin is not found in driving; a Chinese one anywhere. Of places
that overlap the longest counts. Nothing here knows what a word means for the law.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import product

LONGEST = 6
"""Words that one phrase may have; a glued name such as ``phonenumber`` is one word."""

_REMEMBERED = 1_000
"""A name is cut for each index that it is looked up in; so many are kept until then."""

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PART = re.compile(r"[a-z]+|[0-9]+|[\u3400-\u9fff]+")
_HAN = re.compile(r"[\u3400-\u9fff]")
_DOTTED = re.compile(r"[^\x00-\x7f]|\s")


@dataclass(frozen=True)
class Name:
    """A name cut into parts: Latin words in lower case, numbers, runs of Chinese signs."""

    parts: tuple[str, ...]

    @cached_property
    def plain(self) -> str:
        return "".join(self.parts)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found: what, where in the signs of the name, and the text that was met."""

    target: int
    begin: int
    end: int
    text: str


@lru_cache(_REMEMBERED)
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
        self._begins: set[str] = set()
        self._by_sign: dict[str, list[str]] = {}

    def add(self, phrase: str, target: int) -> None:
        if _HAN.search(phrase):
            word = phrase.lower()
            if word not in self._han:
                beginning = self._by_sign.setdefault(word[0], [])
                beginning.append(word)
                beginning.sort(key=len, reverse=True)
            self._han.setdefault(word, []).append(target)
            return
        for spelling in spellings(phrase, self._same):
            targets = self._latin.setdefault(spelling, [])
            if target not in targets:
                targets.append(target)
            self._begins.update(spelling[:end] for end in range(1, len(spelling) + 1))

    def whole(self, name: Name) -> tuple[int, ...]:
        """What the whole name stands for, numbers at its end left out."""
        parts = list(name.parts)
        while len(parts) > 1 and parts[-1].isdigit():
            parts.pop()
        joined = "".join(parts)
        return (*self._targets(joined), *self._han.get(joined, ()))

    def find(self, name: Name) -> list[Hit]:
        """The longest places that do not overlap, in the order of the name."""
        found = self._find_latin(name) + self._find_han(name)
        if len(found) < 2:
            return found
        found.sort(key=lambda hit: (hit.begin - hit.end, hit.begin))
        taken: list[Hit] = []
        for hit in found:
            if all(hit.end <= other.begin or hit.begin >= other.end or _equal(hit, other) for other in taken):
                taken.append(hit)
        return sorted(taken, key=lambda hit: (hit.begin, hit.target))

    def _find_latin(self, name: Name) -> list[Hit]:
        parts, begin = name.parts, 0
        found: list[Hit] = []
        for first, part in enumerate(parts):
            joined = ""
            for word in parts[first : first + LONGEST]:
                joined += word
                known = joined in self._begins
                if known or joined.endswith("s"):
                    end = begin + len(joined)
                    found += [Hit(target, begin, end, joined) for target in self._targets(joined)]
                if not known:
                    break  # no phrase begins like this, so none does with more words behind it
            begin += len(part)
        return found

    def _targets(self, joined: str) -> Sequence[int]:
        targets = self._latin.get(joined)
        if targets is None and len(joined) > 3 and joined.endswith("s") and not joined.endswith("ss"):
            targets = self._latin.get(joined[:-1])
        return targets or ()

    def _find_han(self, name: Name) -> list[Hit]:
        text = name.plain
        found: list[Hit] = []
        if not self._han or not _HAN.search(text):
            return found
        for begin, sign in enumerate(text):
            # The longest word at each place, also inside another one.
            for word in self._by_sign.get(sign, ()):
                if text.startswith(word, begin):
                    found += [Hit(target, begin, begin + len(word), word) for target in self._han[word]]
                    break
        return found


def _equal(one: Hit, other: Hit) -> bool:
    return (one.begin, one.end) == (other.begin, other.end)
