"""Reads the official wording of the documents of a regime. It changes no word and adds none."""

from __future__ import annotations

import string
from pathlib import Path

from assessment.errors import InputRefused, RegimeBroken
from assessment.wording import PowerOfAttorney, ReportWording, Wording
from regimes.strict import Document, read, validate

__all__ = ["Wording", "load_wording"]

BLANKS = frozenset({"legal_rep", "legal_rep_id", "handler", "agent", "agent_id", "matter", "starts_on", "ends_on"})


def load_wording(folder: Path) -> Wording:
    """``documents.yaml`` of the regime in ``folder``; raises ``RegimeBroken`` with file, line and key."""
    try:
        document = read(folder / "documents.yaml")
        wording = validate(document, Wording)
    except InputRefused as refusal:
        raise RegimeBroken(str(refusal)) from refusal
    _check_blanks(document, wording.power_of_attorney)
    _check_headings(document, wording.report)
    return wording


def _check_blanks(document: Document, power: PowerOfAttorney) -> None:
    for index, paragraph in enumerate(power.paragraphs):
        for _, blank, _, _ in string.Formatter().parse(paragraph):
            if blank is not None and blank not in BLANKS:
                place = document.place(("power_of_attorney", "paragraphs", index))
                raise RegimeBroken(f"{place}: the blank '{blank}' is not known; known are {', '.join(sorted(BLANKS))}")


def _check_headings(document: Document, report: ReportWording) -> None:
    places = [heading.id for heading in report.headings]
    for index, place in enumerate(places):
        if index and place <= places[index - 1]:
            raise RegimeBroken(
                f"{document.place(('report', 'headings', index))}: heading {place} stands after {places[index - 1]}; "
                "the template's order is fixed"
            )
    if tuple(item.id for item in report.article_9) != tuple(f"point_{n}" for n in range(1, 7)):
        raise RegimeBroken(f"{document.place(('report', 'article_9'))}: expected point_1 to point_6 in order")
