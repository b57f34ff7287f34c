"""Slow down guessing of passwords: the wait doubles with each failure, per name and per address; nobody is locked out.

Kept in the memory of the process; a restart forgives. Never a permanent lock, which would let anyone lock others out.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

FREE_TRIES = 4
LONGEST_WAIT = 300.0
REMEMBERED = 10_000


@dataclass
class TooMany:
    """Failed tries and the moment until which the next one has to wait."""

    now: Callable[[], float] = time.monotonic
    _failures: dict[str, tuple[int, float]] = field(default_factory=dict)

    def waits(self, login: str, address: str) -> bool:
        return any(self._failures.get(key, (0, 0.0))[1] > self.now() for key in self._keys(login, address))

    def failed(self, login: str, address: str) -> None:
        if len(self._failures) > REMEMBERED:
            self._failures.clear()
        for key in self._keys(login, address):
            count = self._failures.get(key, (0, 0.0))[0] + 1
            wait = min(2.0 ** (count - FREE_TRIES), LONGEST_WAIT) if count >= FREE_TRIES else 0.0
            self._failures[key] = (count, self.now() + wait)

    def succeeded(self, login: str, address: str) -> None:
        for key in self._keys(login, address):
            self._failures.pop(key, None)

    @staticmethod
    def _keys(login: str, address: str) -> tuple[str, str]:
        return f"name {login.strip().lower()}", f"address {address}"


too_many = TooMany()
