"""The files of a copy of a whole dossier: in English, for screen readers, or to be edited."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from assessment.questions import Questionnaire
from assessment.reading_wording import ReadingCopyWording
from assessment.snapshot import SnapshotContent
from assessment.wording import Wording
from reports import docx_copy
from reports.blocks import Picture
from reports.document import Dossier
from reports.documents.reading_words import english_of
from reports.drawings import as_png
from reports.reading_copy import order
from reports.render_job import draw_apart
from reports.tagged import SUFFIX, build_tagged
from reports.validate import require

Progress = Callable[[int, int, str], None]


@dataclass(frozen=True, slots=True)
class CopyFile:
    """One file of a copy; ``document`` is the kind of the document it stands for."""

    document: str
    title: str
    file_name: str
    media_type: str
    data: bytes
    pages: int = 0


def read_abroad(
    dossier: Dossier,
    content: SnapshotContent,
    questionnaire: Questionnaire,
    wording: Wording,
    texts: ReadingCopyWording,
    fonts: Path,
    progress: Progress = lambda *_: None,
    *,
    both: bool = False,
) -> Iterator[CopyFile]:
    """Each document in English, or with the Chinese on the left."""
    english = english_of(content, questionnaire, wording, texts)
    edition, ending = ("side_by_side", "zh-en") if both else ("reading", "en")
    orders = [
        order(document, dossier, english, texts, content, fonts, "side_by_side" if both else "reading")
        for document in dossier.documents
    ]
    for document, sheet, drawn in zip(dossier.documents, orders, draw_apart(orders, fonts, progress), strict=True):
        assert sheet.sheet == edition
        require(sheet.title, drawn.pdf)
        name = f"{PurePath(document.file).stem}.{ending}.pdf"
        yield CopyFile(document.kind, sheet.title, name, "application/pdf", drawn.pdf, drawn.pages)


def for_listening(dossier: Dossier, fonts: Path, progress: Progress = lambda *_: None) -> Iterator[CopyFile]:
    """Each document tagged, for screen readers."""
    for built in build_tagged(dossier, fonts=fonts, progress=progress):
        yield CopyFile(built.kind, f"{built.title}{SUFFIX}", built.file, "application/pdf", built.pdf, built.pages)


def edited(dossier: Dossier, fonts: Path, progress: Progress = lambda *_: None) -> Iterator[CopyFile]:
    """Each document as DOCX."""
    documents = dossier.documents
    pictures = as_png([b.svg for d in documents for b in d.blocks if isinstance(b, Picture)], fonts)
    for done, document in enumerate(documents):
        progress(done, len(documents), document.title)
        name = f"{PurePath(document.file).stem}（可编辑副本）.docx"
        data = docx_copy.write(document, dossier, pictures)
        yield CopyFile(document.kind, document.title, name, docx_copy.MEDIA_TYPE, data)
