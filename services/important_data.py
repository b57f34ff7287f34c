"""Determine important data for each scenario of a case: suggest items, keep a person's matches and facts, reckon.

What is kept is an entry of a journal and is never edited; the answer of the scenario is not touched. The result is
reckoned anew with the law of today whenever it is shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.answers import Entry, Value
from assessment.conditions import FactValue
from assessment.important_data import Determination, asked_facts, complete_facts, determine
from assessment.important_data_case import STATUS, Agreement, Known, agreement, known_facts
from assessment.important_data_journal import Determined, FactAnswer, Kept, Match, as_content, current
from assessment.important_data_suggest import Suggestion, suggest
from assessment.important_data_table import ImportantDataLaw
from assessment.work import JournalName, Person
from services.appraisal import Appraisal, appraise
from services.cases import OpenCase, case_of
from services.desk import Desk, NotFound, actor_of
from store.database import Unit

JOURNAL: JournalName = "important_data"


@dataclass(frozen=True, slots=True)
class ScenarioState:
    """One scenario: what is suggested, what somebody decided, what follows, and how the answer stands to it."""

    entry: Entry
    suggestions: tuple[Suggestion, ...]
    kept: Kept | None
    known: Mapping[str, Known]
    determination: Determination
    asked: tuple[str, ...]
    answer: Value

    @property
    def open(self) -> tuple[Suggestion, ...]:
        """Suggestions on which nobody has said a word."""
        decided = self.kept.content.decided if self.kept else frozenset()
        return tuple(suggestion for suggestion in self.suggestions if suggestion.code not in decided)

    @property
    def agreement(self) -> Agreement:
        return agreement(self.determination.result, self.answer)

    @property
    def moved(self) -> bool:
        """The law or the case has changed since, and the result with it."""
        return self.kept is not None and self.kept.content.result != self.determination.result


@dataclass(frozen=True, slots=True)
class Saved:
    """``clash``: what somebody else kept meanwhile; then nothing was stored."""

    clash: Kept | None
    determination: Determination | None


def states(desk: Desk, person: Person, case: OpenCase) -> tuple[ScenarioState, ...]:
    """Every scenario of the case, in its order."""
    with desk.database.read(person.company_id) as unit:
        kept = _kept(unit, case.record.id)
    return tuple(_state(case.appraisal, entry, kept.get(entry.id)) for entry in case.sheet.scenarios)


def progress(desk: Desk, person: Person, case: OpenCase) -> tuple[int, int]:
    """How many scenarios somebody has determined, and how many there are; reads one journal and no items."""
    with desk.database.read(person.company_id) as unit:
        kept = _kept(unit, case.record.id)
    scenarios = [entry.id for entry in case.sheet.scenarios]
    return sum(entry in kept for entry in scenarios), len(scenarios)


def doubts(desk: Desk, person: Person, case: OpenCase) -> tuple[ScenarioState, ...]:
    """Scenarios answered as not important although a rule fires, or although nothing was ever determined."""
    return tuple(
        state
        for state in states(desk, person, case)
        if state.agreement == "contradicts" or (state.agreement == "unproven" and state.kept is None)
    )


def save(
    desk: Desk,
    person: Person,
    case_id: str,
    scenario: str,
    *,
    matches: Sequence[Match],
    facts: Mapping[str, FactAnswer],
    note: str,
    seen: int,
) -> Saved:
    """Keep what a person decided. ``seen``: position of the entry that the page showed, 0 for none.

    When somebody else kept something since, nothing is stored and theirs is handed back.
    """
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        sheet = unit.sheets.load(case_id, desk.today)
        entry = next((found for found in sheet.scenarios if found.id == scenario), None)
        if entry is None:
            raise NotFound(f"scenario {scenario}")
        before = _kept(unit, case_id).get(scenario)
        if before is not None and before.position != seen:
            return Saved(before, None)
        appraisal = appraise(sheet, desk.regime_of(record.company_id, unit))
        determination = _reckon(appraisal, entry, _suggestions(appraisal, entry), matches, facts)
        content = Determined(
            on=sheet.on,
            matches=tuple(matches),
            facts=dict(facts),
            result=determination.result,
            note=note,
            regime_sha256=appraisal.regime.sha256,
        )
        if before is not None and before.content == content:
            return Saved(None, determination)
        unit.journals.append(JOURNAL, scenario, as_content(content), case_id=case_id)
        unit.record(
            "important data determined",
            case_id=case_id,
            subject=scenario,
            details={
                **determination.as_record(),
                "matches": [match.model_dump(mode="json") for match in matches],
                "facts": dict(facts),
                "note": note,
                "regime_sha256": appraisal.regime.sha256,
            },
        )
        unit.commit()
    return Saved(None, determination)


def law_of(desk: Desk, person: Person) -> ImportantDataLaw:
    """The table as the person's company holds it today."""
    return desk.regime_of(person.company_id).important_data.held_on(desk.today)


def _kept(unit: Unit, case_id: str) -> dict[str, Kept]:
    return current(unit.journals.list(JOURNAL, case_id=case_id))


def _state(appraisal: Appraisal, entry: Entry, kept: Kept | None) -> ScenarioState:
    content = kept.content if kept else None
    matches, typed = (content.matches, content.facts) if content else ((), {})
    suggestions = _suggestions(appraisal, entry)
    determination = _reckon(appraisal, entry, suggestions, matches, typed)
    law = _law(appraisal)
    known = _known(appraisal, entry)
    facts = complete_facts(law, {**_values(known), **typed})
    return ScenarioState(
        entry,
        suggestions,
        kept,
        known,
        determination,
        tuple(asked_facts(determination.items, facts, law)),
        entry.answers.get(STATUS),
    )


def _reckon(
    appraisal: Appraisal,
    entry: Entry,
    suggestions: Sequence[Suggestion],
    matches: Sequence[Match],
    typed: Mapping[str, FactAnswer],
) -> Determination:
    decided = {match.item for match in matches}
    matched = {match.item for match in matches if match.verdict == "matches"}
    left = [suggestion for suggestion in suggestions if suggestion.code not in decided]
    facts = {**_values(_known(appraisal, entry)), **typed}
    return determine(matched, facts, _law(appraisal), appraisal.sheet.on, open_suggestions=len(left))


def _suggestions(appraisal: Appraisal, entry: Entry) -> tuple[Suggestion, ...]:
    table = [item for _, item in _law(appraisal).in_force(appraisal.sheet.on)]
    return suggest(appraisal.sheet.exported_items_of(entry.id), table)


def _law(appraisal: Appraisal) -> ImportantDataLaw:
    return appraisal.regime.important_data.held_on(appraisal.sheet.on)


def _known(appraisal: Appraisal, entry: Entry) -> dict[str, Known]:
    return known_facts(appraisal.sheet, appraisal.facts, appraisal.regime.questionnaire, entry.id)


def _values(known: Mapping[str, Known]) -> dict[str, FactValue]:
    return {name: fact.value for name, fact in known.items()}
