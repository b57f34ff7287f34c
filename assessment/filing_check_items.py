"""What people settled about the data items, against what form and route say about the data.

An item that nobody settled is no contradiction; it is counted and told, because officers are returned for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessment.answers import AnswerSheet, DataItem, Value
from assessment.applicability import Respondent
from assessment.filing_check_parts import Defect, look, must
from assessment.gaps import ITEMS
from assessment.item_standing import Classes, classes
from assessment.vocabulary import Text

NAMES_SHOWN = 3


def against_items(sheet: AnswerSheet, scenarios: tuple[Respondent, ...], evidence: frozenset[str]) -> Iterator[Defect]:
    """``evidence``: ids of the pieces of evidence that are there."""
    for scenario in scenarios:
        if scenario.entry is None:
            continue
        found = _Items.of(sheet.exported_items_of(scenario.entry))
        yield from _types(scenario, found)
        yield from _sensitive(scenario, found)
        yield from _open(scenario.entry, found)
        yield from _treatments(scenario.entry, sheet.exported_items_of(scenario.entry), evidence)


@dataclass(frozen=True, slots=True)
class _Items:
    """The exported items of one scenario by what they count as; ``settled``: all of them were."""

    personal: tuple[str, ...]
    sensitive: tuple[str, ...]
    important: tuple[str, ...]
    unsettled: tuple[str, ...]
    settled: bool

    @classmethod
    def of(cls, items: tuple[DataItem, ...]) -> _Items:
        told = [(item.name, classes(item, None)) for item in items]
        unsettled = tuple(item.name for item in items if item.settled is None)

        def named(field: str) -> tuple[str, ...]:
            return tuple(name for name, found in told if getattr(found, field) == "yes")

        settled = bool(items) and not unsettled and all(_clear(found) for _, found in told)
        return cls(named("personal"), named("sensitive"), named("important"), unsettled, settled)


def _clear(found: Classes) -> bool:
    return "undetermined" not in (found.personal, found.sensitive, found.important)


def _types(scenario: Respondent, found: _Items) -> Iterator[Defect]:
    types = scenario.said.get("scenario.data_types")
    if not isinstance(types, list):
        return
    place = ("scenario", scenario.entry, "scenario.data_types")
    words = (
        ("personal_information", found.personal, Text("个人信息", "personal information")),
        ("important_data", found.important, Text("重要数据", "important data")),
    )
    for choice, names, word in words:
        if names and choice not in types:
            yield must(
                "items-types",
                *place,
                Text(
                    f"{_names(names).zh}已定为{word.zh}，数据类型没有勾选“{word.zh}”；请勾选，或者重新定级。",
                    f"{_names(names).en} settled as {word.en}, which the types do not say; tick it or settle anew.",
                ),
            )
        if found.settled and not names and choice in types:
            yield look(
                "items-none",
                *place,
                Text(
                    f"数据类型勾选了“{word.zh}”，而已定级的数据项中没有{word.zh}；请核对。",
                    f"The types say {word.en}, and none of the settled items is; check.",
                ),
            )


def _sensitive(scenario: Respondent, found: _Items) -> Iterator[Defect]:
    said: Value = scenario.said.get("scenario.contains_sensitive")
    place = ("scenario", scenario.entry, "scenario.contains_sensitive")
    if found.sensitive and said is False:
        yield must(
            "items-sensitive",
            *place,
            Text(
                f"{_names(found.sensitive).zh}已定为敏感个人信息，“是否包含敏感个人信息”却选“否”；请改正其中一处。",
                f"{_names(found.sensitive).en} settled as sensitive, yet the form says there is none; correct one.",
            ),
        )
    if found.settled and not found.sensitive and said is True:
        yield look(
            "items-sensitive-none",
            *place,
            Text(
                "申报表选“包含敏感个人信息”，而已定级的数据项中没有敏感个人信息；请核对。",
                "The form says sensitive information, and none of the settled items is; check.",
            ),
        )


def _open(entry: str, found: _Items) -> Iterator[Defect]:
    if found.unsettled:
        count = len(found.unsettled)
        yield look(
            "items-unsettled",
            ITEMS,
            entry,
            None,
            Text(
                f"{count:,} 个数据项还没有人确认定级；请在数据项表中逐项或者批量确认。",
                f"Nobody has settled the class of {count:,} data items; confirm them one by one or in bulk.",
            ),
        )


def _treatments(entry: str, items: Iterable[DataItem], evidence: frozenset[str]) -> Iterator[Defect]:
    claimed, without = [], []
    for item in items:
        if item.treatment is None:
            continue
        if item.treatment.state == "claimed":
            claimed.append(item.name)
        elif not set(item.treatment.evidence) & evidence:
            without.append(item.name)
    if claimed:
        yield look(
            "treatment-claimed",
            ITEMS,
            entry,
            None,
            Text(
                f"{_names(claimed).zh}的脱敏处理仅为自行声明，不降低定级；请补充证据并由他人核验。",
                f"The treatment of {_names(claimed, verb='').en} is only claimed and lowers no class; add evidence "
                "and have it verified.",
            ),
        )
    if without:
        yield must(
            "treatment-evidence",
            ITEMS,
            entry,
            None,
            Text(
                f"{_names(without).zh}的脱敏处理标为已核验，所依据的证明材料已不在；请重新选择证明材料。",
                f"The treatment of {_names(without, verb='').en} counts as verified, and its evidence is gone; choose "
                "it again.",
            ),
        )


def _names(names: Iterable[str], verb: str = "are") -> Text:
    known = list(names)
    shown = "、".join(known[:NAMES_SHOWN])
    more = len(known) > NAMES_SHOWN
    zh = f"数据项“{shown}”" + (f"等 {len(known):,} 项" if more else "")
    en = ", ".join(known[:NAMES_SHOWN]) + (f" and {len(known) - NAMES_SHOWN:,} more" if more else "")
    is_one = "is" if len(known) == 1 and verb else verb
    return Text(zh, f"{en} {is_one}".rstrip())
