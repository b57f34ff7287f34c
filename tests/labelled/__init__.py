"""Field lists from public schemas, labelled by hand, and how well the catalogue does on them.

``open`` labels are left out of every figure. A field counts as found important when its class is not *no* although the
catalogue recognised it: that is what a person is asked to decide. Fields that nobody recognised are counted apart.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal, cast

from assessment.classification import Classified
from assessment.conditions import Verdict
from regimes import strict
from regimes.loader import load_regime
from services.classify import classify_items

HOME = Path(__file__).parent
ON = date(2026, 11, 21)
Label = Literal["yes", "no", "open"]
Question = Literal["sensitive", "important"]
QUESTIONS: tuple[Question, ...] = ("sensitive", "important")


@dataclass(frozen=True, slots=True)
class Field:
    list: str
    name: str
    description: str
    sensitive: Label
    important: Label
    example: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Right, missed and false alarms of one question on one part of the lists."""

    right: int
    missed: tuple[str, ...]
    false: tuple[str, ...]

    @property
    def recall(self) -> float:
        return self.right / (self.right + len(self.missed)) if self.right else 0.0

    @property
    def precision(self) -> float:
        return self.right / (self.right + len(self.false)) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class FirstRun:
    """What the catalogue gave on a round of lists that nobody had seen: right, missed and false alarms."""

    round: int
    day: str
    fields: int
    sensitive: tuple[int, int, int]
    important: tuple[int, int, int]


def first_runs() -> list[FirstRun]:
    """The figures held out, as they were recorded; what was mended afterwards does not change them."""
    return [
        FirstRun(one["round"], one["day"], one["fields"], _three(one["sensitive"]), _three(one["important"]))
        for one in strict.read(HOME / "lists.yaml").data["first_runs"]
    ]


def _three(counts: Sequence[int]) -> tuple[int, int, int]:
    right, missed, false = counts
    return right, missed, false


def lists(split: str) -> Iterator[list[Field]]:
    """The fields of each list of a part, list by list, because they are classified together."""
    for entry in strict.read(HOME / "lists.yaml").data["lists"]:
        if entry["split"] == split:
            with (HOME / f"{entry['id']}.csv").open(encoding="utf-8", newline="") as file:
                yield [_field(entry["id"], row) for row in csv.DictReader(file)]


def _field(of: str, row: Mapping[str, str]) -> Field:
    labels = {question: cast(Label, row[question]) for question in QUESTIONS}
    return Field(of, row["name"], row["description"], labels["sensitive"], labels["important"], row.get("example", ""))


def classified(split: str) -> list[tuple[Field, Classified]]:
    regime = load_regime()
    return [pair for fields in lists(split) for pair in zip(fields, classify_items(fields, regime, ON), strict=True)]


def measure(pairs: Sequence[tuple[Field, Classified]], question: Question) -> Figures:
    right, missed, false = 0, [], []
    for field, found in pairs:
        label: Label = getattr(field, question)
        said = _flagged(found, question)
        name = f"{field.list}: {field.name}"
        if label == "yes" and said:
            right += 1
        elif label == "yes":
            missed.append(name)
        elif label == "no" and said:
            false.append(name)
    return Figures(right, tuple(missed), tuple(false))


def unrecognised(pairs: Sequence[tuple[Field, Classified]]) -> tuple[str, ...]:
    return tuple(f"{field.list}: {field.name}" for field, found in pairs if found.category is None)


def _flagged(found: Classified, question: str) -> bool:
    if question == "sensitive":
        return found.sensitive is Verdict.YES
    return found.category is not None and found.important is not Verdict.NO
