"""From answers to facts: the one place where what people said becomes what the rules and the score read.

Nobody's silence becomes a no: a question that was not answered gives an unknown fact (``reading_route``) or an
open one (``reading_risk``), and ``questions_behind`` names the questions that would settle it.
"""

from __future__ import annotations

import re

from assessment.reading_proof import EVIDENCE_QUESTIONS
from assessment.reading_risk import open_counts, score_input
from assessment.reading_route import route_facts

__all__ = ["FACT_SOURCES", "open_counts", "questions_behind", "route_facts", "score_input"]

_PREFIX = re.compile(r"^(flows(\[[^\]]*\])?|facts|flags|gates)\.")
_GROUP = re.compile(r"^group\[[^\]]*\]\.")
_COUNTED_PI = ("route.persons_pi_total", "scenario.persons_pi_year")
_COUNTED_SPI = ("route.persons_spi_total", "scenario.persons_spi_year")

FACT_SOURCES: dict[str, tuple[str, ...]] = {
    "exporter.kind": ("route.ciio_notice", "route.established_abroad"),
    "exporter.region": ("route.region",),
    "exporter.in_ftz": ("route.in_ftz",),
    "exporter.gba_city": ("route.gba_city",),
    "exporter.persons_processed": ("handler.persons_processed",),
    "counters.persons_pi": ("route.persons_pi_total",),
    "counters.persons_spi": ("route.persons_spi_total",),
    "counters.persons_pi_previous_year": ("route.persons_pi_previous_year",),
    "counters.persons_spi_previous_year": ("route.persons_spi_previous_year",),
    "counted.persons_pi": _COUNTED_PI,
    "counted.persons_spi": _COUNTED_SPI,
    "export_act": ("scenario.export_act",),
    "contains_pi": ("scenario.data_types", "scenario.outside_both"),
    "contains_spi": ("scenario.contains_sensitive",),
    "important_data": ("scenario.important_data_status",),
    "core_data_or_secret": ("scenario.core_data_or_secret",),
    "persons_pi": ("scenario.persons_pi_year",),
    "persons_spi": ("scenario.persons_spi_year",),
    "exemption.claim": ("scenario.exemption_claim",),
    "exemption.proven": ("scenario.exemption_proven", *EVIDENCE_QUESTIONS.values()),
    "exemption.conflict": ("scenario.exemption_proven", *EVIDENCE_QUESTIONS.values()),
    "exemption.report": ("scenario.report_date", "scenario.report_ends_on"),
    "exemption.domestic_mixed": ("scenario.transit_mixed",),
    "necessary": ("scenario.necessary",),
    "counting.both_in": ("route.count_both_in",),
    "counters.persons_both": ("route.persons_both_total",),
    "persons_both": ("route.persons_both_total",),
    "group.same_purpose": ("route.group_same",),
    "group.same_recipient": ("route.group_same",),
    "group.persons_pi": ("route.group_persons_pi", "route.group_same"),
    "group.persons_spi": ("route.group_persons_spi", "route.group_same"),
    "group.sum_pi": ("route.group_persons_pi", "route.group_same"),
    "group.sum_spi": ("route.group_persons_spi", "route.group_same"),
    "group.largest_pi": ("route.group_largest_pi", "route.group_persons_pi"),
    "group.largest_spi": ("route.group_largest_spi", "route.group_persons_spi"),
    "ftz.list": ("scenario.ftz_list",),
    "ftz.applies": ("scenario.ftz_list",),
    "ftz.on_list": ("scenario.on_list",),
    "ftz.entry": ("scenario.ftz_entry",),
    "ftz.open_to_ciio": ("scenario.ftz_list",),
    "ftz.report_days": ("scenario.ftz_list",),
    "counted.list_route": ("scenario.ftz_entry", *_COUNTED_PI),
    "recipient.region": ("recipient.country",),
    "recipient.restricted": ("recipient.restricted",),
    "recipient.onward_outside_gba": ("recipient.onward_outside_gba",),
    "foreign_authority_request": ("scenario.foreign_authority_request",),
    "prior.mechanism": ("route.prior_mechanism",),
    "prior.issued_on": ("route.prior_issued_on",),
    "prior.refile": ("route.prior_changes",),
    "prior.over_approved": ("route.prior_approved_pi", "route.prior_approved_spi"),
    "prior.ended": ("route.prior_valid_to",),
    "D1": ("risk.persons_plan_12_months", "route.persons_pi_total", "route.persons_spi_total"),
    "D2": ("route.persons_spi_total", "scenario.persons_spi_year"),
    "D3": ("risk.severe_kinds",),
    "D4": ("scenario.important_data_status",),
    "D5": ("risk.vulnerable_group", "risk.severe_kinds"),
    "D6": (
        "scenario.important_data_size",
        "scenario.important_data_unit",
        "risk.location",
        "risk.exterior_video",
        "risk.vehicles",
        "risk.more_than_one_province",
    ),
    "D7a": ("risk.deidentification",),
    "D7b": ("risk.masking",),
    "D8": ("risk.organisation_interest",),
    "vehicles": ("risk.vehicles",),
    "VEH": ("risk.vehicle_source",),
    "LOC": ("risk.location", "risk.severe_kinds"),
    "VID": ("risk.exterior_video",),
    "GEO": ("risk.geographic_data",),
    "REMOTE": ("scenario.export_act",),
    "CONSENT": ("scenario.legal_basis",),
    "MINOR": ("risk.severe_kinds",),
    "CMD": ("risk.command_channel",),
    "DEID": ("risk.deidentification",),
    "CIIO": ("route.ciio_notice", "route.established_abroad"),
    "EXEMPT": ("scenario.exemption_claim",),
    "K1": ("scenario.core_data_or_secret",),
    "K2": ("risk.geographic_data", "risk.geographic_without_approval"),
    "K3": ("risk.forbidden",),
    "K4": ("recipient.restricted",),
    "K5": ("scenario.foreign_authority_request",),
}
"""Where each fact comes from: the questions whose answers settle it, the most telling one first."""


def questions_behind(fact: str) -> tuple[str, ...]:
    """The questions behind a fact as decisions name it: ``exporter.kind``, ``flows[telematics].persons_pi``, ``D3``."""
    return FACT_SOURCES.get(_GROUP.sub("group.", _PREFIX.sub("", fact)), ())
