"""A store that is older than what was signed is not served as if nothing had happened: every page says so."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from flask import Flask, render_template, request
from flask.typing import ResponseReturnValue

from services.backup import ROLLED_BACK, Behind
from web.language import say, t

log = logging.getLogger(__name__)


def guard_store(app: Flask, behind: Sequence[Behind]) -> None:
    """Answer every request with the reason; commands go on, because they are the way out."""
    if not behind:
        return
    for one in behind:
        log.critical("%s / %s", one.sentence.zh, one.sentence.en)

    @app.before_request
    def refuse() -> ResponseReturnValue | None:
        if request.endpoint in {"static", "bootstrap.static"}:
            return None
        heading = t("数据库被退回，系统已停止服务", "The database was rolled back; nothing is served")
        page = render_template("message.html", heading=heading, sentence=say(ROLLED_BACK))
        return page, 503, {"Retry-After": "3600"}
