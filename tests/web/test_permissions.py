"""Deny by default: no endpoint is forgotten, roles get what the table says, companies never see each other."""

from __future__ import annotations

import pytest
from flask import url_for
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from assessment.questions import Scope
from assessment.vocabulary import Role
from services.desk import SYSTEM
from tests.web.office import Office, Visitor, token_in
from web.permissions import OPEN, TABLE


def rules(office: Office) -> list[Rule]:
    return [rule for rule in office.app.url_map.iter_rules() if rule.endpoint in TABLE]


def method_of(rule: Rule) -> str:
    return "GET" if "GET" in (rule.methods or ()) else "POST"


def address_of(office: Office, rule: Rule, case_id: str) -> str:
    """An address of the endpoint that names things which are really there."""
    sheet = office.sheet(office.full)
    scenario, evidence = sheet.scenarios[0].id, sheet.of_scope(Scope.EVIDENCE)[0].id
    entry = evidence if "evidence" in rule.rule else ""
    values = {
        "case_id": case_id,
        "section_id": "handler",
        "entry_id": entry or scenario,
        "scope": "scenario",
        "scenario": scenario,
        "import_id": "none",
        "item_id": sheet.items_of(scenario)[0].id,
        "question_id": "A1",
        "document_id": "none",
        "thread_id": "none",
        "copy_id": "none",
        "export_id": "none",
        "build": "none",
        "what": "scan",
        "number": 1,
        "seq": 5,
        "width": 900,
        "overlay_id": "none",
        "subject": "pipia",
        "rule_id": "SA-PURPOSE",
        "item_code": "AID-5-7",
        "code": "91310114MA1HL0AN7F",
        "country": "de",
        "about": "none",
    }
    if rule.endpoint in {"wizard.section", "wizard.save"}:
        values.pop("entry_id")
    known = {name: value for name, value in values.items() if name in rule.arguments}
    with office.app.test_request_context():
        return url_for(rule.endpoint, **known)


def visit(visitor: Visitor, rule: Rule, address: str) -> TestResponse:
    return visitor.get(address) if method_of(rule) == "GET" else visitor.post(address)


def test_every_endpoint_stands_in_the_table_or_is_open_and_nothing_else_does(office: Office) -> None:
    endpoints = {rule.endpoint for rule in office.app.url_map.iter_rules()}
    assert endpoints == set(TABLE) | OPEN
    assert not set(TABLE) & OPEN


@pytest.mark.parametrize("role", list(Role))
def test_a_role_opens_what_the_table_grants_and_nothing_more(office: Office, role: Role) -> None:
    office.hire("probe", role)
    visitor = office.sit_down("probe")
    answers = {}
    for rule in rules(office):
        if rule.endpoint != "account.sign_out":
            answer = visit(visitor, rule, address_of(office, rule, office.full))
            assert answer.status_code < 500, rule
            answers[rule.endpoint] = answer.status_code != 403
    assert answers == {name: role in roles for name, roles in TABLE.items() if name != "account.sign_out"}
    assert visitor.post("/sign-out").status_code == 302


def test_a_stranger_is_led_to_sign_in_everywhere(office: Office) -> None:
    visitor = office.stranger()
    visitor.get("/sign-in")
    office.app.config["WTF_CSRF_ENABLED"] = False  # what keeps a stranger out is not the mark of a form
    for rule in rules(office):
        answer = visit(visitor, rule, address_of(office, rule, office.full))
        assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in"), rule


def test_after_sign_in_the_page_that_was_open_comes_back(office: Office) -> None:
    visitor = office.stranger()
    wanted = f"/cases/{office.full}/route"
    led = visitor.get(wanted)
    visitor.token = token_in(visitor.get(led.headers["Location"]))
    answer = visitor.post(led.headers["Location"], {"login": "zhou", "password": "tongguan-demo"})
    assert answer.headers["Location"] == wanted


@pytest.mark.parametrize("target", ["//elsewhere.example", "/\\elsewhere.example", "https://elsewhere.example/"])
def test_sign_in_leads_to_no_other_host(office: Office, target: str) -> None:
    visitor = office.stranger()
    visitor.token = token_in(visitor.get("/sign-in"))
    answer = visitor.post(f"/sign-in?next={target}", {"login": "zhou", "password": "tongguan-demo"})
    assert answer.headers["Location"] == "/"


def test_a_case_of_another_company_is_not_found(office: Office) -> None:
    elsewhere = office.other_company()
    office.hire("other", *Role, company=elsewhere)
    visitor = office.sit_down("other")
    tried = 0
    for rule in rules(office):
        if "case_id" in rule.arguments and rule.endpoint != "items.template":  # an empty sheet, nobody's
            address = address_of(office, rule, office.full)
            sent = visitor.get(address) if method_of(rule) == "GET" else visitor.upload(address, b"%PDF-1.7", "a.pdf")
            assert sent.status_code == 404, (rule, sent.status_code)
            assert "2026-017" not in sent.get_data(as_text=True)
            assert "沪岚" not in sent.get_data(as_text=True)
            tried += 1
    assert tried > 25
    with office.desk.database.read(office.company) as unit:
        assert unit.jobs.list(office.full) == []
        assert unit.reviews.list(office.full) == []


def test_a_case_address_names_no_thing_of_a_second_case(office: Office) -> None:
    """The scenario of one case is not reachable below the address of another of the same company."""
    visitor = office.sit_down("zhou")
    scenario = office.sheet(office.full).scenarios[0].id
    for address in (
        f"scenarios/{scenario}/items/",
        f"answers/scenario/{scenario}",
        f"scenarios/{scenario}/items/export",
    ):
        assert visitor.get(f"/cases/{office.open}/{address}").status_code == 404, address


def test_a_post_without_the_mark_of_its_form_changes_nothing(office: Office) -> None:
    visitor = office.sit_down("zhou")
    visitor.token = "made up"
    answer = visitor.post(f"/cases/{office.full}/review/submit")
    assert answer.status_code == 302
    with office.desk.database.read(office.company) as unit:
        assert unit.reviews.list(office.full) == []


def test_somebody_who_left_is_signed_out(office: Office) -> None:
    visitor = office.sit_down("zhou")
    person = office.person("zhou")
    with office.desk.database.unit(SYSTEM, office.company, office.desk.now()) as unit:
        unit.people.set_active(person.id, False)
        unit.record("person changed", subject="zhou")
        unit.commit()
    answer = visitor.get("/")
    assert answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in")
    assert office.stranger().sign_in("zhou").status_code == 401
