"""An iCalendar file (RFC 5545) of terms: whole days, alarms before them, and nothing that the clock decides.

The same terms always give the same bytes, so that a calendar program that fetches it often sees no change where
there is none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Alarm, Calendar, Event

REFRESH = timedelta(hours=12)
MORNING = timedelta(hours=9)
"""A whole day begins at midnight; its alarm rings at nine in the morning so many days before."""


@dataclass(frozen=True, slots=True)
class CalendarEvent:
    """One whole day. ``uid`` stays the same as long as it is the same term; ``stamp``: when its source was recorded.

    ``alarms``: so many days before it; none for what only happens to be known.
    """

    uid: str
    day: date
    summary: str
    description: str
    stamp: datetime
    url: str = ""
    alarms: tuple[int, ...] = ()
    tentative: bool = False


def calendar_file(name: str, events: Iterable[CalendarEvent], language: str) -> bytes:
    """The whole calendar; ``name`` is what a calendar program shows."""
    calendar = Calendar()
    calendar.add("prodid", f"-//Tongguan//Deadlines//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for event in events:
        calendar.add_component(_event(event))
    return bytes(calendar.to_ical())


def _event(event: CalendarEvent) -> Event:
    made = Event()
    made.add("uid", event.uid)
    made.add("dtstamp", event.stamp.astimezone(UTC))
    made.add("dtstart", event.day)
    made.add("dtend", event.day + timedelta(days=1))
    made.add("summary", event.summary)
    made.add("description", event.description)
    if event.url:
        made.add("url", event.url)
    made.add("status", "TENTATIVE" if event.tentative else "CONFIRMED")
    made.add("transp", "TRANSPARENT")
    for days in event.alarms:
        made.add_component(_alarm(event, days))
    return made


def _alarm(event: CalendarEvent, days: int) -> Alarm:
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", event.summary)
    alarm.add("trigger", MORNING - timedelta(days=days))
    return alarm
