"""Append what happened to the company's log, in the transaction of the change itself.

A record is written last, under the lock of the log's head. What a process remembers of a log spares it the question
how the log stands; it is believed only where the head still says the same. A record says which answers changed from
what to what and which rows were left in which state; both come from the rows themselves, not from whoever asked for
the change. Names and texts are sealed: the record holds commitments, their openings lie beside it and can be erased.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.dialects import postgresql, sqlite

from audit.checkpoint import origin_of
from audit.record import Record, sealed_record, utc_text
from audit.sealing import ROWS, SALT_SIZE, Opening
from audit.tree import Frontier, Growing, leaf_hash
from store.columns import clean, new_id
from store.session import NotRecorded, Work
from store.tiles import write_full_tiles
from store.trail_memory import Known, recall
from store.trail_writing import HEADS, RECORDS, write

NEW_EPOCH = "log restored"
"""The kind of the record that opens a new epoch: the log goes on under a new name from this record on."""


@dataclass(frozen=True, slots=True)
class Queued:
    """What a use case says happened, waiting for the end of its unit."""

    kind: str
    case_id: str | None
    subject: str
    details: Mapping[str, Any]


def append(work: Work, queued: list[Queued]) -> Known | None:
    """Write the queued records; raises ``NotRecorded`` when rows changed and nothing was queued.

    Returns how the log stands after them, for ``remember`` once they are committed; ``None`` when nothing was written.
    """
    work.session.flush()
    noted = work.rows_noted()
    if noted and not queued:
        raise NotRecorded(f"Changed without a record: {', '.join(key for _, key, _ in noted[:3])}.")
    if not queued:
        return None
    rows = _rows_by_record(queued, noted)
    cases = sorted({said.case_id for said in queued if said.case_id})
    for case_id in cases:
        work.case(case_id)  # locked before the head by everybody, so that nobody waits in a circle
    remembered = recall(work)
    if remembered and (known := _with_latest(work, remembered, cases)) is not None:
        after = _append_after(work, queued, rows, known)
        if after is not None:
            return after
    # What is remembered was overtaken by another process, or nothing is: ask, under the lock of the head.
    standing = _with_latest(work, _locked(work), cases)
    after = _append_after(work, queued, rows, standing) if standing else None
    if after is None:
        raise NotRecorded("The head of the log does not fit its records; nothing was saved. Run 'flask verify-audit'.")
    return after


def _append_after(work: Work, queued: list[Queued], rows: list[dict[str, str | None]], known: Known) -> Known | None:
    """Write the records behind a log that stands as ``known``; ``None``, and nothing written, when it does not."""
    growing, epoch, latest = Growing(known.frontier), known.epoch, dict(known.latest)
    records: list[dict[str, Any]] = []
    openings: list[dict[str, Any]] = []
    for place, (said, touched) in enumerate(zip(queued, rows, strict=True)):
        epoch += said.kind == NEW_EPOCH
        changes = _changes_of(work, said, queued, place)
        record, found = _record(work, said, (origin_of(work.company, epoch), growing.size), touched, changes, latest)
        body = record.to_bytes()
        leaf = leaf_hash(body)
        records.append(_columns(work, record, len(changes), leaf, body))
        openings += [
            {"company_id": work.company, "seq": record.seq, "field": one.field, "salt": one.salt, "value": one.value}
            for one in found
        ]
        growing.add(leaf)
    after = growing.frontier()
    if not write(work.session, work.company, records, openings, (known.frontier, after, epoch)):
        return None
    write_full_tiles(work.session, work.company, known.frontier.size, after.size)
    return Known(after, epoch, latest)


def _locked(work: Work) -> Known:
    """How the log stands, read under the lock of its head."""
    statement = select(HEADS).where(HEADS.c.company_id == work.company).with_for_update()
    head = work.session.execute(statement).first()
    if head is None:
        values = {"company_id": work.company, "epoch": 1, "size": 0, "frontier": Frontier().to_bytes()}
        postgres = work.session.get_bind().dialect.name == "postgresql"
        first = postgresql.insert(HEADS) if postgres else sqlite.insert(HEADS)
        work.session.execute(first.values(values).on_conflict_do_nothing())
        head = work.session.execute(statement).one()
    return Known(Frontier.from_bytes(head.frontier), head.epoch, {})


def _with_latest(work: Work, known: Known, cases: list[str]) -> Known | None:
    """The same with the newest record about each of these cases, which are locked.

    ``None`` when there is a record that the log, as it is known, does not have yet: it was overtaken.
    """
    unknown = [case_id for case_id in cases if case_id not in known.latest]
    if not unknown:
        return known
    found = _latest(work, unknown)
    if any(seq is not None and seq >= known.frontier.size for seq in found.values()):
        return None
    return Known(known.frontier, known.epoch, {**known.latest, **found})


def _rows_by_record(
    queued: list[Queued], noted: list[tuple[str | None, str, str | None]]
) -> list[dict[str, str | None]]:
    """Each row goes to the first record about its case, or to the first of all."""
    rows: list[dict[str, str | None]] = [{} for _ in queued]
    for case_id, key, last in noted:
        place = next((at for at, said in enumerate(queued) if case_id and said.case_id == case_id), 0)
        rows[place][key] = last
    return rows


def _changes_of(work: Work, said: Queued, queued: list[Queued], place: int) -> list[dict[str, Any]]:
    """The answers changed in this unit belong to the first record about a case."""
    if said.case_id is None or any(earlier.case_id == said.case_id for earlier in queued[:place]):
        return []
    return [
        {"entry": change.entry, "question": change.question, "before": change.before, "after": change.after}
        for case_id, change in work.answers
        if case_id == said.case_id
    ]


def _record(
    work: Work,
    said: Queued,
    place: tuple[str, int],
    touched: Mapping[str, str | None],
    changes: list[dict[str, Any]],
    latest: dict[str, int | None],
) -> tuple[Record, list[Opening]]:
    case = work.case(said.case_id) if said.case_id else None
    origin, seq = place
    details = clean(dict(said.details))
    if changes:
        details["changes"] = changes
    previous = latest.get(said.case_id) if said.case_id else None
    if said.case_id:
        latest[said.case_id] = seq
    record, openings = sealed_record(
        actor=(work.actor.person_id, work.actor.name, None),
        subject=clean(said.subject),
        details=details,
        salts=_salt,
        log=origin,
        seq=seq,
        id=new_id(),
        at=utc_text(work.now),
        kind=said.kind,
        case=said.case_id,
        previous=previous,
        revision=case.revision if case else None,
        rows=touched,
    )
    if touched:
        openings.append(Opening(ROWS, work.row_salt, None))
    return record, openings


def _salt() -> bytes:
    return secrets.token_bytes(SALT_SIZE)


def _columns(work: Work, record: Record, changes: int, leaf: bytes, body: bytes) -> dict[str, Any]:
    return {
        "company_id": work.company,
        "seq": record.seq,
        "kind": record.kind,
        "case_id": record.case,
        "revision": record.revision,
        "person_id": record.actor.id,
        "changes": changes,
        "at": work.now,
        "leaf": leaf,
        "body": body,
    }


def _latest(work: Work, cases: list[str]) -> dict[str, int | None]:
    """The place of the newest record about each case, in one question."""
    at = RECORDS.c
    newest = select(at.case_id, func.max(at.seq)).where(at.company_id == work.company, at.case_id.in_(cases))
    found = {str(case_id): seq for case_id, seq in work.session.execute(newest.group_by(at.case_id))}
    return {case_id: found.get(case_id) for case_id in cases}
