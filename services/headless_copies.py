"""Copies without a server: beside the documents of a case file that were just written, in the same folder."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import pikepdf

from assessment.errors import InputRefused, Problem
from assessment.questions import Scope
from regimes.loader import Regime
from regimes.reading_copies import load_reading_copy
from reports.copy_files import CopyFile, edited, read_abroad
from reports.document import Dossier
from reports.dossier import compose
from reports.folder import FolderDocument, FolderEvidence, write_folder
from reports.fonts import FontsMissing, GlyphMissing
from reports.render_job import DrawingStopped
from reports.validate import NotArchivable
from services.case_files import read_case
from services.copies import filing_folder, materials_of
from services.headless import appraisal_from_file
from services.review import snapshot_of

KINDS = ("reading", "side-by-side", "editable", "folder")


def copies_from_file(
    case_file: Path, out: Path, regime: Regime, fonts: Path, on: date | None, kinds: Sequence[str]
) -> tuple[str, ...]:
    """Write the copies and return their names; the documents themselves must stand in ``out`` already."""
    snapshot = snapshot_of(appraisal_from_file(case_file, regime, on))
    dossier = compose(snapshot.content, regime.questionnaire, regime.wording, status="draft")
    texts = load_reading_copy(regime.id)
    found: list[CopyFile] = []
    try:
        for kind, both in (("reading", False), ("side-by-side", True)):
            if kind in kinds:
                found += read_abroad(
                    dossier, snapshot.content, regime.questionnaire, regime.wording, texts, fonts, both=both
                )
        if "editable" in kinds:
            found += edited(dossier, fonts)
    except (DrawingStopped, FontsMissing, GlyphMissing, NotArchivable) as stopped:
        raise InputRefused(Problem(str(case_file), stopped.sentence)) from stopped
    if "folder" in kinds:
        documents = tuple(_documents(dossier, regime, out))
        evidence = tuple(_evidence(case_file, on))
        data = write_folder(snapshot.content, snapshot.sha256, documents, evidence, materials_of(dossier, regime))
        found.append(CopyFile("", "", f"{dossier.reference}-申报文件夹.zip", "application/zip", data))
    for one in found:
        (out / one.file_name).write_bytes(one.data)
    return tuple(one.file_name for one in found)


def _documents(dossier: Dossier, regime: Regime, out: Path) -> Iterator[FolderDocument]:
    for one in dossier.documents:
        file = out / one.file
        with pikepdf.open(file) as pdf:
            pages = len(pdf.pages)
        folder = filing_folder(dossier, regime, one.filing)
        yield FolderDocument(one.kind, one.title, one.file, pages, dossier.status, file.read_bytes(), folder)


def _evidence(case_file: Path, on: date | None) -> Iterator[FolderEvidence]:
    case = read_case(case_file, on)
    for entry in case.sheet.of_scope(Scope.EVIDENCE):
        path = case.evidence_files.get(entry.id)
        if path is not None:
            title = str(entry.answers.get("evidence.title") or path.stem)
            yield FolderEvidence(str(entry.answers.get("evidence.kind") or ""), title, path.name, path.read_bytes())
