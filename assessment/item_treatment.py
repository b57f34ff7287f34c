"""脱敏: the class of an item after it was treated, and whether what is said to prove the treatment proves it.

The catalogue says which processing lowers which item. Rules of important data are not lowered by it, an item that
nobody knows stays undetermined, and what does not leave at all is none of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from assessment.answers import Entry
from assessment.classification_parts import CatalogueItem
from assessment.item_standing import Classes
from assessment.item_states import ItemKind, Treatment
from assessment.proofs import MONTHS, dated_on
from assessment.vocabulary import Text
from assessment.workdays import months_later

Means = Literal["dropped", "masked", "generalised", "pseudonym", "aggregated"]
MEANS: Mapping[Means, Text] = {
    "dropped": Text("删除字段", "Dropped"),
    "masked": Text("遮蔽", "Masked"),
    "generalised": Text("泛化", "Generalised"),
    "pseudonym": Text("假名化，密钥留在境内", "Pseudonym, the key stays in China"),
    "aggregated": Text("汇总", "Aggregated"),
}

Why = Literal["", "no_document", "no_date", "too_old"]
WHY_NOT_PROVEN: Mapping[Why, Text] = {
    "no_document": Text(
        "脱敏处理没有附证据文件；请先在证明材料中上传测试报告或者样例，再选择它。",
        "No file proves the treatment; upload a test report or samples under evidence first, then name it here.",
    ),
    "no_date": Text(
        "证据文件没有注明自身日期；请在证明材料中补填材料日期。",
        "The evidence does not say its own date; add the date of the document to the evidence.",
    ),
    "too_old": Text(
        "证据文件自身的日期已超过十二个月；请换为更近的材料。",
        "The document is more than twelve months old; name a younger one.",
    ),
}


def kind_after(
    before: Classes, items: Sequence[CatalogueItem], means: Means, processing: str, *, keyed: bool
) -> ItemKind:
    """The class after a treatment. ``items``: as what it was recognised; ``keyed``: the list can be linked to persons.

    Every part of an item has to be lowered by the processing, and the least lowered part decides.
    """
    if means == "dropped":
        return "none"
    if before.kind in ("important", "undetermined", "none"):
        return before.kind
    reached = [next((low.to for low in item.lowers if low.by == processing), None) for item in items]
    if not items or None in reached:
        return before.kind
    personal = "personal" in reached or ("linked" in reached and keyed)
    if personal:
        return "personal"
    # What is no longer personal may still be important data where nobody has said that it is not.
    return "none" if before.important == "no" else "undetermined"


def why_not_proven(treatment: Treatment, evidence: Mapping[str, Entry], on: date) -> Why:
    """What keeps the evidence from proving a treatment on a day; empty where nothing does."""
    documents = [evidence[name] for name in treatment.evidence if name in evidence]
    with_file = [entry for entry in documents if entry.answers.get("evidence.file")]
    if not with_file:
        return "no_document"
    dated = [day for day in map(dated_on, with_file) if day is not None]
    if not dated:
        return "no_date"
    return "" if months_later(max(dated), MONTHS) >= on else "too_old"
