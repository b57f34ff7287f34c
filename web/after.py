"""The time after filing: duties, changes that ask for a new filing, and the extension of a result."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from assessment.duties import DutyLine
from assessment.questions import Scope
from assessment.refiling import Trigger
from forms.base import OurForm
from forms.changes import ChangeForm, change_form, mechanism_form
from forms.duties import DutyForm, duty_form
from forms.extension import ExtensionForms, extension_forms
from forms.typed import shown_day, shown_yes_no
from services import duties as duty_service
from services import extension as extension_service
from services import refiling as change_service
from services.cases import OpenCase
from services.desk import Refused
from services.refiling import ChangesPage
from web import afterwords
from web.casepage import case_page, opened
from web.desk import desk, person
from web.frame import entry_name
from web.language import language, say, t
from web.permissions import may

after = Blueprint("after", __name__, url_prefix="/cases/<case_id>")


# ---- duties ----


@after.app_template_global()
def duties_of(case: OpenCase) -> duty_service.AfterSummary:
    """How far the duties of a case have come, for the check before filing."""
    return duty_service.summary(desk(), person(), case)


@after.get("/duties")
def duties(case_id: str) -> str:
    case = opened(case_id)
    found = duty_service.checklist_of(desk(), person(), case)
    names = {entry.id: entry_name(case.sheet, entry) for entry in case.sheet.scenarios}
    return case_page("case/duties.html", case, checklist=found, words=afterwords, names=names)


@after.get("/duties/<subject>")
def duty(case_id: str, subject: str) -> str:
    case = opened(case_id)
    line = _line(case, subject)
    return _duty_page(case, line, _duty_form(case, line))


@after.post("/duties/<subject>")
def record_duty(case_id: str, subject: str) -> str | Response | tuple[str, int]:
    case = opened(case_id)
    line = _line(case, subject)
    form = _duty_form(case, line)
    if not form.validate_on_submit():
        return _duty_page(case, line, form), 422
    given = duty_service.DutyInput(
        state=form.state.data,
        owner=form.owner.data or "",
        due=form.due.value,
        done_on=form.done_on.value,
        evidence=form.chosen(),
        reason=form.reason.data or "",
        note=form.note.data or "",
        seen=form.position,
    )
    try:
        duty_service.record_duty(desk(), person(), case_id, subject, given)
    except duty_service.Overtaken as overtaken:
        form.seen.data = str(overtaken.theirs.entry.position)
        return _duty_page(case, _line(case, subject), form, overtaken=overtaken.theirs), 409
    except Refused as refused:
        return _duty_page(case, line, form, refusal=refused.in_language(language())), 409
    flash(t(f"已登记：{say(line.title)}。", f"Recorded: {say(line.title)}."))
    return redirect(url_for("after.duties", case_id=case_id))


def _line(case: OpenCase, subject: str) -> DutyLine:
    line = duty_service.checklist_of(desk(), person(), case).line(subject)
    if line is None:
        abort(404)
    return line


def _duty_form(case: OpenCase, line: DutyLine) -> DutyForm:
    evidence = [(e.id, entry_name(case.sheet, e)) for e in case.sheet.of_scope(Scope.EVIDENCE)]
    made, now = duty_form(language(), evidence), line.now
    if now is None:
        return made(data={"state": "open", "owner": person().name})
    data = {
        "seen": str(line.history[-1].entry.position),
        "state": now.state,
        "owner": now.owner,
        "due": shown_day(now.due),
        "done_on": shown_day(now.done_on),
        "evidence": list(now.evidence),
        "reason": now.reason,
        "note": now.note,
    }
    return made(data=data)


def _duty_page(case: OpenCase, line: DutyLine, form: DutyForm, **more: object) -> str:
    fitting = {e.id for e in case.sheet.of_scope(Scope.EVIDENCE) if e.answers.get("evidence.kind") in line.kinds}
    names = {e.id: entry_name(case.sheet, e) for e in case.sheet.of_scope(Scope.EVIDENCE)}
    return case_page(
        "case/duty.html",
        case,
        line=line,
        form=form,
        problems=_problems(form),
        fitting=fitting,
        names=names,
        words=afterwords,
        **more,
    )


def _problems(form: OurForm | None) -> list[tuple[str, str]]:
    """(anchor, sentence) of everything to put right."""
    return [(field.anchor, field.errors[0]) for field in form or () if field.errors]


# ---- changes ----


@after.get("/changes")
def changes(case_id: str) -> str:
    case = opened(case_id)
    return _changes_page(case, _changes(case))


@after.post("/mechanism")
def mechanism(case_id: str) -> str | Response | tuple[str, int]:
    case = opened(case_id)
    form = mechanism_form(language())()
    if not form.validate_on_submit():
        return _changes_page(case, _changes(case), form=form), 422
    try:
        change_service.say_mechanism(desk(), person(), case, form.mechanism.data)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(t("已登记办理的机制。", "The mechanism is recorded."))
    return redirect(url_for("after.changes", case_id=case_id))


@after.get("/changes/<rule_id>")
def change(case_id: str, rule_id: str) -> str:
    case = opened(case_id)
    page = _changes(case)
    trigger = _trigger(page, rule_id)
    return _change_page(case, page, trigger, _change_form(page, trigger))


@after.post("/changes/<rule_id>")
def say_change(case_id: str, rule_id: str) -> str | Response | tuple[str, int]:
    case = opened(case_id)
    page = _changes(case)
    trigger = _trigger(page, rule_id)
    form = _change_form(page, trigger)
    if not form.validate_on_submit():
        return _change_page(case, page, trigger, form), 422
    given = change_service.ChangeInput(
        happened=form.has_happened if trigger.rule.asks else None,
        happened_on=form.happened_on.value,
        affects=form.judged if trigger.rule.judged else None,
        note=form.note.data or "",
        seen=form.seen.data or "",
        position=form.seen_position,
    )
    try:
        change_service.say_change(desk(), person(), case, rule_id, given)
    except (change_service.ChangeOvertaken, Refused) as refused:
        page = _changes(case)
        trigger = _trigger(page, rule_id)
        form.seen.data, form.position.data = trigger.seen, _position(page, rule_id)
        return _change_page(case, page, trigger, form, refusal=say(refused.sentence)), 409
    flash(t("已登记。", "Recorded."))
    return redirect(url_for("after.changes", case_id=case_id))


def _changes(case: OpenCase) -> ChangesPage:
    return change_service.changes_page(desk(), person(), case, request.args.get("against"))


def _trigger(page: ChangesPage, rule_id: str) -> Trigger:
    trigger = page.trigger(rule_id)
    if trigger is None:
        abort(404)
    return trigger


def _changes_page(case: OpenCase, page: ChangesPage, form: OurForm | None = None) -> str:
    law = case.appraisal.regime.after_filing.refiling
    form = form or mechanism_form(language())(data={"mechanism": page.mechanism or ""})
    return case_page(
        "case/changes.html",
        case,
        page=page,
        law=law.mechanism(page.mechanism) if page.mechanism else None,
        form=form,
        problems=_problems(form),
        words=afterwords,
        filing=afterwords.filing_address(case),
        against=request.args.get("against"),
    )


def _change_form(page: ChangesPage, trigger: Trigger) -> ChangeForm:
    said = trigger.said
    data = {"seen": trigger.seen, "position": _position(page, trigger.rule.id)}
    if said is not None:
        stands = None if trigger.judgement_lapsed else said.affects
        data |= {
            "happened": shown_yes_no(said.happened),
            "happened_on": shown_day(said.happened_on),
            "affects": shown_yes_no(stands),
            "note": said.note,
        }
    return change_form(language())(data=data)


def _position(page: ChangesPage, rule_id: str) -> str:
    return str(max((entry.position for entry in page.entries_of(rule_id)), default=0))


def _change_page(case: OpenCase, page: ChangesPage, trigger: Trigger, form: ChangeForm, **more: object) -> str:
    law = case.appraisal.regime.after_filing.refiling.mechanism(trigger.rule.mechanism)
    return case_page(
        "case/change.html",
        case,
        page=page,
        trigger=trigger,
        law=law,
        form=form,
        problems=_problems(form),
        words=afterwords,
        against=request.args.get("against"),
        history=page.entries_of(trigger.rule.id),
        **more,
    )


# ---- the extension ----


@after.get("/extension")
def extension(case_id: str) -> str:
    case = opened(case_id)
    page = extension_service.extension_page(desk(), person(), case)
    return _extension_page(case, page, _extension_forms(case, page))


@after.post("/extension")
def say_extension(case_id: str) -> str | Response | tuple[str, int]:
    case = opened(case_id)
    page = extension_service.extension_page(desk(), person(), case)
    forms = _extension_forms(case, page)
    if not forms.validate():
        return _extension_page(case, page, forms), 422
    said = forms.said()
    try:
        extension_service.say_extension(desk(), person(), case, said, forms.case.position)
    except Refused as refused:
        fresh = extension_service.page_of(case, _changes(case), said)
        forms.case.seen.data = str(fresh.position)
        return _extension_page(case, fresh, forms, refusal=refused.in_language(language())), 409
    flash(t("已保存。", "Saved."))
    return redirect(url_for("after.extension", case_id=case_id))


def _extension_forms(case: OpenCase, page: extension_service.ExtensionPage) -> ExtensionForms:
    return extension_forms(language(), [entry.id for entry in case.sheet.scenarios], page.said, page.position)


def _extension_page(
    case: OpenCase, page: extension_service.ExtensionPage, forms: ExtensionForms, **more: object
) -> str:
    law = case.appraisal.regime.after_filing.extension
    return case_page(
        "case/extension.html",
        case,
        page=page,
        law=law,
        forms=forms,
        terms=afterwords.term_words(case, law),
        writable=may("after.say_extension"),
        conditions=afterwords.conditions_shown(case, page, law),
        names={entry.id: entry_name(case.sheet, entry) for entry in case.sheet.scenarios},
        words=afterwords,
        filing=afterwords.filing_address(case),
        **more,
    )
