"""From a snapshot to every sentence of the documents: the view model that the PDFs are drawn from.

It reads the snapshot, the questionnaire and the official wording, and nothing else: no store, no clock. What is
missing prints a visible gap; whether a final dossier may have gaps is not decided here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from assessment.filings import DocumentKind, Filing, filings_of, flows_of, numbered
from assessment.questions import Questionnaire
from assessment.snapshot import SnapshotContent
from assessment.wording import Wording
from reports.blocks import Block
from reports.document import Document, Dossier, Sheet, Status
from reports.documents import (
    application_form,
    commitment,
    evidence_list,
    exemption_memo,
    extension_application,
    legal_document_index,
    materials_list,
    pipia_report,
    power_of_attorney,
    self_assessment_report,
    standard_contract_annex,
)
from reports.reading import Reading


@dataclass(frozen=True, slots=True)
class Writer:
    """How one kind of document is written, and by which of the two typographies."""

    sheet: Sheet
    write: Callable[[Reading, Wording, Filing], tuple[Block, ...]]


WRITERS: Mapping[DocumentKind, Writer] = {
    "materials_list": Writer("form", materials_list.write),
    "power_of_attorney": Writer("form", lambda r, w, f: power_of_attorney.write(r, w.power_of_attorney, f.matter)),
    "application_form": Writer("form", lambda r, w, f: application_form.write(r, w.application_form)),
    "legal_document_index": Writer(
        "form", lambda r, w, f: legal_document_index.write(r, w.legal_document_index, w.self_assessment_report)
    ),
    "extension_application": Writer("form", lambda r, w, f: extension_application.write(r, w.extension_application)),
    "self_assessment_report": Writer(
        "report", lambda r, w, f: self_assessment_report.write(r, w.self_assessment_report)
    ),
    "commitment": Writer("form", lambda r, w, f: commitment.write(r, w.commitment, f)),
    "standard_contract_annex": Writer(
        "form", lambda r, w, f: standard_contract_annex.write(r, w.standard_contract_annex)
    ),
    "pipia_report": Writer("report", lambda r, w, f: pipia_report.write(r, w.pipia_report, f)),
    "evidence_list": Writer("form", lambda r, w, f: evidence_list.write(r, w.evidence_list, f)),
    "exemption_memo": Writer("form", lambda r, w, f: exemption_memo.write(r, w.exemption_memo)),
}


def compose(
    content: SnapshotContent,
    questionnaire: Questionnaire,
    wording: Wording,
    *,
    status: Status,
) -> Dossier:
    """All documents of every filing that the route leads to, in the order in which they are handed in."""
    reading = Reading(content, questionnaire)
    filings = _filings(content, wording)
    return Dossier(
        reference=content.sheet.reference,
        handler=reading.show("handler.name"),
        on=content.on.isoformat(),
        route=str(content.decision.get("route", "undetermined")),
        status=status,
        ruleset={"id": content.regime.id, "version": content.regime.version, "sha256": content.regime.sha256},
        score_sha256=content.score_sha256,
        snapshot_sha256=content.sha256,
        documents=tuple(
            chain.from_iterable(
                _documents(_reading_for(filing, filings, content, questionnaire, wording), wording, filing)
                for filing in filings
            )
        ),
    )


def _filings(content: SnapshotContent, wording: Wording) -> tuple[Filing, ...]:
    """An application for an extension is a filing of its own; every other follows from the route."""
    if content.extension is not None:
        return tuple(filing for filing in wording.filings if filing.id == "extension")
    return numbered(filings_of(content.decision, wording.filings, content.sheet.answers))


def _reading_for(
    filing: Filing,
    filings: tuple[Filing, ...],
    content: SnapshotContent,
    questionnaire: Questionnaire,
    wording: Wording,
) -> Reading:
    """With several filings each speaks of its own scenarios, their recipients and their items only."""
    if len(filings) < 2:
        return Reading(content, questionnaire)
    flows = flows_of(filing, content.decision, wording.filings, content.sheet.answers)
    return Reading(replace(content, sheet=content.sheet.only(flows)), questionnaire)


def _documents(reading: Reading, wording: Wording, filing: Filing) -> Iterator[Document]:
    for filed in filing.documents:
        writer = WRITERS[filed.kind]
        listed = filed.kind == "materials_list"
        title = materials_list.title_of(wording, filing) if listed else getattr(wording, filed.kind).title
        yield Document(filed.kind, title, filed.file, writer.sheet, writer.write(reading, wording, filing), filing.id)
