"""Rows of ``item_proposal``: what they hold of an item, the class that counts in SQL, and how a filter reads there."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any, cast

from sqlalchemy import ColumnElement, FromClause, and_, case, false, func, not_, or_
from sqlmodel import col, select

from assessment.item_keys import name_key
from assessment.item_lines import KINDS, ItemFilter, Judgement, Recognition
from assessment.item_states import Answer, ItemKind
from assessment.vocabulary import Confidence
from store.columns import clean
from store.repositories.searching import holding
from store.rows import table_of
from store.tables import CaseRow, DataItemRow, ItemProposalRow

P = ItemProposalRow
ITEM = table_of(DataItemRow)
LINE = table_of(ItemProposalRow)
RECOGNISED = ("made_with", "recognised", "found", "word", "sure")
JUDGED = ("judged_with", "kind", "category", "personal", "sensitive", "important")
_judged = attrgetter(*JUDGED)
_NOT_RECOGNISED = dict.fromkeys(RECOGNISED, "")
_NOT_JUDGED = {"judged_with": "", "kind": "undetermined", "category": "", **dict.fromkeys(JUDGED[3:], "undetermined")}
_UNKNOWN = _NOT_RECOGNISED | _NOT_JUDGED


def _treated_kind(row: Mapping[str, Any]) -> str:
    treatment = row["treatment"]
    return str(treatment["kind"]) if treatment and treatment["state"] == "verified" else ""


_OF_ITEM: Mapping[str, tuple[str, Callable[[Mapping[str, Any]], Any]]] = {
    "name_key": ("name", lambda row: name_key(row["name"])),
    "justified": ("necessity", lambda row: bool(row["necessity"].strip())),
    "is_cut": ("cut", lambda row: row["cut"] is not None),
    "settled_kind": ("settled", lambda row: row["settled"]["kind"] if row["settled"] else ""),
    "settled_category": ("settled", lambda row: row["settled"]["category"] if row["settled"] else ""),
    "treated": ("treatment", lambda row: row["treatment"]["state"] if row["treatment"] else ""),
    "treated_kind": ("treatment", _treated_kind),
}
"""What the table is filtered by: the column of ``data_item`` that each is read from, and how."""


def reading(names: Collection[str]) -> tuple[str, ...]:
    """The columns in here that are read from these columns of ``data_item``."""
    return tuple(name for name, (source, _) in _OF_ITEM.items() if source in names)


def of_item(row: Mapping[str, Any], names: Iterable[str] = tuple(_OF_ITEM)) -> tuple[Any, ...]:
    """What stands in the columns ``names`` for one row of ``data_item``."""
    return tuple([_OF_ITEM[name][1](row) for name in names])


def whole(row: Mapping[str, Any], batch: str, proposal: tuple[Recognition, Judgement] | None) -> dict[str, Any]:
    """A new row for an item that has none yet."""
    law = {**of_recognition(proposal[0]), **of_judgement(proposal[1])} if proposal else _UNKNOWN
    return {
        "item_id": row["id"],
        "company_id": row["company_id"],
        "case_id": row["case_id"],
        "scenario_id": row["scenario_id"],
        "position": row["position"],
        "batch": batch,
        **dict(zip(_OF_ITEM, of_item(row), strict=True)),
        **law,
    }


def of_recognition(found: Recognition) -> dict[str, Any]:
    items = ",".join(found.items)
    values = (found.made_with, items, found.found, clean(found.word), found.sure.value)
    return dict(zip(RECOGNISED, values, strict=True))


def of_judgement(said: Judgement) -> dict[str, Any]:
    return dict(zip(JUDGED, _judged(said), strict=True))


def recognition(made_with: str, recognised: str, found: str, word: str, sure: str) -> Recognition | None:
    return Recognition(split(recognised), found, word, Confidence(sure), made_with) if made_with else None


def judgement(judged_with: str, values: Sequence[str]) -> Judgement | None:
    if not judged_with:
        return None
    kind, category, personal, sensitive, important = values
    return Judgement(
        cast(ItemKind, kind),
        category,
        cast(Answer, personal),
        cast(Answer, sensitive),
        cast(Answer, important),
        judged_with,
    )


def split(recognised: str) -> tuple[str, ...]:
    return tuple(recognised.split(",")) if recognised else ()


def standing() -> ColumnElement[str]:
    """The class that counts now, as ``assessment/item_standing.py`` tells it."""
    return case((col(P.treated_kind) != "", P.treated_kind), (col(P.settled_kind) != "", P.settled_kind), else_=P.kind)


def strictness() -> ColumnElement[int]:
    now = standing()
    return case(*((now == kind, place) for place, kind in enumerate(KINDS)), else_=len(KINDS))


def category() -> ColumnElement[str]:
    return case((col(P.settled_kind) != "", P.settled_category), else_=P.category)


def differs() -> ColumnElement[bool]:
    return col(P.settled_kind).not_in(("", P.kind))


def duplicates(company: str, case_id: str) -> ColumnElement[bool]:
    """Another item of the case, in whichever scenario, has the same name but for its spelling."""
    repeated = (
        select(P.name_key)
        .where(P.company_id == company, P.case_id == case_id, not_(col(P.is_cut)))
        .group_by(P.name_key)
        .having(func.count() > 1)
    )
    return col(P.name_key).in_(repeated)


def repeated_here(company: str, case_id: str, scenario_id: str) -> Any:
    """How many items of a scenario ``duplicates`` finds, in one reading of the names."""
    here = func.sum(case((col(P.scenario_id) == scenario_id, 1), else_=0)).label("here")
    named = select(here).where(P.company_id == company, P.case_id == case_id, not_(col(P.is_cut)))
    groups = named.group_by(P.name_key).having(func.count() > 1).subquery()
    return select(func.coalesce(func.sum(groups.c.here), 0))


def lists(company: str, case_id: str, scenario_id: str) -> tuple[Any, Any]:
    """The first and the last list that items of a scenario came with."""
    here = (P.company_id == company, P.case_id == case_id, P.scenario_id == scenario_id)
    return select(func.min(P.batch)).where(*here), select(func.max(P.batch)).where(*here)


def newest(company: str, case_id: str, scenario_id: str) -> ColumnElement[bool]:
    """It came with the newest list, where there was one before."""
    first, last = lists(company, case_id, scenario_id)
    return and_(col(P.batch) == last.scalar_subquery(), col(P.batch) != first.scalar_subquery())


def conditions(company: str, case_id: str, scenario_id: str, wanted: ItemFilter) -> list[Any]:
    """A filter in SQL, on the tables that ``source`` names."""
    own = select(CaseRow.id).where(CaseRow.id == case_id, CaseRow.company_id == company).exists()
    # The company is asked of the case, once: asked of each row it would have the database read the rows that
    # stand before a page only to pass over them.
    found: list[Any] = [own]
    if reads_texts(wanted):
        found += [DataItemRow.case_id == case_id, DataItemRow.scenario_id == scenario_id]
    if reads_lines(wanted):
        found += [P.case_id == case_id, P.scenario_id == scenario_id]
    if wanted.kinds or wanted.settled is not None or wanted.only not in ("", "cut"):
        found.append(not_(col(P.is_cut)))
    if wanted.search.strip():
        columns = (DataItemRow.name, DataItemRow.description, DataItemRow.remark)
        found.append(or_(*(holding(col(one), clean(wanted.search.strip())) for one in columns)))
    if wanted.kinds:
        found.append(standing().in_(sorted(wanted.kinds)))
    if wanted.settled is not None:
        found.append(col(P.settled_kind) != "" if wanted.settled else col(P.settled_kind) == "")
    if wanted.category:
        found.append(category() == ("" if wanted.category == "-" else wanted.category))
    if wanted.only:
        found.append(_only(wanted.only, company, case_id, scenario_id))
    return found


def reads_texts(wanted: ItemFilter) -> bool:
    """Whether the items themselves have to be read for a filter or its order, and not only what stands beside them."""
    return bool(wanted.search.strip()) or wanted.sort in ("name", "necessity") or wanted.group == "necessity"


def reads_lines(wanted: ItemFilter) -> bool:
    """Whether what stands beside the items has to be read."""
    by_class = wanted.sort in ("kind", "category") or wanted.group in ("kind", "category")
    narrowed = bool(wanted.kinds or wanted.category or wanted.only) or wanted.settled is not None
    return by_class or narrowed or not reads_texts(wanted)


def source(wanted: ItemFilter) -> FromClause:
    """The tables that ``conditions`` and ``ordering`` speak of, none of them in vain."""
    if not reads_lines(wanted):
        return ITEM
    return LINE.join(ITEM, ITEM.c.id == LINE.c.item_id) if reads_texts(wanted) else LINE


def item_id(wanted: ItemFilter) -> ColumnElement[str]:
    """The item's id, as the tables of ``source`` have it."""
    return LINE.c.item_id if reads_lines(wanted) else ITEM.c.id


