"""The trail: the timeline of a case and of the company, single records with their proof, and the state of the log."""

from __future__ import annotations

import io
import json
import zipfile

from flask import Blueprint, Flask, Response, current_app, flash, redirect, render_template, request, url_for
from flask_login import current_user
from werkzeug.wrappers import Response as Answer

from assessment.vocabulary import Role, Text
from audit.canonical import LIMIT
from services import trail as service
from services.cases import Disposed, OpenCase
from services.checkpoints import RecordProof
from services.desk import Refused
from services.people import colleagues
from services.trail_export import proof_files
from services.trail_state import KIND_NAMES, age_words, trail_state, troubles_of
from settings import Anchoring
from web.casepage import case_page, opened
from web.desk import desk, person
from web.download import name_file
from web.language import language
from web.traildetails import changes_of, facts_of
from web.trailview import Asked, asked_for, lines_told, subject_told, told, who_words

trail = Blueprint("trail", __name__)
WATCHING = frozenset({Role.AUDITOR, Role.APPROVER, Role.ADMINISTRATOR})
"""Who is told on every page when the trail is not signed or not anchored as it should be."""


@trail.get("/cases/<case_id>/trail")
def page(case_id: str) -> str:
    asked = asked_for(colleagues(desk(), person()), case_id)
    found = service.case_timeline(desk(), person(), asked.wanted, **_place())
    try:
        case = opened(case_id, with_items=False)
    except Disposed:
        # Of such a case nothing is left but its trail.
        told = _timeline(asked, found, None)
        return render_template(
            "trail/records.html", **told, endpoint="trail.page", fixed={"case_id": case_id}, of=found.cases[case_id]
        )
    return case_page(
        "case/trail.html",
        case,
        **_timeline(asked, found, case),
        endpoint="trail.page",
        fixed={"case_id": case_id},
    )


@trail.get("/trail/records")
def records() -> str:
    asked = asked_for(colleagues(desk(), person()), None)
    found = service.company_timeline(desk(), person(), asked.wanted, **_place())
    shown = _timeline(asked, found, None)
    return render_template("trail/records.html", **shown, endpoint="trail.records", fixed={}, of=None)


@trail.get("/trail/records/<int:seq>")
def record(seq: int) -> str:
    shown = service.record_page(desk(), person(), seq)
    case = opened(shown.case.id, with_items=False) if shown.case and not shown.disposed else None
    written = json.dumps(json.loads(shown.body), ensure_ascii=False, indent=2) if shown.body else ""
    return render_template(
        "trail/record.html",
        shown=shown,
        line=told(shown.line, case, shown.case),
        who=who_words(shown.line),
        subject=subject_told(shown.line, case),
        changes=changes_of(shown.line, case),
        facts=facts_of(shown.line, all_of_it=True),
        written=written,
    )


@trail.get("/trail/records/<int:seq>/proof")
def proof(seq: int) -> Answer:
    """A record with its proof and openings, as one zip that ``python -m audit.verify proof`` checks."""
    try:
        taken = service.take_proof(desk(), person(), seq)
    except Refused as refused:
        flash(refused.in_language(language()), "wait")
        return redirect(url_for("trail.record", seq=seq))
    return name_file(Response(_zipped(taken), mimetype="application/zip"), f"record-{seq}.zip")


@trail.get("/trail")
def log() -> str:
    state = trail_state(desk(), person(), anchoring())
    return render_template("trail/log.html", state=state, age_words=age_words, kind_names=KIND_NAMES)


def anchoring() -> Anchoring:
    return current_app.extensions["tongguan.anchoring"]  # type: ignore[no-any-return]  # extensions is untyped


def trail_troubles() -> tuple[Text, ...]:
    """What the line on top of every page says, to those who have to look after it."""
    if not WATCHING & getattr(current_user, "roles", frozenset()) or request.endpoint == "trail.log":
        return ()
    return troubles_of(desk(), person(), anchoring())


@trail.record_once
def _teach(state: object) -> None:
    app: Flask = state.app  # type: ignore[attr-defined]  # Flask's own setup state
    app.jinja_env.globals["trail_troubles"] = trail_troubles


def _place() -> dict[str, int | None]:
    """Where the page begins: records older than one place, or newer than it."""
    return {name: request.args.get(name, type=_seq) for name in ("before", "after")}


def _seq(text: str) -> int:
    number = int(text)
    if not 0 <= number < LIMIT:
        raise ValueError
    return number


def _timeline(asked: Asked, found: service.TrailPage, case: OpenCase | None) -> dict[str, object]:
    part = found.part
    return {
        "asked": asked,
        "part": part,
        "lines": lines_told(part.lines, case, found.cases),
        "before": part.lines[-1].seq if part.lines and part.older else None,
        "after": part.lines[0].seq if part.lines and part.newer else None,
    }


def _zipped(taken: RecordProof) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in proof_files(taken).items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return out.getvalue()
