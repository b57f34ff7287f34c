"""Load the example company: people to sign in as, one complete case, one half-finished one, and the other routes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from assessment.answers import AnswerSheet, GradedAnswer, Value
from assessment.item_states import Treatment
from assessment.item_undo import TEXTS as ITEM_TEXTS
from assessment.questions import Questionnaire, QuestionType, Scope
from assessment.vocabulary import Role
from assessment.work import Company, Person
from services import example_routes
from services.case_files import CaseFile, read_case
from services.desk import SYSTEM, Desk, actor_of
from services.evidence import media_type_of
from services.example_duties import load_duties
from services.example_ledger import load_ledger
from services.people import hash_password
from services.risk import PREFIX, as_value
from store.database import Unit

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
CASES = ("telematics", "dealer-crm")

PEOPLE = (
    ("zhou", "周敏", frozenset({Role.PREPARER})),
    ("lin", "林致远", frozenset({Role.REVIEWER, Role.APPROVER})),
    ("gu", "顾清", frozenset({Role.AUDITOR})),
    ("shen", "沈知白", frozenset({Role.COUNSEL})),
)
PASSWORD = "tongguan-demo"  # noqa: S105 - the example's password is printed on purpose

HOW_TO_SIGN_IN = "\n".join(
    [
        "Sign in as / 登录账号（密码 password: " + PASSWORD + "）",
        "  zhou  周敏    preparer 填报人",
        "  lin   林致远  reviewer and approver 复核人、批准人",
        "  gu    顾清    auditor 审计（只读）",
        "  shen  沈知白  counsel 律师（核对规则）",
    ]
)


def load(desk: Desk, *, routes: bool = False) -> str:
    """Load once; says how to sign in. ``routes``: also one case of each other route and one that was filed."""
    with desk.database.read(None) as unit:
        there = unit.people.by_login(PEOPLE[0][0]) is not None
    if not there:
        files = [read_case(EXAMPLES / name / "case.yaml") for name in CASES]
        company = _company(desk, files[0].sheet)
        people = _people(desk, company)
        for file in files:
            load_case(desk, people[0], file)
        load_ledger(desk, people[0], files[0].sheet)
        load_duties(desk, people[0], files[0].sheet)
        if routes:
            more = {name: read_case(EXAMPLES / name / "case.yaml") for name in example_routes.CASES}
            example_routes.load_routes(desk, people[0], people[1], more, lambda file: load_case(desk, people[0], file))
    return HOW_TO_SIGN_IN


def _company(desk: Desk, sheet: AnswerSheet) -> Company:
    with desk.database.unit(SYSTEM, None, desk.now()) as unit:
        company = unit.companies.create(sheet.company, "Hulan Automotive (Shanghai) Co., Ltd. (example)")
        unit.record("company added", subject=company.name)
        unit.commit()
    return company


def _people(desk: Desk, company: Company) -> list[Person]:
    stored = hash_password(PASSWORD)
    with desk.database.unit(SYSTEM, company.id, desk.now()) as unit:
        people = [unit.people.create(login, name, roles, stored) for login, name, roles in PEOPLE]
        for person in people:
            unit.record("person added", subject=person.login, details={"roles": sorted(person.roles)})
        unit.commit()
    return people


def load_case(desk: Desk, preparer: Person, file: CaseFile) -> str:
    """One case in one unit of work, all of it or none; the id of what was stored."""
    sheet = file.sheet
    with desk.database.unit(actor_of(preparer), preparer.company_id, desk.now()) as unit:
        record = unit.cases.create(sheet.reference, sheet.title)
        new_ids = _entries(unit, record.id, file, desk.regime.questionnaire)
        unit.sheets.save_answers(record.id, "", _renamed(sheet.answers, new_ids, desk.regime.questionnaire))
        grades = {
            PREFIX + grade.question: as_value(_with_ids(grade, new_ids), keep_state=True)
            for grade in sheet.grades.values()
        }
        unit.sheets.save_answers(record.id, "", grades)
        for scenario in sheet.scenarios:
            rows = [
                {key: getattr(item, key) for key in (*ITEM_TEXTS, "settled", "cut")}
                | {"treatment": _treatment(item.treatment, new_ids)}
                for item in sheet.items_of(scenario.id)
            ]
            unit.items.add_many(record.id, new_ids[scenario.id], rows)
        unit.record("case imported", case_id=record.id, subject=sheet.reference, details={"title": sheet.title})
        unit.commit()
    return record.id


def _treatment(treatment: Treatment | None, new_ids: Mapping[str, str]) -> Treatment | None:
    """The same with the stored ids of its evidence."""
    return treatment and replace(treatment, evidence=tuple(new_ids[name] for name in treatment.evidence))


def _entries(unit: Unit, case_id: str, file: CaseFile, questionnaire: Questionnaire) -> dict[str, str]:
    """Add every entry, evidence first because other answers point to it; returns old id → stored id."""
    new_ids: dict[str, str] = {}
    order = (Scope.EVIDENCE, Scope.SCENARIO, Scope.RECIPIENT, Scope.CLAUSE)
    for entry in (e for scope in order for e in file.sheet.of_scope(scope)):
        parent = new_ids[entry.parent] if entry.parent else None
        stored = unit.sheets.add_entry(case_id, entry.scope, parent)
        new_ids[entry.id] = stored.id
        answers = _renamed(entry.answers, new_ids, questionnaire)
        if entry.id in file.evidence_files:
            answers["evidence.file"] = _file(unit, file.evidence_files[entry.id])
        unit.sheets.save_answers(case_id, stored.id, answers)
    return new_ids


def _with_ids(grade: GradedAnswer, new_ids: Mapping[str, str]) -> GradedAnswer:
    return replace(grade, proofs=tuple(replace(p, evidence=new_ids.get(p.evidence, p.evidence)) for p in grade.proofs))


def _file(unit: Unit, path: Path) -> dict[str, str | int]:
    data = path.read_bytes()
    stored = unit.files.put(data, path.name, media_type_of(data, path.name))
    return {"sha256": stored.sha256, "name": stored.name, "size": stored.size, "media_type": stored.media_type}


def _renamed(
    answers: Mapping[str, Value], new_ids: Mapping[str, str], questionnaire: Questionnaire
) -> dict[str, Value]:
    """References to evidence follow the ids that the store gave out; every other list stays as it is."""
    return {
        key: [new_ids.get(v, v) for v in value]
        if isinstance(value, list) and questionnaire.question(key).type is QuestionType.EVIDENCE
        else value
        for key, value in answers.items()
    }
