"""The totals of a case's data items, counted by the database as the assessment counts them by hand."""

from __future__ import annotations

from datetime import date

from assessment.item_states import Cut
from assessment.item_totals import ItemTotals, totals_of
from assessment.questions import Scope
from tests.store.office import TODAY, Office

GONE = Cut("不再出境", "周工", date(2026, 11, 21).isoformat())


def test_the_database_counts_what_counting_by_hand_gives(office: Office) -> None:
    with office.unit() as unit:
        other = unit.sheets.add_entry(office.case, Scope.SCENARIO)
        named = [{"name": f"项目{n}", "necessity": "诊断" if n % 3 else ""} for n in range(24)]
        unit.items.add_many(office.case, office.scenario, named)
        unit.items.add_many(office.case, other.id, [{"name": "车速", "necessity": "诊断"}])
        unit.record("items imported", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        counted = unit.item_sums.of_case(office.case)
        assert counted == totals_of(unit.sheets.load(office.case, TODAY))
    assert counted[office.scenario] == ItemTotals(24, 24, 8, ("项目0", "项目3", "项目6", "项目9", "项目12"))
    assert counted[other.id] == ItemTotals(1, 1, 0, ())


def test_a_case_without_items_has_no_totals(office: Office) -> None:
    with office.read() as unit:
        assert unit.item_sums.of_case(office.case) == {}
