"""Counsel's desk: every entry of the law below high confidence, with source and reading; sign it off, doubt it,
withdraw. Only counsel writes here; everybody who sees a decision may see how well its rules were read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from assessment.conditions import Condition
from assessment.decisions import RouteDecision
from assessment.errors import Problem
from assessment.facts import RouteFacts
from assessment.notices import NoticeHit
from assessment.routing import decide
from assessment.rules import Dated, Duty
from assessment.sign_offs import SignOff, Standing, Verdict, content_of, standing
from assessment.vocabulary import Confidence, Role, Text
from assessment.work import JournalEntry, Person
from regimes.entries import EntryKind, LawEntry, entries_of
from regimes.loader import Regime
from services.appraisal import Appraisal
from services.desk import Desk, NotFound, Refused, actor_of
from services.kept_facts import portfolio_facts

State = Literal["unsigned", "signed", "changed", "doubted"]
"""``changed``: it was signed, and says something else now."""

RECORDED: dict[Verdict, str] = {
    "confirmed": "rule signed off",
    "doubted": "rule doubted",
    "withdrawn": "sign-off withdrawn",
}
DECIDED_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as counsel sees it. ``cases``: how many cases it decides today; ``None`` where that is not told."""

    entry: LawEntry
    state: State
    said: Standing | None
    cases: int | None

    @property
    def waits(self) -> bool:
        """Counsel has to read it: nobody did, or it says something else since."""
        return self.state in ("unsigned", "changed")


@dataclass(frozen=True, slots=True)
class CounselPage:
    """``looked_at``: how many cases were decided to tell where an entry decides."""

    lines: tuple[Line, ...]
    counts: Mapping[State, int]
    looked_at: int
    today: date

    @property
    def next_to_read(self) -> tuple[Line, ...]:
        """What decides cases of the company today and has not been signed, in the order of reading."""
        return tuple(line for line in self.lines if line.waits and line.cases)

    @property
    def rest_of_today(self) -> tuple[Line, ...]:
        """What is in force today, waits, and decides no case at present."""
        return tuple(line for line in self.lines if line.waits and not line.cases and line.entry.in_force(self.today))

    @property
    def other_days(self) -> tuple[Line, ...]:
        return tuple(line for line in self.lines if line.waits and not line.entry.in_force(self.today))

    @property
    def spoken(self) -> tuple[Line, ...]:
        """What counsel has signed, and what waits for a correction because counsel doubts it."""
        return tuple(line for line in self.lines if not line.waits)

    def after(self, subject: str) -> Line | None:
        """What to read after this entry."""
        waiting = [*self.next_to_read, *self.rest_of_today, *self.other_days]
        place = next((n for n, line in enumerate(waiting) if line.entry.subject == subject), -1)
        following = [line for line in waiting[place + 1 :] + waiting[: max(place, 0)] if line.entry.subject != subject]
        return following[0] if following else None


@dataclass(frozen=True, slots=True)
class Behind:
    """What a decision leans on that somebody should look at before filing. It never enters the filed text."""

    unsigned: tuple[LawEntry, ...]
    overlays: tuple[str, ...]
    notices: tuple[NoticeHit, ...]
    not_applied: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class EntryPage:
    """One entry with everything that counsel ever said about it, oldest first."""

    line: Line
    said: tuple[JournalEntry, ...]
    may_sign: bool
    following: Line | None


def counsel_page(desk: Desk, person: Person) -> CounselPage:
    """Every entry below high confidence: what decides most cases first, then what was inferred, as the law goes."""
    law = desk.law_of(person.company_id)
    deciding, looked_at = _deciding(desk, person, law.regime)
    lines = [
        _line(entry, law.signatures, deciding)
        for entry in entries_of(law.regime)
        if entry.below_high or _speaks(law.signatures.get(entry.subject))
    ]
    lines.sort(key=_order)
    return CounselPage(tuple(lines), Counter(line.state for line in lines), looked_at, desk.today)


def _order(line: Line) -> tuple[int, bool, bool]:
    return -(line.cases or 0), line.state != "changed", line.entry.confidence is not Confidence.LOW


