"""Important data: determine it for the scenarios of a case, and hold the table of the law up to date."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from assessment.errors import InputRefused, Problem
from assessment.important_data_journal import Kept
from assessment.important_data_parts import TableItem
from assessment.important_data_rows import ROW_STATES, Row, rows
from assessment.important_data_table import ImportantDataLaw
from forms.important_data import FACT, MATCH, REASON, DeterminationForm, determination_form, shown
from forms.important_data_loading import DROP, LoadItemForm, load_file_form, load_item_form
from services import important_data as service
from services import important_data_loading as loading
from services.cases import OpenCase
from services.desk import Refused
from web import important_data_words as words
from web.casepage import case_page, opened
from web.desk import desk, person
from web.download import name_file
from web.frame import entry_name
from web.language import bilingual, language, say, t

important_data = Blueprint("important_data", __name__)
NEW = "new"
AnyPage = str | AnyResponse | tuple[str, int]


# ---- a case ----


@important_data.get("/cases/<case_id>/important-data")
def case(case_id: str) -> str:
    """All scenarios in a table, and the one that was chosen with its matches and questions."""
    found = opened(case_id)
    states = service.states(desk(), person(), found)
    wanted = request.args.get("scenario", "")
    state = next((s for s in states if s.entry.id == wanted), states[0] if states else None)
    if state is None or (wanted and state.entry.id != wanted):
        if wanted:
            abort(404)
        return _case_page(found, states, None, None)
    kept = state.kept
    content = kept.content if kept else None
    form = _form(found)(
        data=shown(
            content.matches if content else (),
            content.facts if content else {},
            content.note if content else "",
            kept.position if kept else 0,
        ),
        addable=_addable(_law(found)),
    )
    return _case_page(found, states, state, form)


@important_data.post("/cases/<case_id>/important-data/<scenario>")
def determine(case_id: str, scenario: str) -> AnyPage:
    found = opened(case_id)
    states = service.states(desk(), person(), found)
    state = next((s for s in states if s.entry.id == scenario), None)
    if state is None:
        abort(404)
    form = _form(found)(addable=_addable(_law(found)))
    if not form.validate_on_submit():
        return _case_page(found, states, state, form), 422
    before = state.kept.content if state.kept else None
    on_page = set(form.on_page())
    elsewhere = [m for m in (before.matches if before else ()) if m.item not in on_page]
    said = form.matches()
    saved = service.save(
        desk(),
        person(),
        case_id,
        scenario,
        matches=(*(m for m in elsewhere if m.item not in {s.item for s in said}), *said),
        facts=form.facts(before.facts if before else {}),
        note=form.note.data or "",
        seen=int(form.seen.data or 0) if (form.seen.data or "0").isdigit() else 0,
    )
    if saved.clash is not None:
        form.seen.data = str(saved.clash.position)
        return _case_page(found, states, state, form, saved.clash), 409
    flash(t("已保存判定。", "The determination is saved."))
    return redirect(url_for("important_data.case", case_id=case_id, scenario=scenario))


def _case_page(
    found: OpenCase,
    states: tuple[service.ScenarioState, ...],
    state: service.ScenarioState | None,
    form: DeterminationForm | None,
    clash: Kept | None = None,
) -> str:
    law = _law(found)
    return case_page(
        "case/important_data.html",
        found,
        states=states,
        state=state,
        form=form,
        clash=clash,
        law=law,
        names={s.entry.id: entry_name(found.sheet, s.entry) for s in states},
        cards=_cards(law, state, form) if state and form else (),
        asked=tuple(dict.fromkeys((*state.asked, *form.facts_on_page()))) if state and form else (),
        groups=_groups(law) if state else (),
        problems=_problems(form, law) if form else (),
        words=words,
    )


@dataclass(frozen=True, slots=True)
class Card:
    """One item of the table to be matched: what suggests it and what it is."""

    item: TableItem
    edition: str
    category: str
    names: tuple[str, ...]
    found: int
    keywords: tuple[str, ...]


def _cards(law: ImportantDataLaw, state: service.ScenarioState, form: DeterminationForm) -> tuple[Card, ...]:
    """Suggested items first, then those that somebody decided on, then what was ticked in the table."""
    suggested = {suggestion.code: suggestion for suggestion in state.suggestions}
    decided = [match.item for match in state.kept.content.matches] if state.kept else []
    made = []
    for code in dict.fromkeys((*suggested, *decided, *form.on_page())):
        place = law.find(code)
        if place is None:
            continue
        edition, item = place
        because = suggested.get(code)
        made.append(
            Card(
                item,
                bilingual(edition.head.name),
                words.place_of(law, item),
                because.names if because else (),
                because.count if because else 0,
                because.words if because else (),
            )
        )
    return tuple(made)


def _groups(law: ImportantDataLaw) -> tuple[tuple[str, tuple[TableItem, ...]], ...]:
    """The whole table by scenario, for adding an item that nothing suggested."""
    held = [item for _, item in law.in_force(desk().today) if not item.always]
    return tuple(
        (bilingual(scenario.name), tuple(i for i in held if law.categories[i.category].scenario == scenario.id))
        for scenario in law.scenarios
        if any(law.categories[i.category].scenario == scenario.id for i in held)
    )


def _addable(law: ImportantDataLaw) -> list[tuple[str, str]]:
    return [(item.code, item.code) for _, item in law.in_force(desk().today) if not item.always]


def _form(found: OpenCase) -> type[DeterminationForm]:
    law = _law(found)
    codes = [item.code for edition in law.editions for item in edition.items if not item.always]
    return determination_form(language(), dict.fromkeys(codes), law.facts)


def _law(found: OpenCase) -> ImportantDataLaw:
    return found.appraisal.regime.important_data.held_on(found.sheet.on)


def _problems(form: DeterminationForm, law: ImportantDataLaw) -> list[tuple[str, str]]:
    """(anchor, sentence) of everything to put right; the sentence names what it is about."""
    return [(form[name].anchor, f"{_about(name, law)}{messages[0]}") for name, messages in form.errors.items() if name]


def _about(name: str, law: ImportantDataLaw) -> str:
    colon = t("：", ": ")
    if name.startswith(FACT):
        return bilingual(law.facts[name.removeprefix(FACT)].label) + colon
    for prefix in (MATCH, REASON):
        place = law.find(name.removeprefix(prefix)) if name.startswith(prefix) else None
        if place is not None:
            return bilingual(place[1].name) + colon
    return ""


@important_data.app_template_global()
def important_data_doubts(found: OpenCase) -> tuple[tuple[str, str, str], ...]:
    """(scenario, sentence, address) wherever the answer says not important and the determination does not."""
    return tuple(
        (
            entry_name(found.sheet, state.entry),
            words.doubt(state),
            url_for("important_data.case", case_id=found.record.id, scenario=state.entry.id),
        )
        for state in service.doubts(desk(), person(), found)
    )


# ---- the table of the law ----


@important_data.get("/law/important-data")
def table() -> str:
    law = service.law_of(desk(), person())
    every = rows(law)
    scenario, state = request.args.get("scenario", ""), request.args.get("state", "")
    shown_rows = [row for row in every if _fits(law, row, scenario, state)]
    return render_template(
        "law/important_data.html",
        law=law,
        rows=shown_rows,
        total=len(every),
        scenario=scenario,
        state=state,
        counts={name: sum(row.state == name for row in every) for name in ROW_STATES},
        words=words,
    )


def _fits(law: ImportantDataLaw, row: Row, scenario: str, state: str) -> bool:
    place = law.categories[row.item.category].scenario if row.item else ""
    return (not scenario or place == scenario) and (not state or row.state == state)


@important_data.route("/law/important-data/load/<item_code>", methods=["GET", "POST"])
def load(item_code: str) -> AnyPage:
    """Load one item of the final as it stands in the official text; ``new``: one that the draft does not have."""
    law = service.law_of(desk(), person())
    draft = law.draft.item(item_code)
    if item_code != NEW and (draft is None or draft.always):
        abort(404)
    form = load_item_form(language())(data=_proposed(law, draft) if request.method == "GET" else None)
    form.category.choices = words.category_options(law)
    problems: Iterable[Problem] = ()
    if form.validate_on_submit():
        try:
            _store(form, draft)
        except InputRefused as refused:
            problems = refused.problems
        except Refused as refused:
            flash(refused.in_language(language()), "stop")
        else:
            flash(t("已加载，并已留痕。", "Loaded, and kept in the trail."))
            return redirect(url_for("important_data.table") + (f"#{item_code}" if draft else ""))
    page = render_template(
        "law/important_data_load.html", law=law, draft=draft, form=form, problems=tuple(problems), words=words
    )
    return (page, 422) if request.method == "POST" else page


def _store(form: LoadItemForm, draft: TableItem | None) -> None:
    article, read_on, reason = form.article.data, form.read_on.value, form.reason.data
    if draft is not None and form.listed.data == DROP:
        loading.drop_item(desk(), person(), draft, article, read_on, reason=reason)
        return
    item = loading.ReadItem(
        code=draft.code if draft else form.code.data,
        draft=draft.code if draft else None,
        category=form.category.data or "",
        name=(form.name_zh.data, form.name_en.data),
        description=(form.description_zh.data, form.description_en.data),
        rule=form.rule.data,
        keywords=(),
        article=article,
        read_on=read_on,
    )
    loading.load_item(desk(), person(), item, reason=reason)


def _proposed(law: ImportantDataLaw, draft: TableItem | None) -> dict[str, str]:
    """What stands in the form at first: what is loaded already, else the draft, to be corrected by the reader."""
    data = {"read_on": desk().today.isoformat()}
    item = (law.succeeded.get(draft.code) or draft) if draft else None
    if item is None:
        return data
    number = draft.number if draft else ""
    return data | {
        "code": item.code,
        "category": item.category,
        "name_zh": item.name.zh,
        "name_en": item.name.en,
        "description_zh": item.description.zh,
        "description_en": item.description.en,
        "rule": item.rule,
        "article": f"第二部分 序号{number}",
    }


@important_data.route("/law/important-data/load-file", methods=["GET", "POST"])
def load_file() -> AnyPage:
    """Load many items at once."""
    form = load_file_form(language())()
    problems: tuple[Problem, ...] = ()
    if form.validate_on_submit():
        try:
            held = loading.load_file(desk(), person(), form.text.data, reason=form.reason.data)
        except InputRefused as refused:
            problems = refused.problems
        except Refused as refused:
            flash(refused.in_language(language()), "stop")
        else:
            flash(t(f"已加载“{held.id}”。", f"'{held.id}' is loaded."))
            return redirect(url_for("important_data.table"))
    page = render_template("law/important_data_file.html", form=form, problems=problems)
    return (page, 422) if request.method == "POST" else page


@important_data.get("/law/important-data/template.yaml")
def template() -> Response:
    response = Response(loading.template(desk(), person()), mimetype="application/yaml")
    name_file(response, say(words.TEMPLATE_NAME))
    return response
