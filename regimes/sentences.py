"""The sentence of an entry as it reads on a day: figures in place, facts by the name that people call them."""

from __future__ import annotations

from datetime import date

from assessment.rules import RuleBook
from assessment.sentences import PLACEHOLDER
from assessment.vocabulary import Text
from regimes.entries import LawEntry, value_of

_WORDS = {"year": Text("当年", "the year"), "unknown": Text("尚未确定的事实", "the facts still open")}


def sentence_on(entry: LawEntry, book: RuleBook, day: date) -> Text:
    """What the entry says on ``day``, or on the nearest day on which it is in force."""
    if entry.since is not None:
        day = max(day, entry.since)
    if entry.until is not None:
        day = min(day, entry.until)

    def word(name: str) -> Text:
        if name in _WORDS:
            return _WORDS[name]
        if name in book.facts:
            label = book.facts[name].label
            return Text(f"〔{label.zh}〕", f"[{label.en}]")
        figure = next((figure for figure in book.figures if figure.key == name), None)
        standing = figure.on(day) if figure else None
        return value_of(standing) if standing else Text(f"〔{name}〕", f"[{name}]")

    return Text(
        PLACEHOLDER.sub(lambda found: word(found[1]).zh, entry.says.zh),
        PLACEHOLDER.sub(lambda found: word(found[1]).en, entry.says.en),
    )
