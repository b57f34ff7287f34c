"""Freezes a case before anybody signs it: exact bytes, their hash, and the way back to typed values.

Review, dossier and bundle refer to the hash; the dossier is composed from what is in here and from nothing else.
It judges nothing: an incomplete case can be frozen, and what was frozen is never re-serialised.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, cast

import rfc8785

from assessment.answers import AnswerSheet, DataItem, Entry, GradedAnswer, GradeState, Proof, Value
from assessment.errors import InputRefused, Problem
from assessment.item_states import as_json, cut_from, settled_from, treatment_from
from assessment.questions import Scope
from assessment.vocabulary import Text

FORMAT = "tongguan-snapshot"
VERSION = 1


@dataclass(frozen=True, slots=True)
class RegimeIdentity:
    """Which law was read: the regime, the hash of its files, and the version of its rules on the day."""

    id: str
    sha256: str
    version: str


@dataclass(frozen=True, slots=True)
class SnapshotContent:
    """What a snapshot says, typed: the answers, and what followed from them on the day, as JSON values."""

    sheet: AnswerSheet
    facts: Mapping[str, Any]
    decision: Mapping[str, Any]
    score: Mapping[str, Any]
    regime: RegimeIdentity
    sha256: str
    """Hash of the bytes that this was read from."""
    override: Mapping[str, Any] | None = None
    """Two approvers' decision to go ahead against D2 or D3, with their reason; ``None`` where there is none."""
    plan: Mapping[str, Any] | None = None
    """``tasks``: fixes that somebody has taken on (question, owner, day, planned grade); ``target``: the score then."""
    extension: Mapping[str, Any] | None = None
    """What an application for an extension says, block by block; ``None`` for every other filing."""

    @property
    def on(self) -> date:
        return self.sheet.on

    @property
    def score_sha256(self) -> str:
        """Hash of the score alone, so that two dossiers can be seen to rest on the same one."""
        return hashlib.sha256(rfc8785.dumps(cast(Any, dict(self.score)))).hexdigest()


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The frozen case. ``canonical`` are the bytes that were hashed (RFC 8785)."""

    content: SnapshotContent
    canonical: bytes
    sha256: str


def freeze(
    sheet: AnswerSheet,
    *,
    facts: Mapping[str, Any],
    decision: Mapping[str, Any],
    score: Mapping[str, Any],
    regime: Mapping[str, str],
    override: Mapping[str, Any] | None = None,
    plan: Mapping[str, Any] | None = None,
    extension: Mapping[str, Any] | None = None,
) -> Snapshot:
    """Canonical bytes and SHA-256 of the case as it stands. A case without plan or extension has no such key."""
    value: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "sheet": _sheet_to_json(sheet),
        "facts": dict(facts),
        "decision": dict(decision),
        "score": dict(score),
        "regime": {key: regime[key] for key in ("id", "sha256", "version")},
        "override": None if override is None else dict(override),
    }
    if plan is not None:
        value["plan"] = dict(plan)
    if extension is not None:
        value["extension"] = dict(extension)
    return open_snapshot(rfc8785.dumps(cast(Any, value)))


def open_snapshot(canonical: bytes) -> Snapshot:
    """A stored snapshot again; the bytes are kept as they are."""
    content = thaw(canonical)
    return Snapshot(content, canonical, content.sha256)


def thaw(canonical: bytes) -> SnapshotContent:
    """The typed content of frozen bytes; refuses bytes that are no snapshot of this version."""
    try:
        value = json.loads(canonical)
        if (value["format"], value["version"]) != (FORMAT, VERSION):
            raise _not_a_snapshot(f"{value['format']} {value['version']}")
        return SnapshotContent(
            sheet=_sheet_from_json(value["sheet"]),
            facts=MappingProxyType(value["facts"]),
            decision=MappingProxyType(value["decision"]),
            score=MappingProxyType(value["score"]),
            regime=RegimeIdentity(**value["regime"]),
            sha256=hashlib.sha256(canonical).hexdigest(),
            override=None if value["override"] is None else MappingProxyType(value["override"]),
            plan=MappingProxyType(value["plan"]) if "plan" in value else None,
            extension=MappingProxyType(value["extension"]) if "extension" in value else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as cause:
        raise _not_a_snapshot(str(cause)) from cause


def _not_a_snapshot(found: str) -> InputRefused:
    return InputRefused(
        Problem(
            "snapshot",
            Text(
                f"这些字节不是第 {VERSION} 版快照（{found}）；请从系统重新取得快照文件。",
                f"These bytes are no snapshot of version {VERSION} ({found}); fetch the snapshot file again.",
            ),
        )
    )


def _sheet_to_json(sheet: AnswerSheet) -> dict[str, Any]:
    return {
        "reference": sheet.reference,
        "title": sheet.title,
        "company": sheet.company,
        "on": sheet.on.isoformat(),
        "answers": dict(sheet.answers),
        "entries": [
            {"id": e.id, "scope": e.scope.value, "parent": e.parent, "answers": dict(e.answers)} for e in sheet.entries
        ],
        "items": [_item_to_json(item) for item in sheet.items],
        "grades": {
            key: {
                "grade": g.grade,
                "state": g.state,
                "finding": g.finding,
                "rectification": g.rectification,
                "proofs": [{"evidence": p.evidence, "page": p.page, "quotation": p.quotation} for p in g.proofs],
                "checked_by": g.checked_by,
                "second_grade": g.second_grade,
                "second_by": g.second_by,
            }
            for key, g in sheet.grades.items()
        },
    }


def _item_to_json(item: DataItem) -> dict[str, Any]:
    """Thousands of items have nothing settled yet, so what is ``None`` is left out."""
    states = {"settled": item.settled, "treatment": item.treatment, "cut": item.cut}
    return {
        "id": item.id,
        "scenario": item.scenario,
        "name": item.name,
        "description": item.description,
        "necessity": item.necessity,
        "example": item.example,
        "remark": item.remark,
        **{key: as_json(state) for key, state in states.items() if state is not None},
    }


def _item_from_json(value: Mapping[str, Any]) -> DataItem:
    return DataItem(
        **{
            **value,
            "settled": settled_from(value.get("settled")),
            "treatment": treatment_from(value.get("treatment")),
            "cut": cut_from(value.get("cut")),
        }
    )


def _sheet_from_json(value: Mapping[str, Any]) -> AnswerSheet:
    return AnswerSheet(
        reference=value["reference"],
        title=value["title"],
        company=value["company"],
        on=date.fromisoformat(value["on"]),
        answers=_answers(value["answers"]),
        entries=tuple(
            Entry(id=e["id"], scope=Scope(e["scope"]), parent=e["parent"], answers=_answers(e["answers"]))
            for e in value["entries"]
        ),
        items=tuple(_item_from_json(item) for item in value["items"]),
        grades=MappingProxyType({key: _grade(key, g) for key, g in value["grades"].items()}),
    )


def _answers(value: Mapping[str, Value]) -> Mapping[str, Value]:
    return MappingProxyType(dict(value))


def _grade(question: str, value: Mapping[str, Any]) -> GradedAnswer:
    return GradedAnswer(
        question=question,
        grade=value["grade"],
        state=cast(GradeState, value["state"]),
        finding=value["finding"],
        rectification=value["rectification"],
        proofs=tuple(Proof(**proof) for proof in value["proofs"]),
        checked_by=value["checked_by"],
        second_grade=value["second_grade"],
        second_by=value["second_by"],
    )
