"""The groups of the table of items, with their names in both languages, in the order in which the table shows them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment.classification_catalogue import Search
from assessment.item_lines import KINDS, ItemFilter
from assessment.vocabulary import Text

Group = tuple[str, Text, int]
"""Key, name, how many."""

KIND_NAMES: Mapping[str, Text] = {
    "important": Text("重要数据", "Important data"),
    "sensitive": Text("敏感个人信息", "Sensitive personal information"),
    "personal": Text("个人信息", "Personal information"),
    "undetermined": Text("待定", "Undetermined"),
    "none": Text("一般数据", "Neither personal nor important"),
}
WITHOUT_CATEGORY = Text("目录中没有", "Not in the catalogue")
WITHOUT_NECESSITY = Text("未填写出境必要性", "No necessity given")


def groups_of(found: Sequence[tuple[str, int]], wanted: ItemFilter, search: Search) -> tuple[Group, ...]:
    """Groups as the table orders its rows: classes by strictness, the others by their key."""
    places: dict[str, int] = {kind: place for place, kind in enumerate(KINDS)} if wanted.group == "kind" else {}
    ordered = sorted(found, key=lambda one: (places.get(one[0], 0), one[0]))
    return tuple((key, _name(key, wanted, search), count) for key, count in ordered)


def _name(key: str, wanted: ItemFilter, search: Search) -> Text:
    match wanted.group:
        case "kind":
            return KIND_NAMES[key]
        case "category":
            if key not in search.numbers:
                return Text(key, key) if key else WITHOUT_CATEGORY
            name = search.items[search.numbers[key]].name
            return Text(name.zh, name.en)
        case _:
            return Text(key, key) if key else WITHOUT_NECESSITY
