"""Which items the table shows: read from the address, so that a view can be linked to, gone back to and sent on."""

from __future__ import annotations

from typing import Any, get_args

from wtforms import SelectField, SelectMultipleField, StringField

from assessment.item_lines import KINDS, Group, ItemFilter, Only, Sort
from assessment.vocabulary import Language, Text
from forms.base import OurForm, options, spoken
from forms.typed import trimmed

_SETTLED = {"yes": True, "no": False}
LONGEST_SEARCH = 200


def _one_of(kind: Any) -> Any:
    return SelectField(choices=options((value, value) for value in get_args(kind)), default="", validate_choice=False)


class FilterForm(OurForm):
    """What stands in the address. A word that means nothing here is passed over: the table shows all."""

    class Meta(OurForm.Meta):
        csrf = False  # it reads and changes nothing

    search = StringField(Text("搜索数据项", "Search items"), filters=[trimmed])
    kind = SelectMultipleField(choices=[], validate_choice=False)
    settled = SelectField(choices=options([("", ""), ("yes", ""), ("no", "")]), default="", validate_choice=False)
    only = _one_of(Only)
    category = StringField(filters=[trimmed])
    sort = _one_of(Sort)
    descending = StringField()
    group = SelectField(
        Text("分组", "Group by"),
        choices=options(
            [
                ("", Text("不分组", "nothing")),
                ("kind", Text("定级", "class")),
                ("category", Text("类别", "category")),
                ("necessity", Text("出境必要性", "necessity")),
            ]
        ),
        default="",
        validate_choice=False,
    )
    page = StringField()

    def wanted(self) -> ItemFilter:
        """The filter that the address asks for."""
        return ItemFilter(
            search=(self.search.data or "")[:LONGEST_SEARCH],
            kinds=frozenset(kind for kind in KINDS if kind in (self.kind.data or ())),
            settled=_SETTLED.get(self.settled.data or ""),
            only=_known(self.only.data, Only, ""),
            category=(self.category.data or "")[:LONGEST_SEARCH],
            sort=_known(self.sort.data, Sort, "position"),
            descending=self.descending.data == "yes",
            group=_known(self.group.data, Group, ""),
        )

    @property
    def page_number(self) -> int:
        typed = (self.page.data or "").strip()
        return max(int(typed), 1) if typed.isascii() and typed.isdigit() and len(typed) < 7 else 1


def in_address(wanted: ItemFilter) -> dict[str, str | list[str]]:
    """The filter as parts of an address, only what differs from the whole table in its order."""
    parts: dict[str, str | list[str]] = {
        "search": wanted.search,
        "kind": [kind for kind in KINDS if kind in wanted.kinds],
        "settled": "" if wanted.settled is None else "yes" if wanted.settled else "no",
        "only": wanted.only,
        "category": wanted.category,
        "sort": "" if wanted.sort == "position" else wanted.sort,
        "descending": "yes" if wanted.descending else "",
        "group": wanted.group,
    }
    return {name: value for name, value in parts.items() if value}


def _known(value: Any, kind: Any, otherwise: Any) -> Any:
    return value if value in get_args(kind) else otherwise


def filter_form(language: Language) -> type[FilterForm]:
    return spoken(FilterForm, language)
