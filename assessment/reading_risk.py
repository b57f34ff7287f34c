"""What the score reads, from an answer sheet and the route. What was not said is open, and open never means no.

Counts cannot be open. Where one is missing the most that is possible stands in for it: the persons the company
processes, else a number above every line of the method; ``open_counts`` names those questions for the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from assessment.answers import AnswerSheet, GradedAnswer, GradeState, Value
from assessment.applicability import answered, asked, current_answers
from assessment.facts import Flow, RouteFacts
from assessment.proofs import standings
from assessment.questions import Questionnaire, Scope
from assessment.reading_route import any_known, route_facts
from assessment.scoring_input import OPEN, Flags, GateAnswers, ScoreAnswer, ScoreFacts, ScoreInput
from assessment.vocabulary import UNKNOWN, Route, Unknown

CAUTIOUS_PERSONS = 10_000_001
CAUTIOUS_VEHICLES = 10_001
CAUTIOUS_INTEREST = 2
LARGE_VEHICLES = 10_000  # D6, vehicle part: the method's own line
LARGE_MEGABYTES = 1_000 * 1_000  # D6: 1000 GB (2017 draft, table B.2), read in the stricter of the two usual ways
_MEGABYTES = {"MB": 1, "GB": 1_024, "TB": 1_024 * 1_024}
_INTEREST = {"none": 0, "ordinary": 1, "confidential": 2}
_COUNTS = (
    "route.persons_pi_total",
    "route.persons_spi_total",
    "risk.persons_plan_12_months",
    "risk.vehicles",
    "risk.organisation_interest",
)


def score_input(sheet: AnswerSheet, questionnaire: Questionnaire, route: Route) -> ScoreInput:
    """Facts D1 to D9, gates K1 to K5 and the graded answers of one case."""
    case = current_answers(questionnaire, Scope.CASE, sheet.answers, {})
    scenarios = [current_answers(questionnaire, Scope.SCENARIO, entry.answers, case) for entry in sheet.scenarios]
    facts = route_facts(sheet, questionnaire)
    return ScoreInput(
        route=OPEN if route is Route.UNDETERMINED else route,
        facts=_facts(case, scenarios, facts),
        gates=_gates(case, facts),
        answers={name: _grade(sheet.grades[name], counts.state) for name, counts in standings(sheet).items()},
    )


def open_counts(sheet: AnswerSheet, questionnaire: Questionnaire) -> tuple[str, ...]:
    """Questions for which the score has to assume the worst, because a count is missing."""
    case = current_answers(questionnaire, Scope.CASE, sheet.answers, {})
    return tuple(
        name for name in _COUNTS if asked(questionnaire.question(name), case, case) and not answered(case.get(name))
    )


def _facts(case: Mapping[str, Value], scenarios: list[dict[str, Value]], facts: RouteFacts) -> ScoreFacts:
    contains_pi = any_known(flow.contains_pi for flow in facts.flows)
    location = _either(_yes_no(case, "risk.location"), _severe(case, "track"))
    return ScoreFacts(
        contains_pi=_as_open(contains_pi),
        D1=_persons(case, facts, contains_pi),
        D2=_sensitive_persons(case, facts),
        D3=_as_open(_severe(case, "biometric", "track", "cabin", "health", "under_14")),
        D4=_as_open(any_known(_is_important(flow) for flow in facts.flows)),
        D5=_as_open(_either(_yes_no(case, "risk.vulnerable_group"), _severe(case, "under_14"))),
        D6=_as_open(_large_scale(case, scenarios, location)),
        D7a=_protection(case, "risk.deidentification"),
        D7b=_protection(case, "risk.masking"),
        D8=_INTEREST.get(str(case.get("risk.organisation_interest")), CAUTIOUS_INTEREST),
        vehicles=_vehicles(case),
        flags=Flags(
            VEH=_as_open(_yes_no(case, "risk.vehicle_source")),
            LOC=_as_open(location),
            VID=_as_open(_yes_no(case, "risk.exterior_video")),
            GEO=_as_open(_yes_no(case, "risk.geographic_data")),
            REMOTE=_as_open(_of_flows(facts, lambda flow: _is(flow.export_act, "remote_access_from_abroad"))),
            CONSENT=_as_open(any_known(map(_on_consent, facts.flows, scenarios))),
            MINOR=_as_open(_severe(case, "under_14")),
            CMD=_as_open(_yes_no(case, "risk.command_channel")),
            CIIO=_as_open(_is(facts.exporter.kind, "ciio")),
            EXEMPT=_as_open(_of_flows(facts, lambda flow: _not(_is(flow.exemption.claim, "none")))),
        ),
    )


def _gates(case: Mapping[str, Value], facts: RouteFacts) -> GateAnswers:
    geographic = _yes_no(case, "risk.geographic_data")
    return GateAnswers(
        K1=_as_open(_of_flows(facts, lambda flow: flow.core_data_or_secret)),
        K2=False if geographic is False else _as_open(_yes_no(case, "risk.geographic_without_approval")),
        K3=_as_open(_yes_no(case, "risk.forbidden")),
        K4=_as_open(_of_flows(facts, lambda flow: flow.recipient.restricted)),
        K5=_as_open(_of_flows(facts, lambda flow: flow.foreign_authority_request)),
    )


def _persons(case: Mapping[str, Value], facts: RouteFacts, contains_pi: bool | Unknown) -> int:
    """D1: the larger of the persons counted since 1 January and the plan of 12 months."""
    if contains_pi is False:
        return 0
    return _largest(case, _counted(facts), "route.persons_pi_total", "risk.persons_plan_12_months")


def _sensitive_persons(case: Mapping[str, Value], facts: RouteFacts) -> int:
    """D2. A scenario without sensitive information adds none; an unanswered one may add everybody."""
    if facts.flows and all(flow.contains_spi is False for flow in facts.flows):
        return 0
    return _largest(case, [flow.persons_spi for flow in facts.flows], "route.persons_spi_total")


def _counted(facts: RouteFacts) -> list[int | Unknown]:
    flows = [count for flow in facts.flows for count in (flow.persons_pi, flow.persons_spi)]
    counters = [facts.counters.persons_pi, facts.counters.persons_spi] if facts.counters else []
    return [*flows, *counters]


def _largest(case: Mapping[str, Value], known: Iterable[int | Unknown], *questions: str) -> int:
    numbers = [number for number in known if not isinstance(number, Unknown)]
    stated = [case.get(question) for question in questions]
    numbers += [number for number in stated if isinstance(number, int)]
    if any(number is None for number in stated):
        processed = case.get("handler.persons_processed")
        numbers.append(processed if isinstance(processed, int) else CAUTIOUS_PERSONS)
    return max(numbers)


def _is_important(flow: Flow) -> bool | Unknown:
    """D4. What the company itself holds for important, and nobody has confirmed, is open."""
    match flow.important_data:
        case "notified" | "published":
            return True
        case "none":
            return False
    return UNKNOWN


def _large_scale(
    case: Mapping[str, Value], scenarios: list[dict[str, Value]], location: bool | Unknown
) -> bool | Unknown:
    """D6: important data above 1000 GB, or location or imagery of many vehicles or more than one province."""
    vehicles = case.get("risk.vehicles")
    many = vehicles > LARGE_VEHICLES if isinstance(vehicles, int) else UNKNOWN
    if _yes_no(case, "risk.vehicle_source") is False:
        many = False
        wide: bool | Unknown = False
    else:
        wide = _yes_no(case, "risk.more_than_one_province")
    seen = _either(location, _yes_no(case, "risk.exterior_video"))
    return _either(_large_volume(scenarios), _both(seen, _either(many, wide)))


def _large_volume(scenarios: list[dict[str, Value]]) -> bool | Unknown:
    total, unknown = 0, not scenarios
    for said in scenarios:
        types = said.get("scenario.data_types")
        if said.get("scenario.outside_both") is True or (isinstance(types, list) and "important_data" not in types):
            continue
        size, unit = said.get("scenario.important_data_size"), said.get("scenario.important_data_unit")
        if isinstance(size, int) and isinstance(unit, str) and unit in _MEGABYTES:
            total += size * _MEGABYTES[unit]
        else:
            unknown = True
    if total > LARGE_MEGABYTES:
        return True
    return UNKNOWN if unknown else False


def _vehicles(case: Mapping[str, Value]) -> int:
    stated = case.get("risk.vehicles")
    if isinstance(stated, int):
        return stated
    return 0 if case.get("risk.vehicle_source") is False else CAUTIOUS_VEHICLES


def _on_consent(flow: Flow, said: Mapping[str, Value]) -> bool | Unknown:
    basis = said.get("scenario.legal_basis")
    if isinstance(basis, list):
        return "consent" in basis
    return False if flow.contains_pi is False else UNKNOWN


def _severe(case: Mapping[str, Value], *kinds: str) -> bool | Unknown:
    named = case.get("risk.severe_kinds")
    if not isinstance(named, list) or "open" in named:
        return UNKNOWN
    return any(kind in named for kind in kinds)


def _protection(case: Mapping[str, Value], question: str) -> Any:
    """A protection that nobody has claimed is none: silence never lowers the severity."""
    value = case.get(question)
    return value if isinstance(value, str) else "none"


def _grade(given: GradedAnswer, state: GradeState) -> ScoreAnswer:
    if given.disputed:
        return ScoreAnswer(grade=given.grade, state="disputed", other=given.second_grade)
    return ScoreAnswer(grade=given.grade, state=state)


def _of_flows(facts: RouteFacts, test: Callable[[Flow], bool | Unknown]) -> bool | Unknown:
    return any_known(test(flow) for flow in facts.flows)


def _yes_no(case: Mapping[str, Value], question: str) -> bool | Unknown:
    value = case.get(question)
    return value if isinstance(value, bool) else UNKNOWN


def _is(value: str | Unknown, expected: str) -> bool | Unknown:
    return UNKNOWN if isinstance(value, Unknown) else value == expected


def _not(value: bool | Unknown) -> bool | Unknown:
    return UNKNOWN if isinstance(value, Unknown) else not value


def _either(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:
    return any_known((one, other))


def _both(one: bool | Unknown, other: bool | Unknown) -> bool | Unknown:
    return _not(any_known((_not(one), _not(other))))


def _as_open(value: bool | Unknown) -> bool | Literal["open"]:
    return OPEN if isinstance(value, Unknown) else value
