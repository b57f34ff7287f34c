"""All terms of the company by day, and the calendar subscription that carries them into a person's own calendar."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response as Answer

from reports.charts_deadlines import deadline_timeline
from services import feed as feeds
from services.deadlines import Listed, company_terms
from services.feed import Opened
from web.desk import desk, person
from web.download import name_file
from web.language import language, t
from web.termwords import teach_terms

deadlines = Blueprint("deadlines", __name__)
teach_terms(deadlines)

SPANS = (30, 90, 365)
"""How many days ahead the list looks; everything is the last choice."""


@deadlines.get("/deadlines")
def overview() -> str:
    return _page(None)


@deadlines.post("/deadlines/feed")
def open_feed() -> str:
    """The address is shown on this answer and never again, because only its hash is kept."""
    return _page(feeds.open_feed(desk(), person()))


@deadlines.post("/deadlines/feed/close")
def close_feed() -> Answer:
    if feeds.close_feed(desk(), person()):
        flash(t("日历订阅已关闭，原地址不再可用。", "The subscription is closed; its address leads nowhere now."))
    return redirect(url_for("deadlines.overview", _anchor="feed"))


@deadlines.get("/calendar/<token>.ics")
def feed(token: str) -> Response:
    """Read by calendar programs, which cannot sign in; the secret in the address is what admits them."""
    body = feeds.read_feed(desk(), token, _address_of)
    answer = Response(body, mimetype="text/calendar")
    return name_file(answer, "tongguan.ics", "inline")


def _address_of(case_id: str | None) -> str:
    if case_id is None:
        return url_for("deadlines.overview", _external=True)
    return url_for("filing.page", case_id=case_id, _external=True)


def _page(opened: Opened | None) -> str:
    today = desk().today
    listed = company_terms(desk(), person())
    days = request.args.get("days", SPANS[-1], type=int)
    days = days if days in SPANS or days == 0 else SPANS[-1]
    shown = [one for one in listed if days == 0 or _within(one, days)]
    ahead = days or max([(one.term.due - today).days for one in shown if one.term.due] + [SPANS[0]])
    return render_template(
        "deadlines/overview.html",
        listed=shown,
        terms=[one.term for one in shown],
        days=days,
        spans=[(span, sum(_within(one, span) for one in listed)) for span in SPANS] + [(0, len(listed))],
        heading=_heading(listed),
        picture=Markup(deadline_timeline([one.term for one in shown], today, max(ahead, 14), language())),  # noqa: S704 - our own SVG
        unofficial=sorted({year for one in shown for year in one.term.deadline.unofficial}),
        today=today,
        opened=opened,
        address=url_for("deadlines.feed", token=opened.token, _external=True) if opened else "",
        feed=opened.feed if opened else feeds.feed_of(desk(), person()),
    )


def _within(one: Listed, days: int) -> bool:
    """Whether it calls for attention within so many days: its last day, or the day on which its window opens."""
    day = one.term.deadline.opens if one.term.state == "waiting" else one.term.due
    return day is None or (day - desk().today).days <= days


def _heading(listed: tuple[Listed, ...]) -> str:
    overdue = sum(one.term.state in ("overdue", "no_term") for one in listed)
    soon = sum(_within(one, SPANS[0]) for one in listed) - overdue
    if overdue:
        return t(f"有 {overdue} 项期限已逾期或者须立即办理", f"{overdue} overdue or due at once")
    if soon:
        return t(f"30 天内有 {soon} 项期限", f"{soon} {'deadline' if soon == 1 else 'deadlines'} within 30 days")
    return t("30 天内没有期限", "No deadline within 30 days")
