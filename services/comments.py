"""Comments of reviewers on the pages of a dossier: open one, answer it, settle it, take it up again.

Each step is an entry of the journal with its record in the trail. A comment does not make the case a newer one, so it
neither undoes an approval nor waits for one.
"""

from __future__ import annotations

from assessment.comments import LONGEST, LONGEST_QUOTE, Anchor, Said, Step, Thread, folded, may_close, threads
from assessment.vocabulary import Text
from assessment.work import Person
from services.cases import case_of
from services.desk import Desk, NotFound, Refused, actor_of
from store.database import Unit

KINDS: dict[Step, str] = {
    "opened": "comment added",
    "replied": "comment answered",
    "resolved": "comment settled",
    "reopened": "comment reopened",
}
EMPTY = Text("请写下意见。", "Write what you want to say.")


def threads_of(desk: Desk, person: Person, case_id: str) -> tuple[Thread, ...]:
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        return threads(unit.journals.list("comment", case_id=case_id))


def open_comments(desk: Desk, person: Person, case_id: str) -> int:
    """How many comments of the case wait for an answer or a word that they are settled."""
    return sum(thread.is_open for thread in threads_of(desk, person, case_id))


def comment(
    desk: Desk,
    person: Person,
    case_id: str,
    document_id: str,
    *,
    text: str,
    page: int,
    heading: str,
    quote: str,
    near: str,
) -> str:
    """Open a thread on a page of a built document; returns its id."""
    anchor = Anchor(heading=heading, quote=quote.strip()[:LONGEST_QUOTE], near=folded(near)[:60], page=page)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        case_of(unit, case_id)
        document = unit.documents.get(document_id)
        if document is None or document.case_id != case_id or not 1 <= page <= document.pages:
            raise NotFound(f"document {document_id}, page {page}")
        said = Said(step="opened", text=_checked(text), anchor=anchor, document_sha256=document.file.sha256)
        thread_id = _append(unit, case_id, document.file.name, said)
        unit.commit()
    return thread_id


def answer(desk: Desk, person: Person, case_id: str, thread_id: str, step: Step, text: str) -> Thread:
    """Reply, settle or take up again; returns the thread as it was. Settling and taking up may go without words."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        case_of(unit, case_id)
        found = next((t for t in threads(unit.journals.list("comment", case_id=case_id)) if t.id == thread_id), None)
        if found is None or step == "opened":
            raise NotFound(f"comment {thread_id}")
        if step != "replied":
            _ensure_may(found, person, step)
        said = Said(step=step, text=_checked(text, needed=step == "replied"), thread=thread_id)
        _append(unit, case_id, found.document, said)
        unit.commit()
    return found


def _ensure_may(thread: Thread, person: Person, step: Step) -> None:
    if not may_close(thread, person.id, person.roles):
        raise Refused(
            Text(
                "只有提出意见的人或者复核人、批准人可以标记为已处理；请先回复。",
                "Only its author, a reviewer or an approver may settle a comment; answer it instead.",
            )
        )
    if thread.is_open == (step == "reopened"):
        raise Refused(
            Text(
                "这条意见的状态刚被他人改变；请看最新内容。",
                "Somebody else just changed this comment; look again.",
            )
        )


def _checked(text: str, *, needed: bool = True) -> str:
    text = text.strip()
    if needed and not text:
        raise Refused(EMPTY)
    if len(text) > LONGEST:
        raise Refused(
            Text(
                f"意见有 {len(text):,} 字，最多 {LONGEST:,} 字；请精简或者分成几条。",
                f"The comment has {len(text):,} characters and may have {LONGEST:,}; shorten it or make several.",
            )
        )
    return text


def _append(unit: Unit, case_id: str, document: str, said: Said) -> str:
    entry = unit.journals.append("comment", document, said.model_dump(mode="json"), case_id=case_id)
    details: dict[str, object] = {"entry": entry.id, "thread": said.thread or entry.id, "text": said.text}
    if said.anchor is not None:
        details |= {"heading": said.anchor.heading, "page": said.anchor.page, "document_sha256": said.document_sha256}
    unit.record(KINDS[said.step], case_id=case_id, subject=document, details=details)
    return entry.id
