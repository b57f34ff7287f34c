"""Which facts the items of a scenario wait for, and how many items each of them would settle or move."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.item_lines import Recognition
from assessment.vocabulary import Confidence
from assessment.work import Person
from services.cases import case_of
from services.desk import Desk
from services.item_proposals import ensure_fresh, ground_of, judge_now


@dataclass(frozen=True, slots=True)
class _Anything:
    """What an item is by its catalogue entries alone; its own texts do not change which facts it needs."""

    name: str = ""
    description: str = ""
    example: str = ""


def facts_needed(desk: Desk, person: Person, case_id: str, scenario: str) -> Mapping[str, int]:
    """How many items need each fact, by fact, the most needed first."""
    ensure_fresh(desk, person, case_id, scenario)
    found: Counter[str] = Counter()
    with desk.database.read(person.company_id) as unit:
        ground = ground_of(desk, unit, case_of(unit, case_id), scenario)
        judge = judge_now(unit, ground)
        for alike in unit.item_proposals.kept(case_id, scenario):
            said = judge.classified(_Anything(), Recognition(alike.items, "name", "", Confidence.LOW, ""))
            found.update(dict.fromkeys(said.needs, alike.count))
    return dict(found.most_common())
