"""Signing in."""

from __future__ import annotations

from wtforms import PasswordField, StringField

from assessment.vocabulary import Language, Text
from forms.base import OurForm, spoken
from forms.validators import AtMost, Needed


class SignInForm(OurForm):
    login = StringField(
        Text("用户名", "Name"),
        [Needed(Text("请填写用户名。", "Fill in your name.")), AtMost(200)],
        render_kw={"autocomplete": "username"},
    )
    # A cap, so that nobody keeps the password check busy with megabytes.
    password = PasswordField(
        Text("密码", "Password"),
        [Needed(Text("请填写密码。", "Fill in your password.")), AtMost(1_000)],
        render_kw={"autocomplete": "current-password"},
    )


def sign_in_form(language: Language) -> type[SignInForm]:
    return spoken(SignInForm, language)
