"""Erase a person from the trail by two people: the name goes everywhere, the records and the tree stay.

Sign-ins, approvals and answers remain what they were, by a substitute name. What stood in filed documents is not
touched here: the law asks for those to be kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from assessment.erasure import Proposed, done, substitute, waiting, why_not_agree, why_not_propose
from assessment.vocabulary import Text
from assessment.work import Person
from services.desk import Desk, NotFound, Refused, actor_of
from services.holds import held_cases
from services.trail_jobs import remove_exports
from store.database import Unit

GONE = Text("此人已不在名册中，或已被删除姓名。", "This person is not on the list, or was erased already.")


@dataclass(frozen=True, slots=True)
class Erased:
    """``fields``: how many sealed names and texts were erased."""

    name: str
    fields: int


def waiting_erasures(desk: Desk, person: Person) -> tuple[Proposed, ...]:
    with desk.database.read(person.company_id) as unit:
        return tuple(waiting(unit.journals.list("erasure")).values())


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody whose name stands in the trail; ``left``: no longer with the company."""

    person: Person
    left: bool


def people_named(desk: Desk, person: Person) -> tuple[Named, ...]:
    """Everybody whose name was not erased yet, who left first: theirs are the names that are asked to go."""
    with desk.database.read(person.company_id) as unit:
        here = {one.id for one in unit.people.list()}
        known = [one for one in unit.people.list(also_left=True) if one.login != _erased_login(one.id)]
    return tuple(Named(one, one.id not in here) for one in sorted(known, key=lambda one: (one.id in here, one.name)))


def propose(desk: Desk, person: Person, about: str, ground: str, reason: str) -> None:
    """The first of two people says who is to be erased and why."""
    refusal = why_not_propose(person.id, person.roles, about, ground, reason)
    if refusal is not None:
        raise Refused(refusal)
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        _named(unit, about)
        said = {"step": "proposed", "ground": ground, "reason": reason.strip()[:500]}
        entry = unit.journals.append("erasure", about, said)
        unit.record("erasure proposed", details={"entry": entry.id, "ground": ground, "person": about})
        unit.commit()


def withdraw(desk: Desk, person: Person, about: str) -> None:
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        proposed = waiting(unit.journals.list("erasure")).get(about)
        if proposed is None:
            raise NotFound(f"erasure of {about}")
        entry = unit.journals.append("erasure", about, {"step": "withdrawn", "ground": proposed.said.ground})
        unit.record("erasure withdrawn", details={"entry": entry.id, "person": about})
        unit.commit()


def agree(desk: Desk, person: Person, about: str) -> Erased:
    """The second person; the name is gone when this returns, and nobody can bring it back."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        journal = unit.journals.list("erasure")
        proposed = waiting(journal).get(about)
        refusal = why_not_agree(person.id, person.roles, proposed)
        if refusal is not None or proposed is None:
            raise Refused(refusal or GONE)
        name, login = _named(unit, about)
        held = held_cases(unit, about)
        if held:
            raise Refused(
                Text(
                    f"此人参与的项目 {'、'.join(held)} 已设保全；解除之前不得删除。",
                    f"A hold stands on {', '.join(held)}, in which this person acted; nothing is erased until it ends.",
                )
            )
        called = substitute(done(journal) + 1)
        places = unit.erasures.of_person(about, [name, login])
        places |= unit.erasures.rename(about, called)
        unit.erasures.erase(places)
        entry = unit.journals.append("erasure", about, {"step": "done", "ground": proposed.said.ground})
        details = {
            "entry": entry.id,
            "ground": proposed.said.ground,
            "proposed_by": proposed.by,
            "fields": len(places),
            "covers": covered(places),
        }
        unit.record("person erased", subject=called, details=details)
        unit.commit()
    remove_exports(desk, person.company_id)
    return Erased(called, len(places))


def covered(places: Iterable[tuple[int, str]]) -> dict[str, str]:
    """Field → the records in which it was erased, as ranges: ``3-9,12``. It names places, never values."""
    by_field: dict[str, list[int]] = {}
    for seq, field in sorted(places):
        by_field.setdefault(field, []).append(seq)
    return {field: _ranges(seqs) for field, seqs in by_field.items()}


def _ranges(seqs: list[int]) -> str:
    found: list[list[int]] = []
    for seq in seqs:
        if found and seq == found[-1][1] + 1:
            found[-1][1] = seq
        else:
            found.append([seq, seq])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in found)


def _named(unit: Unit, about: str) -> tuple[str, str]:
    """Name and login of somebody who has not been erased, also of one who left."""
    known = unit.people.known(about)
    if known is None or known.login == _erased_login(about):
        raise Refused(GONE)
    return known.name, known.login


def _erased_login(person_id: str) -> str:
    return f"erased-{person_id}"
