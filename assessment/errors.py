"""Every refusal of the core: a sentence that says what is wrong, where, and what to do."""

from __future__ import annotations

from dataclasses import dataclass

from assessment.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with an input.

    ``where`` is a place a person can find: ``file.yaml, line 12, scenarios[0].answers`` or a question id.
    ``sentence`` says what is wrong and what to do.
    """

    where: str
    sentence: Text

    def as_json(self) -> dict[str, str]:
        return {"where": self.where, "zh": self.sentence.zh, "en": self.sentence.en}


class InputRefused(Exception):
    """The input cannot be used as it is; nothing was changed."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.where}: {p.sentence.en}" for p in problems))
        self.problems = problems


class RegimeBroken(Exception):
    """A file of the law as data is not usable; the message names file, line and key."""
