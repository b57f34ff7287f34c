"""An iCalendar file (RFC 5545) of terms: whole days, alarms before them, and nothing that the clock decides.

Lines end in CRLF and are folded at 75 octets, never inside a character; text is escaped. The same terms always give
the same bytes, so that a calendar program that fetches it often sees no change where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

OCTETS = 75


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
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//Tongguan//Deadlines//{language.upper()}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME:{_escaped(name)}",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT12H",
        "X-PUBLISHED-TTL:PT12H",
    ]
    for event in events:
        lines += _event(event)
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode()


def _event(event: CalendarEvent) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{event.uid}"
    yield f"DTSTAMP:{event.stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{event.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{event.day + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(event.summary)}"
    yield f"DESCRIPTION:{_escaped(event.description)}"
    if event.url:
        yield f"URL:{event.url}"
    yield f"STATUS:{'TENTATIVE' if event.tentative else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    for days in event.alarms:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        yield f"DESCRIPTION:{_escaped(event.summary)}"
        # A whole day begins at midnight: nine in the morning is fifteen hours before the end of the day before.
        yield f"TRIGGER:-P{days - 1}DT15H" if days > 1 else "TRIGGER:-PT15H"
        yield "END:VALARM"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\r\n", "\\n").replace("\r", "\\n").replace("\n", "\\n")


def _folded(line: str) -> str:
    """Every line at most 75 octets; a continuation begins with one blank, which counts."""
    parts: list[str] = []
    current, size = "", 0
    for character in line:
        octets = len(character.encode())
        if size + octets > OCTETS:
            parts.append(current)
            current, size = " ", 1
        current += character
        size += octets
    return "\r\n".join([*parts, current])
