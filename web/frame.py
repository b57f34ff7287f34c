"""What stands around every page of a case: the way through it on the left, where it stands now on the right."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from flask import url_for
from markupsafe import Markup

from assessment.answers import AnswerSheet, Entry
from assessment.applicability import asked_questions
from assessment.item_totals import NO_ITEMS
from assessment.questions import Scope, Section
from assessment.routing import AppliedRule, RouteDecision
from assessment.running_terms import Running
from assessment.vocabulary import Language, Text
from assessment.wanted import scenario_of
from reports.charts import headcount_bar
from reports.charts_ledger import threshold_bar
from services.case_counts import CaseCounts, case_counts
from services.cases import OpenCase
from services.comments import open_comments
from services.duties import AfterSummary, summary
from services.important_data import progress as determined
from services.now import Headcount, headcounts
from web.desk import desk, our_law, person
from web.language import bilingual, language, t
from web.termwords import case_terms
from web.words import decision_word, level_tone, level_words, open_facts_of, question_label, route_word

LONGEST_NAME = 30
DONE, STARTED, EMPTY = "✓", "◐", "○"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the way: sign, label, count and the steps inside it."""

    label: str
    url: str
    sign: str
    count: str
    here: bool
    inside: tuple[Step, ...] = field(default=())

    @property
    def sign_word(self) -> str:
        return {DONE: t("已完成", "done"), STARTED: t("进行中", "started"), EMPTY: t("未开始", "not started")}[
            self.sign
        ]


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    steps: tuple[Step, ...]


def way(case: OpenCase, here: str) -> tuple[Group, ...]:
    """The three parts of the way. ``here`` is the address of the open page."""
    declare = [*_sections(case, "declare", here), *_lists(case, here)]
    assess = [*_sections(case, "assess", here), *_assessment(case, here)]
    return (
        Group(t("申报信息", "What is exported"), tuple(declare)),
        Group(t("评估", "Assessment"), tuple(assess)),
        Group(t("提交", "Filing"), (*_sections(case, "submit", here), *_filing(case, here))),
    )


def _sections(case: OpenCase, group: str, here: str) -> list[Step]:
    return [
        _section_step(case, section, "", here)
        for section in sections_asking(case, Scope.CASE, None)
        if section.group == group
    ]


def sections_asking(case: OpenCase, scope: Scope, entry: Entry | None) -> list[Section]:
    """The pages that have something to ask here, for the filings that the case leads to.

    One whose questions all depend on other answers may have nothing; an exempt case is not asked for a dossier.
    """
    answers = entry.answers if entry else case.sheet.answers
    wanted, scenario = case.appraisal.wanted, scenario_of(case.sheet, entry.id if entry else None)
    return [
        section
        for section in our_law().questionnaire.of_scope(scope)
        if any(wanted.counts(question, scenario) for question in asked_questions(section, answers, case.sheet.answers))
    ]


def _section_step(case: OpenCase, section: Section, entry: str, here: str) -> Step:
    address = section_address(case.record.id, section.id, entry)
    done, asked = case.appraisal.progress.get(f"{section.id}/{entry}" if entry else section.id, (0, 0))
    return Step(bilingual(section.title), address, sign_for(done, asked), f"{done}/{asked}", address == here)


def _lists(case: OpenCase, here: str) -> list[Step]:
    return [
        _list_step(case, Scope.SCENARIO, t("出境场景", "Export scenarios"), here),
        _list_step(case, Scope.CLAUSE, t("法律文件", "Legal document"), here),
        _list_step(case, Scope.EVIDENCE, t("证明材料", "Evidence"), here),
    ]


def _list_step(case: OpenCase, scope: Scope, label: str, here: str) -> Step:
    entries = case.sheet.of_scope(scope)
    address = url_for("wizard.entries", case_id=case.record.id, scope=scope.value)
    inside = [step for entry in entries for step in _entry_steps(case, entry, here)]
    open_here = address == here or any(_is_here(step) for step in inside)
    done, asked = _sum(case, entries)
    shown = tuple(inside) if open_here and scope is Scope.SCENARIO else ()
    return Step(
        label, address, sign_for(done, asked), str(len(entries)), address == here or (open_here and not shown), shown
    )


