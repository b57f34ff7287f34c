"""Going ahead against the result: two approvers and a written reason, on a page of its own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from forms.risk_steps import reason_form
from services import overrides as service
from services.desk import Refused
from web.casepage import case_page, opened
from web.desk import desk, person
from web.language import language, t

overrides = Blueprint("overrides", __name__)

Answer = str | Response | tuple[str, int]


@overrides.get("/cases/<case_id>/override")
def page(case_id: str) -> str:
    return _page(case_id, reason_form(language())())


@overrides.post("/cases/<case_id>/override")
def propose(case_id: str) -> Answer:
    form = reason_form(language())()

    def step() -> None:
        service.propose(desk(), person(), case_id, form.reason.data or "")

    return _done(case_id, step, t("已提出，等待另一位批准人。", "Proposed; another approver has to agree."), form)


@overrides.post("/cases/<case_id>/override/agree")
def agree(case_id: str) -> Answer:
    def step() -> None:
        service.agree(desk(), person(), case_id)

    said = t("已同意；理由将印入报告。", "Agreed; the reason is printed in the report.")
    return _done(case_id, step, said, reason_form(language())(formdata=None))


@overrides.post("/cases/<case_id>/override/withdraw")
def withdraw(case_id: str) -> Answer:
    form = reason_form(language())()

    def step() -> None:
        service.withdraw(desk(), person(), case_id, form.reason.data or "")

    return _done(case_id, step, t("已撤销。", "Withdrawn."), form)


def _done(case_id: str, step: Callable[[], None], said: str, form: Any) -> Answer:
    """What was typed stays on the page when the step is refused."""
    try:
        if not form.validate():
            return _page(case_id, form), 422
        step()
    except Refused as refused:
        form.reason.errors = (*form.reason.errors, refused.in_language(language()))
        return _page(case_id, form), 422
    flash(said)
    return redirect(url_for("overrides.page", case_id=case_id))


def _page(case_id: str, form: Any) -> str:
    case = opened(case_id)
    current, why_not_propose, why_not_agree = service.override_page(desk(), person(), case_id)
    return case_page(
        "case/risk_override.html",
        case,
        form=form,
        score=case.appraisal.score,
        override=current,
        why_not_propose=why_not_propose,
        why_not_agree=why_not_agree,
    )
