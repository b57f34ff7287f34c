"""The answer sheet of a case: loading it whole, saving answers, and its lists of entries.

It keeps what was said word for word. Whether an answer makes sense is not known here.
"""

from __future__ import annotations

import builtins
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import col, select

from assessment.answers import AnswerSheet, DataItem, Entry, GradedAnswer, Value
from assessment.questions import Scope
from assessment.work import AnswerChange
from audit.canonical import canonical
from store import mapping
from store.columns import clean, new_id
from store.rows import table_of
from store.session import Missing, Work
from store.tables import AnswerRow, CompanyRow, DataItemRow, EntryRow, ItemProposalRow
from store.trail_reading import Trail


class Sheets:
    def __init__(self, work: Work, trail: Trail) -> None:
        self._work = work
        self._trail = trail

    def load(self, case_id: str, on: date, *, with_items: bool = True) -> AnswerSheet:
        """Everything said about a case, in four queries, however long its lists are."""
        case = self._work.case(case_id)
        company = self._work.session.get(CompanyRow, self._work.company)
        answers: dict[str, dict[str, Value]] = {}
        for entry_id, question, value in self._answers(case_id):
            if value is not None:
                answers.setdefault(entry_id, {})[question] = value
        entries = [
            Entry(row.id, Scope(row.scope), row.parent_id, MappingProxyType(answers.get(row.id, {})))
            for row in self._entries(case_id)
        ]
        asked_once, grades = _without_grades(answers.get("", {}))
        return AnswerSheet(
            reference=case.reference,
            title=case.title,
            company=company.name if company else "",
            on=on,
            answers=MappingProxyType(asked_once),
            entries=tuple(entries),
            items=tuple(self._items(case_id, entries)) if with_items else (),
            grades=MappingProxyType(grades),
        )

    def answers_to(self, question: str) -> dict[str, Value]:
        """What the cases of the company answer to one question that is asked once a case; by case, in one query."""
        statement = select(AnswerRow.case_id, AnswerRow.value).where(
            AnswerRow.company_id == self._work.company, AnswerRow.entry_id == "", AnswerRow.question_id == question
        )
        return {case_id: value for case_id, value in self._work.session.execute(statement) if value is not None}

    def save_answers(self, case_id: str, entry_id: str, values: Mapping[str, object]) -> int:
        """Write what differs from what stands; ``entry_id`` is empty for the case itself. Returns the revision.

        ``None`` takes an answer back. Nothing is written, and the revision stays, when nothing differs.
        """
        case = self._work.case(case_id)
        if entry_id:
            self._entry(case_id, entry_id)
        statement = select(AnswerRow).where(
            AnswerRow.case_id == case_id,
            AnswerRow.company_id == self._work.company,
            AnswerRow.entry_id == entry_id,
            col(AnswerRow.question_id).in_(values.keys()),
        )
        stored = {row.question_id: row for row in self._work.session.scalars(statement)}
        before = {question: row.value for question, row in stored.items()}
        different = {
            question: value
            for question, value in clean(dict(values)).items()
            if canonical(before.get(question)) != canonical(value)
        }
        if not different:
            return case.revision
        revision = self._work.grow(case_id)
        for question, value in different.items():
            self._write(case_id, entry_id, question, value, stored.get(question))
            self._note(case_id, entry_id, question, before.get(question), value)
        self._work.session.flush()
        return revision

    def _write(self, case_id: str, entry_id: str, question: str, value: Any, row: AnswerRow | None) -> None:
        work = self._work
        said = {
            "value": value,
            "revision": work.case(case_id).revision,
            "person_id": work.actor.person_id,
            "at": work.now,
        }
        if row is None:
            key = {"case_id": case_id, "entry_id": entry_id, "question_id": question, "company_id": work.company}
            work.session.add(mapping.build(AnswerRow, **key, **said))
            return
        for name, new in said.items():
            setattr(row, name, new)

    def _note(self, case_id: str, entry_id: str, question: str, before: Any, after: Any) -> None:
        work = self._work
        revision = work.case(case_id).revision
        change = AnswerChange(
            entry_id, question, before, after, revision, work.actor.person_id, work.actor.name, work.now
        )
        work.answers.append((case_id, change))

    def changes_since(self, case_id: str, revision: int, entry_id: str | None = None) -> list[AnswerChange]:
        """Answers changed after ``revision``, oldest first; of one entry (empty: the case itself) or of all."""
        self._work.case(case_id)
        changes = self._trail.answer_changes(case_id, revision)
        return [change for change in changes if entry_id is None or change.entry == entry_id]

    def last_change(self, case_id: str, entry_id: str, questions: Sequence[str]) -> AnswerChange | None:
        """Who changed one of these answers last, and what it was before."""
        statement = select(func.max(AnswerRow.revision)).where(
            AnswerRow.case_id == case_id,
            AnswerRow.company_id == self._work.company,
            AnswerRow.entry_id == entry_id,
            col(AnswerRow.question_id).in_(questions),
        )
        revision = self._work.session.scalar(statement)
        if revision is None:
            return None
        # Only the records of that revision are read: the page's foot must not cost more as a case grows older.
        changes = [
            change
            for change in self._trail.answer_changes(case_id, revision - 1, until=revision)
            if change.entry == entry_id and change.question in questions
        ]
        return changes[-1] if changes else None

    def authors(self, case_id: str) -> frozenset[str]:
        """Ids of everybody who changed answers, entries or items of the case."""
        self._work.case(case_id)
        return self._trail.authors(case_id)

    def add_entry(self, case_id: str, scope: Scope, parent: str | None = None, entry_id: str | None = None) -> Entry:
        """Append an empty entry to its list; ``entry_id`` is given only where a file names its entries itself."""
        self._work.case(case_id)
        if parent is not None:
            self._entry(case_id, parent)
        last = self._work.session.scalar(
            select(func.max(EntryRow.position)).where(
                EntryRow.case_id == case_id, EntryRow.company_id == self._work.company
            )
        )
        row = mapping.build(
            EntryRow,
            case_id=case_id,
            id=entry_id or new_id(),
            company_id=self._work.company,
            scope=scope.value,
            parent_id=parent,
            position=(last or 0) + 1,
        )
        self._work.add(row)
        self._work.grow(case_id)
        return Entry(row.id, scope, parent)

    def move_entry(self, case_id: str, entry_id: str, place: int) -> None:
        """Put an entry at ``place`` (from 0) of its own list."""
        row = self._entry(case_id, entry_id)
        peers = [e for e in self._entries(case_id) if e.scope == row.scope and e.parent_id == row.parent_id]
        positions = [peer.position for peer in peers]
        peers.remove(row)
        peers.insert(max(0, place), row)
        if [peer.position for peer in peers] == positions:
            return
        for peer, position in zip(peers, positions, strict=True):
            peer.position = position
        self._work.grow(case_id)
        self._work.session.flush()

    def remove_entry(self, case_id: str, entry_id: str) -> None:
        """Take an entry out with its answers; a scenario goes with its recipients and data items."""
        row = self._entry(case_id, entry_id)
        inside = [e for e in self._entries(case_id) if e.parent_id == entry_id]
        gone = [entry.id for entry in (*inside, row)]
        self._remove_answers(case_id, gone)
        scenario = (DataItemRow.case_id == case_id, DataItemRow.scenario_id == entry_id)
        items = self._work.session.execute(select(DataItemRow.id).where(*scenario))
        found = [{"id": item_id, "case_id": case_id} for (item_id,) in items]
        if found:
            self._work.delete_many(DataItemRow, found, *scenario)
            lines = table_of(ItemProposalRow)
            self._work.execute(delete(lines).where(lines.c.case_id == case_id, lines.c.scenario_id == entry_id))
        for entry in (*inside, row):
            self._work.delete(entry)
        self._work.grow(case_id)

    def _remove_answers(self, case_id: str, entry_ids: Sequence[str]) -> None:
        work = self._work
        statement = select(AnswerRow).where(
            AnswerRow.case_id == case_id,
            AnswerRow.company_id == work.company,
            col(AnswerRow.entry_id).in_(entry_ids),
        )
        rows = list(work.session.scalars(statement))
        work.grow(case_id)
        for row in rows:
            if row.value is not None:
                self._note(case_id, row.entry_id, row.question_id, row.value, None)
            work.session.delete(row)
        work.session.flush()

    def _entry(self, case_id: str, entry_id: str) -> EntryRow:
        row = self._work.session.get(EntryRow, (case_id, entry_id))
        if row is None or row.company_id != self._work.company:
            raise Missing(f"entry {entry_id} of case {case_id}")
        return row

    def _entries(self, case_id: str) -> builtins.list[EntryRow]:
        statement = (
            select(EntryRow)
            .where(EntryRow.case_id == case_id, EntryRow.company_id == self._work.company)
            .order_by(col(EntryRow.position), col(EntryRow.id))
        )
        return list(self._work.session.scalars(statement))

    def _answers(self, case_id: str) -> Iterator[tuple[str, str, Any]]:
        statement = (
            select(AnswerRow.entry_id, AnswerRow.question_id, AnswerRow.value)
            .where(AnswerRow.case_id == case_id, AnswerRow.company_id == self._work.company)
            .order_by(col(AnswerRow.entry_id), col(AnswerRow.question_id))
        )
        yield from (tuple(row) for row in self._work.session.execute(statement))

    def _items(self, case_id: str, entries: Sequence[Entry]) -> builtins.list[DataItem]:
        place = {entry.id: index for index, entry in enumerate(entries)}
        statement = (
            select(
                DataItemRow.id,
                DataItemRow.scenario_id,
                *(getattr(DataItemRow, name) for name in (*mapping.ITEM_TEXTS, *mapping.ITEM_STATES)),
            )
            .where(DataItemRow.case_id == case_id, DataItemRow.company_id == self._work.company)
            .order_by(col(DataItemRow.position))
        )
        items = [mapping.item_of(tuple(row)) for row in self._work.session.execute(statement)]
        return sorted(items, key=lambda item: place[item.scenario])


def _without_grades(answers: Mapping[str, Any]) -> tuple[dict[str, Value], dict[str, GradedAnswer]]:
    """Risk grades are kept among the answers under keys of their own; the sheet shows them as what they are."""
    once: dict[str, Value] = {}
    grades: dict[str, GradedAnswer] = {}
    for key, value in answers.items():
        graded = mapping.GRADE_KEY.fullmatch(key)
        if graded:
            grades[graded[1]] = mapping.grade(graded[1], value)
        else:
            once[key] = value
    return once, grades
