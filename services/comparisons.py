"""Make a kept build again from what its report carries, and say whether every byte is the same.

Everything is drawn anew, nothing is taken from what was kept of earlier drawings. What was built stays as it is.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass

from assessment.comparisons import Compared, Comparison, Reason, newest
from assessment.errors import InputRefused
from assessment.work import BuiltDocument, Job, Person
from services.cases import case_of
from services.desk import SYSTEM, Desk, NotFound, actor_of
from services.job_reports import COMPARISON, STOPPED, claim, fail, reporter, running_job
from services.rebuild import Rebuilt, made_again
from store.database import Unit

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class KeptBuild:
    """Documents that were built together, in the order of their file names; ``compared``: what was found last."""

    job_id: str
    documents: tuple[BuiltDocument, ...]
    compared: Comparison | None

    @property
    def first(self) -> BuiltDocument:
        return self.documents[0]

    @property
    def pages(self) -> int:
        return sum(document.pages for document in self.documents)


def kept_builds(unit: Unit, case_id: str, documents: Iterable[BuiltDocument]) -> tuple[KeptBuild, ...]:
    """Every build of a case, newest first."""
    by_job: dict[str, list[BuiltDocument]] = {}
    for document in documents:
        by_job.setdefault(document.job_id, []).append(document)
    found = newest(unit.journals.list("comparison", case_id=case_id)) if by_job else {}
    builds = [
        KeptBuild(job_id, tuple(sorted(ones, key=lambda one: one.file.name)), found.get(job_id))
        for job_id, ones in by_job.items()
    ]
    return tuple(sorted(builds, key=lambda build: build.first.built_at, reverse=True))


def request_comparison(desk: Desk, person: Person, case_id: str, build: str) -> Job:
    """Hand the work over; while something runs for the case, that job is returned as it is."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        case_of(unit, case_id)
        document = _documents(unit, case_id, build)[0]
        if (running := running_job(unit, case_id)) is not None:
            return running
        sha256 = document.snapshot_sha256
        job = unit.jobs.create(case_id, COMPARISON + build, snapshot_sha256=sha256, requested_by=person.id)
        details = {"job": job.id, "build": build, "snapshot_sha256": sha256}
        unit.record("comparison requested", case_id=case_id, subject=build, details=details)
        unit.commit()
    desk.hand_over(job.id)
    return job


def is_comparison(job: Job) -> bool:
    return job.kind.startswith(COMPARISON)


def run_comparison(desk: Desk, company_id: str, job_id: str) -> None:
    """Do one job to its end; only one caller gets it, and a finished one stays finished."""
    job = claim(desk, company_id, job_id)
    if job is None:
        return
    try:
        with desk.database.read(company_id) as unit:
            documents = _documents(unit, job.case_id, job.kind.removeprefix(COMPARISON))
            files = {document.file.name: unit.files.open(document.file.sha256) for document in documents}
        regime = desk.regime_of(company_id)
        found = made_again(files, regime, desk.fonts, progress=reporter(desk, company_id, job_id))
    except InputRefused as refused:
        fail(desk, company_id, job, refused.problems[0].sentence)
    except Exception:
        # Whatever it was, the person waiting must see that the work ended; the log keeps the reason.
        log.exception("comparison %s stopped", job_id)
        fail(desk, company_id, job, STOPPED)
    else:
        _finish(desk, company_id, job, found)


def _documents(unit: Unit, case_id: str, build: str) -> list[BuiltDocument]:
    documents = [document for document in unit.documents.list(case_id) if document.job_id == build]
    if not documents:
        raise NotFound(f"build {build}")
    return documents


def _finish(desk: Desk, company_id: str, job: Job, found: Rebuilt) -> None:
    build = job.kind.removeprefix(COMPARISON)
    reasons = tuple(Reason(zh=reason.zh, en=reason.en) for reason in found.reasons)
    said = Compared(same=dict(found.same), reasons=reasons).model_dump(mode="json")
    with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
        unit.journals.append("comparison", build, said, case_id=job.case_id)
        unit.jobs.finish(job.id, desk.now())
        unit.record("build compared", case_id=job.case_id, subject=build, details={"job": job.id, **said})
        unit.commit()
