"""The answer of the verifier: its checks with their findings. Data only; how it reads is in ``wording``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from audit.checkpoint import Checkpoint
from audit.sentences import Finding, Sentence

State = Literal["passed", "failed", "open"]

MAY_STAY_OPEN = frozenset({"evidence", "approval", "outside"})
"""Checks that a sound bundle need not answer: no evidence, no approval yet, no checkpoint in the reader's hands."""


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


Subject = Literal["bundle", "export", "proof", "consistency", "opening"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """All checks of one file. ``sha256`` is that of the file itself, ``subject`` what kind of file it is."""

    sha256: str
    reference: str
    checkpoint: Checkpoint | None
    checks: tuple[Check, ...]
    subject: Subject = "bundle"

    @property
    def verified(self) -> bool:
        """Nothing failed, and every question that a sound bundle answers was answered."""
        return all(
            check.state == "passed" or (check.state == "open" and check.id in MAY_STAY_OPEN) for check in self.checks
        )

    @property
    def incomplete(self) -> bool:
        """Nothing failed, and yet a question that matters could not be put."""
        return not self.verified and all(check.state != "failed" for check in self.checks)
