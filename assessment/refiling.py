"""Changes after approval: which of them the law answers with a new filing, and on what ground.

What was approved is compared with what the answers say now. What no answer can show (a law abroad, control of a
recipient) is asked of a person; whether a change affects security is judged by a person, never here, and a judgement
lapses when the change it spoke of becomes another one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, cast, get_args

from pydantic import Field, model_validator

from assessment.answers import AnswerSheet, Entry, Value
from assessment.applicability import current_answers
from assessment.comparing import FILE, ITEM, Difference, differences, fingerprint, named
from assessment.questions import Bilingual, Citation, Frozen, Questionnaire, Scope
from assessment.rules import RuleId
from assessment.vocabulary import Confidence
from assessment.volumes import Volume, VolumeUnit, more_than

Mechanism = Literal["security_assessment", "standard_contract", "certification", "gba_contract"]
MECHANISMS: tuple[Mechanism, ...] = get_args(Mechanism)
DECLARED = "route.prior_changes"
"""The question by which a person declares what changed since an earlier filing."""

SIZE, UNIT = "scenario.important_data_size", "scenario.important_data_unit"
SUBJECT = "change_"
"""Entries of the journal of milestones whose subject starts so are of this module."""

Thing = Literal["scenario", "recipient", "clause", "item"]
Standing = Literal["refile", "judge", "ask", "harmless", "quiet"]


class Aspect(Frozen):
    """One side of an export. ``questions``: their answers; ``things``: whole entries that came, went or changed.

    ``beyond``: numbers that must not be larger than what was approved. ``evidence``: kinds whose file counts.
    """

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    label: Bilingual
    questions: tuple[str, ...] = ()
    things: tuple[Thing, ...] = ()
    beyond: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()


class MechanismLaw(Frozen):
    """What a change leads to under one mechanism; ``advice`` is our own reading, not the text of the law."""

    id: Mechanism
    name: Bilingual
    approved: Bilingual
    consequence: Bilingual
    advice: Bilingual
    cite: Citation
    confidence: Confidence
    checked_on: date


class RefilingRule(Frozen):
    """One case of the article. ``asks``: what only a person can know; ``judged``: what a person has to judge.

    ``declared``: the kinds of change by which the answers themselves may say so.
    """

    id: RuleId
    mechanism: Mechanism
    since: date = Field(alias="from")
    until: date | None = Field(default=None, alias="to")
    title: Bilingual
    because: Bilingual
    aspects: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    asks: Bilingual | None = None
    judged: Bilingual | None = None
    undo: Bilingual | None = None
    cite: Citation
    confidence: Confidence
    checked_on: date
    note: Bilingual | None = None

    def in_force(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)

    @property
    def sign_off(self) -> str:
        """The subject under which counsel signs this entry off."""
        return f"refiling:{self.id}@{self.since.isoformat()}"


class RefilingLaw(Frozen):
    """``refiling.yaml``; the loader has checked that every name in it exists."""

    mechanisms: tuple[MechanismLaw, ...]
    aspects: tuple[Aspect, ...]
    rules: tuple[RefilingRule, ...]

    def mechanism(self, name: Mechanism) -> MechanismLaw:
        return next(law for law in self.mechanisms if law.id == name)

    def aspect(self, name: str) -> Aspect:
        return next(aspect for aspect in self.aspects if aspect.id == name)

    def rules_for(self, mechanism: Mechanism, day: date) -> tuple[RefilingRule, ...]:
        return tuple(rule for rule in self.rules if rule.mechanism == mechanism and rule.in_force(day))


class ChangeSaid(Frozen):
    """What a person said about one case of the article. ``seen`` names the differences that were judged."""

    kind: Literal["change_said"] = "change_said"
    rule: RuleId
    happened: bool | None = None
    happened_on: date | None = None
    affects: bool | None = None
    note: str = ""
    seen: str = ""

    @model_validator(mode="after")
    def _is_whole(self) -> ChangeSaid:
        if self.happened and (self.happened_on is None or not self.note):
            raise ValueError("what happened needs a day and a description")
        if self.affects is not None and not self.note:
            raise ValueError("a judgement needs a reason")
        return self


class MechanismSaid(Frozen):
    """Which mechanism the case was in fact carried out under, where the route leaves a choice."""

    kind: Literal["change_mechanism"] = "change_mechanism"
    mechanism: Mechanism


@dataclass(frozen=True, slots=True)
class Trigger:
    """One case of the article with what was found: ``standing`` says whether it leads to a new filing."""

    rule: RefilingRule
    standing: Standing
    differences: tuple[Difference, ...] = ()
    said: ChangeSaid | None = None
    seen: str = ""

    @property
    def judgement_lapsed(self) -> bool:
        """Somebody judged, but about other differences than those that stand now."""
        return self.said is not None and self.said.affects is not None and self.said.seen != self.seen


def triggers(
    approved: AnswerSheet | None,
    now: AnswerSheet,
    law: RefilingLaw,
    mechanism: Mechanism,
    questionnaire: Questionnaire,
    said: Mapping[str, ChangeSaid],
    on: date,
) -> tuple[Trigger, ...]:
    """Every case of the article in its order. ``approved`` is ``None`` where what was approved is not at hand."""
    found = differences(approved, now, questionnaire) if approved is not None else ()
    grown = _beyond(approved, now, questionnaire) if approved is not None else {}
    declared = _declared(now, mechanism, questionnaire)
    return tuple(
        _trigger(rule, _of_rule(rule, law, found, grown, approved, now), declared, said.get(rule.id))
        for rule in law.rules_for(mechanism, on)
    )


def verdict(found: Sequence[Trigger]) -> Standing:
    """The strongest standing of all."""
    order = get_args(Standing)
    return min((trigger.standing for trigger in found), key=order.index, default="quiet")


def _declared(now: AnswerSheet, mechanism: Mechanism, questionnaire: Questionnaire) -> Sequence[str] | None:
    """The kinds of change that the answers declare about this mechanism; ``None`` where nothing was answered."""
    said = current_answers(questionnaire, Scope.CASE, now.answers, {})
    kinds = said.get(DECLARED)
    return kinds if isinstance(kinds, list) and said.get("route.prior_mechanism") == mechanism else None


def _trigger(
    rule: RefilingRule, found: tuple[Difference, ...], declared: Sequence[str] | None, said: ChangeSaid | None
) -> Trigger:
    kinds = [kind for kind in declared or () if kind in rule.declared]
    if kinds:
        found = (*found, Difference("changed", DECLARED, None, "", None, kinds))
    seen = fingerprint(found)
    denied = declared is not None and bool(rule.declared)
    return Trigger(rule, _standing(rule, found, said, seen, bool(kinds), denied), found, said, seen)


def _standing(
    rule: RefilingRule,
    found: tuple[Difference, ...],
    said: ChangeSaid | None,
    seen: str,
    declared: bool,
    denied: bool,
) -> Standing:
    """``declared``: the answers themselves name this change; ``denied``: they were asked and may name it."""
    if found or (said is not None and said.happened):
        if rule.judged is None:
            return "refile"
        if said is None or said.affects is None or said.seen != seen:
            return "refile" if declared else "judge"
        return "refile" if said.affects else "harmless"
    known = denied or (said is not None and said.happened is not None)
    return "quiet" if rule.asks is None or known else "ask"


def _of_rule(
    rule: RefilingRule,
    law: RefilingLaw,
    found: tuple[Difference, ...],
    grown: Mapping[str, tuple[Difference, ...]],
    approved: AnswerSheet | None,
    now: AnswerSheet,
) -> tuple[Difference, ...]:
    aspects = [law.aspect(name) for name in rule.aspects]
    kinds = {kind for aspect in aspects for kind in aspect.evidence}
    counted = {entry.id for sheet in (approved, now) if sheet for entry in _evidence_of(sheet, kinds)}
    picked = [d for d in found if any(_belongs(d, aspect) for aspect in aspects) or _is_evidence(d, counted)]
    larger = [d for aspect in aspects for question in aspect.beyond for d in grown.get(question, ())]
    return (*picked, *larger)


def _belongs(difference: Difference, aspect: Aspect) -> bool:
    part = difference.part
    if part in aspect.questions:
        return True
    return any(part == thing or (thing in (ITEM, "clause") and part.startswith(f"{thing}.")) for thing in aspect.things)


def _is_evidence(difference: Difference, counted: set[str]) -> bool:
    return difference.entry in counted and difference.part in (Scope.EVIDENCE.value, FILE)


def _evidence_of(sheet: AnswerSheet, kinds: Collection[str]) -> list[Entry]:
    return [entry for entry in sheet.of_scope(Scope.EVIDENCE) if str(entry.answers.get("evidence.kind")) in kinds]


def _beyond(approved: AnswerSheet, now: AnswerSheet, questionnaire: Questionnaire) -> dict[str, tuple[Difference, ...]]:
    """By question: the numbers of each scenario that are larger than approved."""
    old = _scenarios(approved, questionnaire)
    found: dict[str, list[Difference]] = {}
    for entry, is_now in _scenarios(now, questionnaire).items():
        was = old.get(entry)
        if was is None:
            continue  # the scenario itself is new, and shown as such
        for question in is_now:
            if _is_larger(question, was, is_now):
                before, after = _with_unit(question, was), _with_unit(question, is_now)
                name = named(now.entry(entry))
                found.setdefault(question, []).append(
                    Difference("changed", question, entry, name, before, after, entry)
                )
    return {question: tuple(larger) for question, larger in found.items()}


def _scenarios(sheet: AnswerSheet, questionnaire: Questionnaire) -> dict[str, Mapping[str, Value]]:
    case = current_answers(questionnaire, Scope.CASE, sheet.answers, {})
    return {entry.id: current_answers(questionnaire, Scope.SCENARIO, entry.answers, case) for entry in sheet.scenarios}


def _is_larger(question: str, was: Mapping[str, Value], is_now: Mapping[str, Value]) -> bool:
    if question == SIZE:
        old, new = volume_of(was), volume_of(is_now)
        # Where it depends on how many MB a GB has, it is shown; restated in the approved unit it has an answer.
        return new is not None and new.size > 0 and (old is None or more_than(new, old) is not False)
    before, after = _count(was.get(question)), _count(is_now.get(question))
    return after is not None and after > (before or 0)


def volume_of(answers: Mapping[str, Value]) -> Volume | None:
    """The volume of important data that a scenario states; ``None`` while size or unit is missing."""
    size, unit = _count(answers.get(SIZE)), answers.get(UNIT)
    if size is None or unit not in ("MB", "GB", "TB"):
        return None
    return Volume(size, cast(VolumeUnit, unit))


def _with_unit(question: str, answers: Mapping[str, Value]) -> Value:
    if question != SIZE:
        return answers.get(question)
    volume = volume_of(answers)
    return str(volume) if volume is not None else None


def _count(value: Value) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
