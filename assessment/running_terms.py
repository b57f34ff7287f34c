"""Which terms run: those that milestones and answers set going, and those that come every year.

Each one says what set it going, where it stands on a day, and what ended it. No clock: the day is an argument.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from assessment.deadline_rules import DeadlineEntry, DeadlineRule
from assessment.deadlines import Anchor, Deadline, TermLaw, deadline
from assessment.milestones import RESULTS, Standing, approval
from assessment.questions import Citation
from assessment.vocabulary import Confidence
from assessment.workdays import months_later

State = Literal["waiting", "running", "overdue", "lapsed", "done", "no_term"]
"""``waiting``: its window is not open yet. ``lapsed``: somebody else's term, or a right, that has run out."""

OWN_KIND = "DL-00"
"""A term that an authority set in a letter, not the law."""


@dataclass(frozen=True, slots=True)
class Running:
    """A term of a case: what set it going, where it stands, and what ended it.

    ``origin`` is ``None`` for terms that follow from answers or from the year alone.
    """

    deadline: Deadline
    state: State
    origin: Standing | None = None
    ended_by: Standing | None = None

    @property
    def due(self) -> date | None:
        return self.deadline.due

    @property
    def open(self) -> bool:
        return self.state in ("waiting", "running", "overdue", "no_term")

    @property
    def late(self) -> bool:
        """Done, but after the last day."""
        return self.ended_by is not None and self.due is not None and self.ended_by.on > self.due


@dataclass(frozen=True, slots=True)
class _Event:
    """Something that sets terms running; ``printed``: the last day of it stands in a notice."""

    name: str
    on: date
    origin: Standing
    anchor: Anchor | None = None
    printed: date | None = None


def running(milestones: Sequence[Standing], law: TermLaw, today: date) -> tuple[Running, ...]:
    """Every term that a milestone set going, in the order of their last days; done ones too."""
    events = [*_recorded(milestones), *_derived(milestones, law)]
    found = [
        _stand(rule, event, events, milestones, law, today)
        for event in events
        for rule in law.catalogue.deadlines
        if rule.starts == event.name
    ]
    return by_day(found)


def by_day(found: Iterable[Running]) -> tuple[Running, ...]:
    """Overdue and near ones first; what has no last day stands before all others, for it is due at once."""
    return tuple(sorted(found, key=lambda one: (one.due or date.min, one.deadline.kind)))


def from_self_assessment(finished: date, milestones: Sequence[Standing], law: TermLaw, today: date) -> Running | None:
    """DL-25 from the answer on when the self-assessment was finished; ended by handing in the dossier after it."""
    rule = next((rule for rule in law.catalogue.deadlines if rule.starts == "self_assessment"), None)
    if rule is None:
        return None
    found = deadline(rule.kind, finished, law)
    done = next((one for one in milestones if one.kind in rule.ended_by and one.on >= finished), None)
    return Running(found, _state(found, rule, done, today), None, done) if found.due else None


def set_by_authority(one: Standing, milestones: Sequence[Standing], law: TermLaw, today: date) -> Running | None:
    """A term that the authority itself set in a letter; ended by what usually follows that letter."""
    said, known = one.milestone, law.catalogue.milestone(one.kind)
    if said.reply_by is None or known is None:
        return None
    cite = Citation(text=said.number or known.label.zh, article="")
    entry = DeadlineEntry.model_validate(
        {"from": said.on, "shape": "none", "cite": cite, "confidence": Confidence.HIGH, "checked_on": said.on}
    )
    event = DeadlineRule(kind=OWN_KIND, label=known.label, event=known.label, who="exporter", entries=(entry,))
    found = Deadline(event, entry, said.on, in_force=True, due=said.reply_by, raw=said.reply_by)
    done = next((other for other in milestones if other.kind in known.then and _after(other, one)), None)
    return Running(found, _state(found, event, done, today), one, done)


def yearly(
    rule: DeadlineRule, milestones: Sequence[Standing], law: TermLaw, today: date, since: date
) -> tuple[Running, ...]:
    """A term that comes every year: the next day of it that is not done, and a missed one since ``since``.

    It is done when its event was recorded in the year of its day. A day before ``since`` was nobody's duty here.
    """
    coming = deadline(rule.kind, today, law)
    if coming.due is None or coming.entry.shape != "yearly":
        return ()
    found: list[Running] = []
    last = deadline(rule.kind, months_later(coming.due, -12), law)
    if (
        last.due is not None
        and last.due >= since
        and not rule.may
        and _done_in(last.due.year, rule, milestones) is None
    ):
        found.append(Running(last, _state(last, rule, None, today)))
    done = _done_in(coming.due.year, rule, milestones)
    found.append(Running(coming, _state(coming, rule, done, today), None, done))
    if done is not None:
        later = deadline(rule.kind, months_later(coming.due, 12), law)
        found.append(Running(later, _state(later, rule, None, today)))
    return tuple(found)


def _done_in(year: int, rule: DeadlineRule, milestones: Sequence[Standing]) -> Standing | None:
    done = [one for one in milestones if one.kind in rule.ended_by and one.on.year == year]
    return done[-1] if done else None


def _recorded(milestones: Sequence[Standing]) -> list[_Event]:
    return [_Event(one.kind, one.on, one) for one in milestones]


def _derived(milestones: Sequence[Standing], law: TermLaw) -> list[_Event]:
    events: list[_Event] = []
    allowed = approval(milestones, law)
    if allowed is not None:
        printed = allowed.valid_until if allowed.printed or allowed.standing.kind not in RESULTS else None
        events += [
            _Event("result", allowed.result_date, allowed.standing, None, printed),
            _Event("result_end", allowed.valid_until, allowed.standing, "end"),
        ]
    issued = [one for one in milestones if one.kind == "certificate_issued"]
    if issued:
        end = issued[-1].milestone.valid_until
        anchor: Anchor = "end" if end else "start"
        events.append(_Event("certificate_end", end or issued[-1].on, issued[-1], anchor))
    return events


def _stand(
    rule: DeadlineRule,
    event: _Event,
    events: Sequence[_Event],
    milestones: Sequence[Standing],
    law: TermLaw,
    today: date,
) -> Running:
    found = deadline(rule.kind, event.on, law, anchor=event.anchor)
    if event.printed is not None:
        found = _printed(found, event.printed, law)
    ending = {*rule.ended_by, event.name}
    done = next(
        (one for one in milestones if one.kind in ending and one.id != event.origin.id and _after(one, event.origin)),
        None,
    )
    return Running(found, _state(found, rule, done, today), event.origin, done)


def _after(one: Standing, origin: Standing) -> bool:
    return (one.on, one.position) > (origin.on, origin.position)


def _printed(found: Deadline, end: date, law: TermLaw) -> Deadline:
    """The date in the notice takes the place of the computed one; the marks before it are counted from it."""
    marks = [deadline(kind, end, law, anchor="end") for kind in found.entry.marks]
    years = sorted({year for mark in marks for year in mark.unofficial})
    return replace(found, due=end, raw=end, earlier=None, unofficial=tuple(years))


def _state(found: Deadline, rule: DeadlineRule, done: Standing | None, today: date) -> State:
    if done is not None:
        return "done"
    if found.due is None:
        return "no_term" if found.in_force else "lapsed"
    if found.opens is not None and today < found.opens:
        return "waiting"
    if today <= found.due:
        return "running"
    return "lapsed" if rule.may or rule.who in ("province", "cac", "system") else "overdue"
