"""What stands beside a generated document: its signed copy and the scan of the paper that was sealed by hand.

Both speak of exact bytes: they name the SHA-256 of the document they belong to, so that after a new build nobody
takes an old seal for a seal on the new text. Entries are never edited; a later one takes the place of an earlier.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from assessment.questions import Frozen
from assessment.vocabulary import Text
from assessment.work import JournalEntry

Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
What = Literal["signature", "scan"]


class Beside(Frozen):
    """One entry; its subject is the document's file name. ``withdrawn``: the file was a wrong one, with ``note``.

    ``pages``: of the file itself; ``document_pages``: of the generated document. ``signer``, ``means`` and
    ``stamped_at`` are said of signatures: the name in the certificate, how it was made, the time stamp if any.
    """

    what: What
    document_sha256: Sha256
    sha256: Sha256
    file_name: str
    size: Annotated[int, Field(ge=0)]
    pages: Annotated[int, Field(ge=1)]
    document_pages: Annotated[int, Field(ge=1)]
    signer: str = ""
    means: Literal["", "certificate", "command"] = ""
    stamped_at: str = ""
    withdrawn: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What stands beside a document now, who put it there and when."""

    id: str
    document: str
    said: Beside
    person_name: str
    at: datetime

    def fits(self, document_sha256: str) -> bool:
        """Whether it belongs to exactly this document; after a new build it does not."""
        return self.said.document_sha256 == document_sha256


def read(entry: JournalEntry) -> Beside:
    return Beside.model_validate_json(json.dumps(dict(entry.content)))


def standing(entries: Iterable[JournalEntry]) -> dict[tuple[str, What], Held]:
    """The last file of each sort beside each document; a withdrawn one leaves its place empty."""
    found: dict[tuple[str, What], Held] = {}
    for entry in entries:
        said = read(entry)
        key = (entry.subject, said.what)
        if said.withdrawn:
            found.pop(key, None)
        else:
            found[key] = Held(entry.id, entry.subject, said, entry.person_name, entry.at)
    return found


def page_difference(said: Beside) -> Text | None:
    """The sentence when the scan has not as many pages as the document; ``None`` when it has."""
    scan, document = said.pages, said.document_pages
    if scan == document:
        return None
    if scan < document:
        return Text(
            f"扫描件 {scan} 页，材料 {document} 页，少 {document - scan} 页；请核对是否漏扫。",
            f"Pages of the scan: {scan}, of the document: {document}, {document - scan} fewer; look for missing ones.",
        )
    return Text(
        f"扫描件 {scan} 页，材料 {document} 页，多 {scan - document} 页；请核对是否夹入其他文件或空白页。",
        f"Pages of the scan: {scan}, of the document: {document}, {scan - document} more; "
        "look for other papers or blank pages.",
    )
