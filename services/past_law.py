"""The law as a company held it at the end of an earlier day, before overlays that were added or removed later.

For today and the days to come it is the law that the company holds now.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from functools import lru_cache

from assessment.overlays import HeldOverlay
from regimes.loader import Regime
from regimes.overlays import fitting
from services.desk import BEIJING, Desk
from services.held_law import HeldLaw, read_held


def law_held_on(desk: Desk, law: HeldLaw, day: date) -> Regime:
    """``law`` is what the company holds now; overlays of the installation's folder count as always there."""
    if day >= desk.today or all(_untouched_since(overlay, day) for overlay in law.overlays):
        return law.regime
    then = tuple(_as_of(overlay, day) for overlay in law.overlays if beijing_day(overlay.added.at) <= day)
    return _composed(desk.shelf.house, then)


def days_of_overlays(law: HeldLaw) -> dict[date, tuple[HeldOverlay, ...]]:
    """The days on which the company added or removed something, and what."""
    found: dict[date, tuple[HeldOverlay, ...]] = {}
    for overlay in law.overlays:
        for signed in (overlay.added, overlay.removed):
            if signed is not None:
                day = beijing_day(signed.at)
                found[day] = (*found.get(day, ()), overlay)
    return found


def beijing_day(moment: datetime) -> date:
    return moment.astimezone(BEIJING).date()


def _untouched_since(overlay: HeldOverlay, day: date) -> bool:
    return all(beijing_day(signed.at) <= day for signed in (overlay.added, overlay.removed) if signed is not None)


def _as_of(overlay: HeldOverlay, day: date) -> HeldOverlay:
    if overlay.removed is None or beijing_day(overlay.removed.at) <= day:
        return overlay
    return replace(overlay, removed_from=None, removed=None)


@lru_cache(maxsize=64)
def _composed(house: Regime, then: tuple[HeldOverlay, ...]) -> Regime:
    read, _ = read_held(then)
    regime, _ = fitting(house.shipped, (*house.overlays, *read))
    return regime
