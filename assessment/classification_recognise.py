"""Which items of the catalogue a data item is, from its name, its description and the form of its example.

The name counts first. A description speaks where the name says little; a value adds what it shows and takes nothing
away. A word for a state behind a name makes a state of it: the status of a camera is no picture.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from assessment.classification_catalogue import Search
from assessment.classification_names import Hit, Name, cut, last_step
from assessment.classification_parts import CatalogueItem
from assessment.vocabulary import Confidence

Found = Literal["name", "description", "value", "state", "nothing"]

_POSSESSED = re.compile(r"^(?:the |street )?(identifier|id|name|address) of (?:the |an? )?(\w+(?: \w+)?)", re.I)
"""The name of the charging station: it is the station that says what this is."""

_CLAUSE = re.compile(r"[，,。；;：:（(\n\r]|\\r|\\n|\s-\s|[\"“]|\s*(?<![\d.])[012]\s?[-=－—](?=\S)")
"""Where the first clause ends: also before the values that a code may have, ``0-off``."""

_HAN = re.compile(r"[\u3400-\u9fff]")
_COLLECTION = re.compile(r"^(?:the |an? )?(?:array|list|set|collection) of ", re.IGNORECASE)
_SUBJECT = re.compile(
    r"\b(?:of|in|for|to|from|with|that|which|as|by|used|relative|related|along|at|on|when)\b", re.IGNORECASE
)
_OF = re.compile(
    r"((?:the |an? )?(?:\w+ )?(?:start|end|stop|begin|time|timestamp|date|duration|temperature|voltage|current"
    r"|power|energy|image|picture|photo|video|recording|path|coordinates|position|location|description|sum|amount|duration))"
    r" (?:of|for|during) (?:the |an? )?(?:running |current )?(\w+(?: \w+){0,2}?)"
    r"(?=[.,;]|$| \(| (?:of|in|for|to|from|with|that|which|as|by|at|on|when)\b)",
    re.IGNORECASE,
)
"""The start of the charging session: it is the session that says what this is."""

_FILLING = re.compile(
    r"\b(?:momentary|instantaneous|instant|actual|measured|present|average|mean|maximum|minimum|main|overall|usable"
    r"|estimated|calculated|reported|observed|total)\s+",
    re.IGNORECASE,
)
"""Words that part what belongs together: main battery momentary voltage."""

_SENTENCE = re.compile(r"(?:if|whether|true|false|indicates|tells|has|have|is|are|not)\b", re.IGNORECASE)
_ASKS = re.compile(r"(?:is|has)(?:_|(?=[A-Z]))|(?:IS|HAS)_|(?:Is|Has)(?=[A-Z])")
"""``IsIDCardScanned``: whether, not what."""

_WHETHER = re.compile(r"是否|有无|能否|可否")
"""A comment that asks: the column holds yes or no, wherever in the clause the question stands."""

_ABLE = re.compile(r"是否(?:支持|具备|允许|可)|具备.*功能$")
"""A comment that tells what a car can do, not what it did."""

_MOMENTS = frozenset({"timestamp", "at"})
_BOUNDS = frozenset({"start", "begin", "end", "stop", "finish", "started", "begun", "ended", "stopped", "finished"})
"""A time stamp of the start or the end is a time of the thing; any other only says when something was read."""

_CIRCUMSTANCE = ("时", "以后", "之后", "之前", "期间")
"""A clause that ends so says when; what is meant comes after it."""

_ATTRIBUTIVE = re.compile(r"(?:密钥.*(?:生成|加密|签名|计算|派生)|最[多少高低大小长短近新])的(?=.)")
"""What a key makes is no key, and the district where most is charged is a district: what stands behind it counts."""

_MOST_HAN, _MOST_WORDS = 30, 8
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
    if named is not None and _asked(listed.description, named, search):
        named = Recognised((search.state,), "state", named.word, Confidence.MEDIUM)
    if named is None or _leaves_open(named, search) or _HAN.search(listed.description):
        described = _by_description(listed.description, search)
        if described is not None and named is None and _ASKS.match(last_step(listed.name)):
            named = Recognised((search.state,), "state", listed.name, Confidence.LOW)
        elif described is not None and _says_more(described, named, search):
            named = described
        elif described is None and named is not None and named.sure is Confidence.LOW:
            named = _state_in(_first_clause(listed.description), search) or named
    return _with_values(named or _bare_state(listed, search) or NOTHING, listed.example, search)


def _asked(description: str, named: Recognised, search: Search) -> bool:
    """Whether a comment asks about what was named; what keeps its states only gives way to what a car can do."""
    items = [search.items[number] for number in named.items]
    keeps = any(item.keeps_states and not item.plain for item in items)
    return (_ABLE if keeps else _WHETHER).search(_first_clause(description)) is not None


def _leaves_open(named: Recognised, search: Search) -> bool:
    """Whether a name says so little that the description is asked, too."""
    return named.sure is Confidence.LOW or (named.found != "state" and _yielding(named, search))


def _says_more(described: Recognised, named: Recognised | None, search: Search) -> bool:
    if named is None or named.sure is Confidence.LOW:
        return True
    if not _leaves_open(named, search):
        return described.sure is Confidence.HIGH and _heavier(described, named, search)
    return not _yielding(described, search) or (_general(named, search) and not _general(described, search))


def _heavier(described: Recognised, named: Recognised, search: Search) -> bool:
    """A comment in Chinese that says little else is what the author means by the name."""
    first, known = (search.items[found.items[0]] for found in (described, named))
    return named.found != "state" and not first.yields and weight(first) > weight(known)


def _by_name(text: str, search: Search) -> Recognised | None:
    step = last_step(text)
    found = _by_text(step, search, "name")
    if step != text and (across := _across(text, step, search)) is not None:
        return across
    if step != text and found is None and (asked := _question(step, search)) is not None:
        return asked
    if step != text and (found is None or (_general(found, search) and found.found != "state")):
        return _by_path(text, step, search) or found or _weak(step, search)
    if found is None or (_general(found, search) and found.found != "state"):
        return (_weak(text, search) if step == text else None) or _unfilled(step, search) or found
    return found


def _unfilled(step: str, search: Search) -> Recognised | None:
    """``charger_actual_current``: a word that only says which of the readings parts what belongs together."""
    words = " ".join(cut(step).parts)
    return _by_text(bare, search, "name") if (bare := _FILLING.sub("", words)) != words else None


def _across(text: str, step: str, search: Search) -> Recognised | None:
    """Words that run from the parent into the step, ``location.address``: more than the step says by itself."""
    own = len(cut(text).plain) - len(cut(step).plain)
    found = _by_text(text, search, "name", lambda hits: [hit for hit in hits if hit.begin < own < hit.end])
    return None if found is None or found.found == "state" or _general(found, search) else found


def _by_path(text: str, step: str, search: Search) -> Recognised | None:
    """The whole path. A parent that names an identifier groups other things and is none of them itself; words that
    run from the parent into the step say best what the step is."""
    own = len(cut(text).plain) - len(cut(step).plain)

    def counting(hits: list[Hit]) -> list[Hit]:
        across = [hit for hit in hits if hit.begin < own < hit.end]
        return across or [hit for hit in hits if hit.end > own or "key" not in search.items[hit.target].traits]

    return _by_text(text, search, "name", counting)


def _by_description(description: str, search: Search) -> Recognised | None:
    clause = _first_clause(description)
    found = _by_head(clause, search) or _by_text(clause, search, "description")
    if clause and (found is None or _general(found, search)):
        found = _by_text(_turned(description, clause), search, "description") or found
    if clause and (found is None or _general(found, search)) and (bare := _FILLING.sub("", clause)) != clause:
        found = _by_text(bare, search, "description") or found
    if found is None and clause:
        weak = _weak(clause, search)
        found = replace(weak, found="description") if weak else None
    if found is not None and _asked(description, found, search):
        return Recognised((search.state,), "state", found.word, Confidence.LOW)
    return found


def _bare_state(listed: Listed, search: Search) -> Recognised | None:
    """A name of which only the word for a state is known: ``event_type``, ``IsMoving``, 是否会员."""
    return _state_in(last_step(listed.name), search) or _state_in(_first_clause(listed.description), search)


def _question(step: str, search: Search) -> Recognised | None:
    """``is_primary`` below a control unit says something about it and is none."""
    marks = search.states.find(cut(step))
    asks = any(mark.begin == 0 and mark.target == 1 for mark in marks)
    return Recognised((search.state,), "state", step, Confidence.LOW) if asks else None


def _state_in(text: str, search: Search) -> Recognised | None:
    name = cut(text)
    marks = search.states.find(name) if text else []
    if any(mark.begin == 0 if mark.target else mark.end == len(name.plain) for mark in marks):
        return Recognised((search.state,), "state", text, Confidence.LOW)
    return None


def _weak(text: str, search: Search) -> Recognised | None:
    """Words that say little; they count when nothing but them is there."""
    ignored = search.ignored
    name = cut(text)
    kept = tuple(part for part in name.parts if part not in ignored)
    numbers = search.weak.whole(Name(kept) if kept else name)
    return Recognised(_ordered(numbers, search), "name", text, Confidence.LOW) if numbers else None


def _by_text(
    text: str,
    search: Search,
    where: Literal["name", "description"],
    counting: Callable[[list[Hit]], list[Hit]] | None = None,
) -> Recognised | None:
    if not text:
        return None
    name = cut(text)
    hits = search.strong.find(name)
    if counting is not None:
        hits = counting(hits)
    if not hits:
        return None
    kept = _without_states(name, hits, search)
    if not kept:
        return Recognised((search.state,), "state", _shown(hits[0], text), Confidence.MEDIUM)
    kept = _not_yielding(kept, search)
    numbers = _ordered([hit.target for hit in kept], search)
    first = next(hit for hit in kept if hit.target == numbers[0])
    most = len(first.text) * 2 >= len(name.plain) and (where == "name" or _HAN.search(first.text))
    sure = Confidence.HIGH if most else Confidence.MEDIUM
    return Recognised(numbers, where, _shown(first, text), sure)


def _shown(hit: Hit, text: str) -> str:
    """What is quoted: the Chinese words themselves, of a Latin name the name as it is written."""
    return hit.text if _HAN.search(hit.text) else text.strip()


def _without_states(name: Name, hits: Sequence[Hit], search: Search) -> list[Hit]:
    """The places that no word behind them, and none at the very beginning, makes a mere state."""
    hard = _hard(name, search)
    if any(hit.end <= hard for hit in hits):
        return [hit for hit in hits if hit.end > hard and "time" in search.items[hit.target].traits]
    if all(search.items[hit.target].keeps_states for hit in hits):
        return list(hits)
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


def _hard(name: Name, search: Search) -> int:
    """Where the word begins that makes a mere state of everything before it, ``battery_level_timestamp``,
    ``remote_start_supported``; else before everything."""
    parts = name.parts
    if len(parts) < 2 or parts[-1] not in search.hard or (parts[-1] in _MOMENTS and parts[-2] in _BOUNDS):
        return -1
    return len(name.plain) - len(parts[-1])


def _not_yielding(hits: list[Hit], search: Search) -> list[Hit]:
    firm = [hit for hit in hits if not search.items[hit.target].yields]
    if firm:
        return firm
    sector = [hit for hit in hits if not search.items[hit.target].id.startswith(_GENERAL)]
    return sector or hits


def _yielding(found: Recognised, search: Search) -> bool:
    """Only what gives way to something else: a picture, an order, a time."""
    return all(search.items[number].yields for number in found.items)


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
    """What a description is about: its first clause, in English what stands before the first preposition."""
    parts = (part.strip() for part in _CLAUSE.split(description))
    clause = next((part for part in parts if part and not part.endswith(_CIRCUMSTANCE)), "")
    han = len(_HAN.findall(clause))
    if han:
        met = _ATTRIBUTIVE.search(clause)
        return (clause[met.end() :] if met else clause) if han <= _MOST_HAN else ""
    subject = _SUBJECT.split(_POSSESSED.sub(r"\2 \1", _COLLECTION.sub("", clause)), maxsplit=1)[0]
    return "" if _SENTENCE.match(subject) or len(subject.split()) > _MOST_WORDS else subject


def _by_head(clause: str, search: Search) -> Recognised | None:
    """等待充电的用户编号: what stands behind 的 is what it is, where that alone says enough."""
    _, mark, head = clause.rpartition("的")
    found = _by_text(head, search, "description") if mark else None
    return None if found is None or found.found == "state" or _yielding(found, search) else found


def _turned(description: str, subject: str) -> str:
    """``Start of the charging session`` as the list could have named it: ``charging session Start``."""
    met = _OF.match(description.lstrip())
    return f"{met[2]} {met[1]}" if met and met[1].strip() == subject.strip() else ""


def _with_values(found: Recognised, example: str, search: Search) -> Recognised:
    """A form confirms what was met, adds what it alone shows, and decides where nothing else was met."""
    for form in search.forms.of_example(example):
        number = search.by_value.get(form.id)
        if number is None:
            continue
        if number in found.items:
            found = replace(found, sure=found.sure if found.found == "value" else Confidence.HIGH)
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