def _only(only: str, company: str, case_id: str, scenario_id: str) -> ColumnElement[bool]:
    match only:
        case "unjustified":
            return not_(col(P.justified))
        case "duplicates":
            return duplicates(company, case_id)
        case "cut":
            return col(P.is_cut) != false()
        case "treated":
            return col(P.treated) != ""
        case "new":
            return newest(company, case_id, scenario_id)
        case "differs":
            return differs()
    raise ValueError(f"items cannot be narrowed to {only!r}")


def group_key(wanted: ItemFilter) -> ColumnElement[Any]:
    match wanted.group:
        case "kind":
            return standing()
        case "category":
            return category()
        case "necessity":
            return cast(ColumnElement[Any], col(DataItemRow.necessity))
    raise ValueError(f"items cannot be grouped by {wanted.group!r}")


def ordering(wanted: ItemFilter) -> list[Any]:
    """Groups first, then what was asked for, then the order of the list."""
    table = LINE if reads_lines(wanted) else ITEM
    keys = {
        "position": table.c.position,
        "name": col(DataItemRow.name),
        "kind": strictness(),
        "category": category(),
        "necessity": col(DataItemRow.necessity),
    }
    if wanted.sort not in keys:
        raise ValueError(f"items cannot be sorted by {wanted.sort!r}")
    grouped = [keys[wanted.group]] if wanted.group not in ("", wanted.sort) else []
    asked = keys[wanted.sort].desc() if wanted.descending else keys[wanted.sort].asc()
    # A name stands once in a scenario, so nothing has to be told apart by its place.
    apart = [] if wanted.sort in ("name", "position") else [table.c.position]
    return [*grouped, asked, *apart]
