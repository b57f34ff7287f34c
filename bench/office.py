"""What the benchmarks work on: the example company in a store of its own, a signed-in browser, a bare peer."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import lxml.html
from flask import Flask, request
from flask.testing import FlaskClient

from app import create_app, desk_for
from assessment.questions import QuestionType, Scope, Section
from assessment.work import Person
from services import example
from services.case_files import read_case
from services.desk import Desk, actor_of
from settings import ROOT, from_environment

ITEMS = 5000
TEXTS = (QuestionType.TEXT, QuestionType.LONG_TEXT)


@dataclass
class Office:
    """``case`` is the complete case of the example; ``scenario`` its first one, which ``add_items`` fills."""

    desk: Desk
    app: Flask
    preparer: Person
    case: str
    scenario: str

    @property
    def section(self) -> Section:
        """The page of the case with the most questions to write text into."""
        sections = self.desk.regime.questionnaire.of_scope(Scope.CASE)
        return max(sections, key=lambda section: len(self.texts(section)))

    def texts(self, section: Section) -> list[str]:
        return [question.id for question in section.questions if question.type in TEXTS]

    def browser(self) -> FlaskClient:
        client = self.app.test_client()
        answer = client.post("/sign-in", data={"login": "zhou", "password": example.PASSWORD})
        assert answer.status_code == 302
        return client

    def pages(self) -> Iterator[str]:
        """The address of every page of the wizard: every section, for every entry where it has some."""
        with self.desk.database.read(self.preparer.company_id) as unit:
            sheet = unit.sheets.load(self.case, self.desk.today, with_items=False)
        for section in self.desk.regime.questionnaire.sections:
            entries = [""] if section.scope is Scope.CASE else [entry.id for entry in sheet.of_scope(section.scope)]
            for entry in entries[:1]:
                yield f"/cases/{self.case}/answers/{section.id}/{entry}"

    def add_items(self) -> None:
        """Fill the scenario up to 5,000 items."""
        person, case, scenario = self.preparer, self.case, self.scenario
        with self.desk.database.unit(actor_of(person), person.company_id, self.desk.now()) as unit:
            there = len(unit.items.names(case, scenario))
            texts = {"description": "车辆行驶数据", "necessity": "远程诊断", "example": "320", "remark": ""}
            rows = [{"name": f"数据项 {number}", **texts} for number in range(ITEMS - there)]
            unit.items.add_many(case, scenario, rows)
            unit.record("items imported", case_id=case, subject=scenario, details={"added": len(rows)})
            unit.commit()


def open_office(folder: Path) -> Office:
    settings = from_environment({"TONGGUAN_VAR": str(folder), "TONGGUAN_FONTS": str(ROOT / ".cache" / "fonts")})
    desk = desk_for(settings)
    app = create_app(settings, desk)
    app.config["WTF_CSRF_ENABLED"] = False
    example.load(desk)
    with desk.database.read(None) as unit:
        preparer = unit.people.by_login("zhou")
    assert preparer is not None
    with desk.database.read(preparer.company_id) as unit:
        reference = read_case(example.EXAMPLES / example.CASES[0] / "case.yaml").sheet.reference
        case = unit.cases.by_reference(reference)
        assert case is not None
        scenario = unit.sheets.load(case.id, desk.today, with_items=False).scenarios[0].id
    return Office(desk, app, preparer, case.id, scenario)


def sent_by(page: str) -> dict[str, str | list[str]]:
    """What a browser sends back when nothing was touched on this page of questions."""
    form = next(f for f in lxml.html.fromstring(page).forms if "revision" in f.fields)
    sent: dict[str, str | list[str]] = {}
    for name, value in form.form_values():
        before = sent.get(name)
        sent[name] = value if before is None else [*([before] if isinstance(before, str) else before), value]
    return sent


def bare_flask(folder: Path) -> FlaskClient:
    """The least that keeps an answer: one route, one insert, as durable as ours."""
    app = Flask("bare")
    connection = sqlite3.connect(folder / "bare.sqlite3", isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE answer (question TEXT, value TEXT);"
    )

    @app.post("/")
    def save() -> str:
        connection.execute("INSERT INTO answer VALUES (?, ?)", ("q", request.form["q"]))
        return "saved"

    return app.test_client()
