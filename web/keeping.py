"""How long records are kept and how they go: terms, holds, disposals and erasures, each by two people.

Nothing goes by itself here. A form that was refused comes back with what was typed and a sentence at its place.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from assessment.erasure import GROUNDS
from forms.base import OurForm, options
from forms.keeping import ErasureForm, agree_form, erasure_form, reason_form
from services import erasure, retention
from services.desk import NotFound, Refused
from web.desk import desk, person
from web.language import language, t
from web.pagewords import many

keeping = Blueprint("keeping", __name__)
Answer = Response | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Unfinished:
    """A form that was not accepted. ``place``: which one, as ``what-id``, also the anchor of its field."""

    place: str
    sentence: str
    typed: str


@keeping.get("/keeping")
def page() -> str:
    return _page()


@keeping.post("/keeping/cases/<case_id>/hold")
def hold(case_id: str) -> Answer:
    said = t("已设保全；解除之前不处置本项目的记录。", "The hold stands; nothing of this case goes until it is lifted.")
    return _with_reason("hold", case_id, retention.set_hold, said)


@keeping.post("/keeping/cases/<case_id>/lift")
def lift(case_id: str) -> Answer:
    return _with_reason("lift", case_id, retention.lift_hold, t("保全已解除。", "The hold is lifted."))


@keeping.post("/keeping/cases/<case_id>/disposal")
def propose_disposal(case_id: str) -> Answer:
    said = t("已提出处置，等待第二人批准。", "The disposal is proposed; a second person has to agree.")
    return _with_reason("dispose", case_id, retention.propose_disposal, said)


@keeping.post("/keeping/cases/<case_id>/disposal/withdraw")
def withdraw_disposal(case_id: str) -> Answer:
    _of_company(case_id)
    return _withdrawn(lambda: retention.withdraw_disposal(desk(), person(), case_id))


@keeping.post("/keeping/cases/<case_id>/disposal/agree")
def dispose(case_id: str) -> Answer:
    _of_company(case_id)

    def run() -> str:
        gone = retention.dispose(desk(), person(), case_id)
        files = many(gone.files, "file", "files")
        return t(
            f"已处置：项目内容 {gone.rows} 行、文件 {gone.files} 个已删除，记录中 {gone.fields} 处文字已封存；"
            "记录与证明保留。",
            f"Disposed of: {many(gone.rows, 'row', 'rows')} and {files} of the case are deleted, and texts in "
            f"{many(gone.fields, 'place', 'places')} of its records are closed; records and proofs stand.",
        )

    return _done(agree_form(language())(), f"agree-{case_id}", run)


@keeping.post("/keeping/erasures")
def propose_erasure() -> Answer:
    form = _erasure_form()
    if not form.validate_on_submit():
        return _page(erasing=form), 422
    try:
        erasure.propose(desk(), person(), form.about.data, form.ground.data, form.reason.data or "")
    except Refused as refused:
        return _page(Unfinished("erasure", refused.in_language(language()), ""), form), 409
    flash(t("已提出删除，等待第二人批准。", "The erasure is proposed; a second person has to agree."))
    return _back()


@keeping.post("/keeping/erasures/<about>/withdraw")
def withdraw_erasure(about: str) -> Answer:
    return _withdrawn(lambda: erasure.withdraw(desk(), person(), about))


@keeping.post("/keeping/erasures/<about>/agree")
def agree_erasure(about: str) -> Answer:
    def run() -> str:
        erased = erasure.agree(desk(), person(), about)
        return t(
            f"姓名已删除，共 {erased.fields} 处；今后称“{erased.name}”。",
            f"The name is erased in {erased.fields} places; the person is called '{erased.name}' from now on.",
        )

    return _done(agree_form(language())(), f"erase-{about}", run)


def _with_reason(what: str, case_id: str, use: Callable[..., None], said: str) -> Answer:
    _of_company(case_id)
    form = reason_form(language())()

    def run() -> str:
        use(desk(), person(), case_id, form.reason.data or "")
        return said

    return _done(form, f"{what}-{case_id}", run)


def _done(form: OurForm, place: str, run: Callable[[], str]) -> Answer:
    """Carry out what a form asks for and say so, or give it back with what was typed."""
    typed = str(form["reason"].data or "") if "reason" in form else ""
    if not form.validate_on_submit():
        return _page(Unfinished(place, next(iter(form.errors.values()))[0], typed)), 422
    try:
        said = run()
    except Refused as refused:
        return _page(Unfinished(place, refused.in_language(language()), typed)), 409
    flash(said, "ok")
    return _back()


def _withdrawn(run: Callable[[], None]) -> Answer:
    try:
        run()
    except NotFound:
        flash(t("该提议已撤回或已执行。", "That proposal was withdrawn or carried out already."), "wait")
    else:
        flash(t("提议已撤回。", "The proposal is withdrawn."))
    return _back()


def _of_company(case_id: str) -> None:
    if case_id not in {kept.case.id for kept in retention.retention_list(desk(), person())}:
        raise NotFound(f"case {case_id}")


def _page(unfinished: Unfinished | None = None, erasing: ErasureForm | None = None) -> str:
    names = {named.person.id: named.person.name for named in erasure.people_named(desk(), person())}
    kept = retention.retention_list(desk(), person())
    return render_template(
        "keeping/overview.html",
        kept=kept,
        due=[one for one in kept if one.due(desk().today)],
        holds=[one for one in kept if one.hold],
        disposals=[one for one in kept if one.proposed and not one.disposed],
        rules={term.rule.id: term.rule for one in kept for term in one.terms}.values(),
        erasures=erasure.waiting_erasures(desk(), person()),
        names=names,
        grounds=GROUNDS,
        today=desk().today,
        me=person().id,
        unfinished=unfinished,
        form=erasing or _erasure_form(blank=True),
        reason_form=reason_form(language())(formdata=None),
        agree_form=agree_form(language())(formdata=None),
    )


def _erasure_form(*, blank: bool = False) -> ErasureForm:
    made = erasure_form(language())
    form: ErasureForm = made(formdata=None) if blank else made()
    waiting = {one.person_id for one in erasure.waiting_erasures(desk(), person())}
    people = [
        (one.person.id, one.person.name + (t("（已离职）", " (left)") if one.left else ""))
        for one in erasure.people_named(desk(), person())
        if one.person.id not in waiting | {person().id}
    ]
    form.about.choices = options([("", t("请选择", "Choose")), *people])
    return form


def _back() -> Response:
    return redirect(url_for("keeping.page"))