def entry_page(desk: Desk, person: Person, subject: str) -> EntryPage:
    """One entry by its subject; raises ``NotFound``."""
    law = desk.law_of(person.company_id)
    entry = _entry(law.regime, subject)
    deciding, _ = _deciding(desk, person, law.regime)
    with desk.database.read(person.company_id) as unit:
        said = tuple(unit.journals.list("sign_off", subject=subject))
    may_sign = Role.COUNSEL in person.roles
    following = counsel_page(desk, person).after(subject) if may_sign else None
    return EntryPage(_line(entry, law.signatures, deciding), said, may_sign, following)


def sign(
    desk: Desk, person: Person, subject: str, sha256: str, *, verdict: Verdict, note: str, read: str, read_on: date
) -> None:
    """Counsel's word on one entry, exactly as the page showed it (``sha256``)."""
    if Role.COUNSEL not in person.roles:
        raise Refused(Text("只有律师可以确认或存疑。", "Only counsel signs off or doubts an entry."))
    if read_on > desk.today:
        raise Refused(
            Text(
                f"核对日期 {read_on} 晚于今天；请填写实际核对的日期。",
                f"{read_on} is still to come; give the day on which the text was read.",
            )
        )
    if verdict == "confirmed" and not read.strip():
        raise Refused(
            Text("请写明核对了什么（文件、条款、版本）。", "Say what was read: the instrument, article and edition.")
        )
    if verdict != "confirmed" and not note.strip():
        raise Refused(Text("请写明理由。", "Give the reason."))
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        entry = _entry(desk.regime_of(person.company_id, unit), subject)
        last = standing(unit.journals.list("sign_off", subject=subject)).get(subject)
        if verdict == "withdrawn" and (last is None or last.verdict == "withdrawn"):
            raise Refused(Text("这一条目前没有意见可以撤回。", "There is nothing to withdraw here."))
        if entry.sha256 != sha256:
            raise Refused(
                Text(
                    "您看到的条目已有变化；请重新核对后再确认。",
                    "The entry has changed since you opened it; read it again before you sign.",
                )
            )
        said = SignOff(verdict=verdict, sha256=sha256, note=note.strip(), read=read.strip(), read_on=read_on)
        unit.journals.append("sign_off", subject, content_of(said))
        details = {"sha256": sha256, "read": said.read, "read_on": read_on.isoformat(), "note": said.note}
        unit.record(RECORDED[verdict], subject=subject, details={k: v for k, v in details.items() if v})
        unit.commit()


def behind(desk: Desk, person: Person, appraisal: Appraisal) -> Behind:
    """The rules below high confidence without counsel's signature, the overlays and the notices behind a decision."""
    law = desk.law_of(person.company_id)
    decision = appraisal.decision
    return Behind(
        leaned_on(decision, appraisal.regime),
        _overlays_behind(decision, appraisal),
        appraisal.notices,
        (*desk.shelf.broken, *law.set_aside),
    )


def leaned_on(decision: RouteDecision, regime: Regime) -> tuple[LawEntry, ...]:
    """The rules below high confidence and not signed off that a decision leans on."""
    applied = [rule for flow in decision.flows for rule in flow.rules if _open(rule.confidence) and not rule.signed]
    # Branches of one rule share its id; which of them applied shows in what it cites and how well it was read.
    read = {(rule.id, rule.cite, rule.confidence) for rule in applied}
    duties = {duty.code for duty in decision.duties if _open(duty.confidence)}
    return tuple(
        entry
        for entry in _decided_by(entries_of(regime), {rule.id for rule in applied}, duties)
        if entry.below_high
        and entry.subject not in regime.rules.signed
        and entry.in_force(decision.on)
        and (isinstance(entry.model, Duty) or (getattr(entry.model, "id", ""), entry.cite, entry.confidence) in read)
    )


