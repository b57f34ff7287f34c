"""How the route page says what would change the route: a fact in words, its values in words, where it is answered."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from assessment.changes import DAY
from assessment.decisions import OpenFact, RouteChange
from assessment.reading import questions_behind
from assessment.sentences import label_of
from assessment.vocabulary import Text
from services.cases import OpenCase
from web.frame import entry_name
from web.language import day, number, say, t
from web.pagewords import Link, country_word, links_to

_WORDS: dict[str, Text] = {
    "true": Text("是", "yes"),
    "false": Text("否", "no"),
    "unknown": Text("尚未确定", "open"),
    "null": Text("未检验", "not tested"),
    "none": Text("无", "none"),
    "ciio": Text("关键信息基础设施运营者", "critical information infrastructure"),
    "non_ciio": Text("不是", "not such an operator"),
    "offshore": Text("境外处理者", "handler abroad"),
    "self_declared_no_answer": Text("已申报，尚无答复", "declared, no answer yet"),
    "self_identified_not_declared": Text("已识别，尚未申报", "identified, not declared"),
    "both": Text("两边都计", "in both numbers"),
    "sensitive": Text("只计入敏感个人信息", "among the sensitive alone"),
}
FEW = 6
"""So many stand open on the page; the rest is folded."""


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One line of the table; scenarios for which the same change leads to the same route share it."""

    label: str
    scenarios: tuple[str, ...]
    before: str
    after: str
    route: str
    links: tuple[Link, ...]


def change_lines(case: OpenCase, changes: Iterable[RouteChange]) -> list[ChangeLine]:
    """In the order in which they were found, nearest first."""
    grouped: dict[tuple[str, str, str, str], list[RouteChange]] = {}
    for change in changes:
        grouped.setdefault((_plain(change.fact), change.before, change.after, change.route), []).append(change)
    return [_line(case, found) for found in grouped.values()]


def _line(case: OpenCase, found: list[RouteChange]) -> ChangeLine:
    first = found[0]
    names = {entry.id: entry_name(case.sheet, entry) for entry in case.sheet.scenarios}
    flows = [flow for change in found if (flow := _flow(change.fact)) is not None]
    facts = [OpenFact(change.fact, _label(case, change.fact)) for change in found]
    return ChangeLine(
        label=say(_label(case, _plain(first.fact))),
        scenarios=tuple(names.get(flow, flow) for flow in flows) if len(names) > 1 else (),
        before=value_words(case, first.fact, first.before),
        after=value_words(case, first.fact, first.after),
        route=first.route,
        links=tuple(links_to(case, facts)[: len(found)]),
    )


def value_words(case: OpenCase, fact: str, value: str) -> str:
    """A value of a fact as the questionnaire words it, else by the words kept here, else as it stands."""
    if value.isdigit():
        return number(int(value))
    if fact == DAY:
        return day(date.fromisoformat(value))
    if fact.endswith("recipient.region") and len(value) == 2:
        return country_word(value)
    for question_id in questions_behind(fact):
        question = case.appraisal.regime.questionnaire.question(question_id)
        for choice in question.choices:
            if choice.id == value:
                return t(choice.zh, choice.en)
    return say(_WORDS[value]) if value in _WORDS else value


def _label(case: OpenCase, fact: str) -> Text:
    return Text("判断的日期", "Day of the decision") if fact == DAY else label_of(fact, case.appraisal.regime.rules)


def _flow(fact: str) -> str | None:
    return fact[len("flows[") : fact.rindex("]")] if fact.startswith("flows[") else None


def _plain(fact: str) -> str:
    return fact[fact.rindex("].") + 2 :] if fact.startswith("flows[") else fact
