"""An erasure of personal information in the trail: one person proposes it with its ground, another carries it out.

What is erased is never written down here; an entry names the person by id and the ground by its place in the law.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from assessment.questions import Frozen
from assessment.vocabulary import Role, Text
from assessment.work import JournalEntry

Step = Literal["proposed", "withdrawn", "done"]
PROPOSING = frozenset({Role.ADMINISTRATOR, Role.COUNSEL, Role.APPROVER})
"""Who may propose an erasure or a disposal, and who may agree to what another proposed."""

# Told in our words and not compared with the text of the law; the page says so.
GROUNDS: dict[str, Text] = {
    "fulfilled": Text(
        "处理目的已实现、无法实现或者为实现处理目的不再必要（《个人信息保护法》第四十七条第一款第一项）",
        "The purpose is fulfilled, cannot be fulfilled, or no longer needs it (PIPL Art. 47(1) no. 1)",
    ),
    "expired": Text(
        "保存期限已届满（《个人信息保护法》第四十七条第一款第二项）",
        "The term of keeping has ended (PIPL Art. 47(1) no. 2)",
    ),
    "consent_withdrawn": Text(
        "个人撤回同意（《个人信息保护法》第四十七条第一款第三项）",
        "The person withdrew consent (PIPL Art. 47(1) no. 3)",
    ),
    "unlawful": Text(
        "违反法律、行政法规或者违反约定处理（《个人信息保护法》第四十七条第一款第四项）",
        "It was handled against law or agreement (PIPL Art. 47(1) no. 4)",
    ),
}


class ErasureSaid(Frozen):
    """One step; its subject is the id of the person. ``reason`` must not repeat what is to be erased."""

    step: Step
    ground: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Proposed:
    """A proposal that waits for a second person."""

    person_id: str
    said: ErasureSaid
    by: str
    by_name: str
    at: datetime


def read(entry: JournalEntry) -> ErasureSaid:
    return ErasureSaid.model_validate_json(json.dumps(dict(entry.content)))


def waiting(entries: Iterable[JournalEntry]) -> dict[str, Proposed]:
    """The proposals that nobody has withdrawn or carried out, by the person they are about."""
    found: dict[str, Proposed] = {}
    for entry in entries:
        said = read(entry)
        found.pop(entry.subject, None)
        if said.step == "proposed":
            found[entry.subject] = Proposed(entry.subject, said, entry.person_id, entry.person_name, entry.at)
    return found


def done(entries: Iterable[JournalEntry]) -> int:
    """How many people were erased."""
    return len({entry.subject for entry in entries if read(entry).step == "done"})


def substitute(number: int) -> str:
    """What somebody is called whose name was erased."""
    return f"已离职人员 {number} / former person {number}"


def why_not_propose(person_id: str, roles: frozenset[Role], about: str, ground: str, reason: str) -> Text | None:
    if not roles & PROPOSING:
        return Text("删除由管理员、律师或批准人提出。", "An administrator, counsel or an approver proposes an erasure.")
    if person_id == about:
        return Text(
            "不能提出删除自己的姓名；请由他人提出。", "Nobody proposes to erase their own name; ask somebody else."
        )
    if ground not in GROUNDS:
        return Text("请选择删除的法律依据。", "Choose the ground in law.")
    if not reason.strip():
        return Text("请写明理由（勿写入要删除的内容）。", "Give the reason, without what is to be erased.")
    return None


def why_not_agree(person_id: str, roles: frozenset[Role], proposed: Proposed | None) -> Text | None:
    if proposed is None:
        return Text("没有待批准的删除提议。", "There is no proposal to agree to.")
    if not roles & PROPOSING:
        return Text(
            "删除由管理员、律师或批准人批准。", "An administrator, counsel or an approver agrees to an erasure."
        )
    if person_id in {proposed.by, proposed.person_id}:
        return Text(
            "须由提出人和当事人以外的第二人批准。", "A second person agrees: not the proposer, not the one it is about."
        )
    return None
