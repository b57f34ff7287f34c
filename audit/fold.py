"""Which rows should stand in the tables now, after everything that was recorded, and which do not.

This finds a row that was changed, removed or put in behind the application's back: its content no longer has the
hash that the last record about it left. Reading the tables is the caller's part; nothing here knows a database.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from audit.sentences import Finding, Sentence


@dataclass(frozen=True, slots=True)
class Expected:
    """What the last record about a row says: its salted hash, or ``None`` when the row was deleted.

    ``seq`` is that record's place, ``salt`` what it was hashed with; ``None`` once the salt was erased.
    """

    sha256: str | None
    seq: int
    salt: bytes | None = None


def compare(expected: Mapping[str, Expected], found: Mapping[str, str]) -> list[Finding]:
    """Every row that is not as recorded; ``found`` maps "table/key" to the SHA-256 of the row as it stands."""
    findings: list[Finding] = []
    for key in sorted(expected.keys() | found.keys()):
        last, stands = expected.get(key), found.get(key)
        if last is None:
            findings.append(_finding(key, "没有任何记录提到它", "no record mentions it"))
        elif last.sha256 is None and stands is not None:
            findings.append(
                _finding(
                    key,
                    f"第 {last.seq} 号记录已将其删除，但它仍在表中",
                    f"record {last.seq} deleted it, yet it stands in the table",
                )
            )
        elif last.sha256 is not None and stands is None:
            findings.append(
                _finding(
                    key,
                    f"第 {last.seq} 号记录写入了它，但表中已没有",
                    f"record {last.seq} wrote it, yet it is gone from the table",
                )
            )
        elif last.sha256 is not None and last.salt is None:
            findings.append(
                _finding(
                    key,
                    f"第 {last.seq} 号记录的盐值已不在，无法核对其内容",
                    f"the salt of record {last.seq} is gone, so its content can no longer be compared",
                )
            )
        elif last.sha256 != stands:
            findings.append(
                _finding(
                    key,
                    f"其内容与最后提到它的第 {last.seq} 号记录不符",
                    f"its content is not what record {last.seq}, the last one about it, left",
                )
            )
    return findings


def _finding(key: str, zh: str, en: str) -> Finding:
    table, _, row = key.partition("/")
    return Finding(
        key,
        Sentence(
            f"表 {table} 中键为 {row} 的行：{zh}；该行是绕过本程序改动的。",
            f"Row {row} of table {table}: {en}. It was changed behind the application's back.",
        ),
    )
