"""Let go of a case whose term of keeping has ended: its rows are deleted and named one by one by the record of it.

The case's own row stays, with its reference and under a fixed title, as do what people said about holding and letting
go, and the counts of the ledger, which are the company's. A disposal is a row of its own: the guard of the journals
looks there before an entry may go, and nobody takes up a disposed case again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, select

from store.cold import COLD
from store.mapping import build
from store.rows import AUDITED, key_of, table_of
from store.session import Work
from store.tables import (
    AnswerRow,
    CaseDisposalRow,
    DataItemRow,
    DocumentRow,
    EntryRow,
    FactsKeptRow,
    FileRow,
    ImportPreviewRow,
    ItemProposalRow,
    JobRow,
    JournalRow,
    ReviewEventRow,
    Row,
    SnapshotRow,
)

FILES = table_of(FileRow)
TITLE = "（已处置 / disposed of）"
KEPT_JOURNALS = ("disposal", "hold", "ledger")
"""What was said about keeping the case, and counts: numbers that thresholds of the law are compared with."""
# In this order nothing refers to a row that has gone.
_GOING: tuple[type[Row], ...] = (
    FactsKeptRow,
    ImportPreviewRow,
    ItemProposalRow,
    AnswerRow,
    DataItemRow,
    EntryRow,
    ReviewEventRow,
    DocumentRow,
    JobRow,
    SnapshotRow,
    JournalRow,
)
# The columns of these rows that may name a file by its hash.
_NAMING: tuple[tuple[type[Row], str], ...] = (
    (AnswerRow, "value"),
    (JournalRow, "content"),
    (SnapshotRow, "body"),
    (DocumentRow, "file_sha256"),
)
_HASH = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


@dataclass(frozen=True, slots=True)
class Gone:
    """``rows``: the keys of the audited rows that were deleted. ``files``: hashes of the files that nobody else has."""

    rows: frozenset[str]
    files: tuple[str, ...]


class Disposals:
    def __init__(self, work: Work) -> None:
        self._work = work

    def dispose(self, case_id: str) -> Gone:
        """Delete everything that the case holds, in this unit, whose record names each row."""
        case = self._work.case(case_id)
        company = self._work.company
        self._work.add(build(CaseDisposalRow, company_id=company, case_id=case_id, at=self._work.now))
        case.title = TITLE
        self._work.grow(case_id)
        files = self._only_here(case_id)
        gone = {key for kind in _GOING for key in self._deleted(kind, *_of(kind, case_id))}
        ours = (FILES.c.company_id == company, FILES.c.sha256.in_(files))
        gone |= set(self._deleted(FileRow, *ours))
        return Gone(frozenset(gone), tuple(sorted(files)))

    def still_kept(self, files: Iterable[str]) -> set[str]:
        """Of these files those that some company of the installation has, or that hold records of the trail."""
        wanted = list(files)
        found = set(self._work.session.scalars(select(FILES.c.sha256).where(FILES.c.sha256.in_(wanted))))
        return found | set(self._work.session.scalars(select(COLD.c.sha256).where(COLD.c.sha256.in_(wanted))))

    def _deleted(self, kind: type[Row], *conditions: Any) -> Iterator[str]:
        table = table_of(kind)
        if kind not in AUDITED:
            self._work.execute(delete(kind).where(*conditions))
            return
        columns = [*table.primary_key.columns, *([table.c.case_id] if "case_id" in table.c else [])]
        found = [dict(row) for row in self._work.session.execute(select(*columns).where(*conditions)).mappings()]
        self._work.delete_many(kind, found, *conditions)
        yield from (key_of(table, row) for row in found)

    def _only_here(self, case_id: str) -> set[str]:
        """The files that this case names and nothing else of the company does."""
        here = {sha256 for kind, name in _NAMING for sha256 in self._named(kind, name, *_of(kind, case_id))}
        ours = (FILES.c.company_id == self._work.company, FILES.c.sha256.in_(here))
        here = set(self._work.session.scalars(select(FILES.c.sha256).where(*ours)))
        for kind, name in _NAMING:
            for sha256 in self._named(kind, name, *_beside(kind, case_id)):
                here.discard(sha256)
        return here

    def _named(self, kind: type[Row], name: str, *conditions: Any) -> Iterator[str]:
        table = table_of(kind)
        ours = table.c.company_id == self._work.company
        found = self._work.session.execute(
            select(table.c[name]).where(ours, *conditions).execution_options(yield_per=50)
        )
        for (value,) in found:
            plain = bytes(value).decode("utf-8", "replace") if isinstance(value, (bytes, memoryview)) else value
            yield from _HASH.findall(plain if isinstance(plain, str) else json.dumps(plain))


def _of(kind: type[Row], case_id: str) -> list[Any]:
    table = table_of(kind)
    found = [table.c.case_id == case_id]
    return [*found, table.c.journal.not_in(KEPT_JOURNALS)] if kind is JournalRow else found


def _beside(kind: type[Row], case_id: str) -> list[Any]:
    """Everything but what goes with the case."""
    table = table_of(kind)
    return [table.c.case_id.is_distinct_from(case_id)]
