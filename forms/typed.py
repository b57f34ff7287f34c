"""Days and whole numbers in hand-written forms: the validator reads what was typed and keeps it as it is on the page.

What was read stands in ``field.value``; ``None`` means that nothing was typed.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from wtforms.validators import StopValidation

from assessment.values import MAX_COUNT
from assessment.vocabulary import Text
from forms.adapters import NotReadable, typed_count, typed_date


class AsDay:
    """A day, in any of the ways in which days are typed here."""

    def __call__(self, form: Any, field: Any) -> None:
        field.value = None
        text = (field.data or "").strip()
        if not text:
            return
        try:
            field.value = date.fromisoformat(typed_date(text))
        except ValueError as cause:
            sentence = Text(
                f"日期写作 2026-11-21（年-月-日），现在是“{text}”。",
                f"Write a date as 2026-11-21 (year-month-day); this is '{text}'.",
            )
            raise StopValidation(form.say(sentence)) from cause


class AsCount:
    """A whole number, zero or more."""

    def __call__(self, form: Any, field: Any) -> None:
        field.value = None
        text = (field.data or "").strip()
        if not text:
            return
        try:
            field.value = typed_count(text)
        except NotReadable as refused:
            raise StopValidation(form.say(refused.sentence)) from refused
        if field.value > MAX_COUNT:
            sentence = Text("数字过大；请核对。", "The number is too large; check it.")
            raise StopValidation(form.say(sentence))


def trimmed(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def shown_day(day: date | None) -> str:
    return day.isoformat() if day is not None else ""


def shown_count(number: int | None) -> str:
    return f"{number:,}" if number is not None else ""


def yes_no(word: str | None) -> bool | None:
    """Three values from radio buttons: yes, no, and nothing chosen."""
    return {"yes": True, "no": False}.get(word or "")


def shown_yes_no(answer: bool | None) -> str:
    return {True: "yes", False: "no"}.get(answer, "") if answer is not None else ""
