"""The tree is RFC 9162's: pymerkle, an implementation that shares no code with ours, gives the same bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from audit.sentences import Refused
from audit.tree import (
    EMPTY_ROOT,
    Frontier,
    Tree,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root_of,
    verify_consistency,
    verify_inclusion,
)

sizes = st.integers(1, 200)


def some_leaves(size: int) -> list[bytes]:
    return [leaf_hash(b"entry %d" % number) for number in range(size)]


@contextmanager
def oracle(size: int) -> Iterator[InmemoryTree]:
    tree = InmemoryTree(algorithm="sha256")
    for number in range(size):
        tree.append_entry(b"entry %d" % number)
    yield tree


def test_the_hashes_are_those_of_the_standard() -> None:
    assert root_of([]) == hashlib.sha256(b"").digest() == EMPTY_ROOT
    assert leaf_hash(b"") == hashlib.sha256(b"\x00").digest()
    assert node_hash(b"a", b"b") == hashlib.sha256(b"\x01ab").digest()


@given(sizes, st.data())
def test_roots_and_proofs_are_the_oracles(size: int, data: st.DataObject) -> None:
    leaves = some_leaves(size)
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    with oracle(size) as tree:
        assert root_of(leaves) == Tree(leaves).root() == tree.get_root()
        assert root_of(leaves[:old]) == tree.get_root(old)
        theirs = tree.prove_inclusion(index + 1, size).path
        assert inclusion_proof(index, leaves, size) == list(theirs)[1:]


@given(sizes, st.data())
def test_proofs_verify_and_no_other_does(size: int, data: st.DataObject) -> None:
    leaves = some_leaves(size)
    root = root_of(leaves)
    index = data.draw(st.integers(0, size - 1))
    proof = inclusion_proof(index, leaves, size)
    assert verify_inclusion(leaves[index], index, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    assert not verify_inclusion(leaves[index], size, size, proof, root)
    assert not verify_inclusion(leaves[index], index, size, [*proof, root], root)
    for at in range(len(proof)):
        changed = [*proof[:at], bytes(32), *proof[at + 1 :]]
        assert not verify_inclusion(leaves[index], index, size, changed, root)
        assert not verify_inclusion(leaves[index], index, size, proof[:at], root)
    for other in range(size):
        assert other == index or not verify_inclusion(leaves[index], other, size, proof, root)


@given(sizes, st.data())
def test_an_older_tree_begins_the_newer_one_or_is_refused(new: int, data: st.DataObject) -> None:
    leaves = some_leaves(new)
    old = data.draw(st.integers(0, new))
    proof = consistency_proof(old, new, leaves)
    old_root, new_root = root_of(leaves[:old]), root_of(leaves)
    assert verify_consistency(old, new, old_root, new_root, proof)
    assert not verify_consistency(old, new, bytes(32), new_root, proof)
    assert not verify_consistency(old, new, old_root, new_root, [*proof, new_root])
    assert not verify_consistency(new + 1, new, old_root, new_root, proof)
    if old:
        assert not verify_consistency(old, new, old_root, bytes(32), proof)
        rewritten = [leaf_hash(b"forged"), *leaves[1:]]
        forged = consistency_proof(old, new, rewritten)
        assert not verify_consistency(old, new, old_root, root_of(rewritten), forged)
    for at in range(len(proof)):
        assert not verify_consistency(old, new, old_root, new_root, proof[:at])


@given(sizes, st.data())
def test_consistency_proofs_are_those_an_independent_prover_gives(new: int, data: st.DataObject) -> None:
    old = data.draw(st.integers(1, new))
    leaves = some_leaves(new)
    assert consistency_proof(old, new, leaves) == _by_the_letter(old, leaves)


def _by_the_letter(old: int, leaves: list[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162 section 2.1.4.1, written as the recursion that the standard prints."""
    size = len(leaves)
    if old == size:
        return [] if whole else [root_of(leaves)]
    split = 1
    while split * 2 < size:
        split *= 2
    if old <= split:
        return [*_by_the_letter(old, leaves[:split], whole=whole), root_of(leaves[split:])]
    return [*_by_the_letter(old - split, leaves[split:], whole=False), root_of(leaves[:split])]


@given(st.integers(0, 200))
def test_the_frontier_survives_being_stored_after_every_append(size: int) -> None:
    frontier = Frontier()
    for leaf in some_leaves(size):
        frontier = Frontier.from_bytes(frontier.append(leaf).to_bytes())
    assert frontier.size == size
    assert frontier.root() == root_of(some_leaves(size))


@pytest.mark.parametrize("damaged", [b"", b"\x00" * 7, b"\x00" * 7 + b"\x03" + b"x" * 32, b"\x00" * 8 + b"x"])
def test_a_damaged_frontier_is_refused(damaged: bytes) -> None:
    with pytest.raises(Refused, match="frontier"):
        Frontier.from_bytes(damaged)


def test_a_proof_of_what_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="only 3 leaves"):
        inclusion_proof(3, some_leaves(3), 3)
    with pytest.raises(Refused, match="Only 3 leaf hashes"):
        inclusion_proof(0, some_leaves(3), 4)
    with pytest.raises(Refused, match="cannot be larger"):
        consistency_proof(3, 2, some_leaves(3))
