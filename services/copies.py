"""Copies of the newest dossier that are not the filed one: made in the background, kept beside it, handed out.

A copy is made from the same snapshot as the documents it stands beside, so that the two never speak of different
cases. Long work goes through the job table, as builds do.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath

from assessment.copies import COPY_KINDS, CopyKind, CopyMade, KeptCopy, newest
from assessment.questions import Scope
from assessment.snapshot import Snapshot
from assessment.vocabulary import Text
from assessment.wording import Material
from assessment.work import BuiltDocument, Job, Person, StoredFile
from regimes.loader import Regime
from regimes.reading_copies import load_reading_copy
from reports.codes import TextTooLong
from reports.copy_files import CopyFile, edited, for_listening, read_abroad
from reports.document import Dossier
from reports.dossier import compose
from reports.folder import FolderDocument, FolderEvidence, write_folder
from reports.fonts import FontsMissing, GlyphMissing
from reports.internal_copy import InternalDocument, Proof, write_internal
from reports.render_job import DrawingStopped
from reports.validate import NotArchivable
from services.cases import case_of
from services.checkpoints import record_proof
from services.desk import SYSTEM, Desk, NotFound, Refused, actor_of
from services.dossier import newest_build
from services.job_reports import COPY, STOPPED, claim, fail, reporter, running_job
from services.views import seen
from store.database import Unit

log = logging.getLogger(__name__)
PDF = "application/pdf"
NOTHING_BUILT = Text("还没有生成申报材料；请先生成。", "No dossier has been built yet; build one first.")


@dataclass(frozen=True, slots=True)
class CopiesPage:
    """``copies`` of the newest build by sort; ``snapshot_sha256`` is empty where nothing was built."""

    documents: tuple[BuiltDocument, ...]
    copies: dict[CopyKind, tuple[KeptCopy, ...]]
    job: Job | None
    snapshot_sha256: str


def copies_page(desk: Desk, person: Person, case_id: str) -> CopiesPage:
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        documents = newest_build(unit.documents.list(case_id))
        kept = _kept(unit, case_id, documents)
        jobs = [job for job in unit.jobs.list(case_id) if job.kind.startswith(COPY)]
    copies = {kind: tuple(one for (sort, _), one in kept.items() if sort == kind) for kind in COPY_KINDS}
    last = max(jobs, key=lambda job: job.created_at, default=None)
    return CopiesPage(documents, copies, last, documents[0].snapshot_sha256 if documents else "")


def request_copy(desk: Desk, person: Person, case_id: str, kind: CopyKind) -> Job:
    """Hand the work over; asking again while something runs for the case returns the running job."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        case_of(unit, case_id)
        if (running := running_job(unit, case_id)) is not None:
            return running
        documents = newest_build(unit.documents.list(case_id))
        if not documents:
            raise Refused(NOTHING_BUILT)
        sha256 = documents[0].snapshot_sha256
        job = unit.jobs.create(case_id, COPY + kind, snapshot_sha256=sha256, requested_by=person.id)
        details = {"job": job.id, "snapshot_sha256": sha256}
        unit.record("copy requested", case_id=case_id, subject=kind, details=details)
        unit.commit()
    desk.hand_over(job.id)
    return job


def is_copy(job: Job) -> bool:
    return job.kind.startswith(COPY)


def run_copy(desk: Desk, company_id: str, job_id: str) -> None:
    """Do one job to its end; only one caller gets it, and a finished one stays finished."""
    job = claim(desk, company_id, job_id)
    if job is None:
        return
    try:
        files = tuple(_made(desk, company_id, job))
    except (GlyphMissing, FontsMissing, DrawingStopped, NotArchivable, TextTooLong, Refused) as known:
        fail(desk, company_id, job, known.sentence)
    except Exception:
        # Whatever it was, the person waiting must see that the work ended; the log keeps the reason.
        log.exception("copy %s stopped", job_id)
        fail(desk, company_id, job, STOPPED)
    else:
        _finish(desk, company_id, job, files)


def copy_file(desk: Desk, person: Person, case_id: str, copy_id: str) -> tuple[StoredFile, bytes]:
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        kept = _kept(unit, case_id, newest_build(unit.documents.list(case_id)))
        found = next((one for one in kept.values() if one.id == copy_id), None)
        if found is None:
            raise NotFound(f"copy {copy_id}")
        said = found.said
        data = unit.files.open(said.sha256)
    seen(desk, person, "copy opened", case_id=case_id, subject=said.file_name, details={"sha256": said.sha256})
    return StoredFile(said.sha256, said.file_name, said.media_type, said.size), data


