"""Items of a case beside what is known elsewhere: equal items in other places, and what the catalogue says today."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from assessment.vocabulary import Text
from forms.item_reuse import reuse_form
from forms.item_steps import KIND_NAMES
from services import item_catalogue_changes as catalogue_service
from services import item_duplicates as duplicate_service
from services.desk import Refused
from web.casepage import case_page, opened
from web.desk import desk, person
from web.frame import entry_name
from web.language import language, say, t
from web.pagewords import many
from web.typed import whole_number

item_reuse = Blueprint("item_reuse", __name__, url_prefix="/cases/<case_id>/items")

WHY = {
    "catalogue": Text("目录已更新", "the catalogue is another"),
    "facts": Text("事实或者清单已变化", "facts or the list are others"),
}


@item_reuse.get("/duplicates")
def duplicates(case_id: str) -> str:
    case = opened(case_id)
    found = duplicate_service.duplicates(desk(), person(), case_id, first=whole_number(request.args.get("first", "")))
    return case_page(
        "case/item_duplicates.html",
        case,
        found=found,
        form=reuse_form(language())(formdata=None),
        names={entry.id: entry_name(case.sheet, entry) for entry in case.sheet.scenarios},
        kind_name=lambda kind: say(KIND_NAMES[kind]),
    )


@item_reuse.post("/duplicates")
def take_over(case_id: str) -> Response:
    opened(case_id)
    form = reuse_form(language())()
    try:
        count = duplicate_service.take_over(desk(), person(), case_id, form.chosen() if form.validate() else ())
    except Refused as refused:
        flash(refused.in_language(language()), "stop")
    else:
        flash(
            t(
                f"已为 {count} 个数据项沿用必要性或者定级；留痕中可查。",
                f"Taken over for {many(count, 'item', 'items')}; the trail tells what.",
            )
        )
    return redirect(url_for("item_reuse.duplicates", case_id=case_id, first=request.args.get("first") or None))


@item_reuse.get("/catalogue")
def changes(case_id: str) -> str:
    return _changes(case_id, "", ())


@item_reuse.post("/catalogue")
def follow(case_id: str) -> str | Response | tuple[str, int]:
    opened(case_id)
    form = reuse_form(language())()
    form.validate()
    try:
        count = catalogue_service.take_over(desk(), person(), case_id, form.chosen(), form.reason.data or "")
    except Refused as refused:
        return _changes(case_id, refused.in_language(language()), form.chosen(), form.reason.data or ""), 422
    flash(
        t(
            f"已按现在的目录改定 {count} 个数据项；路径和风险随之更新。",
            f"{many(count, 'item is', 'items are')} settled as the catalogue says today; route and risk follow.",
        )
    )
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
