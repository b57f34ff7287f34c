"""The library of destinations: what counsel graded, version by version, and the page to grade one."""

from __future__ import annotations

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from assessment.destinations import QUESTIONS
from assessment.errors import InputRefused
from forms.fields import countries
from forms.risk_steps import DestinationForm, destination_form
from services import destinations as service
from web.desk import desk, our_law, person
from web.language import language, t
from web.permissions import may
from web.typed import put_right

destinations = Blueprint("destinations", __name__)


@destinations.get("/destinations")
def overview() -> str:
    known = service.all_destinations(desk(), person())
    return render_template(
        "destinations/overview.html",
        known=known,
        countries=countries(language()),
        names=dict(countries(language())),
        today=desk().today,
    )


@destinations.get("/destinations/open")
def choose() -> Response:
    """The page of the country that was chosen in a list."""
    country = request.args.get("country", "")
    known = country in dict(countries(language()))
    return redirect(url_for("destinations.country", country=country) if known else url_for("destinations.overview"))


@destinations.get("/destinations/<country>")
def country(country: str) -> str:
    return _page(country, _form(country))


@destinations.post("/destinations/<country>")
def grade(country: str) -> Response | tuple[str, int]:
    """Save a new version; counsel's step."""
    form = _form(country)
    if form.validate_on_submit():
        try:
            _grade(country, form)
        except InputRefused as refused:
            put_right(form, refused)
        else:
            flash(t("已保存新版本。", "A new version is saved."))
            return redirect(url_for("destinations.country", country=country))
    return _page(country, form), 422


def _form(country: str) -> DestinationForm:
    """Filled with the version that holds, so that a change starts from it."""
    if country not in dict(countries(language())):
        abort(404)
    versions = service.all_destinations(desk(), person()).get(country, ())
    known: dict[str, str] = {}
    if versions:
        last = versions[-1].graded
        known = {question: str(last.grades[question]) for question in QUESTIONS}
        known |= {f"{question}_basis": last.basis[question] for question in QUESTIONS}
        known["counsel"] = last.counsel
    form = destination_form(language(), our_law().scorecard(desk().today))(data={**known, "country": country})
    form.country.data = country
    return form


def _page(country: str, form: DestinationForm) -> str:
    scorecard = our_law().scorecard(desk().today)
    return render_template(
        "destinations/country.html",
        country=country,
        name=dict(countries(language()))[country],
        versions=service.all_destinations(desk(), person()).get(country, ()),
        form=form,
        questions=[scorecard.by_id[question] for question in QUESTIONS],
        touched=service.touched(desk(), person(), country),
        today=desk().today,
        may_grade=may("destinations.grade"),
    )


def _grade(country: str, form: DestinationForm) -> None:
    service.grade(
        desk(),
        person(),
        country,
        grades={question: _whole(form[question].data) for question in QUESTIONS},
        basis={question: form[f"{question}_basis"].data or "" for question in QUESTIONS},
        counsel=form.counsel.data or "",
        dated=form.dated.value,
    )


def _whole(text: str | None) -> int | None:
    return int(text) if text else None
