"""Review, long work and waiting uploads."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessment.work import Job
from store.database import Missing
from tests.store.office import SYSTEM, Office

MINUTE = timedelta(minutes=1)


def some_job(office: Office) -> Job:
    with office.unit() as unit:
        job = unit.jobs.create(office.case, "draft dossier", snapshot_sha256="0" * 64, requested_by="li")
        unit.record("build requested", case_id=office.case)
        unit.commit()
    return job


def claim(office: Office, job: Job, minutes: int) -> Job | None:
    now = office.now + minutes * MINUTE
    with office.database.unit(SYSTEM, office.company, now) as unit:
        claimed = unit.jobs.claim(job.id, now, stale_before=now - 2 * MINUTE)
        unit.commit()
    return claimed


def test_a_job_is_held_by_one_worker_until_it_falls_silent(office: Office) -> None:
    job = some_job(office)
    assert job.state == "queued"
    first = claim(office, job, 1)
    assert first is not None and (first.state, first.tries) == ("running", 1)
    assert claim(office, job, 2) is None
    second = claim(office, job, 4)
    assert second is not None and second.tries == 2


def test_a_job_reports_and_ends(office: Office) -> None:
    job = some_job(office)
    claim(office, job, 0)
    now = office.now + MINUTE
    with office.database.unit(SYSTEM, office.company, now) as unit:
        unit.jobs.progress(job.id, 2, 4, "正在排版", now)
        unit.commit()
    with office.read() as unit:
        halfway = unit.jobs.get(job.id)
    assert halfway is not None
    assert (halfway.progress, halfway.total, halfway.message, halfway.heartbeat_at) == (2, 4, "正在排版", now)
    with office.database.unit(SYSTEM, office.company, now) as unit:
        unit.jobs.heartbeat(job.id, now)
        unit.jobs.finish(job.id, now)
        unit.commit()
    with office.read() as unit:
        [done] = unit.jobs.list(office.case)
    assert (done.state, done.progress, done.finished_at) == ("done", 4, now)
    assert claim(office, job, 60) is None


def test_work_on_a_job_that_is_over_is_refused(office: Office) -> None:
    job = some_job(office)
    with office.unit() as unit:
        unit.jobs.fail(job.id, "内存不足", office.now)
        with pytest.raises(Missing, match="running"):
            unit.jobs.progress(job.id, 1, 2, "", office.now)
        with pytest.raises(Missing, match="open"):
            unit.jobs.fail(job.id, "again", office.now)
        failed = unit.jobs.get(job.id)
    assert failed is not None and (failed.state, failed.message) == ("failed", "内存不足")


def test_stale_jobs_are_found_across_companies(office: Office) -> None:
    job = some_job(office)
    with office.database.read(None) as unit:
        assert unit.jobs.stale(office.now - MINUTE) == []
        assert unit.jobs.stale(office.now + MINUTE) == [(office.company, job)]
        assert unit.jobs.company_of(job.id) == office.company
        assert unit.jobs.company_of("nowhere") is None
    claim(office, job, 1)
    with office.database.read(None) as unit:
        assert unit.jobs.stale(office.now + MINUTE) == []
        assert [j.state for _, j in unit.jobs.stale(office.now + 2 * MINUTE)] == ["running"]


def test_review_is_told_oldest_first(office: Office) -> None:
    with office.unit() as unit:
        for kind, person in (("submitted", office.li), ("changes_requested", office.wang)):
            unit.reviews.add(
                office.case,
                kind=kind,  # type: ignore[arg-type]  # a literal of the tuple
                person_id=person.person_id,
                person_name=person.name,
                at=office.now,
                revision=3,
                snapshot_sha256="0" * 64,
                reason="补充证据" if kind == "changes_requested" else "",
                authors=frozenset({office.li.person_id}),
            )
        unit.record("submitted", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        submitted, sent_back = unit.reviews.list(office.case)
    assert (submitted.kind, submitted.authors, submitted.at) == ("submitted", {office.li.person_id}, office.now)
    assert (sent_back.kind, sent_back.person_name, sent_back.reason) == ("changes_requested", "王磊", "补充证据")


def test_an_upload_waits_and_is_cleared_away(office: Office) -> None:
    content = {"rows": [{"name": "车速"}], "problems": []}
    with office.unit() as unit:
        first = unit.previews.put(office.case, office.scenario, "数据项.xlsx", content)
        unit.commit()
    with office.read() as unit:
        waiting = unit.previews.get(first)
    assert waiting is not None
    assert (waiting.content, waiting.file_name, waiting.person_id) == (content, "数据项.xlsx", office.li.person_id)
    with office.unit() as unit:
        second = unit.previews.put(office.case, office.scenario, "b.csv", {})
        unit.previews.delete_older(office.now)
        unit.commit()
    with office.unit() as unit:
        assert unit.previews.get(first) is None
        unit.previews.delete(second)
        unit.commit()
        assert unit.previews.get(second) is None
