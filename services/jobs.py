"""The queue between the pages and the worker: Huey carries only the id of a row in our job table.

Huey takes a message out before it is done, so a killed worker loses it; the job table is the truth and a
sweep every minute hands stale jobs over again.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from huey import SqliteHuey, crontab

from services.comparisons import is_comparison, run_comparison
from services.copies import is_copy, run_copy
from services.desk import Desk
from services.dossier import run_build
from services.event_check import check_if_due
from services.job_reports import resume_stale
from services.kept_facts import keep_stale
from services.trail_jobs import is_export, run_export


def open_queue(path: Path) -> SqliteHuey:
    path.parent.mkdir(parents=True, exist_ok=True)
    return SqliteHuey("tongguan", filename=str(path), fsync=True)


def hand_over_to(queue: SqliteHuey, desk_of_worker: Callable[[], Desk]) -> Callable[[str], None]:
    """Register the tasks on the queue and return the function that enqueues a job."""

    @queue.task(name="run_job")  # type: ignore[untyped-decorator]  # huey ships no types
    def run_job(job_id: str) -> None:
        run_now(desk_of_worker(), job_id)

    @queue.periodic_task(crontab(minute="*"), name="sweep")  # type: ignore[untyped-decorator]  # huey ships no types
    def sweep() -> None:
        resume_stale(desk_of_worker())
        keep_stale(desk_of_worker())

    @queue.periodic_task(crontab(minute="17"), name="check")  # type: ignore[untyped-decorator]  # huey ships no types
    def check() -> None:
        check_if_due(desk_of_worker())

    def hand_over(job_id: str) -> None:
        run_job(job_id)

    return hand_over


def run_now(desk: Desk, job_id: str) -> None:
    with desk.database.read(None) as unit:
        company_id = unit.jobs.company_of(job_id)
    if company_id is None:
        return
    with desk.database.read(company_id) as unit:
        job = unit.jobs.get(job_id)
    if job is None:
        return
    if is_copy(job):
        run_copy(desk, company_id, job_id)
    elif is_comparison(job):
        run_comparison(desk, company_id, job_id)
    elif is_export(job):
        run_export(desk, company_id, job_id)
    else:
        run_build(desk, company_id, job_id)
