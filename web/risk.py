"""The risk: the answer and what stands in the way first, then the picture, then each question."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from assessment.answers import GradedAnswer
from assessment.proofs import WHY_NOT_VERIFIED, standings
from assessment.questions import Scope
from forms.grades import grade_form
from reports.charts import criteria_bars, risk_matrix
from services import risk as service
from services.cases import OpenCase
from services.desk import Refused
from services.fix_tasks import tasks_of
from services.risk_page import risk_page, tasks_in_order
from web.casepage import case_page, opened
from web.desk import desk, our_law, person
from web.frame import entry_name
from web.language import language, t

risk = Blueprint("risk", __name__)


@risk.get("/cases/<case_id>/risk")
def overview(case_id: str) -> str:
    case = opened(case_id)
    score = case.appraisal.score
    page = risk_page(desk(), person(), case)
    return case_page(
        "case/risk.html",
        case,
        score=score,
        page=page,
        tasks=tasks_in_order(page, our_law().scorecard(case.sheet.on)),
        why_words=WHY_NOT_VERIFIED,
        key_questions=[question.id for question in score.questions if question.key],
        scorecard=our_law().scorecard(case.sheet.on),
        matrix=Markup(risk_matrix(score, language())),  # noqa: S704 - our own SVG, no user text in it
        bars=Markup(criteria_bars(score, language())),  # noqa: S704 - our own SVG, no user text in it
    )


@risk.get("/cases/<case_id>/risk/<question_id>")
def question(case_id: str, question_id: str) -> str:
    case = opened(case_id)
    stored = case.sheet.grades.get(question_id)
    form = _form(case, question_id, stored)
    return _question_page(case, question_id, form, ())


@risk.post("/cases/<case_id>/risk/<question_id>")
def save(case_id: str, question_id: str) -> str | Response | tuple[str, int]:
    case = opened(case_id)
    form = _form(case, question_id, None)
    if not form.validate_on_submit():
        return _question_page(case, question_id, form, ()), 422
    grade = int(form.grade.data) if form.grade.data not in (None, "") else None
    answer = GradedAnswer(
        question_id,
        grade,
        "unknown" if grade is None else "declared",
        (form.finding.data or "").strip(),
        (form.rectification.data or "").strip(),
        tuple(form.named),
    )
    try:
        saved = service.save_grade(desk(), person(), case_id, answer, int(form.revision.data or 0))
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
        return redirect(url_for("risk.question", case_id=case_id, question_id=question_id))
    if saved.conflicts:
        form.revision.data = str(saved.revision)
        return _question_page(opened(case_id), question_id, form, saved.conflicts), 409
    flash(t("已保存。", "Saved."))
    following = _next(case, question_id)
    if request.args.get("then") == "next" and following:
        return redirect(url_for("risk.question", case_id=case_id, question_id=following))
    return redirect(url_for("risk.overview", case_id=case_id))


@risk.post("/cases/<case_id>/risk/<question_id>/check")
def check(case_id: str, question_id: str) -> Response:
    try:
        service.check_grade(desk(), person(), case_id, question_id)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(t("已核验。", "Checked."))
    return redirect(url_for("risk.question", case_id=case_id, question_id=question_id))


def _form(case: OpenCase, question_id: str, stored: GradedAnswer | None):  # type: ignore[no-untyped-def]  # a form class made for this question
    scorecard = our_law().scorecard(case.sheet.on)
    if question_id not in scorecard.by_id:
        abort(404)
    evidence = [(e.id, entry_name(case.sheet, e)) for e in case.sheet.of_scope(Scope.EVIDENCE)]
    made = grade_form(language(), scorecard.by_id[question_id], evidence)
    if stored is None:
        return made()
    return made(
        data={
            "grade": "" if stored.grade is None else str(stored.grade),
            "finding": stored.finding,
            "rectification": stored.rectification,
            "proofs": [{"evidence": p.evidence, "page": p.page, "quotation": p.quotation} for p in stored.proofs],
            "revision": str(case.record.revision),
        }
    )


def _question_page(case: OpenCase, question_id: str, form: object, conflicts: object) -> str:
    scorecard = our_law().scorecard(case.sheet.on)
    return case_page(
        "case/risk_question.html",
        case,
        question=scorecard.by_id[question_id],
        stored=case.sheet.grades.get(question_id),
        standing=standings(case.sheet).get(question_id),
        why_words=WHY_NOT_VERIFIED,
        task=tasks_of(desk(), person(), case.record.id).get(question_id),
        key=question_id in {q.id for q in case.appraisal.score.questions if q.key},
        applies=question_id in _applicable(case),
        form=form,
        conflicts=conflicts,
        following=_next(case, question_id),
    )


def _next(case: OpenCase, question_id: str) -> str | None:
    applicable = _applicable(case)
    if question_id not in applicable:
        return applicable[0] if applicable else None
    index = applicable.index(question_id) + 1
    return applicable[index] if index < len(applicable) else None


def _applicable(case: OpenCase) -> list[str]:
    return [question.id for question in case.appraisal.score.questions]