def folder(desk: Desk, person: Person, case_id: str) -> tuple[str, bytes]:
    """The newest build with its evidence as the list of materials names them: (file name, bytes of the zip)."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        documents = newest_build(unit.documents.list(case_id))
        if not documents:
            raise Refused(NOTHING_BUILT)
        snapshot = _snapshot(unit, documents[0].snapshot_sha256)
        regime = desk.regime_of(person.company_id, unit)
        dossier = compose(snapshot.content, regime.questionnaire, regime.wording, status=documents[0].status)
        data = write_folder(
            snapshot.content,
            snapshot.sha256,
            [
                FolderDocument(d.kind, d.title, d.file.name, d.pages, d.status, unit.files.open(d.file.sha256), place)
                for d, place in zip(documents, _places(documents, dossier, regime), strict=True)
            ],
            tuple(_evidence(unit, snapshot)),
            materials_of(dossier, regime),
        )
        details = {"snapshot_sha256": snapshot.sha256, "size": len(data)}
        unit.record("folder exported", case_id=case_id, subject=record.reference, details=details)
        unit.commit()
    return f"{record.reference}-申报文件夹.zip", data


def materials_of(dossier: Dossier, regime: Regime) -> dict[str, tuple[Material, ...]]:
    """The list of materials of each folder; one filing alone has no folder of its own."""
    lists = regime.wording.materials_list
    found = {}
    for filing in dict.fromkeys(document.filing for document in dossier.documents):
        other = lists.of(filing)
        found[filing_folder(dossier, regime, filing)] = other.materials if other else lists.materials
    return found


def filing_folder(dossier: Dossier, regime: Regime, filing: str) -> str:
    if len({document.filing for document in dossier.documents}) < 2:
        return ""
    return next(one.name.zh for one in regime.wording.filings if one.id == filing)


def _places(documents: tuple[BuiltDocument, ...], dossier: Dossier, regime: Regime) -> Iterator[str]:
    filing_of = {document.file: document.filing for document in dossier.documents}
    for document in documents:
        filing = filing_of.get(document.file.name)
        yield filing_folder(dossier, regime, filing) if filing else ""


def _made(desk: Desk, company_id: str, job: Job) -> Iterator[CopyFile]:
    with desk.database.read(company_id) as unit:
        snapshot = _snapshot(unit, job.snapshot_sha256 or "")
        documents = newest_build(unit.documents.list(job.case_id))
        regime = desk.regime_of(company_id, unit)
    kind = job.kind.removeprefix(COPY)
    dossier = compose(snapshot.content, regime.questionnaire, regime.wording, status=documents[0].status)
    progress = reporter(desk, company_id, job.id)
    if kind == "internal":
        yield _internal(desk, company_id, job, snapshot, documents)
    elif kind == "editable":
        yield from edited(dossier, desk.fonts, progress)
    elif kind == "tagged":
        yield from for_listening(dossier, desk.fonts, progress)
    else:
        texts = load_reading_copy(regime.id)
        both = kind == "side_by_side"
        yield from read_abroad(
            dossier, snapshot.content, regime.questionnaire, regime.wording, texts, desk.fonts, progress, both=both
        )


def _internal(
    desk: Desk, company_id: str, job: Job, snapshot: Snapshot, documents: tuple[BuiltDocument, ...]
) -> CopyFile:
    with desk.database.read(company_id) as unit:
        record = case_of(unit, job.case_id)
        seq = unit.trail.last_of_kind(job.case_id, "dossier built")
        files = [InternalDocument(d.title, d.pages, d.file.sha256, unit.files.open(d.file.sha256)) for d in documents]
    if seq is None:
        raise Refused(NOTHING_BUILT)
    proof = record_proof(desk, company_id, seq)
    on = snapshot.content.on.isoformat()
    made = write_internal(record.reference, on, snapshot.sha256, files, Proof(proof.proof, proof.seq), desk.fonts)
    return CopyFile("", "内部留存本", f"{record.reference}-内部留存本.pdf", PDF, made.pdf, made.pages)


def _evidence(unit: Unit, snapshot: Snapshot) -> Iterator[FolderEvidence]:
    for entry in snapshot.content.sheet.of_scope(Scope.EVIDENCE):
        value = entry.answers.get("evidence.file")
        if isinstance(value, dict):
            title = str(entry.answers.get("evidence.title") or PurePath(str(value["name"])).stem)
            kind = str(entry.answers.get("evidence.kind") or "")
            yield FolderEvidence(kind, title, str(value["name"]), unit.files.open(str(value["sha256"])))


def _kept(unit: Unit, case_id: str, documents: tuple[BuiltDocument, ...]) -> dict[tuple[CopyKind, str], KeptCopy]:
    if not documents:
        return {}
    return newest(unit.journals.list("copy", case_id=case_id), documents[0].snapshot_sha256)


def _snapshot(unit: Unit, sha256: str) -> Snapshot:
    snapshot = unit.snapshots.get(sha256)
    if snapshot is None:
        raise NotFound(f"snapshot {sha256}")
    return snapshot


def _finish(desk: Desk, company_id: str, job: Job, files: tuple[CopyFile, ...]) -> None:
    kind: CopyKind = job.kind.removeprefix(COPY)  # type: ignore[assignment]  # only ``request_copy`` names jobs so
    with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
        lines = []
        for one in files:
            file = unit.files.put(one.data, one.file_name, one.media_type)
            said = CopyMade(
                copy_kind=kind,
                document=one.document,
                title=one.title,
                sha256=file.sha256,
                file_name=file.name,
                media_type=one.media_type,
                size=file.size,
                pages=one.pages,
                snapshot_sha256=job.snapshot_sha256 or "",
            )
            unit.journals.append("copy", kind, said.model_dump(mode="json"), case_id=job.case_id)
            lines.append({"file": file.name, "sha256": file.sha256, "pages": one.pages})
        unit.jobs.finish(job.id, desk.now())
        details = {"job": job.id, "snapshot_sha256": job.snapshot_sha256, "files": lines}
        unit.record("copy made", case_id=job.case_id, subject=kind, details=details)
        unit.commit()
