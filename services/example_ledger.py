"""The example company's ledger of exported persons for 2026, in line with what its cases answer.

The pilot of the update feedback (86,400 persons, March to September, stopped on 30 September) is what the telematics
case says was exported this year; two flows that are exempt stay outside the counters. One month was corrected.
"""

from __future__ import annotations

from typing import Any

from assessment.answers import AnswerSheet
from assessment.ledger import Correction, Count
from assessment.work import Person
from services.desk import Desk, actor_of
from services.ledger import CODE_QUESTION, NAME_QUESTION
from services.ledger_entries import append_counts
from services.ledger_kept import JOURNAL

OTA = "ota-quality"
_PARENT = "Nordring Automobilwerke AG"
_BASIS = "境内统一客户标识，按自然人去重，一人多车计一人；取自出境日志，两人分别统计"

# First and last day, persons of the month, of them counted in an earlier month.
_PILOT = (
    ("2026-03-16", "2026-03-31", 9_800, 0),
    ("2026-04-01", "2026-04-30", 16_400, 1_900),
    ("2026-05-01", "2026-05-31", 19_700, 5_200),
    ("2026-06-01", "2026-06-30", 21_300, 8_100),
    ("2026-07-01", "2026-07-31", 24_600, 11_300),
    ("2026-08-01", "2026-08-31", 26_100, 13_800),
    ("2026-09-01", "2026-09-30", 24_500, 15_700),
)
_WRONG = 26_900
"""What August was first written down with: two marks of one customer had not been joined."""


def load_ledger(desk: Desk, preparer: Person, sheet: AnswerSheet) -> None:
    """``sheet`` is the telematics case as its file says it; its scenarios have other ids in the store."""
    code, name = str(sheet.answers[CODE_QUESTION]), str(sheet.answers[NAME_QUESTION])
    with desk.database.unit(actor_of(preparer), preparer.company_id, desk.now()) as unit:
        (case,) = (record for record in unit.cases.list() if record.reference == sheet.reference)
        stored = unit.sheets.load(case.id, desk.today, with_items=False).scenarios
        place = [scenario.id for scenario in sheet.scenarios].index(OTA)
        pilot = {"case_id": case.id, "scenario": stored[place].id}
        batches = [
            _count(name, since, until, _wrong(until, persons), again, **pilot)
            for since, until, persons, again in _PILOT
        ]
        append_counts(unit, code, [*batches, *_exempt(name)])
        august = next(entry for entry in unit.journals.list(JOURNAL) if entry.content["until"] == "2026-08-31")
        since, until, persons, again = next(month for month in _PILOT if month[1] == "2026-08-31")
        right = _count(name, since, until, persons, again, **pilot)
        said = Correction(
            corrects=august.id, figures=right, reason="复核出境日志：800 个重复标识未合并，已按同一客户计。"
        )
        unit.journals.append(JOURNAL, code, said.model_dump(mode="json"), case_id=case.id)
        details = {"entry": august.id, "reason": said.reason, "before": _WRONG, "after": persons}
        unit.record("count corrected", case_id=case.id, subject=code, details=details)
        unit.commit()


def _wrong(until: str, persons: int) -> int:
    return _WRONG if until == "2026-08-31" else persons


def _count(name: str, since: str, until: str, persons: int, again: int, **more: Any) -> Count:
    return _batch(
        name,
        since,
        until,
        flow="升级（OTA）质量反馈试点",
        recipient=_PARENT,
        mechanism="small_volume",
        persons_pi=persons,
        again_pi=again,
        again_spi=0,
        persons_both=0,
        basis=_BASIS,
        evidence="出境网关日志，2026 年 3 月至 9 月",
        **more,
    )


def _exempt(name: str) -> list[Count]:
    """Flows under Order 16 Art. 5 (1) and (2): written down, not counted."""
    halves = (("2026-01-01", "2026-06-30", 412, 389), ("2026-07-01", "2026-09-30", 436, 401))
    staff = [
        _batch(
            name,
            since,
            until,
            flow="外派与集团培训人员管理",
            recipient=_PARENT,
            mechanism="hr",
            persons_pi=persons,
            persons_spi=sensitive,
            persons_both=sensitive,
            basis="员工编号",
            evidence="劳动规章制度与集体合同 HL-HR-2025-011",
        )
        for since, until, persons, sensitive in halves
    ]
    abroad = _batch(
        name,
        "2026-01-01",
        "2026-09-30",
        flow="境外道路救援与质保",
        recipient=_PARENT,
        mechanism="contract",
        persons_pi=268,
        persons_spi=0,
        basis="救援工单客户号",
        evidence="服务协议 HL-AS-2024-006",
    )
    return [*staff, abroad]


def _batch(name: str, since: str, until: str, **more: Any) -> Count:
    return Count.model_validate({"entity_name": name, "since": since, "until": until, "persons_spi": 0, **more})
