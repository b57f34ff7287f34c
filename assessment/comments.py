"""The comments on the pages of a dossier: who said what about which place, and what is still open.

A comment is anchored to what survives a rebuild: the document, the heading above it, and words that stand
on the page. The page itself is only remembered as a last resort. Comments are journal entries and are never edited.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from assessment.questions import Frozen
from assessment.vocabulary import Role
from assessment.work import JournalEntry

Step = Literal["opened", "replied", "resolved", "reopened"]
LONGEST = 4_000
LONGEST_QUOTE = 300


class Anchor(Frozen):
    """Where a comment stands. ``heading`` as printed, ``quote`` what the reader copied, ``near`` how the page began."""

    heading: str = ""
    quote: Annotated[str, Field(max_length=LONGEST_QUOTE)] = ""
    near: str = ""
    page: Annotated[int, Field(ge=1)] = 1


class Said(Frozen):
    """One entry of the journal; its subject is the file name of the document. ``thread``: the entry that opened it."""

    step: Step
    text: Annotated[str, Field(max_length=LONGEST)] = ""
    thread: str | None = None
    anchor: Anchor | None = None
    document_sha256: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One step of a thread as a page shows it."""

    step: Step
    text: str
    person_id: str
    person_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Thread:
    """A comment with what was answered. ``document_sha256``: the file that its author was looking at."""

    id: str
    document: str
    anchor: Anchor
    document_sha256: str
    lines: tuple[Line, ...]

    @property
    def is_open(self) -> bool:
        last = [line.step for line in self.lines if line.step != "replied"][-1]
        return last != "resolved"

    @property
    def opened_by(self) -> str:
        return self.lines[0].person_id


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading of a built document and the page it stands on."""

    title: str
    page: int


def read(entry: JournalEntry) -> Said:
    return Said.model_validate_json(json.dumps(dict(entry.content)))


def threads(entries: Iterable[JournalEntry]) -> tuple[Thread, ...]:
    """Every thread in the order in which it was opened."""
    found: dict[str, Thread] = {}
    for entry in entries:
        said = read(entry)
        line = Line(said.step, said.text, entry.person_id, entry.person_name, entry.at)
        if said.thread is None:
            anchor = said.anchor or Anchor()
            found[entry.id] = Thread(entry.id, entry.subject, anchor, said.document_sha256, (line,))
        elif said.thread in found:
            thread = found[said.thread]
            lines = (*thread.lines, line)
            found[thread.id] = Thread(thread.id, thread.document, thread.anchor, thread.document_sha256, lines)
    return tuple(found.values())


def may_close(thread: Thread, person_id: str, roles: Iterable[Role]) -> bool:
    """Whoever opened a comment may settle it, and so may anybody who reviews or approves; its addressee may not."""
    return person_id == thread.opened_by or bool({Role.REVIEWER, Role.APPROVER} & set(roles))


def page_of(anchor: Anchor, marks: Sequence[Mark], texts: Sequence[str]) -> int | None:
    """The page of a rebuilt document on which the comment stands now; ``None`` when its heading is gone.

    Within the part under the heading: the page with the quoted words, else the page that begins as the old one did,
    else the page as far into the part as it was, at most its last.
    """
    first, last = 1, max(len(texts), 1)
    if anchor.heading:
        places = [index for index, mark in enumerate(marks) if mark.title == anchor.heading]
        if not places:
            return _holding(anchor.quote, texts, first, last)
        # The same heading may stand twice in a document; the nearer one is meant.
        index = min(places, key=lambda place: abs(marks[place].page - anchor.page))
        first = marks[index].page
        last = marks[index + 1].page if index + 1 < len(marks) else last
    for words in (anchor.quote, anchor.near):
        page = _holding(words, texts, first, last)
        if page is not None:
            return page
    return min(max(anchor.page, first), max(first, last))


def heading_on(page: int, marks: Sequence[Mark]) -> tuple[str, ...]:
    """The headings that a reader of the page may mean: the one that runs on from before, and those on the page."""
    before = [mark.title for mark in marks if mark.page < page][-1:]
    return tuple(dict.fromkeys([*before, *(mark.title for mark in marks if mark.page == page)]))


def folded(text: str) -> str:
    """Text without any blank: line ends in a PDF fall anywhere between Chinese characters."""
    return "".join(text.split())


def _holding(words: str, texts: Sequence[str], first: int, last: int) -> int | None:
    sought = folded(words)
    if not sought:
        return None
    return next((page for page in range(first, last + 1) if sought in folded(texts[page - 1])), None)
