"""The Merkle tree of RFC 9162 section 2.1: hashes, the growing edge, proofs and their verification.

Exactly the standard's tree, so that any implementation of it can check ours. Proofs are built from one function
``node(level, index)`` that gives the hash of a complete subtree; where those hashes are kept is not known here.
A *leaf* in this module is always a leaf hash, never the record behind it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from audit.sentences import Refused

HASH_SIZE = 32
_BLOCK = 256
EMPTY_ROOT = hashlib.sha256(b"").digest()

Node = Callable[[int, int], bytes]
"""Hash of the complete subtree number ``index`` of height ``level``: leaves ``index * 2**level`` and on."""


def leaf_hash(data: bytes) -> bytes:
    """The hash of one entry of the log."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two subtrees; its first byte keeps a node from passing for an entry."""
    return hashlib.sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a tree: the roots of its complete subtrees, the largest first.

    It is all that appending needs: at most 53 hashes, however long the log is.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        if self.size < 0 or len(self.hashes) != self.size.bit_count():
            raise Refused(
                f"size {self.size}",
                f"树的前沿应有 {self.size.bit_count()} 个哈希，实有 {len(self.hashes)} 个。",
                f"A frontier of this size has {self.size.bit_count()} hashes; there are {len(self.hashes)}.",
            )

    def append(self, leaf: bytes) -> Frontier:
        """The frontier with one more leaf hash."""
        hashes = self.hashes
        kept, carried, size = len(hashes), leaf, self.size
        while size & 1:
            kept -= 1
            carried = node_hash(hashes[kept], carried)
            size >>= 1
        return Frontier(self.size + 1, (*hashes[:kept], carried))

    def root(self) -> bytes:
        """The root of the whole tree."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for left in reversed(self.hashes[:-1]):
            root = node_hash(left, root)
        return root

    def to_bytes(self) -> bytes:
        """Eight bytes of size, highest first, then the hashes: what the head row of a log keeps."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, data: bytes) -> Frontier:
        if len(data) < 8 or (len(data) - 8) % HASH_SIZE:
            raise Refused("", "树的前沿长度不对，可能被改动。", "The stored frontier has an impossible length.")
        hashes = tuple(data[at : at + HASH_SIZE] for at in range(8, len(data), HASH_SIZE))
        return cls(int.from_bytes(data[:8], "big"), hashes)


class Growing:
    """The same edge for reading a long log once: changed in place, so that a million entries take seconds."""

    __slots__ = ("_hashes", "size")

    def __init__(self, start: Frontier | None = None) -> None:
        self.size = start.size if start else 0
        self._hashes = list(start.hashes) if start else []

    def add(self, leaf: bytes) -> None:
        size, hashes = self.size, self._hashes
        while size & 1:
            leaf = hashlib.sha256(b"\x01" + hashes.pop() + leaf).digest()
            size >>= 1
        hashes.append(leaf)
        self.size += 1

    def add_block(self, leaves: Sequence[bytes]) -> None:
        """256 leaves at once, where the tree is a multiple of that: in lists, Python is half as slow."""
        if len(leaves) != _BLOCK or self.size % _BLOCK:
            for leaf in leaves:
                self.add(leaf)
            return
        sha256, level = hashlib.sha256, leaves
        while len(level) > 1:
            pairs = iter(level)
            level = [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=True)]
        carried, size = level[0], self.size // _BLOCK
        while size & 1:
            carried = sha256(b"\x01" + self._hashes.pop() + carried).digest()
            size >>= 1
        self._hashes.append(carried)
        self.size += _BLOCK

    def frontier(self) -> Frontier:
        return Frontier(self.size, tuple(self._hashes))

    def root(self) -> bytes:
        return self.frontier().root()


