"""Build the dossier: from a snapshot to documents, in the background or at once; and the bundle to hand out.

A final dossier is built from the approved snapshot and nothing else. A draft is built from the case as it
stands, carries a visible mark, and says what is missing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from assessment.completeness import Gap
from assessment.lifecycle import state_of
from assessment.snapshot import Snapshot
from assessment.vocabulary import Text
from assessment.work import BuiltDocument, Job, Person
from regimes.loader import Regime
from reports.build import Built, build
from reports.bundle import BundleContents, BundleDocument, EvidenceFile, write_bundle
from reports.dossier import compose
from reports.fonts import FontsMissing, GlyphMissing
from reports.render_job import DrawingStopped
from reports.validate import NotArchivable
from services.appraisal import appraise
from services.cases import OpenCase, case_of
from services.checkpoints import RecordProof, await_checkpoint, company_approval_proof, stamps_of
from services.comparisons import KeptBuild, is_comparison, kept_builds
from services.desk import SYSTEM, Desk, NotFound, Refused, actor_of
from services.dossier_attachments import Proof, approval_files, attachments_of
from services.filing_check import filing_check, refuse_final
from services.job_reports import STOPPED, claim, fail, reporter, running_job
from services.review import case_snapshot, current_sha256
from services.views import seen
from store.database import Unit

log = logging.getLogger(__name__)

KIND_DRAFT = "draft dossier"
KIND_FINAL = "final dossier"
KIND_EXTENSION_DRAFT = "draft extension"
KIND_EXTENSION_FINAL = "final extension"


@dataclass(frozen=True, slots=True)
class DossierPage:
    """What the dossier page shows. ``documents`` are those of the newest build, in the order of the filing.

    ``builds``: every build that is kept, newest first; ``job``: the newest build or comparison.
    """

    documents: tuple[BuiltDocument, ...]
    builds: tuple[KeptBuild, ...]
    job: Job | None
    gaps: tuple[Gap, ...]
    may_be_final: bool
    current_sha256: str
    approved_sha256: str | None

    @property
    def comparing(self) -> bool:
        return self.job is not None and is_comparison(self.job)


def dossier_page(desk: Desk, person: Person, case: OpenCase) -> DossierPage:
    case_id = case.record.id
    with desk.database.read(person.company_id) as unit:
        jobs = unit.jobs.list(case_id)
        documents = tuple(unit.documents.list(case_id))
        builds = kept_builds(unit, case_id, documents)
        current = current_sha256(desk, unit, case)
    open_places = tuple(defect.gap for defect in filing_check(desk, person, case).must)
    ours = [job for job in jobs if job.kind in (KIND_DRAFT, KIND_FINAL) or is_comparison(job)]
    newest = max(ours, key=lambda job: job.created_at, default=None)
    state = case.review
    return DossierPage(
        newest_build(documents),
        builds,
        newest,
        open_places,
        state.may_be_final and not open_places,
        current,
        state.snapshot_sha256 if state.may_be_final else None,
    )


def newest_job(desk: Desk, person: Person, case_id: str) -> Job | None:
    """How far the newest build is; asked every second while somebody watches, so it reads nothing else."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        return max(unit.jobs.list(case_id), key=lambda job: job.created_at, default=None)


def newest_build(documents: Iterable[BuiltDocument], *, extension: bool = False) -> tuple[BuiltDocument, ...]:
    """The documents that were built together last, in the order of their file names.

    An application for an extension is a filing beside the dossier; ``extension`` asks for that one.
    """
    documents = tuple(documents)
    apart = {document.job_id for document in documents if document.kind == "extension_application"}
    fitting = [document for document in documents if (document.job_id in apart) is extension]
    if not fitting:
        return ()
    job_id = max(fitting, key=lambda document: document.built_at).job_id
    chosen = [document for document in fitting if document.job_id == job_id]
    return tuple(sorted(chosen, key=lambda document: document.file.name))


