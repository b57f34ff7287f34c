"""Sentences that speak against the facts: numbers in texts, unfinished places, names of items that were cut.

A text is only read for what can be told for certain; what it finds is for a person to look at. Unfinished places are
the exception: a text with one cannot be filed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessment.answers import AnswerSheet
from assessment.applicability import Respondent
from assessment.filing_check_answers import plain
from assessment.filing_check_parts import Defect, look, must
from assessment.questions import Question, Questionnaire, QuestionType, Scope
from assessment.vocabulary import Text

People = Mapping[Scope, tuple[Respondent, ...]]

_DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_N = r"(\d[\d,，]*|[零〇一二三四五六七八九十百两]+)"
_TOGETHER = r"(?:共有?|共计|合计|涉及|包括|包含|申报|所列|全部|拟出境的?|出境的?)"
_SCENARIOS = re.compile(_TOGETHER + _N + r"个(?:数据)?(?:出境)?场景")
_RECIPIENTS = re.compile(r"(?:共有?|共计|合计|涉及|包括|包含|对|向|与|和|全部)" + _N + r"家境外接收方")
_ITEMS = re.compile(
    _TOGETHER
    + _N
    + r"(?:个|项)(?:出境)?数据项|"
    + _TOGETHER
    + _N
    + r"项数据|数据项(?:共|合计|共计)"
    + _N
    + r"(?:个|项)"
)
_KEPT = re.compile(r"保存[^，。；、]{0,12}?" + _N + r"\s*个?(日|天|月|年)")
_UNFINISHED = re.compile(
    r"【[^】]{0,12}待[^】]{0,12}】|待补充|待填写|待完善|\bTODO\b|\bTBD\b|\bXXX+\b|×××+|＿{3,}|_{3,}"
)
_HOLLOW = frozenset({"同上", "略", "无", "不适用", "暂无", "/", "—", "-", "n/a"})
_SHORTEST_NAME = 3
_PRINTED_IN = ("application_form", "report", "legal_document_index", "pipia_report", "standard_contract_annex")


@dataclass(frozen=True, slots=True)
class Said:
    """One text that a document prints, with its place; ``flat`` is it without blanks."""

    section: str
    entry: str | None
    question: Question
    text: str
    flat: str


def texts_of(people: People, questionnaire: Questionnaire) -> tuple[Said, ...]:
    """Every text that is asked for, answered and printed."""
    return tuple(
        Said(section.id, person.entry, question, value, "".join(value.split()))
        for section in questionnaire.sections
        for question in section.questions
        if question.type in (QuestionType.TEXT, QuestionType.LONG_TEXT)
        and any(feed.split(".")[0] in _PRINTED_IN for feed in question.feeds)
        for person in people[section.scope]
        if isinstance(value := person.said.get(question.id), str)
    )


def told_otherwise(sheet: AnswerSheet, people: People, texts: tuple[Said, ...]) -> Iterator[Defect]:
    """Texts against what is counted elsewhere in the case."""
    counts = _Counts.of(sheet, people)
    periods = _periods(
        str(one.said.get("clause.quotation", "")) for one in people[Scope.CLAUSE] if _on_period(one.said)
    )
    for said in texts:
        yield from _unfinished(said)
        yield from _hollow(said)
        yield from counts.against(said)
        if said.question.id in ("recipient.use", "recipient.method", "scenario.overseas_systems"):
            yield from _kept_otherwise(said, periods)
    yield from _cut(sheet, texts)


@dataclass(frozen=True, slots=True)
class _Counts:
    """What texts may say: the whole, and of data items also the number of each scenario."""

    scenarios: frozenset[int]
    recipients: frozenset[int]
    items: frozenset[int]
    open: bool

    @classmethod
    def of(cls, sheet: AnswerSheet, people: People) -> _Counts:
        named = {plain(str(one.said.get("recipient.name"))) for one in people[Scope.RECIPIENT]}
        of_each = [len({r.id for r in sheet.recipients_of(entry.id)}) for entry in sheet.scenarios]
        statistics = any(one.said.get("recipient.by_statistics") is True for one in people[Scope.RECIPIENT])
        items = [len(sheet.exported_items_of(entry.id)) for entry in sheet.scenarios]
        return cls(
            frozenset({len(sheet.scenarios)}),
            frozenset({len(named), *of_each}),
            frozenset({sum(items), *items}),
            statistics,
        )

    def against(self, said: Said) -> Iterator[Defect]:
        yield from _count(said, _SCENARIOS, self.scenarios, "scenarios", Text("个出境场景", "export scenarios"))
        if not self.open:
            yield from _count(said, _RECIPIENTS, self.recipients, "recipients", Text("家境外接收方", "recipients"))
        yield from _count(said, _ITEMS, self.items, "items", Text("个数据项", "data items"))


def _count(said: Said, pattern: re.Pattern[str], fitting: frozenset[int], kind: str, noun: Text) -> Iterator[Defect]:
    for found in pattern.finditer(said.flat):
        number = number_of(next(group for group in found.groups() if group is not None))
        if number is None or number in fitting:
            continue
        known = "、".join(f"{n:,}" for n in sorted(fitting, reverse=True))
        yield look(
            f"text-{kind}",
            said.section,
            said.entry,
            said.question.id,
            Text(
                f"“{said.question.label.zh}”写“{found[0]}”，本项目为 {known} {noun.zh}；请核对文字或者清单。",
                f"'{said.question.label.en}' says “{found[0]}”, while the case has {known} {noun.en}; check the text "
                "or the list.",
            ),
        )
        return


def _unfinished(said: Said) -> Iterator[Defect]:
    if found := _UNFINISHED.search(said.text):
        yield must(
            "text-unfinished",
            said.section,
            said.entry,
            said.question.id,
            Text(
                f"“{said.question.label.zh}”中还有未写完的地方“{found[0]}”；请补齐或者删除。",
                f"'{said.question.label.en}' still has an unfinished place “{found[0]}”; complete or delete it.",
            ),
        )


def _hollow(said: Said) -> Iterator[Defect]:
    question = said.question
    if question.type is QuestionType.LONG_TEXT and question.required and plain(said.flat) in _HOLLOW:
        yield look(
            "text-hollow",
            said.section,
            said.entry,
            question.id,
            Text(
                f"“{question.label.zh}”只写了“{said.flat}”；请写明具体情况，没有的也说明理由。",
                f"'{question.label.en}' only says “{said.flat}”; describe it, or say why there is nothing.",
            ),
        )


def _on_period(clause: Mapping[str, object]) -> bool:
    covers = clause.get("clause.covers")
    return isinstance(covers, list) and "point_2_period" in covers


def _kept_otherwise(said: Said, agreed: frozenset[tuple[int, str]]) -> Iterator[Defect]:
    """How long data are kept abroad, against the period of the clause; days, months and years are told apart."""
    if not agreed:
        return
    for one in sorted(_periods([said.text]) - agreed):
        length = Text(*(f"{one[0]} {word}" for word in (("个月", "months") if one[1] == "month" else ("日", "days"))))
        yield look(
            "retention",
            said.section,
            said.entry,
            said.question.id,
            Text(
                f"“{said.question.label.zh}”写明保存 {length.zh}，法律文件的保存期限条款中没有这一期限；请核对。",
                f"'{said.question.label.en}' keeps data for {length.en}, a period that the clause on storage does not "
                "have; check.",
            ),
        )


def _periods(texts: Iterator[str] | list[str]) -> frozenset[tuple[int, str]]:
    """Periods of storage; logs of somebody's access are another matter."""
    found: set[tuple[int, str]] = set()
    for text in texts:
        flat = "".join(text.split())
        for match in _KEPT.finditer(flat):
            number = number_of(match[1])
            before = flat[max(0, match.start() - 8) : match.start()]
            if number is None or "日志" in before + match[0] or "记录" in before + match[0]:
                continue
            unit = match[2]
            found.add((number, "day") if unit in "日天" else (number * (12 if unit == "年" else 1), "month"))
    return frozenset(found)


