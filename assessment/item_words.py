"""How classes and treatments of data items are called, on screen and in documents."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.answers import DataItem
from assessment.item_standing import lowered, untreated
from assessment.item_states import ItemKind, Treatment
from assessment.vocabulary import Text

KIND_WORDS: Mapping[ItemKind, Text] = {
    "important": Text("重要数据", "important data"),
    "sensitive": Text("敏感个人信息", "sensitive personal information"),
    "personal": Text("个人信息", "personal information"),
    "none": Text("非个人信息、非重要数据", "neither personal information nor important data"),
    "undetermined": Text("待定级", "not determined"),
}
MEANS_WORDS: Mapping[str, Text] = {
    "dropped": Text("出境前删除", "removed before export"),
    "masked": Text("遮蔽", "masked"),
    "generalised": Text("泛化", "generalised"),
    "pseudonym": Text("假名化，密钥留存境内", "pseudonym, the key stays in China"),
    "aggregated": Text("汇总", "aggregated"),
}


def treatment_words(treatment: Treatment) -> Text:
    """What is done to an item, in its own words where there are some."""
    means = MEANS_WORDS[treatment.means]
    return Text(treatment.note or means.zh, treatment.note or means.en)


def remark_with_class(item: DataItem) -> str:
    """The company's remark, and behind it what people settled: the class, the treatment, the class afterwards.

    A proposal of the catalogue stays out: it binds nobody, and nothing that nobody settled is filed.
    """
    parts = [item.remark.strip()]
    if item.settled is not None and item.settled.kind != "undetermined":
        parts.append(_unless_said(KIND_WORDS[item.settled.kind].zh, item.remark))
    if item.treatment is not None:
        parts.append(f"{treatment_words(item.treatment).zh}（{_how_sure(item, item.treatment)}）")
    return "；".join(part.rstrip("；。") for part in parts if part)


def _unless_said(word: str, remark: str) -> str:
    """The class once: a remark that begins with it says it already."""
    return "" if remark.strip().startswith(word) else word


def _how_sure(item: DataItem, treatment: Treatment) -> str:
    if treatment.state != "verified":
        return "尚未核验"
    if item.settled is None:
        return "已核验"
    after = lowered(untreated(item, None), treatment).kind
    return "已核验" if after == item.settled.kind else f"已核验，处理后为{KIND_WORDS[after].zh}"
