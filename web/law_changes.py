"""The law changed: every change with its day and instrument, the cases it touches, the answers to look at again."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.vocabulary import Text
from services import law_changes as service
from services.desk import Refused
from services.law_changes import Change, Touched
from services.overlay_effect import effect
from web import changewords
from web.desk import desk, our_law, person
from web.language import day, language, say, t
from web.typed import whole_number

law_changes = Blueprint("law_changes", __name__)

FIRST_DAY = date(2017, 6, 1)
LAST_DAY = date(2099, 12, 31)


@law_changes.get("/law/changes")
def page() -> str:
    """All changes; with ``from`` and ``to`` what lies between two days, and how all cases differ between them."""
    typed = {name: request.args.get(name, "").strip() for name in ("from", "to")}
    start, end, refusal = _span(typed)
    compared = None
    if start and end:
        compared = service.touched_by(desk(), person(), start, end, first=whole_number(request.args.get("first", "")))
    found = service.changes(desk(), person(), _after(start), end)
    waiting = service.to_confirm(desk(), person()) if compared is None else ()
    past = [change for change in found if change.day <= desk().today]
    return render_template(
        "law/changes.html",
        heading=_compared_heading(start, end, compared) if compared else changewords.heading(len(waiting)),
        typed=typed,
        refusal=say(refusal) if refusal else "",
        start=start,
        end=end,
        compared=compared,
        waiting=waiting,
        coming=[change for change in found if change.day > desk().today],
        past=past,
        before_us=[change for change in past if compared is None and _before_us(change)],
        today=desk().today,
        notices=our_law().notices,
        words=changewords,
        change_words=changewords,
        before_of=_before,
    )


@law_changes.get("/law/overlays/<overlay_id>/cases")
def overlay_effect(overlay_id: str) -> str | Response:
    """Every case decided without one overlay and with it."""
    try:
        found = effect(desk(), person(), overlay_id, first=whole_number(request.args.get("first", "")))
    except Refused as refused:
        flash(refused.in_language(language()))
        return redirect(url_for("law.overlay", overlay_id=overlay_id))
    return render_template("law/overlay_effect.html", found=found, change_words=changewords)


def _span(typed: dict[str, str]) -> tuple[date | None, date | None, Text | None]:
    """Two days in their order; ``None`` and a sentence where one cannot be used."""
    if not any(typed.values()):
        return None, None, None
    days: list[date | None] = []
    for name in ("from", "to"):
        try:
            days.append(date.fromisoformat(typed[name]))
        except ValueError:
            return (
                None,
                None,
                Text(
                    f"“{typed[name]}”不是日期；两个日期都请写成 2026-11-21 的样子。",
                    f"'{typed[name]}' is not a date; write both like 2026-11-21.",
                ),
            )
    start, end = days
    assert start is not None
    assert end is not None
    if not FIRST_DAY <= start < end <= LAST_DAY:
        return (
            None,
            None,
            Text(
                f"第一个日期应早于第二个日期，且不早于 {FIRST_DAY.isoformat()}（规则从该日起收录）。",
                f"The first day lies before the second, not before {FIRST_DAY.isoformat()}: the rules begin there.",
            ),
        )
    return start, end, None


def _after(start: date | None) -> date | None:
    return None if start is None else date.fromordinal(start.toordinal() + 1)


def _before(change: Change) -> str:
    return date.fromordinal(change.day.toordinal() - 1).isoformat()


def _before_us(change: Change) -> bool:
    """Nobody had begun a case then, and the company had nothing to do with it."""
    return change.touched is not None and not change.touched.looked_at and not change.overlays


def _compared_heading(start: date | None, end: date | None, compared: Touched) -> str:
    count = len(compared.cases)
    others = sum(case.difference.other_route for case in compared.cases)
    if not compared.all_cases:
        return t("还没有评估项目可以比较", "There is no case to compare yet")
    if not count:
        return t(
            f"{day(start)} 与 {day(end)}：所有项目的结论相同",
            f"{day(start)} and {day(end)}: every case is decided alike",
        )
    if language() == "zh":
        return f"从 {day(start)} 到 {day(end)}：{count} 个项目有不同，其中 {others} 个路径改变"
    return f"From {day(start)} to {day(end)}: {count} of the cases differ, {others} of them in their route"
