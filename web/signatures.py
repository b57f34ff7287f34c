"""Signed copies and sealed originals: sign, upload a scan, compare, take a wrong file away."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, flash, redirect, url_for
from werkzeug.wrappers import Response as AnyResponse

from assessment.sealed import What, page_difference
from forms.signatures import scan_form, take_away_form
from services import signatures as service
from services.desk import NotFound, Refused
from web.casepage import case_page, opened
from web.desk import desk, person
from web.download import name_file
from web.language import language, say, t

signatures = Blueprint("signatures", __name__)
WHAT = ("signature", "scan")


@signatures.get("/cases/<case_id>/dossier/signatures")
def page(case_id: str) -> str:
    case = opened(case_id)
    return case_page(
        "case/signatures.html",
        case,
        page=service.signature_page(desk(), person(), case_id),
        scan_form=scan_form(language())(formdata=None),
        take_away_form=take_away_form(language())(formdata=None),
        page_difference=page_difference,
    )


@signatures.post("/cases/<case_id>/dossier/documents/<document_id>/sign")
def sign(case_id: str, document_id: str) -> AnyResponse:
    try:
        held = service.sign_document(desk(), person(), case_id, document_id)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(t(f"已签署，签名人“{held.said.signer}”，签名已核验。", f"Signed by '{held.said.signer}' and verified."))
    return _back(case_id)


@signatures.post("/cases/<case_id>/dossier/documents/<document_id>/scan")
def scan(case_id: str, document_id: str) -> AnyResponse:
    opened(case_id)
    form = scan_form(language())()
    if not form.validate_on_submit():
        flash(next(iter(form.errors.values()))[0], "stop")
        return _back(case_id)
    file = form.file.data
    try:
        held = service.add_scan(desk(), person(), case_id, document_id, file.read(), file.filename or "")
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        told = page_difference(held.said)
        pages = held.said.pages
        same = t(f"已保存，{pages} 页，与材料一致。", f"Kept: {pages} pages, as many as the document.")
        flash(say(told) if told else same, "wait" if told else "ok")
    return _back(case_id)


@signatures.post("/cases/<case_id>/dossier/documents/<document_id>/take-away")
def take_away(case_id: str, document_id: str) -> AnyResponse:
    opened(case_id)
    form = take_away_form(language())()
    if not form.validate_on_submit():
        flash(next(iter(form.errors.values()))[0], "stop")
        return _back(case_id)
    try:
        service.withdraw(desk(), person(), case_id, document_id, _what(form.what.data or ""), form.note.data or "")
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(t("已移除；文件与理由保留在留痕中。", "Taken away; file and reason stay in the trail."))
    return _back(case_id)


@signatures.get("/cases/<case_id>/dossier/documents/<document_id>/<what>/file")
def file(case_id: str, document_id: str, what: str) -> Response:
    kept, data = service.beside_file(desk(), person(), case_id, document_id, _what(what))
    return name_file(Response(data, mimetype=kept.media_type), kept.name)


@signatures.post("/cases/<case_id>/dossier/documents/<document_id>/check-signature")
def check(case_id: str, document_id: str) -> AnyResponse:
    """Verify again what was kept, with the certificates that are trusted now."""
    state = service.check_signature(desk(), person(), case_id, document_id)
    flash(say(state.sentence), "ok" if state.intact and state.whole and state.trusted is not False else "stop")
    return _back(case_id)


def _what(what: str) -> What:
    if what not in WHAT:
        raise NotFound(f"file beside a document: {what}")
    return cast(What, what)


def _back(case_id: str) -> AnyResponse:
    return redirect(url_for("signatures.page", case_id=case_id))
