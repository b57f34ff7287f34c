"""The law with a company's additions: shipped rules and overlays put together, and checked as one book.

``compose`` is pure and refuses everything that our own loader refuses, with the overlay's file, line and key:
an unknown fact or figure, two values on one day, a correction of a rule that is not there. What an overlay
displaces is back on the day after the overlay ends or is removed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from assessment.errors import InputRefused, Problem
from assessment.rules import RuleBook
from regimes.loader import Composed, Regime
from regimes.overlay_files import Overlay, same_id
from regimes.overlay_parts import (
    asking_for,
    calendars_of,
    catalogue_of,
    deadlines_of,
    important_data_of,
    notices_of,
    with_lists,
)
from regimes.overlay_rules import RuleBuilding
from regimes.overlay_wordings import wordings_of


def compose(base: Regime, overlays: Sequence[Overlay], signed: frozenset[str] = frozenset()) -> Regime:
    """The law as the company holds it; raises ``InputRefused`` with every defect of every overlay.

    ``signed``: subjects that counsel has signed off, already checked against what they say now.
    """
    if not overlays and not signed:
        return base
    # In the order in which they came, so that a clash is charged to the one that came later.
    ordered = tuple(overlays)
    problems = list(_same_ids(ordered))
    lists = with_lists(base.rule_files.lists, ordered, problems) if ordered else base.rules.lists
    building = RuleBuilding.of(base.rule_files, lists, ordered)
    book = building.book(problems) if ordered else base.rules
    parts = _parts(base, book, ordered, problems)
    if problems:
        raise InputRefused(*problems)
    return signed_as(
        Regime(
            base.id,
            base.folder,
            _fingerprint(base, ordered, frozenset()),
            Composed(shipped=base, overlays=ordered, rules=book, origins=building.origins, **parts),
        ),
        signed,
    )


def fitting(base: Regime, overlays: Sequence[Overlay]) -> tuple[Regime, tuple[Problem, ...]]:
    """The law with the overlays that can be put in together, in their order, and what is wrong with the rest."""
    try:
        return compose(base, overlays), ()
    except InputRefused:
        pass  # one of them does not fit; which one shows when they are put in one after the other
    regime = base
    fit: list[Overlay] = []
    problems: list[Problem] = []
    for overlay in overlays:
        try:
            regime = compose(base, (*fit, overlay))
        except InputRefused as refused:
            problems += refused.problems
        else:
            fit.append(overlay)
    return regime, tuple(problems)


def signed_as(regime: Regime, signed: frozenset[str]) -> Regime:
    """The same law with counsel's signatures; a piece that an overlay cut off keeps that of the whole."""
    if regime.composed is None:
        return compose(regime, (), signed) if signed else regime
    if not signed:
        return regime
    composed = regime.composed
    everywhere = signed | {piece for piece, whole in composed.origins.items() if whole in signed}
    return replace(
        regime,
        sha256=_fingerprint(composed.shipped, composed.overlays, signed),
        composed=replace(composed, rules=replace(composed.rules, signed=everywhere)),
    )


def _parts(base: Regime, book: RuleBook, overlays: Sequence[Overlay], problems: list[Problem]) -> dict[str, Any]:
    """Everything beside the rules. A part that no overlay speaks of is not even read."""
    said = {
        name
        for overlay in overlays
        for name in ("important_data", "calendars", "deadlines", "catalogue", "wordings")
        if getattr(overlay.file, name)
    }
    parts: dict[str, Any] = {
        "questionnaire": asking_for(base.questionnaire, book.lists),
        "notices": notices_of(overlays),
    }
    if "important_data" in said:
        parts["important_data"] = important_data_of(base.important_data, overlays, problems)
    if "calendars" in said:
        parts["calendars"] = calendars_of(base.calendars, overlays, problems)
    if "deadlines" in said:
        parts["deadlines"] = deadlines_of(base.deadlines, book, overlays, problems)
    if "catalogue" in said:
        parts["catalogue"] = catalogue_of(base, overlays, problems)
    if "wordings" in said:
        parts["wordings"] = wordings_of(overlays, problems)
    return parts


def _same_ids(overlays: Sequence[Overlay]) -> Iterator[Problem]:
    for index, overlay in enumerate(overlays):
        if any(known.id == overlay.id for known in overlays[:index]):
            yield same_id(overlay)


def _fingerprint(base: Regime, overlays: Sequence[Overlay], signed: frozenset[str]) -> str:
    lines = [base.sha256]
    lines += [f"overlay {overlay.sha256} {overlay.removed_from or '-'}" for overlay in overlays]
    lines += [f"signed {subject}" for subject in sorted(signed)]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
