"""The company's library of destinations: grade one, see its versions, use it in a case, and whom a change touches."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessment.answers import GradedAnswer
from assessment.destinations import QUESTIONS, Destination, Graded, countries_of, library, worst_grades
from assessment.errors import InputRefused, Problem
from assessment.vocabulary import Text
from assessment.work import CaseRecord, Person
from services.cases import case_of, ensure_editable
from services.desk import Desk, Refused, actor_of
from services.risk import PREFIX, as_value


@dataclass(frozen=True, slots=True)
class Offer:
    """What the library offers a case. ``missing``: destinations nobody has graded; ``differs``: questions that
    the case answers otherwise."""

    destinations: tuple[Destination, ...]
    missing: tuple[str, ...]
    old: tuple[str, ...]
    grades: Mapping[str, int]
    differs: tuple[str, ...]


def all_destinations(desk: Desk, person: Person) -> dict[str, tuple[Destination, ...]]:
    with desk.database.read(person.company_id) as unit:
        return library(unit.journals.list("destination"))


def grade(
    desk: Desk,
    person: Person,
    country: str,
    *,
    grades: Mapping[str, int | None],
    basis: Mapping[str, str],
    counsel: str,
    dated: date | None,
) -> Destination:
    """A new version of one destination. Raises ``InputRefused`` by field."""
    problems = _problems(desk, grades, basis, counsel, dated)
    if problems or dated is None:
        raise InputRefused(*problems)
    graded = Graded(
        country=country,
        grades={question: int(grades[question] or 0) for question in QUESTIONS},
        basis={question: basis[question].strip() for question in QUESTIONS},
        counsel=counsel.strip(),
        dated=dated,
    )
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        unit.journals.append("destination", country, graded.model_dump(mode="json"))
        unit.record("destination graded", subject=country, details=graded.model_dump(mode="json"))
        unit.commit()
    return all_destinations(desk, person)[country][-1]


def touched(desk: Desk, person: Person, country: str) -> tuple[CaseRecord, ...]:
    """Cases with a recipient there, whose answers may follow an older grading."""
    with desk.database.read(person.company_id) as unit:
        return tuple(
            record
            for record in unit.cases.list()
            if country in countries_of(unit.sheets.load(record.id, desk.today, with_items=False))
        )


def offer(desk: Desk, person: Person, case_id: str) -> Offer:
    """What the library says about the destinations of a case, and where the case says otherwise."""
    with desk.database.read(person.company_id) as unit:
        case_of(unit, case_id)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        known = library(unit.journals.list("destination"))
    countries = countries_of(sheet)
    found = tuple(known[country][-1] for country in countries if country in known)
    grades = worst_grades(found) if found else {}
    now = {question: answer.grade for question, answer in sheet.grades.items()}
    return Offer(
        found,
        tuple(country for country in countries if country not in known),
        tuple(one.graded.country for one in found if one.until < desk.today),
        grades,
        tuple(question for question, value in grades.items() if now.get(question) != value),
    )


def take_over(desk: Desk, person: Person, case_id: str) -> int:
    """Write the library's grades into the case as declared answers; a second person checks them as any other."""
    offered = offer(desk, person, case_id)
    if not offered.destinations:
        raise Refused(Text("目的地库中没有本项目的目的地。", "The library has none of this case's destinations."))
    if offered.missing:
        raise Refused(
            Text(
                f"目的地库中还没有：{'、'.join(offered.missing)}；请先评定，再采用。",
                f"The library does not have {', '.join(offered.missing)} yet; have them graded first.",
            )
        )
    with desk.database.unit(actor_of(person), person.company_id, desk.now()) as unit:
        record = case_of(unit, case_id)
        ensure_editable(unit, record)
        sheet = unit.sheets.load(case_id, desk.today, with_items=False)
        changes = []
        values = {}
        for question in offered.differs:
            stored = sheet.grades.get(question)
            before = as_value(stored, keep_state=True) if stored else None
            values[PREFIX + question] = as_value(_answer(question, offered))
            changes.append(
                {"entry": "", "question": PREFIX + question, "before": before, "after": values[PREFIX + question]}
            )
        if values:
            unit.sheets.save_answers(case_id, "", values)
            unit.record(
                "grade saved", case_id=case_id, subject="、".join(offered.differs), details={"changes": changes}
            )
            unit.commit()
    return len(values)


def _answer(question: str, offered: Offer) -> GradedAnswer:
    said = [
        f"{one.graded.country.upper()}：{one.graded.basis[question]}（目的地库第{one.version}版，{one.graded.counsel}，"
        f"{one.graded.dated.isoformat()}）"
        for one in offered.destinations
    ]
    return GradedAnswer(question, offered.grades[question], "declared", "\n".join(said))


def _problems(
    desk: Desk, grades: Mapping[str, int | None], basis: Mapping[str, str], counsel: str, dated: date | None
) -> list[Problem]:
    problems = []
    for question in QUESTIONS:
        if grades.get(question) is None:
            problems.append(Problem(question, Text(f"请评定 {question}。", f"Grade {question}.")))
        elif not basis.get(question, "").strip():
            problems.append(
                Problem(
                    f"{question}_basis",
                    Text(
                        f"请写明 {question} 依据的法规或者官方文本。",
                        f"Name the statute or official text behind {question}.",
                    ),
                )
            )
    if not counsel.strip():
        problems.append(Problem("counsel", Text("请写明律师姓名。", "Name the counsel.")))
    if dated is None:
        problems.append(Problem("dated", Text("请写明评定日期。", "Give the date of the grading.")))
    elif dated > desk.today:
        problems.append(
            Problem("dated", Text("评定日期在今天之后；请核对。", "The date lies in the future; check it."))
        )
    return problems
