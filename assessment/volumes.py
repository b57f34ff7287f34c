"""Volumes as the application form writes them: a whole number of MB, GB or TB.

No text of the law says whether a GB has 1,000 or 1,024 MB. Where both readings agree a comparison has an answer;
where they do not, it stays unknown and says so. Nothing is rounded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assessment.vocabulary import UNKNOWN, Unknown

VolumeUnit = Literal["MB", "GB", "TB"]
_POWER: dict[str, int] = {"MB": 0, "GB": 1, "TB": 2}
_READINGS = (1000, 1024)


@dataclass(frozen=True, slots=True)
class Volume:
    """``size`` in ``unit``."""

    size: int
    unit: VolumeUnit

    def megabytes(self) -> tuple[int, int]:
        """The volume in MB under both readings."""
        low, high = (self.size * base ** _POWER[self.unit] for base in _READINGS)
        return low, high

    def __str__(self) -> str:
        return f"{self.size:,} {self.unit}"


def within(planned: Volume, allowed: Volume, percent: int) -> bool | Unknown:
    """Whether ``planned`` is at most ``allowed`` and ``percent`` more, exactly."""
    answers = {
        new * 100 <= old * (100 + percent) for new, old in zip(planned.megabytes(), allowed.megabytes(), strict=True)
    }
    return answers.pop() if len(answers) == 1 else UNKNOWN


def more_than(now: Volume, before: Volume) -> bool | Unknown:
    answer = within(now, before, 0)
    return UNKNOWN if isinstance(answer, Unknown) else not answer
