"""Answers that are each possible and do not fit together, or not with the contract or the day of filing.

What cannot be true at all is told by ``assessment/consistency.py``; here is what a reader of the documents would ask
about. Numbers are compared, never corrected.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from assessment.answers import AnswerSheet, Value
from assessment.applicability import Respondent
from assessment.consistency import SELF_ASSESSMENT_MONTHS, months_after
from assessment.filing_check_parts import Defect, look, must
from assessment.questions import Scope
from assessment.vocabulary import Text

Said = Mapping[str, Value]
People = Mapping[Scope, tuple[Respondent, ...]]

SOON = timedelta(days=14)
"""So long before the self-assessment grows too old, people are told."""

_OF_A_RECIPIENT = ("country", "address", "business", "head_name", "head_position", "phone", "email")
_LABELS = {
    "country": Text("所在国家或者地区", "country or region"),
    "address": Text("所在地址", "address"),
    "business": Text("主营业务", "main business"),
    "head_name": Text("负责人姓名", "name of the head"),
    "head_position": Text("负责人职务", "position of the head"),
    "phone": Text("电话", "telephone"),
    "email": Text("邮箱", "e-mail"),
}


def disagreements(sheet: AnswerSheet, people: People) -> Iterator[Defect]:
    """Everything about the answers alone; ``people`` holds what is asked and was answered."""
    case = people[Scope.CASE][0].said
    yield from _terms(case, sheet.on)
    yield from _company(sheet, case)
    for scenario in people[Scope.SCENARIO]:
        yield from _processed(scenario, case)
    yield from _recipients(sheet, people[Scope.RECIPIENT])


def _terms(case: Said, on: date) -> Iterator[Defect]:
    starts = day_of(case, "authority.starts_on")
    if starts is not None and starts > on:
        yield look(
            "authority-later",
            "authority",
            None,
            "authority.starts_on",
            Text(
                f"授权委托自 {starts} 起，晚于办理日期 {on}；请在该日及以后申报，或者改早起日。",
                f"The authority begins on {starts}, after {on}; file on that day or later, or let it begin earlier.",
            ),
        )
    finished = day_of(case, "self_assessment.finished_on")
    if finished is None or finished > on:
        return
    last = months_after(finished, SELF_ASSESSMENT_MONTHS)
    if on <= last <= on + SOON:
        yield look(
            "self-assessment-ends",
            "self_assessment",
            None,
            "self_assessment.finished_on",
            Text(
                f"自评估于 {finished} 完成，最迟 {last} 申报；请安排在此前提交。",
                f"The self-assessment of {finished} serves until {last}; plan to submit by then.",
            ),
        )


def _company(sheet: AnswerSheet, case: Said) -> Iterator[Defect]:
    name = case.get("handler.name")
    if isinstance(name, str) and plain(name) != plain(sheet.company):
        yield look(
            "company-name",
            "handler",
            None,
            "handler.name",
            Text(
                f"单位名称“{name}”与本系统登记的单位“{sheet.company}”不同；请按统一社会信用代码证件核对。",
                f"The name '{name}' differs from the company kept here, '{sheet.company}'; check the credit code "
                "certificate.",
            ),
        )


def _processed(scenario: Respondent, case: Said) -> Iterator[Defect]:
    exported = number_in(scenario.said, "scenario.persons_exported_this_year")
    processed = number_in(case, "handler.persons_processed")
    if exported is not None and processed is not None and exported > processed:
        yield must(
            "persons-processed",
            "scenario",
            scenario.entry,
            "scenario.persons_exported_this_year",
            Text(
                f"本年度已出境 {exported:,} 人，多于单位处理个人信息的规模 {processed:,} 人；请核对其中一处。",
                f"{exported:,} persons were exported this year, more than the {processed:,} whose information the "
                "company processes; check one of the two.",
            ),
        )


def _recipients(sheet: AnswerSheet, people: tuple[Respondent, ...]) -> Iterator[Defect]:
    """One recipient of several scenarios is the same everywhere; statistics do not stand beside names."""
    parents = {entry.id: entry.parent for entry in sheet.of_scope(Scope.RECIPIENT)}
    by_name: dict[str, list[Respondent]] = defaultdict(list)
    how: dict[str | None, set[bool]] = defaultdict(set)
    for one in people:
        statistics = one.said.get("recipient.by_statistics") is True
        how[parents.get(one.entry or "")].add(statistics)
        name = one.said.get("recipient.name")
        if isinstance(name, str) and not statistics:
            by_name[plain(name)].append(one)
    for same in by_name.values():
        yield from _one_recipient(same)
    for scenario, kinds in how.items():
        if len(kinds) == 2:
            yield look(
                "statistics-and-names",
                "recipient",
                scenario,
                None,
                Text(
                    "本场景既有逐一填写的境外接收方，又有统计说明；请确认统计说明没有重复包含已列名的接收方。",
                    "This scenario has recipients by name and by statistics; make sure that none is counted twice.",
                ),
            )


def _one_recipient(same: list[Respondent]) -> Iterator[Defect]:
    first = same[0]
    for other in same[1:]:
        differing = [
            field
            for field in _OF_A_RECIPIENT
            if (one := first.said.get(f"recipient.{field}")) is not None
            and (two := other.said.get(f"recipient.{field}")) is not None
            and plain(str(one)) != plain(str(two))
        ]
        if differing:
            zh, en = (
                sep.join(getattr(_LABELS[f], lang) for f in differing) for lang, sep in (("zh", "、"), ("en", ", "))
            )
            yield must(
                "recipient-differs",
                "recipient",
                other.entry,
                f"recipient.{differing[0]}",
                Text(
                    f"同一境外接收方“{other.said['recipient.name']}”在不同场景中的{zh}不一致；请核对并统一。",
                    f"The recipient '{other.said['recipient.name']}' differs between scenarios in {en}; use one.",
                ),
            )


def plain(text: str) -> str:
    """The same name however it was typed: width, case, blanks and quotation marks do not count."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in folded if not sign.isspace() and sign not in "《》“”\"'‘’.,，。")


def day_of(said: Said, question: str) -> date | None:
    value = said.get(question)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:  # an unreadable date is reported with the value itself
        return None


def number_in(said: Said, question: str) -> int | None:
    value = said.get(question)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
