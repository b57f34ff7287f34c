"""Scores one export: ``score(input, scorecard) -> RiskScore``. Integers only, no clock, no files.

The method is an aid of the company and predicts no decision of an authority. Two runs, one with all lower ends and
one with all upper ends, give the exact interval; the decision follows the upper one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import rfc8785

from assessment.errors import InputRefused, Problem
from assessment.questions import Bilingual
from assessment.risk_score import (
    ArticleResult,
    Crosswalk,
    Ends,
    FactorResult,
    Inherent,
    LevelEnds,
    PlanResult,
    QuestionResult,
    RiskScore,
    ScenarioResult,
    SeverityResult,
)
from assessment.scorecard import LEVELS, Article, Decision, Level, PublishedLevel, Scorecard, Track
from assessment.scoring_ends import UNKNOWN_ANSWER, End, at_end, interval
from assessment.scoring_fixes import plan, single_fixes
from assessment.scoring_gates import Gates, decide_export, decision_by_level, gates
from assessment.scoring_input import ScoreInput
from assessment.scoring_levels import (
    FactorGrades,
    Placed,
    factor_grades,
    is_very_large,
    place_all,
    published_level,
    worst,
)
from assessment.scoring_severity import Severities, inherent_severities, severities
from assessment.scoring_words import Speaker, question_text, severity_formula
from assessment.vocabulary import Text

__all__ = ["RiskScore", "ScoreInput", "answers_sha256", "score", "weigh"]

TRACKS: tuple[Track, ...] = ("P", "N", "O")


@dataclass(frozen=True, slots=True)
class Run:
    """One end of the case, worked out."""

    end: End
    tracks: Severities
    factors: FactorGrades
    scenarios: Mapping[str, Placed]

    @property
    def level(self) -> int:
        return worst(self.scenarios.values())


@dataclass(frozen=True, slots=True)
class Weighed:
    """Both ends and the gates: the result itself, before anything is explained."""

    lower: Run
    upper: Run
    gates: Gates

    @property
    def level(self) -> LevelEnds:
        return LEVELS[self.lower.level], LEVELS[self.upper.level]

    @property
    def decision(self) -> Decision:
        return decide_export(self.lower.level, self.upper.level, self.gates)


def weigh(case: ScoreInput, scorecard: Scorecard) -> Weighed:
    """Level and decision alone; ``score`` says the same and why."""
    lower, upper = (_run(case, scorecard, upper=upper) for upper in (False, True))
    return Weighed(lower, upper, gates(case, scorecard, lower.end, upper.end))


def score(case: ScoreInput, scorecard: Scorecard) -> RiskScore:
    """The risk of one export by one scorecard; refuses answers to questions that the scorecard does not have."""
    _refuse_strangers(case, scorecard)
    weighed = weigh(case, scorecard)
    lower, upper, found, levels = weighed.lower, weighed.upper, weighed.gates, weighed.level
    questions = _questions(case, scorecard, lower.end, upper.end)
    factors = _factors(scorecard, lower, upper, questions)
    speaker = Speaker(scorecard.method, questions, {factor.id: factor for factor in factors})
    scenarios = _scenarios(scorecard, lower, upper, speaker)
    severity = _severity(lower, upper, speaker)
    decision = weighed.decision
    reasons = speaker.reasons(found, levels, scenarios, decision_by_level(lower.level, upper.level))
    planned = plan(scorecard, upper.end, found)
    word = scorecard.method.words.decisions.of(decision)
    return RiskScore(
        scorecard=scorecard.method.id,
        status=scorecard.method.status,
        level=levels,
        decision=decision,
        sentence=Bilingual(zh=f"{word.zh}：{reasons[0].zh}。", en=f"{word.en.capitalize()}: {reasons[0].en}."),
        reasons=reasons,
        severity=severity,
        factors=factors,
        scenarios=scenarios,
        gates=found,
        articles=tuple(_article(article, speaker, scenarios, severity) for article in scorecard.method.articles),
        questions=tuple(questions.values()),
        not_asked=tuple(q.id for q in scorecard.questions if q.id in case.answers and q.id not in questions),
        fixes=single_fixes(scorecard, upper.end, found),
        plan=PlanResult(fixes=planned.fixes, enough=planned.enough, leaves=planned.leaves),
        attainment=(sum(q.state == "verified" and q.grade[0] == 0 for q in questions.values()), len(questions)),
        inherent=_inherent(scorecard, upper),
        crosswalk=_crosswalk(scorecard, upper, speaker),
        matrix=scorecard.method.matrix,
        words=scorecard.method.words,
        deliberate=scorecard.method.deliberate,
        facts=case.facts,
        ruleset_sha256=scorecard.sha256,
        answers_sha256=answers_sha256(case),
    )


def answers_sha256(case: ScoreInput) -> str:
    """Hash of facts, gates and answers in canonical JSON; the order in which they were written has no effect."""
    return hashlib.sha256(rfc8785.dumps(case.model_dump(mode="json"))).hexdigest()


def _refuse_strangers(case: ScoreInput, scorecard: Scorecard) -> None:
    strangers = [answer for answer in case.answers if answer not in scorecard.by_id]
    if strangers:
        name = scorecard.method.id
        raise InputRefused(
            *(
                Problem(
                    f"answers.{stranger}",
                    Text(
                        f"评分卡 {name} 没有题目 {stranger}；删去它，或改正编号。",
                        f"Scorecard {name} has no question {stranger}; remove it or correct its number.",
                    ),
                )
                for stranger in strangers
            )
        )


def _run(case: ScoreInput, scorecard: Scorecard, *, upper: bool) -> Run:
    end = at_end(case, scorecard, upper=upper)
    tracks, factors = severities(end, scorecard.method), factor_grades(end, scorecard.method)
    placed = place_all(tracks, factors, scorecard.method, very_large=is_very_large(end, scorecard.method))
    return Run(end, tracks, factors, placed)


def _questions(case: ScoreInput, scorecard: Scorecard, lower: End, upper: End) -> dict[str, QuestionResult]:
    """Every question that applies at least at the worse end, with its interval where it applies."""
    better = lower.grades
    results = {}
    for graded in upper.questions:
        answer = case.answers.get(graded.id, UNKNOWN_ANSWER)
        question = scorecard.by_id[graded.id]
        results[graded.id] = QuestionResult(
            id=graded.id,
            factor=graded.factor,
            grade=interval(answer),
            state=answer.state,
            applies="yes" if graded.id in better else "maybe",
            key=graded.votes == 2,
            text=question_text(question, answer.grade, answer.state),
            name=question.question,
        )
    return results


def _factors(
    scorecard: Scorecard, lower: Run, upper: Run, questions: Mapping[str, QuestionResult]
) -> tuple[FactorResult, ...]:
    return tuple(
        FactorResult(
            id=factor.id,
            name=factor.name,
            grade=(lower.factors[factor.id], upper.factors[factor.id]),
            because=tuple(
                q.id for q in questions.values() if q.factor == factor.id and 0 < upper.factors[factor.id] <= q.grade[1]
            ),
        )
        for factor in scorecard.method.factors
    )


def _scenarios(scorecard: Scorecard, lower: Run, upper: Run, speaker: Speaker) -> tuple[ScenarioResult, ...]:
    bare = _inherent_places(scorecard, upper)
    results = []
    for scenario in scorecard.method.scenarios:
        low, high = lower.scenarios[scenario.id], upper.scenarios[scenario.id]
        results.append(
            ScenarioResult(
                id=scenario.id,
                name=scenario.name,
                severity=(low.severity, high.severity),
                likelihood=(low.likelihood, high.likelihood),
                level=(LEVELS[low.level], LEVELS[high.level]),
                inherent=LEVELS[bare[scenario.id].level],
                covers=scenario.covers,
                sentence=speaker.scenario(scenario, low, high, upper.tracks),
            )
        )
    return tuple(results)


def _severity(lower: Run, upper: Run, speaker: Speaker) -> tuple[SeverityResult, ...]:
    results = []
    for track in TRACKS:
        ends: Ends = (lower.tracks[track].value, upper.tracks[track].value)
        name = speaker.method.tracks.of(track)
        formula = severity_formula(track, lower.tracks[track], upper.tracks[track])
        sentence = speaker.severity(track, ends)
        results.append(SeverityResult(track=track, name=name, value=ends, sentence=sentence, formula=formula))
    return tuple(results)


def _inherent_places(scorecard: Scorecard, upper: Run) -> dict[str, Placed]:
    """Every control at its worst and the destination as it is."""
    factors: FactorGrades = {name: grade if name == "B" else 3 for name, grade in upper.factors.items()}
    tracks = inherent_severities(upper.end, scorecard.method)
    return place_all(tracks, factors, scorecard.method, very_large=is_very_large(upper.end, scorecard.method))


def _inherent(scorecard: Scorecard, upper: Run) -> Inherent:
    tracks = inherent_severities(upper.end, scorecard.method)
    level = worst(_inherent_places(scorecard, upper).values())
    return Inherent(S_P=tracks["P"].value, S_N=tracks["N"].value, level=LEVELS[level])


def _article(
    article: Article,
    speaker: Speaker,
    scenarios: tuple[ScenarioResult, ...],
    severity: tuple[SeverityResult, ...],
) -> ArticleResult:
    factors = [speaker.factors[name] for name in article.factors]
    covered = [one for one in scenarios if one.id in article.scenarios]
    grade = (max(f.grade[0] for f in factors), max(f.grade[1] for f in factors)) if factors else None
    level: LevelEnds | None = (_worst_of(covered, 0), _worst_of(covered, 1)) if covered else None
    parts = [speaker.cause(factor) for factor in factors if factor.grade[1]]
    parts += [speaker.worst_scenarios(covered)] if level and level[1] != "none" else []
    parts += [part.sentence for part in severity] if article.severity else []
    told = (*article.factors, *article.listed)
    findings = tuple(q.id for q in speaker.questions.values() if q.grade[1] and q.factor in told)
    return ArticleResult(
        id=article.id,
        name=article.name,
        text=article.text,
        grade=grade,
        level=level,
        severity=_gravest(severity) if article.severity else None,
        findings=findings,
        sentence=speaker.item(grade, level, parts or speaker.minor(findings)),
    )


def _gravest(severity: tuple[SeverityResult, ...]) -> Ends:
    return max(part.value[0] for part in severity), max(part.value[1] for part in severity)


def _worst_of(scenarios: list[ScenarioResult], end: int) -> Level:
    return LEVELS[max(LEVELS.index(one.level[end]) for one in scenarios)]


def _crosswalk(scorecard: Scorecard, upper: Run, speaker: Speaker) -> Crosswalk:
    matrices = scorecard.method.published
    found: dict[str, PublishedLevel | None] = {m.id: published_level(m, upper.scenarios.values()) for m in matrices}
    return Crosswalk(
        annex_b=found["annex_b"],
        gbt39335=found["gbt39335"],
        gbt45577=found["gbt45577"],
        sentence=speaker.crosswalk(found),
    )
