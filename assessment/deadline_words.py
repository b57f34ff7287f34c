"""A counted term in sentences, in both languages: how long, how it was counted, why it is provisional."""

from __future__ import annotations

from collections.abc import Mapping

from assessment.deadline_rules import TermUnit
from assessment.deadlines import Deadline
from assessment.vocabulary import Text

UNITS: Mapping[TermUnit, tuple[str, str, str]] = {
    "working_days": ("个工作日", "working day", "working days"),
    "months": ("个月", "month", "months"),
    "years": ("年", "year", "years"),
    "hours": ("小时", "hour", "hours"),
}


def length_words(found: Deadline) -> Text:
    """``10 个工作日`` / ``10 working days``; empty where there is no length."""
    if found.length is None or found.entry.unit is None:
        return Text("", "")
    zh, one, more = UNITS[found.entry.unit]
    return Text(f"{found.length} {zh}", f"{found.length} {one if found.length == 1 else more}")


def how_counted(found: Deadline) -> Text:
    """The count in one sentence."""
    if not found.in_force:
        return Text(
            f"{found.start} 时该规定尚未施行或没有这一期限", f"not in force on {found.start}, or no such deadline then"
        )
    long = length_words(found)
    match found.entry.shape:
        case "none" if found.due is not None:
            return Text(f"{found.start} 的来文载明的日期", f"the day named in the letter of {found.start}")
        case "none":
            return Text("法律未规定期限", "the law sets no deadline")
        case "yearly":
            return Text(f"每年 {found.entry.each_year}", f"every year on {found.entry.each_year}")
        case "validity":
            return Text(
                f"自 {found.start} 起 {long.zh}；通知载明日期的以通知为准，从严可按 {found.earlier} 掌握",
                f"{long.en} from {found.start}; the date printed in the notice decides, {found.earlier} is the "
                "stricter reading",
            )
        case "before" | "window":
            return _counted_back(found, long)
        case "after":
            return _counted_on(found, long)


def _counted_back(found: Deadline, long: Text) -> Text:
    zh, en = f"届满日 {found.end} 往前数 {long.zh}", f"{long.en} back from the end on {found.end}"
    if found.opens is not None and found.opens != found.raw:
        zh += f"为 {found.raw}；申报系统 {found.opens} 才开放，以较晚者为准"
        en += f" is {found.raw}; the filing system opens on {found.opens}, the later day counts"
    return Text(zh, en)


def _counted_on(found: Deadline, long: Text) -> Text:
    if found.entry.unit == "hours":
        return Text(f"自 {found.start} 发现时起 {long.zh}", f"{long.en} from the moment of discovery on {found.start}")
    if found.entry.unit == "working_days":
        return Text(f"{found.start} 次日起算，第 {long.zh}", f"{long.en}, counted from the day after {found.start}")
    zh, en = f"自 {found.start} 起 {long.zh}", f"{long.en} from {found.start}"
    if found.raw != found.due:
        zh += f"，{found.raw} 为休息日，顺延至 {found.due}"
        en += f"; {found.raw} is a rest day, so it moves to {found.due}"
    return Text(zh, en)


def doubt(found: Deadline) -> Text | None:
    """Why a result is provisional, in a sentence; ``None`` when it is not."""
    if not found.provisional:
        return None
    years = [str(year) for year in found.unofficial]
    if found.entry.shape == "validity":
        return Text(
            f"暂定：届满前的工作日窗口要用到 {'、'.join(years)} 年的放假通知，尚未收录",
            f"Provisional: the working-day window before the end leans on {', '.join(years)}, whose holiday notice is "
            "not on file",
        )
    return Text(
        f"暂定：{'、'.join(years)} 年的放假通知未收录，加载后自动重算",
        f"Provisional: no official holiday notice for {', '.join(years)} is on file; it is counted again once loaded",
    )
