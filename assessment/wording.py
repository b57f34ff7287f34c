"""Frozen types of the official texts that the documents print: labels, headings, commitments, materials.

The words themselves are data of a regime (``documents/``, a file for each kind) with their source; nothing here
words anything.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assessment.filings import DocumentKind, Filing, FilingId
from assessment.questions import Frozen
from assessment.wording_check import ClauseIndexWording, ExtensionWording, HandPlaces
from assessment.wording_parts import Confidence as Confidence
from assessment.wording_parts import NumberedText as NumberedText
from assessment.wording_parts import Official as Official
from assessment.wording_parts import ReportHeading as ReportHeading
from assessment.wording_routes import Commitment, ContractAnnex, EvidenceList, ExemptionMemo, ImpactWording

Special = Literal["data_types", "persons", "important_size", "contact", "recipient_name"]


class FormRow(Frozen):
    """One row of the form. ``fields`` are question ids; ``special`` names a row that several answers make up.

    ``half``: the row shares its line with the next half row. ``note`` is the form's own explanation of the field.
    """

    label: str
    fields: tuple[str, ...] = ()
    special: Special | None = None
    half: bool = False
    note: str | None = None


class FormBlock(Frozen):
    """One block of the form; a block of scope scenario or recipient is printed once for each entry."""

    title: str
    scope: Literal["case", "scenario", "recipient"] = "case"
    absent_when: str | None = None
    absent_text: str | None = None
    rows: tuple[FormRow, ...]


class ApplicationForm(Official):
    """申报表, including the commitment, which the guide puts inside the form."""

    title: str
    blocks: tuple[FormBlock, ...]
    scenario_title: str
    commitment: str
    labels: FormLabels


class FormLabels(Frozen):
    """Labels inside composed rows and the words of the check boxes."""

    yes: str
    no: str
    important_data: str
    important_data_authority: str
    personal_information: str
    contains_sensitive: str
    persons_exported_this_year: str
    persons_three_years: str
    persons_relation: str
    phone: str
    email: str
    statistics: str
    unit_persons: str


class PowerOfAttorney(Official):
    """授权委托书. ``paragraphs`` hold blanks in braces; ``signatures`` stay empty for the hand."""

    title: str
    paragraphs: tuple[str, ...]
    signatures: tuple[str, ...]
    date_line: str
    no_legal_representative: str


class ReportWording(Official):
    """自评估报告: cover, headings in their fixed order, the columns of the table of data items, Art. 9 and Art. 5."""

    title: str
    cover_handler: str
    cover_date: str
    contents_title: str
    headings: tuple[ReportHeading, ...]
    item_columns: tuple[str, ...]
    article_9: tuple[NumberedText, ...]
    article_5: tuple[NumberedText, ...]

    def heading(self, place: str) -> ReportHeading:
        return next(heading for heading in self.headings if heading.id == place)


class Material(Frozen):
    """One of the eight materials of annex 1; ``by_hand`` says what has to be sealed, signed or dated by hand.

    ``optional`` with neither ``kinds`` nor ``document``: whatever other evidence there is.
    """

    number: Annotated[int, Field(ge=1)]
    name: str
    requirement: str
    by_hand: str
    kinds: tuple[str, ...] = ()
    document: DocumentKind | None = None
    optional: bool = False


class FiledMaterials(Official):
    """The materials of one filing: what its list is called and what has to be handed in."""

    filing: FilingId
    title: str
    project: str
    materials: Annotated[tuple[Material, ...], Field(min_length=1)]


class MaterialsList(Official):
    """申报材料清单. ``others``: the lists of the filings beside the security assessment."""

    title: str
    columns: tuple[str, ...]
    evidence_title: str
    evidence_columns: tuple[str, ...]
    materials: tuple[Material, ...]
    others: tuple[FiledMaterials, ...] = ()

    def of(self, filing: FilingId) -> FiledMaterials | None:
        """The list of a filing; ``None`` where the list of the security assessment stands."""
        return next((one for one in self.others if one.filing == filing), None)


class Wording(Frozen):
    """Everything official that documents print, by their kind; and which filing takes which of them."""

    filings: tuple[Filing, ...]
    application_form: ApplicationForm
    power_of_attorney: PowerOfAttorney
    self_assessment_report: ReportWording
    materials_list: MaterialsList
    commitment: Commitment
    pipia_report: ImpactWording
    standard_contract_annex: ContractAnnex
    evidence_list: EvidenceList
    exemption_memo: ExemptionMemo
    legal_document_index: ClauseIndexWording
    extension_application: ExtensionWording
    by_hand: HandPlaces

    def confidence_of(self, kind: DocumentKind, filing: FilingId, on: date) -> Confidence:
        """How well the text of one document was read: of this filing, on this day, with what a company loaded."""
        match kind:
            case "commitment":
                return self.commitment.on(filing, on).confidence
            case "pipia_report":
                return self.pipia_report.form(filing).confidence
            case "materials_list":
                own = self.materials_list.of(filing)
                return own.confidence if own else self.materials_list.confidence
            case _:
                found: Official = getattr(self, kind)
                return found.confidence


ApplicationForm.model_rebuild()
