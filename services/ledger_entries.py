"""Write into the ledger of exported persons: add a batch, correct or strike one, choose how both classes count.

Every write appends one entry to the journal ``ledger`` under the credit code of the legal entity, with its record in
the trail. Nothing is edited. A batch that repeats an entry word for word is refused, so that a form sent twice
counts nobody twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assessment import identifiers
from assessment.errors import InputRefused, Problem
from assessment.ledger import BothIn, Correction, Count, Ledger, Line, Method, Strike
from assessment.ledger_reading import read_count
from assessment.vocabulary import Text
from assessment.work import Person
from services.desk import Desk, NotFound, Refused, actor_of
from services.ledger import CODE_QUESTION
from services.ledger_kept import JOURNAL, ledger_of
from store.database import Unit

STRUCK = Text(
    "这一条已经作废；如需恢复，请重新登记一条。", "This entry has been struck; enter it again if it holds after all."
)
SAME = Text(
    "同样的一条已经登记；如确为另一批，请在场景或依据材料中写明区别。",
    "The same batch stands in the ledger already; if it is another one, say in scenario or evidence what differs.",
)
NO_REASON = Text("请写明更正的理由；它与原数一并保留。", "Give the reason; it stays beside the figures it replaces.")


def entry_of(desk: Desk, person: Person, code: str, entry_id: str) -> tuple[Ledger, Line]:
    with desk.database.read(person.company_id) as unit:
        ledger = ledger_of(unit, code)
    return ledger, _found(ledger, entry_id)


def add_count(desk: Desk, person: Person, code: str, name: str, texts: Mapping[str, str], place: str = "") -> Count:
    """Append one batch. Raises ``InputRefused`` with a problem for each field that does not fit."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        ledger = ledger_of(unit, code)
        count = _read(unit, desk, ledger, _known_code(code, name, ledger), texts, place)
        _refuse_same(ledger, count)
        append_counts(unit, code, [count])
        unit.commit()
    return count


def append_counts(unit: Unit, code: str, counts: Sequence[Count], file: str = "") -> None:
    """Batches and their records, one record for each case they belong to; the caller commits."""
    by_case: dict[str | None, list[Count]] = {}
    for count in counts:
        unit.journals.append(JOURNAL, code, count.model_dump(mode="json"), case_id=count.case_id)
        by_case.setdefault(count.case_id, []).append(count)
    for case_id, found in by_case.items():
        details = {"batches": [_figures(count) for count in found], "added": len(found)}
        named = {**details, "file": file} if file else details
        unit.record("persons counted", case_id=case_id, subject=code, details=named)


def correct(
    desk: Desk, person: Person, code: str, entry_id: str, texts: Mapping[str, str], place: str, reason: str
) -> Count:
    """Put other figures in the place of an entry's; the old ones and the reason stay."""
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        ledger = ledger_of(unit, code)
        line = _standing(ledger, entry_id)
        problems = [] if reason.strip() else [Problem("reason", NO_REASON)]
        try:
            figures = _read(unit, desk, ledger, ledger.name, texts, place)
        except InputRefused as refused:
            raise InputRefused(*refused.problems, *problems) from refused
        if problems:
            raise InputRefused(*problems)
        if figures == line.count:
            raise InputRefused(Problem("persons_pi", Text("没有改动任何内容。", "Nothing differs from the entry.")))
        said = Correction(corrects=entry_id, figures=figures, reason=reason.strip()[:2_000])
        _append_change(unit, code, line, said, figures)
        unit.commit()
    return figures


def strike(desk: Desk, person: Person, code: str, entry_id: str, reason: str) -> Line:
    """Take an entry out of the counters; it stays readable with the reason."""
    if not reason.strip():
        raise InputRefused(Problem("reason", NO_REASON))
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        line = _standing(ledger_of(unit, code), entry_id)
        _append_change(unit, code, line, Strike(corrects=entry_id, reason=reason.strip()[:2_000]), None)
        unit.commit()
    return line


def choose_method(desk: Desk, person: Person, code: str, both_in: BothIn, reason: str) -> None:
    """CNT-6: whether persons of both classes count in both counters or in the sensitive one only."""
    if not reason.strip():
        raise InputRefused(Problem("reason", NO_REASON))
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        ledger = ledger_of(unit, code)
        if not ledger.lines:
            raise NotFound(f"ledger {code}")
        if ledger.both_in == both_in:
            return
        chosen = Method(both_in=both_in, reason=reason.strip()[:2_000])
        unit.journals.append(JOURNAL, code, chosen.model_dump(mode="json"))
        details = {"method": {"before": ledger.both_in, "after": both_in}, "reason": chosen.reason}
        unit.record("count corrected", subject=code, details=details)
        unit.commit()


def _append_change(unit: Unit, code: str, line: Line, said: Correction | Strike, after: Count | None) -> None:
    case_id = after.case_id if after else line.count.case_id
    unit.journals.append(JOURNAL, code, said.model_dump(mode="json"), case_id=case_id)
    details = {
        "entry": line.id,
        "reason": said.reason,
        "before": _figures(line.count),
        "after": _figures(after) if after else None,
    }
    unit.record("count corrected", case_id=case_id, subject=code, details=details)


def _read(unit: Unit, desk: Desk, ledger: Ledger, name: str, texts: Mapping[str, str], place: str) -> Count:
    case = _case_of(unit, desk, ledger, place) if place else None
    count, problems = read_count(texts, name, desk.today, case)
    if count is None:
        raise InputRefused(*problems)
    return count


def _case_of(unit: Unit, desk: Desk, ledger: Ledger, place: str) -> tuple[str, str]:
    """Case and scenario as the page sends them; they must belong to the company, and to this entity."""
    case_id, _, scenario = place.partition("/")
    if any((line.count.case_id, line.count.scenario) == (case_id, scenario) for line in ledger.lines):
        return case_id, scenario  # linked before, perhaps to a scenario that has gone since
    if unit.cases.get(case_id) is not None:
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        same = sheet.answers.get(CODE_QUESTION) == ledger.code
        if same and scenario in {entry.id for entry in sheet.scenarios}:
            return case_id, scenario
    sentence = Text(
        "所选场景已不存在，或不属于这个单位；请重新选择。",
        "The scenario is gone or belongs to another entity; choose again.",
    )
    raise InputRefused(Problem("place", sentence))


def _known_code(code: str, name: str, ledger: Ledger) -> str:
    """The entity's name: what the ledger says, else what was given with a credit code that holds."""
    if ledger.name:
        return ledger.name
    wrong = identifiers.credit_code(code)
    if wrong is not None:
        raise InputRefused(Problem("code", wrong))
    if not name.strip():
        raise InputRefused(Problem("name", Text("请填写单位名称。", "Give the name of the legal entity.")))
    return name.strip()[:200]


def _refuse_same(ledger: Ledger, count: Count) -> None:
    if any(line.count == count and not line.struck for line in ledger.lines):
        raise InputRefused(Problem("flow", SAME))


def _found(ledger: Ledger, entry_id: str) -> Line:
    line = ledger.line(entry_id)
    if line is None:
        raise NotFound(f"ledger entry {entry_id}")
    return line


def _standing(ledger: Ledger, entry_id: str) -> Line:
    line = _found(ledger, entry_id)
    if line.struck:
        raise Refused(STRUCK)
    return line


def _figures(count: Count) -> dict[str, object]:
    """What the trail says of a batch."""
    names = ("since", "until", "flow", "mechanism", "persons_pi", "persons_spi", "again_pi", "again_spi")
    values = count.model_dump(mode="json")
    return {name: values[name] for name in names}
