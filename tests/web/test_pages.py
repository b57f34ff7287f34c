"""Every page of both example cases shows in both languages, under a policy that lets no foreign script in."""

from __future__ import annotations

import gc
import re
import runpy
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from lxml import html
from werkzeug.test import TestResponse

from settings import ROOT
from tests.web.office import Office, Visitor, copy_of, token_in
from web.limits import too_many

LEADS = re.compile(r'(?:href|data)="(/[^"#]*)"')
ALIKE = re.compile(r"(/items/|/trail/records/|/evidence/|/scenarios/(?=[0-9a-f]+/items))[0-9a-f]+")
"""One of each of these stands for all: a scenario's table, an item, a record, a piece of evidence."""
LEFT_OUT = ("search=", "only=", "to=")
"""The same page in another order, and the choice of language."""


@pytest.fixture(scope="module")
def shared(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Only looked at, so that one copy serves all."""
    opened = Office(copy_of(loaded, tmp_path_factory.mktemp("shared") / "var"), hand_over=lambda job: None)
    yield opened
    opened.close()


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("reference", ["2026-017", "2026-021"])
def test_every_page_of_a_case_shows(shared: Office, reference: str, language: str) -> None:
    visitor = shared.sit_down("zhou")
    visitor.speak(language)
    home = f"/cases/{shared.cases[reference]}/"
    seen: dict[str, TestResponse] = {}
    shapes: set[tuple[str, frozenset[str]]] = set()
    waiting = ["/", home, f"{home}check"]
    while waiting:
        address = waiting.pop(0)
        if _shape(address) in shapes:
            continue
        shapes.add(_shape(address))
        answer = seen[address] = visitor.get(address)
        assert answer.status_code in {200, 302}, (address, answer.status_code)
        assert all(value.isascii() for value in answer.headers.values()), (address, answer.headers)
        if answer.status_code == 302 or "html" not in (answer.content_type or ""):
            continue
        text = answer.get_data(as_text=True)
        _is_whole(address, text, language)
        waiting += _leads(text, home)
    kinds = {address.removeprefix(home).split("/")[0] for address in seen}
    assert {"answers", "list", "scenarios", "route", "risk", "check", "review", "dossier", "trail"} <= kinds
    assert len(seen) > 80


def _leads(text: str, home: str) -> list[str]:
    """Where a page leads inside the case."""
    found = {lead.replace("&amp;", "&") for lead in LEADS.findall(text)}
    return sorted(lead for lead in found if lead.startswith(home) and not any(part in lead for part in LEFT_OUT))


def _shape(address: str) -> tuple[str, frozenset[str]]:
    """What tells one page from another; one answer to the same filters stands for all."""
    path, _, asked = address.partition("?")
    return ALIKE.sub(r"\1*", path), frozenset(part.split("=")[0] for part in asked.split("&"))


def _is_whole(address: str, text: str, language: str) -> None:
    document = html.fromstring(text.encode())
    assert document.get("lang") == {"zh": "zh-Hans", "en": "en"}[language], address
    assert document.xpath("//h1|//*[@role='heading'][@aria-level='1']"), address
    assert not document.xpath("//script[not(@src)]|//style|//*[@style]|//@*[starts-with(name(), 'on')]"), address
    ids = document.xpath("//@id")
    assert sorted(ids) == sorted(set(ids)), address
    for form in document.xpath("//form[@method='post']"):
        assert form.xpath(".//input[@name='csrf_token']/@value"), address
    for bad in ("Undefined", "Traceback", "{{"):
        assert bad not in text, (address, bad)


def test_each_answer_carries_the_headers(shared: Office) -> None:
    visitor = shared.sit_down("zhou")
    case = f"/cases/{shared.full}"
    for address in ("/", f"{case}/route", f"{case}/dossier/progress", "/nowhere", "/static/tongguan.js", "/healthy"):
        with visitor.get(address) as answer:
            headers = answer.headers
        policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
        assert policy["default-src"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert (headers["X-Content-Type-Options"], headers["X-Frame-Options"]) == ("nosniff", "DENY")
        assert headers["Referrer-Policy"] == "same-origin"
        kept = "public" if address.startswith("/static") else "no-store"
        assert kept in headers["Cache-Control"], address


def test_the_cookie_says_nothing_and_no_script_reads_it(shared: Office) -> None:
    visitor = shared.stranger()
    visitor.get("/sign-in")
    before = visitor.client.get_cookie("session")
    answer = visitor.sign_in("zhou")
    after = visitor.client.get_cookie("session")
    assert before is not None and after is not None and before.value != after.value
    set_cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in set_cookie and "SameSite=Lax" in set_cookie
    assert (shared.person("zhou").id not in set_cookie) and "zhou" not in set_cookie


def test_a_session_from_before_signing_out_opens_nothing_after_it(shared: Office) -> None:
    visitor = shared.sit_down("zhou")
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    visitor.post("/sign-out")
    again = Visitor(shared.app.test_client())
    again.client.set_cookie("session", cookie.value)
    assert again.get("/").status_code == 302


def test_who_guesses_passwords_has_to_wait(office: Office) -> None:
    visitor = office.stranger()
    answers = []
    for _ in range(5):
        visitor.token = token_in(visitor.get("/sign-in"))
        answers.append(visitor.post("/sign-in", {"login": "zhou", "password": "wrong"}).status_code)
    too_many._failures.clear()
    assert answers == [401, 401, 401, 401, 429]


@pytest.mark.parametrize(("address", "status"), [("/nowhere", 404), ("/cases/none/route", 404), ("/cases/none", 404)])
def test_what_is_not_there_is_said_in_both_languages(shared: Office, address: str, status: int) -> None:
    visitor = shared.sit_down("gu")
    said = []
    for language, words in (("zh", "找不到这个页面"), ("en", "There is no such page")):
        visitor.speak(language)
        answer = visitor.get(address, follow_redirects=True)
        assert answer.status_code == status
        assert words in answer.get_data(as_text=True)
        said.append(answer.get_data(as_text=True))
    visitor.speak("zh")
    assert said[0] != said[1]


def test_a_worker_of_the_server_begins_with_the_law_read(shared: Office) -> None:
    """What ``scripts/gunicorn_conf.py`` names is there, and afterwards nothing of it is walked through any more."""
    begin = runpy.run_path(str(ROOT / "scripts" / "gunicorn_conf.py"))["post_worker_init"]
    try:
        begin(SimpleNamespace(wsgi=shared.app))
        assert gc.get_freeze_count() > 10_000
    finally:
        gc.unfreeze()