def _entry_steps(case: OpenCase, entry: Entry, here: str) -> list[Step]:
    asking = sections_asking(case, entry.scope, entry)
    steps = [_section_step(case, section, entry.id, here) for section in asking]
    if entry.scope is not Scope.SCENARIO:
        return steps
    items = url_for("items.table", case_id=case.record.id, scenario=entry.id)
    count = case.appraisal.items.get(entry.id, NO_ITEMS).listed
    steps.append(Step(t("数据项", "Data items"), items, DONE if count else EMPTY, str(count), here.startswith(items)))
    recipients = case.sheet.recipients_of(entry.id)
    inside = [step for recipient in recipients for step in _entry_steps(case, recipient, here)]
    address = url_for("wizard.entries", case_id=case.record.id, scope="recipient", parent=entry.id)
    done, asked = _sum(case, recipients)
    steps.append(
        Step(
            t("境外接收方", "Recipients"),
            address,
            sign_for(done, asked),
            str(len(recipients)),
            address == here or any(_is_here(step) for step in inside),
        )
    )
    name = entry_name(case.sheet, entry)
    first = section_address(case.record.id, our_law().questionnaire.of_scope(Scope.SCENARIO)[0].id, entry.id)
    done, asked = _sum(case, (entry, *recipients))
    open_here = any(_is_here(step) for step in steps)
    return [Step(name, first, sign_for(done, asked), "", False, tuple(steps) if open_here else ())]


def _is_here(step: Step) -> bool:
    return step.here or any(_is_here(inner) for inner in step.inside)


def _assessment(case: OpenCase, here: str) -> list[Step]:
    case_id = case.record.id
    route = url_for("route.decision", case_id=case_id)
    risk = url_for("risk.overview", case_id=case_id)
    known, applicable = answered_risk_questions(case)
    decided = DONE if not any(flow.unknown for flow in case.appraisal.decision.flows) else STARTED
    return [
        Step(t("出境路径", "Route"), route, decided, "", route == here),
        _important_data(case, here),
        Step(
            t("风险自评估", "Risk"), risk, sign_for(known, applicable), f"{known}/{applicable}", here.startswith(risk)
        ),
    ]


def _important_data(case: OpenCase, here: str) -> Step:
    address = url_for("important_data.case", case_id=case.record.id)
    done, scenarios = determined(desk(), person(), case)
    return Step(
        t("重要数据", "Important data"), address, sign_for(done, scenarios), f"{done}/{scenarios}", address == here
    )


def answered_risk_questions(case: OpenCase) -> tuple[int, int]:
    """How many of the applicable risk questions have a grade, and how many apply."""
    applicable = [question.id for question in case.appraisal.score.questions]
    known = sum(1 for q in applicable if (a := case.sheet.grades.get(q)) is not None and a.grade is not None)
    return known, len(applicable)


def _filing(case: OpenCase, here: str) -> list[Step]:
    case_id, state = case.record.id, case.review.state
    gaps = len(case.appraisal.gaps)
    review = {"draft": EMPTY, "approved": DONE}.get(state, STARTED)
    after = summary(desk(), person(), case)
    pages = [
        (t("完整性检查", "Completeness"), "wizard.check", DONE if not gaps else STARTED, str(gaps) if gaps else ""),
        (t("复核与批准", "Review"), "review.page", review, ""),
        (t("申报材料", "Dossier"), "dossier.page", DONE if state == "approved" else EMPTY, _comments(case_id)),
        _after_filing(case),
        (t("义务清单", "Duties"), "after.duties", sign_for(after.settled, after.total), _duties_count(after)),
        *_once_approved(case, after),
        (t("留痕", "Trail"), "trail.page", DONE, ""),
    ]
    return [
        Step(label, address, sign, count, here.startswith(address))
        for label, endpoint, sign, count in pages
        for address in [url_for(endpoint, case_id=case_id)]
    ]


def _comments(case_id: str) -> str:
    """Comments on the dossier that wait for somebody."""
    waiting = open_comments(desk(), person(), case_id)
    return t(f"{waiting} 条意见", f"{waiting} open") if waiting else ""


def _after_filing(case: OpenCase) -> tuple[str, str, str, str]:
    """Begun with the first milestone, done when nothing of what it set going is left to do."""
    terms = case_terms(case)
    running = [term for term in terms.terms if term.open and term.origin is not None]
    sign = EMPTY if not terms.milestones else (STARTED if running else DONE)
    return t("申报后", "After filing"), "filing.page", sign, str(len(running)) if running else ""


