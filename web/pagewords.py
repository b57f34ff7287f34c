"""What templates may call: words for closed sets, answers as people read them, addresses of what is open."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from babel import Locale
from flask import Flask, request, url_for
from markupsafe import Markup, escape

from assessment.answers import Entry, GradedAnswer, Value
from assessment.applicability import answered, asked
from assessment.completeness import Gap
from assessment.decisions import OpenFact
from assessment.entities import rows_of
from assessment.questions import Question, QuestionType, Scope, Section
from assessment.reading import questions_behind
from assessment.report_text import REPORT_TEXTS, generated_texts
from assessment.scorecard import ScoreQuestion
from assessment.wanted import scenario_of
from assessment.work import AnswerChange, TrailLine
from audit.kinds import KINDS
from services.cases import OpenCase
from services.fix_tasks import tasks_of
from web import words
from web.desk import desk, our_law, person
from web.frame import entry_name, section_address
from web.language import bilingual, clock, day, language, moment, number, other, say, t
from web.permissions import may
from web.termwords import milestone_label

UNANSWERED = "—"


@dataclass(frozen=True, slots=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class AnswerLine:
    label: str
    value: str
    url: str


@dataclass(frozen=True, slots=True)
class AnswerBlock:
    """The answers of one section of one entry, for looking over."""

    title: str
    lines: tuple[AnswerLine, ...]


def teach_templates(app: Flask) -> None:
    app.jinja_env.globals.update(
        t=t, say=say, bilingual=bilingual, other=other, number=number, day=day, moment=moment, clock=clock, may=may,
        route_word=words.route_word, route_sentence=words.route_sentence, route_tone=words.route_tone,
        review_word=words.review_word, review_tone=words.review_tone,
        level_word=words.level_word, level_words=words.level_words, level_tone=words.level_tone,
        effect_words=words.effect_words, decision_word=words.decision_word, decision_sentence=words.decision_sentence,
        open_facts_of=words.open_facts_of, section_address=section_address,
        country_word=country_word, made_texts=made_texts,
        answer_words=answer_words, answer_overview=answer_overview, value_words=value_words,
        question_words=question_words, change_label=change_label, gap_address=gap_address, links_to=links_to,
        grade_words=grade_words, grades_of=grades_of, grade_state_tag=grade_state_tag, risk_link=risk_link,
        gate_words=gate_words, interval=interval, count_word=count_word, field_words=field_words,
        kind_words=kind_words, subject_words=subject_words, many=many,
        shown_questions=shown_questions, gap_pages=gap_pages,
    )  # fmt: skip

    @app.context_processor
    def every_page() -> dict[str, object]:
        return {"lang": language(), "here": request.full_path.rstrip("?")}


# ---- answers ----


def value_words(case: OpenCase, question_id: str, value: object) -> str:
    """An answer as a person reads it: choices by their words, numbers with separators, lists by line."""
    if isinstance(value, dict) and "grade" in value:
        return _grade_value(value)
    question = _question(question_id)
    if value is None or value == "" or value == []:
        return UNANSWERED
    if isinstance(value, bool):
        return t("是", "Yes") if value else t("否", "No")
    if value == "open":
        return t("尚不确定", "Not established yet")
    if isinstance(value, int):
        return number(value)
    if isinstance(value, dict):
        return str(value.get("name", ""))
    if question is not None:
        return _by_type(case, question, value)
    return str(value)


def _by_type(case: OpenCase, question: Question, value: object) -> str:
    named = {choice.id: bilingual(choice) for choice in question.choices}
    if question.type is QuestionType.COUNTRY:
        return country_word(str(value))
    if question.type is QuestionType.ENTITIES:
        return "\n".join(" · ".join(filter(None, row)) for row in rows_of(str(value)))
    if isinstance(value, list):
        if question.type is QuestionType.EVIDENCE:
            known = {e.id: entry_name(case.sheet, e) for e in case.sheet.of_scope(Scope.EVIDENCE)}
            return t("、", ", ").join(known.get(str(v), str(v)) for v in value)
        separator = "\n" if question.type in {QuestionType.DOMAINS, QuestionType.ADDRESSES} else t("、", ", ")
        return separator.join(named.get(str(v), str(v)) for v in value)
    return named.get(str(value), str(value))


def country_word(code: str) -> str:
    china = {
        "hk": ("中国香港", "Hong Kong, China"),
        "mo": ("中国澳门", "Macao, China"),
        "tw": ("中国台湾", "Taiwan, China"),
    }
    if code in china:
        return t(*china[code])
    locale = Locale.parse("zh_Hans_CN" if language() == "zh" else "en")
    return str(locale.territories.get(code.upper(), code))


def answer_words(case: OpenCase, entry: Entry, question_id: str) -> str:
    return value_words(case, question_id, entry.answers.get(question_id))


def answer_overview(case: OpenCase) -> list[AnswerBlock]:
    """Every question that the filings ask or that has an answer, section by section, entry by entry."""
    questionnaire = our_law().questionnaire
    blocks = [_block(case, section, None) for section in questionnaire.of_scope(Scope.CASE)]
    for scope in (Scope.SCENARIO, Scope.RECIPIENT, Scope.CLAUSE, Scope.EVIDENCE):
        for entry in case.sheet.of_scope(scope):
            blocks.extend(_block(case, section, entry) for section in questionnaire.of_scope(scope))
    return [block for block in blocks if block.lines]


def _block(case: OpenCase, section: Section, entry: Entry | None) -> AnswerBlock:
    answers = entry.answers if entry else case.sheet.answers
    address = section_address(case.record.id, section.id, entry.id if entry else "")
    wanted, scenario = case.appraisal.wanted, scenario_of(case.sheet, entry.id if entry else None)
    lines = tuple(
        AnswerLine(
            bilingual(question.label),
            value_words(case, question.id, answers.get(question.id)),
            f"{address}#{anchor(question.id)}",
        )
        for question in section.questions
        if asked(question, answers, case.sheet.answers)
        and (wanted.counts(question, scenario) or answered(answers.get(question.id)))
    )
    title = bilingual(section.title)
    return AnswerBlock(f"{entry_name(case.sheet, entry)}{t('：', ': ')}{title}" if entry else title, lines)


def anchor(question_id: str) -> str:
    return question_id.replace(".", "__")


def question_words(question_id: str) -> str:
    question = _question(question_id)
    if question is not None:
        return bilingual(question.label)
    return t("风险问题 ", "Risk question ") + question_id.removeprefix("risk.")


def change_label(case: OpenCase, change: AnswerChange) -> str:
    entry = next((e for e in case.sheet.entries if e.id == change.entry), None)
    words_ = question_words(change.question)
    return f"{entry_name(case.sheet, entry)}{t('：', ': ')}{words_}" if entry else words_


def _question(question_id: str) -> Question | None:
    try:
        return our_law().questionnaire.question(question_id)
    except KeyError:
        return None


def shown_questions(case: OpenCase, section: Section, entry: Entry | None) -> list[Question]:
    """What the page of a section shows: all but questions that answers on *other* pages make pointless.

    A condition on the same page is left to the script there, which follows the answers as they change.
    """
    answers = entry.answers if entry else case.sheet.answers
    here = {question.id for question in section.questions}
    return [q for q in section.questions if asked(_elsewhere(q, here), answers, case.sheet.answers)]


def _elsewhere(question: Question, here: set[str]) -> Question:
    conditions = tuple(condition for condition in question.asked_when if condition.question not in here)
    return question.model_copy(update={"asked_when": conditions})


# ---- what is open ----


def gap_address(case: OpenCase, gap: Gap) -> str | None:
    case_id = case.record.id
    if gap.section == "items":
        return url_for("items.table", case_id=case_id, scenario=gap.entry)
    if gap.section in {scope.value for scope in Scope} and not gap.question:
        parent = gap.entry if gap.section == Scope.RECIPIENT.value else None
        return url_for("wizard.entries", case_id=case_id, scope=gap.section, parent=parent)
    if gap.section not in {section.id for section in our_law().questionnaire.sections}:
        return None
    section = our_law().questionnaire.section(gap.section)
    if (section.scope is Scope.CASE) == bool(gap.entry):
        return url_for("wizard.entries", case_id=case_id, scope=section.scope.value) if not gap.entry else None
    address = section_address(case_id, gap.section, gap.entry or "")
    return f"{address}#{anchor(gap.question)}" if gap.question else address


def gap_pages(case: OpenCase) -> list[tuple[str, list[Gap]]]:
    """The gaps under the heading of the page on which they are mended, in the order of the way."""
    titles = {section.id: bilingual(section.title) for section in our_law().questionnaire.sections}
    names = {entry.id: entry_name(case.sheet, entry) for entry in case.sheet.entries}
    own = {
        "items": t("数据项", "Data items"),
        "scenario": t("出境场景", "Export scenarios"),
        "recipient": t("境外接收方", "Overseas recipients"),
        "clause": t("法律文件", "Legal document"),
        "evidence": t("证明材料", "Evidence"),
        "risk": t("风险自评估", "Risk"),
    }
    pages: dict[str, list[Gap]] = {}
    for gap in case.appraisal.gaps:
        title = titles.get(gap.section) or own.get(gap.section) or t("其他", "Other")
        name = names.get(gap.entry or "")
        pages.setdefault(f"{name}{t('：', ': ')}{title}" if name else title, []).append(gap)
    return list(pages.items())


def links_to(case: OpenCase, facts: Iterable[OpenFact]) -> list[Link]:
    """Where open facts are answered."""
    links: dict[str, Link] = {}
    for fact in facts:
        for question_id in questions_behind(fact.name):
            section = next(
                (s for s in our_law().questionnaire.sections if any(q.id == question_id for q in s.questions)), None
            )
            if section is None:
                continue
            entry = _entry_for(case, section, fact.name)
            if (section.scope is Scope.CASE) == bool(entry) or not _asked_now(case, question_id, entry):
                continue
            address = section_address(case.record.id, section.id, entry) + f"#{anchor(question_id)}"
            links.setdefault(address, Link(t("去补充：", "Settle it: ") + question_words(question_id), address))
    return list(links.values())[:6]


def _asked_now(case: OpenCase, question_id: str, entry: str) -> bool:
    answers = case.sheet.entry(entry).answers if entry else case.sheet.answers
    return asked(our_law().questionnaire.question(question_id), answers, case.sheet.answers)


def _entry_for(case: OpenCase, section: Section, fact: str) -> str:
    if section.scope is Scope.CASE:
        return ""
    named = [e.id for e in case.sheet.scenarios if f"{e.id}" in fact.replace("[", ".").replace("]", ".").split(".")]
    scenarios = named or [e.id for e in case.sheet.scenarios]
    if section.scope is Scope.SCENARIO:
        return scenarios[0] if scenarios else ""
    recipients = case.sheet.recipients_of(scenarios[0]) if scenarios and section.scope is Scope.RECIPIENT else ()
    return recipients[0].id if recipients else ""


# ---- risk ----


def made_texts(case: OpenCase, section: Section) -> dict[str, str]:
    """Report text made from the score, for the questions of a section that it stands in for."""
    if not any(question.id in REPORT_TEXTS for question in section.questions):
        return {}
    tasks = tasks_of(desk(), person(), case.record.id).values()
    return generated_texts(case.appraisal.score, case.sheet, [task.as_record() for task in tasks])


def grades_of(question: ScoreQuestion) -> list[tuple[str, str]]:
    return [(str(grade), bilingual(wording)) for grade, wording in enumerate(question.grades)]


def grade_words(answer: GradedAnswer | None, question: ScoreQuestion) -> str:
    if answer is None or answer.grade is None:
        return t("尚未评定", "not graded yet")
    state = t("已核验", "verified") if answer.state == "verified" else t("仅声明", "declared")
    return f"{answer.grade} · {bilingual(question.grades[answer.grade])} · {state}"


def grade_state_tag(answer: GradedAnswer) -> Markup:
    word, tone = {
        "verified": (t("已核验", "verified"), "ok"),
        "declared": (t("仅声明", "declared only"), "wait"),
        "unknown": (t("尚未评定", "not graded"), "open"),
    }[answer.state]
    by = f" · {answer.checked_by}" if answer.checked_by else ""
    return Markup('<span class="tag tag-{}">{}{}</span>').format(
        tone, {"ok": "✓ ", "wait": "! ", "open": "? "}[tone] + word, by
    )


def _grade_value(value: dict[str, object]) -> str:
    grade = value.get("grade")
    state = {"verified": t("已核验", "verified"), "declared": t("仅声明", "declared")}.get(str(value.get("state")), "")
    return UNANSWERED if grade is None else f"{grade} {state}\n{value.get('finding', '')}".strip()


def risk_link(case: OpenCase, item: str) -> Markup:
    """A must-item as a link to where it is answered; D4 is the important-data status of the scenarios."""
    scorecard = our_law().scorecard(case.sheet.on)
    if item in scorecard.by_id:
        url = url_for("risk.question", case_id=case.record.id, question_id=item)
        return Markup('<a href="{}">{} {}</a>').format(url, item, bilingual(scorecard.by_id[item].question))
    url = url_for("important_data.case", case_id=case.record.id)
    label = t("重要数据识别", "important-data identification") if item == "D4" else item
    return Markup('<a href="{}">{} {}</a>').format(url, item, label)


def gate_words(case: OpenCase, gate: str) -> str:
    scorecard = our_law().scorecard(case.sheet.on)
    found = next((g for g in scorecard.method.gates if g.id == gate), None)
    return bilingual(found.question) if found else t("没有合法基础（A1）", "no legal basis (A1)")


def interval(ends: Iterable[int]) -> str:
    values = list(ends)
    return str(values[0]) if values[0] == values[-1] else f"{values[0]}–{values[-1]}"


# ---- small words ----


def many(count: int, one: str, more: str) -> str:
    """English counts one thing differently from several: ``1 place``, ``3 places``."""
    return f"{number(count)} {one if count == 1 else more}"


def count_word(value: Value | object) -> str:
    return number(value) if isinstance(value, int) else "?"


def field_words(field: str) -> str:
    fields = {
        "number": ("序号", "No."),
        "name": ("数据项名称", "item name"),
        "description": ("内容描述", "content"),
        "necessity": ("出境必要性", "necessity"),
        "example": ("示例", "example"),
        "remark": ("备注", "remark"),
    }
    return t(*fields[field]) if field in fields else str(escape(field))


def kind_words(kind: str) -> str:
    return t(KINDS[kind].zh, KINDS[kind].en) if kind in KINDS else kind


def subject_words(case: OpenCase, line: TrailLine) -> str:
    """What a record is about, in words: a section's title, an entry's name, or the text as it stands."""
    sections = {section.id: bilingual(section.title) for section in our_law().questionnaire.sections}
    scopes = {
        "scenario": t("出境场景", "scenario"),
        "recipient": t("境外接收方", "recipient"),
        "clause": t("法律文件条款", "clause"),
        "evidence": t("证明材料", "evidence"),
    }
    entries = {entry.id: entry_name(case.sheet, entry) for entry in case.sheet.entries}
    known = sections.get(line.subject) or scopes.get(line.subject) or entries.get(line.subject)
    return known or milestone_label(line.subject)
