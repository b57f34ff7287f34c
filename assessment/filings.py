"""Filings: which documents are handed in for which conclusion of the route, and the way from a decision to them.

Which conclusion leads to which filing is data of the regime (``documents/filings.yaml``); a case whose scenarios take
several routes has several filings. Nothing here words a document.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field

from assessment.answers import Value
from assessment.questions import Bilingual, Citation, Frozen, Question

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
FilingId = Literal[
    "security_assessment", "standard_contract", "gba_contract", "certification", "exemption", "extension"
]
Needed = Literal["items", "clauses"]

MECHANISM = "filing.mechanism"
"""The question that chooses where a route leaves a choice; its ids are the options of the rules."""


class FiledDocument(Frozen):
    """One document of a filing and how its file is called."""

    kind: DocumentKind
    file: Annotated[str, Field(pattern=r"^[^/\\]+\.pdf$")]


class Filing(Frozen):
    """One filing. ``routes``: the conclusions that lead here. ``matter``: what the power of attorney is given for.

    ``option``: the option of the rules that it stands for, where a route leaves a choice. ``places``: the beginnings
    of the places (``feeds`` of a question) that its documents are made from; what feeds nothing of it is not asked.
    ``needs``: the lists of the case without which it is not complete. ``note``: what users have to know about it.
    """

    id: FilingId
    name: Bilingual
    cite: Citation
    confidence: Literal["high", "medium", "low"]
    checked_on: date
    routes: tuple[str, ...]
    option: str | None = None
    matter: str = ""
    places: Annotated[tuple[str, ...], Field(min_length=1)]
    needs: tuple[Needed, ...] = ()
    note: Bilingual | None = None
    documents: Annotated[tuple[FiledDocument, ...], Field(min_length=1)]

    def file_of(self, kind: DocumentKind) -> str:
        return next(document.file for document in self.documents if document.kind == kind)

    def has(self, kind: DocumentKind) -> bool:
        return any(document.kind == kind for document in self.documents)


def filings_of(
    decision: Mapping[str, Any], filings: Sequence[Filing], answers: Mapping[str, Value] | None = None
) -> tuple[Filing, ...]:
    """The filings that a decision (as JSON) leads to, in the order of the law; never none.

    ``answers``: those of the case; where a route leaves a choice, the answer to ``filing.mechanism`` chooses.
    """
    ids = {filing.id for filing, _ in _led(decision, filings, answers)}
    return tuple(filing for filing in filings if filing.id in ids) or tuple(filings[:1])


def flows_of(
    filing: Filing,
    decision: Mapping[str, Any],
    filings: Sequence[Filing],
    answers: Mapping[str, Value] | None = None,
) -> frozenset[str]:
    """The scenarios that belong to one of the filings; what leads nowhere by itself goes with the first filing."""
    led = {flow: found.id for found, flow in _led(decision, filings, answers)}
    first = filings_of(decision, filings, answers)[0].id
    flows = [str(flow["id"]) for flow in decision.get("flows", ())]
    return frozenset(flow for flow in flows if led.get(flow, first) == filing.id)


def choices_of(decision: Mapping[str, Any]) -> tuple[str, ...]:
    """The options between which the company chooses, in the order of the rules; none where there is no choice."""
    found: dict[str, None] = {}
    for flow in decision.get("flows", ()):
        options = [str(option) for option in flow.get("options", ())]
        if len(options) > 1:
            found.update(dict.fromkeys(options))
    return tuple(found)


def not_offered(decision: Mapping[str, Any], answers: Mapping[str, Value]) -> str | None:
    """The mechanism that was chosen although no scenario offers it; ``None`` where the choice fits or is open."""
    chosen = answers.get(MECHANISM)
    offers = [tuple(map(str, flow.get("options", ()))) for flow in decision.get("flows", ())]
    offered = {option for options in offers for option in options}
    return str(chosen) if chosen and offered and chosen not in offered else None


def places_of(filings: Sequence[Filing]) -> frozenset[str]:
    """The beginnings of the places that count for these filings."""
    return frozenset(place for filing in filings for place in filing.places)


def counts_for(question: Question, places: frozenset[str]) -> bool:
    """Whether a question feeds any of the places; one that does not is not asked for these filings."""
    return any(feed == place or feed.startswith(f"{place}.") for feed in question.feeds for place in places)


def numbered(filings: Sequence[Filing]) -> tuple[Filing, ...]:
    """With several filings in one dossier each file begins with the number of its filing: unique, and sorted."""
    if len(filings) < 2:
        return tuple(filings)
    return tuple(
        filing.model_copy(
            update={
                "documents": tuple(
                    document.model_copy(update={"file": f"{number}-{document.file}"}) for document in filing.documents
                )
            }
        )
        for number, filing in enumerate(filings, start=1)
    )


def _led(
    decision: Mapping[str, Any], filings: Sequence[Filing], answers: Mapping[str, Value] | None
) -> list[tuple[Filing, str]]:
    """Each scenario with its filing; a decision without scenarios is one without a name."""
    chosen = (answers or {}).get(MECHANISM)
    flows = decision.get("flows") or ({"id": "", "route": decision.get("route"), "options": ()},)
    found = ((_filing_of(flow, filings, chosen), str(flow["id"])) for flow in flows)
    return [(filing, flow) for filing, flow in found if filing is not None]


def _filing_of(flow: Mapping[str, Any], filings: Sequence[Filing], chosen: Value) -> Filing | None:
    fitting = [filing for filing in filings if str(flow["route"]) in filing.routes]
    options = [str(option) for option in flow.get("options", ())]
    wanted = str(chosen) if chosen and (not options or chosen in options) else options[0] if options else None
    by_option = [filing for filing in fitting if filing.option is not None and filing.option == wanted]
    return next(iter(by_option or fitting), None)
