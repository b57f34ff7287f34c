"""What a change of the law changes, in words: for a case, for a scenario of it, for the law itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from flask import url_for

from assessment.answers import AnswerSheet
from assessment.decisions import AppliedRule
from assessment.difference import FlowDifference, ToConfirm
from assessment.law_days import LawDay
from assessment.questions import Citation, Scope, Section
from assessment.rules import Dated, Figure, FigureEntry
from assessment.vocabulary import Confidence, Route, Text
from services.law_changes import TouchedCase
from web.desk import our_law
from web.frame import entry_name, section_address
from web.language import bilingual, number, say, t
from web.pagewords import Link, anchor, question_words
from web.words import route_word

OPTIONS = {
    "standard_contract": Text("标准合同", "standard contract"),
    "certification": Text("个人信息出境认证", "certification"),
    "gba_contract": Text("粤港澳大湾区标准合同", "GBA standard contract"),
}
UNITS = {
    "persons": Text("人", "persons"),
    "working_days": Text("个工作日", "working days"),
    "hours": Text("小时", "hours"),
    "months": Text("个月", "months"),
    "years": Text("年", "years"),
    "percent": Text("%", "%"),
}
WORDS = {
    "current_year": Text("自当年1月1日起", "since 1 January of the same year"),
    "previous_year": Text("自上年1月1日起", "since 1 January of the previous year"),
    "available": Text("可以适用", "available"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is different: what it is about, the sentence, and where it stands."""

    what: str
    sentence: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class FlowWords:
    name: str
    before: Route
    after: Route
    lines: tuple[Line, ...]


def flows_of(case: TouchedCase) -> list[FlowWords]:
    """The scenarios in which something is different."""
    return [
        FlowWords(_name(case.sheet, flow.flow), flow.before, flow.after, tuple(_lines(flow)))
        for flow in case.difference.flows
    ]


def duties_of(case: TouchedCase) -> list[Line]:
    new = [Line(t("新增义务", "New duty"), say(d.sentence), _cite(d.cite)) for d in case.difference.duties_new]
    gone = [
        Line(t("不再有的义务", "No longer a duty"), say(d.sentence), _cite(d.cite)) for d in case.difference.duties_gone
    ]
    return new + gone


def answers_of(case: TouchedCase) -> list[Link]:
    """Where the answers stand that should be looked at again, each once."""
    links: dict[str, Link] = {}
    for one in case.difference.confirm:
        address = _address(case, one)
        if address:
            links.setdefault(question_words(one.question), Link(question_words(one.question), address))
    return list(links.values())


def figure_value(figure: Figure, entry: FigureEntry | None) -> str:
    """A value of a figure with its unit; nothing stands there where the law had no such figure."""
    if entry is None or entry.value is None:
        return t("无此规定", "no such figure")
    if isinstance(entry.value, str):
        return say(WORDS[entry.value])
    unit = UNITS.get(figure.unit)
    return number(entry.value) + (t(unit.zh, unit.en if unit.en == "%" else f" {unit.en}") if unit else "")


def figure_change(figure: Figure, entry: FigureEntry) -> str:
    """``10万人 → 100万人``; the first value of a figure stands alone."""
    earlier = [e for e in figure.entries if e.since < entry.since]
    now = figure_value(figure, entry)
    if not earlier:
        return now
    before = figure_value(figure, max(earlier, key=lambda e: e.since))
    return now if before == now else f"{before} → {now}"


def instruments_of(law: LawDay) -> list[str]:
    """What starts that day, by the name of the instrument; else by the texts that the rules and figures cite."""
    named = [bilingual(row.instrument) for row in law.versions]
    named += [bilingual(known.name) if known.name else known.id for known in law.lists]
    cited: Iterable[Citation] = [*(rule.cite for rule in law.started), *(entry.cite for _, entry in law.figures)]
    texts = [cite.text for cite in cited] or [rule.cite.text for rule in law.ended]
    return list(dict.fromkeys(named or texts))


def rules_of(law: LawDay) -> list[Line]:
    """Rules that start and rules that end, each rule once with the text behind it."""
    rows = [(t("开始适用", "starts"), law.started), (t("不再适用", "ends"), law.ended)]
    return list(dict.fromkeys(Line(what, rule.id, _cite(rule.cite)) for what, rules in rows for rule in rules))


def unread(law: LawDay) -> bool:
    """Whether something that starts that day was not read in the official text."""
    entries: list[Dated | FigureEntry] = [*law.started, *(entry for _, entry in law.figures)]
    return any(entry.confidence is not Confidence.HIGH for entry in entries)


def _lines(flow: FlowDifference) -> Iterator[Line]:
    old = {rule.id: rule for rule in flow.rules_gone}
    for rule in flow.rules_new:
        before = old.pop(rule.id, None)
        if before is not None and before.route is rule.route:
            yield Line(t("依据改为", "Now based on"), say(rule.because), _changed_cite(before, rule))
        else:
            yield Line(t("新适用", "Now applies"), say(rule.because), _cite(rule.cite))
    for rule in old.values():
        yield Line(t("不再适用", "No longer applies"), say(rule.because), _cite(rule.cite))
    for warning in flow.warnings_new:
        yield Line(t("新提示", "New warning"), say(warning.sentence))
    for warning in flow.warnings_gone:
        yield Line(t("不再提示", "Warning that falls away"), say(warning.sentence))
    if flow.options_new:
        yield Line(t("新增可选方式", "New choice"), _options(flow.options_new))
    if flow.options_gone:
        yield Line(t("不再可选", "No longer a choice"), _options(flow.options_gone))


def _options(options: Iterable[str]) -> str:
    return t("、", ", ").join(say(OPTIONS[option]) if option in OPTIONS else option for option in options)


def _changed_cite(before: AppliedRule, after: AppliedRule) -> str:
    was, now = _cite(before.cite), _cite(after.cite)
    return now if was == now else t(f"{now}（原依据 {was}）", f"{now} (before: {was})")


def _cite(cite: Citation) -> str:
    return f"{cite.text}{cite.article or ''}"


def _name(sheet: AnswerSheet | None, flow: str) -> str:
    entry = next((entry for entry in sheet.scenarios if entry.id == flow), None) if sheet else None
    return entry_name(sheet, entry) if sheet and entry else t("出境场景", "Scenario")


def _address(case: TouchedCase, one: ToConfirm) -> str | None:
    section = _section(one.question)
    if section is None:
        return None
    case_id, mark = case.record.id, f"#{anchor(one.question)}"
    match section.scope:
        case Scope.CASE:
            return section_address(case_id, section.id) + mark
        case Scope.SCENARIO:
            return section_address(case_id, section.id, one.flow) + mark if one.flow else None
        case Scope.RECIPIENT:
            return url_for("wizard.entries", case_id=case_id, scope="recipient", parent=one.flow) if one.flow else None
    return None


def _section(question: str) -> Section | None:
    sections = our_law().questionnaire.sections
    return next((section for section in sections if any(q.id == question for q in section.questions)), None)


def heading(count: int) -> str:
    """The conclusion of the page."""
    if count:
        cases = f"{count} cases need" if count > 1 else "one case needs"
        return t(f"法律有变化：{count} 个项目需要确认", f"The law has changed: {cases} confirming")
    return t("没有项目因法律变化需要确认", "No case needs confirming because of a change of the law")


def route_change(before: Route, after: Route) -> str:
    if before is after:
        return route_word(after)
    return f"{route_word(before)} → {route_word(after)}"
