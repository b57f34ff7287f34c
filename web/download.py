"""Name the file that an answer carries: header lines are ASCII, and most of our file names are not."""

from __future__ import annotations

from urllib.parse import quote

from flask import Response


def name_file(response: Response, name: str, how: str = "attachment") -> Response:
    """``how``: ``attachment`` to be saved, ``inline`` to be shown. Chinese names travel as RFC 6266 says."""
    plain = "".join(c if c.isascii() and c.isprintable() and c not in '"\\' else "_" for c in name)
    response.headers["Content-Disposition"] = f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return response
