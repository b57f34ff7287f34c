"""Reads the English of a regime's documents, for reading copies. It translates nothing itself."""

from __future__ import annotations

import re
from functools import cache

from assessment.errors import InputRefused, RegimeBroken
from assessment.reading_wording import ReadingCopyWording
from regimes.loader import HOME
from regimes.strict import read, validate

_BLANK = re.compile(r"\{(\w+)\}")


@cache
def load_reading_copy(regime_id: str) -> ReadingCopyWording:
    """``documents/reading_copy_en.yaml`` of a regime; raises ``RegimeBroken`` with file, line and key."""
    try:
        document = read(HOME / regime_id / "documents" / "reading_copy_en.yaml")
        wording = validate(document, ReadingCopyWording)
    except InputRefused as refusal:
        raise RegimeBroken(str(refusal)) from refusal
    for name in ("phrases", "patterns"):
        seen: set[str] = set()
        for index, one in enumerate(getattr(wording, name)):
            place = document.place((name, index))
            if one.zh in seen:
                raise RegimeBroken(f"{place}: '{one.zh}' stands here twice; keep one of them")
            seen.add(one.zh)
            if sorted(_BLANK.findall(one.zh)) != sorted(_BLANK.findall(one.en)):
                raise RegimeBroken(f"{place}: the blanks of the two languages differ; use the same names in both")
    return wording
