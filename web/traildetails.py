"""What a record says beside its sentence: each change with before and after, each detail under a name of its own.

It shows what stands in the record and works nothing out anew: an answer is worded by the question as it is today, an
erased text is said to be erased, and what has no words here is left to the record itself, which the page also shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from assessment.questions import QuestionType
from assessment.timeline import TimelineLine, erased_word
from assessment.vocabulary import Text
from forms.item_steps import KIND_NAMES, MEANS_NAMES
from services.cases import OpenCase
from services.trail import ERASED
from web.desk import our_law
from web.language import bilingual, language, number, say, t
from web.pagewords import UNANSWERED, field_words, many, question_words, value_words

LONGEST = 160
"""So much of a text is shown in a line of the timeline; the record's own page shows all of it."""

LABELS: dict[str, Text] = {
    "reason": Text("理由", "Reason"),
    "note": Text("说明", "Note"),
    "text": Text("意见", "Comment"),
    "heading": Text("位置", "At"),
    "page": Text("页", "Page"),
    "title": Text("名称", "Title"),
    "count": Text("数据项数", "Items"),
    "items": Text("数据项", "Items"),
    "names": Text("数据项", "Items"),
    "kinds": Text("定级", "Classes"),
    "as_proposed": Text("与建议一致", "As proposed"),
    "file": Text("文件", "File"),
    "added": Text("新增", "Added"),
    "changed": Text("修改", "Changed"),
    "removed": Text("删除", "Removed"),
    "left_out": Text("未变", "Left as they were"),
    "column": Text("列", "Column"),
    "columns": Text("列", "Columns"),
    "means": Text("方式", "Means"),
    "processing": Text("处理", "Processing"),
    "roles": Text("角色", "Roles"),
    "language": Text("语言", "Language"),
    "fact": Text("事实", "Fact"),
    "documents": Text("文件", "Documents"),
    "files": Text("文件", "Files"),
    "snapshot_sha256": Text("快照", "Snapshot"),
    "sha256": Text("文件 SHA-256", "SHA-256 of the file"),
    "document_sha256": Text("材料 SHA-256", "SHA-256 of the document"),
    "pages": Text("页数", "Pages"),
    "signer": Text("签署人", "Signer"),
    "stamped_at": Text("时间戳", "Time stamp"),
    "size": Text("字节数", "Bytes"),
    "from": Text("自", "From"),
    "until": Text("至", "Until"),
    "since": Text("自", "Since"),
    "records": Text("记录数", "Records"),
    "read": Text("已读", "Read"),
    "read_on": Text("阅读日期", "Read on"),
    "step": Text("步骤", "Step"),
    "state": Text("状态", "State"),
    "due": Text("期限", "Due"),
    "done_on": Text("完成日期", "Done on"),
    "owner": Text("负责人", "Owner"),
    "milestone": Text("节点", "Milestone"),
    "date": Text("日期", "Date"),
    "persons_pi": Text("一般个人信息人数", "Persons, not sensitive"),
    "persons_spi": Text("敏感个人信息人数", "Persons, sensitive"),
    "ground": Text("依据", "Ground"),
    "purpose": Text("目的", "Purpose"),
    "what": Text("内容", "What"),
    "evidence": Text("证明材料", "Evidence"),
    "after": Text("现为", "Now"),
    "before": Text("原为", "Before"),
}
SHORT = ("text", "reason", "note", "title", "heading", "page", "count", "kinds", "means", "file", "added", "changed",
         "removed", "column", "roles", "fact", "documents", "signer", "from", "until", "ground", "purpose")  # fmt: skip
"""What a line of the timeline tells, in this order; the record's own page tells all."""

