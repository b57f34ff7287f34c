"""Every single bit of a bundle, flipped in turn, is found; and a forger who repacks is found by what is inside."""

from __future__ import annotations

import os

import pytest

from audit.archive import unpack
from audit.bundle_format import CHECKPOINT, KEYS, MANIFEST, OPENINGS, PROOFS, RECORDS
from audit.sentences import Refused
from audit.verify import examine
from tests.trail.builders import forged, members_of, some_bundle

PARTS = 4


@pytest.mark.parametrize("part", range(PARTS))
def test_every_single_bit_of_a_bundle_is_found(part: int) -> None:
    """The archive alone tells for each bit, so the dearer checks are asked only where it would not.

    Every byte with one of its bits; with TONGGUAN_ALL_BITS=1 all eight, which takes half a minute.
    """
    bundle = some_bundle()
    changed = bytearray(bundle)
    missed: list[tuple[int, int]] = []
    for at in range(part, len(bundle), PARTS):
        for bit in range(8) if "TONGGUAN_ALL_BITS" in os.environ else (at % 8,):
            changed[at] ^= 1 << bit
            if not _found(bytes(changed)):
                missed.append((at, bit))
            changed[at] ^= 1 << bit
    assert missed == []
    assert bytes(changed) == bundle


def _found(data: bytes) -> bool:
    try:
        if unpack(data).findings:
            return True
    except Refused:
        return True
    return not examine(data).verified


# The guides are compared whole, the manifest is written anew by the forger; everything else is flipped inside.
@pytest.mark.parametrize("name", [RECORDS, OPENINGS, PROOFS, CHECKPOINT, KEYS])
def test_a_bit_flipped_inside_and_packed_anew_is_found_by_what_is_inside(name: str) -> None:
    members = members_of(some_bundle())
    content = members[name]
    missed = []
    for at in range(0, len(content), max(1, len(content) // 60)):
        flipped = bytearray(content)
        flipped[at] ^= 1 << (at % 8)
        verdict = examine(forged({**members, name: bytes(flipped)}))
        if verdict.checks[0].state != "passed" or verdict.verified:
            missed.append(at)
    assert missed == []
    assert MANIFEST in members
