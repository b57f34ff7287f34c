"""After filing: what happened, what was allowed until when, and which terms run. Milestones are added, never edited."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from assessment.deadline_rules import MilestoneKind
from assessment.errors import InputRefused
from assessment.milestones import Standing
from assessment.questions import Scope
from assessment.vocabulary import Route, Text
from forms.milestones import MilestoneForm, WithdrawForm, filled_with, milestone_form, withdraw_form
from services import milestones as service
from services.cases import OpenCase
from services.desk import Refused
from web.casepage import case_page, opened
from web.desk import desk, our_law, person
from web.frame import entry_name
from web.language import language, t
from web.termwords import case_terms, milestone_label

filing = Blueprint("filing", __name__)

GROUPS = {
    "assessment": Text("数据出境安全评估", "Security assessment"),
    "contract": Text("标准合同备案", "Standard contract"),
    "certificate": Text("个人信息出境认证", "Certification"),
    "running": Text("出境期间", "While exporting"),
}
FIRST = {
    Route.SECURITY_ASSESSMENT: ("dossier_submitted",),
    Route.STANDARD_CONTRACT_OR_CERTIFICATION: ("contract_effective", "certificate_applied"),
    Route.CERTIFICATION: ("certificate_applied",),
}
"""What usually comes first on each route."""


@filing.get("/cases/<case_id>/filing")
def page(case_id: str) -> str:
    case = opened(case_id)
    kind, form = _asked_for(case, request.args.get("add", ""), request.args.get("correct", ""))
    return _page(case, kind, form)


@filing.post("/cases/<case_id>/filing")
def record(case_id: str) -> str | Response | tuple[str, int]:
    case = opened(case_id)
    form = milestone_form(language())()
    kind = _kind(form.kind.data or "")
    form.offer(_evidence(case))
    if not form.validate_on_submit():
        return _page(case, kind, form), 422
    try:
        service.record(desk(), person(), case_id, form.milestone(kind))
    except InputRefused as refused:
        for problem in refused.problems:
            form.refuse(problem.where, problem.sentence)
        return _page(case, kind, form), 422
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(t(f"已登记：{milestone_label(kind.id)}。", f"Recorded: {milestone_label(kind.id)}."))
    return redirect(url_for("filing.page", case_id=case_id))


@filing.post("/cases/<case_id>/filing/withdraw")
def withdraw(case_id: str) -> Response:
    opened(case_id)
    form = withdraw_form(language())()
    if not form.validate_on_submit():
        flash(next(iter(form.errors.values()))[0], "stop")
        return redirect(url_for("filing.page", case_id=case_id, correct=form.entry.data or None, _anchor="withdraw"))
    try:
        service.withdraw(desk(), person(), case_id, form.entry.data or "", form.reason.data or "")
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(t("已撤回；原登记仍可在下方查看。", "Taken back; what was recorded stays readable below."))
    return redirect(url_for("filing.page", case_id=case_id))


def _page(case: OpenCase, kind: MilestoneKind | None, form: MilestoneForm | None) -> str:
    terms = case_terms(case)
    withdrawing: WithdrawForm | None = withdraw_form(language())() if form is not None and form.corrects.data else None
    return case_page(
        "case/filing.html",
        case,
        terms=terms,
        heading=_heading(case),
        kind=kind,
        form=form,
        withdrawing=withdrawing,
        next_kinds=[_kind(name) for name in _usual_next(case, terms.milestones)],
        groups=[(title, [one for one in our_law().deadlines.milestones if one.group == group])
                for group, title in GROUPS.items()],
        past=service.history(desk(), person(), case.record.id),
        names={entry.id: entry_name(case.sheet, entry) for entry in case.sheet.of_scope(Scope.EVIDENCE)},
        today=desk().today,
    )  # fmt: skip


def _asked_for(case: OpenCase, add: str, correct: str) -> tuple[MilestoneKind | None, MilestoneForm | None]:
    """The form that the address asks for: a new milestone of a kind, or an old one to be corrected."""
    if correct:
        found = next((one for one in case_terms(case).milestones if one.id == correct), None)
        if found is None:
            abort(404)
        return _kind(found.kind), _filled(case, filled_with(found.milestone, found.id))
    if add:
        return _kind(add), _filled(case, {"kind": add, "on": desk().today.isoformat()})
    return None, None


def _filled(case: OpenCase, values: dict[str, Any]) -> MilestoneForm:
    form = milestone_form(language())(formdata=None, data=values)
    form.offer(_evidence(case))
    return form


def _kind(name: str) -> MilestoneKind:
    found = our_law().deadlines.milestone(name)
    if found is None:
        abort(404)
    return found


def _evidence(case: OpenCase) -> list[tuple[str, str]]:
    return [(entry.id, entry_name(case.sheet, entry)) for entry in case.sheet.of_scope(Scope.EVIDENCE)]


def _usual_next(case: OpenCase, milestones: tuple[Standing, ...]) -> tuple[str, ...]:
    """What usually follows the last milestone of the procedure; before any, what the route begins with."""
    catalogue = our_law().deadlines
    for one in reversed(milestones):
        known = catalogue.milestone(one.kind)
        if known is not None and known.then:
            return known.then
    return FIRST.get(case.appraisal.decision.route, ("dossier_submitted", "contract_effective", "certificate_applied"))


def _heading(case: OpenCase) -> str:
    """The conclusion: an overdue term, what is allowed until when, the next day, or that nothing was recorded yet."""
    terms, today = case_terms(case), desk().today
    overdue = [one for one in terms.terms if one.state == "overdue"]
    if overdue:
        return t(
            f"有 {len(overdue)} 项期限已逾期",
            f"{len(overdue)} deadlines are overdue" if len(overdue) > 1 else "One deadline is overdue",
        )
    if terms.approval is not None and terms.approval.valid_until >= today:
        until = terms.approval.valid_until
        return t(f"准予出境，有效期至 {until}", f"Export is allowed until {until}")
    if not terms.milestones:
        return t("尚未登记申报后的节点", "Nothing recorded after filing yet")
    last = terms.milestones[-1]
    return t(f"{milestone_label(last.kind)}（{last.on}）", f"{milestone_label(last.kind)} ({last.on})")
