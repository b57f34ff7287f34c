"""What a process remembers of the logs that it has written to, so that the next record needs no question first.

A memory is never trusted: the new head is written only where the old one still has the remembered frontier. Those
hashes are of everything that is in the log; where they are the same, so is all that was remembered of it.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine

from audit.tree import Frontier
from store.session import Work

_LOGS, _CASES = 500, 2000


@dataclass(frozen=True, slots=True)
class Known:
    """How a log stands: the edge of its tree, its epoch, and the newest record about some of its cases."""

    frontier: Frontier
    epoch: int
    latest: Mapping[str, int | None]


_remembered: WeakKeyDictionary[Engine | Connection, OrderedDict[str, Known]] = WeakKeyDictionary()


def recall(work: Work) -> Known | None:
    """How the company's log stood when this process wrote to it last."""
    return _remembered.get(work.session.get_bind(), OrderedDict()).get(work.company)


def remember(work: Work, known: Known | None) -> None:
    """Keep it for the next record; only after the commit, so that nothing undone is remembered."""
    if known is None:
        return
    if len(known.latest) > _CASES:
        known = Known(known.frontier, known.epoch, {})
    logs = _remembered.setdefault(work.session.get_bind(), OrderedDict())
    logs[work.company] = known
    logs.move_to_end(work.company)
    while len(logs) > _LOGS:
        logs.popitem(last=False)