def request_build(desk: Desk, person: Person, case_id: str, *, final: bool) -> Job:
    """Freeze what is to be built and hand the job over; asking again while one runs returns the running one."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        if (running := running_job(unit, case_id)) is not None:
            return running
        appraisal = appraise(unit.sheets.load(case_id, desk.today), desk.regime_of(person.company_id, unit))
        if final:
            snapshot_sha256 = _approved(unit, record.id, record.revision)
            refuse_final(appraisal)
        else:
            snapshot = case_snapshot(unit, case_id, appraisal)
            unit.snapshots.put(case_id, snapshot)
            snapshot_sha256 = snapshot.sha256
        kind = KIND_FINAL if final else KIND_DRAFT
        job = unit.jobs.create(case_id, kind, snapshot_sha256=snapshot_sha256, requested_by=person.id)
        unit.record(
            "build requested",
            case_id=case_id,
            subject=kind,
            details={"job": job.id, "snapshot_sha256": snapshot_sha256},
        )
        unit.commit()
    desk.hand_over(job.id)
    return job


def run_build(desk: Desk, company_id: str, job_id: str) -> None:
    """Do one job to its end. Safe to call twice: only one caller gets the job, and a finished one stays finished."""
    job = claim(desk, company_id, job_id)
    if job is None:
        return
    try:
        with desk.database.read(company_id) as unit:
            snapshot = unit.snapshots.get(job.snapshot_sha256 or "")
            final = job.kind in (KIND_FINAL, KIND_EXTENSION_FINAL)
            evidence = tuple(_proofs(unit, snapshot)) if snapshot and final else ()
        if snapshot is None:
            raise NotFound(f"snapshot {job.snapshot_sha256}")
        built = build_documents(
            desk,
            desk.regime_of(company_id),
            snapshot,
            final=final,
            evidence=evidence,
            approval=company_approval_proof(desk, company_id, job.case_id) if final else None,
            progress=reporter(desk, company_id, job_id),
        )
        _finish(desk, company_id, job, built)
    except (GlyphMissing, FontsMissing, DrawingStopped, NotArchivable) as error:
        fail(desk, company_id, job, error.sentence)
    except Refused as refused:  # nobody has signed the log yet
        fail(desk, company_id, job, refused.sentence)
    except Exception:
        # Whatever it was, the person waiting must see that the build ended; the log keeps the reason.
        log.exception("build %s stopped", job_id)
        fail(desk, company_id, job, STOPPED)


def build_documents(
    desk: Desk,
    regime: Regime,
    snapshot: Snapshot,
    *,
    final: bool,
    evidence: tuple[Proof, ...] = (),
    approval: RecordProof | None = None,
    progress: Callable[[int, int, str], None] = lambda *_: None,
) -> tuple[Built, ...]:
    """Snapshot → dossier → PDF bytes; ``regime`` gives the questions and the wording."""
    dossier = compose(snapshot.content, regime.questionnaire, regime.wording, status="final" if final else "draft")
    attachments = attachments_of(
        dossier, snapshot, desk.fonts, evidence, tuple(approval_files(approval, snapshot)) if approval else ()
    )
    return build(dossier, fonts=desk.fonts, progress=progress, kept=desk.drawn, attachments=attachments)


def document_file(desk: Desk, person: Person, case_id: str, document_id: str) -> tuple[BuiltDocument, bytes]:
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        document = unit.documents.get(document_id)
        if document is None or document.case_id != case_id:
            raise NotFound(f"document {document_id}")
        data = unit.files.open(document.file.sha256)
    details = {"sha256": document.file.sha256, "snapshot_sha256": document.snapshot_sha256}
    seen(desk, person, "document opened", case_id=case_id, subject=document.file.name, details=details)
    return document, data


def bundle(desk: Desk, person: Person, case_id: str) -> tuple[str, bytes]:
    """The newest build with its snapshot, evidence and trail as one verifiable zip: (file name, bytes)."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        chosen = newest_build(unit.documents.list(case_id))
        if not chosen:
            raise Refused(Text("还没有生成申报材料；请先生成。", "No dossier has been built yet; build one first."))
        newest = chosen[0]
        unit.record(
            "bundle exported",
            case_id=case_id,
            subject=record.reference,
            details={"snapshot_sha256": newest.snapshot_sha256},
        )
        unit.commit()
    with desk.database.read(person.company_id) as unit:
        size = unit.trail.head().size
    signed = await_checkpoint(desk, person.company_id, size)
    with desk.database.read(person.company_id) as unit:
        snapshot = unit.snapshots.get(newest.snapshot_sha256)
        if snapshot is None:
            raise NotFound(f"snapshot {newest.snapshot_sha256}")
        contents = BundleContents(
            case=record.reference,
            documents=tuple(
                BundleDocument(d.kind, d.file.name, d.title, d.pages, d.status, unit.files.open(d.file.sha256))
                for d in chosen
            ),
            snapshot=snapshot.canonical,
            evidence=_evidence(unit, snapshot),
            records=(records := tuple(_until_export(unit, case_id))),
            openings=unit.trail.openings(seq for seq, _ in records),
            signed=signed,
            prove=unit.trail.tree(signed.checkpoint.size).inclusion,
            keys=desk.log_keys.of(signed.checkpoint.origin),
            stamps=stamps_of(unit, signed.checkpoint),
        )
        return f"{record.reference}.zip", write_bundle(contents)


