"""Words and addresses for terms and milestones: what a term asks for, where it stands, how it was counted."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, g

from assessment.deadline_words import doubt, how_counted, length_words
from assessment.deadlines import CountedDay, counted
from assessment.milestones import Milestone
from assessment.running_terms import Running
from assessment.vocabulary import Text
from forms.milestones import OUTCOMES
from services.cases import OpenCase
from services.deadlines import CaseTerms, terms_of_case
from web.desk import desk, our_law, person
from web.language import bilingual, number, t

STATES = {
    "waiting": (Text("窗口未开", "window not open yet"), "plain"),
    "running": (Text("进行中", "running"), "plain"),
    "overdue": (Text("已逾期", "overdue"), "stop"),
    "lapsed": (Text("已过", "passed"), "plain"),
    "done": (Text("已办", "done"), "ok"),
    "no_term": (Text("立即办理", "at once"), "stop"),
}
WHO = {
    "exporter": Text("我方", "our side"),
    "province": Text("省级网信部门", "provincial authority"),
    "cac": Text("国家网信部门", "national administration"),
    "both_parties": Text("双方", "both sides"),
    "system": Text("自动", "by itself"),
}
NEAR = 30
"""Days before a last day from which on a term is called near."""

DAY_WORDS = {
    "working": Text("工作日", "working day"),
    "make_up": Text("调休上班", "make-up working day"),
    "weekend": Text("周末", "weekend"),
    "off": Text("放假", "holiday"),
}
WEEKDAYS = Text("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")


def teach_terms(blueprint: Blueprint) -> None:
    """Make these words known to every template."""
    for word in (
        term_sentence, term_label, term_state, term_day, who_word, counted_days, day_word, weekday, how_counted, doubt,
        milestone_label, milestone_facts, days_left, case_terms, length_words,
    ):  # fmt: skip
        blueprint.add_app_template_global(word)


def case_terms(case: OpenCase) -> CaseTerms:
    """The terms of a case, counted once for a request."""
    kept: dict[str, CaseTerms] = g.setdefault("terms", {})
    if case.record.id not in kept:
        kept[case.record.id] = terms_of_case(desk(), person(), case)
    return kept[case.record.id]


def term_label(term: Running) -> str:
    return bilingual(term.deadline.rule.label)


def term_sentence(term: Running) -> str:
    """What is due when, in one sentence."""
    label, found = term_label(term), term.deadline
    if found.due is None:
        return t(f"{label}：立即办理", f"{label}: at once")
    if term.state == "waiting":
        return t(f"{label}：{found.opens} 起可办，至 {found.due}", f"{label}: open from {found.opens} to {found.due}")
    if found.entry.shape == "validity":
        return t(f"{label}：{found.due}", f"{label}: {found.due}")
    return t(f"{label}：{found.due} 前（含当日）", f"{label}: by {found.due} at the latest")


def term_state(term: Running, today: date) -> tuple[str, str]:
    """The word and the tone of a state; an authority's term that ran out is not our fault, but worth a question."""
    word, tone = STATES[term.state]
    if term.state == "running" and term.due is not None and (term.due - today).days <= NEAR:
        return t("临近", "near"), "wait"
    if term.state == "done" and term.late:
        return t("逾期办理", "done late"), "wait"
    if term.state == "lapsed" and term.deadline.rule.who in ("province", "cac"):
        return t("已过，可询问", "run out: ask"), "wait"
    return bilingual(word), tone


def term_day(term: Running) -> str:
    """The last day, or the window."""
    found = term.deadline
    if found.due is None:
        return t("未定期限", "no set deadline")
    return f"{found.opens} – {found.due}" if found.opens else f"{found.due}"


def days_left(day: date | None, today: date) -> str:
    if day is None:
        return ""
    left = (day - today).days
    if left == 0:
        return t("今天", "today")
    if left < 0:
        return t(f"已过 {number(-left)} 天", f"{number(-left)} {'day' if left == -1 else 'days'} ago")
    return t(f"还有 {number(left)} 天", f"in {number(left)} {'day' if left == 1 else 'days'}")


def who_word(who: str) -> str:
    return bilingual(WHO[who])


def counted_days(term: Running) -> tuple[CountedDay, ...]:
    return counted(term.deadline, our_law().calendars)


def day_word(kind: str) -> str:
    return bilingual(DAY_WORDS[kind])


def weekday(day: date) -> str:
    return t(f"周{WEEKDAYS.zh[day.weekday()]}", WEEKDAYS.en.split()[day.weekday()])


def milestone_label(kind: str) -> str:
    known = our_law().deadlines.milestone(kind)
    return bilingual(known.label) if known else kind


def milestone_facts(said: Milestone) -> list[tuple[str, str]]:
    """What a milestone says beside its date, as label and value; what was left empty is left out."""
    outcome = dict(OUTCOMES).get(said.outcome or "")
    volume = f"{number(said.volume)} {said.volume_unit}" if said.volume is not None else ""
    told = [
        (t("编号", "Number"), said.number),
        (t("结果", "Outcome"), bilingual(outcome) if outcome else ""),
        (t("结果出具之日", "Date of the result"), str(said.result_date or "")),
        (t("载明届满日", "Valid until"), str(said.valid_until or "")),
        (t("准予人数", "Persons allowed"), number(said.persons) if said.persons is not None else ""),
        (t("准予规模", "Volume allowed"), volume),
        (t("未通过", "Not allowed"), t("；", "; ").join(said.refused)),
        (t("答复期限", "Answer by"), str(said.reply_by or "")),
        (t("备注", "Note"), said.note),
    ]
    return [(label, value) for label, value in told if value]
