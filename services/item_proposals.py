"""What the catalogue proposes for the items of a scenario: kept beside them, made anew where it no longer holds.

An item is recognised by its own texts. What it is depends on its list as well, and on facts; items that were
recognised alike are judged once. It proposes and settles nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import cast

from assessment.answers import AnswerSheet, DataItem
from assessment.classification import Classified, Judging, traits_of
from assessment.classification_catalogue import HASH, Search
from assessment.classification_recognise import Found, Listed, Recognised, recognise
from assessment.classification_words import explained
from assessment.conditions import FactValue, Verdict
from assessment.item_lines import ItemLine, ItemProposal, Judgement, KeptAlike, Recognition, StoredLine
from assessment.item_standing import standing
from assessment.item_states import Answer
from assessment.vocabulary import Confidence, Text
from assessment.work import CaseRecord, Person
from regimes.loader import Regime
from services.cases import case_of
from services.desk import SYSTEM, Desk, NotFound
from services.item_facts import facts_of
from store.database import Unit

UNKNOWN_ITEM = Text("目录中没有", "Not in the catalogue")
_REMEMBERED = 50_000
_LONGEST = 200
"""Signs of a met word that are kept; a sentence quotes fewer."""

_LOW = Confidence.LOW

_JUDGES_KEPT = 64
_JUDGES: dict[str, Judge] = {}
"""Judges of lists by their key: what they say follows from it alone, and one is asked for on every page."""

Proposal = tuple[Recognition, Judgement]


@dataclass(frozen=True, slots=True)
class _Texts:
    """What an item is recognised by."""

    name: str
    description: str
    example: str


@dataclass(frozen=True)
class Ground:
    """What the proposals for the items of one scenario rest on, besides the items themselves."""

    case_id: str
    scenario: str
    regime: Regime
    facts: Mapping[str, FactValue]
    on: date

    @cached_property
    def search(self) -> Search:
        return self.regime.catalogue.on(self.on)

    @cached_property
    def _law(self) -> str:
        """The law and the facts in one hash; a day counts only by the items that are in force on it."""
        held = self.regime.important_data.held_on(self.on)
        codes = sorted(item.code for _, item in held.in_force(self.on))
        facts = sorted((name, repr(value)) for name, value in self.facts.items())
        said = json.dumps([self.search.sha256, self.regime.sha256, codes, facts], ensure_ascii=True)
        return hashlib.sha256(said.encode("ascii")).hexdigest()

    def judge_of(self, recognised: Iterable[Sequence[str]]) -> Judge:
        """Judges a list in which these sets of catalogue items occur."""
        numbers = self.search.numbers
        occurring = {number for items in set(map(tuple, recognised)) for number in map(numbers.get, items)}
        traits = traits_of((number for number in occurring if number is not None), self.search)
        key = hashlib.sha256(f"{self._law} {' '.join(sorted(traits))}".encode("ascii")).hexdigest()[:HASH]
        if key not in _JUDGES:
            law = self.regime.important_data.held_on(self.on)
            while len(_JUDGES) >= _JUDGES_KEPT:
                _JUDGES.pop(next(iter(_JUDGES)), None)
            _JUDGES[key] = Judge(self.search, Judging.of(traits, self.search, law, self.facts, self.on), key)
        return _JUDGES[key]


@dataclass(frozen=True)
class Judge:
    """``key``: hash of everything that its judgements rest on."""

    search: Search
    judging: Judging
    key: str

    def judgement(self, items: Sequence[str]) -> Judgement:
        """What an item is that was recognised as these."""
        said = self.classified(_Texts("", "", ""), Recognition(tuple(items), "name", "", _LOW, ""))
        answers = _answer(said.personal), _answer(said.sensitive), _answer(said.important)
        return Judgement(said.kind, said.category or "", *answers, self.key)

    def classified(self, listed: Listed, found: Recognition) -> Classified:
        numbers = tuple(self.search.numbers[name] for name in found.items)
        return self.judging.classified(listed, Recognised(numbers, cast(Found, found.found), found.word, found.sure))

    def proposal(self, listed: Listed, found: Recognition) -> ItemProposal:
        """All that is said of one item, with the reasons."""
        known = self._alike.get(found.items)
        if known is None:
            known = self._alike[found.items] = self._proposal(listed, found), self._reasons(found.items)
        proposal, reasons = known
        if not found.items:
            return proposal
        # Items that were recognised alike are the same but for the words that were met.
        first = self.search.numbers[found.items[0]]
        met = Recognised((first,), cast(Found, found.found), found.word, found.sure)
        return replace(proposal, because=explained(met, self.search.items[first], reasons), sure=found.sure)

    @cached_property
    def _alike(self) -> dict[tuple[str, ...], tuple[ItemProposal, Text]]:
        return {}

    def _reasons(self, items: Sequence[str]) -> Text:
        numbers = tuple(self.search.numbers[name] for name in items)
        return self.judging.judged(numbers).because if numbers else Text("", "")

    def _proposal(self, listed: Listed, found: Recognition) -> ItemProposal:
        said = self.classified(listed, found)
        name = UNKNOWN_ITEM
        if said.category is not None:
            known = self.search.items[self.search.numbers[said.category]].name
            name = Text(known.zh, known.en)
        return ItemProposal(
            kind=said.kind,
            category=said.category or "",
            category_name=name,
            personal=_answer(said.personal),
            sensitive=_answer(said.sensitive),
            important=_answer(said.important),
            rules=said.rules,
            because=said.because,
            needs=said.needs,
            sure=said.sure,
            confidence=said.confidence,
            lowered_by=said.lowered_by,
            catalogue=self.search.sha256,
        )


def ground_of(desk: Desk, unit: Unit, record: CaseRecord, scenario: str) -> Ground:
    """What is known today for one scenario of a case; raises ``NotFound``."""
    return _ground(desk, unit, record, unit.sheets.load(record.id, desk.today, with_items=False), scenario)


def _ground(desk: Desk, unit: Unit, record: CaseRecord, sheet: AnswerSheet, scenario: str) -> Ground:
    if scenario not in {entry.id for entry in sheet.scenarios}:
        raise NotFound(f"scenario {scenario}")
    regime = desk.regime_of(record.company_id, unit)
    facts = facts_of(unit, sheet, regime, record.id, scenario)
    return Ground(record.id, scenario, regime, facts, sheet.on)


@contextmanager
def reading(desk: Desk, person: Person, case_id: str, scenario: str) -> Iterator[tuple[Unit, Ground, Judge]]:
    """A unit in which the proposals of a scenario fit items, law and facts; made anew before, if need be."""
    with desk.database.read(person.company_id) as unit:
        ground = ground_of(desk, unit, case_of(unit, case_id), scenario)
        judge = _fresh(unit, ground)
        if judge is not None:
            yield unit, ground, judge
            return
    with desk.database.unit(SYSTEM, person.company_id, desk.now()) as unit:
        refresh(unit, ground)
        unit.commit()
    with desk.database.read(person.company_id) as unit:
        ground = ground_of(desk, unit, case_of(unit, case_id), scenario)
        yield unit, ground, judge_now(unit, ground)


def ensure_fresh(desk: Desk, person: Person, case_id: str, scenario: str) -> None:
    """Make the proposals of a scenario anew where the law, the facts or the list are no longer what they were."""
    with reading(desk, person, case_id, scenario):
        return


def ensure_all_fresh(desk: Desk, person: Person, case_id: str) -> None:
    """The same for every scenario of a case, with its answers read once."""
    with desk.database.read(person.company_id) as unit:
        record = case_of(unit, case_id)
        sheet = unit.sheets.load(record.id, desk.today, with_items=False)
        grounds = [_ground(desk, unit, record, sheet, entry.id) for entry in sheet.scenarios]
        stale = [ground for ground in grounds if _fresh(unit, ground) is None]
    if not stale:
        return
    with desk.database.unit(SYSTEM, person.company_id, desk.now()) as unit:
        for ground in stale:
            refresh(unit, ground)
        unit.commit()


def _fresh(unit: Unit, ground: Ground) -> Judge | None:
    """The judge of the list where everything that is kept is its word."""
    kept = unit.item_proposals.kept(ground.case_id, ground.scenario)
    if any(alike.made_with != ground.search.sha256 for alike in kept):
        return None
    judge = ground.judge_of(alike.items for alike in kept)
    return judge if all(alike.judged_with == judge.key for alike in kept) else None


def refresh(unit: Unit, ground: Ground) -> Judge:
    """Recognise what is new or changed; where the list is another one now, judge all of it again.

    To be called in the unit that changes items, after the change.
    """
    place = ground.case_id, ground.scenario
    kept = unit.item_proposals.kept(*place)
    found: dict[str, Recognition] = {}
    names: dict[str, str] = {}
    if any(alike.made_with != ground.search.sha256 for alike in kept):
        for item_id, texts in unit.item_proposals.to_recognise(*place, ground.search.sha256).items():
            found[item_id] = recognition_of(texts, ground.search)
            names[item_id] = texts.name
    fitting = _fitting(kept, ground)
    judge = ground.judge_of([*(alike.items for alike in fitting), *(one.items for one in found.values())])
    said = {items: judge.judgement(items) for items in {one.items for one in found.values()}}
    unit.item_proposals.keep(names, {item_id: (one, said[one.items]) for item_id, one in found.items()})
    stale = {alike.items for alike in fitting if alike.judged_with != judge.key}
    unit.item_proposals.judge(*place, {items: judge.judgement(items) for items in sorted(stale)})
    return judge


def proposals_for(unit: Unit, ground: Ground, rows: Sequence[Listed]) -> list[Proposal]:
    """What will be proposed for items that are about to be added to the list."""
    kept = unit.item_proposals.kept(ground.case_id, ground.scenario)
    found = [recognition_of(row, ground.search) for row in rows]
    judge = ground.judge_of([*(alike.items for alike in _fitting(kept, ground)), *(one.items for one in found)])
    said = {items: judge.judgement(items) for items in {one.items for one in found}}
    return [(one, said[one.items]) for one in found]


def judge_now(unit: Unit, ground: Ground) -> Judge:
    """The judge of the list as it is kept."""
    kept = unit.item_proposals.kept(ground.case_id, ground.scenario)
    return ground.judge_of(alike.items for alike in _fitting(kept, ground))


def lines_of(stored: Iterable[StoredLine], judge: Judge) -> tuple[ItemLine, ...]:
    """Rows of the table with what is proposed and what counts."""
    return tuple(_line(one, judge) for one in stored)


def _line(stored: StoredLine, judge: Judge) -> ItemLine:
    found = stored.recognition
    known = found is not None and found.made_with == judge.search.sha256
    proposal = judge.proposal(stored.item, found) if found is not None and known else None
    kind = proposal.kind if proposal else None
    return ItemLine(stored.item, stored.position, proposal, standing(stored.item, kind), stored.duplicate_of)


def recognition_of(listed: Listed, search: Search) -> Recognition:
    """As which items of the catalogue an item is recognised; equal texts are looked at once."""
    return _recognised(_Texts(listed.name, listed.description, listed.example), search)


@lru_cache(_REMEMBERED)
def _recognised(texts: _Texts, search: Search) -> Recognition:
    found = recognise(texts, search)
    items = tuple(search.items[number].id for number in found.items)
    return Recognition(items, found.found, found.word[:_LONGEST], found.sure, search.sha256)


def _fitting(kept: Iterable[KeptAlike], ground: Ground) -> list[KeptAlike]:
    return [alike for alike in kept if alike.made_with == ground.search.sha256]


def _answer(verdict: Verdict) -> Answer:
    match verdict:
        case Verdict.YES:
            return "yes"
        case Verdict.NO:
            return "no"
        case Verdict.UNKNOWN:
            return "undetermined"


def proposals_of(judge: Judge, items: Sequence[DataItem]) -> dict[str, ItemProposal]:
    """What is proposed for these items of a list, by id."""
    return {item.id: judge.proposal(item, recognition_of(item, judge.search)) for item in items}
