"""What the items of a list are: category, personal, sensitive, important; why, how sure, and what is still to say.

Only whole numbers and words decide, in one pass over the list; no model and no network. The draft table alone never
clears an item that it names, and an unknown fact is never a no. What comes out is a proposal for a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

from assessment.classification_catalogue import Search
from assessment.classification_important import Important, Reading
from assessment.classification_parts import CatalogueItem, Combination, Trait
from assessment.classification_recognise import Listed, Recognised, recognise
from assessment.classification_words import explained, reasons
from assessment.conditions import FactValue, Verdict
from assessment.important_data_table import ImportantDataLaw
from assessment.vocabulary import Confidence, Text

Kind = Literal["important", "sensitive", "personal", "none", "undetermined"]

LINKED, TEXT, MEANING = "linked_to_person", "free_text_content", "meaning"


@dataclass(frozen=True, slots=True)
class Classified:
    """One item. ``category`` is ``None`` where the catalogue does not know it. ``sure``: how well it was recognised;
    ``confidence``: how well the law behind it was read."""

    name: str
    category: str | None
    items: tuple[str, ...]
    personal: Verdict
    sensitive: Verdict
    important: Verdict
    rules: tuple[str, ...]
    because: Text
    needs: tuple[str, ...]
    sure: Confidence
    confidence: Confidence
    lowered_by: tuple[str, ...]
    surveying: bool

    @property
    def kind(self) -> Kind:
        """The class in one word, the strictest that is settled."""
        if self.important is Verdict.YES:
            return "important"
        if self.sensitive is Verdict.YES:
            return "sensitive"
        if self.personal is Verdict.YES:
            return "personal"
        settled = (self.personal, self.sensitive, self.important) == (Verdict.NO, Verdict.NO, Verdict.NO)
        return "none" if settled else "undetermined"

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "category": self.category,
            "personal": _yes(self.personal),
            "sensitive": _yes(self.sensitive),
            "important": "undetermined" if self.important is Verdict.UNKNOWN else self.important.value,
            "rules": list(self.rules),
            "because": {"zh": self.because.zh, "en": self.because.en},
            "needs": list(self.needs),
        }


@dataclass(frozen=True, slots=True)
class _Context:
    """What holds for the whole list: the traits that occur in it, the combinations that meet, the facts."""

    traits: frozenset[Trait]
    meeting: tuple[Combination, ...]
    facts: Mapping[str, FactValue]
    search: Search
    important: Reading
    judged: dict[tuple[int, ...], Classified]

    @property
    def keyed(self) -> bool:
        return "key" in self.traits or self.facts.get(LINKED) is True


@dataclass(frozen=True, slots=True)
class Judging:
    """Judges the items of one list, which were recognised before, one at a time."""

    context: _Context

    @classmethod
    def of(
        cls,
        traits: Iterable[Trait],
        search: Search,
        law: ImportantDataLaw,
        facts: Mapping[str, FactValue],
        on: date,
    ) -> Judging:
        """``traits``: those of everything in the list together; a fact that is left out is unknown."""
        known = frozenset(traits)
        meeting = _meeting(search.catalogue.combinations, known)
        return cls(_Context(known, meeting, facts, search, Reading.of(search, law, facts, on), {}))

    @property
    def keyed(self) -> bool:
        """Whether the list names a person, an account or a vehicle, so that all of it can be linked to one."""
        return self.context.keyed

    def judged(self, numbers: tuple[int, ...]) -> Classified:
        """What items recognised as these are everywhere in the list; ``because`` holds the reasons only."""
        return _alike(numbers, self.context)

    def classified(self, listed: Listed, found: Recognised) -> Classified:
        return _classified(listed, found, self.context)


def traits_of(numbers: Iterable[int], search: Search) -> frozenset[Trait]:
    """What items of the catalogue bring into the combinations of their list."""
    return frozenset(trait for number in numbers for trait in search.items[number].traits)


def classify(
    items: Sequence[Listed], search: Search, law: ImportantDataLaw, facts: Mapping[str, FactValue], on: date
) -> tuple[Classified, ...]:
    """Classify the items of one list together, in their order; a fact that is left out is unknown."""
    recognised = [recognise(item, search) for item in items]
    traits = traits_of((number for found in recognised for number in found.items), search)
    judging = Judging.of(traits, search, law, facts, on)
    return tuple(judging.classified(item, found) for item, found in zip(items, recognised, strict=True))


def _meeting(combinations: Iterable[Combination], traits: frozenset[Trait]) -> tuple[Combination, ...]:
    """Those whose parts all occur; one that asks for less is left out where a fuller one raises the same."""
    met = [combination for combination in combinations if set(combination.of) <= traits]
    return tuple(
        combination
        for combination in met
        if not any(set(combination.of) < set(o.of) and set(combination.raises) <= set(o.raises) for o in met)
    )


def _classified(listed: Listed, found: Recognised, context: _Context) -> Classified:
    if not found.items:
        return _unknown(listed, context)
    known = _alike(found.items, context)
    first = context.search.items[found.items[0]]
    return replace(known, name=listed.name, because=explained(found, first, known.because), sure=found.sure)


def _alike(numbers: tuple[int, ...], context: _Context) -> Classified:
    known = context.judged.get(numbers)
    if known is None:
        known = context.judged[numbers] = _judged(numbers, context)
    return known


def _judged(numbers: tuple[int, ...], context: _Context) -> Classified:
    """What the same items of the catalogue are everywhere in one list; ``because`` holds the reasons only."""
    items = tuple(context.search.items[number] for number in numbers)
    traits = {trait for item in items for trait in item.traits}
    together = tuple(c for c in context.meeting if traits & set(c.raises))
    personal, first = _personal(items, context)
    sensitive, second = _sensitive(items, together, context)
    important = context.important.of_items(items, together)
    if sensitive is Verdict.YES:
        personal, first = Verdict.YES, ()
    return Classified(
        name="",
        category=items[0].id,
        items=tuple(item.id for item in items),
        personal=personal,
        sensitive=sensitive,
        important=important.verdict,
        rules=_rules(items, together, sensitive, important),
        because=reasons(items, together, (personal, sensitive), important, context.search.catalogue),
        needs=tuple(dict.fromkeys((*first, *second, *important.needs))),
        sure=Confidence.LOW,
        confidence=_least(items),
        lowered_by=tuple(dict.fromkeys(low.by for item in items for low in item.lowers)),
        surveying=any(_surveying(item, context) for item in items),
    )


def _unknown(listed: Listed, context: _Context) -> Classified:
    linked = context.keyed
    because = Text(
        "目录中没有与名称、内容描述或者示例相符的数据项，不能得出结论；请补充内容描述",
        "The catalogue holds nothing that fits the name, the description or the example, so nothing is concluded; "
        "add a description",
    )
    if linked:
        because = Text(
            f"{because.zh}；同一清单能关联到个人，暂按个人信息处理。",
            f"{because.en}. The list can be linked to a person, so it counts as personal information for now.",
        )
    else:
        because = Text(f"{because.zh}。", f"{because.en}.")
    personal = Verdict.YES if linked else Verdict.UNKNOWN
    return Classified(
        name=listed.name, category=None, items=(), personal=personal, sensitive=Verdict.UNKNOWN,
        important=Verdict.UNKNOWN, rules=("PI-LINK",) if linked else (), because=because, needs=(MEANING,),
        sure=Confidence.LOW, confidence=Confidence.LOW, lowered_by=(), surveying=False,
    )  # fmt: skip


def _personal(items: Sequence[CatalogueItem], context: _Context) -> tuple[Verdict, tuple[str, ...]]:
    shares = {item.personal for item in items}
    if "always" in shares:
        return Verdict.YES, ()
    if shares & {"linked", "open"}:
        if context.keyed:
            return Verdict.YES, ()
        if "open" in shares:
            return _fact(TEXT, context), _asked((TEXT,), context)
        if context.facts.get(LINKED) is False or all(item.plain for item in items):
            return Verdict.NO, ()
        return Verdict.UNKNOWN, (LINKED,)
    return Verdict.NO, ()


def _sensitive(
    items: Sequence[CatalogueItem], together: Sequence[Combination], context: _Context
) -> tuple[Verdict, tuple[str, ...]]:
    if any(combination.sensitive for combination in together):
        return Verdict.YES, ()
    verdicts: set[Verdict] = set()
    needs: list[str] = []
    for item in items:
        match item.sensitive:
            case "always":
                # A proof that nobody can be recognised takes it away; until then the cautious reading stands.
                denied = any(context.facts.get(name) is False for name in item.needs)
                verdicts.add(Verdict.NO if denied else Verdict.YES)
                needs += _asked(item.needs, context)
            case "linked":
                known = Verdict.YES if context.keyed else _fact(LINKED, context)
                verdicts.add(known)
                needs += [LINKED] if known is Verdict.UNKNOWN else []
            case "open":
                asked = item.needs or (TEXT,)
                verdicts.add(_any(_fact(name, context) for name in asked))
                needs += _asked(asked, context)
            case "none":
                verdicts.add(Verdict.NO)
    return _any(verdicts), tuple(needs)


def _any(verdicts: Iterable[Verdict]) -> Verdict:
    found = set(verdicts)
    if Verdict.YES in found:
        return Verdict.YES
    return Verdict.UNKNOWN if Verdict.UNKNOWN in found else Verdict.NO


def _fact(name: str, context: _Context) -> Verdict:
    value = context.facts.get(name)
    return Verdict.YES if value is True else Verdict.NO if value is False else Verdict.UNKNOWN


def _asked(names: Iterable[str], context: _Context) -> tuple[str, ...]:
    return tuple(name for name in names if _fact(name, context) is Verdict.UNKNOWN)


def _surveying(item: CatalogueItem, context: _Context) -> bool:
    return item.surveying == "yes" or (item.surveying == "with_position" and "position" in context.traits)


def _rules(
    items: Sequence[CatalogueItem], together: Sequence[Combination], sensitive: Verdict, important: Important
) -> tuple[str, ...]:
    bases = [
        basis
        for item in items
        for basis in item.basis
        if basis != "AG-U" and (sensitive is not Verdict.NO or not basis.startswith("SPI"))
    ]
    names = (*(item.id for item in items), *bases, *(c.id for c in together), *important.rules)
    return tuple(dict.fromkeys(names))


_RANK = (Confidence.LOW, Confidence.MEDIUM, Confidence.HIGH)


def _least(items: Sequence[CatalogueItem]) -> Confidence:
    return min((item.confidence for item in items), key=_RANK.index)


def _yes(verdict: Verdict) -> bool | None:
    return None if verdict is Verdict.UNKNOWN else verdict is Verdict.YES
