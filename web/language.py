"""Both languages side by side: every sentence of a page stands in its template in Chinese and in English.

No catalogue can fall behind, and a missing translation is a missing argument. Dates and numbers follow here too.
"""

from __future__ import annotations

from datetime import UTC, date, datetime

from flask import g, request, session
from flask_login import current_user

from assessment.vocabulary import Language, Text
from services.desk import BEIJING

LANGUAGES: tuple[Language, ...] = ("zh", "en")


def language() -> Language:
    """The reader's language: chosen in the browser, else the person's, else Chinese."""
    if "language" not in g:
        chosen = session.get("language") or getattr(current_user, "language", None)
        g.language = chosen if chosen in LANGUAGES else "zh"
    return g.language  # type: ignore[no-any-return]  # flask.g carries no types


def t(zh: str, en: str) -> str:
    return zh if language() == "zh" else en


def say(text: Text) -> str:
    return text.in_language(language())


def bilingual(value: object) -> str:
    """Any of our bilingual values (``Text``, ``Bilingual``, ``Choice``) in the reader's language."""
    return str(getattr(value, language()))


def other(value: object) -> str:
    """The same value in the other language, for the small line below a label."""
    return str(getattr(value, "en" if language() == "zh" else "zh"))


def number(value: object) -> str:
    """Whole numbers with thousands separators; anything else as it is."""
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def day(value: date | datetime | None) -> str:
    if value is None:
        return "—"
    if isinstance(value, datetime):
        value = _local(value).date()
    return value.isoformat()


def moment(value: datetime | None) -> str:
    """Date and minute in Beijing time."""
    return "—" if value is None else _local(value).strftime("%Y-%m-%d %H:%M")


def clock(value: datetime) -> str:
    return _local(value).strftime("%H:%M")


def _local(value: datetime) -> datetime:
    return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(BEIJING)


def same_page_in(new: Language) -> dict[str, str]:
    """Where the language switch posts to and comes back to."""
    return {"language": new, "next": request.full_path if request.query_string else request.path}
