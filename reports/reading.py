"""Answers as the documents print them: labels instead of ids, dates and numbers in Chinese, gaps made visible.

It reads a thawed snapshot and the questionnaire; an answer that is no longer asked for is not printed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property, lru_cache

from babel import Locale

from assessment.answers import Entry, Value
from assessment.applicability import answered, asked, current_answers
from assessment.questions import Choice, Question, Questionnaire, QuestionType, Scope
from assessment.snapshot import SnapshotContent
from reports.blocks import BLANK
from reports.characters import chinese_number, clean, paragraphs

BOX, TICKED = "☐", "☑"
_REGIONS = {"hk": "中国香港", "mo": "中国澳门", "tw": "中国台湾"}


class Reading:
    """One case, ready to be quoted."""

    def __init__(self, content: SnapshotContent, questionnaire: Questionnaire) -> None:
        self.content = content
        self.sheet = content.sheet
        self._questions: dict[str, Question] = {q.id: q for s in questionnaire.sections for q in s.questions}
        self._case = current_answers(questionnaire, Scope.CASE, self.sheet.answers, self.sheet.answers)
        self._entries: dict[str, Mapping[str, Value]] = {
            e.id: current_answers(questionnaire, e.scope, e.answers, self._case) for e in self.sheet.entries
        }

    def value(self, question_id: str, entry: Entry | None = None) -> Value:
        """The answer as it was given; ``None`` when there is none or it is not asked for."""
        return self._of(entry).get(question_id)

    def is_asked(self, question_id: str, entry: Entry | None = None) -> bool:
        return asked(self._questions[question_id], self._of(entry), self._case)

    def label(self, question_id: str) -> str:
        return self._questions[question_id].label.zh

    def show(self, question_id: str, entry: Entry | None = None) -> str:
        """The answer in one line; the visible gap where a required one is missing, else empty."""
        value = self.value(question_id, entry)
        if not answered(value):
            return self.gap(question_id, entry)
        return self._spell(self._questions[question_id], value)

    def texts(self, question_id: str, entry: Entry | None = None) -> tuple[str, ...]:
        """The answer in paragraphs; the visible gap where a required one is missing."""
        value = self.value(question_id, entry)
        found = paragraphs(value) if isinstance(value, str) else ()
        gap = self.gap(question_id, entry)
        return found or ((gap,) if gap else ())

    def gap(self, question_id: str, entry: Entry | None = None) -> str:
        question = self._questions[question_id]
        return BLANK if question.required and self.is_asked(question_id, entry) else ""

    def boxes(self, question_id: str, entry: Entry | None = None) -> str:
        """All options of the form, the chosen ones ticked."""
        question = self._questions[question_id]
        value = self.value(question_id, entry)
        if question.type is QuestionType.YES_NO:
            options: tuple[tuple[str, bool], ...] = (("是", value is True), ("否", value is False))
        else:
            chosen = value if isinstance(value, list) else [value]
            options = tuple((choice.zh, choice.id in chosen) for choice in question.choices)
        shown = " ".join(f"{TICKED if ticked else BOX}{label}" for label, ticked in options)
        return shown if answered(value) else f"{shown} {self.gap(question_id, entry)}".rstrip()

    def chosen(self, question_id: str, entry: Entry | None = None) -> tuple[tuple[str, str], ...]:
        """The chosen options, each with its id and its label, in the order of the form."""
        value = self.value(question_id, entry)
        ids = value if isinstance(value, list) else [value]
        return tuple((c.id, c.zh) for c in self._questions[question_id].choices if c.id in ids)

    def choices(self, question_id: str) -> tuple[Choice, ...]:
        """All options of a question, in the order of the form."""
        return self._questions[question_id].choices

    def type_of(self, question_id: str) -> QuestionType:
        return self._questions[question_id].type

    @property
    def scenarios(self) -> tuple[Entry, ...]:
        return self.sheet.scenarios

    def scenario_name(self, number: int, entry: Entry) -> str:
        """场景一：the first words of its short description, when they are short enough to name it."""
        first = clean(str(self.value("scenario.brief", entry) or "")).split("\n")[0]
        for mark in "：:。；;，,":
            first = first.split(mark)[0]
        name = f"场景{chinese_number(number)}"
        return f"{name}：{first}" if 0 < len(first) <= 30 else name

    def recipient_name(self, entry: Entry) -> str:
        if self.value("recipient.by_statistics", entry) is True:
            return "统计说明所列境外接收方"
        return self.show("recipient.name", entry)

    @cached_property
    def evidence_numbers(self) -> Mapping[str, int]:
        """Evidence is numbered through in the order of its list."""
        return {e.id: n for n, e in enumerate(self.sheet.of_scope(Scope.EVIDENCE), start=1)}

    def evidence(self, question_id: str, entry: Entry | None = None) -> str:
        """见证明材料 1《…》、3《…》, or the visible gap, or nothing."""
        value = self.value(question_id, entry)
        return self.evidence_named(value) if isinstance(value, list) and value else self.gap(question_id, entry)

    def evidence_named(self, ids: list[str] | tuple[str, ...]) -> str:
        known = [i for i in ids if i in self.evidence_numbers]
        names = [f"{self.evidence_numbers[i]}《{self.show('evidence.title', self.sheet.entry(i))}》" for i in known]
        return "见证明材料" + "、".join(names) if names else ""

    def _of(self, entry: Entry | None) -> Mapping[str, Value]:
        return self._case if entry is None else self._entries[entry.id]

    def _spell(self, question: Question, value: Value) -> str:
        match question.type:
            case QuestionType.CHOICE | QuestionType.CHOICES:
                names = {choice.id: choice.zh for choice in question.choices}
                chosen = value if isinstance(value, list) else [str(value)]
                return "、".join(names.get(c, c) for c in chosen) if value != "open" else "尚未确定"
            case QuestionType.YES_NO | QuestionType.YES_NO_OPEN:
                return {True: "是", False: "否"}.get(value, "尚未确定") if isinstance(value, bool) else "尚未确定"
            case QuestionType.COUNT:
                return f"{value:,}" if isinstance(value, int) else clean(str(value))
            case QuestionType.DATE:
                return chinese_date(str(value))
            case QuestionType.COUNTRY:
                return country(str(value))
            case QuestionType.DOMAINS | QuestionType.ADDRESSES:
                return "\n".join(clean(str(v)) for v in value) if isinstance(value, list) else clean(str(value))
            case QuestionType.EVIDENCE:
                return self.evidence_named(value) if isinstance(value, list) else ""
            case QuestionType.FILE:
                return clean(str(value["name"])) if isinstance(value, dict) else ""
            case _:
                return " ".join(paragraphs(str(value)))


def chinese_date(value: str) -> str:
    """2026年9月1日; text that is no date is shown as it is."""
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return clean(value)
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=1)
def _territories() -> Mapping[str, str]:
    return dict(Locale.parse("zh_Hans_CN").territories)


def country(code: str) -> str:
    return _REGIONS.get(code.lower()) or _territories().get(code.upper(), clean(code))
