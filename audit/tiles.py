"""The tree in tiles of 256 hashes (C2SP ``tlog-tiles``): what a log keeps so that any proof is built from few reads.

A tile of level 0 holds 256 leaf hashes, one of level 1 the roots of 256 tiles of level 0, and so on. Only full tiles
are kept; what is not full yet is read from the leaves. Where tiles lie is not known here: a function fetches all that
a proof needs at once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import NamedTuple

from audit.tree import HASH_SIZE, prove_consistency, prove_inclusion

WIDTH = 256
HEIGHT = 8


class Part(NamedTuple):
    """The first ``size`` hashes of a tile; the whole tile where ``size`` is 256."""

    level: int
    position: int
    size: int


Fetch = Callable[[Sequence[Part]], Sequence[bytes]]
"""The parts asked for, in this order; the hashes of each one after the other, 32 bytes each."""


def tile_root(hashes: bytes) -> bytes:
    """The root over the 256 hashes of a full tile: one entry of the level above."""
    while len(hashes) > HASH_SIZE:
        hashes = _row_above(hashes)
    return hashes


class TiledTree:
    """The first ``size`` leaves of a log, for proofs; each tile is fetched at most once."""

    def __init__(self, size: int, fetch: Fetch) -> None:
        self.size = size
        self._fetch = fetch
        self._tiles: dict[tuple[int, int], list[bytes]] = {}

    def inclusion(self, index: int) -> list[bytes]:
        self._take(lambda node: prove_inclusion(node, index, self.size))
        return prove_inclusion(self.node, index, self.size)

    def consistency(self, old: int) -> list[bytes]:
        self._take(lambda node: prove_consistency(node, old, self.size))
        return prove_consistency(self.node, old, self.size)

    def node(self, level: int, index: int) -> bytes:
        """The hash of the complete subtree number ``index`` of height ``level``."""
        step = level % HEIGHT
        tile, within = divmod(index, WIDTH >> step)
        place = (level // HEIGHT, tile)
        if place not in self._tiles:
            self._fetched([place])
        rows = self._tiles[place]
        # A row is built only as far up as somebody asks.
        while len(rows) <= step:
            rows.append(_row_above(rows[-1]))
        return rows[step][within * HASH_SIZE : (within + 1) * HASH_SIZE]

    def _take(self, prove: Callable[[Callable[[int, int], bytes]], object]) -> None:
        """Fetch every tile that a proof will ask for, in one go."""
        wanted: dict[tuple[int, int], None] = {}

        def note(level: int, index: int) -> bytes:
            wanted[level // HEIGHT, index // (WIDTH >> level % HEIGHT)] = None
            return b""

        prove(note)
        self._fetched([place for place in wanted if place not in self._tiles])

    def _fetched(self, places: list[tuple[int, int]]) -> None:
        if not places:
            return
        parts = [
            Part(level, tile, min((self.size >> (HEIGHT * level)) - tile * WIDTH, WIDTH)) for level, tile in places
        ]
        for place, hashes in zip(places, self._fetch(parts), strict=True):
            self._tiles[place] = [hashes]


@lru_cache(maxsize=512)
def _row_above(row: bytes) -> bytes:
    """The hashes of every two neighbours; a last one without a neighbour waits for it.

    What many proofs share, the upper tiles and the edge, is worked out once. It is remembered under its content, so
    another log or a restored one never gets it.
    """
    sha256, two = hashlib.sha256, 2 * HASH_SIZE
    return b"".join([sha256(b"\x01" + row[at : at + two]).digest() for at in range(0, len(row) // two * two, two)])
