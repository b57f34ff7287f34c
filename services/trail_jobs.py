"""Large exports of the trail: written by the worker, kept for a day for whoever asked, and gone after that.

The record of the export stands before anything is written. The file holds names and texts in plain sight, so it is
no part of the store: no backup has it, it goes when a name or a case is erased, and only its orderer gets it.
"""

from __future__ import annotations

import logging
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import IO, Any

from assessment.vocabulary import Text
from assessment.work import Job, Person
from services.desk import SYSTEM, Desk, NotFound, Refused, actor_of
from services.job_reports import EXPORT, claim, fail, reporter
from services.trail_export import LONGEST_WAIT, Wanted, export_name, may_export, record_export, write_export
from store.database import Unit

log = logging.getLogger(__name__)
LARGE = 2_000
"""From so many records on an export is made in the background."""
KEPT = timedelta(hours=24)
STOPPED = Text(
    "导出中断；请重试，若再次发生请联系管理员。",
    "The export stopped; try again, and tell an administrator if it happens again.",
)


@dataclass(frozen=True, slots=True)
class Ordered:
    """An export that somebody ordered: how far it is, and its file once it is there."""

    job: Job
    name: str
    until: datetime | None
    size: int


def is_export(job: Job) -> bool:
    return job.kind.startswith(EXPORT)


def is_large(desk: Desk, person: Person, wanted: Wanted) -> bool:
    """Whether the export is better made in the background; refuses what may not be exported at all."""
    return may_export(desk, person, wanted) >= LARGE


def order_export(desk: Desk, person: Person, wanted: Wanted) -> Job:
    """Record the export and hand the work over; while one of this person's runs, that one is returned."""
    may_export(desk, person, wanted)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        busy = [job for job in _jobs(unit, person) if job.state in {"queued", "running"}]
        if busy:
            return busy[-1]
        job = unit.jobs.create(None, EXPORT, snapshot_sha256=None, requested_by=person.id)
        unit.journals.append("trail_export", job.id, _content(wanted))
        record_export(unit, wanted, job.id)
        unit.commit()
    desk.hand_over(job.id)
    return job


def newest_order(desk: Desk, person: Person) -> Ordered | None:
    """The newest export that this person ordered; ``None`` where there is none, or its file went long ago."""
    clear_old(desk, person.company_id)
    with desk.database.read(person.company_id) as unit:
        job = next(reversed(_jobs(unit, person)), None)
        if job is None or (job.finished_at and desk.now() - job.finished_at > KEPT):
            return None
        name = export_name(unit, _wanted(unit, job), job.created_at)
    file = _file(desk, person.company_id, job.id)
    until = job.finished_at + KEPT if job.finished_at else None
    return Ordered(job, name, until, file.stat().st_size if file.exists() else 0)


def ordered_file(desk: Desk, person: Person, job_id: str) -> tuple[str, int, IO[bytes]]:
    """(name, size, the file opened at its beginning); only for whoever ordered it."""
    found = newest_order(desk, person)
    if found is None or found.job.id != job_id or not found.size:
        raise NotFound(f"export {job_id}")
    return found.name, found.size, _file(desk, person.company_id, job_id).open("rb")


def run_export(desk: Desk, company_id: str, job_id: str) -> None:
    """Write one export to its end, in the worker."""
    job = claim(desk, company_id, job_id)
    if job is None:
        return
    file = _file(desk, company_id, job_id)
    new = file.with_suffix(".new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with desk.database.read(company_id) as unit:
            wanted, size = _wanted(unit, job), unit.trail.head().size
        with new.open("w+b") as out:
            new.chmod(0o600)
            tell = reporter(desk, company_id, job_id)
            write_export(desk, company_id, wanted, size, out, seconds=LONGEST_WAIT, progress=tell)
        new.rename(file)
    except Refused as known:
        fail(desk, company_id, job, known.sentence)
    except Exception:
        # Whatever it was, the person waiting must see that the work ended; the log keeps the reason.
        log.exception("export %s stopped", job_id)
        fail(desk, company_id, job, STOPPED)
    else:
        with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
            unit.jobs.finish(job_id, desk.now())
            unit.commit()
    finally:
        new.unlink(missing_ok=True)


def clear_old(desk: Desk, company_id: str) -> None:
    """Take away the files of orders that ended more than a day ago, and those that no order speaks of."""
    folder = _folder(desk, company_id)
    if not folder.is_dir():
        return
    for file in folder.glob("*.zip"):
        with desk.database.read(company_id) as unit:
            job = unit.jobs.get(file.stem)
        if job is None or (job.finished_at is not None and desk.now() - job.finished_at > KEPT):
            file.unlink(missing_ok=True)


def remove_exports(desk: Desk, company_id: str) -> None:
    """Take away every export that is kept, because it may hold what was just erased."""
    if desk.database.files is not None:
        shutil.rmtree(_folder(desk, company_id), ignore_errors=True)


def _jobs(unit: Unit, person: Person) -> list[Job]:
    return [job for job in unit.jobs.list(None) if is_export(job) and job.requested_by == person.id]


def _folder(desk: Desk, company_id: str) -> Path:
    files = desk.database.files
    if files is None:
        raise NotFound("a folder for exports")
    return files.folder / "exports" / company_id


def _file(desk: Desk, company_id: str, job_id: str) -> Path:
    return _folder(desk, company_id) / f"{job_id}.zip"


def _content(wanted: Wanted) -> dict[str, Any]:
    first, last = wanted.days
    return {
        "case": wanted.case_id,
        "since": wanted.since.isoformat() if wanted.since else None,
        "until": wanted.until.isoformat() if wanted.until else None,
        "days": [first.isoformat() if first else None, last.isoformat() if last else None],
    }


def _wanted(unit: Unit, job: Job) -> Wanted:
    entry = unit.journals.newest("trail_export", subject=job.id)
    if entry is None:
        raise NotFound(f"export {job.id}")
    said = entry.content
    since, until = (datetime.fromisoformat(said[name]) if said[name] else None for name in ("since", "until"))
    first, last = (date.fromisoformat(day) if day else None for day in said["days"])
    return Wanted(said["case"], since, until, (first, last))
