"""Whether a claimed exemption is proven: what was said as a whole, held against what was shown point by point.

Silence proves nothing. Where the whole and its points contradict each other the fact is open and is asked again;
where no point was spoken of at all, the statement as a whole stands. This module weighs no evidence: a person did.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessment.facts import Exemption, Flow
from assessment.vocabulary import UNKNOWN, Unknown

POINTS: Mapping[str, tuple[str, ...]] = {
    "transit": ("collected_abroad",),
    "contract": ("contract_type", "person_is_party", "recipient_needed", "fields_reasoned"),
    "hr": ("labour_rules", "collective_contract", "employees_only", "fields_reasoned"),
    "emergency": ("event_record", "fields_reasoned"),
    "statutory_duty": ("legal_basis", "fields_reasoned"),
    "treaty": ("legal_basis",),
    **dict.fromkeys(
        ("auto_vulnerability", "auto_incident", "auto_ota"),
        ("purpose_limited", "report_authority", "report_number", "legal_basis", "report_items", "report_recipient"),
    ),
}
"""The points that each claim needs; the day of the report is a fact of its own."""

ReportState = Literal["in_time", "late", "ended"]


@dataclass(frozen=True, slots=True)
class Proof:
    """``conflict``: the whole and a point say opposite things; ``lacking``: points that are not shown yet."""

    proven: bool | Unknown
    conflict: bool = False
    lacking: tuple[str, ...] = ()


def proof_of(exemption: Exemption) -> Proof:
    """The statement as a whole, corrected by its points."""
    points = {} if isinstance(exemption.claim, Unknown) else _points(exemption)
    stated = exemption.proven
    if not points:
        return Proof(stated)
    lacking = tuple(name for name, shown in points.items() if shown is not True)
    refuted = any(shown is False for shown in points.values())
    said = isinstance(stated, bool) and "proven" in exemption.model_fields_set
    if said and stated is refuted and (refuted or not lacking):
        return Proof(UNKNOWN, conflict=True, lacking=lacking)
    if refuted:
        return Proof(False, lacking=lacking)
    if not lacking:
        return Proof(True)
    return Proof(False if said and stated is False else UNKNOWN, lacking=lacking)


def report_state(flow: Flow, on: date) -> ReportState | Unknown:
    """Whether the prior report came before the export and still covers it; ``in_time`` where none is spoken of."""
    reported, ends = flow.exemption.reported_on, flow.exemption.ends_on
    if isinstance(ends, date) and ends < on:
        return "ended"
    if isinstance(reported, date):
        return "late" if reported > (flow.planned_start or on) else "in_time"
    return UNKNOWN if isinstance(reported, Unknown) else "in_time"


def _points(exemption: Exemption) -> dict[str, bool | Unknown]:
    """The points of the claim, once any of them was spoken of; what was left out is then open."""
    if exemption.evidence is None:
        return {}
    names = POINTS.get(str(exemption.claim), ())
    said = {name: getattr(exemption.evidence, name) for name in names}
    if all(value is None for value in said.values()):
        return {}
    return {name: UNKNOWN if value is None else value for name, value in said.items()}
