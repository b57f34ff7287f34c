"""The mechanism in place and the rest of the group, read from the answers of the case."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from assessment.answers import Value
from assessment.facts import ApprovedNumbers, GroupMember, PriorMechanism
from assessment.sentences import UNNAMED
from assessment.vocabulary import UNKNOWN, Unknown

_MECHANISMS = ("security_assessment", "standard_contract", "certification")
LARGEST, OTHERS = UNNAMED
"""The group is asked for as a whole and for its largest other entity, so it is read as these two."""


def prior_of(case: Mapping[str, Value]) -> PriorMechanism | None:
    mechanism = case.get("route.prior_mechanism")
    if mechanism not in _MECHANISMS:
        return None
    changes = case.get("route.prior_changes")
    return PriorMechanism.model_validate(
        {
            "mechanism": mechanism,
            "issued_on": _day(case, "route.prior_issued_on"),
            "effective_on": _day(case, "route.prior_effective_on"),
            "valid_to": _day(case, "route.prior_valid_to"),
            "approved": _approved(case),
            "changes": tuple(kind for kind in changes if kind != "none") if isinstance(changes, list) else (),
        }
    )


def group_of(case: Mapping[str, Value]) -> tuple[GroupMember, ...]:
    """Nobody asked yet is open; a group that exports nothing similar is nobody."""
    same = case.get("route.group_same")
    if same is False:
        return ()
    if same is not True:
        return (_member(OTHERS, UNKNOWN, UNKNOWN, UNKNOWN),)
    shares = {number: _shares(case, number) for number in ("pi", "spi")}
    members = (
        _member(LARGEST, shares["pi"][0], shares["spi"][0], True),
        _member(OTHERS, shares["pi"][1], shares["spi"][1], True),
    )
    return tuple(member for member in members if (member.persons_pi, member.persons_spi) != (0, 0))


def _shares(case: Mapping[str, Value], number: str) -> tuple[int | Unknown, int | Unknown]:
    """The largest entity and all the rest; where the largest was not named, the whole stands as one."""
    whole, largest = _count(case, f"route.group_persons_{number}"), _count(case, f"route.group_largest_{number}")
    if isinstance(whole, Unknown):
        return UNKNOWN, 0
    if isinstance(largest, Unknown) or largest > whole:
        return whole, 0
    return largest, whole - largest


def _member(name: str, pi: int | Unknown, spi: int | Unknown, same: bool | Unknown) -> GroupMember:
    return GroupMember(id=name, persons_pi=pi, persons_spi=spi, same_purpose=same, same_recipient=same)


def _approved(case: Mapping[str, Value]) -> ApprovedNumbers | None:
    numbers = {f"persons_{kind}": _count(case, f"route.prior_approved_{kind}") for kind in ("pi", "spi")}
    if all(isinstance(number, Unknown) for number in numbers.values()):
        return None
    return ApprovedNumbers(**numbers)


def _count(said: Mapping[str, Value], question: str) -> int | Unknown:
    value = said.get(question)
    return value if isinstance(value, int) and not isinstance(value, bool) else UNKNOWN


def _day(said: Mapping[str, Value], question: str) -> Any:
    value = said.get(question)
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:  # an unreadable date is reported with the value itself
        return None
