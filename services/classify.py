"""Classify data items by the catalogue of the law that a company holds: a list in a file, or the items of a scenario.

It proposes and stores nothing: what an item is, is settled by a person. Rows that cannot be read are told, each with
its place; nothing is left out in silence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assessment.classification import Classified, classify
from assessment.classification_recognise import Listed
from assessment.conditions import FactValue
from assessment.errors import InputRefused, Problem
from assessment.vocabulary import Text
from regimes.loader import Regime
from services.spreadsheets import ItemRow, ItemsPreview, read_items

MOST_BYTES = 40_000_000


@dataclass(frozen=True, slots=True)
class ClassifiedList:
    """The items of a file in its order, and the rows that could not be used."""

    items: tuple[Classified, ...]
    problems: tuple[Problem, ...]


def classify_file(path: Path, regime: Regime, on: date) -> ClassifiedList:
    """Classify the list in a file (columns ``name``, ``description``, ``example``, or the official headings).

    Raises ``InputRefused`` when it cannot be read as a list at all.
    """
    if path.stat().st_size > MOST_BYTES:
        raise InputRefused(
            Problem(
                path.name,
                Text(
                    "文件超过 40 MB；请按数据出境场景拆分。",
                    "The file is larger than 40 MB; split it by export scenario.",
                ),
            )
        )
    preview = read_items(path.read_bytes(), path.name)
    return ClassifiedList(classify_items(_rows(preview), regime, on), _problems(preview, path.name))


def classify_items(
    items: Sequence[Listed], regime: Regime, on: date, facts: Mapping[str, FactValue] | None = None
) -> tuple[Classified, ...]:
    """Classify items that are exported together; ``facts``: what is known of their scenario."""
    return classify(items, regime.catalogue.on(on), regime.important_data.held_on(on), facts or {}, on)


def _rows(preview: ItemsPreview) -> tuple[ItemRow, ...]:
    """Every row with a name, also one that repeats a name: the same column stands in two tables of a company."""
    named = [row for row in preview.left_out if row.name]
    return tuple(sorted((*preview.rows, *named), key=lambda row: row.line))


def _problems(preview: ItemsPreview, name: str) -> tuple[Problem, ...]:
    used = {row.line for row in preview.left_out if row.name}
    found = [
        Problem(f"{name}, row {problem.line}, column {problem.column}", problem.sentence)
        for problem in preview.problems
        if problem.line not in used
    ]
    if preview.more_problems:
        found.append(
            Problem(
                name,
                Text(
                    f"另有 {preview.more_problems:,} 行有问题。", f"{preview.more_problems:,} more rows have problems."
                ),
            )
        )
    return tuple(found)
