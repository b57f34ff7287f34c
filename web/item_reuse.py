"""Items of a case beside what is known elsewhere: equal items in other places, and what the catalogue says today."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from assessment.vocabulary import Text
from forms.item_reuse import reuse_form
from forms.item_steps import KIND_NAMES, undo_form
from services import item_catalogue_changes as catalogue_service
from services import item_duplicates as duplicate_service
from services import item_undo
from services.desk import Refused
from web.casepage import case_page, opened
from web.desk import desk, person
from web.frame import entry_name
from web.item_undoing import Undoable, forget, offer, undoable
from web.language import language, number, say, t
from web.pagewords import many
from web.typed import whole_number

item_reuse = Blueprint("item_reuse", __name__, url_prefix="/cases/<case_id>/items")

PLACES_SHOWN = 8
"""So many places of one group are listed; of a common item of the catalogue there may be hundreds."""

WHY = {
    "catalogue": Text("目录已更新", "the catalogue is another"),
    "facts": Text("事实或者清单已变化", "facts or the list are others"),
}


@item_reuse.app_template_global()
def undo_on_page(case_id: str, origin: str) -> Undoable | None:
    """The last change of several scenarios, where it was made on this page."""
    return undoable(case_id, origin)


@item_reuse.get("/duplicates")
def duplicates(case_id: str) -> str:
    by = _by()
    first = whole_number(request.args.get("first", ""))
    found = duplicate_service.duplicates(desk(), person(), case_id, by=by, first=first)
    case = opened(case_id, with_items=False)
    return case_page(
        "case/item_duplicates.html",
        case,
        found=found,
        by=by,
        heading=_heading(found, by),
        form=reuse_form(language())(formdata=None),
        names={entry.id: entry_name(case.sheet, entry) for entry in case.sheet.scenarios},
        kind_name=lambda kind: say(KIND_NAMES[kind]),
        shown=PLACES_SHOWN,
    )


@item_reuse.post("/duplicates")
def take_over(case_id: str) -> Response:
    opened(case_id, with_items=False)
    form, by = reuse_form(language())(), _by()
    chosen = form.chosen() if form.validate() else ()
    try:
        done = duplicate_service.take_over(desk(), person(), case_id, chosen, by=by)
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        said = Text(
            f"已为 {done.count} 个数据项沿用必要性或者定级。", f"Taken over for {many(done.count, 'item', 'items')}."
        )
        offer(case_id, "duplicates", done.undo, said)
    return redirect(_duplicates_url(case_id))


@item_reuse.post("/undo")
def undo(case_id: str) -> Response:
    """Take back the last change of several scenarios at once; the page it was made on comes again."""
    opened(case_id, with_items=False)
    form = undo_form(language())()
    if form.validate_on_submit() and form.change.data:
        try:
            done = item_undo.undo(desk(), person(), case_id, form.change.data)
        except Refused as refused:
            flash(refused.in_language(language()), "stop")
        else:
            flash(t(f"已撤销对 {done.count} 项的更改。", f"{many(done.count, 'item', 'items')} put back as before."))
    forget()
    return redirect(_origin(case_id, form.origin.data or ""))


def _origin(case_id: str, origin: str) -> str:
    match origin:
        case "refused":
            return url_for("filing.page", case_id=case_id, _anchor="refused-items")
        case "catalogue":
            return url_for("item_reuse.changes", case_id=case_id)
        case _:
            return _duplicates_url(case_id)


def _by() -> duplicate_service.By:
    return "catalogue" if request.args.get("by") == "catalogue" else "name"


def _duplicates_url(case_id: str) -> str:
    by, first = request.args.get("by") or None, request.args.get("first") or None
    return url_for("item_reuse.duplicates", case_id=case_id, by=by, first=first)


def _heading(found: duplicate_service.Duplicates, by: duplicate_service.By) -> str:
    """What matters most of the groups on this page."""
    differing = sum(group.differs for group in found.groups)
    offering = sum(group.offers for group in found.groups)
    if by == "catalogue":
        if differing:
            zh = f"有 {differing} 个目录条目，其下名称不同的数据项定级不一致"
            return t(zh, f"{many(differing, 'item', 'items')} of the catalogue settled differently under several names")
        if offering:
            zh = f"有 {offering} 个目录条目，其下数据项可以沿用必要性或者定级"
            en = f"{many(offering, 'item', 'items')} of the catalogue can take over a reason or a class between names"
            return t(zh, en)
        if found.total:
            zh = f"有 {number(found.total)} 个目录条目在清单中有多个名称，没有矛盾"
            en = f"{many(found.total, 'item', 'items')} of the catalogue under several names, without contradiction"
            return t(zh, en)
        return t("没有名称不同而属同一目录条目的数据项", "No item of the catalogue stands here under several names")
    if differing:
        en = f"{many(differing, 'name was', 'names were')} settled differently in different places"
        return t(f"有 {differing} 个名称相同的数据项定级不一致", en)
    if offering:
        en = f"{many(offering, 'item', 'items')} can take over a reason or a class from elsewhere"
        return t(f"有 {offering} 个数据项可以沿用别处的必要性或者定级", en)
    if found.total:
        return t("名称相同的数据项都已一致", "Items of the same name agree")
    return t("没有名称相同的数据项", "No item has the same name as another")


@item_reuse.get("/catalogue")
def changes(case_id: str) -> str:
    return _changes(case_id, "", ())


@item_reuse.post("/catalogue")
def follow(case_id: str) -> str | Response | tuple[str, int]:
    opened(case_id)
    form = reuse_form(language())()
    form.validate()
    try:
        done = catalogue_service.take_over(desk(), person(), case_id, form.chosen(), form.reason.data or "")
    except Refused as refused:
        return _changes(case_id, refused.in_language(language()), form.chosen(), form.reason.data or ""), 422
    said = Text(
        f"已按现在的目录改定 {done.count} 个数据项；路径和风险随之更新。",
        f"{many(done.count, 'item is', 'items are')} settled as the catalogue says today; route and risk follow.",
    )
    offer(case_id, "catalogue", done.undo, said)
    return redirect(url_for("item_reuse.changes", case_id=case_id))


def _changes(case_id: str, refusal: str, chosen: tuple[str, ...], reason: str = "") -> str:
    found = catalogue_service.catalogue_changes(desk(), person(), case_id)
    case = opened(case_id)
    return case_page(
        "case/item_changes.html",
        case,
        found=found,
        total=sum(one.total for one in found),
        form=reuse_form(language())(formdata=None, reason=reason),
        refusal=refusal,
        chosen=chosen,
        names={entry.id: entry_name(case.sheet, entry) for entry in case.sheet.scenarios},
        kind_name=lambda kind: say(KIND_NAMES[kind]),
        why=WHY,
    )
