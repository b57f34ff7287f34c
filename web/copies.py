"""Copies of the dossier: English, side by side, accessible, editable, internal; and the folder of the filing."""

from __future__ import annotations

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from assessment.copies import COPY_KINDS, CopyKind
from assessment.vocabulary import Text
from services import copies as service
from services.desk import NotFound, Refused
from web.casepage import case_page, opened
from web.desk import desk, person
from web.download import name_file
from web.language import language, t

copies = Blueprint("copies", __name__)

NAMES: dict[CopyKind, Text] = {
    "reading": Text("英文阅读本", "English reading copy"),
    "side_by_side": Text("中英对照本", "Chinese and English side by side"),
    "tagged": Text("无障碍版（PDF/UA-1）", "Accessible edition (PDF/UA-1)"),
    "editable": Text("可编辑副本（DOCX）", "Editable copy (DOCX)"),
    "internal": Text("内部留存本", "Internal copy"),
}
WHAT_FOR: dict[CopyKind, Text] = {
    "reading": Text(
        "供总部阅读。填报人写的中文原样保留并作标记；每页注明不作申报。",
        "For headquarters. What was written in Chinese stays and is marked; every page says it is not for filing.",
    ),
    "side_by_side": Text(
        "左中文、右英文，逐段对照。", "Chinese on the left, English on the right, passage by passage."
    ),
    "tagged": Text(
        "供读屏软件使用：标题、表头、插图说明均有标记。文字与申报文本相同；数据项很多时须数分钟。",
        "For screen readers: headings, table headers and descriptions of figures are tagged. "
        "The words are those of the filed document. With many data items it takes minutes.",
    ),
    "editable": Text(
        "供手工修改；页眉注明非申报文本，不含宏。",
        "For editing by hand; its header says that it is not the filed document. No macros.",
    ),
    "internal": Text(
        "全部材料合为一份，末页有二维码，可据以核验留痕。",
        "All documents in one file; a QR code on the last page leads to the trail.",
    ),
}


@copies.get("/cases/<case_id>/dossier/copies")
def page(case_id: str) -> str:
    found = service.copies_page(desk(), person(), case_id)
    return case_page("case/copies.html", opened(case_id), page=found, names=NAMES, what_for=WHAT_FOR)


@copies.post("/cases/<case_id>/dossier/copies")
def request_copy(case_id: str) -> AnyResponse:
    kind = request.args.get("kind", "")
    if kind not in COPY_KINDS:
        raise NotFound(f"copy {kind}")
    try:
        service.request_copy(desk(), person(), case_id, kind)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(t("开始生成；可以离开本页，完成后回来查看。", "Work has started; you can leave this page and come back."))
    return redirect(url_for("copies.page", case_id=case_id))


@copies.get("/cases/<case_id>/dossier/copies/<copy_id>")
def file(case_id: str, copy_id: str) -> Response:
    kept, data = service.copy_file(desk(), person(), case_id, copy_id)
    return name_file(Response(data, mimetype=kept.media_type), kept.name)


@copies.post("/cases/<case_id>/dossier/folder")
def folder(case_id: str) -> AnyResponse:
    try:
        name, data = service.folder(desk(), person(), case_id)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
        return redirect(url_for("copies.page", case_id=case_id))
    return name_file(Response(data, mimetype="application/zip"), name)
