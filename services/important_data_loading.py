"""Load the final table of important data from the official text: one item by a form, many by a file.

Everything becomes an overlay of the company's law, checked and recorded like any other; nothing is loaded unseen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import yaml

from assessment.important_data_parts import FINAL, TableItem
from assessment.important_data_table import ImportantDataLaw
from assessment.overlays import HeldOverlay
from assessment.work import Person
from services import overlays
from services.desk import Desk
from services.important_data import law_of

INSTRUMENT = "《汽车数据出境安全指引（2026版）》"


@dataclass(frozen=True, slots=True)
class ReadItem:
    """An item as somebody read it in the official text. ``draft``: the draft item it succeeds, if any."""

    code: str
    draft: str | None
    category: str
    name: tuple[str, str]
    description: tuple[str, str]
    rule: str
    keywords: Sequence[str]
    article: str
    read_on: date


def load_item(desk: Desk, person: Person, item: ReadItem, *, reason: str) -> HeldOverlay:
    """Load one item of the final; raises ``InputRefused`` with every defect, ``Refused`` where not allowed."""
    law = law_of(desk, person)
    entry = _entry(item, _cite(law, item.article))
    return _add(desk, person, law, item.code, item.name, item.read_on, item.article, {"items": [entry]}, reason)


def drop_item(desk: Desk, person: Person, draft: TableItem, article: str, read_on: date, *, reason: str) -> HeldOverlay:
    """Record that the final no longer lists an item of the draft."""
    law = law_of(desk, person)
    content = {"dropped": [{"draft": draft.code, "cite": _cite(law, article)}]}
    title = (f"{draft.name.zh}（正式稿已无）", f"{draft.name.en} (not in the final)")
    return _add(desk, person, law, draft.code, title, read_on, article, content, reason)


def load_file(desk: Desk, person: Person, text: str, *, reason: str) -> HeldOverlay:
    """Load many items at once from a file of kind ``important_data``."""
    return overlays.add(desk, person, text, reason=reason)


def template(desk: Desk, person: Person) -> str:
    """A file with every item of the draft that is not loaded yet, to be corrected against the official text."""
    law = law_of(desk, person)
    left = [item for item in law.draft.items if not item.always and item.code not in law.succeeded]
    entries = [_entry(_as_read(item, desk.today), _cite(law, f"第二部分 序号{item.number}")) for item in left]
    head = _head(
        law, _free_id(desk, person, "final-2026-table"), ("正式稿判定表", "The final table"), desk.today, "第二部分"
    )
    return _TEMPLATE_HEAD + _dump({"overlay": head, "important_data": [_part(desk.today, {"items": entries})]})


_TEMPLATE_HEAD = """\
# 按官方 PDF 逐项核对后再加载：以下内容是征求意见稿的，不是正式稿的。
# 未核对的项请删去；正式稿已无的项写在 dropped；测试或者数字不同的，写在 tests、figures。
# Check every item against the official PDF before loading: what stands here is the draft, not the final.
# Take out what was not checked; name under dropped what the final no longer lists; tests and figures that differ
# stand under tests and figures.
"""


def _add(
    desk: Desk,
    person: Person,
    law: ImportantDataLaw,
    code: str,
    title: tuple[str, str],
    read_on: date,
    article: str,
    content: Mapping[str, Any],
    reason: str,
) -> HeldOverlay:
    overlay_id = _free_id(desk, person, f"{FINAL}-{code.lower()}")
    head = _head(law, overlay_id, title, read_on, article)
    text = _dump({"overlay": head, "important_data": [_part(read_on, content)]})
    return overlays.add(desk, person, text, reason=reason)


def _head(
    law: ImportantDataLaw, overlay_id: str, title: tuple[str, str], read_on: date, article: str
) -> dict[str, Any]:
    return {
        "id": overlay_id,
        "kind": "important_data",
        "title": {"zh": title[0], "en": title[1]},
        "from": law.final.head.since.isoformat(),
        "source": {**_cite(law, article), "read_on": read_on.isoformat()},
        "confidence": "high",
    }


def _part(read_on: date, content: Mapping[str, Any]) -> dict[str, Any]:
    return {"edition": FINAL, "checked_on": read_on.isoformat(), **content}


def _entry(item: ReadItem, cite: Mapping[str, str]) -> dict[str, Any]:
    entry: dict[str, Any] = {"code": item.code}
    if item.draft:
        entry["draft"] = item.draft
    entry |= {
        "category": item.category,
        "name": {"zh": item.name[0], "en": item.name[1]},
        "description": {"zh": item.description[0], "en": item.description[1]},
        "rule": item.rule,
    }
    if item.keywords:
        entry["keywords"] = list(item.keywords)
    return {**entry, "cite": dict(cite)}


def _as_read(item: TableItem, today: date) -> ReadItem:
    return ReadItem(
        code=item.code,
        draft=item.code,
        category=item.category,
        name=(item.name.zh, item.name.en),
        description=(item.description.zh, item.description.en),
        rule=item.rule,
        keywords=(),
        article=f"第二部分 序号{item.number}",
        read_on=today,
    )


def _cite(law: ImportantDataLaw, article: str) -> dict[str, str]:
    address = law.final.head.source.cite.address
    return {"text": INSTRUMENT, "article": article, **({"address": address} if address else {})}


def _free_id(desk: Desk, person: Person, wanted: str) -> str:
    """The id, or with a number behind it when it was used before: an overlay is never written over."""
    listing = overlays.listing(desk, person)
    taken = {line.id for line in (*listing.own, *listing.house)}
    numbered = (f"{wanted}-{number:02d}" for number in range(2, 100))
    return next(free for free in (wanted, *numbered) if free not in taken)


def _dump(content: Mapping[str, Any]) -> str:
    # Anchors (*name) for repeated citations would be hard to correct by hand.
    dumper = type("Plain", (yaml.SafeDumper,), {"ignore_aliases": lambda self, data: True})
    return yaml.dump(dict(content), Dumper=dumper, allow_unicode=True, sort_keys=False, width=110)
