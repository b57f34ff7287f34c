"""The law as a company holds it: shipped rules, the installation's overlays, its own overlays, counsel's signatures.

It is put together once for each state of the company's journals and kept, so that a request pays for two
small look-ups. An overlay that no longer fits the law (the program was updated, the folder was changed) is set
aside and named; it is neither applied in part nor dropped without a word.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from assessment.errors import InputRefused, Problem
from assessment.overlays import HeldOverlay, held_overlays
from assessment.sign_offs import Standing, signed_subjects, standing
from regimes.entries import entries_of
from regimes.loader import Regime
from regimes.overlay_files import Overlay, read_folder, read_overlay
from regimes.overlays import fitting, signed_as

if TYPE_CHECKING:
    from store.database import Database, Unit

log = logging.getLogger(__name__)
KEPT_AT_MOST = 64
"""Companies whose law is kept in memory; an installation has one or a few."""


@dataclass(frozen=True)
class HeldLaw:
    """``set_aside``: what is wrong with overlays that were added once and do not fit any more."""

    regime: Regime
    overlays: tuple[HeldOverlay, ...] = ()
    signatures: dict[str, Standing] = field(default_factory=dict)
    set_aside: tuple[Problem, ...] = ()


class Shelf:
    """Keeps the composed law of each company until one of its journals grows."""

    def __init__(self, shipped: Regime, folder: Path | None = None) -> None:
        self.shipped = shipped
        self.folder = folder
        self._kept: dict[str, tuple[tuple[int, int], HeldLaw]] = {}
        read, broken = read_folder(folder) if folder else ((), ())
        self.house, misfits = fitting(shipped, read)
        """The law of the installation: what ships, with the overlays of its folder."""
        self.broken = (*broken, *misfits)
        """What is wrong with files of the folder; none of these files is applied."""
        for problem in self.broken:
            log.warning("overlay not applied: %s: %s / %s", problem.where, problem.sentence.zh, problem.sentence.en)

    def of(self, unit: Unit, company_id: str) -> HeldLaw:
        """The law of the company of this unit of work."""
        state = (unit.journals.last_position("overlay"), unit.journals.last_position("sign_off"))
        kept = self._kept.get(company_id)
        if kept is not None and kept[0] == state:
            return kept[1]
        law = self._compose(unit) if any(state) else HeldLaw(self.house)
        if len(self._kept) >= KEPT_AT_MOST:
            self._kept.clear()
        self._kept[company_id] = (state, law)
        return law

    def of_company(self, database: Database, company_id: str) -> HeldLaw:
        with database.read(company_id) as unit:
            return self.of(unit, company_id)

    def _compose(self, unit: Unit) -> HeldLaw:
        held = held_overlays(unit.journals.list("overlay"))
        read, unreadable = read_held(held)
        regime, misfits = fitting(self.shipped, (*self.house.overlays, *read))
        signatures = standing(unit.journals.list("sign_off"))
        if signatures:
            digests = {entry.subject: entry.sha256 for entry in entries_of(regime) if entry.subject in signatures}
            regime = signed_as(regime, signed_subjects(signatures, digests))
        return HeldLaw(regime, held, signatures, (*unreadable, *misfits))


def read_held(held: Sequence[HeldOverlay]) -> tuple[tuple[Overlay, ...], tuple[Problem, ...]]:
    """The overlays of a journal as they can be read today."""
    read: list[Overlay] = []
    problems: list[Problem] = []
    for overlay in held:
        try:
            read.append(read_overlay(file_name(overlay.id), overlay.text, removed_from=overlay.removed_from))
        except InputRefused as refused:
            problems += refused.problems
    return tuple(read), tuple(problems)


def file_name(overlay_id: str) -> str:
    return f"{overlay_id}.yaml"
