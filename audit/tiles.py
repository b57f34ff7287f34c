"""The tree in tiles of 256 hashes (C2SP ``tlog-tiles``): what a log keeps so that any proof is built from few reads.

A tile of level 0 holds 256 leaf hashes, one of level 1 the roots of 256 tiles of level 0, and so on. Only full tiles
are kept; what is not full yet is read from the leaves. Where tiles lie is not known here: a function fetches them.
"""

from __future__ import annotations

from collections.abc import Callable

from audit.tree import HASH_SIZE, Growing, node_hash, prove_consistency, prove_inclusion

WIDTH = 256
HEIGHT = 8

Fetch = Callable[[int, int, int], bytes]
"""``fetch(level, index, count)``: the first ``count`` hashes of a tile, one after the other, 32 bytes each."""


def tile_root(hashes: bytes) -> bytes:
    """The root over the 256 hashes of a full tile: one entry of the level above."""
    growing = Growing()
    for at in range(0, len(hashes), HASH_SIZE):
        growing.add(hashes[at : at + HASH_SIZE])
    return growing.root()


class TiledTree:
    """The first ``size`` leaves of a log, for proofs; each tile is fetched at most once."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self.size = size
        self._fetch = fetch
        self._tiles: dict[tuple[int, int], list[list[bytes]]] = {}

    def inclusion(self, index: int) -> list[bytes]:
        return prove_inclusion(self.node, index, self.size)

    def consistency(self, old: int) -> list[bytes]:
        return prove_consistency(self.node, old, self.size)

    def node(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree number ``index`` of height ``level``."""
        step = level % HEIGHT
        tile, within = divmod(index, WIDTH >> step)
        rows = self._rows(level // HEIGHT, tile)
        # A row is built only as far up as somebody asks.
        while len(rows) <= step:
            below = rows[-1]
            rows.append([node_hash(below[at], below[at + 1]) for at in range(0, len(below) - 1, 2)])
        return rows[step][within]

    def _rows(self, level: int, tile: int) -> list[list[bytes]]:
        if (level, tile) not in self._tiles:
            count = min((self.size >> (HEIGHT * level)) - tile * WIDTH, WIDTH)
            raw = self._fetch(level, tile, count)
            self._tiles[level, tile] = [[raw[at : at + HASH_SIZE] for at in range(0, len(raw), HASH_SIZE)]]
        return self._tiles[level, tile]
