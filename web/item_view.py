"""The data-item table put together: filters, headings and rows with their addresses, made once and not cell by cell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import render_template, request, url_for

from assessment.answers import Entry
from assessment.item_lines import KINDS, ItemCounts, ItemFilter, Only, Sort
from assessment.questions import Scope
from assessment.vocabulary import Text
from forms.item_filter import FilterForm, filter_form, in_address
from forms.item_steps import StepForm, step_form, undo_form
from services import items as service
from services.cases import OpenCase
from services.items import ItemsPage
from web.casepage import case_page
from web.desk import desk, our_law, person
from web.frame import entry_name
from web.item_undoing import Undoable, undoable
from web.itemeffectwords import meaning_lines
from web.itemwords import RowWords, short_kind, wording
from web.language import language, number, say, t
from web.permissions import may

_ONLY: tuple[tuple[Only, Text, str], ...] = (
    # what is shown, its word, the count that stands beside it
    ("new", Text("新增", "New"), "new"),
    ("duplicates", Text("重复", "Duplicates"), "duplicates"),
    ("unjustified", Text("缺必要性", "No necessity"), "unjustified"),
    ("differs", Text("与建议不同", "Unlike the proposal"), "differs"),
    ("treated", Text("有脱敏处理", "Treated"), "treated"),
    ("cut", Text("已剔除", "Taken out"), "cut"),
)
_HEADS: tuple[tuple[Sort, Text], ...] = (
    ("name", Text("数据项", "Item")),
    ("category", Text("类别", "Category")),
    ("kind", Text("定级与理由", "Class and reason")),
    ("necessity", Text("出境必要性", "Why it must leave")),
)


@dataclass(frozen=True, slots=True)
class Choice:
    """A link above the table that shows a part of it. ``here``: this part is shown now."""

    label: str
    count: int
    url: str
    here: bool


@dataclass(frozen=True, slots=True)
class Head:
    """A heading that sorts. ``order``: the value of ``aria-sort``."""

    label: str
    url: str
    order: str


@dataclass(frozen=True, slots=True)
class GroupLine:
    """A heading between rows; ``url`` shows the group alone, where there is such a filter."""

    label: str
    count: int
    url: str


@dataclass(frozen=True)
class TableView:
    """Everything that the sheet of the table sets."""

    base: str
    query: str
    wanted: ItemFilter
    number: int
    page: ItemsPage
    rows: tuple[tuple[GroupLine | None, RowWords], ...]
    kinds: tuple[Choice, ...]
    parts: tuple[Choice, ...]
    heads: tuple[Head, ...]
    writes: bool
    locked: str
    reasons: tuple[str, ...]
    undo: Undoable | None

    @property
    def narrowed(self) -> bool:
        """Whether a filter hides something."""
        return bool(in_address(replace(self.wanted, sort="position", descending=False, group="")))

    @property
    def last(self) -> int:
        return max(1, -(-self.page.total // self.page.limit))

    def turned(self, to: int) -> str:
        """Address of another page of the same view."""
        return _address(self.base, self.wanted, to)


def table_view(case: OpenCase, scenario: str, asked: FilterForm, *, whole: bool = True) -> TableView:
    """The page of the table that the address asks for.

    Not ``whole``: without what the script keeps from the page before, so that a change is answered sooner.
    """
    case_id, wanted = case.record.id, asked.wanted()
    page = service.items_page(desk(), person(), case_id, scenario, wanted, asked.page_number)
    shown = page.offset // page.limit + 1
    base = url_for("items.table", case_id=case_id, scenario=scenario)
    writes = case.editable and may("item_steps.settle")
    return TableView(
        base=base,
        query=urlencode(_parts(wanted, shown), doseq=True),
        wanted=wanted,
        number=shown,
        page=page,
        rows=_rows(page, wanted, base),
        kinds=_kinds(page.counts, wanted, base),
        parts=_parts_of(page.counts, wanted, base),
        heads=tuple(_head(sort, label, wanted, base) for sort, label in _HEADS),
        writes=writes,
        locked=why_locked(case),
        reasons=service.reasons_used(desk(), person(), case_id, scenario) if writes and whole else (),
        undo=undoable(case_id, scenario) if writes else None,
    )


def why_locked(case: OpenCase) -> str:
    """Why nothing can be changed here; empty where it can."""
    if not may("item_steps.settle"):
        return t("您的角色可以查看，不能修改。", "Your role reads this and changes nothing.")
    if not case.editable:
        return t(
            "本项目正在复核，数据项暂不能修改；提交人可先撤回。",
            "This case is in review and its items stand still; the submitter can withdraw it first.",
        )
    return ""


def steps_form(case: OpenCase) -> type[StepForm]:
    """The form for what is done to items, with the categories and ways of processing of the law of today."""
    search = our_law().catalogue.on(desk().today)
    spoken = language()

    def named(pairs: Any) -> list[tuple[str, str]]:
        return [(key, f"{key} {getattr(one.name, spoken)}") for key, one in pairs]

    return step_form(
        spoken,
        categories=named((item.id, item) for item in search.items),
        processing=named(search.catalogue.processing.items()),
        evidence=[(entry.id, entry_name(case.sheet, entry)) for entry in case.sheet.of_scope(Scope.EVIDENCE)],
    )


def table_sheet(
    case: OpenCase, scenario: Entry, view: TableView, *, whole: bool = True, **more: Any
) -> Mapping[str, Any]:
    """What the template of the table is given."""
    given = {"view": view, "scenario": scenario.id, "scenario_name": entry_name(case.sheet, scenario)}
    given |= {"form": steps_form(case)(formdata=None), "undo_form": undo_form(language())(formdata=None)}
    given |= {"shown_range": shown_range, "meaning": meaning_lines(case) if whole else ()}
    return {**given, "problems": (), "refusal": "", "open_step": "", "chosen": frozenset(), **more}


def table_page(case: OpenCase, scenario: Entry, view: TableView, **more: Any) -> str:
    return case_page("case/items.html", case, **table_sheet(case, scenario, view, **more))


def table_fragment(case: OpenCase, scenario: Entry, **more: Any) -> str:
    """The sheet alone, as the address asks for it, for the script that puts it in the place of the old one.

    What the items mean and the right column take longer; the script asks for them afterwards.
    """
    view = table_view(case, scenario.id, filter_form(language())(formdata=request.args), whole=False)
    return render_template("case/item_sheet.html", case=case, **table_sheet(case, scenario, view, whole=False, **more))


def _rows(page: ItemsPage, wanted: ItemFilter, base: str) -> tuple[tuple[GroupLine | None, RowWords], ...]:
    words = wording()
    rows = [words.row(line) for line in page.lines]
    if not wanted.group:
        return tuple((None, row) for row in rows)
    known = {key: GroupLine(say(name), count, _group_url(key, wanted, base)) for key, name, count in page.groups}
    keys = [_group_key(wanted, row) for row in rows]
    before: list[str | None] = [None, *keys][: len(keys)]
    return tuple(
        (known.get(key) if key != last else None, row) for key, last, row in zip(keys, before, rows, strict=True)
    )


def _group_key(wanted: ItemFilter, row: RowWords) -> str:
    match wanted.group:
        case "kind":
            return row.kind
        case "category":
            return row.category_id
        case _:
            return row.necessity


def _group_url(key: str, wanted: ItemFilter, base: str) -> str:
    match wanted.group:
        case "kind":
            return _address(base, replace(wanted, kinds=frozenset(kind for kind in KINDS if kind == key)))
        case "category":
            return _address(base, replace(wanted, category=key or "-"))
        case _:
            return ""


def _kinds(counts: ItemCounts, wanted: ItemFilter, base: str) -> tuple[Choice, ...]:
    """Each class with its count; pressing it shows it, pressing it again shows all."""
    return tuple(
        Choice(
            short_kind(kind),
            counts.of_kind(kind),
            _address(base, replace(wanted, kinds=wanted.kinds ^ {kind})),
            kind in wanted.kinds,
        )
        for kind in KINDS
        if counts.of_kind(kind) or kind in wanted.kinds
    )


def _parts_of(counts: ItemCounts, wanted: ItemFilter, base: str) -> tuple[Choice, ...]:
    found: list[Choice] = []
    if counts.unsettled or wanted.settled is False:
        here = wanted.settled is False
        other = replace(wanted, settled=None if here else False)
        found.append(Choice(t("待确认", "To confirm"), counts.unsettled, _address(base, other), here))
    for only, label, name in _ONLY:
        here, count = wanted.only == only, getattr(counts, name)
        if count or here:
            url = _address(base, replace(wanted, only="" if here else only))
            found.append(Choice(say(label), count, url, here))
    return tuple(found)


def _head(sort: Sort, label: Text, wanted: ItemFilter, base: str) -> Head:
    """Pressed once it sorts upwards, again downwards, a third time as the list came."""
    if wanted.sort != sort:
        return Head(say(label), _address(base, replace(wanted, sort=sort, descending=False)), "none")
    if not wanted.descending:
        return Head(say(label), _address(base, replace(wanted, descending=True)), "ascending")
    return Head(say(label), _address(base, replace(wanted, sort="position", descending=False)), "descending")


def _parts(wanted: ItemFilter, page: int) -> dict[str, Any]:
    return {**in_address(wanted), **({"page": page} if page > 1 else {})}


def _address(base: str, wanted: ItemFilter, page: int = 1) -> str:
    parts = urlencode(_parts(wanted, page), doseq=True)
    return f"{base}?{parts}" if parts else base


def shown_range(view: TableView) -> str:
    """第 1 – 100 项，共 260 项."""
    first = view.page.offset + 1 if view.page.total else 0
    last = min(view.page.offset + view.page.limit, view.page.total)
    total = number(view.page.total)
    return t(
        f"第 {number(first)} – {number(last)} 项，共 {total} 项", f"{number(first)} – {number(last)} of {total} items"
    )
