"""Route facts from an answer sheet. What was not said, or said to be open, is unknown."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeVar

from assessment.answers import AnswerSheet, Entry, Value
from assessment.applicability import current_answers
from assessment.facts import Counters, Exporter, Flow, RecipientFacts, RouteFacts, ZoneList
from assessment.questions import Questionnaire, Scope
from assessment.reading_prior import group_of, prior_of
from assessment.reading_proof import exemption_of
from assessment.vocabulary import UNKNOWN, Unknown

T = TypeVar("T")
_GBA_REGIONS = ("hk", "mo")
LIST_NOT_ESTABLISHED = "open"
"""Stands for a list that nobody has named yet: no list by that name is known, so the rule stays open."""


def route_facts(sheet: AnswerSheet, questionnaire: Questionnaire) -> RouteFacts:
    """Everything ``decide`` reads. Answers to questions that are not asked any more are left out."""
    case = current_answers(questionnaire, Scope.CASE, sheet.answers, {})
    once = case.get("route.count_both_in") == "sensitive"
    return RouteFacts(
        exporter=_exporter(case),
        flows=tuple(_flow(sheet, entry, questionnaire, case) for entry in sheet.scenarios),
        counters=Counters(
            persons_pi=_count(case, "route.persons_pi_total"),
            persons_spi=_count(case, "route.persons_spi_total"),
            persons_pi_previous_year=_count(case, "route.persons_pi_previous_year"),
            persons_spi_previous_year=_count(case, "route.persons_spi_previous_year"),
            persons_both=_count(case, "route.persons_both_total") if once else None,
        ),
        prior=prior_of(case),
        group=group_of(case),
        count_both_in="sensitive" if once else "both",
    )


def any_known(values: Iterable[bool | Unknown]) -> bool | Unknown:
    """Yes as soon as one is yes; no only when all are no; nothing to look at is unknown."""
    found = list(values)
    if any(value is True for value in found):
        return True
    return False if found and all(value is False for value in found) else UNKNOWN


def _exporter(case: Mapping[str, Value]) -> Exporter:
    city = _word(case, "route.gba_city")
    return Exporter(
        kind=_kind(case),
        region=_word(case, "route.region"),
        in_ftz=_yes_no(case, "route.in_ftz"),
        gba_city=city if isinstance(city, str) and city != "none" else None,
        persons_processed=_count(case, "handler.persons_processed"),
    )


def _kind(case: Mapping[str, Value]) -> Any:
    match _yes_no(case, "route.established_abroad"):
        case True:
            return "offshore"
        case Unknown():
            return UNKNOWN
    return {"notified": "ciio", "not_notified": "non_ciio"}.get(str(case.get("route.ciio_notice")), UNKNOWN)


def _flow(sheet: AnswerSheet, entry: Entry, questionnaire: Questionnaire, case: Mapping[str, Value]) -> Flow:
    said = current_answers(questionnaire, Scope.SCENARIO, entry.answers, case)
    recipients = [
        current_answers(questionnaire, Scope.RECIPIENT, recipient.answers, case)
        for recipient in sheet.recipients_of(entry.id)
    ]
    contains_pi = _contains_pi(said)
    contains_spi = contains_pi and _yes_no(said, "scenario.contains_sensitive") if contains_pi is True else contains_pi
    return Flow(
        id=entry.id,
        export_act=_choice(said, "scenario.export_act"),
        contains_pi=contains_pi,
        contains_spi=contains_spi,
        important_data=_choice(said, "scenario.important_data_status"),
        core_data_or_secret=_yes_no(said, "scenario.core_data_or_secret"),
        persons_pi=0 if contains_pi is False else _count(said, "scenario.persons_pi_year"),
        persons_spi=0 if contains_spi is False else _count(said, "scenario.persons_spi_year"),
        exemption=exemption_of(said, _choice(said, "scenario.exemption_claim")),
        ftz=_zone_list(said),
        recipient=_recipient(recipients),
        foreign_authority_request=_yes_no(said, "scenario.foreign_authority_request"),
        necessary=_yes_no(said, "scenario.necessary") if "scenario.necessary" in said else None,
    )


def _contains_pi(said: Mapping[str, Value]) -> bool | Unknown:
    types = said.get("scenario.data_types")
    if said.get("scenario.outside_both") is True:
        return False
    return "personal_information" in types if isinstance(types, list) else UNKNOWN


def _zone_list(said: Mapping[str, Value]) -> ZoneList:
    match _choice(said, "scenario.ftz_list"):
        case "none":
            return ZoneList()
        case Unknown():
            return ZoneList(list=LIST_NOT_ESTABLISHED, on_list=UNKNOWN)
        case name:
            on_list = _yes_no(said, "scenario.on_list")
            return ZoneList(
                list=name, on_list=on_list, entry=_word(said, "scenario.ftz_entry") if on_list is True else None
            )


def _recipient(recipients: list[dict[str, Value]]) -> RecipientFacts:
    """All recipients of a scenario as one: the least favourable place and the strictest answers."""
    regions = [_word(answers, "recipient.country") for answers in recipients]
    elsewhere = [region for region in regions if isinstance(region, str) and region not in _GBA_REGIONS]
    unknown = not regions or any(isinstance(region, Unknown) for region in regions)
    region = elsewhere[0] if elsewhere else (UNKNOWN if unknown else regions[0])
    return RecipientFacts(
        region=region,
        restricted=any_known(_yes_no(answers, "recipient.restricted") for answers in recipients),
        onward_outside_gba=False
        if elsewhere
        else any_known(_yes_no(answers, "recipient.onward_outside_gba") for answers in recipients),
    )


def _count(said: Mapping[str, Value], question: str) -> int | Unknown:
    value = said.get(question)
    return value if isinstance(value, int) and not isinstance(value, bool) else UNKNOWN


def _yes_no(said: Mapping[str, Value], question: str) -> bool | Unknown:
    value = said.get(question)
    return value if isinstance(value, bool) else UNKNOWN


def _word(said: Mapping[str, Value], question: str) -> str | Unknown:
    value = said.get(question)
    return value if isinstance(value, str) else UNKNOWN


def _choice(said: Mapping[str, Value], question: str) -> Any:
    """The id of a choice; the choice ``open`` is as good as no answer. The model checks that the id is known."""
    value = said.get(question)
    return value if isinstance(value, str) and value != "open" else UNKNOWN