def _until_export(unit: Unit, case_id: str) -> Iterable[tuple[int, bytes]]:
    """The case's records up to the export itself; what somebody looked at since then is not part of it."""
    last = unit.trail.last_of_kind(case_id, "bundle exported")
    return ((seq, body) for seq, body in unit.trail.bodies(case_id) if last is None or seq <= last)


def _proofs(unit: Unit, snapshot: Snapshot) -> Iterable[Proof]:
    """The evidence files that the snapshot names, each once."""
    seen: set[str] = set()
    for entry in snapshot.content.sheet.entries:
        value = entry.answers.get("evidence.file")
        if isinstance(value, dict) and str(value["sha256"]) not in seen:
            sha256 = str(value["sha256"])
            seen.add(sha256)
            yield Proof(sha256, str(value["name"]), str(value["media_type"]), unit.files.open(sha256))


def _evidence(unit: Unit, snapshot: Snapshot) -> tuple[EvidenceFile, ...]:
    files: dict[str, EvidenceFile] = {}
    for entry in snapshot.content.sheet.entries:
        value = entry.answers.get("evidence.file")
        if isinstance(value, dict):
            sha256 = str(value["sha256"])
            files[sha256] = EvidenceFile(str(value["name"]), unit.files.open(sha256))
    return tuple(files[key] for key in sorted(files))


def _approved(unit: Unit, case_id: str, revision: int) -> str:
    state = state_of(unit.reviews.list(case_id), revision)
    if not state.may_be_final or state.snapshot_sha256 is None:
        raise Refused(
            Text(
                "正式申报材料须依据已批准且此后未改动的快照；请先提交复核并获批准。",
                "A final dossier needs an approved snapshot with no change since; submit for review first.",
            )
        )
    return state.snapshot_sha256


def _finish(desk: Desk, company_id: str, job: Job, built: tuple[Built, ...]) -> None:
    with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
        lines = []
        for document in built:
            file = unit.files.put(document.pdf, document.file, "application/pdf")
            unit.documents.add(
                job.case_id,
                job.id,
                kind=document.kind,
                title=document.title,
                file=file,
                pages=document.pages,
                status=document.status,
                snapshot_sha256=job.snapshot_sha256 or "",
                built_at=desk.now(),
            )
            lines.append(
                {
                    "kind": document.kind,
                    "file": document.file,
                    "title": document.title,
                    "pages": document.pages,
                    "sha256": file.sha256,
                    "status": document.status,
                }
            )
        unit.jobs.finish(job.id, desk.now())
        unit.record(
            "dossier built",
            case_id=job.case_id,
            subject=job.kind,
            details={"job": job.id, "snapshot_sha256": job.snapshot_sha256, "documents": lines},
        )
        unit.commit()
