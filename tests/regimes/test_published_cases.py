"""Every route case of the published research is decided here, under its own number."""

from __future__ import annotations

import re
from tests.regimes.case_files import all_cases

PUBLISHED = (
    "T01 T02 T03 T04 T06 T07 T09 T10 T12 T13 T15 T17 T18 T20 T21 T22 T23 T24 T26 T27 T28 T30 T31 T33 T34 T35 T37 T40 "
    "T41 T43 T44 T46 T48 T49 T50 T52 T53 T54 T55 T56 T59 T60 T61 T62 T64 T65 T67 T69 T70 T71 T74 T75 T77 T78 T80"
).split()
"""T57, the growth of 20 per cent, is a case of the extension and stands with its tests."""

NUMBER = re.compile(r"(T\d\d)(?:[ 的]|$)")


def test_every_published_case_is_decided() -> None:
    spoken = {found[1] for case in all_cases() if (found := NUMBER.match(case.name))}
    assert [number for number in PUBLISHED if number not in spoken] == []
