"""Proofs from tiles are those of the whole tree, and another implementation gives the same."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from pymerkle import InmemoryTree

from audit.tiles import WIDTH, Part, TiledTree, tile_root
from audit.tree import EMPTY_ROOT, Growing, Tree, leaf_hash, root_of, verify_consistency, verify_inclusion

ENTRIES = [b"entry %d" % number for number in range(70_000)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


class Shelf:
    """Tiles as a store keeps them: full ones, what is not full from the level below; notes what is fetched."""

    def __init__(self, leaves: list[bytes]) -> None:
        self.levels = [leaves]
        while len(self.levels[-1]) >= WIDTH:
            below = self.levels[-1]
            full = range(0, len(below) - WIDTH + 1, WIDTH)
            self.levels.append([tile_root(b"".join(below[at : at + WIDTH])) for at in full])
        self.fetched: list[Sequence[Part]] = []

    def __call__(self, parts: Sequence[Part]) -> list[bytes]:
        self.fetched.append(parts)
        found = []
        for level, position, count in parts:
            hashes = self.levels[level][position * WIDTH : position * WIDTH + count]
            assert len(hashes) == count
            found.append(b"".join(hashes))
        return found


SHELF = Shelf(LEAVES)
"""Holds every shorter tree, too: a full tile never changes."""


def roots_at(sizes: set[int]) -> dict[int, bytes]:
    """The roots of these beginnings of the log, without tiles."""
    growing, found = Growing(), {}
    for leaf in LEAVES[: max(sizes)]:
        growing.add(leaf)
        if growing.size in sizes:
            found[growing.size] = growing.root()
    return found


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 1000, 65_535, 65_536, 65_537, 70_000])
def test_proofs_from_tiles_hold(size: int) -> None:
    whole = Tree(LEAVES[:size])
    chosen = random.Random(size)
    for index in {0, size - 1, *(chosen.randrange(size) for _ in range(8))}:
        SHELF.fetched.clear()
        proof = TiledTree(size, SHELF).inclusion(index)
        assert proof == whole.inclusion_proof(index)
        assert verify_inclusion(LEAVES[index], index, size, proof, whole.root())
        assert [len(parts) <= 6 for parts in SHELF.fetched] == [True] * (size > 1)  # one question, few tiles
    roots = roots_at({1, size, *(chosen.randrange(1, size + 1) for _ in range(8))})
    for old, root in roots.items():
        SHELF.fetched.clear()
        proof = TiledTree(size, SHELF).consistency(old)
        assert verify_consistency(old, size, root, whole.root(), proof)
        assert len(SHELF.fetched) == (old != size)


def test_a_growing_edge_is_the_tree() -> None:
    growing = Growing()
    assert growing.root() == EMPTY_ROOT
    for number, leaf in enumerate(LEAVES[:300]):
        growing.add(leaf)
        if number % 37 == 0:
            assert growing.root() == Tree(LEAVES[: number + 1]).root()
    assert Growing(growing.frontier()).frontier() == growing.frontier()


def test_pymerkle_gives_the_same_roots_and_accepts_nothing_else() -> None:
    other = InmemoryTree.init_from_entries(ENTRIES[:600], algorithm="sha256")
    for size in (1, 2, 3, 255, 256, 257, 600):
        assert other.get_root(size) == root_of(LEAVES[:size])
    for index in (0, 1, 255, 256, 599):
        path = other.prove_inclusion(index + 1, 600).path[1:]
        ours = TiledTree(600, SHELF).inclusion(index)
        assert ours == path
