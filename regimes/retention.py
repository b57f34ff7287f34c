"""Reads how long the law wants records kept; every figure that a rule names must exist."""

from __future__ import annotations

from pathlib import Path

from assessment.errors import InputRefused, Problem
from assessment.questions import Frozen
from assessment.retention import RetentionRule
from assessment.rules import RuleBook
from assessment.vocabulary import Text
from regimes.strict import read, validate


class RetentionFile(Frozen):
    rules: tuple[RetentionRule, ...]


def load_retention(folder: Path, book: RuleBook) -> tuple[RetentionRule, ...]:
    """The rules of the regime in ``folder``; raises ``InputRefused`` with every defect and its place."""
    file = read(folder / "retention.yaml")
    rules = validate(file, RetentionFile).rules
    known = {figure.key for figure in book.figures}
    problems = [
        Problem(
            f"{folder / 'retention.yaml'}, rules[{number}].figure",
            Text(f"没有名为“{rule.figure}”的数字。", f"There is no figure named '{rule.figure}'."),
        )
        for number, rule in enumerate(rules)
        if rule.figure not in known
    ]
    if problems:
        raise InputRefused(*problems)
    return rules
