"""The first screen: what waits for this person, and every case with where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from assessment.vocabulary import Role
from forms.cases import new_case_form
from reports.charts import headcount_bar
from services import cases, law_changes
from services.cases import CaseLine
from services.deadlines import terms_of_lines
from services.desk import Refused
from services.now import headcounts
from web.desk import desk, our_law, person
from web.language import language, t
from web.permissions import may

portfolio = Blueprint("portfolio", __name__)

NEAREST = 4
"""Terms shown beside the cases; the rest has a page of its own."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for this person."""

    what: str
    because: str
    line: CaseLine
    url: str


@portfolio.get("/")
def overview() -> str:
    lines = cases.list_cases(desk(), person())
    waiting = [task for line in lines for task in _tasks(line)]
    counts = [
        (line, [(c, Markup(headcount_bar(c.persons, c.threshold, language()))) for c in headcounts(line.appraisal)])  # noqa: S704 - our own SVG
        for line in lines
    ]
    return render_template(
        "portfolio/overview.html",
        lines=lines,
        waiting=waiting,
        heading=_heading(len(waiting), len(lines)),
        headcounts=[(line, bars) for line, bars in counts if bars],
        terms=terms_of_lines(desk(), person(), lines)[:NEAREST] if may("deadlines.overview") else (),
        today=desk().today,
        ruleset=_ruleset(),
        law_changed=_law_changed(),
    )


@portfolio.route("/cases/new", methods=["GET", "POST"])
def new_case() -> str | Response:
    form = new_case_form(language())()
    refusal = None
    if form.validate_on_submit():
        try:
            record = cases.create_case(desk(), person(), form.title.data or "", form.reference.data or "")
        except Refused as refused:
            refusal = refused.in_language(language())
        else:
            flash(t(f"已新建 {record.reference}。", f"Case {record.reference} is open."))
            return redirect(url_for("wizard.start", case_id=record.id))
    return render_template("portfolio/new_case.html", form=form, refusal=refusal)


def _ruleset() -> str:
    found = our_law().rules.version(desk().today)
    return found.version if found else "—"


def _law_changed() -> int:
    """How many running cases the law of today decides otherwise than that of their last submission."""
    return len(law_changes.to_confirm(desk(), person(), named=False)) if may("law_changes.page") else 0


def _heading(waiting: int, all_cases: int) -> str:
    if waiting:
        return t(
            f"今天有 {waiting} 件事等您",
            f"{waiting} things wait for you today" if waiting > 1 else "One thing waits for you today",
        )
    return (
        t("今天没有事等您", "Nothing waits for you today")
        if all_cases
        else t("从第一个评估开始", "Start with a first case")
    )


def _tasks(line: CaseLine) -> list[Task]:
    """What this person can do next for one case; at most one thing."""
    roles, state, me = person().roles, line.review, person().id
    case_id = line.record.id
    last = state.last
    if state.state == "in_review" and last is not None:
        mine = me == last.person_id or me in last.authors
        if roles & {Role.REVIEWER, Role.APPROVER} and not mine:
            return [
                Task(
                    t("复核并决定", "Review and decide"),
                    t(f"{last.person_name} 提交", f"submitted by {last.person_name}"),
                    line,
                    url_for("review.page", case_id=case_id),
                )
            ]
        return []
    if Role.PREPARER not in roles:
        return []
    if state.state == "changes_requested":
        return [
            Task(
                t("按退回理由修改", "Work in the reviewer's remarks"),
                state.reason,
                line,
                url_for("review.page", case_id=case_id),
            )
        ]
    if state.state == "approved_then_changed":
        return [
            Task(
                t("批准后有改动，重新提交", "Changed after approval: submit again"),
                "",
                line,
                url_for("review.page", case_id=case_id),
            )
        ]
    if state.state == "draft":
        what = t("继续填写", "Go on filling in") if line.gaps else t("提交复核", "Submit for review")
        because = t(f"还有 {line.gaps} 处未完成", f"{line.gaps} places open") if line.gaps else ""
        return [Task(what, because, line, url_for("wizard.check" if line.gaps else "review.page", case_id=case_id))]
    return []
