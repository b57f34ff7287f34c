"""The evidence of a claimed exemption, read from the answers of a scenario. What was not said proves nothing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.answers import Value
from assessment.exemption_proof import POINTS
from assessment.facts import Exemption, ExemptionEvidence
from assessment.vocabulary import UNKNOWN, Unknown

PREPARED = ("auto_vulnerability", "auto_incident", "auto_ota")
"""Claims that want a report or filing before the export."""

EVIDENCE_QUESTIONS: Mapping[str, str] = {
    "contract_type": "scenario.contract_type",
    "person_is_party": "scenario.contract_person_party",
    "recipient_needed": "scenario.contract_recipient_reason",
    "fields_reasoned": "scenario.exemption_fields",
    "labour_rules": "scenario.hr_labour_rules",
    "collective_contract": "scenario.hr_collective_contract",
    "employees_only": "scenario.hr_employees_only",
    "event_record": "scenario.emergency_record",
    "collected_abroad": "scenario.transit_collected_abroad",
    "legal_basis": "scenario.exemption_basis",
    "purpose_limited": "scenario.report_purpose",
    "report_authority": "scenario.report_authority",
    "report_number": "scenario.report_number",
    "report_items": "scenario.report_items",
    "report_recipient": "scenario.report_recipient",
}
"""The question behind each point; a written point is shown as soon as something is written."""


def exemption_of(said: Mapping[str, Value], claim: Any) -> Exemption:
    """The claim with its proof. An unnamed claim has no points yet, and none is asked for."""
    stated = said.get("scenario.exemption_proven")
    if claim == "none":
        return Exemption(claim="none", proven=False)
    return Exemption(
        claim=claim,
        proven=stated if isinstance(stated, bool) else UNKNOWN,
        evidence=_evidence(said, claim),
        reported_on=(_day(said, "scenario.report_date") or UNKNOWN) if claim in PREPARED else None,
        ends_on=_day(said, "scenario.report_ends_on") if claim in PREPARED else None,
        domestic_mixed=_answer(said, "scenario.transit_mixed") if claim == "transit" else False,
    )


def _evidence(said: Mapping[str, Value], claim: Any) -> ExemptionEvidence | None:
    points = POINTS.get(claim, ()) if isinstance(claim, str) else ()
    if not points:
        return None
    return ExemptionEvidence(**{point: _answer(said, EVIDENCE_QUESTIONS[point]) for point in points})


def _answer(said: Mapping[str, Value], question: str) -> bool | Unknown:
    """Yes and no as they were said; something written is a yes; everything else is open."""
    value = said.get(question)
    if isinstance(value, bool):
        return value
    return True if isinstance(value, str) and value.strip() and value != "open" else UNKNOWN


def _day(said: Mapping[str, Value], question: str) -> date | None:
    value = said.get(question)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:  # an unreadable date is reported with the value itself
        return None
