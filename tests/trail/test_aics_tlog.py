"""A verifier written by others (aics-tlog) accepts our proofs, checkpoints and cosignatures and refuses forged ones.

The package needs Python 3.12 and cannot be locked beside 3.11; these tests run wherever it is installed.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Any

import pytest

from audit.checkpoint import Checkpoint
from audit.keys import LOG, WITNESS, Key, SecretKey
from audit.signed_note import SignedCheckpoint, cosign, sign
from audit.tiles import WIDTH, Part, TiledTree, tile_root
from audit.tree import leaf_hash, root_of

tlog: Any = pytest.importorskip("aics_tlog", reason="installed only where Python is 3.12 or newer")

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(3000)]
ORIGIN, WITNESS_NAME = "tongguan/shanghai-example", "witness.example/w1"
SECRET, OUTSIDE = SecretKey(b"k" * 32), SecretKey(b"w" * 32)


def fetch(parts: Sequence[Part]) -> list[bytes]:
    return [_part(*part) for part in parts]


def _part(level: int, position: int, count: int) -> bytes:
    hashes = LEAVES
    for _ in range(level):
        full = range(0, len(hashes) - WIDTH + 1, WIDTH)
        hashes = [tile_root(b"".join(hashes[at : at + WIDTH])) for at in full]
    return b"".join(hashes[position * WIDTH : position * WIDTH + count])


def signed_state(size: int) -> SignedCheckpoint:
    state = Checkpoint(ORIGIN, size, root_of(LEAVES[:size]))
    signed = sign(state, SECRET)
    return signed.with_line(cosign(state, WITNESS_NAME, OUTSIDE, 1_795_000_000))


def other_reading(signed: SignedCheckpoint) -> Any:
    ours = Key(ORIGIN, LOG, SECRET.public).text()
    theirs = Key(WITNESS_NAME, WITNESS, OUTSIDE.public).text()
    note = tlog.parse_note(signed.text())
    keys = [tlog.parse_vkey(theirs)]
    return tlog.verify_checkpoint(note, tlog.parse_vkey(ours), keys, 1, expected_origin=ORIGIN)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 1000, 3000])
def test_roots_and_proofs_agree(size: int) -> None:
    chosen, root = random.Random(size), root_of(LEAVES[:size])
    other = tlog.MerkleTree()
    for number in range(size):
        other.append(b"entry %d" % number)
    assert other.root() == root
    for index in {0, size - 1, *(chosen.randrange(size) for _ in range(10))}:
        proof = TiledTree(size, fetch).inclusion(index)
        assert tlog.verify_inclusion(LEAVES[index], index, size, proof, root)
        assert not tlog.verify_inclusion(leaf_hash(b"another entry"), index, size, proof, root)
    for old in {1, size, *(chosen.randrange(1, size + 1) for _ in range(10))}:
        proof, before = TiledTree(size, fetch).consistency(old), root_of(LEAVES[:old])
        assert tlog.verify_consistency(old, size, before, root, proof)
        assert old == size or not tlog.verify_consistency(old, size, leaf_hash(b"another root"), root, proof)


def test_a_checkpoint_with_a_cosignature_is_accepted() -> None:
    read = other_reading(signed_state(257))
    assert (read.ok, read.log_ok, read.witnesses, read.size) == (True, True, [WITNESS_NAME], 257)


def test_a_signature_moved_to_another_state_is_refused() -> None:
    signed = signed_state(257)
    moved = SignedCheckpoint(Checkpoint(ORIGIN, 256, root_of(LEAVES[:256])), signed.signatures)
    read = other_reading(moved)
    assert (read.ok, read.log_ok) == (False, False)
