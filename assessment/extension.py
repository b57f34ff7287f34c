"""The extension test: six conditions of the declaration guide, whole numbers only, three-valued.

An answer that nobody gave keeps its condition open and is named; what a person answered and what the comparison with
the approved dossier shows may not contradict each other, and are asked again where they do. The window and the figure
of the law are arguments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from assessment.extension_law import ConditionId, ExtensionSaid, ScenarioSaid
from assessment.refiling import Trigger
from assessment.vocabulary import UNKNOWN, Text, Unknown
from assessment.volumes import Volume, within

Outcome = Literal["possible", "not_yet", "new_filing", "open", "over"]

ASPECT_RULES: Mapping[ConditionId, tuple[str, ...]] = {
    "unchanged": ("SA-PURPOSE", "SA-SCOPE", "SA-KINDS"),
    "parties": ("SA-PARTIES",),
}
"""The cases of Order 11 Art. 14 whose comparison speaks about the same thing as a condition."""


@dataclass(frozen=True, slots=True)
class Window:
    """When one may apply: from ``opens`` (law and system, the later) to the end; ``None``: the end is not known."""

    opens: date | None
    ends: date | None
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class Open:
    """A fact that is still needed, for a scenario or for the whole case (``scenario`` empty)."""

    scenario: str
    field: str
    contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Growth:
    """One comparison of numbers: ``holds`` exactly, ``percent`` as people read it (rounded up, two places)."""

    scenario: str
    allowed: str
    planned: str
    percent: str
    holds: bool | Unknown


@dataclass(frozen=True, slots=True)
class Judged:
    """One condition with its answer, the numbers behind it and what is still open."""

    id: ConditionId
    holds: bool | Unknown
    open: tuple[Open, ...] = ()
    failed: tuple[Open, ...] = ()
    growth: tuple[Growth, ...] = ()


@dataclass(frozen=True, slots=True)
class ExtensionResult:
    """``refiling``: cases of Art. 14 that already ask for a new filing; ``to_judge``: those nobody judged yet."""

    outcome: Outcome
    window: Window
    limit: int | None
    conditions: tuple[Judged, ...]
    refiling: tuple[Trigger, ...]
    to_judge: tuple[Trigger, ...]

    @property
    def holds(self) -> bool | Unknown:
        return all_hold(condition.holds for condition in self.conditions)


def extension(
    said: ExtensionSaid,
    scenarios: Sequence[str],
    *,
    limit: int | None,
    window: Window,
    changes: Sequence[Trigger],
    on: date,
) -> ExtensionResult:
    """The test on one day. ``limit``: growth in per cent that is allowed, ``None`` where no figure is in force."""
    blocks = [said.of(scenario) for scenario in scenarios]
    conditions = (
        _said_of_each("unchanged", blocks, changes),
        _said_of_each("parties", blocks, changes),
        _persons(blocks, limit),
        _volume(blocks, limit),
        _case_says("article_9", {"article_9": said.article_9}),
        _case_says("conduct", {"as_notified": said.as_notified, "no_incident": said.no_incident}),
    )
    refiling = tuple(trigger for trigger in changes if trigger.standing == "refile")
    to_judge = tuple(trigger for trigger in changes if trigger.standing in ("judge", "ask"))
    holds = all_hold(condition.holds for condition in conditions)
    outcome = _outcome(holds, bool(refiling), bool(to_judge), window, on)
    return ExtensionResult(outcome, window, limit, conditions, refiling, to_judge)


def all_hold(answers: Iterable[bool | Unknown]) -> bool | Unknown:
    """No as soon as one is no; yes only when all are yes."""
    found = list(answers)
    if any(answer is False for answer in found):
        return False
    return UNKNOWN if any(isinstance(answer, Unknown) for answer in found) else True


def _outcome(holds: bool | Unknown, refiling: bool, to_judge: bool, window: Window, on: date) -> Outcome:
    if window.ends is not None and on > window.ends:
        return "over"
    if refiling or holds is False:
        return "new_filing"
    if isinstance(holds, Unknown) or to_judge or window.opens is None:
        return "open"
    return "possible" if on >= window.opens else "not_yet"


_FIELD_OF: Mapping[ConditionId, str] = {"unchanged": "unchanged", "parties": "parties_unchanged"}


def _said_of_each(name: ConditionId, blocks: Sequence[ScenarioSaid], changes: Sequence[Trigger]) -> Judged:
    field = _FIELD_OF[name]
    differs = _differing(name, changes)
    still_open: list[Open] = []
    failed: list[Open] = []
    for block in blocks:
        answer: bool | None = getattr(block, field)
        if answer is False:
            failed.append(Open(block.scenario, field))
        elif answer is None:
            still_open.append(Open(block.scenario, field))
        elif block.scenario in differs or "" in differs:
            still_open.append(Open(block.scenario, field, contradicted=True))
    return Judged(name, _from(failed, still_open), tuple(still_open), tuple(failed))


def _differing(name: ConditionId, changes: Sequence[Trigger]) -> set[str]:
    """Scenarios for which the comparison shows a change that nobody found harmless; empty text: the whole case."""
    return {
        difference.scenario or ""
        for trigger in changes
        if trigger.rule.id in ASPECT_RULES[name] and trigger.standing != "harmless"
        for difference in trigger.differences
    }


def _persons(blocks: Sequence[ScenarioSaid], limit: int | None) -> Judged:
    found = _Numbers()
    for block in blocks:
        if block.persons_concerned is False:
            continue
        allowed, planned = block.persons_allowed, block.persons_planned
        if block.persons_concerned is None and allowed is None and planned is None:
            found.open.append(Open(block.scenario, "persons_concerned"))
        found.need(block.scenario, persons_allowed=allowed, persons_planned=planned)
        if allowed is None or planned is None:
            continue
        holds = UNKNOWN if limit is None else planned * 100 <= allowed * (100 + limit)
        found.grew(
            Growth(block.scenario, f"{allowed:,}", f"{planned:,}", percent_words(planned, allowed), holds),
            "persons_planned",
        )
    return found.judged("persons")


def _volume(blocks: Sequence[ScenarioSaid], limit: int | None) -> Judged:
    found = _Numbers()
    for block in blocks:
        if block.volume_concerned is False:
            continue
        allowed, planned = block.volume_allowed, block.volume_planned
        if block.volume_concerned is None and allowed is None and planned is None:
            found.open.append(Open(block.scenario, "volume_concerned"))
        found.need(block.scenario, volume_allowed=allowed, volume_planned=planned)
        if allowed is None or planned is None:
            continue
        old, new = allowed.volume(), planned.volume()
        holds = UNKNOWN if limit is None else within(new, old, limit)
        found.grew(Growth(block.scenario, str(old), str(new), _volume_percent(new, old), holds), "volume_planned")
    return found.judged("volume")


class _Numbers:
    """Collects what a condition on numbers finds, scenario by scenario."""

    def __init__(self) -> None:
        self.open: list[Open] = []
        self.failed: list[Open] = []
        self.growth: list[Growth] = []

    def need(self, scenario: str, **values: object) -> None:
        known = {o.scenario for o in self.open}
        if scenario not in known:
            self.open.extend(Open(scenario, name) for name, value in values.items() if value is None)

    def grew(self, growth: Growth, field: str) -> None:
        self.growth.append(growth)
        if growth.holds is False:
            self.failed.append(Open(growth.scenario, field))
        elif isinstance(growth.holds, Unknown):
            self.open.append(Open(growth.scenario, field))

    def judged(self, name: ConditionId) -> Judged:
        return Judged(name, _from(self.failed, self.open), tuple(self.open), tuple(self.failed), tuple(self.growth))


def _case_says(name: ConditionId, answers: Mapping[str, bool | None]) -> Judged:
    failed = [Open("", field) for field, answer in answers.items() if answer is False]
    still_open = [Open("", field) for field, answer in answers.items() if answer is None]
    return Judged(name, _from(failed, still_open), tuple(still_open), tuple(failed))


def _from(failed: Sequence[Open], still_open: Sequence[Open]) -> bool | Unknown:
    if failed:
        return False
    return UNKNOWN if still_open else True


def percent_words(planned: int, allowed: int) -> str:
    """Growth in per cent, rounded up to two places, so that no growth beyond a limit is printed as the limit."""
    if allowed == 0:
        return "0" if planned == 0 else "∞"
    hundredths = -((allowed - planned) * 10_000 // allowed)
    sign, whole = ("-", -hundredths) if hundredths < 0 else ("", hundredths)
    text = f"{sign}{whole // 100}.{whole % 100:02}"
    return text.rstrip("0").rstrip(".")


def _volume_percent(planned: Volume, allowed: Volume) -> str:
    words = [percent_words(*pair) for pair in zip(planned.megabytes(), allowed.megabytes(), strict=True)]
    return words[0] if words[0] == words[1] else " – ".join(words)


def sentence_of(growth: Growth, limit: int | None) -> Text:
    """A comparison of numbers in words."""
    zh, en = (
        f"{growth.allowed} → {growth.planned}，增幅 {growth.percent}%",
        (f"{growth.allowed} → {growth.planned}, growth {growth.percent}%"),
    )
    return Text(zh, en) if limit is None else Text(f"{zh}（上限 {limit}%）", f"{en} (limit {limit}%)")