def _cut(sheet: AnswerSheet, texts: tuple[Said, ...]) -> Iterator[Defect]:
    """Names of items that were cut, where they still stand in a text of their scenario or of the case."""
    kept = {plain(item.name) for item in sheet.exported_items}
    parents = {entry.id: entry.parent for entry in sheet.entries}
    for scenario in sheet.scenarios:
        names = {
            plain(item.name): item.name
            for item in sheet.cut_items_of(scenario.id)
            if len(plain(item.name)) >= _SHORTEST_NAME and plain(item.name) not in kept
        }
        if not names:
            continue
        for said in texts:
            if said.entry not in (None, scenario.id) and parents.get(said.entry or "") != scenario.id:
                continue
            flat = plain(said.flat)
            standing = [name for key, name in names.items() if key in flat]
            if standing:
                shown = "、".join(standing[:5])
                yield look(
                    "text-cut-item",
                    said.section,
                    said.entry,
                    said.question.id,
                    Text(
                        f"已剔除的数据项“{shown}”仍出现在“{said.question.label.zh}”中；请改写或者确认保留。",
                        f"The items that were cut, {shown}, still stand in '{said.question.label.en}'; rewrite it, or "
                        "make sure it should stay.",
                    ),
                )


def number_of(written: str) -> int | None:
    """260, 2,600 or 二百六十; ``None`` for what is no number."""
    digits = written.replace(",", "").replace("，", "")
    if digits.isdigit():
        return int(digits)
    total = current = 0
    for sign in written:
        if sign in "十百":
            total += (current or 1) * (10 if sign == "十" else 100)
            current = 0
        elif sign in _DIGITS:
            current = _DIGITS[sign]
        else:
            return None
    return total + current
