"""What happened to one data item, in sentences that speak of it alone; each leads to its record in the trail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from assessment.timeline import TimelineLine
from assessment.vocabulary import Text
from forms.item_steps import KIND_NAMES
from services.item_history import ItemHistory
from web.language import say, t
from web.pagewords import UNANSWERED, field_words, kind_words, many
from web.traildetails import LABELS, ChangeTold, changes_of, facts_of, shown
from web.trailview import who_words

_STEPS: dict[str, Text] = {
    "items imported": Text("导入清单", "imported a list with it"),
    "case imported": Text("随项目一并导入", "imported it with the case"),
    "example loaded": Text("随示例载入", "loaded it with the example"),
    "item added": Text("手工添加了此项", "added it by hand"),
    "item changed": Text("修改了内容", "changed its texts"),
    "items changed": Text("填写了出境必要性", "said why it must leave"),
    "items classified": Text("确认了定级", "settled its class"),
    "classification withdrawn": Text("撤回了定级", "took its class back"),
    "items treated": Text("登记了脱敏处理", "recorded how it is treated"),
    "treatment verified": Text("核实了脱敏处理", "verified its treatment"),
    "items cut": Text("从出境中剔除", "took it out of the export"),
    "items restored": Text("恢复出境", "put it back into the export"),
    "items removed": Text("从清单删除", "removed it from the list"),
    "change undone": Text("撤销了一次更改", "undid a change"),
}
_STATES: dict[str, Text] = {
    "settled": Text("定级", "its class"),
    "treatment": Text("脱敏处理", "its treatment"),
    "cut": Text("是否出境", "whether it is exported"),
}
_TOLD = frozenset({"reason", "note", "means", "file"})


@dataclass(frozen=True, slots=True)
class StepWords:
    """One step. ``with_others``: a word on how many items it touched together with this one."""

    seq: int
    at: datetime
    who: str
    what: str
    with_others: str
    changes: tuple[ChangeTold, ...]
    facts: tuple[tuple[str, str], ...]


def steps_of(history: ItemHistory, name: str) -> tuple[StepWords, ...]:
    """The steps of an item that is called ``name`` now."""
    return tuple(_step(line, name) for line in history.lines)


def _step(line: TimelineLine, name: str) -> StepWords:
    labels = {say(LABELS[key]) for key in _TOLD}
    facts = tuple(pair for pair in facts_of(line) if pair[0] in labels)
    return StepWords(line.seq, line.at, who_words(line), _what(line), _others(line), _changes(line, name), facts)


def _what(line: TimelineLine) -> str:
    details = line.details
    if line.kind == "items classified":
        kinds = details.get("kinds")
        if isinstance(kinds, Mapping) and len(kinds) == 1:
            kind = say(KIND_NAMES[next(iter(kinds))])
            return t(f"定为{kind}", f"settled it as {kind.lower()}")
    if line.kind == "change undone" and "added" in details:
        return t("撤销删除，此项恢复到清单", "undid its removal; it is in the list again")
    columns = details.get("columns")
    if line.kind == "change undone" and isinstance(columns, list) and columns:
        undone = t("、", ", ").join(say(_STATES[one]) if one in _STATES else field_words(one) for one in columns)
        return t(f"撤销了对{undone}的更改", f"undid a change of {undone}")
    if details.get("taken_over"):
        return t("沿用了别处的必要性或者定级", "took over a reason or a class from elsewhere")
    return say(_STEPS[line.kind]) if line.kind in _STEPS else kind_words(line.kind)


def _others(line: TimelineLine) -> str:
    count = line.details.get("count")
    if not isinstance(count, int) or count < 2:
        return ""
    return t(f"与另外 {count - 1} 项一起", f"together with {many(count - 1, 'other', 'others')}")


def _changes(line: TimelineLine, name: str) -> tuple[ChangeTold, ...]:
    """Texts before and after; of a list that came in only those of this item, by the name that it has now."""
    if "before_and_after" not in line.details and line.kind not in ("item changed", "item added"):
        return _set(line)
    ours = f"{name} · " if "before_and_after" in line.details else ""
    found = (change for change in changes_of(line, None) if change.label.startswith(ours))
    return tuple(
        ChangeTold(one.label.removeprefix(ours), "" if one.before == UNANSWERED else one.before, one.after)
        for one in found
    )


def _set(line: TimelineLine) -> tuple[ChangeTold, ...]:
    """One text given to many: what stood there before is told by the step before it."""
    after = line.details.get("after")
    return (ChangeTold("", "", shown(after)),) if isinstance(after, str) and after else ()
