"""The extension of a result: what is known for the test, its result on the day, and keeping what a person says.

What was approved and what the milestones say is filled in where a person has not said otherwise; a coming number that
only a person can plan is never filled in.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from assessment.answers import AnswerSheet, Value
from assessment.deadlines import Deadline, TermLaw, deadline
from assessment.extension import ExtensionResult, Window, extension
from assessment.extension_form import FilledBlock, filled
from assessment.extension_law import SUBJECT, ExtensionLaw, ExtensionSaid, ScenarioSaid, Size
from assessment.milestones import Approval, approval
from assessment.milestones import Standing as Milestone
from assessment.refiling import Trigger, volume_of
from assessment.running_terms import Running, running
from assessment.vocabulary import Text
from assessment.work import JournalEntry, Person
from services.cases import OpenCase, case_of
from services.desk import Desk, Refused, actor_of
from services.refiling import ChangesPage, changes_page

GROWTH = "sa.extension_growth"
APPLICATION, VALIDITY = "DL-06", "DL-05"


@dataclass(frozen=True, slots=True)
class ExtensionPage:
    """All that the page shows. ``law`` is ``None`` before the guide that sets the conditions.

    ``said`` has the known things filled in; ``stored`` is what a person said last; ``window`` how it was counted.
    """

    applies: bool
    law: ExtensionLaw | None
    said: ExtensionSaid
    stored: JournalEntry | None
    approved: Approval | None
    window: Deadline | None
    result: ExtensionResult
    form: tuple[FilledBlock, ...]
    steps: tuple[Running, ...]
    changes: ChangesPage
    history: tuple[JournalEntry, ...]

    @property
    def position(self) -> int:
        return self.stored.position if self.stored else 0


def extension_page(desk: Desk, person: Person, case: OpenCase) -> ExtensionPage:
    return page_of(case, changes_page(desk, person, case))


def page_of(case: OpenCase, changes: ChangesPage, typed: ExtensionSaid | None = None) -> ExtensionPage:
    """The page from what was read; ``typed`` takes the place of what is stored."""
    regime, on = case.appraisal.regime, case.sheet.on
    terms, law = regime.terms, regime.after_filing.extension
    history = tuple(entry for entry in changes.history if entry.subject == SUBJECT)
    stored = history[-1] if history else None
    allowed = approval(changes.milestones, terms)
    known = _known(case, changes, allowed)
    said = _filled_in(typed or (_read(stored) if stored else ExtensionSaid()), known)
    window = _window(said, allowed, case, terms)
    scenarios = [entry.id for entry in case.sheet.scenarios]
    figure = terms.book.figure(GROWTH, on)
    limit = figure.value if figure is not None and isinstance(figure.value, int) else None
    result = extension(
        said,
        scenarios,
        limit=limit,
        window=Window(window.opens, window.due, window.provisional) if window else Window(None, None),
        changes=_of_assessment(changes),
        on=on,
    )
    handler = case.sheet.answers.get("handler.name")
    return ExtensionPage(
        applies=changes.mechanism == "security_assessment",
        law=law if law.since <= on else None,
        said=said,
        stored=stored,
        approved=allowed,
        window=window,
        result=result,
        form=filled(law, said, result, handler=handler if isinstance(handler, str) else "", scenarios=scenarios),
        steps=_steps(changes.milestones, law, terms, on),
        changes=changes,
        history=history,
    )


def say_extension(desk: Desk, person: Person, case: OpenCase, said: ExtensionSaid, seen: int) -> None:
    """Keep what was typed; refused when a colleague saved meanwhile, so that the page can show both."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case.record.id)
        entries = unit.journals.list("milestone", subject=SUBJECT, case_id=record.id)
        last = entries[-1] if entries else None
        if last is not None and last.position > seen:
            raise Refused(
                Text(
                    f"{last.person_name}刚保存过这一页；您填写的内容仍在下方，核对后再次保存即以您的为准。",
                    f"{last.person_name} saved this page meanwhile; what you typed is below. Check it and save "
                    "again to make yours stand.",
                )
            )
        after = said.model_dump(mode="json")
        before: Mapping[str, Any] | None = last.content if last is not None else None
        if before is not None and dict(before) == after:
            return
        unit.journals.append("milestone", SUBJECT, after, case_id=record.id)
        kind = "milestone corrected" if before is not None else "milestone recorded"
        unit.record(kind, case_id=record.id, subject=SUBJECT, details={"before": before, "after": after})
        unit.commit()


