"""Filings: which documents are handed in for which conclusion of the route, and the way from a decision to them.

Which conclusion leads to which filing is data of the regime (``documents/filings.yaml``); a case whose scenarios take
several routes has several filings. Nothing here words a document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from assessment.questions import Bilingual, Citation, Frozen

DocumentKind = Literal[
    "application_form",
    "commitment",
    "power_of_attorney",
    "self_assessment_report",
    "legal_document_index",
    "materials_list",
    "pipia_report",
    "standard_contract_annex",
    "evidence_list",
    "extension_application",
    "exemption_memo",
]
FilingId = Literal["security_assessment", "standard_contract", "certification", "exemption", "extension"]


class FiledDocument(Frozen):
    """One document of a filing and how its file is called."""

    kind: DocumentKind
    file: Annotated[str, Field(pattern=r"^[^/\\]+\.pdf$")]


class Filing(Frozen):
    """One filing. ``routes``: the conclusions that lead here. ``matter``: what the power of attorney is given for."""

    id: FilingId
    name: Bilingual
    cite: Citation
    confidence: Literal["high", "medium", "low"]
    checked_on: date
    routes: tuple[str, ...]
    matter: str
    documents: Annotated[tuple[FiledDocument, ...], Field(min_length=1)]

    def file_of(self, kind: DocumentKind) -> str:
        return next(document.file for document in self.documents if document.kind == kind)


def filings_of(decision: Mapping[str, Any], filings: Sequence[Filing]) -> tuple[Filing, ...]:
    """The filings that a decision (as JSON) leads to, in the order of the law; never none."""
    routes = {str(flow["route"]) for flow in decision.get("flows", ())} or {str(decision.get("route"))}
    found = tuple(filing for filing in filings if routes & set(filing.routes))
    return found or tuple(filings[:1])
