"""Sessions live in the store, not in the cookie: they can be ended, and they hold nothing a browser can read.

The cookie carries a random key; the store knows only its hash. Idle after 30 minutes, at most 12 hours.
A request that changes nothing in its session writes nothing but, once a minute, that it was seen.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from werkzeug.datastructures import CallbackDict

from services import sessions
from services.desk import Desk

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)


class StoredSession(CallbackDict[str, Any], SessionMixin):
    """The session of one request. ``key`` is the secret in the cookie, empty when there is none yet."""

    def __init__(self, data: dict[str, Any], key: str) -> None:
        super().__init__(data, self._changed)
        self.key = key
        self.modified = False
        self.accessed = True

    def _changed(self, _: object) -> None:
        self.modified = True

    def renew(self) -> None:
        """Give the session a new key, so that one from before sign-in is worth nothing after it."""
        self.old_key, self.key = self.key, ""
        self.modified = True

    old_key: str = ""


class StoredSessions(SessionInterface):
    def __init__(self, desk: Desk, *, https: bool) -> None:
        self.desk = desk
        self.https = https
        self.cookie = "__Host-session" if https else "session"

    def open_session(self, app: Flask, request: Request) -> StoredSession:
        key = request.cookies.get(self.cookie, "")
        data = sessions.load(self.desk, _hash(key), idle=IDLE) if key else None
        return StoredSession(data or {}, key if data is not None else "")

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, StoredSession)
        if session.old_key:
            sessions.end(self.desk, _hash(session.old_key))
        if not session:
            if session.key and session.modified:
                sessions.end(self.desk, _hash(session.key))
                response.delete_cookie(self.cookie, path="/", secure=self.https, httponly=True, samesite="Lax")
            return
        if not session.modified:
            return
        if not session.key:
            session.key = secrets.token_urlsafe(32)
        sessions.keep(self.desk, _hash(session.key), dict(session), lifetime=ABSOLUTE)
        response.set_cookie(self.cookie, session.key, path="/", secure=self.https, httponly=True, samesite="Lax")
        response.vary.add("Cookie")


def _hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
