"""The nightly check: every revision of every case has its record, and every log, row and file is as recorded.

What it found is kept in a journal of each company, so that the trail page can show it and the log itself tells that
the check took place. It repairs nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from assessment.vocabulary import Text
from assessment.work import Person
from audit.sentences import Finding, Sentence
from services.desk import BEIJING, SYSTEM, Desk
from services.retention import remove_disposed_files
from store.database import Unit
from store.event_check import company_of_finding, revision_gaps
from store.verify import VerifyReport, verify

JOURNAL_LIMIT = 200
NIGHT = range(1, 5)
AGAIN = timedelta(hours=20)
OVERDUE = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class CheckKept:
    """What the last check found: how many records and rows were compared, and a sentence for each thing that differs.

    ``more``: how many sentences were not kept.
    """

    at: datetime
    records: int
    rows: int
    sentences: tuple[Text, ...]
    more: int

    @property
    def sound(self) -> bool:
        return not self.sentences


def last_check(unit: Unit) -> CheckKept | None:
    """The newest result of the unit's company."""
    entry = unit.journals.newest("trail_check")
    if entry is None:
        return None
    said = entry.content
    told = tuple(Text(one["zh"], one["en"]) for one in said["sentences"])
    return CheckKept(entry.at, said["records"], said["rows"], told, said["more"])


def last_check_of(desk: Desk, person: Person) -> CheckKept | None:
    with desk.database.read(person.company_id) as unit:
        return last_check(unit)


def check_all(desk: Desk) -> dict[str, CheckKept]:
    """Check the whole store and keep each company's part. Returns it by company."""
    report = verify(desk.database)
    companies = _companies(desk)
    findings: dict[str, list[Finding]] = {company_id: [] for company_id in companies}
    for finding in report.findings:
        owner = company_of_finding(desk.database, finding.where)
        # A row or trigger that cannot be laid at one company's door concerns all of them.
        for company_id in [owner] if owner in findings else companies:
            findings[company_id].append(finding)
    made = {}
    for company_id, told in findings.items():
        with desk.database.read(company_id) as unit:
            told = [*told, *_gaps(unit, desk)]
        made[company_id] = _keep(desk, company_id, report, told)
    return made


def check_if_due(desk: Desk) -> bool:
    """Check at night, once; at any hour when the last night was missed. Says whether it checked."""
    now = desk.now()
    due = False
    for company_id in _companies(desk):
        with desk.database.read(company_id) as unit:
            last = last_check(unit)
        age = now - last.at if last else None
        due = due or age is None or age > OVERDUE or (age > AGAIN and now.astimezone(BEIJING).hour in NIGHT)
    if due:
        for company_id in _companies(desk):
            remove_disposed_files(desk, company_id)
        check_all(desk)
    return due


def _gaps(unit: Unit, desk: Desk) -> Iterator[Finding]:
    names = {case.id: case.reference for case in unit.cases.list(also_disposed=True)}
    for case_id, first, last in revision_gaps(desk.database, list(names)):
        span = f"{first}" if first == last else f"{first}–{last}"
        yield Finding(
            f"case_record/{case_id}",
            Sentence(
                f"项目 {names[case_id]} 的第 {span} 版没有留痕记录。",
                f"Revision {span} of case {names[case_id]} has no record in the trail.",
            ),
        )


def _keep(desk: Desk, company_id: str, report: VerifyReport, told: list[Finding]) -> CheckKept:
    records = next((log.size for log in report.logs if log.company_id == company_id), 0)
    shown = told[:JOURNAL_LIMIT]
    said: dict[str, Any] = {
        "records": records,
        "rows": report.rows,
        "sentences": [{"zh": one.sentence.zh, "en": one.sentence.en} for one in shown],
        "more": len(told) - len(shown),
    }
    with desk.database.unit(SYSTEM, company_id, desk.now()) as unit:
        entry = unit.journals.append("trail_check", "store", said)
        unit.record("trail checked", details={"entry": entry.id, "records": records, "findings": len(told)})
        unit.commit()
    sentences = tuple(Text(one.sentence.zh, one.sentence.en) for one in shown)
    return CheckKept(entry.at, records, report.rows, sentences, said["more"])


def _companies(desk: Desk) -> list[str]:
    with desk.database.read(None) as unit:
        return [company.id for company in unit.companies.list()]
