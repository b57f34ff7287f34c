"""How the time after filing is said on a page: standings, differences, conditions, marks of the form.

One place for each word, in both languages; nothing is decided here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

from flask import current_app, url_for

from assessment.comparing import CLASS, CUT, ITEM, Difference
from assessment.completeness import Gap
from assessment.deadlines import deadline
from assessment.duties import DutyLine
from assessment.duties import Standing as DutyStanding
from assessment.extension import Judged, Open, Outcome, sentence_of
from assessment.extension_form import NOT_CONCERNED, FilledField
from assessment.extension_law import ExtensionLaw
from assessment.item_states import ItemKind
from assessment.item_words import KIND_WORDS
from assessment.questions import Scope
from assessment.refiling import Standing
from assessment.vocabulary import Text, Unknown
from services.cases import OpenCase
from services.extension import ExtensionPage
from services.refiling import ChangesPage, Source
from web.desk import desk
from web.frame import entry_name
from web.language import bilingual, day, say, t
from web.pagewords import gap_address, many, question_words, value_words

SHORT = 4
"""So many differences stand on the overview; the page of the circumstance shows all."""

BRIEF = 60
"""Values that are together no longer than this stand in the line itself."""

CHANGES: dict[Standing, tuple[Text, str]] = {
    "refile": (Text("须重新办理", "file anew"), "stop"),
    "judge": (Text("待判断", "to be judged"), "wait"),
    "ask": (Text("待确认", "to be confirmed"), "open"),
    "harmless": (Text("已判断不影响", "judged harmless"), "ok"),
    "quiet": (Text("没有变化", "none found"), "ok"),
}
DUTIES: dict[DutyStanding, tuple[Text, str]] = {
    "overdue": (Text("已逾期", "overdue"), "stop"),
    "lapsed": (Text("须重新证明", "to be proven again"), "wait"),
    "open": (Text("未开始", "open"), "open"),
    "in_work": (Text("办理中", "in progress"), "wait"),
    "done": (Text("已完成", "done"), "ok"),
    "not_applicable": (Text("不适用", "does not apply"), "plain"),
}
OUTCOMES: dict[Outcome, tuple[Text, str]] = {
    "possible": (Text("可以申请延长有效期", "An extension can be applied for"), "ok"),
    "not_yet": (Text("符合六项条件，申请窗口尚未开始", "The six conditions hold; the window is not open yet"), "wait"),
    "new_filing": (Text("不能延长，须重新申报", "No extension: a new filing is needed"), "stop"),
    "open": (Text("尚不能确定能否延长", "It cannot be said yet whether an extension is possible"), "open"),
    "over": (Text("有效期已届满，须重新申报", "The validity has ended: a new filing is needed"), "stop"),
}
SOURCES: dict[Source, Text] = {
    "milestone": Text("据已登记的办理节点", "from the recorded milestones"),
    "said": Text("由本单位选定", "chosen by the company"),
    "answer": Text("据填报的已有出境机制", "from the answer on the mechanism in place"),
    "route": Text("据批准时的路径推定，请确认", "inferred from the route at approval; please confirm"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """One difference as a page shows it; ``short`` says it in one line."""

    where: str
    what: str
    before: str
    after: str
    url: str | None
    short: str


def change_word(standing: Standing) -> str:
    return say(CHANGES[standing][0])


def change_tone(standing: Standing) -> str:
    return CHANGES[standing][1]


def duty_word(standing: DutyStanding) -> str:
    return say(DUTIES[standing][0])


def duty_tone(standing: DutyStanding) -> str:
    return DUTIES[standing][1]


def changes_heading(page: ChangesPage) -> str:
    """The conclusion of the page in one sentence."""
    standings = [trigger.standing for trigger in page.triggers]
    count = standings.count(page.verdict)
    match page.verdict:
        case _ if page.mechanism is None:
            return t("还没有可以比对的批准", "Nothing was approved yet to compare with")
        case "refile":
            return t(
                f"有 {count} 种情形须重新办理",
                f"{many(count, 'circumstance calls', 'circumstances call')} for a new filing",
            )
        case "judge":
            return t(f"有 {count} 处变化待判断", f"{many(count, 'change is', 'changes are')} to be judged")
        case "ask":
            return t(
                f"答案没有变化，还有 {count} 种情形待确认",
                f"The answers are unchanged; {many(count, 'circumstance is', 'circumstances are')} to be confirmed",
            )
        case "harmless":
            return t("有变化，已判断不影响，无须重新办理", "There are changes; judged harmless, nothing to file anew")
        case _:
            return t("与批准时相比没有变化", "Unchanged since the approval")


def differences_shown(case: OpenCase, found: Iterable[Difference]) -> list[Shown]:
    return [_shown(case, difference) for difference in found]


def in_short(case: OpenCase, found: Sequence[Difference]) -> list[str]:
    """The first differences in a line each, and how many more there are."""
    lines = [_line(_shown(case, difference)) for difference in found[:SHORT]]
    more = len(found) - len(lines)
    return [*lines, t(f"另有 {more} 处", f"and {more} more")] if more else lines


def _line(shown: Shown) -> str:
    return f"{shown.where}{t('：', ': ')}{shown.short}" if shown.where else shown.short


_THINGS = {
    Scope.SCENARIO.value: Text("出境场景", "Export scenario"),
    Scope.RECIPIENT.value: Text("境外接收方", "Recipient"),
    Scope.CLAUSE.value: Text("法律文件条款", "Clause"),
    Scope.EVIDENCE.value: Text("证明材料", "Evidence"),
    ITEM: Text("数据项", "Data item"),
}
_ITEM_FIELDS = {
    "name": Text("名称", "name"),
    "description": Text("说明", "description"),
    "necessity": Text("必要性", "necessity"),
    "example": Text("示例", "example"),
    "remark": Text("备注", "remark"),
}
_DONE = {"added": Text("新增", "added"), "removed": Text("已删除", "removed"), "changed": Text("已变更", "changed")}


def _shown(case: OpenCase, difference: Difference) -> Shown:
    where, url, part = _where(case, difference), _address(case, difference), difference.part
    name = difference.name or t("（未命名）", "(no name)")
    if part in _THINGS:
        thing, done = say(_THINGS[part]), say(_DONE[difference.kind])
        before, after = ("—", name) if difference.kind == "added" else (name, "—")
        return Shown(where, thing, before, after, url, t(f"{thing}“{name}”{done}", f"{thing} ‘{name}’ {done}"))
    if part.startswith(f"{ITEM}."):
        return _item_shown(difference, name, where, url)
    before, after = (value_words(case, part, value) for value in (difference.before, difference.after))
    what = question_words(part)
    brief = len(before) + len(after) <= BRIEF
    return Shown(where, what, before, after, url, f"{what}{t('，', ', ')}{before} → {after}" if brief else what)


def _item_shown(difference: Difference, name: str, where: str, url: str | None) -> Shown:
    """What changed about one data item: a text, its class, or whether it leaves the country at all."""
    part, pair = difference.part, (difference.before, difference.after)
    if part == CUT:
        before, after = (str(value) if value else t("出境", "exported") for value in pair)
        gone = difference.after is not None
        what = t(
            f"数据项“{name}”{'不再出境' if gone else '恢复出境'}",
            f"data item ‘{name}’ {'no longer exported' if gone else 'exported again'}",
        )
        return Shown(where, what, before, after, url, what)
    if part == CLASS:
        what = t(f"数据项“{name}”的定级", f"class of data item ‘{name}’")
        before, after = (say(KIND_WORDS[cast(ItemKind, value)]) for value in pair)
        return Shown(where, what, before, after, url, f"{what}{t('，', ', ')}{before} → {after}")
    field = say(_ITEM_FIELDS[part.split(".")[1]])
    what = t(f"数据项“{name}”的{field}", f"{field} of data item ‘{name}’")
    return Shown(where, what, str(difference.before or "—"), str(difference.after or "—"), url, what)


def _where(case: OpenCase, difference: Difference) -> str:
    if difference.part in (Scope.SCENARIO.value, Scope.CLAUSE.value, Scope.EVIDENCE.value):
        return ""
    wanted = difference.scenario if difference.part == Scope.RECIPIENT.value else difference.entry
    entry = next((entry for entry in case.sheet.entries if entry.id == wanted), None)
    return entry_name(case.sheet, entry) if entry else ""


def _address(case: OpenCase, difference: Difference) -> str | None:
    """Where the answer stands now and can be changed back."""
    part, entry, case_id = difference.part, difference.entry, case.record.id
    here = {known.id for known in case.sheet.entries}
    if part == ITEM or part.startswith(f"{ITEM}."):
        return (
            url_for("items.table", case_id=case_id, scenario=entry, search=difference.name) if entry in here else None
        )
    if part == Scope.RECIPIENT.value:
        scenario = difference.scenario
        return gap_address(case, Gap(part, scenario, None, Text("", ""))) if scenario in here else None
    if part in _THINGS:
        return gap_address(case, Gap(part, None, None, Text("", "")))
    section = next((s for s in desk().regime.questionnaire.sections if any(q.id == part for q in s.questions)), None)
    if section is None or (entry is not None and entry not in here):
        return None
    return gap_address(case, Gap(section.id, entry, part, Text("", "")))


# ---- the extension ----


@dataclass(frozen=True, slots=True)
class ConditionShown:
    """One of the six conditions: its number, its state, and every reason in words."""

    number: int
    text: str
    word: str
    tone: str
    lines: tuple[str, ...]


def conditions_shown(case: OpenCase, page: ExtensionPage, law: ExtensionLaw) -> list[ConditionShown]:
    return [_condition(case, page, law, judged) for judged in page.result.conditions]


def _condition(case: OpenCase, page: ExtensionPage, law: ExtensionLaw, judged: Judged) -> ConditionShown:
    condition = law.condition(judged.id)
    lines = [
        f"{_scenario(case, growth.scenario)}{say(sentence_of(growth, page.result.limit))}" for growth in judged.growth
    ]
    lines += _open_lines(case, law, judged)
    lines += [_failed_line(case, law, judged, one) for one in judged.failed if not _is_number(one)]
    word, tone = t("待确认", "open"), "open"
    if not isinstance(judged.holds, Unknown):
        word, tone = (t("符合", "holds"), "ok") if judged.holds else (t("不符合", "does not hold"), "stop")
    return ConditionShown(condition.number, bilingual(condition.text), word, tone, tuple(lines))


def _is_number(one: Open) -> bool:
    return one.field in ("persons_planned", "volume_planned")


def _open_lines(case: OpenCase, law: ExtensionLaw, judged: Judged) -> list[str]:
    """What is still open, one line for each question, with the scenarios that it is open for."""
    grouped: dict[tuple[str, bool, bool], list[str]] = {}
    for one in judged.open:
        units = _is_number(one) and any(growth.scenario == one.scenario for growth in judged.growth)
        grouped.setdefault((one.field, one.contradicted, units), []).append(one.scenario)
    return [_open_line(case, law, judged, key, scenarios) for key, scenarios in grouped.items()]


def _open_line(
    case: OpenCase, law: ExtensionLaw, judged: Judged, key: tuple[str, bool, bool], scenarios: Sequence[str]
) -> str:
    field, contradicted, units = key
    place = _places(case, scenarios)
    if contradicted:
        return t(
            f"{place}填写为未变化，但与批准内容比对有变化；请在“变更与重新申报”中核对",
            f"{place}answered as unchanged, yet it differs from what was approved; check it under 'Changes'",
        )
    if units:
        return t(
            f"{place}单位不同，结论取决于 1 GB 按 1,000 MB 还是 1,024 MB 计；请用相同单位填写",
            f"{place}the units differ and the answer depends on 1,000 or 1,024 MB in a GB; use the same unit",
        )
    label = bilingual(law.condition(judged.id).fields[field])
    return t(f"{place}待填：{label}", f"{place}to be answered – {label}")


def _places(case: OpenCase, scenarios: Sequence[str]) -> str:
    if len(scenarios) > 1 and len(scenarios) == len(case.sheet.scenarios):
        return t("各场景：", "Every scenario: ")
    names = [entry_name(case.sheet, entry) for entry in case.sheet.scenarios if entry.id in scenarios]
    return f"{t('、', ', ').join(names)}{t('：', ': ')}" if names else ""


def _failed_line(case: OpenCase, law: ExtensionLaw, judged: Judged, one: Open) -> str:
    label = bilingual(law.condition(judged.id).fields[one.field])
    return t(f"{_scenario(case, one.scenario)}{label}：否", f"{_scenario(case, one.scenario)}{label}: no")


def _scenario(case: OpenCase, scenario: str) -> str:
    entry = next((entry for entry in case.sheet.scenarios if entry.id == scenario), None)
    return f"{entry_name(case.sheet, entry)}{t('：', ': ')}" if entry else ""


def term_words(case: OpenCase, law: ExtensionLaw) -> dict[str, str]:
    """How long each step of the procedure takes, by the catalogue of terms."""
    terms, on = case.appraisal.regime.terms, case.sheet.on
    found = {step.deadline: deadline(step.deadline, on, terms).length for step in law.steps}
    return {
        kind: t(f"{length} 个工作日", f"{length} working days") if length is not None else ""
        for kind, length in found.items()
    }


def mark(field: FilledField) -> str:
    """A field of the official form as it is printed: in Chinese, whoever reads the page."""
    match field.kind, field.value:
        case "yes_no", value:
            return "☐是　☐否" if value is None else ("☑是　☐否" if value else "☐是　☑否")
        case "percent", None:
            return "____%　☐不涉及"
        case "percent", value:
            return "____%　☑不涉及" if value == NOT_CONCERNED else f"{value}　☐不涉及"
        case _, value:
            return str(value or "—")


# ---- duties ----


def duties_heading(lines: Sequence[DutyLine]) -> str:
    overdue = sum(line.standing == "overdue" for line in lines)
    left = sum(not line.settled for line in lines)
    if overdue:
        return t(f"{overdue} 项义务已逾期", f"{many(overdue, 'duty is', 'duties are')} overdue")
    if left:
        return t(f"还有 {left} 项义务待落实", f"{many(left, 'duty', 'duties')} still to be carried out")
    if lines:
        return t("义务均已落实", "All duties are carried out")
    return t("按现有事实没有须落实的义务", "By the facts of today no duty remains")


def duty_dates(line: DutyLine) -> str:
    """The day that matters now, in words."""
    now = line.now
    if line.due is not None:
        return t(f"最迟 {day(line.due)}", f"by {day(line.due)}")
    if line.standing == "done" and now is not None and now.done_on is not None:
        again = t(f"，下次 {day(line.due_again)} 前", f", next by {day(line.due_again)}") if line.due_again else ""
        return t(f"{day(now.done_on)} 完成", f"done on {day(now.done_on)}") + again
    if line.due_again is not None:
        return t(f"最迟 {day(line.due_again)}", f"by {day(line.due_again)}")
    return ""


def filing_address(case: OpenCase) -> str | None:
    """The page of milestones, where it exists."""
    endpoint = next((name for name in ("deadlines.filing", "filing.page") if name in current_app.view_functions), None)
    return url_for(endpoint, case_id=case.record.id) if endpoint else None
