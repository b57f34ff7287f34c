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


class Exemption(FactsModel):
    claim: Maybe[ExemptionKind] = "none"
    proven: Maybe[bool] = False


class ZoneList(FactsModel):
    """自贸试验区负面清单 that covers exporter and scenario, and whether the data stand on it."""

    list: str | None = None
    on_list: Maybe[bool] | None = None


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


class PriorMechanism(FactsModel):
    mechanism: Literal["security_assessment", "standard_contract", "certification"]
    issued_on: date | None = None


class RouteFacts(FactsModel):
    """Everything ``decide`` reads (FACTS.yaml)."""

    exporter: Exporter
    flows: tuple[Flow, ...]
    counters: Counters | None = None
    prior: PriorMechanism | None = None
