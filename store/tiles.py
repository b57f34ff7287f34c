"""Full tiles of a company's tree: written with the record that fills them, read for proofs.

What is not full yet is read from where it stands anyway: leaf hashes from the records, the roots of full tiles from
the level below. So an append writes a tile once in 256 records and no other hash.
"""

from __future__ import annotations

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from audit.tiles import HEIGHT, WIDTH, TiledTree, tile_root
from store.rows import table_of
from store.tables import AuditRecordRow, AuditTileRow

RECORDS, TILES = table_of(AuditRecordRow), table_of(AuditTileRow)


def write_full_tiles(session: Session, company_id: str, before: int, after: int) -> None:
    """Write every tile that the records from ``before`` up to ``after`` have filled."""
    level = 0
    while (before >> HEIGHT) != (after >> HEIGHT):
        before, after = before >> HEIGHT, after >> HEIGHT
        for position in range(before, after):
            hashes = fetch_tile(session, company_id, level, position, WIDTH)
            session.execute(
                insert(TILES).values(
                    company_id=company_id, level=level, position=position, hashes=hashes, root=tile_root(hashes)
                )
            )
        level += 1


def fetch_tile(session: Session, company_id: str, level: int, position: int, count: int) -> bytes:
    """The first ``count`` hashes of a tile, from the tile itself where it is kept."""
    ours = TILES.c.company_id == company_id
    # A proof fetches some five tiles: past the session, which would look at each statement for rows to note.
    connection = session.connection()
    if count == WIDTH:
        kept = select(TILES.c.hashes).where(ours, TILES.c.level == level, TILES.c.position == position)
        hashes = connection.scalar(kept)
        if hashes is not None:
            return bytes(hashes)
    first = position * WIDTH
    if level == 0:
        place, column = RECORDS.c.seq, RECORDS.c.leaf
        conditions = [RECORDS.c.company_id == company_id]
    else:
        place, column = TILES.c.position, TILES.c.root
        conditions = [ours, TILES.c.level == level - 1]
    statement = select(column).where(*conditions, place >= first, place < first + count).order_by(place)
    return b"".join(map(bytes, connection.scalars(statement)))


def tree_of(session: Session, company_id: str, size: int) -> TiledTree:
    """The tree of the company's first ``size`` records."""
    return TiledTree(size, lambda level, position, count: fetch_tile(session, company_id, level, position, count))
