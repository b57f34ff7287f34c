"""The answer of the verifier: its checks with their findings. Data only; how it reads is in ``wording``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.checkpoint import Checkpoint
from audit.sentences import Finding, Sentence

State = Literal["passed", "failed", "open"]

MAY_STAY_OPEN = frozenset({"evidence", "outside"})
"""Checks that a sound bundle need not answer: it may carry no evidence, and the reader may have no checkpoint."""


@dataclass(frozen=True, slots=True)
class Check:
    """One question put to the bundle. ``open``: it does not arise, or could not be put after an earlier finding."""

    id: str
    title: Sentence
    says: Sentence
    findings: tuple[Finding, ...] = ()
    unanswered: bool = False

    @property
    def state(self) -> State:
        if self.findings:
            return "failed"
        return "open" if self.unanswered else "passed"


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one bundle. ``sha256`` is that of the bundle file itself."""

    sha256: str
    reference: str
    checkpoint: Checkpoint | None
    checks: tuple[Check, ...]

    @property
    def verified(self) -> bool:
        """Nothing failed, and every question that a sound bundle answers was answered."""
        return all(
            check.state == "passed" or (check.state == "open" and check.id in MAY_STAY_OPEN) for check in self.checks
        )
