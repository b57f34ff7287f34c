"""What the catalogue recognised in the items of a scenario and what follows: kept, made anew, asked for in bulk.

It follows from the items and the law, so no record speaks of it and nothing in here makes a case a newer one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import bindparam, func, select, update

from assessment.item_keys import name_key
from assessment.item_lines import Judgement, KeptAlike, Recognition
from store.repositories import item_index as index
from store.repositories.items import ITEM, LINE
from store.session import Work


class ItemProposals:
    def __init__(self, work: Work) -> None:
        self._work = work

    def to_recognise(self, case_id: str, scenario_id: str, made_with: str, limit: int | None = None) -> dict[str, Any]:
        """The items that this catalogue has not read as they are now: their texts by id, in order."""
        joined = LINE.join(ITEM, ITEM.c.id == LINE.c.item_id)
        texts = (ITEM.c.id, ITEM.c.name, ITEM.c.description, ITEM.c.example)
        stale = (*self._of(case_id, scenario_id), LINE.c.made_with != made_with)
        statement = select(*texts).select_from(joined).where(*stale).order_by(LINE.c.position).limit(limit)
        return {row.id: row for row in self._work.session.execute(statement)}

    def kept(self, case_id: str, scenario_id: str) -> list[KeptAlike]:
        """What is kept for the list: items that were recognised and judged alike stand together."""
        same = (LINE.c.recognised, LINE.c.made_with, LINE.c.judged_with)
        statement = select(*same, func.count()).where(*self._of(case_id, scenario_id)).group_by(*same)
        return [
            KeptAlike(index.split(items), made_with, judged_with, count)
            for items, made_with, judged_with, count in self._work.session.execute(statement)
        ]

    def keep(self, names: Mapping[str, str], found: Mapping[str, tuple[Recognition, Judgement]]) -> None:
        """Keep what was recognised, by id; ``names``: the items' names, by which equal ones are found."""
        rows = [
            {
                "key_item_id": item_id,
                "key_company": self._work.company,
                "name_key": name_key(names[item_id]),
                **index.of_recognition(one),
                **index.of_judgement(judged),
            }
            for item_id, (one, judged) in found.items()
        ]
        if rows:
            named: dict[str, Any] = {name: bindparam(name) for name in rows[0] if not name.startswith("key_")}
            own = (LINE.c.item_id == bindparam("key_item_id"), LINE.c.company_id == bindparam("key_company"))
            self._work.execute_many(update(LINE).where(*own).values(named), rows)

    def judge(self, case_id: str, scenario_id: str, said: Mapping[tuple[str, ...], Judgement]) -> int:
        """Keep what items are in their list, one statement for all that were recognised alike; returns how many."""
        rows = 0
        for items, judgement in said.items():
            alike = (*self._of(case_id, scenario_id), LINE.c.recognised == ",".join(items), LINE.c.made_with != "")
            other = LINE.c.judged_with != judgement.judged_with
            statement = update(LINE).where(*alike, other).values(index.of_judgement(judgement))
            rows += self._work.execute(statement).rowcount
        return rows

    def _of(self, case_id: str, scenario_id: str) -> list[Any]:
        return [
            LINE.c.company_id == self._work.company,
            LINE.c.case_id == case_id,
            LINE.c.scenario_id == scenario_id,
        ]
