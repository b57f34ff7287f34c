"""Every route case of the published research is decided here, under its own number."""

from __future__ import annotations

import re

from tests.regimes.case_files import all_cases

PUBLISHED = (
    1, 2, 3, 4, 6, 7, 9, 10, 12, 13, 15, 17, 18, 20, 21, 22, 23, 24, 26, 27, 28, 30, 31, 33, 34, 35,
    37, 40, 41, 43, 44, 46, 48, 49, 50, 52, 53, 54, 55, 56, 59, 60, 61, 62, 64, 65, 67, 69, 70, 71, 74, 75, 77, 78, 80,
)  # fmt: skip
"""T57, the growth of 20 per cent, is a case of the extension and stands with its tests."""

NUMBER = re.compile(r"(T\d\d)(?:[ 的]|$)")


def test_every_published_case_is_decided() -> None:
    spoken = {found[1] for case in all_cases() if (found := NUMBER.match(case.name))}
    assert [number for number in PUBLISHED if f"T{number:02d}" not in spoken] == []
