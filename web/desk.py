"""The desk and the person of the current request."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app, g
from flask_login import UserMixin, current_user

from assessment.vocabulary import Language, Role
from assessment.work import Person
from regimes.loader import Regime
from services.desk import Desk


def desk() -> Desk:
    return current_app.extensions["tongguan"]  # type: ignore[no-any-return]  # extensions is untyped


def person() -> Person:
    user = current_user._get_current_object()
    assert isinstance(user, SignedIn)
    return user.person


def our_law() -> Regime:
    """The law as the company of the person who asks holds it, looked up once for a request."""
    if "regime" not in g:
        g.regime = desk().regime_of(person().company_id)
    return g.regime  # type: ignore[no-any-return]  # flask.g carries no types


@dataclass(frozen=True)
class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login ships no types
    """A person as Flask-Login wants to see one."""

    person: Person

    def get_id(self) -> str:
        return self.person.id

    @property
    def roles(self) -> frozenset[Role]:
        return self.person.roles

    @property
    def language(self) -> Language:
        return self.person.language

    @property
    def name(self) -> str:
        return self.person.name
