"""The first screen: what waits for this person, and every case with where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from flask import Blueprint, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from assessment.vocabulary import Role
from forms.cases import new_case_form
from reports.charts import headcount_bar
from services import cases, law_changes
from services.cases import CaseLine, CaseList
from services.deadlines import company_terms
from services.desk import Refused
from services.now import Headcount, counted
from services.risk_reminders import Reminders, reminders_of_lines
from web.desk import desk, our_law, person
from web.language import language, t
from web.permissions import may
from web.typed import whole_number

portfolio = Blueprint("portfolio", __name__)

SHOWN = 6
"""Questions named in one line."""

NEAREST = 4
"""Terms and counted cases shown beside the list; the terms have a page of their own."""


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for this person."""

    what: str
    because: str
    line: CaseLine
    url: str


@portfolio.get("/")
def overview() -> str:
    search = request.args.get("q", "").strip()
    listed = cases.list_cases(desk(), person(), first=whole_number(request.args.get("first", "")), search=search)
    reminded = reminders_of_lines(desk(), person(), listed.lines) if Role.PREPARER in person().roles else {}
    waiting = [
        task for line in listed.lines for task in (*_tasks(line), *_risk_tasks(line, reminded.get(line.record.id)))
    ]
    return render_template(
        "portfolio/overview.html",
        listed=listed,
        search=search,
        waiting=waiting,
        heading=_heading(len(waiting), listed.all_cases),
        headcounts=_nearest_counts(listed),
        terms=company_terms(desk(), person())[:NEAREST] if may("deadlines.overview") else (),
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


def _nearest_counts(listed: CaseList) -> list[tuple[CaseLine, list[tuple[Headcount, Markup]]]]:
    """The cases with numbers, in the order of the list; where there are many, those nearest to a threshold."""
    counts = [(line, counted(glance.facts, our_law().rules, desk().today)) for line, glance in listed.shown]
    known = [(line, found) for line, found in counts if found]
    if len(known) > NEAREST:
        known = sorted(known, key=lambda one: -max(count.persons / count.threshold for count in one[1]))[:NEAREST]
    return [
        (line, [(one, Markup(headcount_bar(one.persons, one.threshold, language()))) for one in found])  # noqa: S704 - our own SVG
        for line, found in known
    ]


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
        if line.glance is None:
            return []
        gaps = line.glance.gaps
        what = t("继续填写", "Go on filling in") if gaps else t("提交复核", "Submit for review")
        because = t(f"还有 {gaps} 处未完成", f"{gaps} places open" if gaps > 1 else "one place open") if gaps else ""
        return [Task(what, because, line, url_for("wizard.check" if gaps else "review.page", case_id=case_id))]
    return []


def _risk_tasks(line: CaseLine, found: Reminders | None) -> list[Task]:
    """Fixes that are late or soon due, and evidence that no longer proves its grade or soon will not."""
    if found is None:
        return []
    said = []
    if found.overdue:
        said.append((t("整改已逾期", "Fixes are overdue"), [task.question for task in found.overdue]))
    if found.due_soon:
        said.append((t("整改即将到期", "Fixes are due soon"), [task.question for task in found.due_soon]))
    if found.too_old:
        said.append((t("更新已满十二个月的证据", "Renew evidence older than twelve months"), list(found.too_old)))
    if found.ending:
        first = found.ends_first
        until = t(f"更新 {first} 起满十二个月的证据", f"Renew evidence that is twelve months old from {first} on")
        said.append((until, list(found.ending)))
    url = url_for("risk.overview", case_id=line.record.id)
    return [Task(what, _few(questions), line, url) for what, questions in said]


def _few(questions: list[str]) -> str:
    shown = t("、", ", ").join(questions[:SHOWN])
    return shown if len(questions) <= SHOWN else t(f"{shown} 等 {len(questions)} 题", f"{shown} and more")
