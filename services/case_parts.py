"""The shape of a case file (CASE.yaml), strictly: known keys, known types, nothing about their meaning."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from assessment.item_states import Answer, ItemKind, TreatmentState
from assessment.item_treatment import Means
from assessment.questions import Frozen

MAX_ITEM_TEXT = 2_000
Name = Annotated[str, Field(min_length=1, max_length=500)]
EntryId = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$")]
ItemText = Annotated[str, Field(max_length=MAX_ITEM_TEXT)]
Answers = dict[str, Any]
"""Question id → value; the questionnaire decides what fits (``services/case_values.py``)."""


class SettledPart(Frozen):
    """定级结论. What is left out of the three answers follows from the class."""

    kind: ItemKind
    category: str = ""
    personal: Answer | None = None
    sensitive: Answer | None = None
    important: Answer | None = None
    rules: tuple[str, ...] = ()
    reason: Annotated[ItemText, Field(min_length=1)]
    proposed: ItemKind | None = None
    catalogue: str = ""
    by: Name
    on: date


class TreatmentPart(Frozen):
    """脱敏处理. A verified one names its evidence and who verified it."""

    means: Means
    processing: str = ""
    note: ItemText = ""
    kind: ItemKind
    state: TreatmentState = "claimed"
    evidence: tuple[str, ...] = ()
    by: Name
    verified_by: Name | None = None


class CutPart(Frozen):
    """剔除."""

    reason: Annotated[ItemText, Field(min_length=1)]
    by: Name
    on: date


class ItemPart(Frozen):
    """One data item written in the case file itself, with what was settled about it."""

    name: Annotated[ItemText, Field(min_length=1)]
    description: ItemText = ""
    necessity: ItemText = ""
    example: ItemText = ""
    remark: ItemText = ""
    settled: SettledPart | None = None
    treatment: TreatmentPart | None = None
    cut: CutPart | None = None


class RecipientPart(Frozen):
    id: EntryId
    answers: Answers = Field(default_factory=dict)


class ScenarioPart(Frozen):
    id: EntryId
    answers: Answers = Field(default_factory=dict)
    items: str | tuple[ItemPart, ...] = ()
    recipients: tuple[RecipientPart, ...] = ()


class ClausePart(Frozen):
    id: EntryId
    answers: Answers = Field(default_factory=dict)


class EvidencePart(Frozen):
    id: EntryId
    file: str | None = None
    answers: Answers = Field(default_factory=dict)


class ProofPart(Frozen):
    evidence: str
    page: str = ""
    quotation: str = ""


class RiskPart(Frozen):
    grade: Annotated[int, Field(ge=0, le=3)] | None = None
    state: Literal["verified", "declared", "unknown"]
    proofs: tuple[ProofPart, ...] = ()
    finding: str = ""
    rectification: str = ""
    checked_by: str | None = None


class CaseHead(Frozen):
    reference: Name
    title: Name
    company: Name


class CasePart(Frozen):
    """The keys of a CASE.yaml."""

    case: CaseHead
    on: date | None = None
    answers: Answers = Field(default_factory=dict)
    scenarios: tuple[ScenarioPart, ...] = ()
    clauses: tuple[ClausePart, ...] = ()
    evidence: tuple[EvidencePart, ...] = ()
    risk: Mapping[str, RiskPart] = Field(default_factory=dict)
