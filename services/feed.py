"""A person's calendar subscription: opened, renewed, closed, and read by whoever holds its secret address.

The store knows only the hash of the secret. What the feed shows is what its person may see today; when the person
leaves or no longer sees cases, the address leads nowhere.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from assessment.deadline_words import doubt, how_counted
from assessment.vocabulary import Language, Role, Text
from assessment.work import CalendarFeed, Person
from reports.calendar_file import CalendarEvent, calendar_file
from services.deadlines import Listed, terms_in_company
from services.desk import Desk, NotFound, actor_of
from services.views import CALENDAR_AGAIN, seen_lately

NAME = Text("通关：数据出境期限", "Tongguan: data export deadlines")
OPENS = Text("窗口开放", "window opens")
LAST_DAY = Text("最后一天", "last day")
PROVISIONAL = Text("暂定", "provisional")
ALARMS = (7, 1)
"""Days before the last day of a term that is ours."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A fresh subscription. ``token`` is shown once and kept nowhere."""

    token: str
    feed: CalendarFeed


def feed_of(desk: Desk, person: Person) -> CalendarFeed | None:
    with desk.database.read(person.company_id) as unit:
        return unit.calendar_feeds.of_person(person.id)


def open_feed(desk: Desk, person: Person) -> Opened:
    """Give the person a new secret address; an earlier one ends."""
    token = secrets.token_urlsafe(32)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        renewed = unit.calendar_feeds.of_person(person.id) is not None
        feed = unit.calendar_feeds.open(_hash(token), person.id)
        unit.record("calendar feed opened", subject=person.login, details={"renewed": renewed})
        unit.commit()
    return Opened(token, feed)


def close_feed(desk: Desk, person: Person) -> bool:
    """End the subscription; says whether there was one."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        if not unit.calendar_feeds.close(person.id):
            return False
        unit.record("calendar feed closed", subject=person.login)
        unit.commit()
    return True


def read_feed(desk: Desk, token: str, address_of: Callable[[str | None], str]) -> bytes:
    """The calendar of whoever the token was given to; raises ``NotFound``. ``address_of``: the page of a case."""
    with desk.database.read(None) as unit:
        feed = unit.calendar_feeds.get(_hash(token))
        person = unit.people.get(feed.person_id) if feed else None
    if feed is None or person is None or not person.roles - {Role.ADMINISTRATOR}:
        raise NotFound("calendar")
    seen_lately(desk, person, "calendar read", CALENDAR_AGAIN, subject=person.login)
    listed = terms_in_company(desk, feed.company_id)
    events = [event for one in listed for event in _events(one, feed.created_at, person.language, address_of)]
    return calendar_file(NAME.in_language(person.language), events, person.language)


def _events(
    one: Listed, opened: datetime, language: Language, address_of: Callable[[str | None], str]
) -> list[CalendarEvent]:
    """The last day of a term, and before it the day on which its window opens."""
    found, case = one.term.deadline, one.case
    if found.due is None:
        return []
    origin = one.term.origin
    source = origin.first_id if origin else f"{case.id if case else 'company'}-{found.start if case else found.due}"
    uid = f"{found.kind}-{source}".lower()
    stamp = origin.at if origin else (case.created_at if case else opened)
    label = found.rule.label.in_language(language)
    if found.provisional:
        label += f"（{PROVISIONAL.zh}）" if language == "zh" else f" ({PROVISIONAL.en})"
    head = f"{case.reference} " if case else ""
    sentences = [how_counted(found), doubt(found), Text(*[f"{found.cite.text}{found.cite.article}"] * 2)]
    description = "\n".join(text.in_language(language) for text in sentences if text is not None)
    url = address_of(case.id if case else None)
    last = f"{head}{label}{_colon(language)}{LAST_DAY.in_language(language)}"
    ours = found.rule.who in ("exporter", "both_parties")
    alarms = ALARMS if ours else ()
    due = CalendarEvent(f"{uid}@tongguan", found.due, last, description, stamp, url, alarms, found.provisional)
    if found.opens is None:
        return [due]
    first = f"{head}{label}{_colon(language)}{OPENS.in_language(language)}"
    opens = CalendarEvent(f"{uid}-opens@tongguan", found.opens, first, description, stamp, url, (), found.provisional)
    return [opens, due]


def _colon(language: Language) -> str:
    return "：" if language == "zh" else ": "


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
