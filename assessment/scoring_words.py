"""Every level said in one sentence: which scenario, which factor, which questions. It decides nothing.

Chinese is written first; a numeral stands for a grade, a letter with a numeral for a question.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from assessment.questions import Bilingual
from assessment.risk_score import FactorResult, LevelEnds, QuestionResult, ScenarioResult
from assessment.scorecard import (
    BARRIER,
    DECISIONS,
    LEVELS,
    Decision,
    Method,
    PublishedLevel,
    Scenario,
    ScoreQuestion,
    Track,
)
from assessment.scoring_gates import IMPORTANT_DATA, Gates
from assessment.scoring_input import AnswerState
from assessment.scoring_levels import Placed
from assessment.scoring_severity import Severities, SeverityPart

_GAPS = (
    Bilingual(zh="有轻微差距", en="minor gaps"),
    Bilingual(zh="仅部分落实或者仅有计划", en="partial or only planned"),
    Bilingual(zh="缺失", en="missing"),
)
_NOT_PROVEN = Bilingual(zh="尚未证实", en="not proven yet")
_ORGANISATION = (
    Bilingual(zh="不涉及", en="not concerned"),
    Bilingual(zh="一般业务数据", en="ordinary business data"),
    Bilingual(zh="保密数据或者第三方数据", en="confidential or third-party data"),
)


PUBLISHED: tuple[PublishedLevel, ...] = ("minor", "low", "medium", "high", "extreme")
FAR_APART = Bilingual(
    zh="各表结果相差两级以上：GB/T 45577 的可能性只分三档，危害为“较高”及以下时低于其他两表；本方法从另两表中取严。",
    en=(
        "The tables are two or more levels apart: GB/T 45577 knows three degrees of likelihood only and ranks the "
        "lower three degrees of harm below the other two tables; this method follows the stricter of those two."
    ),
)

_STEPS = (
    ("volume", Bilingual(zh="人数", en="persons")),
    ("scale", Bilingual(zh="规模", en="scale")),
    ("scope", Bilingual(zh="超出需要", en="beyond need")),
    ("group", Bilingual(zh="特殊群体", en="vulnerable group")),
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """The words of one scorecard together with the graded questions and factors of one case."""

    method: Method
    questions: Mapping[str, QuestionResult]
    factors: Mapping[str, FactorResult]

    def scenario(self, scenario: Scenario, lower: Placed, upper: Placed, tracks: Severities) -> Bilingual:
        levels = (LEVELS[lower.level], LEVELS[upper.level])
        if upper.severity == 0:
            names = [self.method.tracks.of(track) for track in scenario.tracks]
            return Bilingual(
                zh=f"无：本次数据不涉及{'、'.join(name.zh for name in names)}。",
                en=f"None: the data do not concern {_and([name.en for name in names])}.",
            )
        head, harm = self.levels(levels), self.harm(scenario.tracks, upper.severity, tracks)
        chance = self.chance(scenario, upper.likelihood)
        between = Bilingual(zh="，按较严一端：", en="; at the worse end, ") if levels[0] != levels[1] else None
        return Bilingual(
            zh=f"{head.zh}{between.zh if between else '：'}危害 {upper.severity}（{harm.zh}），"
            f"可能性 {upper.likelihood}：{chance.zh}。",
            en=_sentence(
                f"{head.en}{between.en if between else ', because '}severity is {upper.severity} ({harm.en}) "
                f"and likelihood is {upper.likelihood}: {chance.en}"
            ),
        )

    def levels(self, levels: LevelEnds) -> Bilingual:
        low, high = (self.method.words.levels.of(level) for level in levels)
        return low if low == high else Bilingual(zh=f"{low.zh}至{high.zh}", en=f"{low.en} to {high.en}")

    def grades(self, ends: tuple[int, int]) -> Bilingual:
        low, high = (self.method.words.grades[grade] for grade in ends)
        return low if low == high else Bilingual(zh=f"{low.zh}至{high.zh}", en=f"{low.en} to {high.en}")

    def harm(self, names: Iterable[Track], severity: int, tracks: Severities) -> Bilingual:
        """The gravest tracks of a scenario with what their severity means."""
        gravest = [name for name in names if tracks[name].value == severity]
        parts = [(self.method.tracks.of(name), self.meaning(name, severity)) for name in gravest]
        return Bilingual(
            zh="；".join(f"{name.zh}：{meaning.zh}" for name, meaning in parts),
            en="; ".join(f"{name.en}: {meaning.en}" for name, meaning in parts),
        )

    def meaning(self, track: Track, severity: int) -> Bilingual:
        if track == "O":
            return _ORGANISATION[severity]
        if severity == 0:
            return _ORGANISATION[0]
        step = self.method.severity.steps[severity - 1]
        return step.persons if track == "P" else step.national

    def chance(self, scenario: Scenario, likelihood: int) -> Bilingual:
        """Why a scenario is that likely: its worst factors, or all weak ones when two or more are weak."""
        factors = [self.factors[self.limiting(name)] for name in scenario.factors]
        worst = max(factor.grade[1] for factor in factors)
        if worst == 0:
            return self.method.likelihood[likelihood - 1]
        weak = [factor for factor in factors if factor.grade[1] >= 2]
        named = weak if len(weak) > 1 else [factor for factor in factors if factor.grade[1] == worst]
        return _joined([self.cause(factor) for factor in named])

    def limiting(self, name: str) -> str:
        """B* is B, unless the readability barrier is better."""
        if name != BARRIER:
            return name
        return "B" if self.factors["B"].grade[1] <= self.factors["EK"].grade[1] else "EK"

    def cause(self, factor: FactorResult) -> Bilingual:
        """``A 为 1，因 A3、A6 有轻微差距``."""
        grade = factor.grade[1]
        groups: dict[Bilingual, list[str]] = {}
        for question in (self.questions[id_] for id_ in factor.because):
            certain = question.applies == "yes" and question.grade[0] == question.grade[1]
            groups.setdefault(_GAPS[question.grade[1] - 1] if certain else _NOT_PROVEN, []).append(question.id)
        zh = "，".join(f"{'、'.join(ids)} {gap.zh}" for gap, ids in groups.items())
        en = ", ".join(f"{_and(ids)}: {gap.en}" for gap, ids in groups.items())
        return Bilingual(zh=f"{factor.id} 为 {grade}，因 {zh}", en=f"factor {factor.id} is {grade} ({en})")

    def severity(self, track: Track, value: tuple[int, int]) -> Bilingual:
        name, meaning = self.method.tracks.of(track), self.meaning(track, value[1])
        shown = str(value[0]) if value[0] == value[1] else f"{value[0]}–{value[1]}"
        return Bilingual(zh=f"{name.zh} {shown}：{meaning.zh}", en=f"{name.en} {shown}: {meaning.en}")

    def item(self, grade: tuple[int, int] | None, level: LevelEnds | None, parts: Sequence[Bilingual]) -> Bilingual:
        """The answer to one item of Art. 8 or Art. 5: its words first, then what led there."""
        heads = [self.grades(grade)] if grade is not None else []
        heads += [self.levels(level)] if level is not None else []
        head = Bilingual(zh="，风险".join(one.zh for one in heads), en=", risk ".join(one.en for one in heads))
        body = _joined(parts) if parts else Bilingual(zh="未发现差距", en="no gap found")
        if not heads:
            return Bilingual(zh=f"{body.zh}。", en=_sentence(body.en))
        return Bilingual(zh=f"{head.zh}：{body.zh}。", en=_sentence(f"{head.en}: {body.en}"))

    def minor(self, findings: Sequence[str]) -> list[Bilingual]:
        """What is said of an item that is met although single questions are not at their best."""
        if not findings:
            return []
        return [
            Bilingual(
                zh=f"{'、'.join(findings)} 有个别差距，不影响结论",
                en=f"single gaps in {_and(findings)} do not change the conclusion",
            )
        ]

    def worst_scenarios(self, scenarios: Sequence[ScenarioResult]) -> Bilingual:
        """The scenarios of the worst level; a single one with its name."""
        worst = max(LEVELS.index(one.level[1]) for one in scenarios)
        named = [one for one in scenarios if LEVELS.index(one.level[1]) == worst]
        if len(named) == 1:
            return Bilingual(zh=f"{named[0].id} {named[0].name.zh}", en=f"{named[0].id}: {named[0].name.en}")
        return Bilingual(zh="、".join(one.id for one in named), en=_and([one.id for one in named]))

    def reasons(
        self, found: Gates, levels: LevelEnds, scenarios: Sequence[ScenarioResult], by_level: Decision
    ) -> tuple[Bilingual, ...]:
        """Why the decision is what it is, each reason with what it asks for, the strictest first."""
        said: list[tuple[Decision, Bilingual]] = [("D4", self._bar(bar, open_=False)) for bar in found.stop]
        said += [("D3", self._must(item, failed=True)) for item in found.failed]
        said += [("D2", self._bar(bar, open_=True)) for bar in found.hold]
        said += [("D2", self._must(item, failed=False)) for item in found.unproven]
        said.append((by_level, self._overall(levels, scenarios)))
        return tuple(sentence for _, sentence in sorted(said, key=lambda one: -DECISIONS.index(one[0])))

    def _overall(self, levels: LevelEnds, scenarios: Sequence[ScenarioResult]) -> Bilingual:
        overall, worst = self.levels(levels), self.worst_scenarios(scenarios)
        if levels[1] == "none":
            return Bilingual(zh="没有受影响的权益", en="no interest is affected")
        return Bilingual(zh=f"总体风险为{overall.zh}（{worst.zh}）", en=f"overall risk is {overall.en} ({worst.en})")

    def _bar(self, bar: str, *, open_: bool) -> Bilingual:
        question = next(gate.question for gate in self.method.gates if gate.id == bar)
        if open_:
            return Bilingual(
                zh=f"{bar} {question.zh}：尚未确定，确定之前不得出境",
                en=f"{bar} {question.en}: open, and nothing may leave before it is settled",
            )
        return Bilingual(zh=f"{bar} {question.zh}：是", en=f"{bar} {question.en}: yes")

    def _must(self, item: str, *, failed: bool) -> Bilingual:
        if item == IMPORTANT_DATA:
            return Bilingual(
                zh="D4 重要数据识别尚无结论", en="D4: the identification of important data has no conclusion yet"
            )
        question = self.questions[item]
        if failed:
            state = Bilingual(zh="必备项未达到", en="must-item not met")
        elif question.applies == "maybe":
            state = Bilingual(zh="必备项是否适用尚未确定", en="must-item, open whether it applies")
        else:
            state = Bilingual(zh="必备项尚未证实", en="must-item not proven")
        return Bilingual(zh=f"{item} {state.zh}：{question.text.zh}", en=f"{item} {state.en}: {question.text.en}")

    def crosswalk(self, levels: Mapping[str, PublishedLevel | None]) -> Bilingual:
        parts = []
        for matrix in self.method.published:
            word = next((word for word in matrix.words if word.id == levels[matrix.id]), None)
            shown = Bilingual(zh=word.zh, en=word.en) if word else self.method.words.levels.none
            parts.append(Bilingual(zh=f"按{matrix.name.zh}为{shown.zh}", en=f"{matrix.name.en}: {shown.en}"))
        said = Bilingual(zh=_joined(parts).zh + "。", en=_sentence(_joined(parts).en))
        if not _far_apart(levels):
            return said
        return Bilingual(zh=said.zh + FAR_APART.zh, en=f"{said.en} {FAR_APART.en}")


def _far_apart(levels: Mapping[str, PublishedLevel | None]) -> bool:
    """A spread of two or more levels is explained (section 8 of the method)."""
    places = [PUBLISHED.index(level) for level in levels.values() if level is not None]
    return bool(places) and max(places) - min(places) >= 2


def severity_formula(track: Track, lower: SeverityPart, upper: SeverityPart) -> Bilingual:
    """``3 + 1 (persons) − 1 (protection) = 3``; both ends where they were reached in different ways."""
    mild, grave = _formula(track, lower), _formula(track, upper)
    if mild == grave:
        return grave
    return Bilingual(
        zh=f"较轻一端：{mild.zh}；较严一端：{grave.zh}", en=f"better end: {mild.en}; worse end: {grave.en}"
    )


def _formula(track: Track, part: SeverityPart) -> Bilingual:
    if part.base == 0 or track == "O":
        return Bilingual(zh=str(part.value), en=str(part.value))
    zh, en = f"基数 {part.base}", f"base {part.base}"
    for name, word in _STEPS:
        if getattr(part, name):
            zh += f" ＋ {getattr(part, name)}（{word.zh}）"
            en += f" + {getattr(part, name)} ({word.en})"
    if part.reduction:
        zh += f" － {part.reduction}（经核实的保护）"
        en += f" − {part.reduction} (verified protection)"
    return Bilingual(zh=f"{zh} → {part.value}", en=f"{en} → {part.value}")


def question_text(question: ScoreQuestion, grade: int | None, state: AnswerState) -> Bilingual:
    """The question with the wording of its grade, and how far the answer is proven."""
    if grade is None:
        return Bilingual(zh=f"{question.question.zh}：尚未作答", en=f"{question.question.en}: not answered yet")
    said = question.grades[grade]
    if state == "verified":
        return Bilingual(zh=f"{question.question.zh}：{said.zh}", en=f"{question.question.en}: {said.en}")
    if state == "disputed":
        return Bilingual(
            zh=f"{question.question.zh}：{said.zh}（两人独立评分不一致，尚待商定）",
            en=f"{question.question.en}: {said.en} (two raters differ, to be settled)",
        )
    return Bilingual(
        zh=f"{question.question.zh}：{said.zh}（仅有声明，尚待核验）",
        en=f"{question.question.en}: {said.en} (declared, not verified)",
    )


def _joined(parts: Sequence[Bilingual]) -> Bilingual:
    return Bilingual(zh="；".join(part.zh for part in parts), en="; ".join(part.en for part in parts))


def _and(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}" if words else ""


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
