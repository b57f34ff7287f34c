"""Which column of a file is taken for which column of the official table: proposed here, decided by a person.

What a person chose before for the same headings comes first, then the headings, then the content of the columns.
A proposal from content is marked as one. Nothing is proposed where nothing speaks for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from assessment.item_mapping import MAX_COLUMNS, Remembered, fingerprint
from assessment.vocabulary import Text
from services.spreadsheet_headings import (
    SEARCHED_ROWS,
    Column,
    Heading,
    find_heading,
    is_id_heading,
    letters,
    plain,
    positions_of,
)
from services.spreadsheet_table import Table

Origin = Literal["remembered", "heading", "content", "chosen", ""]
COLUMNS: tuple[Column, ...] = get_args(Column)
NO_HEADING = -1
_LOOKED_AT = 200
_SPEAKS_FROM = 2
"""A single row says nothing about its columns."""


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """The heading row (``NO_HEADING``: there is none), and for each position what it is taken for and why."""

    heading: int
    texts: tuple[str, ...]
    fields: tuple[Column | None, ...]
    origins: tuple[Origin, ...]
    id_position: int | None = None
    remembered: Remembered | None = None

    @property
    def positions(self) -> Mapping[Column, tuple[int, ...]]:
        found: dict[Column, tuple[int, ...]] = {}
        for position, column in enumerate(self.fields):
            if column is not None:
                found[column] = (*found.get(column, ()), position)
        return found

    @property
    def fingerprint(self) -> str | None:
        """By what the next file of the same source is known; a table without headings is not."""
        return fingerprint(_plain_texts(self.texts)) if self.heading >= 0 and any(self.texts) else None

    @property
    def usable(self) -> bool:
        return len(self.positions.get("name", ())) == 1

    def notes(self) -> tuple[Text, ...]:
        """A heading row that is only supposed, and headings that stand there twice."""
        return (*self._supposed(), *self._twice())

    def _supposed(self) -> Iterator[Text]:
        if self.heading != NO_HEADING and "content" in self.origins and not {"heading", "remembered"} & {*self.origins}:
            first = next((text.strip() for text in self.texts if text.strip()), "")
            yield Text(
                f"没有认出列名，暂把“{first}”所在行当作表头，这一行不导入；如果它也是数据项，"
                "请把“表头所在行”改为 0，再重新预览。",
                f"No column name is known; the row with '{first}' is supposed to be the headings and is not imported. "
                "If it is a data item too, set the row of the headings to 0 and preview again.",
            )

    def _twice(self) -> Iterator[Text]:
        places: dict[str, list[str]] = {}
        for position, text in enumerate(self.texts):
            if plain(text):
                places.setdefault(plain(text), []).append(letters(position))
        for found in places.values():
            if len(found) > 1:
                heading = self.texts[_position(found[0])].strip()
                yield Text(
                    f"{'、'.join(found)} 列的表头相同（{heading}）；请核对各列的用途。",
                    f"Columns {', '.join(found)} have the same heading ({heading}); check what each is for.",
                )


def _position(letter: str) -> int:
    number = 0
    for sign in letter:
        number = number * 26 + ord(sign) - 64
    return number - 1


def _plain_texts(texts: Sequence[str]) -> list[str]:
    names = [plain(text) for text in texts]
    while names and not names[-1]:
        names.pop()
    return names


def by_headings(table: Table) -> ColumnMap | None:
    """The mapping that the headings alone give; ``None`` when no heading names the item."""
    heading = table.heading or find_heading(table.rows)
    return _from_heading(table, heading) if heading is not None and heading.usable else None


def proposed(table: Table, kept: Mapping[str, Remembered], heading: int | None = None) -> ColumnMap:
    """The best mapping there is. ``heading``: the row that a person says is the heading, or ``NO_HEADING``."""
    if heading is None and (known := _known_before(table, kept)):
        return known
    if heading is None:
        found = table.heading or find_heading(table.rows)
        # A single word that happens to be a known heading, high above a wide table, is a title.
        if found is None or not (found.usable or len(found.positions) > 1):
            guess = _likely_heading(table.rows)
            found = guess if found is None or guess is not None else found
    else:
        found = _row_as_heading(table, heading)
        before = kept.get(fingerprint(_plain_texts(found.texts))) if found else None
        if found and before:
            return _remembered(table, found, before)
    return _by_content(table, _from_heading(table, found))


def chosen(table: Table, heading: int, fields: Sequence[str]) -> ColumnMap:
    """The mapping that a person gave; names that are no official column are not used."""
    found = _row_as_heading(table, heading)
    base = _from_heading(table, found)
    picked = [_column(fields[place]) if place < len(fields) else None for place in range(len(base.fields))]
    return ColumnMap(
        base.heading,
        base.texts,
        tuple(None if place == base.id_position else column for place, column in enumerate(picked)),
        tuple("chosen" if column else "" for column in picked),
        base.id_position,
    )


def _column(name: str) -> Column | None:
    return next((column for column in COLUMNS if column == name), None)


def _row_as_heading(table: Table, index: int) -> Heading | None:
    if not 0 <= index < len(table.rows):
        return None
    if table.heading is not None and table.heading.index == index:
        return table.heading
    texts = tuple(table.rows[index])
    return Heading(index, texts, positions_of(texts))


def _known_before(table: Table, kept: Mapping[str, Remembered]) -> ColumnMap | None:
    for index, row in enumerate(table.rows[:SEARCHED_ROWS]):
        if kept and (known := kept.get(fingerprint(_plain_texts(row)))):
            return _remembered(table, Heading(index, tuple(row), {}), known)
    return None


def _remembered(table: Table, heading: Heading, known: Remembered) -> ColumnMap:
    base = _from_heading(table, heading)
    given = known.content.fields
    fields = tuple(_column(given[place]) if place < len(given) else None for place in range(len(base.fields)))
    origins: tuple[Origin, ...] = tuple("remembered" if column else "" for column in fields)
    return ColumnMap(base.heading, base.texts, fields, origins, base.id_position, known)


def _from_heading(table: Table, heading: Heading | None) -> ColumnMap:
    width = min(max((len(row) for row in table.rows), default=0), MAX_COLUMNS)
    texts = tuple((heading.texts[place] if heading and place < len(heading.texts) else "") for place in range(width))
    taken = {position: column for column, position in heading.positions.items()} if heading else {}
    ids = next((place for place, text in enumerate(texts) if is_id_heading(text)), None)
    fields = tuple(taken.get(place) for place in range(width))
    origins: tuple[Origin, ...] = tuple("heading" if column else "" for column in fields)
    return ColumnMap(heading.index if heading else NO_HEADING, texts, fields, origins, ids)


# ---- by content ----

_NUMBER = re.compile(r"[-+]?[\d,]*\.?\d+%?")


def _likely_heading(rows: Sequence[Sequence[str]]) -> Heading | None:
    """The first row that is as wide as the table and whose cells are short, different and no numbers."""
    searched = rows[:SEARCHED_ROWS]
    widest = max((sum(bool(cell.strip()) for cell in row) for row in searched), default=0)
    for index, row in enumerate(searched):
        cells = [cell.strip() for cell in row if cell.strip()]
        if len(cells) < max(2, (widest * 2 + 2) // 3):
            continue
        looks_so = all(len(cell) <= 30 and not _NUMBER.fullmatch(cell) for cell in cells)
        if looks_so and len(set(cells)) == len(cells):
            return Heading(index, tuple(row), positions_of(row))
        return None
    return None


def _by_content(table: Table, base: ColumnMap) -> ColumnMap:
    """Propose the columns that the headings leave open: the name first, then the longer text beside it."""
    rows = [row for row in table.rows[base.heading + 1 :] if any(cell.strip() for cell in row)][:_LOOKED_AT]
    if len(rows) < _SPEAKS_FROM:
        return base
    fields, origins = list(base.fields), list(base.origins)
    open_places = [
        place for place, column in enumerate(fields) if column is None and place != base.id_position and rows
    ]
    kinds = {place: _Content.of([row[place].strip() if place < len(row) else "" for row in rows])
             for place in open_places}  # fmt: skip

    def take(column: Column, place: int) -> None:
        fields[place], origins[place] = column, "content"
        open_places.remove(place)

    if "name" not in fields:
        names = [place for place in open_places if kinds[place].could_be_names]
        if names:
            take("name", min(names))
            if "description" not in fields and (longer := [p for p in open_places if kinds[p].is_prose]):
                take("description", max(longer, key=lambda place: kinds[place].letters))
    return ColumnMap(base.heading, base.texts, tuple(fields), tuple(origins), base.id_position)


@dataclass(frozen=True, slots=True)
class _Content:
    """What the cells of a column look like: shares in hundredths, and how long the texts are."""

    filled: int
    different: int
    numbers: int
    letters: int

    @classmethod
    def of(cls, cells: Sequence[str]) -> _Content:
        said = [cell for cell in cells if cell]
        if not said:
            return cls(0, 0, 0, 0)
        return cls(
            filled=100 * len(said) // len(cells),
            different=100 * len(set(said)) // len(said),
            numbers=100 * sum(bool(_NUMBER.fullmatch(cell)) for cell in said) // len(said),
            letters=sum(map(len, said)) // len(said),
        )

    @property
    def could_be_names(self) -> bool:
        return self.filled >= 90 and self.different >= 90 and self.numbers <= 10 and 1 < self.letters <= 40

    @property
    def is_prose(self) -> bool:
        return self.filled >= 40 and self.numbers <= 10 and self.letters >= 4
