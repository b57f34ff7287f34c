"""Seals, signatures and marks that no program can set: place by place, for the documents and enclosures of a filing.

The places are data of the regime (``documents/by_hand.yaml``); this module only finds those that apply to a case.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assessment.applicability import Respondent
from assessment.filing_check_parts import ByHand
from assessment.filings import Filing
from assessment.questions import Scope
from assessment.vocabulary import Text
from assessment.wording_check import HandPlace, HandPlaces

People = Mapping[Scope, tuple[Respondent, ...]]


def places_by_hand(filings: Sequence[Filing], wording: HandPlaces, people: People) -> tuple[ByHand, ...]:
    """Every place of every filing, document by document; none twice."""
    found: list[ByHand] = []
    for filing in filings:
        for place in wording.places:
            if place.filings and filing.id not in place.filings:
                continue
            found += [one for one in _places(filing, place, people) if one not in found]
    return tuple(found)


def _places(filing: Filing, place: HandPlace, people: People) -> Iterator[ByHand]:
    case = people[Scope.CASE][0].said
    if place.unless is not None and case.get(place.unless) is True:
        return
    if place.document is not None:
        for filed in filing.documents:
            if filed.kind == place.document:
                yield _filled(place, filed.file, {})
    elif place.evidence is not None:
        for one in people[Scope.EVIDENCE]:
            if one.said.get("evidence.kind") == place.evidence:
                yield _filled(place, str(one.said.get("evidence.title") or one.entry), {})
    elif place.each_clause:
        for one in people[Scope.CLAUSE]:
            blanks = {key: str(one.said.get(f"clause.{key}") or "—") for key in ("number", "page")}
            yield _filled(place, str(one.said.get("clause.document") or "—"), blanks)


def _filled(place: HandPlace, document: str, blanks: Mapping[str, str]) -> ByHand:
    where = Text(place.place.zh.format_map(blanks), place.place.en.format_map(blanks)) if blanks else place.place
    return ByHand(
        document, Text(where.zh, where.en), Text(place.who.zh, place.who.en), Text(place.what.zh, place.what.en)
    )
