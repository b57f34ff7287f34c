"""Full tiles of a company's tree: written with the record that fills them, read for proofs.

What is not full yet is read from where it stands anyway: leaf hashes from the records, the roots of full tiles from
the level below. So an append writes a tile once in 256 records and no other hash. A proof asks one question, and
nothing is remembered between two proofs, so that nothing can be out of date after a restore.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from sqlalchemy import TextClause, insert, text
from sqlalchemy.orm import Session

from audit.tiles import HEIGHT, WIDTH, Part, TiledTree, tile_root
from store.rows import table_of
from store.tables import AuditTileRow

TILES = table_of(AuditTileRow)
_MANY = 60
"""So many parts are asked for in one question; a proof in a million records needs seven."""
Way = Literal["whole", "leaves", "roots"]
_FROM: dict[Way, str] = {
    "whole": "position, hashes FROM audit_tile WHERE company_id = :company AND level = :l{n} AND position = :f{n}",
    "leaves": "seq, leaf FROM audit_record WHERE company_id = :company AND seq >= :f{n} AND seq < :e{n}",
    "roots": "position, root FROM audit_tile "
    "WHERE company_id = :company AND level = :l{n} AND position >= :f{n} AND position < :e{n}",
}


def write_full_tiles(session: Session, company_id: str, before: int, after: int) -> None:
    """Write every tile that the records from ``before`` up to ``after`` have filled."""
    level = 0
    while (before >> HEIGHT) != (after >> HEIGHT):
        before, after = before >> HEIGHT, after >> HEIGHT
        for position in range(before, after):
            (hashes,) = _asked(session, company_id, [(_below(level), Part(level, position, WIDTH))])
            session.execute(
                insert(TILES).values(
                    company_id=company_id, level=level, position=position, hashes=hashes, root=tile_root(hashes)
                )
            )
        level += 1


def fetch_parts(session: Session, company_id: str, parts: Sequence[Part]) -> list[bytes]:
    """Tiles that are kept as they are kept; what is not full yet, or not kept after all, from below."""
    found: list[bytes] = []
    for start in range(0, len(parts), _MANY):
        some = parts[start : start + _MANY]
        ways: list[Way] = ["whole" if part.size == WIDTH else _below(part.level) for part in some]
        found += _asked(session, company_id, list(zip(ways, some, strict=True)))
    lost = [number for number, part in enumerate(parts) if part.size == WIDTH and not found[number]]
    for number in lost:
        part = parts[number]
        (found[number],) = _asked(session, company_id, [(_below(part.level), part)])
    return found


def tree_of(session: Session, company_id: str, size: int) -> TiledTree:
    """The tree of the company's first ``size`` records."""
    return TiledTree(size, lambda parts: fetch_parts(session, company_id, parts))


def _below(level: int) -> Way:
    return "roots" if level else "leaves"


def _asked(session: Session, company_id: str, asked: Sequence[tuple[Way, Part]]) -> list[bytes]:
    """The hashes of each part, in one question."""
    values: dict[str, str | int] = {"company": company_id}
    for number, (way, part) in enumerate(asked):
        first = part.position if way == "whole" else part.position * WIDTH
        values[f"f{number}"] = first
        if way != "whole":
            values[f"e{number}"] = first + part.size
        if way != "leaves":
            values[f"l{number}"] = part.level if way == "whole" else part.level - 1
    # Past the session, which would look at the statement for rows to note.
    rows = session.connection().execute(_question(tuple(way for way, _ in asked)), values).all()
    hashes: list[list[bytes]] = [[] for _ in asked]
    for number, _, found in sorted(rows):
        hashes[number].append(found)
    return [b"".join(each) for each in hashes]


@lru_cache(maxsize=200)
def _question(ways: tuple[Way, ...]) -> TextClause:
    """The same text for proofs of the same shape, so that driver and server know it again."""
    parts = [f"SELECT {number} AS part, {_FROM[way].format(n=number)}" for number, way in enumerate(ways)]
    return text(" UNION ALL ".join(parts))
