"""What a job in the background says of itself: that it was taken, how far it is, why it stopped.

Builds, copies and comparisons share one table and one set of rules, so that none of them can tell another's story.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from assessment.vocabulary import Text
from assessment.work import Job
from services.desk import SYSTEM, Desk
from store.database import Unit

STALE_AFTER = timedelta(minutes=2)
MAX_TRIES = 3
STOPPED = Text(
    "生成中断；请重试，若再次发生请联系管理员。",
    "The build stopped; try again, and tell an administrator if it happens again.",
)
STOPPED_AGAIN = Text(
    "生成三次均中断；请检查内存与日志后重试。",
    "The build stopped three times; look at memory and log before trying again.",
)
COPY, COMPARISON, EXPORT = "copy: ", "compare: ", "trail export"
"""What the names of the jobs begin with that build nothing; the rest says which copy, or which build."""
_NOT_DONE = {COPY: "copy not made", COMPARISON: "comparison not made", EXPORT: "trail not exported"}


def running_job(unit: Unit, case_id: str) -> Job | None:
    """What runs or waits for the case: one thing at a time, so asking again gives the same job."""
    return next((job for job in unit.jobs.list(case_id) if job.state in {"queued", "running"}), None)


def claim(desk: Desk, company_id: str, job_id: str) -> Job | None:
    """Take the job; ``None`` when somebody else has it or it is finished, so that calling twice does no harm."""
    with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
        job = unit.jobs.claim(job_id, desk.now(), stale_before=desk.now() - STALE_AFTER)
        unit.commit()
    return job


def reporter(desk: Desk, company_id: str, job_id: str) -> Callable[[int, int, str], None]:
    def report(done: int, total: int, message: str) -> None:
        with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
            unit.jobs.progress(job_id, done, total, message, desk.now())
            unit.commit()

    return report


def fail(desk: Desk, company_id: str, job: Job, sentence: Text) -> None:
    """End the job with the reason, in the job and in the trail, under the name of what it was."""
    # Whoever comes back may read either language; the job keeps one line for both.
    message = f"{sentence.zh} / {sentence.en}"
    with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
        unit.jobs.fail(job.id, message, desk.now())
        details = {"job": job.id, "reason": message}
        unit.record(_kind(job), case_id=job.case_id or None, subject=job.kind, details=details)
        unit.commit()


def resume_stale(desk: Desk) -> int:
    """Hand over again what a killed worker had taken; gives up after three tries and says so. Returns how many."""
    with desk.database.read(None) as unit:
        stale = unit.jobs.stale(desk.now() - STALE_AFTER)
    for company_id, job in stale:
        if job.tries >= MAX_TRIES:
            fail(desk, company_id, job, STOPPED_AGAIN)
        else:
            desk.hand_over(job.id)
    return len(stale)


def _kind(job: Job) -> str:
    return next((kind for prefix, kind in _NOT_DONE.items() if job.kind.startswith(prefix)), "build failed")
