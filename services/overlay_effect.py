"""What one overlay does to the company's cases: each decided with it and without it, on one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from assessment.vocabulary import Text
from assessment.work import Person
from services.desk import Desk, NotFound, Refused
from services.law_changes import Touched, touched_by
from services.overlays import Line, listing, without


@dataclass(frozen=True, slots=True)
class Effect:
    """``on``: today while the overlay holds, else its first day to come or its last day."""

    line: Line
    on: date
    touched: Touched


def effect(desk: Desk, person: Person, overlay_id: str, *, first: int = 0) -> Effect:
    """The cases that are decided otherwise because of the overlay; raises ``NotFound``, ``Refused`` if not applied."""
    shown = listing(desk, person)
    line = next((line for line in (*shown.own, *shown.house) if line.id == overlay_id), None)
    if line is None:
        raise NotFound(f"overlay {overlay_id}")
    if line.head is None or line.state == "set_aside":
        raise Refused(
            Text(
                "这份补充规则没有适用，不影响任何项目；原因见补充规则页面。",
                "This overlay is not applied and touches no case; its page says why.",
            )
        )
    law = desk.regime_of(person.company_id)
    on = {"coming": line.head.since, "ended": line.last_day}.get(line.state) or desk.today
    found = touched_by(desk, person, on, on, first=first, law_before=without(law, overlay_id), law_after=law)
    return Effect(line, on, found)
