"""Answers that do not agree with each other, or with the day of the case.

The regulator compares form, report and power of attorney; these are the comparisons made before it does.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterator, Mapping
from datetime import date

from assessment.answers import Value
from assessment.applicability import Respondent
from assessment.exemption_proof import proof_of
from assessment.gaps import Gap
from assessment.questions import Questionnaire, QuestionType, Scope
from assessment.reading_proof import exemption_of
from assessment.vocabulary import Text

SELF_ASSESSMENT_MONTHS = 3
Said = Mapping[str, Value]


def contradictions(
    on: date, people: Mapping[Scope, tuple[Respondent, ...]], questionnaire: Questionnaire
) -> Iterator[Gap]:
    """Every disagreement between answers that are given; what is missing is not reported here."""
    case = people[Scope.CASE][0].said
    yield from _self_assessment(case, on)
    yield from _authority(case, on)
    yield from _designation(case)
    yield from _province(case, questionnaire)
    yield from _group(case)
    for scenario in people[Scope.SCENARIO]:
        yield from _important_data(scenario.entry, scenario.said)
        yield from _persons(scenario.entry, scenario.said, case)
        yield from _exemption(scenario.entry, scenario.said)
    for clause in people[Scope.CLAUSE]:
        yield from _clause(clause.entry, clause.said)
    yield from _evidence_links(people, questionnaire)


def months_after(day: date, months: int) -> date:
    """The corresponding day (Civil Code Art. 202): the same number, or the last day of a shorter month."""
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _self_assessment(case: Said, on: date) -> Iterator[Gap]:
    began, finished = _day(case, "self_assessment.started_on"), _day(case, "self_assessment.finished_on")
    place = ("self_assessment", None, "self_assessment.finished_on")
    if began and finished and finished < began:
        yield Gap(
            *place, Text("自评估的完成日期早于开始日期；请核对。", "The self-assessment ends before it begins; check.")
        )
    if finished and finished > on:
        yield Gap(
            *place,
            Text(
                f"自评估完成日期 {finished} 晚于办理日期 {on}；请在完成后再申报。",
                f"The self-assessment ends on {finished}, after {on}; file when it is finished.",
            ),
        )
    if finished and on > (last := months_after(finished, SELF_ASSESSMENT_MONTHS)):
        yield Gap(
            *place,
            Text(
                f"自评估须在申报之日前 3 个月内完成；{finished} 完成的，最迟 {last} 申报，请更新自评估。",
                f"The self-assessment must be finished within 3 months before filing: finished on {finished}, "
                f"it served until {last}; renew it.",
            ),
        )
    if case.get("self_assessment.no_material_change") is False:
        yield Gap(
            "self_assessment",
            None,
            "self_assessment.no_material_change",
            Text(
                "自评估完成后发生了重大变化，不能作出申报承诺；请重新自评估。",
                "Something material has changed since, so the commitment cannot be given; assess again.",
            ),
        )


def _authority(case: Said, on: date) -> Iterator[Gap]:
    starts, ends = _day(case, "authority.starts_on"), _day(case, "authority.ends_on")
    if starts and ends and ends < starts:
        yield Gap(
            "authority",
            None,
            "authority.ends_on",
            Text("授权委托期限的止日早于起日；请核对。", "The authority ends before it begins; check."),
        )
    elif ends and ends < on:
        yield Gap(
            "authority",
            None,
            "authority.ends_on",
            Text(f"授权委托已于 {ends} 到期；请延长期限。", f"The authority ended on {ends}; extend it."),
        )


def _designation(case: Said) -> Iterator[Gap]:
    said, notice = case.get("handler.is_ciio"), case.get("route.ciio_notice")
    if (said, notice) in ((True, "not_notified"), (False, "notified")):
        yield Gap(
            "handler",
            None,
            "handler.is_ciio",
            Text(
                "申报表与路径事实对是否为关键信息基础设施运营者的回答不一致；以书面认定通知为准。",
                "Form and route facts disagree on critical information infrastructure; follow the written notice.",
            ),
        )


def _province(case: Said, questionnaire: Questionnaire) -> Iterator[Gap]:
    place, region = case.get("handler.registered_place"), case.get("route.region")
    name = next((c.zh for c in questionnaire.question("route.region").choices if c.id == region), None)
    if isinstance(place, str) and name is not None and name[:2] not in place:
        yield Gap(
            "handler",
            None,
            "handler.registered_place",
            Text(
                f"单位注册地中没有出现“{name}”，与路径事实所选的省份不一致；请核对。",
                f"The place of registration does not name {name}, the province of the route facts; check.",
            ),
        )


def _important_data(entry: str | None, said: Said) -> Iterator[Gap]:
    types, status = said.get("scenario.data_types"), said.get("scenario.important_data_status")
    named = isinstance(types, list) and "important_data" in types
    if status in ("notified", "published") and not named:
        yield Gap(
            "scenario",
            entry,
            "scenario.data_types",
            Text(
                "数据已被告知或者公开发布为重要数据，数据类型须勾选“重要数据”。",
                "The data are notified or published as important; tick 重要数据 under the types.",
            ),
        )
    if status == "none" and named:
        yield Gap(
            "scenario_route",
            entry,
            "scenario.important_data_status",
            Text(
                "数据类型勾选了“重要数据”，但认定情况为不属于；请核对。",
                "The types say important data, the status says it is not; check.",
            ),
        )


def _persons(entry: str | None, said: Said, case: Said) -> Iterator[Gap]:
    def gap(section: str, question: str, zh: str, en: str) -> Gap:
        return Gap(section, entry, question, Text(zh, en))

    ordinary, sensitive = _number(said, "scenario.persons_pi_year"), _number(said, "scenario.persons_spi_year")
    # Persons of a flow that claims an exemption stand outside the total.
    counted = said.get("scenario.exemption_claim") in (None, "none", "open")
    for kind, persons in (("pi", ordinary), ("spi", sensitive)) if counted else ():
        total = _number(case, f"route.persons_{kind}_total")
        if persons is not None and total is not None and total < persons:
            yield gap(
                "scenario_numbers",
                f"scenario.persons_{kind}_year",
                f"本场景 {persons} 人，多于全单位累计 {total} 人；请核对。",
                f"This scenario has {persons} persons, more than the company total of {total}; check.",
            )
    if said.get("scenario.contains_sensitive") is True and sensitive == 0:
        yield gap(
            "scenario_numbers",
            "scenario.persons_spi_year",
            "本场景包含敏感个人信息，人数却为 0；请核对。",
            "The scenario includes sensitive information, yet of 0 persons; check.",
        )
    exported = _number(said, "scenario.persons_exported_this_year")
    if said.get("scenario.contains_sensitive") is False:
        sensitive = 0
    if exported is not None and ordinary is not None and sensitive is not None and exported > ordinary + sensitive:
        yield gap(
            "scenario",
            "scenario.persons_exported_this_year",
            f"本年度已出境 {exported} 人，多于本年度（含计划）的人数；请核对。",
            f"{exported} persons were exported this year, more than the year with its plan; check.",
        )
    yield from _forecast(entry, said)


def _exemption(entry: str | None, said: Said) -> Iterator[Gap]:
    """The statement on the exemption against its evidence, and the report against its end."""
    claim = said.get("scenario.exemption_claim")
    if claim in (None, "open", "none"):
        return
    exemption = exemption_of(said, claim)
    if proof_of(exemption).conflict:
        yield Gap(
            "scenario_route",
            entry,
            "scenario.exemption_proven",
            Text(
                "豁免的总体结论与逐项证据相互矛盾；请核对其中一处，核对之前不据以豁免。",
                "Statement and evidence of the exemption contradict each other; check. Until then it does not apply.",
            ),
        )
    reported, ends = exemption.reported_on, exemption.ends_on
    if isinstance(reported, date) and isinstance(ends, date) and ends < reported:
        yield Gap(
            "scenario_proof",
            entry,
            "scenario.report_ends_on",
            Text("处置的结束日期早于报告日期；请核对。", "The matter ends before it was reported; check."),
        )


def _group(case: Said) -> Iterator[Gap]:
    """One entity cannot have more persons than all of them together."""
    for kind in ("pi", "spi"):
        whole, largest = _number(case, f"route.group_persons_{kind}"), _number(case, f"route.group_largest_{kind}")
        if whole is not None and largest is not None and largest > whole:
            yield Gap(
                "route_prior",
                None,
                f"route.group_largest_{kind}",
                Text(
                    f"人数最多的一家 {largest} 人，多于这些单位合计的 {whole} 人；请核对。",
                    f"The largest entity has {largest} persons, more than the {whole} of all of them; check.",
                ),
            )


def _forecast(entry: str | None, said: Said) -> Iterator[Gap]:
    """Distinct persons over three years: at least the largest year, at most the sum of the years."""
    whole = _number(said, "scenario.persons_three_years")
    years = [_number(said, f"scenario.persons_year_{year}") for year in (1, 2, 3)]
    known = [number for number in years if number is not None]
    if whole is None or len(known) < len(years) or max(known) <= whole <= sum(known):
        return
    yield Gap(
        "scenario_numbers",
        entry,
        "scenario.persons_year_3",
        Text(
            f"申报表的未来 3 年 {whole} 人，应在单年最大值 {max(known)} 与三年之和 {sum(known)} 之间；请核对。",
            f"The form says {whole} persons over three years; it should lie between the largest year, {max(known)}, "
            f"and the sum, {sum(known)}; check.",
        ),
    )


def _clause(entry: str | None, said: Said) -> Iterator[Gap]:
    point, covers = said.get("clause.point"), said.get("clause.covers")
    if isinstance(point, str) and isinstance(covers, list) and not any(part.startswith(f"{point}_") for part in covers):
        yield Gap(
            "clauses",
            entry,
            "clause.covers",
            Text(
                "所勾选的内容都不属于本条款对应的一项；请核对。",
                "None of the ticked contents belongs to the point of this clause; check.",
            ),
        )


def _evidence_links(people: Mapping[Scope, tuple[Respondent, ...]], questionnaire: Questionnaire) -> Iterator[Gap]:
    """Answers may only lean on evidence that is there."""
    known = {evidence.entry for evidence in people[Scope.EVIDENCE]}
    for section in questionnaire.sections:
        for question in section.questions:
            if question.type is not QuestionType.EVIDENCE:
                continue
            for person in people[section.scope]:
                linked = person.said.get(question.id)
                missing = [name for name in linked if name not in known] if isinstance(linked, list) else []
                if missing:
                    yield Gap(section.id, person.entry, question.id, _no_such_evidence(missing))


def _no_such_evidence(missing: list[str]) -> Text:
    names = "、".join(missing)
    return Text(f"证明材料中没有“{names}”；请重新选择。", f"There is no evidence '{names}'; choose again.")


def _day(said: Said, question: str) -> date | None:
    value = said.get(question)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:  # an unreadable date is reported with the value itself
        return None


def _number(said: Said, question: str) -> int | None:
    value = said.get(question)
    return value if isinstance(value, int) and not isinstance(value, bool) else None
