"""What the score reads, from an answer sheet and the route. What was not said is open, and open never means no.

A count that is missing lies between what is known of it and the most that is possible: the persons the company
processes, else everybody. ``open_counts`` names those questions for the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal, cast, get_args

from assessment.answers import AnswerSheet, GradedAnswer, GradeState, Value
from assessment.applicability import answered, asked, current_answers
from assessment.facts import Flow, RouteFacts
from assessment.proofs import standings
from assessment.questions import Questionnaire, Scope
from assessment.reading_route import any_known, route_facts
from assessment.scorecard import Figures
from assessment.scoring_input import (
    MOST,
    OPEN,
    CountFact,
    Flags,
    GateAnswers,
    ScoreAnswer,
    ScoreFacts,
    ScoreInput,
    counted,
)
from assessment.vocabulary import UNKNOWN, Route, Unknown
from assessment.volumes import Volume, VolumeUnit

_INTEREST: dict[str, Any] = {"none": 0, "ordinary": 1, "confidential": 2}
_COUNTS = (
    "route.persons_pi_total",
    "route.persons_spi_total",
    "risk.persons_plan_12_months",
    "risk.vehicles",
    "risk.organisation_interest",
)


def score_input(
    sheet: AnswerSheet,
    questionnaire: Questionnaire,
    route: Route,
    figures: Figures,
    facts: RouteFacts | None = None,
) -> ScoreInput:
    """Facts D1 to D9, gates K1 to K5 and the graded answers of one case.

    ``facts``: those of the route, where something besides the answers speaks of them (a notice of an authority).
    """
    case = current_answers(questionnaire, Scope.CASE, sheet.answers, {})
    scenarios = [current_answers(questionnaire, Scope.SCENARIO, entry.answers, case) for entry in sheet.scenarios]
    facts = route_facts(sheet, questionnaire) if facts is None else facts
    return ScoreInput(
        route=OPEN if route is Route.UNDETERMINED else route,
        facts=_facts(case, scenarios, facts, figures),
        gates=_gates(case, facts),
        answers={name: _grade(sheet.grades[name], counts.state) for name, counts in standings(sheet).items()},
    )


def open_counts(sheet: AnswerSheet, questionnaire: Questionnaire) -> tuple[str, ...]:
    """Questions whose missing count widens the interval of the score."""
    case = current_answers(questionnaire, Scope.CASE, sheet.answers, {})
    return tuple(
        name for name in _COUNTS if asked(questionnaire.question(name), case, case) and not answered(case.get(name))
    )


def _facts(
    case: Mapping[str, Value], scenarios: list[dict[str, Value]], facts: RouteFacts, figures: Figures
) -> ScoreFacts:
    contains_pi = any_known(flow.contains_pi for flow in facts.flows)
    location = _either(_yes_no(case, "risk.location"), _severe(case, "track"))
    return ScoreFacts(
        contains_pi=_as_open(contains_pi),
        D1=_persons(case, facts, contains_pi),
        D2=_sensitive_persons(case, facts),
        D3=_as_open(_severe(case, "biometric", "track", "cabin", "health", "under_14")),
        D4=_as_open(any_known(_is_important(flow) for flow in facts.flows)),
        D5=_as_open(_either(_yes_no(case, "risk.vulnerable_group"), _severe(case, "under_14"))),
        D6=_as_open(_large_scale(case, scenarios, location, figures)),
        D7a=_protection(case, "risk.deidentification"),
        D7b=_protection(case, "risk.masking"),
        D8=_INTEREST.get(str(case.get("risk.organisation_interest")), OPEN),
        vehicles=_vehicles(case),
        gigabytes=_gigabytes(scenarios),
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


def _persons(case: Mapping[str, Value], facts: RouteFacts, contains_pi: bool | Unknown) -> CountFact:
    """D1: the larger of the persons counted since 1 January and the plan of 12 months."""
    if contains_pi is False:
        return 0
    return _largest(case, _counted(facts), "route.persons_pi_total", "risk.persons_plan_12_months")


def _sensitive_persons(case: Mapping[str, Value], facts: RouteFacts) -> CountFact:
    """D2. A scenario without sensitive information adds none; an unanswered one may add everybody."""
    if facts.flows and all(flow.contains_spi is False for flow in facts.flows):
        return 0
    return _largest(case, [flow.persons_spi for flow in facts.flows], "route.persons_spi_total")


def _counted(facts: RouteFacts) -> list[int | Unknown]:
    flows = [count for flow in facts.flows for count in (flow.persons_pi, flow.persons_spi)]
    counters = [facts.counters.persons_pi, facts.counters.persons_spi] if facts.counters else []
    return [*flows, *counters]


def _largest(case: Mapping[str, Value], known: Iterable[int | Unknown], *questions: str) -> CountFact:
    """At least the largest number that is known; while one is missing, at most everybody who is processed at all."""
    numbers = [number for number in known if not isinstance(number, Unknown)]
    stated = [case.get(question) for question in questions]
    numbers += [number for number in stated if isinstance(number, int)]
    least = max(numbers, default=0)
    if all(isinstance(number, int) for number in stated):
        return least
    processed = case.get("handler.persons_processed")
    return counted(least, max(least, processed) if isinstance(processed, int) else MOST)


def _is_important(flow: Flow) -> bool | Unknown:
    """D4. What the company itself holds for important, and nobody has confirmed, is open."""
    match flow.important_data:
        case "notified" | "published":
            return True
        case "none":
            return False
    return UNKNOWN


def _large_scale(
    case: Mapping[str, Value], scenarios: list[dict[str, Value]], location: bool | Unknown, figures: Figures
) -> bool | Unknown:
    """D6: a large volume of important data, or location or imagery of many vehicles or more than one province."""
    vehicles = case.get("risk.vehicles")
    many = vehicles > figures.scale_vehicles_above.value if isinstance(vehicles, int) else UNKNOWN
    if _yes_no(case, "risk.vehicle_source") is False:
        many = False
        wide: bool | Unknown = False
    else:
        wide = _yes_no(case, "risk.more_than_one_province")
    seen = _either(location, _yes_no(case, "risk.exterior_video"))
    large = _large_volume(scenarios, figures.scale_gigabytes_above.value)
    return _either(large, _both(seen, _either(many, wide)))


def _large_volume(scenarios: list[dict[str, Value]], gigabytes: int) -> bool | Unknown:
    """Above the figure in both usual readings of GB and TB; where the two differ, or a volume is missing, unknown."""
    stated, complete = _volumes(scenarios)
    sums = zip(*(volume.megabytes() for volume in stated), strict=True) if stated else ((0,), (0,))
    limits = Volume(gigabytes, "GB").megabytes()
    above = {sum(sizes) > limit for sizes, limit in zip(sums, limits, strict=True)}
    if above == {True}:
        return True
    return False if complete and above == {False} else UNKNOWN


def _gigabytes(scenarios: list[dict[str, Value]]) -> int | None:
    """Whole GB of important data, rounded up, 1,000 MB each; ``None`` while a volume is missing or there is none."""
    stated, complete = _volumes(scenarios)
    if not stated or not complete:
        return None
    return -(-sum(volume.megabytes()[0] for volume in stated) // 1_000)


def _volumes(scenarios: list[dict[str, Value]]) -> tuple[list[Volume], bool]:
    """The volumes of important data that were stated, and whether every scenario that may have some states one."""
    stated, complete = [], bool(scenarios)
    for said in scenarios:
        types = said.get("scenario.data_types")
        if said.get("scenario.outside_both") is True or (isinstance(types, list) and "important_data" not in types):
            continue
        size, unit = said.get("scenario.important_data_size"), said.get("scenario.important_data_unit")
        if isinstance(size, int) and unit in get_args(VolumeUnit):
            stated.append(Volume(size, cast(VolumeUnit, unit)))
        else:
            complete = False
    return stated, complete


def _vehicles(case: Mapping[str, Value]) -> CountFact:
    stated = case.get("risk.vehicles")
    if isinstance(stated, int):
        return stated
    return 0 if case.get("risk.vehicle_source") is False else OPEN


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