_WORDS: dict[str, Mapping[str, Text]] = {
    "means": MEANS_NAMES,
    "roles": {
        "preparer": Text("填报人", "preparer"),
        "reviewer": Text("复核人", "reviewer"),
        "approver": Text("批准人", "approver"),
        "auditor": Text("审计人员", "auditor"),
        "counsel": Text("律师", "counsel"),
        "administrator": Text("管理员", "administrator"),
    },
    "language": {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")},
    "state": {
        "in_work": Text("办理中", "in work"), "done": Text("已完成", "done"), "open": Text("未办", "open"),
        "not_applicable": Text("不适用", "does not apply"),
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangeTold:
    """One answer or value with what it was and what it is. ``question`` and ``entry`` say where it is answered."""

    label: str
    before: str
    after: str
    question: str = ""
    entry: str = ""


def changes_of(line: TimelineLine, case: OpenCase | None) -> tuple[ChangeTold, ...]:
    """Every before and after that the record holds."""
    details = line.details
    found = [_answer(one, case) for one in _maps(details.get("changes"))]
    for one in _maps(details.get("before_and_after")):
        label = f"{shown(one.get('item'))} · {field_words(str(one.get('column', '')))}"
        found.append(ChangeTold(label, shown(one.get("before")), shown(one.get("after"))))
    for key, value in details.items():
        if isinstance(value, Mapping) and value.keys() == {"before", "after"}:
            found.append(ChangeTold(_field(key), shown(value["before"]), shown(value["after"])))
    if "after" in details and not found:
        found += _differences(details.get("before"), details["after"])
    return tuple(found)


def facts_of(line: TimelineLine, *, all_of_it: bool = False) -> tuple[tuple[str, str], ...]:
    """The details that have a name here, as label and value."""
    told = [key for key in (LABELS if all_of_it else SHORT) if key in line.details and key not in {"before", "after"}]
    pairs = ((say(LABELS[key]), _worded(key, line.details[key])) for key in told)
    return tuple((label, value if all_of_it else _shortened(value)) for label, value in pairs if value != UNANSWERED)


def shown(value: object) -> str:
    """Any value of a record as text."""
    if value is None or value == "" or value == [] or value == {}:
        return UNANSWERED
    if value == ERASED:
        return erased_word(language())
    if isinstance(value, bool):
        return t("是", "Yes") if value else t("否", "No")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, (list, tuple)):
        return t("、", ", ").join(shown(each) for each in value)
    if isinstance(value, Mapping):
        if value.keys() >= {"zh", "en"}:
            return str(value[language()])
        named = value.get("title") or value.get("name") or value.get("file")
        if named:
            return shown(named)
        return t("；", "; ").join(f"{_field(str(key))} {shown(each)}" for key, each in value.items() if shown(each))
    return str(value)


def _answer(change: Mapping[str, object], case: OpenCase | None) -> ChangeTold:
    question, entry = str(change.get("question", "")), str(change.get("entry", ""))
    before, after = (_value(case, question, change.get(side)) for side in ("before", "after"))
    return ChangeTold(question_words(question), before, after, question, entry)


def _value(case: OpenCase | None, question: str, value: object) -> str:
    if value == ERASED:
        return erased_word(language())
    asked = our_law().questionnaire.by_id.get(question)
    if asked is not None and asked.type is QuestionType.EVIDENCE and case is None and isinstance(value, list):
        return t(f"{len(value)} 份证明材料", many(len(value), "piece of evidence", "pieces of evidence"))
    if isinstance(value, Mapping) and "grade" not in value and "name" not in value:
        return shown(value)
    return value_words(cast("OpenCase", case), question, value)


def _differences(before: object, after: object) -> Iterator[ChangeTold]:
    """Two states of one thing, field by field; of a thing that is new or gone the fields that say something."""
    if not isinstance(before, Mapping) and not isinstance(after, Mapping):
        yield ChangeTold("", shown(before), shown(after))
        return
    old = before if isinstance(before, Mapping) else {}
    new = after if isinstance(after, Mapping) else {}
    for key in [*new, *(key for key in old if key not in new)]:
        if key in LABELS and old.get(key) != new.get(key):
            yield ChangeTold(say(LABELS[key]), _worded(key, old.get(key)), _worded(key, new.get(key)))


def _worded(key: str, value: object) -> str:
    words = _WORDS.get(key, {})
    if isinstance(value, str) and value in words:
        return say(words[value])
    if isinstance(value, (list, tuple)) and words:
        return t("、", ", ").join(say(words[each]) if each in words else str(each) for each in value)
    if key == "kinds" and isinstance(value, Mapping):
        named = {kind: bilingual(KIND_NAMES[kind]) if kind in KIND_NAMES else kind for kind in value}
        return t("，", ", ").join(f"{named[kind]} {shown(count)}" for kind, count in value.items())
    if key.endswith("sha256") and isinstance(value, str):
        return f"{value[:16]}…"
    if key in {"column", "columns"} and isinstance(value, (str, list)):
        return t("、", ", ").join(field_words(str(each)) for each in ([value] if isinstance(value, str) else value))
    return shown(value)


def _field(key: str) -> str:
    return say(LABELS[key]) if key in LABELS else field_words(key)


def _maps(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, (list, tuple)) else []


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}…"
