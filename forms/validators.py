"""Validators of the hand-written forms. Each one says in a sentence what to do; none stops a draft of the wizard."""

from __future__ import annotations

from typing import Any

from wtforms.validators import StopValidation

from assessment.vocabulary import Text
from forms.base import CHOOSE


class Needed:
    """Something must be typed, chosen or uploaded. Zero and ``False`` are answers."""

    def __init__(self, sentence: Text) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        value = field.data
        if value is None or (isinstance(value, str) and not value.strip()) or value == []:
            raise StopValidation(form.say(self.sentence))


class AtMost:
    """A text has at most ``limit`` characters."""

    def __init__(self, limit: int) -> None:
        self.limit = limit

    def __call__(self, form: Any, field: Any) -> None:
        length = len(field.data or "")
        if length > self.limit:
            raise StopValidation(
                form.say(
                    Text(
                        f"已写 {length:,} 个字符，最多 {self.limit:,} 个；请缩短。",
                        f"There are {length:,} characters, at most {self.limit:,} are possible; shorten the text.",
                    )
                )
            )


class OneOf:
    """What was chosen is among the choices; nothing chosen passes."""

    def __call__(self, form: Any, field: Any) -> None:
        known = {value for value, _ in field.choices or ()}
        chosen = field.data if isinstance(field.data, list) else [field.data]
        if any(value and value not in known for value in chosen):
            raise StopValidation(form.say(CHOOSE))
