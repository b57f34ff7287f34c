"""What would change the result: data levers, single fixes with their effect, the plan step by step, fragile answers,
evidence worth having first, and counts near a figure of the law.

It advises and never decides: every line names what the level and the decision would be, worked out by the same rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from assessment.questions import Bilingual, Frozen
from assessment.risk_score import Ends, LevelEnds, RiskScore
from assessment.scorecard import Decision, Figure, Method, Scorecard
from assessment.scoring_ends import UNKNOWN_ANSWER, interval
from assessment.scoring_fixes import NOT_FIXABLE, Profile
from assessment.scoring_input import MOST, OPEN, CountFact, ScoreAnswer, ScoreFacts, ScoreInput, count_ends, counted
from assessment.scoring_trials import Outcome, Trials

MET: Ends = (0, 0)
WITHIN_PERCENT = 20
"""Counts that come this near to a figure are named (section 12 of the method; the renewal rule has the same limit)."""

LeverId: TypeAlias = Literal["identify", "deidentify", "drop_sensitive", "cut_persons", "cut_scale", "move"]
PROFILE = (
    "bars",
    "must_items",
    "extreme",
    "high",
    "medium",
    "low",
    "factors_3",
    "factors_2",
    "factors_1",
    "votes_3",
    "votes_2",
    "votes_1",
)
"""The parts of a profile in the order in which they are compared."""


class Effect(Frozen):
    """Level and decision after a change; ``part``: what of the profile differs first, ``drop``: from and to."""

    level: LevelEnds
    decision: Decision
    part: str
    drop: Ends


class FixEffect(Frozen):
    question: str
    effect: Effect


class Lever(Frozen):
    """A change of the data instead of the answers. ``otherwise``: the outcome if the identification says yes."""

    id: LeverId
    name: Bilingual
    effect: Effect
    otherwise: Effect | None = None


class Fragile(Frozen):
    """An answer that carries the decision: what it would be one grade worse, and at verified 0."""

    question: str
    worse: Decision | None
    better: Decision | None


class NearFigure(Frozen):
    """A count within twenty per cent of a figure; of a count that is not known for certain, one of its ends."""

    fact: Literal["D1", "D2", "D6"]
    count: int
    figure: int
    name: Bilingual


class Advice(Frozen):
    """Everything that could be done, best first in each list."""

    levers: tuple[Lever, ...]
    fixes: tuple[FixEffect, ...]
    steps: tuple[FixEffect, ...]
    fragile: tuple[Fragile, ...]
    evidence_first: tuple[FixEffect, ...]
    near: tuple[NearFigure, ...]


NAMES: Mapping[LeverId, Bilingual] = {
    "identify": Bilingual(
        zh="完成重要数据识别并留存记录", en="finish the identification of important data and keep the record"
    ),
    "deidentify": Bilingual(zh="对个人信息去标识化并核实效果", en="de-identify the personal information and verify it"),
    "drop_sensitive": Bilingual(zh="去掉敏感个人信息项目", en="leave the sensitive items out"),
    "cut_persons": Bilingual(zh="将人数压缩到{figure}人以内", en="cut the persons to {figure}"),
    "cut_scale": Bilingual(zh="压缩数据规模", en="cut the scale of the data"),
    "move": Bilingual(zh="改变境外处理地", en="move the place of processing"),
}


def advise(case: ScoreInput, scorecard: Scorecard, result: RiskScore) -> Advice:
    """Advice on a case that was scored as ``result`` by the same scorecard."""
    trials = Trials(case, scorecard)
    return Advice(
        levers=tuple(_levers(case, scorecard, trials)),
        fixes=tuple(_fixed(trials, question) for question in result.fixes),
        steps=tuple(_steps(trials, result.plan.fixes)),
        fragile=tuple(_fragile(case, trials)),
        evidence_first=_evidence_first(trials) if result.decision == "D2" else (),
        near=tuple(near_figures(case.facts, scorecard.method)),
    )


def _fixed(trials: Trials, question: str) -> FixEffect:
    return FixEffect(question=question, effect=_effect(trials.now, trials.after({question: MET})))


def _steps(trials: Trials, fixes: tuple[str, ...]) -> Iterator[FixEffect]:
    """The plan, each step on top of the ones before it."""
    done: dict[str, Ends] = {}
    before = trials.now
    for question in fixes:
        done[question] = MET
        after = trials.after(done)
        yield FixEffect(question=question, effect=_effect(before, after))
        before = after


def _effect(before: Outcome, after: Outcome) -> Effect:
    part, drop = _first_difference(before.profile, after.profile)
    return Effect(level=after.level, decision=after.decision, part=part, drop=drop)


def _first_difference(before: Profile, after: Profile) -> tuple[str, Ends]:
    for name, one, other in zip(PROFILE, before, after, strict=True):
        if one != other:
            return name, (one, other)
    return "", (0, 0)


def _fragile(case: ScoreInput, trials: Trials) -> Iterator[Fragile]:
    now = trials.now.decision
    for question in trials.intervals:
        answer = case.answers.get(question, UNKNOWN_ANSWER)
        worse, better = _one_worse(answer), trials.after({question: MET}).decision
        after = trials.after({question: worse}).decision if worse else now
        if after != now or better != now:
            yield Fragile(
                question=question,
                worse=after if after != now else None,
                better=better if better != now else None,
            )


def _one_worse(answer: ScoreAnswer) -> Ends | None:
    """The same answer one grade worse; an unknown one is as bad as it can be already."""
    if answer.grade is None or answer.grade == 3:
        return None
    if answer.other is not None:
        low, high = interval(answer)
        return low, min(3, high + 1)
    return interval(answer.model_copy(update={"grade": answer.grade + 1}))


def _evidence_first(trials: Trials) -> tuple[FixEffect, ...]:
    """Answers with a wide interval, by what proof of their better end would bring."""
    wide = {question: (ends[0], ends[0]) for question, ends in trials.intervals.items() if ends[0] < ends[1]}
    ranked = sorted(((trials.after({q: ends}), q) for q, ends in wide.items()), key=lambda one: one[0].profile)
    return tuple(
        FixEffect(question=q, effect=_effect(trials.now, after))
        for after, q in ranked
        if after.profile < trials.now.profile
    )


# ---- levers ----


def _levers(case: ScoreInput, scorecard: Scorecard, trials: Trials) -> Iterator[Lever]:
    """Changes of the data that improve the profile, in the order of the method; the place of processing comes last."""
    now = trials.now
    for lever, changed in _changed(case, scorecard):
        after = Trials(changed, scorecard).now
        otherwise = None
        if lever == "identify":
            found = Trials(_with_facts(case, {"D4": True}), scorecard).now
            otherwise = _effect(now, found)
        if after.profile < now.profile:
            yield Lever(id=lever, name=_name(lever, scorecard), effect=_effect(now, after), otherwise=otherwise)
    place = [question.id for question in scorecard.by_factor[NOT_FIXABLE] if question.id in trials.intervals]
    moved = trials.after(dict.fromkeys(place, MET))
    if moved.profile < now.profile:
        yield Lever(id="move", name=_name("move", scorecard), effect=_effect(now, moved))


def _changed(case: ScoreInput, scorecard: Scorecard) -> Iterator[tuple[LeverId, ScoreInput]]:
    facts, figures = case.facts, scorecard.method.figures
    if facts.D4 == OPEN:
        yield "identify", _with_facts(case, {"D4": False})
    if facts.contains_pi is not False and not facts.D7a.endswith("_verified"):
        kind = "anonymised" if facts.D7a.startswith("anonymised") else "deidentified"
        yield "deidentify", _with_facts(case, {"D7a": f"{kind}_verified"})
    if facts.D2 != 0 or facts.D3 is not False or facts.flags.LOC is not False:
        flags = facts.flags.model_copy(update={"LOC": False, "MINOR": False})
        yield "drop_sensitive", _with_facts(case, {"D2": 0, "D3": False, "flags": flags})
    fewer = figures.volume_above.value
    if fewer < count_ends(facts.D1)[1]:
        cut = {"D1": _at_most(facts.D1, fewer), "D2": _at_most(facts.D2, fewer)}
        yield "cut_persons", _with_facts(case, cut)
    if facts.D6 is not False:
        vehicles = _at_most(facts.vehicles, figures.located_vehicles_above.value)
        yield "cut_scale", _with_facts(case, {"D6": False, "vehicles": vehicles})


def _with_facts(case: ScoreInput, changes: Mapping[str, object]) -> ScoreInput:
    facts: ScoreFacts = case.facts.model_copy(update=changes)
    return case.model_copy(update={"facts": facts})


def _at_most(count: CountFact, limit: int) -> CountFact:
    low, high = count_ends(count)
    return counted(min(low, limit), min(high, limit))


def _name(lever: LeverId, scorecard: Scorecard) -> Bilingual:
    name = NAMES[lever]
    figure = f"{scorecard.method.figures.volume_above.value:,}"
    return Bilingual(zh=name.zh.replace("{figure}", figure), en=name.en.replace("{figure}", figure))


# ---- counts near a figure ----


COUNTED: Mapping[Literal["D1", "D2", "D6"], Bilingual] = {
    "D1": Bilingual(zh="人数", en="persons"),
    "D2": Bilingual(zh="敏感个人信息人数", en="sensitive persons"),
    "D6": Bilingual(zh="重要数据规模（GB）", en="important data (GB)"),
}


def near_figures(facts: ScoreFacts, method: Method) -> Iterator[NearFigure]:
    """Counts within twenty per cent of a figure, on either side; the figure itself is near too."""
    figures = method.figures
    volume = facts.gigabytes if facts.gigabytes is not None else OPEN
    watched: tuple[tuple[Literal["D1", "D2", "D6"], CountFact, Figure], ...] = (
        ("D1", facts.D1, figures.large_from),
        ("D1", facts.D1, figures.volume_above),
        ("D1", facts.D1, figures.mass_from),
        ("D2", facts.D2, figures.sensitive_from),
        ("D6", volume, figures.scale_gigabytes_above),
    )
    for fact, said, figure in watched:
        for count in _known_ends(said):
            if abs(count - figure.value) * 100 <= figure.value * WITHIN_PERCENT:
                yield NearFigure(fact=fact, count=count, figure=figure.value, name=COUNTED[fact])


def _known_ends(count: CountFact) -> tuple[int, ...]:
    """The ends that somebody stated: nothing and everybody are no statements."""
    low, high = count_ends(count)
    return (low,) if low == high or high == MOST else (low, high)
