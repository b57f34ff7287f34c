"""Every entry of the law that somebody answers for, one by one: rules, figures, lists, versions, labels.

Counsel's page, the page of the law and the check before filing look at the same list. The subject of an entry
is the name under which counsel signs it off; the hash is what the signature speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from assessment.deadline_rules import DeadlineEntry, DeadlineRule
from assessment.important_data_parts import LoadedItem, Source, TableItem
from assessment.important_data_table import ImportantDataLaw
from assessment.questions import Bilingual, Question
from assessment.rules import Dated, Duty, Figure, FigureEntry, KnownList, RouteRule, RuleSetStart
from assessment.vocabulary import Confidence, Text
from regimes.entries_after import after_filing_entries, calendar_entry
from regimes.entries_catalogue import catalogue_entries
from regimes.entries_method import method_entries
from regimes.entries_wording import wording_entries
from regimes.law_entry import EntryKind as EntryKind
from regimes.law_entry import LawEntry as LawEntry
from regimes.loader import Regime


@lru_cache(maxsize=32)
def entries_of(regime: Regime) -> tuple[LawEntry, ...]:
    """All entries, in the order of the files: versions, rules, figures, lists, labels."""
    book = regime.rules
    return (
        *(_version(row) for row in book.versions),
        *(_rule(rule) for rule in (*book.routes, *book.sides, *book.duties)),
        *(entry for figure in book.figures for entry in _figure(figure)),
        *(_list(known) for known in book.lists),
        *(_term(rule, entry) for rule in regime.deadlines.deadlines for entry in rule.entries),
        *_items(regime.important_data),
        *after_filing_entries(regime.after_filing),
        *(calendar_entry(year) for year in regime.calendars.years.values()),
        *catalogue_entries(regime.catalogue),
        *method_entries(regime.scorecard(date.max).method, regime.folder),
        *wording_entries(regime.wording),
        *(
            _question(q)
            for section in regime.questionnaire.sections
            for q in section.questions
            if q.confidence != "high"
        ),
    )


def _version(row: RuleSetStart) -> LawEntry:
    return LawEntry(
        kind="version",
        subject=f"version:{row.version}@{row.since.isoformat()}",
        key=row.version,
        name=_text(row.instrument),
        says=Text(f"自 {row.since} 起施行", f"in force from {row.since}"),
        since=row.since,
        until=None,
        cite=None,
        confidence=row.confidence,
        checked_on=None,
        overlay=None,
        note=_other_starts(row),
        model=row,
    )


def _other_starts(row: RuleSetStart) -> Text | None:
    """The days that other sources name for the start, where they disagree."""
    if not row.other_starts:
        return None
    zh = "；".join(f"{other.since}（{other.says.zh}）" for other in row.other_starts)
    en = "; ".join(f"{other.since} ({other.says.en})" for other in row.other_starts)
    return Text(f"起始日说法不一，未采用：{zh}。", f"Sources disagree on the start; not taken: {en}.")


def _rule(rule: Dated) -> LawEntry:
    kind: EntryKind = "rule" if isinstance(rule, RouteRule) else "duty" if isinstance(rule, Duty) else "side"
    return LawEntry(
        kind=kind,
        subject=rule.sign_off,
        key=rule.key,
        name=Text(rule.key, rule.key),
        says=_text(rule.because),
        since=rule.since,
        until=rule.until,
        cite=rule.cite,
        confidence=rule.confidence,
        checked_on=rule.checked_on,
        overlay=rule.overlay,
        note=None,
        model=rule,
    )


def _figure(figure: Figure) -> Iterator[LawEntry]:
    following = [*(entry.since for entry in figure.entries[1:]), None]
    for entry, end in zip(figure.entries, following, strict=True):
        yield LawEntry(
            kind="figure",
            subject=f"figure:{figure.key}@{entry.since.isoformat()}",
            key=figure.key,
            name=_text(figure.label),
            says=_value(figure, entry),
            since=entry.since,
            until=date.fromordinal(end.toordinal() - 1) if end else None,
            cite=entry.cite,
            confidence=entry.confidence,
            checked_on=entry.checked_on,
            overlay=entry.overlay,
            note=_text(entry.note) if entry.note else None,
            model=entry,
        )


_UNITS: dict[str, Text] = {
    "persons": Text("人", "persons"),
    "working_days": Text("个工作日", "working days"),
    "days": Text("日", "days"),
    "months": Text("个月", "months"),
    "years": Text("年", "years"),
    "percent": Text("%", "%"),
    "hours": Text("小时", "hours"),
}
_STARTS = {
    "current_year": Text("自当年 1 月 1 日起", "from 1 January of the current year"),
    "previous_year": Text("自上年 1 月 1 日起", "from 1 January of the previous year"),
    "available": Text("可以适用", "available"),
}


def _value(figure: Figure, entry: FigureEntry) -> Text:
    if entry.value is None:
        return Text("当时没有这项规定", "no such figure then")
    if isinstance(entry.value, str):
        return _STARTS.get(entry.value, Text(entry.value, entry.value))
    unit = _UNITS.get(str(figure.unit), Text(f" {figure.unit}", str(figure.unit).replace("_", " ")))
    number = f"{entry.value:,}"
    return Text(f"{number} {unit.zh}", f"{number}%" if unit.en == "%" else f"{number} {unit.en}")


def value_of(entry: FigureEntry) -> Text:
    """The bare value, as it stands inside a sentence."""
    if isinstance(entry.value, int):
        return Text(f"{entry.value:,}", f"{entry.value:,}")
    return _STARTS.get(entry.value or "", Text("—", "—"))


def _list(known: KnownList) -> LawEntry:
    count = len(known.entries)
    says = (
        Text(f"正文已收录，{count} 项", f"the text is loaded, {count} entries")
        if known.loaded
        else Text("正文尚未收录", "the text is not loaded")
    )
    return LawEntry(
        kind="list",
        subject=f"list:{known.id}@{known.since.isoformat()}",
        key=known.id,
        name=_text(known.name) if known.name else Text(known.id, known.id),
        says=says,
        since=known.since,
        until=known.until,
        cite=known.cite,
        confidence=known.confidence,
        checked_on=getattr(known, "checked_on", None),
        overlay=known.overlay,
        note=None,
        model=known,
    )


def _term(rule: DeadlineRule, entry: DeadlineEntry) -> LawEntry:
    return LawEntry(
        kind="deadline",
        subject=f"deadline:{rule.kind}@{entry.since.isoformat()}",
        key=rule.kind,
        name=_text(rule.label),
        says=_text(rule.event),
        since=entry.since,
        until=entry.until,
        cite=entry.cite,
        confidence=entry.confidence,
        checked_on=entry.checked_on,
        overlay=entry.overlay,
        note=_text(entry.note) if entry.note else None,
        model=entry,
    )


_MERGED_CELL = Text(
    "规则印在合并单元格中，分到各项系按版面推断。",
    "The rule is printed in a merged cell; that it belongs to this item follows from the layout.",
)


def _items(law: ImportantDataLaw) -> Iterator[LawEntry]:
    """The items of the table of important data: those that ship, and what a company loaded of the final."""
    for edition in (law.draft, *law.others):
        for item in edition.items:
            made = _item(item, edition.source_of(item), edition.head.since)
            merged = edition is law.draft and made.below_high
            yield replace(made, note=_MERGED_CELL) if merged else made
    for loaded in law.loaded:
        at = loaded.addition.checked_on
        for read in loaded.addition.items:
            source = Source(cite=read.cite, confidence=read.confidence, checked_on=at)
            yield _item(read, source, loaded.since, loaded.until, loaded.overlay)
        for gone in loaded.addition.dropped:
            draft = law.draft.item(gone.draft)
            assert draft is not None  # checked before it was loaded
            source = Source(cite=gone.cite, confidence=Confidence.HIGH, checked_on=at)
            entry = _item(draft, source, loaded.since, loaded.until, loaded.overlay)
            yield replace(entry, says=Text("正式稿已无此项", "No longer listed in the final"), model=gone)


def _item(
    item: TableItem | LoadedItem, source: Source, since: date, until: date | None = None, overlay: str | None = None
) -> LawEntry:
    says = Text(f"{item.description.zh}（判定规则 {item.rule}）", f"{item.description.en} (rule {item.rule})")
    return LawEntry(
        kind="item",
        subject=f"important_data:{item.code}@{since.isoformat()}",
        key=item.code,
        name=_text(item.name),
        says=says,
        since=since,
        until=until,
        cite=source.cite,
        confidence=source.confidence,
        checked_on=source.checked_on,
        overlay=overlay,
        note=None,
        model=item,
    )


def _question(question: Question) -> LawEntry:
    return LawEntry(
        kind="question",
        subject=f"question:{question.id}",
        key=question.id,
        name=_text(question.label),
        says=_text(question.why),
        since=None,
        until=None,
        cite=question.cite,
        confidence=Confidence(question.confidence),
        checked_on=None,
        overlay=None,
        note=None,
        model=question,
    )


def _text(value: Bilingual | Any) -> Text:
    return Text(value.zh, value.en)
