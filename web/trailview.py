"""The timeline as a page shows it: what the address asks for, and each record put into words once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import cast

from flask import g, request, url_for

from assessment.timeline import TimelineFilter, TimelineLine, erased_word
from assessment.work import CaseRecord, Person
from forms.base import options, spoken
from forms.trail import ANYBODY, ANYTHING, ANYWHERE, LATE_FIRST, LONGEST_ID, LONGEST_SEARCH, TimelineForm
from services.cases import OpenCase
from services.desk import BEIJING, SYSTEM
from services.trail import ERASED
from web.desk import our_law
from web.frame import entry_name, section_address
from web.language import bilingual, language, say, t
from web.pagewords import UNANSWERED, anchor, country_word, kind_words, question_words
from web.termwords import milestone_label
from web.traildetails import LONGEST, ChangeTold, changes_of, facts_of, shown
from web.trailwords import GROUPS, filled, kinds_named, kinds_of, phrase

SHORT_VALUE = 48
"""Two values up to this length are told in the sentence itself."""
_ID = re.compile(r"[0-9a-f]{32}")
_TONES = {
    "approved": "ok",
    "changes requested": "wait",
    "build failed": "wait",
    "copy not made": "wait",
    "comparison not made": "wait",
    "trail not exported": "wait",
    "sign-in refused": "wait",
    "rule doubted": "open",
    "log restored": "stop",
}
_QUESTIONS_SOUGHT = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """The filter of this request: as a form, as the store wants it, and what could not be read of it."""

    form: TimelineForm
    wanted: TimelineFilter
    problems: tuple[tuple[str, str], ...]

    @property
    def address(self) -> dict[str, str]:
        """The filter as it stands in an address; for the links to other pages of the same."""
        return {field.name: field.data for field in self.form if field.data}

    @property
    def narrowed(self) -> bool:
        return bool(self.address)


@dataclass(frozen=True, slots=True)
class ChangeWords:
    label: str
    before: str
    after: str
    url: str


@dataclass(frozen=True, slots=True)
class LineWords:
    """One record. ``what`` follows the name of who did it; ``tone`` and ``word`` mark what a reader looks for."""

    seq: int
    at: datetime
    who: str
    what: str
    kind: str
    tone: str
    word: str
    changes: tuple[ChangeWords, ...]
    facts: tuple[tuple[str, str], ...]
    case: CaseRecord | None
    checkpoint: int | None
    cold: bool


def asked_for(people: Iterable[Person], case_id: str | None) -> Asked:
    """Read the filter from the address; a day that cannot be read is said and passed over."""
    form = spoken(TimelineForm, language())(request.args)
    form.validate()
    form.person.choices = options([("", say(ANYBODY)), *((one.id, one.name) for one in people), _system()])
    form.group.choices = options([("", say(ANYTHING)), *((group, say(name)) for group, (name, _) in GROUPS.items())])
    sections = our_law().questionnaire.sections
    form.section.choices = options([("", say(ANYWHERE)), *((one.id, bilingual(one.title)) for one in sections)])
    since, until = (cast("date | None", getattr(field, "value", None)) for field in (form.since, form.until))
    problems = [(field.id, sentence) for field in (form.since, form.until) for sentence in field.errors]
    if since and until and since > until:
        problems.append((form.since.id, say(LATE_FIRST)))
    text = (form.text.data or "")[:LONGEST_SEARCH]
    wanted = TimelineFilter(
        case_id=case_id,
        person=(form.person.data or "")[:LONGEST_ID],
        kinds=kinds_of(form.group.data or ""),
        section=(form.section.data or "")[:LONGEST_ID],
        question=(form.question.data or "")[:LONGEST_ID],
        entry=(form.entry.data or "")[:LONGEST_ID],
        since=day_begins(since),
        until=day_begins(until + timedelta(days=1)) if until else None,
        text=text,
        named_kinds=kinds_named(text) if text else frozenset(),
        named_questions=_questions_named(text) if text else (),
    )
    return Asked(form, wanted, tuple(problems))


def day_begins(day: date | None) -> datetime | None:
    """The first moment of a day in Beijing."""
    return datetime.combine(day, time.min, BEIJING) if day else None


def lines_told(
    lines: Iterable[TimelineLine], case: OpenCase | None, cases: Mapping[str, CaseRecord]
) -> tuple[LineWords, ...]:
    return tuple(told(line, case, cases.get(line.case_id or "")) for line in lines)


def told(line: TimelineLine, case: OpenCase | None, record: CaseRecord | None) -> LineWords:
    """One record in words. ``case``: its case when that is open, which knows the names of entries."""
    changes = changes_of(line, case)
    what = _sentence(line, case, changes)
    alone = len(changes) == 1 and _short(changes[0]) and line.kind == "answers saved"
    words = tuple(_with_address(change, case, record) for change in (() if alone else changes))
    tone = _TONES.get(line.kind, "")
    return LineWords(
        seq=line.seq,
        at=line.at,
        who=who_words(line),
        what=what,
        kind=line.kind,
        tone=tone,
        word=kind_words(line.kind) if tone else "",
        changes=words,
        facts=facts_of(line),
        case=record,
        checkpoint=line.checkpoint,
        cold=line.cold,
    )


def who_words(line: TimelineLine) -> str:
    if line.person_id == SYSTEM.person_id:
        return t("系统", "The system")
    return t("（姓名已删除）", "(name erased)") if line.person_name == ERASED else line.person_name


def question_address(case: OpenCase | None, case_id: str, question: str, entry: str) -> str:
    """Where a question is answered, or nothing for one that is not asked any more."""
    if question.startswith("risk."):
        return url_for("risk.question", case_id=case_id, question_id=question.removeprefix("risk."))
    if entry and entry not in _names(case):
        return ""
    section = _section_of().get(question, "")
    return f"{_address(case_id, section, entry)}#{anchor(question)}" if section else ""


def _names(case: OpenCase | None) -> dict[str, str]:
    """What the entries of the case are called, put together once for a request."""
    if case is None:
        return {}
    made: dict[str, dict[str, str]] = g.setdefault("entry_names", {})
    if case.record.id not in made:
        made[case.record.id] = {one.id: entry_name(case.sheet, one) for one in case.sheet.entries}
    return made[case.record.id]


def _address(case_id: str, section: str, entry: str) -> str:
    """The address of a page, made once for a request."""
    made: dict[tuple[str, str, str], str] = g.setdefault("addresses", {})
    if (case_id, section, entry) not in made:
        made[case_id, section, entry] = section_address(case_id, section, entry)
    return made[case_id, section, entry]


def _section_of() -> dict[str, str]:
    """The page of each question, put together once for a request: a case has hundreds of answers to tell."""
    if "section_of" not in g:
        sections = our_law().questionnaire.sections
        g.section_of = {each.id: one.id for one in reversed(sections) for each in one.questions}
    return g.section_of  # type: ignore[no-any-return]  # flask.g carries no types


def subject_told(line: TimelineLine, case: OpenCase | None) -> str:
    """What a record is about, in words."""
    subject = line.subject
    if subject == ERASED:
        return erased_word(language())
    if line.kind == "duty recorded":
        after = line.details.get("after")
        sentence = after.get("sentence") if isinstance(after, Mapping) else None
        return _clipped(shown(sentence)) if sentence else subject
    if line.kind == "destination graded":
        return country_word(subject)
    entries = _names(case)
    if subject in entries:
        return entries[subject]
    if _ID.fullmatch(subject):
        return t("一个已删除的条目", "an entry that was removed") if case else t("一个场景", "a scenario")
    return _known_words().get(subject) or milestone_label(subject)


def _sentence(line: TimelineLine, case: OpenCase | None, changes: tuple[ChangeTold, ...]) -> str:
    if line.cold:
        return t(
            f"{kind_words(line.kind)}（冷存储文件缺失或受损，请从备份恢复）",
            f"{kind_words(line.kind)} (its file in cold storage is missing or damaged; restore it from a backup)",
        )
    if line.kind == "answers saved" and changes:
        if len(changes) == 1 and _short(changes[0]):
            return _one_change(changes[0], case)
        subject = subject_told(line, case)
        return t(f"修改了“{subject}”的 {len(changes)} 处填报", f"changed {len(changes)} answers in “{subject}”")
    sentence = phrase(line.kind)
    if sentence is None:
        subject = subject_told(line, case)
        return f"{kind_words(line.kind)}{t('：', ': ')}{subject}" if subject else kind_words(line.kind)
    revision = line.details.get("case_revision", line.revision)
    return filled(say(sentence), {"s": subject_told(line, case), "rev": shown(revision)})


def _one_change(change: ChangeTold, case: OpenCase | None) -> str:
    entry = _names(case).get(change.entry, "")
    label = f"{entry}{t('：', ': ')}{change.label}" if entry else change.label
    if change.before == UNANSWERED:
        return t(f"填写“{label}”为 {change.after}", f"answered “{label}” with {change.after}")
    if change.after == UNANSWERED:
        return t(f"清空“{label}”，原为 {change.before}", f"cleared “{label}”, which was {change.before}")
    return t(
        f"把“{label}”由 {change.before} 改为 {change.after}",
        f"changed “{label}” from {change.before} to {change.after}",
    )


def _short(change: ChangeTold) -> bool:
    return all(len(value) <= SHORT_VALUE and "\n" not in value for value in (change.before, change.after))


def _with_address(change: ChangeTold, case: OpenCase | None, record: CaseRecord | None) -> ChangeWords:
    url = question_address(case, record.id, change.question, change.entry) if record and change.question else ""
    label = change.label
    if case and change.entry:
        named = _names(case).get(change.entry, "")
        label = f"{named}{t('：', ': ')}{label}" if named else label
    return ChangeWords(label, change.before, change.after, url)


def _known_words() -> dict[str, str]:
    sections = {section.id: bilingual(section.title) for section in our_law().questionnaire.sections}
    return sections | {
        "scenario": t("出境场景", "export scenario"),
        "recipient": t("境外接收方", "recipient"),
        "clause": t("法律文件条款", "clause of the legal document"),
        "evidence": t("证明材料", "piece of evidence"),
    }


def _questions_named(text: str) -> tuple[str, ...]:
    sought = text.casefold()
    return tuple(
        question
        for question in our_law().questionnaire.by_id
        if sought in question_words(question).casefold()
    )[:_QUESTIONS_SOUGHT]  # fmt: skip


def _system() -> tuple[str, str]:
    return SYSTEM.person_id, t("系统", "The system")


def _clipped(text: str) -> str:
    return text if len(text) <= LONGEST // 2 else f"{text[: LONGEST // 2]}…"
