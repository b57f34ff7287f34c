"""The preview of the dossier: pages as pictures, their text, and the comments in the margin."""

from __future__ import annotations

from typing import get_args

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from assessment.comments import Step
from forms.comments import CommentForm, comment_form, thread_form
from services import comments as comment_service
from services import preview as service
from services.cases import open_case
from services.desk import NotFound, Refused
from services.preview import Preview
from web.casepage import case_page
from web.desk import desk, person
from web.language import language, t

preview = Blueprint("preview", __name__)
ZOOMS = {"fit": 900, "large": 1400}
STEPS: frozenset[str] = frozenset(get_args(Step)) - {"opened"}


@preview.get("/cases/<case_id>/dossier/preview")
@preview.get("/cases/<case_id>/dossier/preview/<document_id>")
def page(case_id: str, document_id: str = "") -> str | AnyResponse:
    try:
        found = service.preview(desk(), person(), case_id, document_id, request.args.get("page", 1, int))
    except NotFound:
        if document_id:
            raise
        open_case(desk(), person(), case_id, with_items=False)
        flash(
            t("还没有生成申报材料；先生成草稿再预览。", "Nothing has been built yet; build a draft, then look at it."),
            "wait",
        )
        return redirect(url_for("dossier.page", case_id=case_id))
    return _page(case_id, found, comment_form(language())(formdata=None), request.args.get("comment", 0, int))


@preview.get("/cases/<case_id>/dossier/documents/<document_id>/pages/<int:number>/<int:width>.png")
def picture(case_id: str, document_id: str, number: int, width: int) -> Response:
    data = service.page_picture(desk(), person(), case_id, document_id, number, width)
    response = Response(data, mimetype="image/png")
    # A built document never changes, so its pictures may stay in the reader's own browser.
    response.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return response


@preview.post("/cases/<case_id>/dossier/documents/<document_id>/comments")
def comment(case_id: str, document_id: str) -> AnyResponse | tuple[str, int]:
    form = comment_form(language())()
    number = form.page.data or 1
    found = service.preview(desk(), person(), case_id, document_id, number)
    if not form.validate_on_submit():
        return str(_page(case_id, found, form, number)), 422
    near = service.page_words(desk(), person(), case_id, document_id, number)
    try:
        comment_service.comment(
            desk(), person(), case_id, document_id,
            text=form.text.data, page=number, heading=form.heading.data or "",
            quote=form.quote.data or "", near=near[:200],
        )  # fmt: skip
    except Refused as refused:
        form.text.errors = [refused.in_language(language())]
        return str(_page(case_id, found, form, number)), 422
    flash(t(f"已在第 {number} 页添加意见。", f"Comment added on page {number}."))
    return redirect(_address(case_id, document_id, number))


@preview.post("/cases/<case_id>/dossier/comments/<thread_id>")
def answer(case_id: str, thread_id: str) -> AnyResponse:
    open_case(desk(), person(), case_id, with_items=False)
    form = thread_form(language())()
    back = request.args.get("document", "")
    step = form.step.data or ""
    if step not in STEPS:
        raise NotFound(f"step {step}")
    if not form.validate_on_submit():
        flash(next(iter(form.errors.values()))[0], "stop")
    else:
        try:
            comment_service.answer(desk(), person(), case_id, thread_id, step, form.text.data or "")  # type: ignore[arg-type]  # one of STEPS
        except Refused as refused:
            flash(refused.in_language(language()), "stop")
        else:
            flash({"replied": t("已回复。", "Answered."), "resolved": t("已标记为处理完毕。", "Settled.")}.get(
                step, t("已重新提出。", "Taken up again.")))  # fmt: skip
    number = int(form.page.data) if (form.page.data or "").isdecimal() else 1
    if not back:
        return redirect(url_for("preview.comments", case_id=case_id, _anchor=f"c-{thread_id}"))
    return redirect(_address(case_id, back, number))


@preview.get("/cases/<case_id>/dossier/comments")
def comments(case_id: str) -> str:
    """Every comment of the case with the page it stands on now."""
    case = open_case(desk(), person(), case_id)
    said = comment_service.threads_of(desk(), person(), case_id)
    try:
        documents = {one.file.name: one for one in service.preview(desk(), person(), case_id, "").documents}
    except NotFound:
        documents = {}
    places: dict[str, int | None] = {}
    for name in {thread.document for thread in said} & set(documents):
        found = service.preview(desk(), person(), case_id, documents[name].id)
        places |= {placed.thread.id: placed.page for placed in found.placed}
    only = request.args.get("show", "open")
    shown = [thread for thread in said if only == "all" or thread.is_open]
    return case_page(
        "case/preview_comments.html", case, threads=shown, said=said, documents=documents, places=places, only=only,
        form=thread_form(language())(formdata=None),
    )  # fmt: skip


def _address(case_id: str, document_id: str, number: int) -> str:
    return url_for("preview.page", case_id=case_id, document_id=document_id, page=number, _anchor=f"page-{number}")


def _page(case_id: str, found: Preview, form: CommentForm, writing: int) -> str:
    case = open_case(desk(), person(), case_id, with_items=False)
    zoom = request.args.get("zoom", "fit")
    shown = next((one for one in found.pages if one.number == writing), None)
    if shown is not None:
        whole = t("整页", "The page as a whole")
        form.offer(shown.headings, whole)
        if form.heading.data is None:
            form.heading.data = shown.headings[-1] if shown.headings else ""
    return render_template(
        "case/preview.html",
        case=case,
        page=found,
        form=form,
        writing=shown.number if shown else 0,
        thread_form=thread_form(language())(formdata=None),
        zoom=zoom if zoom in ZOOMS else "fit",
        widths=ZOOMS,
        at_once=service.AT_ONCE,
    )
