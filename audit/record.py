"""One record of the trail: who did what to which case, what changed, and which rows it left behind.

A record is written once, in the transaction of the change itself, and never again. Its canonical bytes are the
leaf of the Merkle tree; they are kept as they were written and never built anew from other columns.

Names and free text stand in it as commitments (``sealing``), so that what they hide can be erased without touching
the record. ``previous`` is the place of the record before it that speaks of the same case. It makes the history of
one case whole by itself: when a record is left out of an export, the next one names it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from audit.canonical import LIMIT, canonical, parse
from audit.kinds import KINDS
from audit.sealing import ACTOR_NAME, SUBJECT, Opening, Salts, is_sealed, refuse_bare_text, seal, seal_details
from audit.sentences import Refused
from audit.tree import leaf_hash

VERSION = 2

_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
_HASH = re.compile(r"[0-9a-f]{64}")
_ROW = re.compile(r"[a-z_]+/.+", re.DOTALL)
_LOG = re.compile(r"[^\s+]+")
_FIELDS = frozenset(
    {"v", "log", "seq", "id", "at", "kind", "actor", "case", "previous", "revision", "subject", "details", "rows"}
)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it; the name is sealed. ``role`` is the one used for this act, where one was needed."""

    id: str
    name: Mapping[str, str]
    role: str | None = None

    def as_json(self) -> dict[str, Any]:
        said = {"id": self.id, "name": dict(self.name)}
        return said if self.role is None else {**said, "role": self.role}


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One entry of the log ``log`` at place ``seq``, counted from 0.

    ``rows`` maps "table/key" to the salted fingerprint of the content that the row has after the change, ``None``
    when it was deleted. ``revision`` is the case's after the change. ``details`` belongs to the kind; its texts are
    sealed, as is ``subject``, unless it says nothing.
    """

    log: str
    seq: int
    id: str
    at: str
    kind: str
    actor: Actor
    case: str | None = None
    previous: int | None = None
    revision: int | None = None
    subject: Mapping[str, str] | str = ""
    details: Mapping[str, Any] = field(default_factory=dict)
    rows: Mapping[str, str | None] = field(default_factory=dict)
    v: int = VERSION

    def __post_init__(self) -> None:
        self._refuse_wrong_types()
        if self.v != VERSION:
            raise Refused("v", f"本程序只读第 {VERSION} 版记录。", f"Only version {VERSION} of a record is read here.")
        if self.kind not in KINDS:
            raise Refused("kind", f"没有“{self.kind}”这类记录。", f"There is no kind of record named '{self.kind}'.")
        if not _LOG.fullmatch(self.log):
            raise Refused(
                "log",
                "日志名不得为空，不得含空白或加号。",
                "A log's name is not empty and has no spaces or plus signs.",
            )
        if not self.id or self.case == "":
            raise Refused("id", "编号不得为空文字。", "An id is never empty text.")
        if not _is_time(self.at):
            raise Refused(
                "at", "时间须写作 2026-11-21T04:45:39.000000Z。", "Times look like 2026-11-21T04:45:39.000000Z."
            )
        if self.previous is not None and (self.case is None or self.previous >= self.seq):
            raise Refused(
                "previous",
                "上一条记录须属于同一项目，且在本条之前。",
                "The previous record belongs to the same case and stands before this one.",
            )
        if not all(_is_row(key, value) for key, value in self.rows.items()):
            raise Refused(
                "rows",
                "行须写作“表/键”，值为 SHA-256 或 null。",
                "Rows are written 'table/key' with a SHA-256 or null.",
            )
        refuse_bare_text(self.details)

    def to_bytes(self) -> bytes:
        """The bytes that are stored and hashed."""
        return canonical(
            {
                "v": self.v,
                "log": self.log,
                "seq": self.seq,
                "id": self.id,
                "at": self.at,
                "kind": self.kind,
                "actor": self.actor.as_json(),
                "case": self.case,
                "previous": self.previous,
                "revision": self.revision,
                "subject": self.subject,
                "details": self.details,
                "rows": self.rows,
            }
        )

    def leaf(self) -> bytes:
        """The leaf hash. Who has the bytes already calls ``tree.leaf_hash`` with them and saves the writing."""
        return leaf_hash(self.to_bytes())

    @classmethod
    def from_bytes(cls, data: bytes) -> Record:
        """Read a record strictly: canonical bytes, every field and no other, each of its type."""
        said = parse(data)
        if not isinstance(said, dict):
            raise Refused("", "记录不是一个对象。", "The record is not an object.")
        for name in sorted(_FIELDS ^ said.keys()):
            if name in said:
                raise Refused(name, "记录不认识此字段。", "A record has no such field.")
            raise Refused(name, "记录缺少此字段。", "The record lacks this field.")
        return cls(**{**said, "actor": _actor(said["actor"])})

    def _refuse_wrong_types(self) -> None:
        texts, numbers = (self.log, self.id, self.kind), (self.seq, self.v)
        typed = (
            all(isinstance(text, str) for text in texts)
            and (self.case is None or isinstance(self.case, str))
            and all(_is_number(number) for number in numbers)
            and all(number is None or _is_number(number) for number in (self.previous, self.revision))
            and (self.subject == "" or is_sealed(self.subject))
            and isinstance(self.details, Mapping)
            and isinstance(self.rows, Mapping)
        )
        if not typed:
            raise Refused("", "记录的某个字段类型不对。", "A field of the record is not of its type.")


def sealed_record(
    *, actor: tuple[str, str, str | None], subject: str, details: Mapping[str, Any], salts: Salts, **plain: Any
) -> tuple[Record, list[Opening]]:
    """A record from what happened, and the openings of all that it seals. ``actor``: id, name, role."""
    found: list[Opening] = []
    person, name, role = actor
    record = Record(
        actor=Actor(person, seal(name or "—", ACTOR_NAME, salts, found), role),
        subject=seal(subject, SUBJECT, salts, found),
        details=seal_details(details, salts, found),
        **plain,
    )
    return record, found


def utc_text(at: datetime) -> str:
    """A moment as records write it: UTC, six digits of a second."""
    if at.tzinfo is None:
        raise Refused("at", "时间须带时区。", "The time needs a time zone.")
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ").rjust(27, "0")


def _actor(said: object) -> Actor:
    if (
        not isinstance(said, dict)
        or not {"id", "name"} <= said.keys() <= {"id", "name", "role"}
        or not is_sealed(said["name"])
        or not all(isinstance(said[name], str) for name in said.keys() - {"name"})
    ):
        raise Refused(
            "actor",
            "行为人须有编号和以承诺值写入的姓名，可有角色。",
            "An actor has an id and a sealed name, and may have a role.",
        )
    return Actor(**said)


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < LIMIT


def _is_time(value: object) -> bool:
    if not isinstance(value, str) or not _AT.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_row(key: object, value: object) -> bool:
    if not isinstance(key, str) or not _ROW.fullmatch(key):
        return False
    return value is None or (isinstance(value, str) and bool(_HASH.fullmatch(value)))
