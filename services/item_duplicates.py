"""The same field in several places: found, and what was said of it taken over.

By name, in several scenarios and cases of the company. By the catalogue, under several names in one case: ``mobile``
and 手机号 are one item there, by what was settled, else by what is proposed. Only what is missing is filled in: no
class that somebody settled and no reason that somebody wrote is replaced.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from assessment.answers import DataItem
from assessment.classification_catalogue import Search
from assessment.item_duplicates import Alike, Place
from assessment.item_keys import name_key
from assessment.item_states import Settled
from assessment.vocabulary import Text
from assessment.work import Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, Refused, actor_of
from services.item_changing import Done, change_states, change_texts, keep_together, named
from services.item_proposals import ensure_all_fresh, ground_of
from store.database import Unit

By = Literal["name", "catalogue"]
AT_ONCE = 50
"""Groups of equal items on one page; those that offer something, or contradict each other, stand first."""
NOTHING_TO_TAKE = Text("没有选中可以沿用的数据项；先勾选再沿用。", "Nothing to take over is selected; tick some first.")


@dataclass(frozen=True, slots=True)
class Duplicates:
    """One page of groups, how many there are, and by id the references of the cases they stand in.

    ``titles``: names of the catalogue's items by their ids, where they are what makes a group.
    """

    groups: tuple[Alike, ...]
    total: int
    first: int
    references: dict[str, str]
    titles: dict[str, Text] = field(default_factory=dict)

    @property
    def next(self) -> int | None:
        end = self.first + AT_ONCE
        return end if end < self.total else None


def duplicates(desk: Desk, person: Person, case_id: str, *, by: By = "name", first: int = 0) -> Duplicates:
    """Groups of items of the case: of one name, here or elsewhere in the company, or of one item of the catalogue."""
    if by == "catalogue":
        ensure_all_fresh(desk, person, case_id)
    with desk.database.read(person.company_id) as unit:
        record = case_of(unit, case_id)
        if by == "catalogue":
            keys, total = unit.items_of_category.repeated(case_id, first, AT_ONCE)
            known = desk.regime_of(record.company_id, unit).catalogue.on(desk.today)
            titles = {key: _title(known, key) for key in keys}
            return Duplicates(tuple(_same_item(unit, case_id, keys)), total, first, {}, titles)
        keys, total = unit.item_standings.repeated(case_id, first, AT_ONCE)
        references = {record.id: record.reference for record in unit.cases.list()}
        return Duplicates(tuple(_alike(unit, case_id, keys)), total, first, references)


def take_over(desk: Desk, person: Person, case_id: str, keys: Sequence[str], *, by: By = "name") -> Done:
    """Fill in what is missing in the chosen groups: necessity and class. Raises ``Refused`` where nothing is."""
    changed: set[str] = set()
    undo: list[str] = []
    wanted = sorted(set(keys))
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        groups = (_same_item if by == "catalogue" else _alike)(unit, case_id, wanted)
        for entry in unit.sheets.load(case_id, desk.today, with_items=False).scenarios:
            ground = ground_of(desk, unit, record, entry.id)
            texts = {i.id: g.necessity for g in groups for i in g.unjustified if i.scenario == entry.id}
            if texts:
                items = unit.items.some(case_id, entry.id, list(texts))
                done = change_texts(unit, ground, {key: {"necessity": text} for key, text in texts.items()}, items)
                undo.append(done)
                unit.record("items changed", case_id=case_id, subject=entry.id, details=_details(items, "necessity"))
            states = {
                i.id: _taken(g.settled, person, desk)
                for g in groups if g.settled for i in g.unsettled if i.scenario == entry.id
            }  # fmt: skip
            if states:
                items = unit.items.some(case_id, entry.id, list(states))
                undo.append(change_states(unit, ground, "settled", states, items))
                unit.record("items classified", case_id=case_id, subject=entry.id, details=_details(items, "settled"))
            changed |= texts.keys() | states.keys()
        if not changed:
            raise Refused(NOTHING_TO_TAKE)
        together = keep_together(unit, case_id, undo)
        unit.commit()
    return Done(len(changed), 0, together)


def _alike(unit: Unit, case_id: str, keys: Sequence[str]) -> list[Alike]:
    places: dict[str, list[Place]] = {key: [] for key in keys}
    for place in unit.item_standings.places(keys):
        places[name_key(place.item.name)].append(place)
    found = [
        Alike(key, case_id, tuple(sorted(some, key=lambda place: place.case_id != case_id)))
        for key, some in places.items()
    ]
    return [one for one in found if one.here and len(one.places) > 1]


def _same_item(unit: Unit, case_id: str, keys: Sequence[str]) -> list[Alike]:
    places: dict[str, list[Place]] = {key: [] for key in keys}
    for key, place in unit.items_of_category.places(case_id, keys):
        places[key].append(place)
    return [Alike(key, case_id, tuple(some)) for key, some in places.items() if len(some) > 1]


def _title(known: Search, key: str) -> Text:
    if key not in known.numbers:
        return Text(key, key)
    name = known.items[known.numbers[key]].name
    return Text(name.zh, name.en)


def _taken(said: Settled, person: Person, desk: Desk) -> Settled:
    return replace(said, by=person.name, on=desk.today.isoformat())


def _details(items: Sequence[DataItem], column: str) -> dict[str, object]:
    return {"count": len(items), "items": named(items), "column": column, "taken_over": True}
