"""Frozen types of the texts of the routes beside the security assessment.

Standard contract, certification and exemption: the commitment, the impact assessment, the blanks of the contract, the
evidence of a certification, the memo of an exemption. The words are data of a regime with their source.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assessment.filings import FilingId
from assessment.questions import Citation, Frozen
from assessment.rules import Figure, Key
from assessment.wording_parts import Confidence, NumberedText, Official, ReportHeading

PartyField = Literal["name", "address", "contact_details", "contact", "position"]
Fill = Literal[
    "commercial_contract",
    "measures",
    "inquiry_contact",
    "notice_address",
    "notice_days_air",
    "notice_days_electronic",
    "dispute",
    "arbitration_body",
    "arbitration_place",
    "copies",
    "signed_at",
]
Description = Literal[
    "purpose",
    "method",
    "scale",
    "kinds",
    "sensitive_kinds",
    "third_parties",
    "transmission",
    "retention",
    "place",
    "other",
]


class CommitmentText(Frozen):
    """One text of a commitment: for which filings, on which days, and where it was read.

    A text that was not read at its source has confidence low: pages say so, the paper does not.
    """

    filings: Annotated[tuple[FilingId, ...], Field(min_length=1)]
    since: date | None = Field(default=None, alias="from")
    until: date | None = Field(default=None, alias="to")
    title: Annotated[str, Field(min_length=1)]
    paragraphs: Annotated[tuple[str, ...], Field(min_length=1)]
    signatures: Annotated[tuple[str, ...], Field(min_length=1)]
    date_line: str
    cite: Citation
    confidence: Confidence
    checked_on: date
    overlay: str | None = None

    def holds(self, filing: FilingId, day: date) -> bool:
        begun = self.since is None or self.since <= day
        return filing in self.filings and begun and (self.until is None or day <= self.until)


class Commitment(Official):
    """承诺书 of the filings whose commitment is a paper of its own."""

    title: str
    texts: Annotated[tuple[CommitmentText, ...], Field(min_length=1)]

    def on(self, filing: FilingId, day: date) -> CommitmentText:
        """The text of a filing on a day; what a company loaded stands before what ships."""
        fitting = [text for text in self.texts if text.holds(filing, day)]
        return next((text for text in reversed(fitting) if text.overlay), fitting[0])


class ImpactForm(Official):
    """What the impact assessment of one filing is called and which article it goes through point by point."""

    filing: FilingId
    cover_handler: str
    cover_date: str
    article: str
    work: str
    points: Annotated[tuple[NumberedText, ...], Field(min_length=1)]


class ImpactWording(Official):
    """个人信息保护影响评估报告: the headings in their fixed order, and the points of each filing's article.

    ``parts``: the five points under the heading on the information to be exported; what leads them is composed from
    the template's own words.
    """

    title: str
    contents_title: str
    headings: tuple[ReportHeading, ...]
    parts: Annotated[tuple[NumberedText, ...], Field(min_length=5, max_length=5)]
    forms: Annotated[tuple[ImpactForm, ...], Field(min_length=1)]

    def form(self, filing: FilingId) -> ImpactForm:
        return next(form for form in self.forms if form.filing == filing)


class Blank(Frozen):
    """One blank of the contract: the place in its text, what stands beside it, and what fills it."""

    place: str
    label: str
    fills: Fill


class PartyLabel(Frozen):
    label: str
    fills: PartyField


class AnnexItem(Frozen):
    number: str
    label: str
    fills: Description


class ContractAnnex(Official):
    """标准合同的填写内容: the blanks, 附录一 and 附录二. The contract's own text is not in here."""

    title: str
    lead: str
    numbered: str
    handler: str
    recipient: str
    party: tuple[PartyLabel, ...]
    blank_columns: tuple[str, ...]
    blanks: tuple[Blank, ...]
    annex_1_title: str
    annex_1: Annotated[tuple[AnnexItem, ...], Field(min_length=10, max_length=10)]
    annex_2_title: str
    nothing: str


class Requirement(Frozen):
    """One requirement of the certification: its clause, and what shows that it is met.

    ``evidence``: questions whose answer is evidence; ``texts``: questions whose answer explains it.
    """

    number: str
    text: str
    clause: str
    evidence: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()
    document: str = ""


class RequirementGroup(Frozen):
    title: str
    cite: Citation
    requirements: Annotated[tuple[Requirement, ...], Field(min_length=1)]


class EvidenceList(Official):
    """认证证明材料清单."""

    title: str
    lead: str
    columns: tuple[str, ...]
    groups: Annotated[tuple[RequirementGroup, ...], Field(min_length=1)]


class Condition(Frozen):
    """One condition of an exemption: the answer that states it, and the question whose answer is its evidence."""

    text: str
    fact: str
    evidence: str | None = None


class Ground(Frozen):
    """One ground of an exemption: the rules it stands for, its conditions, and what would end it."""

    rules: Annotated[tuple[str, ...], Field(min_length=1)]
    conditions: Annotated[tuple[Condition, ...], Field(min_length=1)]
    ends: Annotated[tuple[str, ...], Field(min_length=1)]


class Threshold(Frozen):
    """A figure of the law that the memo holds against the company's count; ``standard`` has the blank ``{value}``."""

    figure: Key
    counted: Literal["persons_pi", "persons_spi"]
    text: str
    standard: str


class ExemptionMemo(Official):
    """免予申报情况说明. ``figures`` are put in by the loader, from the law's own parameters."""

    title: str
    lead: str
    headings: Annotated[tuple[NumberedText, ...], Field(min_length=7, max_length=7)]
    threshold_columns: tuple[str, ...]
    condition_columns: tuple[str, ...]
    no_evidence: str
    thresholds: tuple[Threshold, ...]
    grounds: tuple[Ground, ...]
    always_ends: tuple[str, ...]
    stays_due: str
    signatures: tuple[str, ...]
    figures: Mapping[str, Figure] = Field(default_factory=dict)

    def ground(self, rule: str) -> Ground | None:
        return next((ground for ground in self.grounds if rule in ground.rules), None)
