"""What stands beside the final documents: electronic signatures and scans of the paper that was sealed by hand.

Only final documents are signed, and only those of the newest build. Keys come from the settings and never reach the
database; what is kept is the signed file, its hash and the hash of the unsigned one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from assessment.sealed import Beside, Held, What, standing
from assessment.vocabulary import Text
from assessment.work import BuiltDocument, Person, StoredFile
from reports.scans import ScanUnfit, pages_of_scan
from reports.signature_check import SignatureState, check
from reports.signing import SigningStopped, sign
from services.cases import case_of
from services.desk import Desk, NotFound, Refused, actor_of
from services.dossier import newest_build
from services.evidence import media_type_of
from services.views import seen
from store.database import Unit

PDF = "application/pdf"


@dataclass(frozen=True, slots=True)
class Line:
    """One document of the newest build with what stands beside it; ``None`` where there is nothing."""

    document: BuiltDocument
    signature: Held | None
    scan: Held | None

    @property
    def may_be_signed(self) -> bool:
        return self.document.status == "final"


@dataclass(frozen=True, slots=True)
class SignaturePage:
    """``ready``: this installation has means to sign; ``stamps``: signatures get a time stamp."""

    lines: tuple[Line, ...]
    ready: bool
    stamps: bool


def signature_page(desk: Desk, person: Person, case_id: str) -> SignaturePage:
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        documents = newest_build(unit.documents.list(case_id))
        held = standing(unit.journals.list("sealed", case_id=case_id))
    lines = tuple(
        Line(one, held.get((one.file.name, "signature")), held.get((one.file.name, "scan"))) for one in documents
    )
    return SignaturePage(lines, desk.signing.ready, bool(desk.signing.stamp_address))


def sign_document(desk: Desk, person: Person, case_id: str, document_id: str) -> Held:
    """Sign one final document and keep the signed copy beside it. Raises ``Refused`` when nothing was signed."""
    with desk.database.read(person.company_id) as unit:
        document = _current(unit, case_id, document_id)
        if document.status != "final":
            raise Refused(
                Text(
                    "草稿不能签署；请先生成正式件。",
                    "A draft cannot be signed; build the final dossier first.",
                )
            )
        pdf = unit.files.open(document.file.sha256)
    try:
        # Outside of any unit of work: a time stamping service may take seconds to answer.
        signed = sign(pdf, desk.signing, reason=document.title, at=desk.now())
    except SigningStopped as stopped:
        raise Refused(stopped.sentence) from stopped
    name = f"{PurePath(document.file.name).stem}（已签署）.pdf"
    said = Beside(
        what="signature",
        document_sha256=signed.unsigned_sha256,
        sha256=signed.sha256,
        file_name=name,
        size=len(signed.pdf),
        pages=document.pages,
        document_pages=document.pages,
        signer=signed.state.signer,
        means=desk.signing.name,
        stamped_at=signed.state.stamped_at.isoformat() if signed.state.stamped_at else "",
    )
    return _keep(desk, person, case_id, document, said, signed.pdf, "document signed")


def add_scan(desk: Desk, person: Person, case_id: str, document_id: str, data: bytes, file_name: str) -> Held:
    """Keep the scan of the sealed paper beside its document; a later scan takes the place of an earlier one."""
    with desk.database.read(person.company_id) as unit:
        document = _current(unit, case_id, document_id)
    file_name = PurePath(file_name.replace("\\", "/")).name[:200]
    if media_type_of(data, file_name) != PDF:
        raise Refused(
            Text(
                f"“{file_name}”不是 PDF；请将盖章原件扫描为一个 PDF 文件。",
                f"'{file_name}' is no PDF; scan the sealed original into one PDF file.",
            )
        )
    try:
        pages = pages_of_scan(data)
    except ScanUnfit as unfit:
        raise Refused(unfit.sentence) from unfit
    said = Beside(
        what="scan",
        document_sha256=document.file.sha256,
        sha256="0" * 64,
        file_name=file_name,
        size=len(data),
        pages=pages,
        document_pages=document.pages,
    )
    return _keep(desk, person, case_id, document, said, data, "sealed scan added")


def withdraw(desk: Desk, person: Person, case_id: str, document_id: str, what: What, note: str) -> None:
    """Take a wrong file away, with the reason; the file and both entries stay in the trail."""
    if not note.strip():
        raise Refused(Text("请写明为何移除。", "Say why it is taken away."))
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        document = _current(unit, case_id, document_id)
        held = standing(unit.journals.list("sealed", case_id=case_id)).get((document.file.name, what))
        if held is None:
            raise NotFound(f"{what} of {document_id}")
        said = held.said.model_copy(update={"withdrawn": True, "note": note.strip()[:500]})
        entry = unit.journals.append("sealed", document.file.name, said.model_dump(mode="json"), case_id=case_id)
        kind = "signed copy withdrawn" if what == "signature" else "sealed scan withdrawn"
        details = {"entry": entry.id, "sha256": said.sha256, "reason": said.note}
        unit.record(kind, case_id=case_id, subject=document.file.name, details=details)
        unit.commit()


def beside_file(desk: Desk, person: Person, case_id: str, document_id: str, what: What) -> tuple[StoredFile, bytes]:
    """The signed copy or the scan of one document; who opens it is recorded."""
    file, data = _beside_file(desk, person, case_id, document_id, what)
    kind = "signed copy opened" if what == "signature" else "sealed scan opened"
    seen(desk, person, kind, case_id=case_id, subject=file.name, details={"sha256": file.sha256})
    return file, data


def _beside_file(desk: Desk, person: Person, case_id: str, document_id: str, what: What) -> tuple[StoredFile, bytes]:
    with desk.database.read(person.company_id) as unit:
        document = _current(unit, case_id, document_id)
        held = standing(unit.journals.list("sealed", case_id=case_id)).get((document.file.name, what))
        if held is None:
            raise NotFound(f"{what} of {document_id}")
        said = held.said
        return StoredFile(said.sha256, said.file_name, PDF, said.size), unit.files.open(said.sha256)


def check_signature(desk: Desk, person: Person, case_id: str, document_id: str) -> SignatureState:
    """Verify the kept signed copy again, now."""
    _, data = _beside_file(desk, person, case_id, document_id, "signature")
    return check(data, desk.signing.trust)


def _current(unit: Unit, case_id: str, document_id: str) -> BuiltDocument:
    case_of(unit, case_id)
    documents = newest_build(unit.documents.list(case_id))
    found = next((one for one in documents if one.id == document_id), None)
    if found is None:
        raise NotFound(f"document {document_id}")
    return found


def _keep(
    desk: Desk, person: Person, case_id: str, document: BuiltDocument, said: Beside, data: bytes, kind: str
) -> Held:
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        _current(unit, case_id, document.id)
        file = unit.files.put(data, said.file_name, PDF)
        said = said.model_copy(update={"sha256": file.sha256})
        entry = unit.journals.append("sealed", document.file.name, said.model_dump(mode="json"), case_id=case_id)
        details = {
            "entry": entry.id,
            "document_sha256": said.document_sha256,
            "sha256": said.sha256,
            "pages": said.pages,
            "document_pages": said.document_pages,
        }
        if said.what == "signature":
            details |= {"signer": said.signer, "means": said.means, "stamped_at": said.stamped_at}
        unit.record(kind, case_id=case_id, subject=document.file.name, details=details)
        unit.commit()
    return Held(entry.id, document.file.name, said, entry.person_name, entry.at)
