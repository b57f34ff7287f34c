"""What is done around the risk: take a fix on and close it, grade apart, use the library of destinations."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from assessment.errors import InputRefused
from assessment.fix_tasks import FixTask
from forms.risk_steps import apart_form, close_form, task_form
from services import destinations, fix_tasks
from services import risk as service
from services.cases import OpenCase
from services.desk import Refused
from web.casepage import case_page, opened
from web.desk import desk, our_law, person
from web.language import language, t
from web.typed import put_right

risk_steps = Blueprint("risk_steps", __name__)


@risk_steps.route("/cases/<case_id>/risk/<question_id>/task", methods=["GET", "POST"])
def task(case_id: str, question_id: str) -> str | Response | tuple[str, int]:
    """Take a fix on."""
    case = opened(case_id)
    scorecard = our_law().scorecard(case.sheet.on)
    if question_id not in scorecard.by_id:
        abort(404)
    current = fix_tasks.tasks_of(desk(), person(), case_id).get(question_id)
    form = task_form(language())(data=_known(current) if request.method == "GET" else None)
    shown = {"question": scorecard.by_id[question_id], "form": form, "current": current}
    if form.validate_on_submit():
        try:
            fix_tasks.schedule(
                desk(),
                person(),
                case_id,
                question_id,
                owner=form.owner.data or "",
                due=form.due.value,
                planned=int(form.planned.data or 0),
            )
        except InputRefused as refused:
            put_right(form, refused)
        else:
            flash(t("已安排。", "Scheduled."))
            return redirect(url_for("risk.overview", case_id=case_id))
    page = case_page("case/risk_task.html", case, **shown, close=close_form(language())())
    return (page, 422) if request.method == "POST" else page


@risk_steps.post("/cases/<case_id>/risk/<question_id>/task/close")
def close_task(case_id: str, question_id: str) -> Response:
    form = close_form(language())()
    dropped = bool(form.dropped.data)

    def close() -> None:
        fix_tasks.finish(desk(), person(), case_id, question_id, form.note.data or "", dropped=dropped)

    said = t("已结束。", "Given up.") if dropped else t("已标为完成。", "Marked as done.")
    return _done(close, said, url_for("risk.overview", case_id=case_id))


@risk_steps.route("/cases/<case_id>/risk/<question_id>/apart", methods=["GET", "POST"])
def apart(case_id: str, question_id: str) -> str | Response | tuple[str, int]:
    """Grade a key question apart; the first grade is not shown."""
    case = opened(case_id)
    scorecard = our_law().scorecard(case.sheet.on)
    if question_id not in scorecard.by_id:
        abort(404)
    form = apart_form(language())()
    if form.validate_on_submit():

        def grade() -> None:
            service.grade_apart(desk(), person(), case_id, question_id, int(form.grade.data))

        return _done(grade, t("已保存您的评分。", "Your grade is saved."), _next_apart(case, question_id))
    left = _left_to_grade(case)
    page = case_page("case/risk_apart.html", case, question=scorecard.by_id[question_id], form=form, left=len(left))
    return (page, 422) if request.method == "POST" else page


@risk_steps.get("/cases/<case_id>/risk/destinations")
def from_library(case_id: str) -> str:
    """What the library says about the destinations of the case."""
    case = opened(case_id)
    offer = destinations.offer(desk(), person(), case_id)
    return case_page("case/risk_destinations.html", case, offer=offer, scorecard=our_law().scorecard(case.sheet.on))


@risk_steps.post("/cases/<case_id>/risk/destinations")
def take_from_library(case_id: str) -> Response:
    """Write the library's grades into the case as declared answers."""

    def take() -> None:
        taken = destinations.take_over(desk(), person(), case_id)
        flash(t(f"已采用 {taken} 题。", f"{taken} answers taken over."))

    return _done(take, "", url_for("risk.overview", case_id=case_id))


def _known(current: FixTask | None) -> dict[str, str] | None:
    if current is None:
        return None
    return {"owner": current.said.owner, "due": current.said.due.isoformat(), "planned": str(current.said.planned)}


def _done(step: Callable[[], None], said: str, back: str) -> Response:
    try:
        step()
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        if said:
            flash(said)
    return redirect(back)


def _left_to_grade(case: OpenCase) -> list[str]:
    """Key questions that the first person has graded and nobody has graded apart yet."""
    graded = {q for q, a in case.sheet.grades.items() if a.grade is not None and a.second_grade is None}
    return [question.id for question in case.appraisal.score.questions if question.key and question.id in graded]


def _next_apart(case: OpenCase, done: str) -> str:
    """The next key question to grade apart, so that the first grade is not met on the way; else the risk page."""
    left = [question for question in _left_to_grade(case) if question != done]
    if not left:
        return url_for("risk.overview", case_id=case.record.id)
    order = [question.id for question in case.appraisal.score.questions]
    after = [question for question in left if order.index(question) > order.index(done)] if done in order else left
    return url_for("risk_steps.apart", case_id=case.record.id, question_id=(after or left)[0])
