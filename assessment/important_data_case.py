"""What a case itself says about its data, and what a determination means for the answer that decides its route.

The determination never overwrites the answer ``scenario.important_data_status``; it says what should be confirmed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from assessment.answers import AnswerSheet, Value
from assessment.applicability import current_answers
from assessment.conditions import FactValue, Range
from assessment.facts import RouteFacts
from assessment.important_data import Result
from assessment.questions import Questionnaire, Scope
from assessment.vocabulary import UNKNOWN, Text, Unknown

STATUS = "scenario.important_data_status"
Agreement = Literal["agrees", "contradicts", "unproven", "differs", "unanswered"]


@dataclass(frozen=True, slots=True)
class Known:
    """A fact that the case gives, and the question in whose answer it stands."""

    value: FactValue
    question: str


def known_facts(sheet: AnswerSheet, facts: RouteFacts, questionnaire: Questionnaire, scenario: str) -> dict[str, Known]:
    """What the case says about one of its scenarios; whoever determines may type something else."""
    case = current_answers(questionnaire, Scope.CASE, sheet.answers, {})
    return dict(_known(case, facts, scenario))


def agreement(result: Result, answer: Value) -> Agreement:
    """How the answer of the scenario stands to what was determined."""
    if answer is None or answer == "open":
        return "unanswered"
    match result:
        case "important":
            return "agrees" if answer in ("notified", "published") else _against(answer)
        case "probable":
            return "contradicts" if answer == "none" else "agrees"
        case "undetermined":
            return "unproven" if answer == "none" else "agrees"
        case "not_important":
            return "agrees" if answer == "none" else "differs"


MEANINGS: Mapping[Result, Text] = {
    "important": Text(
        "数据属于重要数据，出境须申报数据出境安全评估，不论数量。认定情况应确认为“已公开发布”或者“主管部门已告知”。",
        "The data are important data; any export needs the security assessment. The status should be confirmed as "
        "published or notified.",
    ),
    "probable": Text(
        "数据可能属于重要数据，应当识别、申报。认定情况应确认为“已自行识别，尚未申报”；已申报的，为“已自行识别并申报，"
        "尚无答复”；已被告知或者公开发布的，照实选择。",
        "The data are probably important data and have to be identified and declared. The status should be confirmed "
        "as self-identified, not declared; as self-declared, no answer yet, once declared; or as an authority said.",
    ),
    "undetermined": Text(
        "目前不能确认属于或者不属于重要数据。认定情况应保持“尚未识别”，或者以主管部门的告知、公开发布为准。",
        "It cannot be confirmed yet whether the data are important. The status should stay not examined yet, or follow "
        "what an authority notified or published.",
    ),
    "not_important": Text(
        "按已加载的正式稿判定表，数据不属于重要数据。认定情况应确认为“经识别不属于重要数据”，识别记录即本页。",
        "By the final table as loaded, the data are not important data. The status should be confirmed as identified "
        "as not important; this page is the record of it.",
    ),
}

NO_RECORD = Text(
    "答案是“经识别不属于重要数据”，但还没有识别记录。",
    "The answer says identified as not important, but there is no record of the identification.",
)
DOUBTS: Mapping[Agreement, Text] = {
    "contradicts": Text(
        "答案是“经识别不属于重要数据”，但判定规则成立；请核对答案或者判定。",
        "The answer says identified as not important, while a rule fires; check the answer or the determination.",
    ),
    "unproven": Text(
        "答案是“经识别不属于重要数据”，但判定尚不能支持这一结论。",
        "The answer says identified as not important; the determination does not support that yet.",
    ),
    "differs": Text(
        "判定与答案不一致；请核对答案。",
        "The determination and the answer differ; check the answer.",
    ),
    "unanswered": Text(
        "认定情况尚未填写；按判定结果填写。",
        "The status is not answered yet; answer it by what was determined.",
    ),
}


def _against(answer: Value) -> Agreement:
    return "contradicts" if answer == "none" else "differs"


def _known(case: Mapping[str, Value], facts: RouteFacts, scenario: str) -> Iterator[tuple[str, Known]]:
    vehicles = case.get("risk.vehicles")
    if isinstance(vehicles, int) and not isinstance(vehicles, bool):
        yield "vehicles_cn", Known(vehicles, "risk.vehicles")
    if case.get("risk.exterior_video") is False:
        yield "face_px", Known(0, "risk.exterior_video")
        yield "plate_px", Known(0, "risk.exterior_video")
        yield "exterior_face_or_plate", Known(False, "risk.exterior_video")
    persons = _persons(facts)
    if persons is not None:
        yield "persons_total", Known(persons, "route.persons_pi_total")
        yield "identifiable_persons", Known(persons, "route.persons_pi_total")
    flow = next((flow for flow in facts.flows if flow.id == scenario), None)
    if flow is not None:
        named = flow.important_data
        known = UNKNOWN if isinstance(named, Unknown) else named in ("notified", "published")
        yield "authority_named", Known(known, STATUS)


def _persons(facts: RouteFacts) -> Range | None:
    """Distinct persons of both counters: at least the larger one, at most both together; they may overlap."""
    if facts.counters is None:
        return None
    pi, spi = facts.counters.persons_pi, facts.counters.persons_spi
    if isinstance(pi, Unknown) or isinstance(spi, Unknown):
        return None
    return Range(max(pi, spi), pi + spi)
