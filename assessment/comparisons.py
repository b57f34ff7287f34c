"""Builds that were made again and compared, byte for byte: what was found each time. Entries are never edited."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.questions import Frozen
from assessment.vocabulary import Text
from assessment.work import JournalEntry


class Reason(Frozen):
    """Which recorded input is gone or another one today."""

    zh: str
    en: str


class Compared(Frozen):
    """One entry; its subject is the job that built the documents. ``same``: by file name."""

    same: Mapping[str, bool]
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What was found last for one build."""

    said: Compared
    at: datetime

    @property
    def whole(self) -> bool:
        return all(self.said.same.values())

    @property
    def different(self) -> tuple[str, ...]:
        return tuple(sorted(name for name, same in self.said.same.items() if not same))

    @property
    def reasons(self) -> tuple[Text, ...]:
        return tuple(Text(one.zh, one.en) for one in self.said.reasons)


def newest(entries: Iterable[JournalEntry]) -> dict[str, Comparison]:
    """For each build that was compared, what was found last."""
    return {
        entry.subject: Comparison(Compared.model_validate_json(json.dumps(dict(entry.content))), entry.at)
        for entry in entries
    }
