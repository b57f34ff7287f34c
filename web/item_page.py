"""One data item: all that is known, decided and recorded about it; its texts to edit; a new one typed by hand."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, abort, flash, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.answers import Entry
from assessment.item_lines import ItemLine
from assessment.vocabulary import Text
from forms.item_steps import StepForm
from forms.items import TEXTS, ItemForm, item_form
from services import item_list
from services import items as service
from services.cases import OpenCase
from services.desk import Refused
from services.item_history import item_history
from services.items import ItemClash
from web.casepage import case_page
from web.desk import desk, person
from web.frame import entry_name
from web.item_undoing import offer, undoable
from web.item_view import steps_form, table_fragment, why_locked
from web.itemhistory import steps_of
from web.items import place
from web.itemwords import SURE, treatment_word, wording
from web.language import language, say
from web.permissions import may

item_page = Blueprint("item_page", __name__, url_prefix="/cases/<case_id>/scenarios/<scenario>/items")


@item_page.get("/<item_id>")
def item(case_id: str, scenario: str, item_id: str) -> str:
    case, entry = place(case_id, scenario)
    line = service.item_line(desk(), person(), case_id, scenario, item_id)
    return _item(case, entry, line, steps_form(case)(formdata=None, data=_known(line)), "")


def item_again(case: OpenCase, entry: Entry, item_id: str, form: StepForm, refusal: str) -> str:
    """The page with what is to be put right; what was typed stays."""
    return _item(case, entry, service.item_line(desk(), person(), case.record.id, entry.id, item_id), form, refusal)


@item_page.route("/<item_id>/edit", methods=["GET", "POST"])
def edit(case_id: str, scenario: str, item_id: str) -> str | Response | tuple[str, int] | tuple[Response, int]:
    """The texts of one item; inside the table for the script, on a page of its own for everybody else."""
    found = service.item_of(desk(), person(), case_id, item_id)
    if found.scenario != scenario:
        abort(404)
    form = item_form(language())(obj=found)
    texts = {name: getattr(found, name) for name in TEXTS}
    if request.method == "GET":
        form.show(texts)
        return _edit(case_id, scenario, item_id, form, "", {})
    refusal, theirs = "", {}
    if form.validate_on_submit():
        try:
            done = service.change_item(desk(), person(), case_id, item_id, form.values(), form.seen())
        except ItemClash as clash:
            # Shown now, so that saving again is a decision between two known texts.
            form.show({name: getattr(clash.theirs, name) for name in TEXTS})
            refusal, theirs = _clash_sentence(clash), {name: getattr(clash.theirs, name) for name in clash.fields}
        except Refused as refused:
            refusal = refused.in_language(language())
        else:
            return _saved(case_id, scenario, form.values()["name"], done.undo)
    page = _edit(case_id, scenario, item_id, form, refusal, theirs)
    return page, 409 if theirs else 422


@item_page.route("/add", methods=["GET", "POST"])
def add(case_id: str, scenario: str) -> str | Response | tuple[str, int]:
    """One item typed by hand; a list comes in as a file."""
    case, entry = place(case_id, scenario)
    form = item_form(language())()
    refusal = ""
    if form.validate_on_submit():
        try:
            added = item_list.add_item(desk(), person(), case_id, scenario, form.values())
        except Refused as refused:
            refusal = refused.in_language(language())
        else:
            name = form.values()["name"]
            offer(case_id, scenario, added.undo, Text(f"已添加“{name}”。", f"'{name}' is added."))
            if form.another.data:
                return redirect(url_for("item_page.add", case_id=case_id, scenario=scenario))
            return redirect(url_for("item_page.item", case_id=case_id, scenario=scenario, item_id=added.id))
    page = case_page(
        "case/item_add.html",
        case,
        base=url_for("items.table", case_id=case_id, scenario=scenario),
        form=form,
        refusal=refusal,
        theirs={},
        locked=why_locked(case),
        scenario=entry.id,
        scenario_name=entry_name(case.sheet, entry),
        reasons=service.reasons_used(desk(), person(), case_id, entry.id),
        undo=undoable(case_id, entry.id),
    )
    return (page, 422) if request.method == "POST" else page


def _saved(case_id: str, scenario: str, name: str, undo: str) -> Response:
    said = Text(f"已保存“{name}”。", f"'{name}' is saved.")
    if undo:
        offer(case_id, scenario, undo, said)
    if "X-Rows" in request.headers:
        case, entry = place(case_id, scenario)
        return jsonify(said=say(said), sheet=table_fragment(case, entry))
    if not undo:
        flash(say(said))
    address = url_for("items.table", case_id=case_id, scenario=scenario)
    query = request.query_string.decode("ascii", "ignore")
    return redirect(f"{address}?{query}" if query else address)


def _edit(case_id: str, scenario: str, item_id: str, form: ItemForm, refusal: str, theirs: dict[str, str]) -> str:
    case, entry = place(case_id, scenario)
    base = url_for("items.table", case_id=case.record.id, scenario=entry.id)
    given: dict[str, Any] = {
        "base": base,
        "item_id": item_id,
        "query": request.query_string.decode("ascii", "ignore"),
        "form": form,
        "refusal": refusal,
        "theirs": theirs,
        "locked": why_locked(case),
        "scenario": entry.id,
        "scenario_name": entry_name(case.sheet, entry),
        "reasons": service.reasons_used(desk(), person(), case.record.id, entry.id),
    }
    if "X-Rows" in request.headers:
        return render_template("case/item_row_form.html", case=case, **given)
    return case_page("case/item_edit.html", case, **given)


def _clash_sentence(clash: ItemClash) -> str:
    return clash.in_language(language())


def _item(case: OpenCase, entry: Entry, line: ItemLine, form: StepForm, refusal: str) -> str:
    words = wording()
    proposal = line.proposal
    evidence = dict(steps_evidence(form))
    history = item_history(desk(), person(), case.record.id, line.item)
    treatment = line.item.treatment
    return case_page(
        "case/item.html",
        case,
        scenario=entry.id,
        scenario_name=entry_name(case.sheet, entry),
        base=url_for("items.table", case_id=case.record.id, scenario=entry.id),
        line=line,
        item=line.item,
        row=words.row(line),
        rules=words.rules(proposal) if proposal else (),
        needed=words.asked_facts(proposal.needs) if proposal else (),
        sure=SURE[proposal.sure.value] if proposal else None,
        category_of=words.category,
        treatment_said=treatment_word(treatment),
        processing=words.processing(treatment.processing) if treatment else "",
        proofs=[evidence.get(one, one) for one in treatment.evidence] if treatment else [],
        form=form,
        refusal=refusal,
        problems=[(field.anchor, field.errors[0]) for field in form if field.errors],
        reasons=service.reasons_used(desk(), person(), case.record.id, entry.id),
        writes=case.editable and may("item_steps.settle"),
        verifies=case.editable and may("item_steps.verify"),
        locked=why_locked(case),
        undo=undoable(case.record.id, entry.id),
        past=steps_of(history, line.item.name),
        older=history.older,
    )


def steps_evidence(form: StepForm) -> list[tuple[str, str]]:
    """The evidence of the case as the form offers it."""
    return [(value, label) for value, label in form.evidence.choices]


def _known(line: ItemLine) -> dict[str, Any]:
    """What stands already, for the fields of the steps."""
    known: dict[str, Any] = {"necessity": line.item.necessity}
    if settled := line.item.settled:
        known |= {"kind": settled.kind, "category": settled.category, "reason": settled.reason}
    if treatment := line.item.treatment:
        known |= {"means": treatment.means, "processing": treatment.processing, "note": treatment.note}
        known["evidence"] = list(treatment.evidence)
    return known
