"""Review as pure functions: in which state a case is, and who may do what next.

The snapshot is frozen before anybody votes on it, nobody approves their own work, and a change after
approval is visible and needs a new approval.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from assessment.events import ReviewEvent
from assessment.vocabulary import Role, Text

State = Literal["draft", "in_review", "changes_requested", "approved", "approved_then_changed"]


@dataclass(frozen=True, slots=True)
class ReviewState:
    """Where a case stands. ``snapshot_sha256`` is what was submitted or approved last."""

    state: State
    snapshot_sha256: str | None
    reason: str = ""
    last: ReviewEvent | None = None

    @property
    def may_be_final(self) -> bool:
        """A final dossier is built from the approved snapshot, and only while nothing changed since."""
        return self.state == "approved"


def state_of(events: Sequence[ReviewEvent], revision: int) -> ReviewState:
    """The state after ``events`` (oldest first), with the case now at ``revision``."""
    if not events:
        return ReviewState("draft", None)
    last = events[-1]
    match last.kind:
        case "submitted":
            return ReviewState("in_review", last.snapshot_sha256, last=last)
        case "withdrawn":
            return ReviewState("draft", None, last=last)
        case "changes_requested":
            return ReviewState("changes_requested", last.snapshot_sha256, last.reason, last)
        case "approved":
            state: State = "approved" if revision == last.revision else "approved_then_changed"
            return ReviewState(state, last.snapshot_sha256, last=last)
    raise AssertionError(f"unknown review event {last.kind!r}")


def editable(state: ReviewState) -> bool:
    """While a snapshot is in review the answers stand still; everywhere else they may change."""
    return state.state != "in_review"


def why_not_submit(state: ReviewState, roles: frozenset[Role]) -> Text | None:
    if Role.PREPARER not in roles:
        return Text("只有填报人可以提交复核。", "Only a preparer can submit for review.")
    if state.state == "in_review":
        return Text("本项目已在复核中。", "This case is already in review.")
    if state.state == "approved":
        return Text("本项目已批准，且此后没有改动。", "This case is approved and nothing has changed since.")
    return None


def why_not_decide(
    events: Sequence[ReviewEvent], state: ReviewState, person_id: str, roles: frozenset[Role]
) -> Text | None:
    """Why this person may not approve or send back; ``None`` when they may."""
    if state.state != "in_review" or state.last is None:
        return Text("当前没有待复核的快照。", "There is no snapshot in review.")
    if not roles & {Role.REVIEWER, Role.APPROVER}:
        return Text("只有复核人或批准人可以决定。", "Only a reviewer or approver can decide.")
    if person_id == state.last.person_id or person_id in state.last.authors:
        return Text(
            "您参与了填报，不能复核自己的工作；请由另一位同事复核。",
            "You prepared part of this case and cannot decide on your own work; ask a colleague.",
        )
    return None