def _overlays_behind(decision: RouteDecision, appraisal: Appraisal) -> tuple[str, ...]:
    """By name: overlays that brought a rule that applied, a figure that it reads, or the list that was used."""
    regime = appraisal.regime
    ids = {rule.id for flow in decision.flows for rule in flow.rules}
    lists = {flow.ftz.list for flow in appraisal.facts.flows if flow.ftz.list}
    standing_then = _in_force(regime, decision.on)
    used = _subjects(standing_then, ids, {duty.code for duty in decision.duties}, lists) if regime.overlays else set()
    names = {entry.overlay for entry in standing_then if entry.overlay and entry.subject in used}
    names |= {hit.notice.overlay for hit in appraisal.notices if hit.notice.overlay}
    return tuple(sorted(names))


def _open(confidence: Confidence) -> bool:
    return confidence is not Confidence.HIGH


def _entry(regime: Regime, subject: str) -> LawEntry:
    entry = next((entry for entry in entries_of(regime) if entry.subject == subject), None)
    if entry is None:
        raise NotFound(f"entry {subject}")
    return entry


def state_of(entry: LawEntry, said: Standing | None) -> State:
    if said is None or said.verdict == "withdrawn":
        return "unsigned"
    if said.sha256 != entry.sha256:
        return "changed"
    return "signed" if said.verdict == "confirmed" else "doubted"


def _speaks(said: Standing | None) -> bool:
    return said is not None and said.verdict != "withdrawn"


def _line(entry: LawEntry, signatures: Mapping[str, Standing], deciding: Counter[str]) -> Line:
    said = signatures.get(entry.subject)
    return Line(entry, state_of(entry, said), said if _speaks(said) else None, deciding.get(entry.subject))


def _deciding(desk: Desk, person: Person, regime: Regime) -> tuple[Counter[str], int]:
    """How many of the company's cases each entry decides today; the first few hundred cases are looked at."""
    counted: Counter[str] = Counter()
    cases = portfolio_facts(desk, person.company_id, law=regime).cases[:DECIDED_AT_ONCE]
    for case in cases:
        counted.update(_leans_on(case.on(desk.today, regime), regime, desk.today))
    return counted, len(cases)


@lru_cache(maxsize=4_000)
def _leans_on(facts: RouteFacts, regime: Regime, on: date) -> frozenset[str]:
    """The subjects of every entry that decides about these facts on a day."""
    decision = decide(facts, regime.rules, on)
    ids = {rule.id for flow in decision.flows for rule in flow.rules}
    lists = {flow.ftz.list for flow in facts.flows if flow.ftz.list}
    return frozenset(_subjects(_in_force(regime, on), ids, {duty.code for duty in decision.duties}, lists))


@lru_cache(maxsize=8)
def _in_force(regime: Regime, on: date) -> tuple[LawEntry, ...]:
    return tuple(entry for entry in entries_of(regime) if entry.in_force(on))


def _subjects(entries: Sequence[LawEntry], rules: set[str], duties: set[str], lists: set[str]) -> set[str]:
    deciding = list(_decided_by(entries, rules, duties))
    figures = {key for entry in deciding if isinstance(entry.model, Dated) for key in _figures_in(entry.model.when)}
    found = {entry.subject for entry in deciding}
    found |= {entry.subject for entry in entries if entry.kind == "figure" and entry.key in figures}
    return found | {entry.subject for entry in entries if entry.kind == "list" and entry.key in lists}


def _decided_by(entries: Iterable[LawEntry], rules: set[str], duties: set[str]) -> Iterator[LawEntry]:
    """The entries that a decision names: rules by their id, duties by their code."""
    for entry in entries:
        if isinstance(entry.model, Duty):
            if entry.model.code in duties:
                yield entry
        elif isinstance(entry.model, Dated) and entry.model.id in rules:
            yield entry


def _figures_in(when: Condition | None) -> set[str]:
    return {test.figure for test in when.tests() if test.figure} if when else set()


KINDS: tuple[EntryKind, ...] = (
    "rule",
    "side",
    "duty",
    "figure",
    "list",
    "deadline",
    "item",
    "catalogue",
    "method",
    "reference",
    "version",
    "question",
)
