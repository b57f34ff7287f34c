"""Submit, withdraw, approve, send back: each a form of one button, each naming what it speaks of."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from forms.review import decide_form
from services import review as service
from services.desk import Refused
from web.casepage import case_page, opened
from web.desk import desk, person
from web.language import language, t

review = Blueprint("review", __name__)


@review.get("/cases/<case_id>/review")
def page(case_id: str) -> str:
    return _page(case_id, decide_form(language())())


def _page(case_id: str, form: object) -> str:
    return case_page(
        "case/review.html", opened(case_id), page=service.review_page(desk(), person(), case_id), form=form
    )


@review.post("/cases/<case_id>/review/submit")
def submit(case_id: str) -> Response:
    return _do(
        case_id,
        lambda: service.submit(desk(), person(), case_id),
        t("已提交复核，答案在复核期间保持不变。", "Submitted; the answers stand still during review."),
    )


@review.post("/cases/<case_id>/review/withdraw")
def withdraw(case_id: str) -> Response:
    return _do(
        case_id,
        lambda: service.withdraw(desk(), person(), case_id),
        t("已撤回，可以继续修改。", "Withdrawn; you can go on editing."),
    )


@review.post("/cases/<case_id>/review/decide")
def decide(case_id: str) -> str | Response | tuple[str, int]:
    form = decide_form(language())()
    if not form.validate_on_submit():
        return _page(case_id, form), 422
    seen, me = form.snapshot.data or "", person()
    if form.decision.data == "approve":
        return _do(
            case_id,
            lambda: service.approve(desk(), me, case_id, seen),
            t("已批准该快照。", "The snapshot is approved."),
        )
    reason = form.reason.data or ""
    return _do(
        case_id,
        lambda: service.send_back(desk(), me, case_id, seen, reason),
        t("已退回填报人。", "Sent back to the preparer."),
    )


def _do(case_id: str, step, said: str) -> Response:  # type: ignore[no-untyped-def]  # any service call without arguments
    try:
        step()
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(said)
    return redirect(url_for("review.page", case_id=case_id))
