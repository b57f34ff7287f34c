"""Recognises values by their form and, where there is one, their check digit. It decodes nothing and asks no one.

A value shows what a column holds, it never shows that a column is harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from stdnum import luhn
from stdnum.cn import ric

from assessment.classification_parts import ValuePattern

MOST_SAMPLES = 20
_BETWEEN = re.compile(r"[\s、；;|]+|[,，](?!\d)")
_VIN_VALUES = {**{str(n): n for n in range(10)}, **dict(zip("ABCDEFGH", range(1, 9), strict=True))}
_VIN_VALUES |= {**dict(zip("JKLMN", range(1, 6), strict=True)), "P": 7, "R": 9}
_VIN_VALUES |= dict(zip("STUVWXYZ", range(2, 10), strict=True))
_VIN_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_EAST, _NORTH = (73, 136), (3, 54)
"""Whole degrees that bound mainland China."""


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of a catalogue, compiled."""

    patterns: tuple[tuple[ValuePattern, re.Pattern[str]], ...]
    any_of: re.Pattern[str]

    @classmethod
    def of(cls, patterns: Iterable[ValuePattern]) -> Forms:
        made = tuple((pattern, re.compile(pattern.pattern)) for pattern in patterns)
        return cls(made, re.compile("|".join(f"(?:{pattern.pattern})" for pattern, _ in made) or "(?!)"))

    def of_example(self, example: str) -> tuple[ValuePattern, ...]:
        """The forms that at least four samples in five of an example have."""
        whole = example.strip()
        if not whole:
            return ()
        # Most examples have none of the forms: one look instead of some fifty.
        samples = [part for part in _BETWEEN.split(whole) if part][:MOST_SAMPLES]
        readings = [[whole]] if samples == [whole] else [[whole], samples]
        if not any(self.any_of.fullmatch(sample) for samples in readings for sample in samples):
            return ()
        return tuple(
            pattern for pattern, form in self.patterns if any(_fits(pattern, form, samples) for samples in readings)
        )


def _fits(pattern: ValuePattern, form: re.Pattern[str], samples: Sequence[str]) -> bool:
    if len(samples) == 1:
        return form.fullmatch(samples[0]) is not None and _checked(pattern.check, samples[0])
    met = sum(1 for sample in samples if form.fullmatch(sample) and _checked(pattern.check, sample))
    return bool(samples) and met * 5 >= len(samples) * 4


def _checked(check: str, sample: str) -> bool:
    match check:
        case "none":
            return True
        case "luhn":
            return luhn.is_valid(sample)
        case "vin":
            return vin_checks(sample)
        case "resident":
            return ric.is_valid(sample.upper())
        case "china":
            return _in_china(sample)
        case "date":
            return _is_day(sample)
        case _:
            raise AssertionError(check)


def vin_checks(vin: str) -> bool:
    """Position 9 of a vehicle identification number is computed from the others (GB 16735)."""
    signs = vin.upper()
    if len(signs) != 17 or any(sign not in _VIN_VALUES for sign in signs):
        return False
    rest = sum(_VIN_VALUES[sign] * weight for sign, weight in zip(signs, _VIN_WEIGHTS, strict=True)) % 11
    return signs[8] == ("X" if rest == 10 else str(rest))


def _in_china(sample: str) -> bool:
    """Two numbers with three decimals or more, one an eastern longitude, one a northern latitude of the mainland."""
    numbers = [int(number) for number in re.findall(r"(\d+)\.\d{3,}", sample)]
    if len(numbers) != 2:
        return False
    low, high = sorted(numbers)
    return _NORTH[0] <= low < _NORTH[1] and _EAST[0] <= high < _EAST[1]


def _is_day(sample: str) -> bool:
    try:
        date.fromisoformat(sample[:10].replace("/", "-"))
    except ValueError:
        return False
    return True
