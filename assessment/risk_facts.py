"""The facts D1 to D9 and the gates K1 to K6 of a scored case in words: value, what is open, which questions follow.

The page and the appendix of the report print the same lines, so that a reader can follow every number by hand. It
names facts; where an answer comes from is told by ``reading.questions_behind``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from assessment.questions import Bilingual, Frozen
from assessment.risk_score import RiskScore
from assessment.scorecard import Scorecard
from assessment.scoring_input import MOST, OPEN, CountFact, ScoreFacts, count_ends

OPEN_WORDS = Bilingual(zh="尚未确定", en="open")
YES, NO = Bilingual(zh="是", en="yes"), Bilingual(zh="否", en="no")
_TOLD: Mapping[object, Bilingual] = {True: YES, False: NO, OPEN: OPEN_WORDS}

PROTECTIONS: Mapping[str, Bilingual] = {
    "none": Bilingual(zh="没有", en="none"),
    "deidentified_claimed": Bilingual(zh="去标识化，未经核实", en="de-identified, not verified"),
    "deidentified_verified": Bilingual(zh="去标识化，经核实", en="de-identified, verified"),
    "anonymised_claimed": Bilingual(zh="匿名化，未经核实", en="anonymised, not verified"),
    "anonymised_verified": Bilingual(zh="匿名化，经核实", en="anonymised, verified"),
    "claimed": Bilingual(zh="已脱敏，未经核实", en="masked, not verified"),
    "verified": Bilingual(zh="已脱敏，经核实不可逆", en="masked, verified to be irreversible"),
}
INTERESTS = (
    Bilingual(zh="不涉及", en="none"),
    Bilingual(zh="一般业务数据", en="ordinary business data"),
    Bilingual(zh="保密数据或者第三方数据", en="confidential or third-party data"),
)

NAMES: Mapping[str, Bilingual] = {
    "PI": Bilingual(zh="含有个人信息", en="Personal information is included"),
    "D1": Bilingual(
        zh="个人信息人数（累计与十二个月计划中较大者）", en="Persons (larger of the count and the 12-month plan)"
    ),
    "D2": Bilingual(zh="敏感个人信息人数", en="Persons whose sensitive information leaves"),
    "D3": Bilingual(
        zh="生物识别、行踪轨迹、车内音视频、医疗健康、不满十四周岁等数据",
        en="Biometric, track, cabin, health data or children under 14",
    ),
    "D4": Bilingual(zh="重要数据", en="Important data"),
    "D5": Bilingual(zh="儿童、学生、老年人等群体", en="Children, students or the elderly"),
    "D6": Bilingual(zh="规模标志", en="Scale flag"),
    "D7a": Bilingual(zh="个人信息的去标识化、匿名化", en="De-identification or anonymisation of persons"),
    "D7b": Bilingual(zh="重要数据的脱敏", en="Masking of the important data"),
    "D8": Bilingual(zh="组织权益", en="Interest of the organisation"),
    "vehicles": Bilingual(zh="涉及的车辆数量", en="Vehicles"),
    "VEH": Bilingual(zh="数据来自车辆", en="Data from vehicles"),
    "LOC": Bilingual(zh="车辆位置", en="Vehicle location"),
    "VID": Bilingual(zh="车外影像", en="Exterior video"),
    "GEO": Bilingual(zh="测绘、地理信息数据", en="Surveying or geographic data"),
    "REMOTE": Bilingual(zh="境外远程访问", en="Remote access from abroad"),
    "CONSENT": Bilingual(zh="以同意为依据", en="Consent as legal basis"),
    "MINOR": Bilingual(zh="不满十四周岁未成年人", en="Children under 14"),
    "CMD": Bilingual(zh="与车辆控制通道相连", en="Connected with the command channel"),
    "DEID": Bilingual(zh="称已去标识化", en="De-identification is claimed"),
    "CIIO": Bilingual(zh="关键信息基础设施运营者", en="Operator of critical information infrastructure"),
    "EXEMPT": Bilingual(zh="主张豁免", en="An exemption is claimed"),
}
COUNTS = ("D1", "D2", "vehicles")
FACTS = ("PI", "D1", "D2", "D3", "D4", "D5", "D6", "D7a", "D7b", "D8", "vehicles")
FLAGS = ("VEH", "LOC", "VID", "GEO", "REMOTE", "CONSENT", "MINOR", "CMD", "DEID", "CIIO", "EXEMPT")


class FactLine(Frozen):
    """One fact as a reader sees it. ``group``: a fact D1 to D8, a context flag D9, or a gate K1 to K6."""

    id: str
    group: Literal["fact", "flag", "gate"]
    name: Bilingual
    value: Bilingual
    open: bool

    @property
    def code(self) -> str:
        """Its number in the method: the context flags are all D9, the number of vehicles belongs to the scale."""
        if self.group == "flag" or self.id == "PI":
            return "D9"
        return "D6" if self.id == "vehicles" else self.id


def fact_lines(score: RiskScore) -> tuple[FactLine, ...]:
    """Facts and flags, each with its value; nothing where an older record did not keep them."""
    facts = score.facts
    if facts is None:
        return ()
    return tuple(
        [_line(name, "fact", _value(facts, name)) for name in FACTS]
        + [_line(name, "flag", _value(facts, name)) for name in FLAGS]
    )


def gate_lines(score: RiskScore, scorecard: Scorecard) -> tuple[FactLine, ...]:
    """The absolute bars: yes stops, open holds."""
    found = {**dict.fromkeys(score.gates.stop, YES), **dict.fromkeys(score.gates.hold, OPEN_WORDS)}
    return tuple(
        FactLine(
            id=gate.id,
            group="gate",
            name=gate.question,
            value=found.get(gate.id, NO),
            open=found.get(gate.id) == OPEN_WORDS,
        )
        for gate in scorecard.method.gates
    )


def asked_because(scorecard: Scorecard, score: RiskScore) -> dict[str, tuple[str, ...]]:
    """Fact → the questions that apply because of it; ``D4`` and ``D1`` ask through the national interest."""
    told: dict[str, list[str]] = {}
    applicable = {question.id for question in score.questions}
    for question in scorecard.questions:
        if question.id not in applicable:
            continue
        for name in question.applies:
            for fact in _SPEAKS_FOR.get(name, (name,)):
                told.setdefault(fact, []).append(question.id)
    return {fact: tuple(questions) for fact, questions in told.items() if _holds(score, fact)}


_SPEAKS_FOR: Mapping[str, tuple[str, ...]] = {"NSEC": ("D4", "D1")}


def _holds(score: RiskScore, fact: str) -> bool:
    """A fact that is settled with no asks nothing, even where another fact asks the same question."""
    return score.facts is not None and _value(score.facts, fact) != NO


def _line(name: str, group: Literal["fact", "flag"], value: Bilingual) -> FactLine:
    return FactLine(id=name, group=group, name=NAMES[name], value=value, open=value == OPEN_WORDS or "—" in value.zh)


def _value(facts: ScoreFacts, name: str) -> Bilingual:
    if name == "PI":
        return _TOLD[facts.contains_pi]
    if name == "DEID":
        claimed = facts.flags.DEID if facts.flags.DEID is not None else facts.D7a != "none"
        return _TOLD[claimed]
    if name in FLAGS:
        return _TOLD[getattr(facts.flags, name)]
    said = getattr(facts, name)
    if name in COUNTS:
        return _count(said)
    if name in ("D7a", "D7b"):
        return PROTECTIONS[said]
    if name == "D8" and said != OPEN:
        return INTERESTS[said]
    return _TOLD[said]


def _count(count: CountFact) -> Bilingual:
    """``1,200,000``, ``80,000 — 500,000`` or ``at least 80,000``."""
    low, high = count_ends(count)
    if low == high:
        return Bilingual(zh=f"{low:,}", en=f"{low:,}")
    if high < MOST:
        return Bilingual(zh=f"{low:,} — {high:,}", en=f"{low:,} — {high:,}")
    return Bilingual(zh=f"{low:,} —（上限不明）", en=f"{low:,} — (no upper end known)") if low else OPEN_WORDS


def told(lines: tuple[FactLine, ...]) -> Iterator[FactLine]:
    """The lines that say something: a flag that is no is left out where room is short."""
    return (line for line in lines if line.group != "flag" or line.value != NO)
