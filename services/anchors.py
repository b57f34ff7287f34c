"""Which checkpoints stand outside, how old the newest is, and what failed; and the round that leaves new ones.

An anchor is what makes a rewrite visible to others. The round runs in the signer's process, after signing: witnesses
for every new checkpoint, time stamps and mail once a day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from assessment.work import Anchor, Person, SignedHead
from audit.checkpoint import Checkpoint
from audit.keys import parse_key
from audit.signed_note import SignedCheckpoint, parse_signed
from services.checkpoints import with_cosignatures
from services.desk import SYSTEM, Desk
from services.witnessing import Post, ask_witness, mail, post, stamp
from settings import Anchoring
from store.database import Unit

DAILY = timedelta(hours=24)
RETRY = timedelta(minutes=10)
STALE = timedelta(hours=26)
"""An anchor older than this, while the log has grown, is called out."""


@dataclass(frozen=True, slots=True)
class AnchorState:
    """One party outside: the newest anchor with it, how old that is, and the failure since then, if any."""

    kind: str
    name: str
    newest: Anchor | None
    age: timedelta | None
    failure: Anchor | None
    behind: int
    """How many records the log has that this anchor does not cover."""

    @property
    def loud(self) -> bool:
        """Whether the page has to be loud about it."""
        overdue = self.newest is None or (self.age is not None and self.age > STALE and self.behind > 0)
        return self.failure is not None or overdue


@dataclass(frozen=True, slots=True)
class LogState:
    """A company's log for the page: its size and root, the newest signed state, and everything outside."""

    origin: str
    size: int
    root: str
    signed: SignedHead | None
    unsigned: int
    anchors: tuple[AnchorState, ...]


def log_state(desk: Desk, person: Person, anchoring: Anchoring) -> LogState:
    """How a company's log stands and where it is anchored; parties that never answered are listed, too."""
    with desk.database.read(person.company_id) as unit:
        head, origin, signed = unit.trail.head(), unit.trail.origin(), unit.trail.checkpoint()
        states = tuple(_state(unit, party, head.size, desk.now()) for party in _parties(anchoring))
    return LogState(origin, head.size, head.root, signed, head.size - (signed.size if signed else 0), states)


def anchor_due(desk: Desk, anchoring: Anchoring, *, send: Post = post) -> list[Anchor]:
    """One round over all companies: leave each log's newest signed state wherever it is due. Returns the attempts."""
    with desk.database.read(None) as unit:
        companies = [company.id for company in unit.companies.list()]
    return [anchor for company_id in companies for anchor in _anchor(desk, anchoring, company_id, send)]


def _anchor(desk: Desk, anchoring: Anchoring, company_id: str, send: Post) -> Iterator[Anchor]:
    with desk.database.read(company_id) as unit:
        head = unit.trail.checkpoint()
        if head is None:
            return
        signed = parse_signed(head.note.encode())
        due = [party for party in _parties(anchoring) if _due(unit, party, signed.checkpoint, desk.now())]
    for party in due:
        made = _attempt(desk, anchoring, company_id, party, signed, send)
        with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
            unit.trail.add_anchor(made)
            unit.commit()
        yield made


def _attempt(
    desk: Desk,
    anchoring: Anchoring,
    company_id: str,
    party: tuple[str, str],
    signed: SignedCheckpoint,
    send: Post,
) -> Anchor:
    kind, name = party
    if kind == "witness":
        address, key = next((a, parse_key(k)) for a, k in anchoring.witnesses if parse_key(k).name == name)
        with desk.database.read(company_id) as unit:
            tree = unit.trail.tree(signed.checkpoint.size)
            seen = unit.trail.anchored_size(kind, name, signed.checkpoint.origin)
            return ask_witness(signed, tree, seen, address, key, desk.now(), send=send)
    if kind == "timestamp":
        return stamp(signed, name, desk.now(), send=send)
    with desk.database.read(company_id) as unit:
        newest = unit.trail.checkpoint()
        text = with_cosignatures(unit, newest) if newest else signed
    keys = desk.log_keys.of(signed.checkpoint.origin)
    return mail(text, anchoring.mail_server, anchoring.mail_from, anchoring.mail_to, keys, desk.now())


def _parties(anchoring: Anchoring) -> Iterator[tuple[str, str]]:
    """Everybody outside that the settings name."""
    yield from (("witness", parse_key(key, address).name) for address, key in anchoring.witnesses)
    if anchoring.time_stamps:
        yield "timestamp", anchoring.time_stamps
    if anchoring.mail_server and anchoring.mail_to:
        yield "mail", ", ".join(anchoring.mail_to)


def _due(unit: Unit, party: tuple[str, str], state: Checkpoint, now: datetime) -> bool:
    if unit.trail.anchored_size(*party, state.origin) >= state.size:
        return False
    last = unit.trail.newest_anchor(*party)
    if last is not None and last.failure:
        return now - last.at >= RETRY
    return party[0] == "witness" or last is None or now - last.at >= DAILY


def _state(unit: Unit, party: tuple[str, str], size: int, now: datetime) -> AnchorState:
    last, newest = unit.trail.newest_anchor(*party), unit.trail.newest_anchor(*party, succeeded=True)
    failure = last if last and last.failure else None
    age = now - newest.at if newest else None
    return AnchorState(*party, newest, age, failure, size - (newest.size if newest else 0))
