"""What is done to data items, one or many: settle, justify, treat, take out, put back, remove, and take a change back.

Every step answers in the same way: the table again (or the page of the item), with a sentence that says what was done
and a button to take it back. What cannot be done is said there, and nothing that was typed or ticked is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from assessment.answers import Entry
from assessment.errors import InputRefused, Problem
from assessment.vocabulary import Text
from forms.item_filter import filter_form
from forms.item_steps import StepForm, undo_form
from services import item_cuts, item_list, item_settling, item_treatments, item_undo
from services import items as service
from services.cases import OpenCase
from services.desk import NotFound, Refused
from services.item_changing import Done
from web.desk import desk, person
from web.item_page import item_again
from web.item_undoing import forget, offer
from web.item_view import steps_form, table_fragment, table_page, table_view
from web.items import place
from web.language import language, number, say
from web.pagewords import many
from web.typed import put_right

item_steps = Blueprint("item_steps", __name__, url_prefix="/cases/<case_id>/scenarios/<scenario>/items")

Answer = Response | str | tuple[str, int] | tuple[Response, int]
Step = Callable[[list[str], StepForm], Done]

NOTHING_CHOSEN = Text(
    "没有选中数据项；请先勾选，或者选择“符合当前条件的全部”。",
    "No item is selected; tick some first, or choose all that match.",
)


@item_steps.post("/settle")
def settle(case_id: str, scenario: str) -> Answer:
    """Confirm as proposed."""

    def step(ids: list[str], form: StepForm) -> Done:
        return item_settling.settle(desk(), person(), case_id, scenario, ids)

    return _take(case_id, scenario, "", step, ("已确认", "confirmed"))


@item_steps.post("/class")
def set_class(case_id: str, scenario: str) -> Answer:
    """Settle a class that a person chose, with the reason."""

    def step(ids: list[str], form: StepForm) -> Done:
        _need(form, "kind", Text("请选择定为哪一类。", "Choose the class."))
        category, reason = form.category.data or "", form.reason.data or ""
        return item_settling.settle(
            desk(), person(), case_id, scenario, ids, kind=form.kind.data, category=category, reason=reason
        )

    return _take(case_id, scenario, "settle", step, ("已定级", "given this class"))


@item_steps.post("/unsettle")
def unsettle(case_id: str, scenario: str) -> Answer:
    def step(ids: list[str], form: StepForm) -> Done:
        return item_settling.unsettle(desk(), person(), case_id, scenario, ids)

    return _take(case_id, scenario, "settle", step, ("已撤回定级", "back to the proposal"))


@item_steps.post("/necessity")
def necessity(case_id: str, scenario: str) -> Answer:
    def step(ids: list[str], form: StepForm) -> Done:
        _need(form, "necessity", Text("请填写出境必要性。", "Say why these items must leave."))
        return service.set_necessity(desk(), person(), case_id, scenario, ids, form.necessity.data)

    return _take(case_id, scenario, "necessity", step, ("已填写出境必要性", "given this necessity"))


@item_steps.post("/treat")
def treat(case_id: str, scenario: str) -> Answer:
    def step(ids: list[str], form: StepForm) -> Done:
        _need(form, "means", Text("请选择处理方式。", "Choose how the items are treated."))
        claim = item_treatments.TreatmentClaim(
            form.means.data,
            form.processing.data or "",
            form.note.data or "",
            tuple(entry for entry in form.evidence.data or () if entry),
        )
        return item_treatments.treat(desk(), person(), case_id, scenario, ids, claim)

    return _take(case_id, scenario, "treat", step, ("已登记脱敏处理", "given this treatment"))


@item_steps.post("/untreat")
def untreat(case_id: str, scenario: str) -> Answer:
    def step(ids: list[str], form: StepForm) -> Done:
        return item_treatments.treat(desk(), person(), case_id, scenario, ids, None)

    return _take(case_id, scenario, "treat", step, ("已撤回脱敏登记", "without a treatment again"))


@item_steps.post("/verify")
def verify(case_id: str, scenario: str) -> Answer:
    """A second person checked the treatment against its evidence."""

    def step(ids: list[str], form: StepForm) -> Done:
        return item_treatments.verify_treatment(desk(), person(), case_id, scenario, ids)

    return _take(case_id, scenario, "treat", step, ("已核验脱敏处理", "with a verified treatment"))


@item_steps.post("/cut")
def cut(case_id: str, scenario: str) -> Answer:
    def step(ids: list[str], form: StepForm) -> Done:
        _need(form, "cut_reason", Text("请写明为什么剔除。", "Say why these items are taken out."))
        return item_cuts.cut(desk(), person(), case_id, scenario, ids, form.cut_reason.data)

    return _take(case_id, scenario, "cut", step, ("已剔除", "taken out of the export"))


@item_steps.post("/restore")
def restore(case_id: str, scenario: str) -> Answer:
    def step(ids: list[str], form: StepForm) -> Done:
        return item_cuts.restore(desk(), person(), case_id, scenario, ids)

    return _take(case_id, scenario, "cut", step, ("已恢复出境", "put back"))


@item_steps.post("/remove")
def remove(case_id: str, scenario: str) -> Answer:
    def step(ids: list[str], form: StepForm) -> Done:
        form.origin.data = ""  # the page of a removed item is gone
        return item_list.remove_items(desk(), person(), case_id, scenario, ids)

    return _take(case_id, scenario, "", step, ("已从清单删除", "removed from the list"))


@item_steps.post("/undo")
def undo(case_id: str, scenario: str) -> Answer:
    """Take the last change back, as long as nothing else has touched its items since."""
    case, entry = place(case_id, scenario)
    form = undo_form(language())()
    said: Text | None = None
    refusal = ""
    if form.validate_on_submit() and form.change.data:
        try:
            done = item_undo.undo(desk(), person(), case_id, form.change.data)
        except Refused as refused:
            refusal = refused.in_language(language())
        else:
            said = _sentence(done, ("已撤销对", "put back as before"), after_zh="的更改")
    forget()
    return _shown(case_id, scenario, said) if said else _again(case, entry, None, "", refusal=refusal)


# ---- what the steps share ----


def _take(case_id: str, scenario: str, name: str, step: Step, words: tuple[str, str]) -> Answer:
    case, entry = place(case_id, scenario)
    form = steps_form(case)()
    if not form.validate_on_submit():
        return _again(case, entry, form, name)
    ids = _meant(case_id, scenario, form)
    if not ids:
        return _again(case, entry, form, name, refusal=say(NOTHING_CHOSEN))
    try:
        done = step(ids, form)
    except InputRefused as refused:
        if any(problem.where not in form for problem in refused.problems):
            return _again(case, entry, form, name, refusal=" ".join(say(one.sentence) for one in refused.problems))
        put_right(form, refused)
        return _again(case, entry, form, name)
    except NotFound:
        raise
    except Refused as refused:
        return _again(case, entry, form, name, refusal=refused.in_language(language()))
    said = _sentence(done, words)
    offer(case_id, scenario, done.undo, said)
    return _shown(case_id, scenario, said, form.origin.data or "", undoable=bool(done.undo))


def _meant(case_id: str, scenario: str, form: StepForm) -> list[str]:
    if not form.everything:
        return form.chosen()
    asked = filter_form(language())(formdata=request.args)
    return list(service.matching_ids(desk(), person(), case_id, scenario, asked.wanted()))


def _need(form: StepForm, field: str, sentence: Text) -> None:
    """Refuse a step that lacks what it is about; the sentence stands at the field."""
    if not (form[field].data or "").strip():
        raise InputRefused(Problem(field, sentence))


def _sentence(done: Done, words: tuple[str, str], after_zh: str = "") -> Text:
    zh = f"{words[0]} {number(done.count)} 项{after_zh}"
    en = f"{many(done.count, 'item', 'items')} {words[1]}"
    if done.skipped:
        zh += f"，{number(done.skipped)} 项保持不变"
        en += f", {number(done.skipped)} left as they were"
    return Text(f"{zh}。", f"{en}.")


def _shown(case_id: str, scenario: str, said: Text, origin: str = "", *, undoable: bool = False) -> Answer:
    """The table after a change: as a part for the script, as a page for everybody else."""
    if "X-Rows" in request.headers:
        return jsonify(said=say(said), sheet=table_fragment(*place(case_id, scenario)))
    if origin or not undoable:
        flash(say(said))  # where it can be taken back, the table says so itself
    if origin:
        return redirect(url_for("item_page.item", case_id=case_id, scenario=scenario, item_id=origin))
    address = url_for("items.table", case_id=case_id, scenario=scenario)
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{address}?{query}" if query else address)


def _again(case: OpenCase, entry: Entry, form: StepForm | None, name: str, *, refusal: str = "") -> Answer:
    """The same page with what is to be put right, and everything typed and ticked still there."""
    if form is not None and form.origin.data:
        return item_again(case, entry, form.origin.data, form, refusal), 422
    more: dict[str, Any] = {"refusal": refusal, "open_step": name}
    if form is not None:
        more |= {"form": form, "chosen": frozenset(form.chosen())}
        more["problems"] = [(field.anchor, field.errors[0]) for field in form if field.errors]
    if "X-Rows" in request.headers:
        return jsonify(said="", sheet=table_fragment(case, entry, **more)), 422
    view = table_view(case, entry.id, filter_form(language())(formdata=request.args))
    return table_page(case, entry, view, **more), 422