def _read(entry: JournalEntry) -> ExtensionSaid:
    return ExtensionSaid.model_validate_json(json.dumps(dict(entry.content)))


def _of_assessment(changes: ChangesPage) -> tuple[Trigger, ...]:
    return changes.triggers if changes.mechanism == "security_assessment" else ()


def _window(said: ExtensionSaid, allowed: Approval | None, case: OpenCase, terms: TermLaw) -> Deadline | None:
    """Counted back from the end: the one in the milestones, else the one typed, else three years from the result."""
    end = allowed.valid_until if allowed else said.ends_on
    if end is None and said.result_on is not None:
        end = deadline(VALIDITY, said.result_on, terms).due
    if end is None:
        return None
    return deadline(APPLICATION, end, terms, anchor="end")


def _steps(milestones: tuple[Milestone, ...], law: ExtensionLaw, terms: TermLaw, on: date) -> tuple[Running, ...]:
    kinds = {step.deadline for step in law.steps}
    return tuple(one for one in running(milestones, terms, on) if one.deadline.kind in kinds)


def _known(case: OpenCase, changes: ChangesPage, allowed: Approval | None) -> ExtensionSaid:
    """What answers, the approved snapshot and milestones say, as if a person had typed it."""
    approved = changes.reference.content.sheet if changes.reference else None
    scenarios = case.sheet.scenarios
    accepted = [one.milestone.number for one in changes.milestones if one.kind == "accepted"]
    prior = case.appraisal.facts.prior
    earlier = prior if prior is not None and prior.mechanism == "security_assessment" else None
    return ExtensionSaid(
        acceptance_number=accepted[-1] if accepted else "",
        result_on=allowed.result_date if allowed else (earlier.issued_on if earlier else None),
        ends_on=allowed.valid_until if allowed else (earlier.valid_to if earlier else None),
        scenarios=tuple(_known_of(entry.id, entry.answers, approved, allowed, len(scenarios)) for entry in scenarios),
    )


def _known_of(
    scenario: str, now: Mapping[str, Value], approved: AnswerSheet | None, allowed: Approval | None, count: int
) -> ScenarioSaid:
    was = next((e.answers for e in approved.scenarios if e.id == scenario), {}) if approved is not None else {}
    types = now.get("scenario.data_types")
    persons = was.get("scenario.persons_three_years")
    volume = volume_of(was)
    size = Size(size=volume.size, unit=volume.unit) if volume is not None else None
    if allowed is not None and count == 1:  # the notice speaks of the case; only one scenario can take it over
        persons = allowed.persons if allowed.persons is not None else persons
        if allowed.volume is not None and allowed.volume_unit is not None:
            size = Size(size=allowed.volume, unit=allowed.volume_unit)
    return ScenarioSaid(
        scenario=scenario,
        persons_concerned="personal_information" in types if isinstance(types, list) else None,
        persons_allowed=persons if isinstance(persons, int) and not isinstance(persons, bool) else None,
        volume_concerned="important_data" in types if isinstance(types, list) else None,
        volume_allowed=size,
    )


def _filled_in(said: ExtensionSaid, known: ExtensionSaid) -> ExtensionSaid:
    """What a person said, and for what they left open what is known."""
    return said.model_copy(
        update={
            "acceptance_number": said.acceptance_number or known.acceptance_number,
            "result_on": said.result_on or known.result_on,
            "ends_on": said.ends_on or known.ends_on,
            "scenarios": tuple(_scenario(said.of(block.scenario), block) for block in known.scenarios),
        }
    )


def _scenario(said: ScenarioSaid, known: ScenarioSaid) -> ScenarioSaid:
    fields = ("persons_concerned", "persons_allowed", "volume_concerned", "volume_allowed")
    gaps = {name: getattr(known, name) for name in fields if getattr(said, name) is None}
    return said.model_copy(update=gaps)
