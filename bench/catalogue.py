"""How well and how fast the catalogue classifies: the labelled lists, and twenty thousand made-up rows of theirs."""

from __future__ import annotations

import resource
from dataclasses import asdict, dataclass, replace

from regimes.loader import load_regime
from services.classify import classify_items
from tests.labelled import (
    ON,
    QUESTIONS,
    Field,
    Figures,
    FirstRun,
    Question,
    classified,
    first_runs,
    lists,
    measure,
    unrecognised,
)

ROWS = 20_000
SPLITS = ("tune", "held_out", "late", "rounds")


@dataclass(frozen=True, slots=True)
class Quality:
    """One question on one part of the labelled lists; precision and recall in thousandths. Of a first run, as it was
    recorded, nobody kept how many fields were not recognised."""

    part: str
    question: str
    fields: int
    found: int
    missed: int
    false: int
    recall: int
    precision: int
    unrecognised: int | None


def quality() -> list[Quality]:
    """The figures of today on every part, then what the first run of each round of unseen lists gave on its day."""
    today = [_quality(split, question) for split in SPLITS for question in QUESTIONS]
    return today + [_first(run, question) for run in first_runs() for question in QUESTIONS]


def _first(run: FirstRun, question: Question) -> Quality:
    right, missed, false = run.sensitive if question == "sensitive" else run.important
    found = Figures(right, ("",) * missed, ("",) * false)
    part = f"round {run.round}, first run {run.day}"
    return Quality(
        part,
        question,
        run.fields,
        right,
        missed,
        false,
        _thousandths(found.recall),
        _thousandths(found.precision),
        None,
    )


def _thousandths(share: float) -> int:
    return round(share * 1000)


def _quality(split: str, question: Question) -> Quality:
    pairs = classified(split)
    found = measure(pairs, question)
    return Quality(
        split,
        question,
        len(pairs),
        found.right,
        len(found.missed),
        len(found.false),
        _thousandths(found.recall),
        _thousandths(found.precision),
        len(unrecognised(pairs)),
    )


def many() -> list[Field]:
    """The labelled fields over and over, each time under another name."""
    fields = [field for split in SPLITS for one in lists(split) for field in one]
    return [replace(fields[n % len(fields)], name=f"{fields[n % len(fields)].name}_{n}") for n in range(ROWS)]


def classify_many(fields: list[Field]) -> float:
    """Processor milliseconds for all of them as one list."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_utime
    assert len(classify_items(fields, load_regime(), ON)) == ROWS
    return (resource.getrusage(resource.RUSAGE_SELF).ru_utime - before) * 1000


def as_json(found: list[Quality]) -> list[dict[str, object]]:
    return [asdict(one) for one in found]


def table(found: list[Quality]) -> str:
    lines = [f"{'labelled fields':44}{'fields':>8}{'found':>8}{'missed':>8}{'false':>8}{'recall':>9}{'precision':>11}"]
    for one in found:
        lines.append(
            f"{one.part + ', ' + one.question:44}{one.fields:>8}{one.found:>8}{one.missed:>8}{one.false:>8}"
            f"{one.recall / 1000:>9.3f}{one.precision / 1000:>11.3f}"
        )
    return "\n".join(lines)
