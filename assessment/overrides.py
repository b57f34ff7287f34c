"""Going ahead against D2 or D3: two approvers, a written reason, and never past a stop gate.

An override speaks of exactly one score. It lapses when an answer changes, and nothing overrides D4.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from assessment.questions import Frozen
from assessment.risk_score import RiskScore
from assessment.vocabulary import Role, Text
from assessment.work import JournalEntry

OVERRIDABLE = frozenset({"D2", "D3"})
SHORTEST_REASON = 20
"""Characters; a reason is printed in the report and has to say something."""


class OverrideSaid(Frozen):
    """The content of one entry. Agreeing and withdrawing name the same score as the proposal."""

    step: Literal["proposed", "agreed", "withdrawn"]
    decision: Literal["D2", "D3"]
    answers_sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    reason: str


@dataclass(frozen=True, slots=True)
class Named:
    """Who, and when."""

    person_id: str
    name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Override:
    """The last proposal that was not withdrawn; it holds once a second approver agreed."""

    decision: Literal["D2", "D3"]
    answers_sha256: str
    reason: str
    first: Named
    second: Named | None = None

    def speaks_of(self, score: RiskScore) -> bool:
        """Whether it was made for this very score."""
        same = self.answers_sha256 == score.answers_sha256 and self.decision == score.decision
        return same and not score.gates.stop

    def as_record(self) -> dict[str, object]:
        """What a snapshot keeps and the report prints."""
        people = [self.first, *([self.second] if self.second else [])]
        return {
            "decision": self.decision,
            "reason": self.reason,
            "approvers": [one.name for one in people],
            "agreed_on": people[-1].at.date().isoformat(),
        }

    def holds(self, score: RiskScore) -> bool:
        return self.second is not None and self.speaks_of(score)


def override_of(entries: Sequence[JournalEntry]) -> Override | None:
    """What stands after the entries of one case, oldest first."""
    current: Override | None = None
    for entry in entries:
        said = OverrideSaid.model_validate(dict(entry.content))
        who = Named(entry.person_id, entry.person_name, entry.at)
        match said.step:
            case "proposed":
                current = Override(said.decision, said.answers_sha256, said.reason, who)
            case "withdrawn":
                current = None
            case "agreed" if current is not None:
                current = Override(current.decision, current.answers_sha256, current.reason, current.first, who)
    return current


def why_not_propose(score: RiskScore, person_id: str, roles: frozenset[Role], authors: frozenset[str]) -> Text | None:
    """Why this person may not propose an override of this score; ``None`` when they may."""
    if score.gates.stop:
        return Text(
            "存在停止项，不得人工调整；只能改变出境方案。", "A stop gate cannot be overridden; the plan has to change."
        )
    if score.decision == "D4":
        return Text(
            "结论为“不得出境”，不得人工调整；只能改变出境方案或者完成整改。",
            "“Do not export” cannot be overridden; the plan has to change or the fixes have to be done.",
        )
    if score.decision not in OVERRIDABLE:
        return Text("当前结论无须人工调整。", "The decision as it stands needs no override.")
    return _why_not_approver(person_id, roles, authors)


def why_not_agree(
    override: Override | None, score: RiskScore, person_id: str, roles: frozenset[Role], authors: frozenset[str]
) -> Text | None:
    """Why this person may not be the second approver; ``None`` when they may."""
    if override is None or override.second is not None:
        return Text("当前没有等待同意的人工调整。", "No override waits for a second approver.")
    if not override.speaks_of(score):
        return Text(
            "提出之后答案已有变化，原人工调整失效；请重新提出。",
            "The answers have changed since; the override has lapsed. Propose it again.",
        )
    if override.first.person_id == person_id:
        return Text("须由另一位批准人同意。", "Another approver has to agree.")
    return _why_not_approver(person_id, roles, authors)


def why_not_reason(reason: str) -> Text | None:
    if len(reason.strip()) < SHORTEST_REASON:
        return Text(
            f"请写明理由，至少 {SHORTEST_REASON} 个字；理由将印入报告。",
            f"Give the reason in at least {SHORTEST_REASON} characters; it is printed in the report.",
        )
    return None


def _why_not_approver(person_id: str, roles: frozenset[Role], authors: frozenset[str]) -> Text | None:
    if Role.APPROVER not in roles:
        return Text("人工调整由两位批准人作出。", "An override is made by two approvers.")
    if person_id in authors:
        return Text(
            "您参与了填报，不能调整自己的工作。", "You prepared part of this case and cannot override your own work."
        )
    return None
