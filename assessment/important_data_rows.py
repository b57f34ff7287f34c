"""The table as a company holds it, row by row: the draft's item, the final's, what differs, what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from assessment.important_data import worded
from assessment.important_data_parts import SeenItem, TableItem, UnknownItem
from assessment.important_data_table import Edition, ImportantDataLaw
from assessment.questions import Bilingual, Citation
from assessment.vocabulary import Text

RowState = Literal["loaded", "dropped", "partly", "not_seen", "unknown"]
ROW_STATES: tuple[RowState, ...] = ("loaded", "dropped", "partly", "not_seen", "unknown")
NOTHING_OF_ITS_OWN = frozenset({"scenario", "none"})
"""What was seen says nothing of the item itself."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the final differs from the draft."""

    what: Literal["name", "description", "category", "rule", "test"]
    before: Text
    after: Text


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. An unknown item has neither side; an item that only the final has, no draft."""

    number: int | None
    draft: TableItem | None
    final: TableItem | None
    seen: SeenItem | None
    unknown: UnknownItem | None
    dropped: Citation | None
    differences: tuple[Difference, ...]

    @property
    def item(self) -> TableItem | None:
        return self.draft or self.final

    @property
    def code(self) -> str:
        return self.item.code if self.item else ""

    @property
    def state(self) -> RowState:
        if self.final is not None:
            return "loaded"
        if self.dropped is not None:
            return "dropped"
        if self.seen is None:
            return "unknown"
        return "not_seen" if self.seen.seen in NOTHING_OF_ITS_OWN else "partly"


def rows(law: ImportantDataLaw) -> tuple[Row, ...]:
    """Every row: the draft's items in their order, then what only the final has, then what nobody has seen."""
    own = [item for item in law.final.items if item.draft is None]
    more = [_row(law, None, item, number) for number, item in enumerate(own, len(law.seen) + 1)]
    return (
        *(_row(law, item, law.succeeded.get(item.code), item.number) for item in law.draft.items if not item.always),
        *more,
        *(Row(open_.number, None, None, None, open_, None, ()) for open_ in law.unknown[len(own) :]),
    )


def _row(law: ImportantDataLaw, draft: TableItem | None, final: TableItem | None, number: int | None) -> Row:
    code = draft.code if draft else ""
    differences = tuple(_differences(law, draft, final)) if draft and final else ()
    return Row(number, draft, final, law.seen.get(code), None, law.dropped.get(code), differences)


def _differences(law: ImportantDataLaw, draft: TableItem, final: TableItem) -> Iterator[Difference]:
    if draft.name.zh != final.name.zh:
        yield Difference("name", _text(draft.name), _text(final.name))
    if draft.description.zh != final.description.zh:
        yield Difference("description", _text(draft.description), _text(final.description))
    if draft.category != final.category:
        names = law.categories[draft.category].name, law.categories[final.category].name
        yield Difference("category", _text(names[0]), _text(names[1]))
    if draft.parsed != final.parsed:
        yield Difference("rule", Text(draft.rule, draft.rule), Text(final.rule, final.rule))
    yield from _test_differences(law.draft, law.final, final)


def _test_differences(draft: Edition, final: Edition, item: TableItem) -> Iterator[Difference]:
    """Tests of the same code that say something else, or the same with another number."""
    for code in final.tests_of(item):
        before, after = draft.tests.get(code), final.tests[code]
        if before is None or (before == after and draft.bound[code] == final.bound[code]):
            continue
        one, other = worded(draft, before.label), worded(final, after.label)
        yield Difference(
            "test", Text(f"{code}：{one.zh}", f"{code}: {one.en}"), Text(f"{code}：{other.zh}", f"{code}: {other.en}")
        )


def _text(value: Bilingual) -> Text:
    return Text(value.zh, value.en)
