"""The application for an extension as a filing: its documents from what the extension page says, frozen beforehand.

A draft may be built while answers are open; a final one needs all six conditions, the window, a whole form, and an
approver other than the person who filled it in. It has no review of its own: the form is one page that two people see.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from assessment.applicability import respondents
from assessment.extension import Outcome
from assessment.filing_check_hand import places_by_hand
from assessment.filing_check_parts import ByHand
from assessment.snapshot import Snapshot
from assessment.vocabulary import Role, Text
from assessment.work import BuiltDocument, Job, Person
from reports.dossier import compose
from services.cases import OpenCase, case_of
from services.desk import Desk, Refused, actor_of
from services.dossier import KIND_EXTENSION_DRAFT, KIND_EXTENSION_FINAL, newest_build
from services.extension import ExtensionPage, extension_page
from services.filing_check import empty_places
from services.job_reports import running_job
from services.review import snapshot_of

_NO_EXTENSION: dict[Outcome, Text] = {
    "new_filing": Text(
        "六项条件有不符合的，或者须重新申报，不能申请延长；请重新申报。",
        "A condition does not hold, or a new filing is needed: no extension can be applied for; file anew.",
    ),
    "over": Text("有效期已经届满，不能申请延长；请重新申报。", "The validity has ended; file anew."),
}
_NOT_FINAL: dict[Outcome, Text] = {
    "open": Text(
        "六项条件还没有全部确认；请先在本页补齐，再生成正式件。",
        "The six conditions are not all settled; complete them on this page before the final build.",
    ),
    "not_yet": Text(
        "还没有到申请窗口；现在可以生成草稿，窗口开始后再生成正式件。",
        "The window is not open yet; build a draft now and the final documents once it opens.",
    ),
}


@dataclass(frozen=True, slots=True)
class ExtensionFiling:
    """``why_not_draft`` and ``why_not_final``: what stands in the way, ``None`` where nothing does."""

    documents: tuple[BuiltDocument, ...]
    job: Job | None
    by_hand: tuple[ByHand, ...]
    why_not_draft: Text | None
    why_not_final: Text | None


def extension_filing(desk: Desk, person: Person, case: OpenCase, page: ExtensionPage) -> ExtensionFiling:
    """What the extension page shows of its documents."""
    with desk.database.read(person.company_id) as unit:
        documents = tuple(unit.documents.list(case.record.id))
        jobs = [
            job for job in unit.jobs.list(case.record.id) if job.kind in (KIND_EXTENSION_DRAFT, KIND_EXTENSION_FINAL)
        ]
    regime = case.appraisal.regime
    filings = tuple(filing for filing in regime.wording.filings if filing.id == "extension")
    people = respondents(case.sheet, regime.questionnaire)
    draft = why_not(page)
    return ExtensionFiling(
        newest_build(documents, extension=True),
        max(jobs, key=lambda job: job.created_at, default=None),
        places_by_hand(filings, regime.wording.by_hand, people),
        draft,
        draft or why_not_final(case, page, person),
    )


def why_not(page: ExtensionPage) -> Text | None:
    """What keeps even a draft from being built."""
    if not page.applies or page.law is None:
        return Text("只有安全评估结果可以申请延长有效期。", "Only the result of a security assessment can be extended.")
    return _NO_EXTENSION.get(page.result.outcome)


def why_not_final(case: OpenCase, page: ExtensionPage, person: Person) -> Text | None:
    """What keeps the final documents from being built by this person."""
    if (outcome := _NOT_FINAL.get(page.result.outcome)) is not None:
        return outcome
    if empty := _empty(case, page):
        return Text(
            f"申请材料中还有空着的地方：{'、'.join(empty)}；请先补齐。",
            f"The documents still have empty places: {', '.join(empty)}; complete them first.",
        )
    if Role.APPROVER not in person.roles or (page.stored is not None and page.stored.person_id == person.id):
        return Text(
            "正式件由批准人生成，且不得是填写本页的人；请另一位批准人核对后生成。",
            "An approver other than the person who filled this page in builds the final documents, after checking.",
        )
    return None


def request_extension(desk: Desk, person: Person, case: OpenCase, *, final: bool) -> Job:
    """Freeze the case with what the page says and hand the build over; a running one is returned as it is."""
    page = extension_page(desk, person, case)
    refusal = why_not(page) or (why_not_final(case, page, person) if final else None)
    if refusal is not None:
        raise Refused(refusal)
    snapshot = extension_snapshot(case, page)
    kind = KIND_EXTENSION_FINAL if final else KIND_EXTENSION_DRAFT
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case.record.id)
        if (running := running_job(unit, record.id)) is not None:
            return running
        unit.snapshots.put(record.id, snapshot)
        job = unit.jobs.create(record.id, kind, snapshot_sha256=snapshot.sha256, requested_by=person.id)
        details = {"job": job.id, "snapshot_sha256": snapshot.sha256}
        unit.record("build requested", case_id=record.id, subject=kind, details=details)
        unit.commit()
    desk.hand_over(job.id)
    return job


def extension_snapshot(case: OpenCase, page: ExtensionPage) -> Snapshot:
    """The case with the form as it is filled and the result of the test."""
    return snapshot_of(case.appraisal, extension=_record(page))


def _record(page: ExtensionPage) -> dict[str, Any]:
    return {
        "outcome": page.result.outcome,
        "conditions": [
            {"id": one.id, "holds": one.holds if isinstance(one.holds, bool) else None}
            for one in page.result.conditions
        ],
        "form": [
            {"title": block.title, "scenario": block.scenario, "fields": [asdict(field) for field in block.fields]}
            for block in page.form
        ],
    }


def _empty(case: OpenCase, page: ExtensionPage) -> list[str]:
    regime = case.appraisal.regime
    content = extension_snapshot(case, page).content
    dossier = compose(content, regime.questionnaire, regime.wording, status="draft")
    return [title for title, _ in empty_places(dossier)]
