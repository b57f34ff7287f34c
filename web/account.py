"""Sign in, sign out, choose the language."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Blueprint, flash, redirect, render_template, request, session, url_for
from flask_login import current_user, login_user, logout_user
from werkzeug.wrappers import Response

from forms.account import sign_in_form
from services import people
from web.desk import SignedIn, desk, person
from web.language import LANGUAGES, language, t
from web.limits import too_many
from web.session import StoredSession

account = Blueprint("account", __name__)


@account.route("/sign-in", methods=["GET", "POST"])
def sign_in() -> str | Response | tuple[str, int]:
    form = sign_in_form(language())()
    if not form.validate_on_submit():
        return render_template("account/sign_in.html", form=form, refused=False)
    login = form.login.data or ""
    if too_many.waits(login, request.remote_addr or ""):
        return render_template("account/sign_in.html", form=form, refused=False, wait=True), 429
    found = people.sign_in(desk(), login, form.password.data or "", request.remote_addr or "")
    if found is None:
        too_many.failed(login, request.remote_addr or "")
        if too_many.waits(login, request.remote_addr or ""):
            people.held_back(desk(), login, request.remote_addr or "")
        return render_template("account/sign_in.html", form=form, refused=True), 401
    too_many.succeeded(login, request.remote_addr or "")
    assert isinstance(session._get_current_object(), StoredSession)  # type: ignore[attr-defined]  # werkzeug's proxy
    session.renew()  # type: ignore[attr-defined]  # our own session class
    login_user(SignedIn(found))
    return redirect(_inside(request.args.get("next")) or url_for("portfolio.overview"))


@account.post("/sign-out")
def sign_out() -> Response:
    people.sign_out(desk(), person())
    logout_user()
    session.clear()
    return redirect(url_for("account.sign_in"))


@account.post("/language")
def choose_language() -> Response:
    chosen = request.args.get("to", "zh")
    if chosen in LANGUAGES:
        session["language"] = chosen
        if current_user.is_authenticated:
            people.choose_language(desk(), person(), "zh" if chosen == "zh" else "en")
    return redirect(_inside(request.args.get("next")) or url_for("portfolio.overview"))


@account.get("/healthy")
def healthy() -> str:
    """For load balancers: the process answers and the law is loaded."""
    return desk().regime.id


def _inside(target: str | None) -> str | None:
    """A path of our own, or nothing; never another host."""
    if not target or not target.startswith("/") or target.startswith(("//", "/\\")):
        return None
    parts = urlsplit(target)
    return target if not parts.scheme and not parts.netloc else None


def greet_stranger() -> Response:
    """Where Flask-Login sends somebody who is not signed in; what was open is reopened afterwards."""
    flash(t("请先登录；登录后回到刚才的页面。", "Sign in first; you will come back to this page."), "wait")
    back = (
        request.full_path.rstrip("?")
        if request.method == "GET"
        else request.referrer and urlsplit(request.referrer).path
    )
    return redirect(url_for("account.sign_in", next=back))
