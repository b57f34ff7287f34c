"""The documents of an application for an extension: ask for a build, and what the page of the extension shows of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from services import extension_filing as service
from services.cases import OpenCase
from services.desk import Refused
from services.extension import ExtensionPage
from web.casepage import opened
from web.desk import desk, person
from web.filing_check import HandSheet, sheets_of
from web.language import language, t

extension_filing = Blueprint("extension_filing", __name__, url_prefix="/cases/<case_id>/extension")


@extension_filing.app_template_global()
def extension_documents(case: OpenCase, page: ExtensionPage) -> service.ExtensionFiling:
    """For the page of the extension."""
    return service.extension_filing(desk(), person(), case, page)


@extension_filing.app_template_global()
def extension_hand(filing: service.ExtensionFiling) -> list[HandSheet]:
    return sheets_of(filing.by_hand)


@extension_filing.post("/build")
def request_build(case_id: str) -> Response:
    final = request.args.get("final") == "yes"
    try:
        service.request_extension(desk(), person(), opened(case_id), final=final)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(
            t("开始生成申请材料；完成后在本页查看。", "The build has started; the documents will stand on this page.")
        )
    return redirect(url_for("after.extension", case_id=case_id))
