"""What a process remembers between requests, so that it is not worked out again; losing it costs only time."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")

AT_MOST = 5_000
"""Of things of a few kilobytes each."""


class Memory(Generic[T]):
    """One desk's memory of one kind of thing. Not shared: two stores may hold different cases under one id.

    The key names everything that the thing follows from, so that nothing has to be forgotten when it changes.
    """

    def __init__(self, at_most: int = AT_MOST) -> None:
        self._kept: dict[Hashable, T] = {}
        self._at_most = at_most

    def of(self, key: Hashable, make: Callable[[], T], *, worth: Callable[[T], bool] = lambda made: True) -> T:
        """What is remembered under ``key``, or what ``make`` gives; what is not ``worth`` its room is not kept."""
        kept = self._kept.get(key)
        if kept is None:
            kept = make()
            if worth(kept):
                if len(self._kept) >= self._at_most:
                    self._kept.clear()
                self._kept[key] = kept
        return kept
