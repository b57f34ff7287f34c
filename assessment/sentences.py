"""Puts facts and figures into the sentences of the rules. It changes no word of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from assessment.conditions import FactValue, Range
from assessment.questions import Bilingual
from assessment.rules import FigureEntry, RuleBook
from assessment.vocabulary import Text, Unknown

PLACEHOLDER = re.compile(r"\{([a-z0-9_.]+)\}")
NOT_YET_KNOWN = Text("尚未确定", "not yet known")
_PREFIX = re.compile(r"flows\[(?P<flow>.+)\]\.(?P<name>.+)\Z")


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

    return Text(
        PLACEHOLDER.sub(lambda found: spelled(found[1]).zh, sentence.zh),
        PLACEHOLDER.sub(lambda found: spelled(found[1]).en, sentence.en),
    )


def spell(value: FactValue) -> Text:
    """One value as it stands in a sentence; numbers with thousands separators."""
    match value:
        case Unknown() | None:
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
    known = book.facts[found["name"] if found else name]
    label = Text(known.label.zh, known.label.en)
    if found is None:
        return label
    return Text(f"{label.zh}（场景 {found['flow']}）", f"{label.en} (flow {found['flow']})")
