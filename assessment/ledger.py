"""The ledger of exported persons of one legal entity: what an entry says, and which entries hold now.

An entry is written once. A later one corrects it, strikes it, or chooses how persons of both classes count
(CNT-6); nothing is edited. The unit is natural persons (CNT-1, CNT-2), and what is written has happened: plans
stand in the cases. This module refuses a batch that runs over 31 December, because the counters restart there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, model_validator

from assessment.questions import Frozen
from assessment.vocabulary import Text
from assessment.work import JournalEntry

Mechanism = Literal[
    "standard_contract",
    "certification",
    "security_assessment",
    "gba_contract",
    "none",
    "small_volume",
    "contract",
    "hr",
    "emergency",
    "transit",
    "statutory_duty",
    "ftz_list",
    "auto_vulnerability",
    "auto_incident",
    "auto_ota",
]

MECHANISMS: Mapping[str, Text] = {
    "standard_contract": Text("标准合同", "Standard contract"),
    "certification": Text("个人信息出境认证", "Certification"),
    "security_assessment": Text("数据出境安全评估", "Security assessment"),
    "gba_contract": Text("粤港澳大湾区标准合同", "GBA standard contract"),
    "none": Text("尚无机制", "No mechanism yet"),
    "small_volume": Text("免予申报：少量", "Exempt: small volume"),
    "contract": Text("免予申报：订立、履行合同所必需", "Exempt: necessary for a contract"),
    "hr": Text("免予申报：人力资源管理", "Exempt: human resources"),
    "emergency": Text("免予申报：紧急情况", "Exempt: emergency"),
    "transit": Text("免予申报：过境数据", "Exempt: transit"),
    "statutory_duty": Text("免予申报：履行法定职责、义务", "Exempt: statutory duty"),
    "ftz_list": Text("免予申报：负面清单外", "Exempt: off the negative list"),
    "auto_vulnerability": Text("免予申报：汽车漏洞信息", "Exempt: vehicle vulnerabilities"),
    "auto_incident": Text("免予申报：汽车安全事件信息", "Exempt: vehicle security incidents"),
    "auto_ota": Text("免予申报：汽车软件升级源代码", "Exempt: vehicle software update code"),
}

LEFT_OUT = frozenset(
    {
        "contract",
        "hr",
        "emergency",
        "transit",
        "statutory_duty",
        "ftz_list",
        "auto_vulnerability",
        "auto_incident",
        "auto_ota",
    }
)
"""CNT-7: these flows stay out of the counters. A small volume is counted, or it would never become a large one;
flows under a contract, a certificate or an assessment stay in (CNT-8)."""

FIRST_DAY = date(2021, 1, 1)
"""The earliest day that any count of the law reaches back to: 1 January of the year before 2022-09-01."""

BothIn = Literal["both", "sensitive_only"]

Persons = Annotated[int, Field(ge=0, le=10**10)]
Day = Annotated[date, Field(strict=False)]
Words = Annotated[str, Field(max_length=2_000)]


class Count(Frozen):
    """One batch: who left, when, to whom, under what.

    ``persons_pi`` are the persons of whom information that is not sensitive left, ``persons_spi`` those of whom
    sensitive information left, ``persons_both`` those who are in both. ``again_pi`` and ``again_spi``: how many of
    them the ledger had counted before in the same year; ``None`` is not known, which is not zero.
    """

    kind: Literal["count"] = "count"
    entity_name: Annotated[str, Field(min_length=1, max_length=200)]
    since: Day
    until: Day
    flow: Annotated[str, Field(min_length=1, max_length=200)]
    case_id: str | None = None
    scenario: str | None = None
    recipient: Annotated[str, Field(max_length=300)] = ""
    mechanism: Mechanism
    persons_pi: Persons
    persons_spi: Persons
    persons_both: Persons | None = None
    again_pi: Persons | None = None
    again_spi: Persons | None = None
    basis: Words = ""
    evidence: Words = ""

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Count:
        if not FIRST_DAY <= self.since <= self.until or self.since.year != self.until.year:
            raise ValueError("a batch lies inside one calendar year, its first day before its last")
        parts = ((self.again_pi, self.persons_pi), (self.again_spi, self.persons_spi))
        both = self.persons_both
        if any(part is not None and part > whole for part, whole in parts):
            raise ValueError("more persons counted before than persons in the batch")
        if both is not None and both > min(self.persons_pi, self.persons_spi):
            raise ValueError("more persons in both classes than in one of them")
        return self

    @property
    def counted(self) -> bool:
        return self.mechanism not in LEFT_OUT


class Correction(Frozen):
    """Another set of figures for an entry that was written before."""

    kind: Literal["correction"] = "correction"
    corrects: str
    figures: Count
    reason: Annotated[str, Field(min_length=1, max_length=2_000)]


class Strike(Frozen):
    """An entry that should not have been written."""

    kind: Literal["strike"] = "strike"
    corrects: str
    reason: Annotated[str, Field(min_length=1, max_length=2_000)]


class Method(Frozen):
    """CNT-6: where a person counts whose ordinary and sensitive information both left; the last choice holds."""

    kind: Literal["method"] = "method"
    both_in: BothIn
    reason: Annotated[str, Field(min_length=1, max_length=2_000)]


Content = Annotated[Count | Correction | Strike | Method, Field(discriminator="kind")]
_CONTENT: TypeAdapter[Count | Correction | Strike | Method] = TypeAdapter(Content)


def read_content(content: Mapping[str, object]) -> Count | Correction | Strike | Method:
    """The content of a journal entry as its own type; raises where it is not one of ours."""
    return _CONTENT.validate_python(dict(content))


@dataclass(frozen=True, slots=True)
class Change:
    """One correction of a line: what it put there (``None``: struck), why, who and when."""

    entry_id: str
    figures: Count | None
    reason: str
    person_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as it holds now, with everything that was said about it. ``count`` is what holds."""

    id: str
    position: int
    count: Count
    first: Count
    person_name: str
    at: datetime
    changes: tuple[Change, ...] = ()

    @property
    def struck(self) -> bool:
        return bool(self.changes) and self.changes[-1].figures is None