def _duties_count(after: AfterSummary) -> str:
    if after.overdue:
        return t(f"! {after.overdue} 逾期", f"! {after.overdue} overdue")
    return f"{after.settled}/{after.total}" if after.total else ""


def _once_approved(case: OpenCase, after: AfterSummary) -> list[tuple[str, str, str, str]]:
    """Changes and extension make sense once something was approved, here or before this case."""
    if not after.approved_once and case.appraisal.facts.prior is None:
        return []
    same = case.review.state == "approved"
    return [
        (t("变更与重新申报", "Changes"), "after.changes", DONE if same else STARTED, ""),
        (t("延长有效期", "Extension"), "after.extension", EMPTY, ""),
    ]


def _sum(case: OpenCase, entries: tuple[Entry, ...]) -> tuple[int, int]:
    ids = {entry.id for entry in entries}
    pairs = [value for key, value in case.appraisal.progress.items() if "/" in key and key.split("/", 1)[1] in ids]
    return sum(done for done, _ in pairs), sum(asked for _, asked in pairs)


def sign_for(done: int, asked: int) -> str:
    if asked and done >= asked:
        return DONE
    return STARTED if done else EMPTY


def section_address(case_id: str, section_id: str, entry: str = "") -> str:
    if entry:
        return url_for("wizard.section", case_id=case_id, section_id=section_id, entry_id=entry)
    return url_for("wizard.section", case_id=case_id, section_id=section_id)


_NAMES = {
    Scope.SCENARIO: ("scenario.brief", Text("场景", "Scenario")),
    Scope.RECIPIENT: ("recipient.name", Text("接收方", "Recipient")),
    Scope.CLAUSE: ("clause.number", Text("条款", "Clause")),
    Scope.EVIDENCE: ("evidence.title", Text("材料", "Evidence")),
}


def entry_name(sheet: AnswerSheet, entry: Entry) -> str:
    """How a person recognises an entry: its own name, else its kind and number."""
    question, word = _NAMES[entry.scope]
    named = entry.answers.get(question)
    if isinstance(named, str) and named.strip():
        return _first_words(named.strip())
    number = [e.id for e in sheet.of_scope(entry.scope, entry.parent)].index(entry.id) + 1
    return f"{word.in_language(language())} {number}"


def _first_words(text: str) -> str:
    """The first clause of a description, short enough for a heading; the same that the report uses for scenarios."""
    clause = re.split(r"[，。；：,;:\n]", text, maxsplit=1)[0]
    return clause if len(clause) <= LONGEST_NAME else f"{clause[:LONGEST_NAME]}…"


# ---- now ----


@dataclass(frozen=True, slots=True)
class Now:
    """The right column: route, what is open, head-counts, risk, next deadline."""

    decision: RouteDecision
    route_word: str
    because: str
    unknown: tuple[str, ...]
    counts: tuple[tuple[Headcount, Markup], ...]
    ledger: CaseCounts | None
    level: str
    level_tone: str
    risk_word: str
    fixes: tuple[str, ...]
    term: Running | None


def _telling(rules: list[AppliedRule], decision: RouteDecision) -> AppliedRule:
    """The rule that decided; where none did, the last one says what is open."""
    return next((rule for rule in rules if rule.route == decision.route), rules[-1])


def now_of(case: OpenCase) -> Now:
    spoken: Language = language()
    decision, score = case.appraisal.decision, case.appraisal.score
    rules = [rule for flow in decision.flows for rule in flow.rules if flow.route == decision.route]
    ledger = case_counts(desk(), person(), case)
    return Now(
        decision=decision,
        route_word=route_word(decision.route),
        because=bilingual(_telling(rules, decision).because) if rules else "",
        unknown=tuple(bilingual(fact.label) for fact in open_facts_of(decision)),
        counts=tuple(
            (count, Markup(_bar(count, spoken)))  # noqa: S704 - our own SVG
            for count in headcounts(case.appraisal, ledger)
        ),
        ledger=ledger,
        level=level_words(score.level),
        level_tone=level_tone(score.level[1]),
        risk_word=decision_word(score.decision),
        fixes=tuple(question_label(fix, case) for fix in score.fixes[:3]),
        term=case_terms(case).next,
    )


def _bar(count: Headcount, spoken: Language) -> str:
    if count.forecast is None:
        return headcount_bar(count.persons, count.threshold, spoken)
    return threshold_bar(count.forecast.now, count.threshold, count.state, spoken, count.planned)
