"""The facts that classes of data items wait for: asked once for a scenario, with how many items need each."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, url_for
from werkzeug.wrappers import Response

from assessment.important_data_journal import FactAnswer
from assessment.important_data_parts import AskedFact
from forms.fields import OPEN
from forms.important_data import FACT, determination_form, shown
from services import item_facts as service
from services.desk import Refused
from services.item_facts_needed import facts_needed
from web.casepage import case_page
from web.desk import desk, our_law, person
from web.frame import entry_name
from web.item_view import why_locked
from web.items import place
from web.language import language, t
from web.pagewords import many

item_facts = Blueprint("item_facts", __name__, url_prefix="/cases/<case_id>/scenarios/<scenario>/items")


@item_facts.get("/facts")
def page(case_id: str, scenario: str) -> str:
    return _page(case_id, scenario, None, "")


@item_facts.post("/facts")
def answer(case_id: str, scenario: str) -> str | Response | tuple[str, int]:
    """Keep what was answered; a fact that the page did not show is left as it was."""
    place(case_id, scenario)
    asked = _asked()
    form = determination_form(language(), (), asked)()
    if not form.validate_on_submit():
        return _page(case_id, scenario, form, ""), 422
    before = {name: said.value for name, said in service.answered(desk(), person(), case_id, scenario).items()}
    after = {name: None if value == OPEN else value for name, value in form.facts({}).items()}
    changed = [name for name in form.facts_on_page() if after.get(name) != before.get(name)]
    try:
        for name in changed:
            service.answer_fact(desk(), person(), case_id, scenario, name, after.get(name))
    except Refused as refused:
        return _page(case_id, scenario, form, refused.in_language(language())), 422
    if changed:
        said = t(
            f"已保存 {len(changed)} 项事实，建议已更新；已确认的定级没有改动。",
            f"{many(len(changed), 'fact', 'facts')} saved and the proposals updated; what was confirmed stays.",
        )
        flash(said)
    return redirect(url_for("items.table", case_id=case_id, scenario=scenario))


def _page(case_id: str, scenario: str, form: Any, refusal: str) -> str:
    case, entry = place(case_id, scenario)
    asked = _asked()
    needed = facts_needed(desk(), person(), case_id, scenario)
    said = service.answered(desk(), person(), case_id, scenario)
    values: dict[str, FactAnswer] = {name: one.value for name, one in said.items() if one.value is not None}
    known = {name: one for name, one in said.items() if one.value is not None}
    names = [name for name in (*needed, *(name for name in known if name not in needed)) if name in asked]
    if form is None:
        form = determination_form(language(), (), asked)(formdata=None, data=shown((), values, "", 0))
    return case_page(
        "case/item_facts.html",
        case,
        scenario=scenario,
        scenario_name=entry_name(case.sheet, entry),
        base=url_for("items.table", case_id=case_id, scenario=scenario),
        names=names,
        asked=asked,
        needed=needed,
        known=known,
        form=form,
        refusal=refusal,
        problems=[
            (form[FACT + name].anchor, form[FACT + name].errors[0]) for name in names if form[FACT + name].errors
        ],
        locked=why_locked(case),
    )


def _asked() -> dict[str, AskedFact]:
    """Every fact that the law of today may ask of data items."""
    law = our_law()
    return {**law.important_data.held_on(desk().today).facts, **law.catalogue.facts}
