"""What items count as, added up in SQL: the same as one by one in Python, whatever was settled, treated or cut."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from assessment.item_lines import Judgement, Recognition
from assessment.item_standing import Classes, classes, lowered, of_kind
from assessment.item_states import Answer, Cut, ItemKind, Settled, Treatment, TreatmentState
from assessment.vocabulary import Confidence
from store.database import Unit
from tests.store.office import Office

KINDS: tuple[ItemKind, ...] = ("important", "sensitive", "personal", "none", "undetermined")
ANSWERS: tuple[Answer, ...] = ("yes", "no", "undetermined")
NASTY = 'says "sensitive":"yes" and "kind":"none" %_'


def settled(chance: random.Random) -> Settled:
    found = of_kind(chance.choice(KINDS))
    sensitive = chance.choice(ANSWERS) if found.important == "yes" else found.sensitive
    return Settled(
        found.kind, "A01", found.personal, sensitive, found.important, (), NASTY, "none", "", "周敏", "2026-11-21"
    )


def treated(chance: random.Random) -> Treatment:
    states: tuple[TreatmentState, ...] = ("claimed", "verified")
    return Treatment("masked", "T1", NASTY, chance.choice(KINDS), chance.choice(states), (), "周敏", "林致远")


def fill(unit: Unit, office: Office, ids: list[str], chance: random.Random) -> dict[str, Judgement]:
    found: dict[str, Judgement] = {}
    states: dict[str, dict[str, Settled | Treatment | Cut | None]] = {"settled": {}, "treatment": {}, "cut": {}}
    for number, item in enumerate(ids):
        one = of_kind(chance.choice(KINDS))
        found[item] = Judgement(one.kind, "A01", one.personal, one.sensitive, one.important, "law")
        if chance.random() < 0.5:
            states["settled"][item] = settled(chance)
        if chance.random() < 0.4:
            states["treatment"][item] = treated(chance)
        if number % 9 == 0:
            states["cut"][item] = Cut(NASTY, "周敏", "2026-11-21")
    seen = Recognition(("A01",), "name", "", Confidence.HIGH, "law")
    unit.item_proposals.keep({item: item for item in ids}, {item: (seen, said) for item, said in found.items()})
    for column, given in states.items():
        unit.items.set_states(office.case, office.scenario, column, given)
    return found


@pytest.mark.parametrize("seed", range(4))
def test_added_up_they_are_what_they_are_one_by_one(office: Office, seed: int) -> None:
    chance = random.Random(seed)
    ids = office.add_items(*(f"item {number}" for number in range(60)))
    with office.unit() as unit:
        proposed = fill(unit, office, ids, chance)
        unit.record("items changed", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        rows = unit.item_standings.of_case(office.case)
        items = unit.items.of_scenario(office.case, office.scenario)
        named = unit.item_standings.named(office.case, office.scenario, ("sensitive", "important"), 1000)
    expected: Counter[object] = Counter()
    for item in items:
        expected[
            item.cut is not None,
            item.settled is not None,
            classes(item, proposed[item.id]),
            classes(item, proposed[item.id], as_claimed=True),
        ] += 1
    told: Counter[object] = Counter()
    for row in rows:
        before = Classes(row.personal, row.sensitive, row.important)
        done = Treatment("masked", "", "", row.treated_kind, "verified", (), "", None) if row.treated else None
        after = lowered(before, done)
        told[row.cut, row.settled, after if row.treated == "verified" else before, after] += row.count
    assert told == expected
    kept = [item for item in items if item.cut is None]
    assert {one.id for one in named} <= {item.id for item in kept}
    assert [one.name for one in named] == [item.name for item in kept if item.id in {one.id for one in named}]


def test_what_it_was_judged_by_is_told_once(office: Office) -> None:
    ids = office.add_items("a", "b")
    with office.unit() as unit:
        fill(unit, office, ids, random.Random(1))
        unit.record("items changed", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        assert unit.item_standings.judged_with(office.case) == ("law",)
