"""The words of an import of data items: what it would do, and what it did."""

from __future__ import annotations

from collections.abc import Iterator

from services.item_imports import PendingImport, TakenOver
from services.spreadsheets import ColumnUse
from web.language import number, t
from web.pagewords import many


def import_conclusion(pending: PendingImport) -> str:
    """The heading of the preview: what would happen, or what is still missing."""
    found = pending.difference
    if pending.refusal is not None:
        return t("还不能导入：需要您核对读取方式", "Not ready yet: say how the file is to be read")
    parts_zh, parts_en = [], []
    if found.new:
        parts_zh.append(f"将新增 {number(len(found.new))} 个数据项")
        parts_en.append(f"{many(len(found.new), 'item', 'items')} will be added")
    if found.changed:
        parts_zh.append(f"{number(len(found.changed))} 个内容不同")
        parts_en.append(f"{many(len(found.changed), 'differs', 'differ')} from what is there")
    # A list from elsewhere is usually an addition; only one that was exported from here says what is gone.
    if found.gone and pending.columns.id_position is not None:
        parts_zh.append(f"{number(len(found.gone))} 个不在清单中")
        parts_en.append(f"{many(len(found.gone), 'is', 'are')} not in the list")
    if not parts_zh:
        return t("没有可导入的新内容", "There is nothing new to import")
    return t("，".join(parts_zh), ", ".join(parts_en))


def taken_over_words(done: TakenOver) -> str:
    zh = [f"已导入 {done.added} 个数据项"]
    en = [f"{many(done.added, 'item', 'items')} imported"]
    if done.changed:
        zh.append(f"修改 {done.changed} 个")
        en.append(f"{done.changed} changed")
    if done.removed:
        zh.append(f"删除 {done.removed} 个")
        en.append(f"{done.removed} removed")
    if done.left_alone:
        zh.append(f"{done.left_alone} 项保持不变")
        en.append(f"{done.left_alone} left as they were")
    if done.remembered:
        zh.append("各列的对应关系已记住")
        en.append("the mapping of the columns is remembered")
    return t("，".join(zh) + "。", ", ".join(en) + ".")


def origin_words(origin: str) -> str:
    """Why a column is proposed as it is."""
    return {
        "remembered": t("沿用上次", "as last time"),
        "heading": t("按表头", "by its heading"),
        "content": t("按内容推测，请核对", "guessed from its content, please check"),
        "chosen": t("您选择的", "your choice"),
    }.get(origin, "")


def column_places(pending: PendingImport) -> Iterator[tuple[int, ColumnUse | None]]:
    """Every column of the file in order; ``None`` for those with nothing in them, which keep their place."""
    used = {column.position: column for column in pending.preview.columns} if pending.preview else {}
    for place in range(len(pending.columns.texts)):
        yield place, used.get(place)
