"""Puts facts and figures into the sentences of the rules. It changes no word of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TypeAlias

from assessment.conditions import FactValue, OneOf, Range
from assessment.questions import Bilingual
from assessment.rules import FigureEntry, RuleBook
from assessment.vocabulary import Text, Unknown

PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")
NOT_YET_KNOWN = Text("尚未确定", "not yet known")
_Pieces: TypeAlias = tuple[tuple[bool, str], ...]
"""Text in pieces; the marked ones are names."""
_PREFIX = re.compile(r"(?P<list>flows|group)\[(?P<entry>.+)\]\.(?P<name>.+)\Z")
UNNAMED = ("largest", "others")
"""Group members that were asked for without their names."""
_WHOSE = {"flows": Text("场景", "flow"), "group": Text("集团成员", "group member")}


def fill(
    sentence: Bilingual,
    facts: Mapping[str, FactValue],
    figures: Mapping[str, FigureEntry],
    words: Mapping[str, str | Text],
) -> Text:
    """The sentence with every ``{name}`` replaced by a word, a fact or a figure of the day."""

    def spelled(name: str) -> Text:
        if name in words:
            word = words[name]
            return word if isinstance(word, Text) else Text(word, word)
        return spell(facts[name] if name in facts else figures[name].value)

    zh, en, names = _parts(sentence.zh, sentence.en)
    if not names:
        return Text(sentence.zh, sentence.en)
    said = {name: spelled(name) for name in names}
    return Text(
        "".join(said[part].zh if odd else part for odd, part in zh),
        "".join(said[part].en if odd else part for odd, part in en),
    )


@cache
def _parts(zh: str, en: str) -> tuple[_Pieces, _Pieces, tuple[str, ...]]:
    """Both languages cut at their placeholders, and the names in them; the sentences of a rule book are few."""
    pieces = [tuple((bool(n % 2), part) for n, part in enumerate(PLACEHOLDER.split(text))) for text in (zh, en)]
    names = dict.fromkeys(part for one in pieces for is_name, part in one if is_name)
    return pieces[0], pieces[1], tuple(names)


def spell(value: FactValue) -> Text:
    """One value as it stands in a sentence; numbers with thousands separators."""
    match value:
        case Unknown() | OneOf() | None:
            return NOT_YET_KNOWN
        case Range(exact=int() as number):
            return spell(number)
        case Range(low=0):
            return NOT_YET_KNOWN
        case Range(low=low):
            return Text(f"至少{low:,}", f"at least {low:,}")
        case bool():
            return Text("是", "yes") if value else Text("否", "no")
        case int():
            return Text(f"{value:,}", f"{value:,}")
        case str():
            return Text(value, value)


def listed(labels: Sequence[Text]) -> Text:
    return Text("、".join(label.zh for label in labels), ", ".join(label.en for label in labels))


def label_of(name: str, book: RuleBook) -> Text:
    """What people call a fact; a fact of another flow says whose it is."""
    found = _PREFIX.match(name)
    if found is None:
        known = book.facts[name]
        return Text(known.label.zh, known.label.en)
    # A flow's facts stand under their own names, a group member's under ``group.``.
    known = book.facts[found["name"] if found["list"] == "flows" else f"group.{found['name']}"]
    whose = _WHOSE[found["list"]]
    entry = found["entry"]
    if found["list"] == "group" and entry in UNNAMED:
        return Text(known.label.zh, known.label.en)
    return Text(f"{known.label.zh}（{whose.zh} {entry}）", f"{known.label.en} ({whose.en} {entry})")
