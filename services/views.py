"""Who saw what: a file that is handed out leaves its record first, or it is not handed out.

Records of looking say which file (by its hash) and never what stood in it. What a browser asks for again and again
(the preview, a calendar) is recorded once in a while, so that the trail stays readable.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from assessment.work import Person
from services.desk import Desk, actor_of

PREVIEW_AGAIN = timedelta(minutes=30)
CALENDAR_AGAIN = timedelta(days=1)
_REMEMBERED = 5_000


def seen(
    desk: Desk,
    person: Person,
    kind: str,
    *,
    case_id: str | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """Record that this person is about to be shown something."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        unit.record(kind, case_id=case_id, subject=subject, details=details)
        unit.commit()


def seen_lately(
    desk: Desk,
    person: Person,
    kind: str,
    again: timedelta,
    *,
    case_id: str | None = None,
    subject: str = "",
    details: Mapping[str, Any] | None = None,
) -> None:
    """The same, unless this process has recorded it less than ``again`` ago."""
    key = (kind, person.id, case_id, subject, tuple(sorted((details or {}).items())))
    now = desk.now()
    last = desk.lately.get(key)
    if last is not None and now - last < again:
        return
    seen(desk, person, kind, case_id=case_id, subject=subject, details=details)
    if len(desk.lately) >= _REMEMBERED:
        desk.lately.clear()
    desk.lately[key] = now