@dataclass(frozen=True, slots=True)
class Choice:
    """Who chose a method of counting, when and why."""

    both_in: BothIn
    reason: str
    person_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Ledger:
    """All entries of one legal entity, folded. ``lines`` in the order of their days."""

    code: str
    name: str
    lines: tuple[Line, ...]
    choices: tuple[Choice, ...] = field(default=())

    @property
    def both_in(self) -> BothIn:
        return self.choices[-1].both_in if self.choices else "both"

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({line.count.until.year for line in self.lines}, reverse=True))

    def line(self, entry_id: str) -> Line | None:
        return next((line for line in self.lines if line.id == entry_id), None)


def fold(code: str, entries: Iterable[JournalEntry]) -> Ledger:
    """What holds now. ``entries``: those of one entity; a correction may come in any order after its entry."""
    first: dict[str, tuple[JournalEntry, Count]] = {}
    changes: dict[str, list[Change]] = {}
    choices: list[Choice] = []
    name = ""
    for entry in sorted(entries, key=lambda entry: entry.position):
        content = read_content(entry.content)
        match content:
            case Count():
                first[entry.id], name = (entry, content), content.entity_name
            case Correction():
                name = content.figures.entity_name
                changes.setdefault(content.corrects, []).append(_change(entry, content.figures, content.reason))
            case Strike():
                changes.setdefault(content.corrects, []).append(_change(entry, None, content.reason))
            case Method():
                choices.append(Choice(content.both_in, content.reason, entry.person_name, entry.at))
    lines = [_line(entry, count, changes.get(entry.id, ())) for entry, count in first.values()]
    lines.sort(key=lambda line: (line.count.until, line.count.since, line.position))
    return Ledger(code, name, tuple(lines), tuple(choices))


def _change(entry: JournalEntry, figures: Count | None, reason: str) -> Change:
    return Change(entry.id, figures, reason, entry.person_name, entry.at)


def _line(entry: JournalEntry, count: Count, changes: Iterable[Change]) -> Line:
    said = tuple(changes)
    holds = next((change.figures for change in reversed(said) if change.figures is not None), count)
    return Line(entry.id, entry.position, holds, count, entry.person_name, entry.at, said)
