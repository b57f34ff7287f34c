"""Evidence files: accepted by content as well as by name, stored by hash, never by the user's file name."""

from __future__ import annotations

import io
import zipfile
from pathlib import PurePath

import puremagic

from assessment.answers import Entry
from assessment.questions import Scope
from assessment.vocabulary import Text
from assessment.work import Person, StoredFile
from services.cases import case_of, ensure_editable
from services.desk import Desk, NotFound, Refused, actor_of
from services.views import seen

LIMIT = 16 * 1024 * 1024

# Extension → (media type, what the first bytes must say). The filing system takes PDF, OFD, PNG, JPG.
ACCEPTED = {
    ".pdf": ("application/pdf", b"%PDF-"),
    ".png": ("image/png", b"\x89PNG\r\n\x1a\n"),
    ".jpg": ("image/jpeg", b"\xff\xd8\xff"),
    ".jpeg": ("image/jpeg", b"\xff\xd8\xff"),
    ".ofd": ("application/ofd", b"PK\x03\x04"),
    ".docx": ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", b"PK\x03\x04"),
    ".xlsx": ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", b"PK\x03\x04"),
}
_INSIDE = {".docx": "word/", ".xlsx": "xl/", ".ofd": "OFD.xml"}


def media_type_of(data: bytes, file_name: str) -> str:
    """The media type of an acceptable file; raises ``Refused`` with what is wrong and what to do."""
    suffix = PurePath(file_name).suffix.lower()
    if not data:
        raise Refused(Text(f"文件“{file_name}”是空的；请重新选择。", f"'{file_name}' is empty; choose the file again."))
    if len(data) > LIMIT:
        raise Refused(
            Text(
                f"文件“{file_name}”超过 16 MB；请压缩或拆分。",
                f"'{file_name}' is larger than 16 MB; compress or split it.",
            )
        )
    if suffix not in ACCEPTED:
        raise Refused(
            Text(
                f"不接受“{suffix or '无扩展名'}”文件；请使用 PDF、OFD、PNG、JPG、DOCX 或 XLSX。",
                f"'{suffix or 'no extension'}' is not accepted; use PDF, OFD, PNG, JPG, DOCX or XLSX.",
            )
        )
    media_type, start = ACCEPTED[suffix]
    if not data.startswith(start) or (suffix in _INSIDE and not _holds(data, _INSIDE[suffix])):
        guess = _guess(data)
        zh, en = (f"（看起来是 {guess}）", f" (it looks like {guess})") if guess else ("", "")
        raise Refused(
            Text(
                f"文件“{file_name}”的内容不是 {suffix[1:].upper()}{zh}；请检查后重新上传。",
                f"The content of '{file_name}' is not {suffix[1:].upper()}{en}; check it.",
            )
        )
    return media_type


def attach(desk: Desk, person: Person, case_id: str, entry_id: str, data: bytes, file_name: str) -> StoredFile:
    """Store a file and make it the file of one evidence entry."""
    file_name = PurePath(file_name.replace("\\", "/")).name[:200]
    media_type = media_type_of(data, file_name)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        entry = next((e for e in sheet.of_scope(Scope.EVIDENCE) if e.id == entry_id), None)
        if entry is None:
            raise NotFound(f"evidence {entry_id}")
        file = unit.files.put(data, file_name, media_type)
        value = {"sha256": file.sha256, "name": file.name, "size": file.size, "media_type": file.media_type}
        value["uploaded_on"] = desk.today.isoformat()
        unit.sheets.save_answers(case_id, entry_id, {"evidence.file": value})
        details = {"entry": entry_id, "before": entry.answers.get("evidence.file"), "after": value}
        unit.record("evidence added", case_id=case_id, subject=file.name, details=details)
        unit.commit()
    return file


def evidence_file(desk: Desk, person: Person, case_id: str, entry_id: str) -> tuple[StoredFile, bytes]:
    """The file of one evidence entry with its bytes; who opens it is recorded."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        value = next((_file_value(e) for e in sheet.of_scope(Scope.EVIDENCE) if e.id == entry_id), None)
        if value is None:
            raise NotFound(f"file of evidence {entry_id}")
        file = StoredFile(str(value["sha256"]), str(value["name"]), str(value["media_type"]), int(value["size"]))
        data = unit.files.open(file.sha256)
    details = {"entry": entry_id, "sha256": file.sha256}
    seen(desk, person, "evidence opened", case_id=case_id, subject=file.name, details=details)
    return file, data


def _file_value(entry: Entry) -> dict[str, str | int] | None:
    value = entry.answers.get("evidence.file")
    return value if isinstance(value, dict) else None


def _holds(data: bytes, inside: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return any(name.startswith(inside) for name in archive.namelist())
    except zipfile.BadZipFile:
        return False


def _guess(data: bytes) -> str:
    try:
        return (puremagic.from_string(data[:4096]) or "").lstrip(".").upper()
    except puremagic.PureError:
        return ""
