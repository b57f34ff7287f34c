"""The export for an auditor: choose a case and a period, take one zip away."""

from __future__ import annotations

from datetime import date, timedelta
from typing import cast

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from assessment.vocabulary import Role
from forms.base import options, spoken
from forms.trail import LATE_FIRST, WHOLE_LOG, ExportForm
from services.desk import Refused
from services.trail import cases_of
from services.trail_export import IN_MEMORY, Wanted, blocks_of, export_trail
from services.trail_jobs import is_large, newest_order, order_export, ordered_file
from web.desk import desk, person
from web.download import name_file
from web.language import language, say
from web.trailview import day_begins

trail_export = Blueprint("trail_export", __name__)


@trail_export.get("/trail/export")
def page() -> str:
    return _page(_form())


@trail_export.post("/trail/export")
def take() -> str | Answer | tuple[str, int]:
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    since, until = (cast("date | None", field.value) for field in (form.since, form.until))
    if since and until and since > until:
        form.since.errors = [say(LATE_FIRST)]
        return _page(form), 422
    wanted = Wanted(
        form.case.data or None,
        day_begins(since),
        day_begins(until + timedelta(days=1)) if until else None,
        (since, until),
        form.reason.data or "",
    )
    try:
        if is_large(desk(), person(), wanted):
            order_export(desk(), person(), wanted)
            return redirect(url_for("trail_export.page"))
        made = export_trail(desk(), person(), wanted)
    except Refused as refused:
        return _page(form, refused.in_language(language())), 409
    # What fits into memory is read at once, so that a reader who goes away leaves no file open.
    body = b"".join(made.blocks()) if made.size <= IN_MEMORY else made.blocks()
    return name_file(Response(body, mimetype="application/zip"), made.name)


@trail_export.get("/trail/export/progress")
def progress() -> Answer:
    """For the script of the page: how far the export is that this person ordered."""
    ordered = newest_order(desk(), person())
    if ordered is None:
        return jsonify(state="none")
    job = ordered.job
    return jsonify(state=job.state, progress=job.progress, total=job.total, message=job.message)


@trail_export.get("/trail/export/<export_id>")
def file(export_id: str) -> Answer:
    """What was ordered, block by block."""
    name, size, opened = ordered_file(desk(), person(), export_id)
    answer = Response(blocks_of(opened), mimetype="application/zip")
    answer.content_length = size
    return name_file(answer, name)


def _form() -> ExportForm:
    made = spoken(ExportForm, language())
    form: ExportForm = made() if request.method == "POST" else made(request.args)
    cases = [(case.id, f"{case.reference} {case.title}") for case in cases_of(desk(), person())]
    whole = [("", say(WHOLE_LOG))] if Role.AUDITOR in person().roles else []
    form.case.choices = options([*whole, *cases])
    return form


def _page(form: ExportForm, refusal: str = "") -> str:
    ordered = newest_order(desk(), person())
    return render_template("trail/export.html", form=form, refusal=refusal, ordered=ordered)
