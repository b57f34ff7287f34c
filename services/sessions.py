"""Keep, find and end sessions of the browser; the store sees only the hash of the cookie."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.desk import SYSTEM, Desk

SEEN_EVERY = timedelta(minutes=1)


def load(desk: Desk, key_hash: str, *, idle: timedelta) -> dict[str, Any] | None:
    """The session's data, or ``None`` when there is none or it ran out."""
    now = desk.now()
    with desk.database.read(None) as unit:
        found = unit.sessions.get(key_hash)
    if found is None or found.expires_at <= now or found.seen_at + idle <= now:
        return None
    if found.seen_at + SEEN_EVERY <= now:
        with desk.database.unit(SYSTEM, None, now) as unit:
            unit.sessions.touch(key_hash, now)
            unit.commit()
    return dict(found.data)


def keep(desk: Desk, key_hash: str, data: dict[str, Any], *, lifetime: timedelta) -> None:
    now = desk.now()
    with desk.database.unit(SYSTEM, None, now) as unit:
        unit.sessions.put(key_hash, data, person_id=data.get("_user_id"), now=now, expires_at=now + lifetime)
        unit.sessions.delete_expired(now)
        unit.commit()


def end(desk: Desk, key_hash: str) -> None:
    with desk.database.unit(SYSTEM, None, desk.now()) as unit:
        unit.sessions.delete(key_hash)
        unit.commit()
