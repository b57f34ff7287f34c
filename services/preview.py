"""The preview of a built document, page by page: pictures, text for those who cannot see them, comments beside them.

It draws nothing but what was built; a comment from an earlier build finds its page again by heading and words.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

from assessment.comments import Thread, heading_on, page_of, threads
from assessment.work import BuiltDocument, Person
from reports import page_pictures
from reports.page_pictures import NoSuchPage, Pages
from services.cases import case_of
from services.desk import Desk, NotFound
from services.dossier import newest_build
from services.views import PREVIEW_AGAIN, seen_lately
from store.database import Unit

AT_ONCE = 25
"""Pages on one page of the preview; a dossier with thousands of items has hundreds."""
KEPT_PICTURES = 150
"""At a hundred kilobytes each; by content, so that one build's pictures are never another's."""
_pictures: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()


@dataclass(frozen=True, slots=True)
class ShownPage:
    """One page; ``height`` of the picture is given for a width of 900. ``headings``: what a comment may be about."""

    number: int
    height: int
    text: str
    headings: tuple[str, ...]
    threads: tuple[Thread, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A thread and the page it stands on now; ``None``: its heading is no longer in the document."""

    thread: Thread
    page: int | None


@dataclass(frozen=True, slots=True)
class Preview:
    """``lost``: comments on this document whose place is gone. ``open_on``: open comments by file name."""

    document: BuiltDocument
    documents: tuple[BuiltDocument, ...]
    newest: bool
    pages: tuple[ShownPage, ...]
    placed: tuple[Placed, ...]
    open_on: dict[str, int]

    @property
    def first(self) -> int:
        return self.pages[0].number if self.pages else 1

    @property
    def lost(self) -> tuple[Thread, ...]:
        return tuple(one.thread for one in self.placed if one.page is None)


def preview(desk: Desk, person: Person, case_id: str, document_id: str, first: int = 1) -> Preview:
    """``document_id`` may be empty: the first document of the newest build. Raises ``NotFound`` when there is none."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        documents = newest_build(unit.documents.list(case_id))
        document = _document(unit, case_id, document_id) if document_id else next(iter(documents), None)
        if document is None:
            raise NotFound(f"documents of case {case_id}")
        pdf = unit.files.open(document.file.sha256)
        said = threads(unit.journals.list("comment", case_id=case_id))
    details = {"sha256": document.file.sha256}
    subject = document.file.name
    seen_lately(desk, person, "preview opened", PREVIEW_AGAIN, case_id=case_id, subject=subject, details=details)
    pages = page_pictures.read_pages(pdf)
    own = [thread for thread in said if thread.document == document.file.name]
    placed = tuple(Placed(thread, page_of(thread.anchor, pages.marks, pages.texts)) for thread in own)
    start = (min(max(first, 1), max(len(pages.sizes), 1)) - 1) // AT_ONCE * AT_ONCE + 1
    open_on: dict[str, int] = {}
    for thread in said:
        if thread.is_open:
            open_on[thread.document] = open_on.get(thread.document, 0) + 1
    return Preview(
        document,
        documents,
        any(one.id == document.id for one in documents),
        _shown(pages, placed, start),
        placed,
        open_on,
    )


def page_picture(desk: Desk, person: Person, case_id: str, document_id: str, number: int, width: int) -> bytes:
    """One page as PNG; raises ``NotFound`` for a page or a size that does not exist."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        document = _document(unit, case_id, document_id)
        key = document.file.sha256, number, width
        found = _pictures.get(key)
        if found is None:
            try:
                found = page_pictures.picture(unit.files.open(document.file.sha256), number, width)
            except NoSuchPage as none:
                raise NotFound(str(none)) from none
    _pictures[key] = found
    while len(_pictures) > KEPT_PICTURES:
        _pictures.popitem(last=False)
    return found


def page_words(desk: Desk, person: Person, case_id: str, document_id: str, number: int) -> str:
    """How a page begins, to find it again after a rebuild."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        pdf = unit.files.open(_document(unit, case_id, document_id).file.sha256)
    texts = page_pictures.read_pages(pdf).texts
    return texts[number - 1] if 1 <= number <= len(texts) else ""


def _document(unit: Unit, case_id: str, document_id: str) -> BuiltDocument:
    document = unit.documents.get(document_id)
    if document is None or document.case_id != case_id:
        raise NotFound(f"document {document_id}")
    return document


def _shown(pages: Pages, placed: Sequence[Placed], start: int) -> tuple[ShownPage, ...]:
    shown = []
    for number in range(start, min(start + AT_ONCE, len(pages.sizes) + 1)):
        size = pages.sizes[number - 1]
        shown.append(
            ShownPage(
                number,
                round(900 * size.height / size.width),
                pages.texts[number - 1],
                heading_on(number, pages.marks),
                tuple(one.thread for one in placed if one.page == number),
            )
        )
    return tuple(shown)
