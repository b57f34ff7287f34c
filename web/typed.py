"""What was typed into a hand-written form: read as a day, and sentences of a refusal put beside their fields."""

from __future__ import annotations

from datetime import date
from typing import Any

from assessment.errors import InputRefused
from web.language import language


def day_of(text: str | None) -> date | None:
    """The day that was typed; ``None`` for nothing and for what is no day."""
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


def whole_number(text: str) -> int:
    """The number in an address, such as where a page of a list begins; zero for anything else."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def put_right(form: Any, refused: InputRefused) -> None:
    """Each problem becomes the sentence of the field that it names."""
    for problem in refused.problems:
        form[problem.where].errors = [problem.sentence.in_language(language())]
