"""What the example company has recorded about its duties, in line with its evidence and with what its case says.

Seven are done with the evidence of the case; two are in work: the report due on 15 December, and the retention of
logs that the case says is being lengthened. The rest is open, as it is on a real desk.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

from assessment.answers import AnswerSheet
from assessment.questions import Scope
from assessment.work import Person
from services.desk import Desk, NotFound
from services.duties import DutyInput, record_duty

_DONE = (
    # subject, owner, day, evidence as the case file names it
    ("notice", "周敏", date(2026, 10, 23), ("consent",)),
    ("separate_consent", "周敏", date(2026, 10, 23), ("consent", "legal-basis")),
    ("pipia", "周敏", date(2026, 10, 30), ("pipia",)),
    ("security_measures", "顾文澜", date(2026, 9, 11), ("gateway-test", "mlps")),
    ("protection_officer", "顾文澜", date(2026, 1, 15), ("organisation",)),
    ("aip-1", "顾文澜", date(2026, 1, 15), ("organisation",)),
    ("aip-13", "顾文澜", date(2026, 7, 22), ("drill",)),
)
_IN_WORK = (
    ("automotive_yearly_report", "周敏", date(2026, 12, 10), "2026 年度报告，按计划于 12 月 10 日前报送。"),
    ("aip-11", "顾文澜", date(2027, 1, 15), "日志留存现为 18 个月，延长至 3 年。"),
)


def load_duties(desk: Desk, preparer: Person, sheet: AnswerSheet) -> None:
    """``sheet`` is the telematics case as its file says it; its evidence has other ids in the store."""
    with desk.database.read(preparer.company_id) as unit:
        (case,) = (record for record in unit.cases.list() if record.reference == sheet.reference)
        stored = unit.sheets.load(case.id, desk.today, with_items=False).of_scope(Scope.EVIDENCE)
    new_ids = {old.id: new.id for old, new in zip(sheet.of_scope(Scope.EVIDENCE), stored, strict=True)}
    for subject, owner, day, names in _DONE:
        if day <= desk.today:  # loaded on an earlier day, it is not done yet
            evidence = tuple(new_ids[name] for name in names)
            given = DutyInput(state="done", owner=owner, done_on=day, evidence=evidence)
            _record(desk, preparer, case.id, subject, given)
    for subject, owner, day, note in _IN_WORK:
        _record(desk, preparer, case.id, subject, DutyInput(state="in_work", owner=owner, due=day, note=note))


def _record(desk: Desk, preparer: Person, case_id: str, subject: str, given: DutyInput) -> None:
    with suppress(NotFound):  # loaded on a day before its law began, the duty is not there yet
        record_duty(desk, preparer, case_id, subject, given)
