"""Entries that count after a decision: what follows from a change, the extension, protection, working days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from assessment.duties import RequirementList
from assessment.extension_law import ExtensionLaw
from assessment.questions import Bilingual
from assessment.refiling import MechanismLaw, RefilingRule
from assessment.vocabulary import Confidence, Text
from assessment.workdays import CalendarYear
from regimes.after_filing import AfterFiling
from regimes.law_entry import LawEntry


def after_filing_entries(law: AfterFiling) -> Iterator[LawEntry]:
    """What follows from a change, the form of the extension, and the protection requirements of a sector."""
    for mechanism in law.refiling.mechanisms:
        since = min(rule.since for rule in law.refiling.rules if rule.mechanism == mechanism.id)
        yield _after(f"mechanism:{mechanism.id}", mechanism.name, mechanism.consequence, since, None, mechanism)
    for rule in law.refiling.rules:
        entry = _after(rule.sign_off, rule.title, rule.because, rule.since, rule.until, rule)
        yield replace(entry, subject=rule.sign_off, key=rule.id, note=_text(rule.note) if rule.note else None)
    entry = _after("extension", law.extension.precondition, law.extension.precondition, law.extension.since, None,
                   law.extension)  # fmt: skip
    retold = [field.label for block in law.extension.form for field in block.fields if not field.official]
    name = Text(law.extension.form_title, "Extension of a result: conditions and form")
    yield replace(entry, name=name, confidence=Confidence.MEDIUM, note=_retold(retold)) if retold else entry
    for listed in law.requirements:
        key = f"requirements:{listed.sector}:{listed.edition}"
        yield _after(key, listed.title, listed.note, listed.since, listed.until, listed)


def _retold(labels: list[str]) -> Text:
    """Labels of a form that are not the official ones."""
    return Text(
        f"表格中有 {len(labels)} 项标签系转述：{'；'.join(labels)}。",
        f"{len(labels)} labels of the form are retold, not official: {'; '.join(labels)}.",
    )


def _after(
    key: str,
    name: Bilingual,
    says: Bilingual,
    since: date,
    until: date | None,
    model: MechanismLaw | RefilingRule | ExtensionLaw | RequirementList,
) -> LawEntry:
    return LawEntry(
        kind="after",
        subject=f"{key}@{since.isoformat()}",
        key=key,
        name=_text(name),
        says=_text(says),
        since=since,
        until=until,
        cite=model.cite,
        confidence=model.confidence,
        checked_on=model.checked_on,
        overlay=None,
        note=None,
        model=model,
    )


def calendar_entry(year: CalendarYear) -> LawEntry:
    """A year without the notice of the State Council is never above what was inferred."""
    says = Text(
        f"放假 {sum(1 for span in year.off for _ in span.days())} 天，补班 {len(year.make_up)} 天",
        f"{sum(1 for span in year.off for _ in span.days())} days off, {len(year.make_up)} made up",
    )
    return LawEntry(
        kind="calendar",
        subject=f"calendar:{year.year}",
        key=str(year.year),
        name=Text(f"{year.year} 年工作日历", f"Working days of {year.year}"),
        says=says,
        since=date(year.year, 1, 1),
        until=date(year.year, 12, 31),
        cite=year.cite,
        confidence=year.confidence if year.official else Confidence.LOW,
        checked_on=year.checked_on,
        overlay=year.overlay,
        note=_text(year.note) if year.note else None,
        model=year,
    )


def _text(value: Bilingual) -> Text:
    return Text(value.zh, value.en)
