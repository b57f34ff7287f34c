"""Which holds stand in the way of an erasure."""

from __future__ import annotations

from assessment.retention import holds
from store.database import Unit


def held_cases(unit: Unit, person_id: str) -> tuple[str, ...]:
    """References of held cases in which this person has acted."""
    held = holds(unit.journals.list("hold"))
    acted = unit.erasures.cases_of(person_id)
    return tuple(case.reference for case in unit.cases.list(also_disposed=True) if case.id in held and case.id in acted)