class Tree:
    """A tree whose complete subtrees are all held in memory, for many proofs from one list of leaf hashes."""

    def __init__(self, leaves: Iterable[bytes]) -> None:
        level = list(leaves)
        self.size = len(level)
        self._levels = [level]
        while len(level) > 1:
            level = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
            self._levels.append(level)

    def node(self, level: int, index: int) -> bytes:
        return self._levels[level][index]

    def root(self) -> bytes:
        return _range_root(self.node, 0, self.size) if self.size else EMPTY_ROOT

    def inclusion_proof(self, index: int) -> list[bytes]:
        return prove_inclusion(self.node, index, self.size)


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root over leaf hashes, read once and in constant memory."""
    growing = Growing()
    for leaf in leaves:
        growing.add(leaf)
    return growing.root()


def inclusion_proof(index: int, leaves: Sequence[bytes], size: int) -> list[bytes]:
    """The proof that leaf ``index`` stands in the tree of the first ``size`` leaves. For many, keep a ``Tree``."""
    _enough(leaves, size)
    return prove_inclusion(Tree(leaves[:size]).node, index, size)


def consistency_proof(old: int, new: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The proof that the tree of the first ``old`` leaves is the beginning of the tree of the first ``new``."""
    _enough(leaves, new)
    return prove_consistency(Tree(leaves[:new]).node, old, new)


def prove_inclusion(node: Node, index: int, size: int) -> list[bytes]:
    """RFC 9162 section 2.1.3.1."""
    if not 0 <= index < size:
        raise Refused(f"leaf {index}", f"树中只有 {size} 条。", f"The tree has only {size} leaves.")
    path: list[bytes] = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(node, middle, end))
            end = middle
        else:
            path.append(_range_root(node, start, middle))
            start = middle
    return path[::-1]


def prove_consistency(node: Node, old: int, new: int) -> list[bytes]:
    """RFC 9162 section 2.1.4.1. The empty tree begins every tree; that needs no proof."""
    if not 0 <= old <= new:
        raise Refused(
            f"size {old}", f"旧树不能大于新树（{new}）。", f"The older tree cannot be larger than the newer ({new})."
        )
    path: list[bytes] = []
    start, end, whole = 0, new, True
    if old == 0:
        return path
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_root(node, middle, end))
            end = middle
        else:
            path.append(_range_root(node, start, middle))
            start, whole = middle, False
    if not whole:
        path.append(_range_root(node, start, end))
    return path[::-1]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= index < size:
        return False
    position, last, reached = index, size - 1, leaf
    for step in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            reached = node_hash(step, reached)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            reached = node_hash(reached, step)
        position, last = position >> 1, last >> 1
    return last == 0 and reached == root


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """RFC 9162 section 2.1.4.2."""
    if not 0 <= old <= new:
        return False
    if old == new or old == 0:
        return not proof and old_root == (new_root if old == new else EMPTY_ROOT)
    steps = list(proof) if old & (old - 1) else [old_root, *proof]
    if not steps:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    reached_old = reached_new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            reached_old, reached_new = node_hash(step, reached_old), node_hash(step, reached_new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            reached_new = node_hash(reached_new, step)
        position, last = position >> 1, last >> 1
    return last == 0 and reached_old == old_root and reached_new == new_root


def _split(width: int) -> int:
    """The largest power of two smaller than ``width``."""
    return 1 << ((width - 1).bit_length() - 1)


def _range_root(node: Node, start: int, end: int) -> bytes:
    """The root over leaves ``start`` to ``end``; ``start`` is a multiple of the power of two that covers the range."""
    width = end - start
    if width & (width - 1) == 0:
        level = width.bit_length() - 1
        return node(level, start >> level)
    middle = start + _split(width)
    return node_hash(_range_root(node, start, middle), _range_root(node, middle, end))


def _enough(leaves: Sequence[bytes], size: int) -> None:
    if not 0 <= size <= len(leaves):
        raise Refused(f"size {size}", f"只有 {len(leaves)} 个叶哈希。", f"Only {len(leaves)} leaf hashes are there.")
