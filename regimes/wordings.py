"""Reads the official wording of the documents of a regime. It changes no word and adds none."""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assessment.errors import InputRefused, RegimeBroken
from assessment.filings import Filing
from assessment.questions import Frozen
from assessment.rules import Figure
from assessment.wording import PowerOfAttorney, ReportWording, Wording
from assessment.wording_routes import CommitmentText, ExemptionMemo
from regimes.strict import Document, read, validate

__all__ = ["Wording", "load_wording"]

BLANKS = frozenset({"legal_rep", "legal_rep_id", "handler", "agent", "agent_id", "matter", "starts_on", "ends_on"})


class _Filings(Frozen):
    filings: tuple[Filing, ...]


def load_wording(folder: Path) -> Wording:
    """``documents/`` of the regime in ``folder``; raises ``RegimeBroken`` with file, line and key."""
    found: dict[str, Any] = {}
    read_files: dict[str, Document] = {}
    try:
        for name, field in Wording.model_fields.items():
            document = read_files[name] = read(folder / "documents" / f"{name}.yaml")
            kind = _Filings if name == "filings" else field.annotation
            assert isinstance(kind, type)
            assert issubclass(kind, Frozen)
            part = validate(document, kind)
            found[name] = part.filings if isinstance(part, _Filings) else part
    except InputRefused as refusal:
        raise RegimeBroken(str(refusal)) from refusal
    wording = Wording.model_construct(**found)
    _check_blanks(read_files["power_of_attorney"], wording.power_of_attorney)
    _check_headings(read_files["self_assessment_report"], wording.self_assessment_report)
    _check_kinds(read_files, wording)
    return wording


def with_additions(wording: Wording, figures: Sequence[Figure], texts: Sequence[CommitmentText] = ()) -> Wording:
    """The wording with the figures that its memo names, and with the commitments that a company loaded."""
    known = {figure.key: figure for figure in figures}
    memo = wording.exemption_memo
    named = {key: known[key] for key in sorted(memo_figures(memo)) if key in known}
    commitment = wording.commitment.model_copy(update={"texts": (*wording.commitment.texts, *texts)})
    return wording.model_copy(
        update={"exemption_memo": memo.model_copy(update={"figures": named}), "commitment": commitment}
    )


def memo_figures(memo: ExemptionMemo) -> frozenset[str]:
    """The figures that the memo of an exemption names, in its table and in its sentences."""
    sentences = [text for ground in memo.grounds for text in (*ground.ends, *(c.text for c in ground.conditions))]
    blanks = (blank for text in sentences for _, blank, _, _ in string.Formatter().parse(text) if blank is not None)
    return frozenset((*(threshold.figure for threshold in memo.thresholds), *blanks))


def _check_kinds(files: Mapping[str, Document], wording: Wording) -> None:
    """Every document of a filing has its wording."""
    for index, filing in enumerate(wording.filings):
        for place, document in enumerate(filing.documents):
            if document.kind not in files:
                where = files["filings"].place(("filings", index, "documents", place))
                raise RegimeBroken(f"{where}: there is no documents/{document.kind}.yaml")


def _check_blanks(document: Document, power: PowerOfAttorney) -> None:
    for index, paragraph in enumerate(power.paragraphs):
        for _, blank, _, _ in string.Formatter().parse(paragraph):
            if blank is not None and blank not in BLANKS:
                place = document.place(("paragraphs", index))
                raise RegimeBroken(f"{place}: the blank '{blank}' is not known; known are {', '.join(sorted(BLANKS))}")


def _check_headings(document: Document, report: ReportWording) -> None:
    places = [heading.id for heading in report.headings]
    for index, place in enumerate(places):
        if index and place <= places[index - 1]:
            raise RegimeBroken(
                f"{document.place(('headings', index))}: heading {place} stands after {places[index - 1]}; "
                "the template's order is fixed"
            )
    if tuple(item.id for item in report.article_9) != tuple(f"point_{n}" for n in range(1, 7)):
        raise RegimeBroken(f"{document.place(('article_9',))}: expected point_1 to point_6 in order")
