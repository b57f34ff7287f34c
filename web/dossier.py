"""The dossier: ask for a build, watch it or leave, look at each document, take the bundle."""

from __future__ import annotations

from flask import Blueprint, Response, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from services import dossier as service
from services.comments import open_comments
from services.comparisons import request_comparison
from services.desk import Refused
from web.casepage import case_page, opened
from web.desk import desk, person
from web.download import name_file
from web.language import language, t

dossier = Blueprint("dossier", __name__)


@dossier.get("/cases/<case_id>/dossier")
def page(case_id: str) -> str:
    case = opened(case_id)
    found = service.dossier_page(desk(), person(), case)
    waiting = open_comments(desk(), person(), case_id)
    return case_page("case/dossier.html", case, page=found, comments=waiting)


@dossier.post("/cases/<case_id>/dossier/build")
def request_build(case_id: str) -> AnyResponse:
    final = request.args.get("final") == "yes"
    try:
        service.request_build(desk(), person(), case_id, final=final)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(
            t(
                "开始生成；可以离开本页，完成后回来查看。",
                "The build has started; you can leave this page and come back.",
            )
        )
    return redirect(url_for("dossier.page", case_id=case_id))


@dossier.post("/cases/<case_id>/dossier/builds/<build>/compare")
def compare(case_id: str, build: str) -> AnyResponse:
    """Make a kept build again and compare it byte for byte, in the background."""
    request_comparison(desk(), person(), case_id, build)
    flash(
        t(
            "开始重新生成并逐字节比对；可以离开本页，完成后回来查看。",
            "It is being made again and compared byte by byte; you can leave this page and come back.",
        )
    )
    return redirect(url_for("dossier.page", case_id=case_id))


@dossier.get("/cases/<case_id>/dossier/progress")
def progress(case_id: str) -> AnyResponse:
    """For the script of the page: how far the newest job is."""
    job = service.newest_job(desk(), person(), case_id)
    if job is None:
        return jsonify(state="none")
    return jsonify(state=job.state, progress=job.progress, total=job.total, message=job.message)


@dossier.get("/cases/<case_id>/dossier/documents/<document_id>")
def document(case_id: str, document_id: str) -> Response:
    found, data = service.document_file(desk(), person(), case_id, document_id)
    response = Response(data, mimetype="application/pdf")
    how = "attachment" if "download" in request.args else "inline"
    name_file(response, found.file.name, how)
    # The document is shown inside our own page; nothing else may frame it.
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; frame-ancestors 'self'; object-src 'self'; style-src 'unsafe-inline'"
    )
    return response


@dossier.post("/cases/<case_id>/dossier/bundle")
def bundle(case_id: str) -> AnyResponse:
    try:
        name, data = service.bundle(desk(), person(), case_id)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
        return redirect(url_for("dossier.page", case_id=case_id))
    response = Response(data, mimetype="application/zip")
    name_file(response, name)
    return response
