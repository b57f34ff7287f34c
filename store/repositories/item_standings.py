"""What the data items of a case count as, added up by the database: scenario by scenario, class by class.

A case of 20,000 items is a few dozen rows here. Which class counts is told by ``assessment/item_standing.py``; the
rows hold what it needs to know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import ColumnElement, String, and_, case, func, select, type_coerce

from assessment.item_duplicates import Place
from assessment.item_lines import NamedItem, StandingRow
from assessment.item_states import Answer, ItemKind
from store import mapping
from store.repositories.items import ITEM, LINE
from store.session import Work

_ANSWERS: tuple[Answer, ...] = ("yes", "no", "undetermined")
_KINDS: tuple[ItemKind, ...] = ("important", "sensitive", "personal", "none", "undetermined")
_JOINED = LINE.join(ITEM, ITEM.c.id == LINE.c.item_id)
READ = (ITEM.c.id, ITEM.c.scenario_id, *(ITEM.c[name] for name in (*mapping.ITEM_TEXTS, *mapping.ITEM_STATES)))


class ItemStandings:
    def __init__(self, work: Work) -> None:
        self._work = work

    def of_case(self, case_id: str) -> list[StandingRow]:
        """Items that count alike stand in one row; those that were cut are told apart."""
        settled = [_settled(name) for name in ("personal", "sensitive", "important")]
        same = (
            LINE.c.scenario_id,
            LINE.c.is_cut,
            LINE.c.settled_kind,
            *(case((LINE.c.settled_kind == "", LINE.c[name]), else_=said)
              for name, said in zip(("personal", "sensitive", "important"), settled, strict=True)),
            LINE.c.treated,
            _treated(),
        )  # fmt: skip
        statement = select(*same, func.count()).select_from(_JOINED).where(*self._of(case_id)).group_by(*same)
        return [_row(tuple(found)) for found in self._work.session.execute(statement)]

    def named(self, case_id: str, scenario_id: str, kinds: Sequence[ItemKind], limit: int) -> list[NamedItem]:
        """The exported items that count as one of these kinds, in their order, and no more than that many."""
        now = case((LINE.c.treated_kind != "", LINE.c.treated_kind), else_=LINE.c.settled_kind)
        kind = case((now != "", now), else_=LINE.c.kind)
        columns = (
            ITEM.c.id, ITEM.c.name, kind, _category(), LINE.c.settled_kind,
            _still("sensitive", ("", "important", "sensitive")), _still("important", ("", "important")),
        )  # fmt: skip
        wanted = (*self._of(case_id), LINE.c.scenario_id == scenario_id, LINE.c.is_cut.is_(False))
        statement = (
            select(*columns).select_from(_JOINED).where(*wanted, kind.in_(kinds)).order_by(LINE.c.position).limit(limit)
        )
        return [
            NamedItem(item_id, name, cast(ItemKind, found), category, settled != "", bool(sensitive), bool(important))
            for item_id, name, found, category, settled, sensitive, important in self._work.session.execute(statement)
        ]

    def with_names(self, case_id: str, keys: Sequence[str]) -> dict[str, list[str]]:
        """By scenario, the ids of the items whose names are these but for their spelling."""
        statement = select(LINE.c.scenario_id, LINE.c.item_id).where(*self._of(case_id), LINE.c.name_key.in_(keys))
        found: dict[str, list[str]] = {}
        for scenario, item_id in self._work.session.execute(statement.order_by(LINE.c.position)):
            found.setdefault(scenario, []).append(item_id)
        return found

    def repeated(self, case_id: str, first: int, limit: int, least: int = 2) -> tuple[list[str], int]:
        """Names of the case that occur at least so often in the company, by their keys; and how many such names.

        First those that were settled differently, then those of which something is settled or justified in one
        place and not in another.
        """
        here = func.sum(case((LINE.c.case_id == case_id, 1), else_=0))
        exported = (LINE.c.company_id == self._work.company, LINE.c.is_cut.is_(False))
        groups = (
            select(LINE.c.name_key).where(*exported).group_by(LINE.c.name_key).having(func.count() >= least, here > 0)
        )
        total = self._work.session.scalar(select(func.count()).select_from(groups.subquery())) or 0
        page = groups.order_by(pressing(), LINE.c.name_key).offset(first).limit(limit)
        return list(self._work.session.scalars(page)), total

    def places(self, keys: Sequence[str]) -> list[Place]:
        """The exported items of the company with these names, in the order of their lists."""
        wanted = (LINE.c.company_id == self._work.company, LINE.c.is_cut.is_(False), LINE.c.name_key.in_(keys))
        statement = select(ITEM.c.case_id, *READ).select_from(_JOINED).where(*wanted).order_by(LINE.c.position)
        return [Place(found[0], mapping.item_of(tuple(found[1:]))) for found in self._work.session.execute(statement)]

    def judged_with(self, case_id: str) -> tuple[str, ...]:
        """By what the proposals of the case were judged; another law or another fact makes it another."""
        statement = select(LINE.c.judged_with).where(*self._of(case_id)).distinct()
        return tuple(sorted(self._work.session.scalars(statement)))

    def _of(self, case_id: str) -> Sequence[Any]:
        return LINE.c.company_id == self._work.company, LINE.c.case_id == case_id


def pressing() -> ColumnElement[int]:
    """Which groups of items to look at first: settled differently, then those that can take something over."""
    settled = func.sum(case((LINE.c.settled_kind != "", 1), else_=0))
    justified = func.sum(case((LINE.c.justified, 1), else_=0))
    return case(
        (func.count(func.nullif(LINE.c.settled_kind, "").distinct()) > 1, 0),
        (and_(settled > 0, settled < func.count()), 1),
        (and_(justified > 0, justified < func.count()), 1),
        else_=2,
    )


def _row(found: tuple[Any, ...]) -> StandingRow:
    scenario, cut, settled_kind, personal, sensitive, important, treated, treated_kind, count = found
    kind = cast(ItemKind, treated_kind or "undetermined")
    one, two, three = (cast(Answer, answer) for answer in (personal, sensitive, important))
    return StandingRow(scenario, bool(cut), settled_kind != "", one, two, three, treated, kind, count)


def _settled(name: str) -> ColumnElement[str]:
    """One answer out of what was settled. Its JSON is canonical, and a quotation mark inside a text is escaped."""
    text = type_coerce(ITEM.c.settled, String)
    return case(*((text.like(f'%"{name}":"{answer}"%'), answer) for answer in _ANSWERS), else_="undetermined")


def _still(name: str, treated: Sequence[str]) -> ColumnElement[bool]:
    """Whether the answer is yes, and no verified treatment took it away."""
    said = case((LINE.c.settled_kind == "", LINE.c[name]), else_=_settled(name))
    return (said == "yes") & LINE.c.treated_kind.in_(treated)


def _treated() -> ColumnElement[str]:
    """The class after a treatment, claimed or verified."""
    text = type_coerce(ITEM.c.treatment, String)
    found = case(*((text.like(f'%"kind":"{kind}"%'), kind) for kind in _KINDS), else_="")
    return case((LINE.c.treated == "", ""), else_=found)


def _category() -> ColumnElement[str]:
    return case((LINE.c.settled_kind != "", LINE.c.settled_category), else_=LINE.c.category)
