"""What the rules and the score read: plain facts, each known or openly unknown.

The same types are built from an answer sheet (``assessment/reading.py``) and read from a FACTS.yaml or
ANSWERS.yaml file, so that the wizard and the commands share one path. Numbers are distinct natural
persons (去重), not records.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BeforeValidator, ConfigDict, Field, PlainSerializer

from assessment.questions import Frozen
from assessment.vocabulary import UNKNOWN, Unknown

T = TypeVar("T")


def _unknown_from_word(value: Any) -> Any:
    return UNKNOWN if value == "unknown" else value


def _unknown_to_word(value: Any) -> Any:
    return "unknown" if value is UNKNOWN else value


Maybe = Annotated[
    T | Unknown,
    BeforeValidator(_unknown_from_word),
    PlainSerializer(_unknown_to_word),
]
"""A fact that may be unknown; written ``unknown`` in files."""


def _day_from_text(value: Any) -> Any:
    """A date stands as text in files; what is no date is left for the model to refuse."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) and value != "unknown" else _unknown_from_word(value)
    except ValueError:
        return value


MaybeDay = Annotated[date | Unknown, BeforeValidator(_day_from_text), PlainSerializer(_unknown_to_word)]
Persons = Annotated[int, Field(ge=0)]


class FactsModel(Frozen):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, arbitrary_types_allowed=True)


class Exporter(FactsModel):
    """The data handler (数据处理者) that exports; ``kind`` follows a notice, never self-classing."""

    kind: Maybe[Literal["ciio", "non_ciio", "offshore"]]
    region: Maybe[str] = UNKNOWN
    in_ftz: Maybe[bool] = False
    gba_city: str | None = None
    sector: str = "automotive"
    persons_processed: Maybe[Persons] = UNKNOWN


class Counters(FactsModel):
    """Distinct persons of all flows counted so far this year and in this plan (pathways 5, CNT-1 to CNT-9)."""

    persons_pi: Maybe[Persons]
    persons_spi: Maybe[Persons]
    persons_pi_previous_year: Maybe[Persons] = 0
    persons_spi_previous_year: Maybe[Persons] = 0
    persons_both: Maybe[Persons] | None = None
    """Persons who stand in both numbers of this year; read only where ``count_both_in`` says so (CNT-6)."""


ExemptionKind = Literal[
    "none",
    "transit",
    "contract",
    "hr",
    "emergency",
    "statutory_duty",
    "ftz_list",
    "auto_vulnerability",
    "auto_incident",
    "auto_ota",
    "treaty",
]


class ExemptionEvidence(FactsModel):
    """What was shown for the claim, point by point; ``None`` where the point was not spoken of.

    Which points a claim needs stands in ``assessment/exemption_proof.py``.
    """

    contract_type: Maybe[bool] | None = None
    person_is_party: Maybe[bool] | None = None
    recipient_needed: Maybe[bool] | None = None
    fields_reasoned: Maybe[bool] | None = None
    labour_rules: Maybe[bool] | None = None
    collective_contract: Maybe[bool] | None = None
    employees_only: Maybe[bool] | None = None
    event_record: Maybe[bool] | None = None
    collected_abroad: Maybe[bool] | None = None
    legal_basis: Maybe[bool] | None = None
    purpose_limited: Maybe[bool] | None = None
    report_authority: Maybe[bool] | None = None
    report_number: Maybe[bool] | None = None
    report_items: Maybe[bool] | None = None
    report_recipient: Maybe[bool] | None = None


class Exemption(FactsModel):
    """``reported_on``: day of the prior report or filing; ``ends_on``: last day for which it was reported.

    ``domestic_mixed``: domestic personal information or important data came into a transit.
    """

    claim: Maybe[ExemptionKind] = "none"
    proven: Maybe[bool] = False
    evidence: ExemptionEvidence | None = None
    reported_on: MaybeDay | None = None
    ends_on: MaybeDay | None = None
    domestic_mixed: Maybe[bool] = False


class ZoneList(FactsModel):
    """自贸试验区负面清单 that covers exporter and scenario, and whether (and where) the data stand on it."""

    list: str | None = None
    on_list: Maybe[bool] | None = None
    entry: Maybe[str] | None = None


class RecipientFacts(FactsModel):
    region: Maybe[str] = UNKNOWN
    restricted: Maybe[bool] = False
    onward_outside_gba: Maybe[bool] = False


ImportantDataStatus = Literal[
    "notified", "published", "self_declared_no_answer", "self_identified_not_declared", "none"
]


class Flow(FactsModel):
    """One scenario as the rules see it (数据出境场景)."""

    id: str
    export_act: Maybe[Literal["transfer_out", "remote_access_from_abroad", "offshore_processing", "none"]]
    contains_pi: Maybe[bool]
    contains_spi: Maybe[bool]
    important_data: Maybe[ImportantDataStatus]
    core_data_or_secret: Maybe[bool] = False
    persons_pi: Maybe[Persons] = 0
    persons_spi: Maybe[Persons] = 0
    exemption: Exemption = Exemption()
    ftz: ZoneList = ZoneList()
    recipient: RecipientFacts = RecipientFacts()
    foreign_authority_request: Maybe[bool] = False
    necessary: Maybe[bool] | None = None
    """Whether export, number of persons and fields were found necessary; ``None``: not tested yet."""
    persons_both: Maybe[Persons] | None = None
    planned_start: date | None = None


class GroupMember(FactsModel):
    """Another entity of the group that exports in the same year, with its own distinct persons."""

    id: str
    persons_pi: Maybe[Persons]
    persons_spi: Maybe[Persons] = 0
    same_purpose: Maybe[bool]
    same_recipient: Maybe[bool]


ChangeKind = Literal[
    "purpose",
    "method",
    "scope",
    "kind",
    "sensitivity",
    "recipient_use",
    "storage_place",
    "storage_longer",
    "law_abroad",
    "security_environment",
    "force_majeure",
    "control",
    "legal_document",
    "other",
]
"""What may change after a mechanism is in place: Order 11 Art. 14 and Order 13 Art. 8, put together."""


class ApprovedNumbers(FactsModel):
    persons_pi: Maybe[Persons]
    persons_spi: Maybe[Persons] = 0


class PriorMechanism(FactsModel):
    """The mechanism that is in place: a result notice, a contract in effect, a certificate."""

    mechanism: Literal["security_assessment", "standard_contract", "certification"]
    issued_on: date | None = None
    effective_on: date | None = None
    valid_to: date | None = None
    approved: ApprovedNumbers | None = None
    changes: tuple[ChangeKind, ...] = ()


class RouteFacts(FactsModel):
    """Everything ``decide`` reads (FACTS.yaml)."""

    exporter: Exporter
    flows: tuple[Flow, ...]
    counters: Counters | None = None
    prior: PriorMechanism | None = None
    group: tuple[GroupMember, ...] = ()
    count_both_in: Literal["both", "sensitive"] = "both"
    """Persons whose ordinary and sensitive information both leave: counted in both numbers, or in one (CNT-6)."""
