"""The facts that a class of data items depends on: what the case says, what was determined, what was answered here.

An answer is an entry of a journal; the last one about a fact holds. A fact that nobody knows stays unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from assessment.answers import AnswerSheet
from assessment.conditions import FactValue
from assessment.important_data import complete_facts
from assessment.important_data_case import known_facts
from assessment.important_data_journal import FactAnswer, current
from assessment.vocabulary import Text
from assessment.work import JournalName, Person
from regimes.loader import Regime
from services.appraisal import appraise
from services.cases import case_of, ensure_editable
from services.desk import Desk, NotFound, Refused, actor_of
from store.database import Unit

JOURNAL: JournalName = "item_fact"
_DETERMINED: JournalName = "important_data"


@dataclass(frozen=True, slots=True)
class FactSaid:
    """The last word on a fact. ``value`` is ``None`` where it was taken back."""

    name: str
    value: FactAnswer | None
    person_name: str
    on: str


def facts_of(unit: Unit, sheet: AnswerSheet, regime: Regime, case_id: str, scenario: str) -> dict[str, FactValue]:
    """Everything known about the items of one scenario, by fact; later words stand before earlier ones."""
    known = known_facts(sheet, appraise(sheet, regime).facts, regime.questionnaire, scenario)
    kept = current(unit.journals.list(_DETERMINED, subject=scenario, case_id=case_id)).get(scenario)
    given: dict[str, FactValue] = {name: fact.value for name, fact in known.items()}
    given |= kept.content.facts if kept else {}
    said = {one.name: one.value for one in _said(unit, case_id, scenario).values() if one.value is not None}
    law = regime.important_data.held_on(sheet.on)
    return {**complete_facts(law, {**given, **said}), **said}


def answered(desk: Desk, person: Person, case_id: str, scenario: str) -> Mapping[str, FactSaid]:
    """What was answered for the items of a scenario, by fact."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        return _said(unit, case_id, scenario)


def answer_fact(desk: Desk, person: Person, case_id: str, scenario: str, name: str, value: FactAnswer | None) -> None:
    """Say what one fact is for the items of a scenario; ``None`` takes the answer back."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        if scenario not in {entry.id for entry in sheet.scenarios}:
            raise NotFound(f"scenario {scenario}")
        _ensure_known(desk.regime_of(person.company_id, unit), sheet, name, value)
        before = _said(unit, case_id, scenario).get(name)
        if (before.value if before else None) == value:
            return
        content = {"name": name, "value": value, "on": desk.today.isoformat()}
        unit.journals.append(JOURNAL, scenario, content, case_id=case_id)
        details = {"fact": name, "before": before.value if before else None, "after": value}
        unit.record("fact of items answered", case_id=case_id, subject=scenario, details=details)
        unit.commit()


def _ensure_known(regime: Regime, sheet: AnswerSheet, name: str, value: FactAnswer | None) -> None:
    asked = {**regime.important_data.held_on(sheet.on).facts, **regime.catalogue.facts}
    if name not in asked:
        raise NotFound(f"fact {name}")
    fits = {"yes_no": bool, "count": int}.get(asked[name].kind, str)
    if value is not None and type(value) is not fits:
        raise Refused(
            Text(
                f"“{asked[name].label.zh}”的回答与所问不符；请重新填写。尚未保存。",
                f"The answer does not fit the question '{asked[name].label.en}'; answer it again. Nothing was stored.",
            )
        )


def _said(unit: Unit, case_id: str, scenario: str) -> dict[str, FactSaid]:
    found: dict[str, FactSaid] = {}
    for entry in unit.journals.list(JOURNAL, subject=scenario, case_id=case_id):
        content = entry.content
        found[content["name"]] = FactSaid(content["name"], content["value"], entry.person_name, content["on"])
    return found
