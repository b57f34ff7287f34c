"""The entities that a group company files for: rows of four parts, kept as one text with a line for each.

The text is what stands in the store and in case files (name|code|place|scenario numbers), so that a list can be
pasted; the form shows it as rows. What is wrong with them is told by ``group_filing``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assessment import identifiers
from assessment.vocabulary import Text

PARTS = 4
MAX_ENTITIES = 50
_BARS = re.compile(r"[|｜]")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Entity:
    """One line. ``scenarios``: numbers from 1, as the form counts them; ``whole``: none of its four parts is empty."""

    line: int
    name: str
    code: str
    place: str
    scenarios: tuple[int, ...]
    four_parts: bool

    @property
    def whole(self) -> bool:
        return self.four_parts and all((self.name, self.code, self.place, self.scenarios))


def entities_of(text: str) -> tuple[Entity, ...]:
    """Every line that says anything, in order."""
    return tuple(_entity(number, line) for number, line in enumerate(text.splitlines(), start=1) if line.strip())


def rows_of(text: str) -> list[tuple[str, ...]]:
    """The parts of each line as they were written, four of them."""
    return [_parts(line) for line in text.splitlines() if line.strip()]


def text_of(parts: Sequence[str]) -> str:
    """Four fields for each row, one row after the other; rows in which nothing stands are left out."""
    rows = (parts[start : start + PARTS] for start in range(0, len(parts), PARTS))
    return "\n".join(_line(row) for row in rows if any(part.strip() for part in row))


def wrong_code(text: str) -> Text | None:
    """A credit code that nobody can have is told while it is typed; what is still missing is told by the check."""
    entities = entities_of(text)
    if len(entities) > MAX_ENTITIES:
        return Text(
            f"最多 {MAX_ENTITIES} 家，现在是 {len(entities)} 家。",
            f"At most {MAX_ENTITIES} entities; there are {len(entities)}.",
        )
    for number, entity in enumerate(entities, start=1):
        said = identifiers.credit_code(entity.code) if entity.code and entity.four_parts else None
        if said is not None:
            return Text(f"第 {number} 家：{said.zh}", f"Entity {number}: {said.en}")
    return None


def _entity(number: int, line: str) -> Entity:
    name, code, place, scenarios = _parts(line)
    numbers = tuple(int(found) for found in _NUMBERS.findall(scenarios))
    four_parts = len(_BARS.findall(line)) == PARTS - 1
    return Entity(number, name, code.replace(" ", "").upper(), place, numbers, four_parts)


def _parts(line: str) -> tuple[str, ...]:
    parts = [part.strip() for part in _BARS.split(line)]
    return tuple([*parts, "", "", "", ""][:PARTS])


def _line(parts: Iterable[str]) -> str:
    plain = [" ".join(_BARS.sub(" ", part).split()) for part in parts]
    plain[1:2] = [code.replace(" ", "").upper() for code in plain[1:2]]
    return "|".join(plain)
