"""The example company behind a test client that fills in forms as a browser without script would."""

from __future__ import annotations

import dataclasses
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar

from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from lxml import html
from werkzeug.datastructures import MultiDict
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app import create_app
from assessment.answers import AnswerSheet
from assessment.vocabulary import Role
from services import example, people
from services.desk import SYSTEM, Desk, open_desk
from services.jobs import run_now
from services.log_keys import log_keys_from
from services.people import hash_password
from settings import ROOT, Settings, from_environment
from web.limits import too_many

people._hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # thousands of tests sign in
MORNING = datetime(2026, 11, 21, 1, 0, tzinfo=UTC)
STORED = hash_password(example.PASSWORD)
TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


class Clock:
    """Never the same moment twice, so that newest and oldest are always told apart."""

    def __init__(self) -> None:
        self.at = MORNING

    def __call__(self) -> datetime:
        self.at += timedelta(milliseconds=100)
        return self.at


def settings_in(folder: Path) -> Settings:
    made = from_environment({"TONGGUAN_VAR": str(folder), "TONGGUAN_SECRET_KEY": "k" * 64}, ROOT)
    return dataclasses.replace(made, background=False)


def load_into(folder: Path) -> None:
    """A database with the example company, closed again so that the folder can be copied."""
    settings = settings_in(folder)
    desk = open_desk(settings.database_url, settings.files, settings.fonts, now=Clock())
    example.load(desk)
    desk.database.close()


class CompiledOnce(BytecodeCache):
    """Every test opens an application of its own; compiling the same templates for each would take most of the time."""

    compiled: ClassVar[dict[str, bytes]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.compiled:
            bucket.bytecode_from_string(self.compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key] = bucket.bytecode_to_string()


class RuleCompiledOnce(Rule):
    """The same for addresses: the code that writes one from its parts depends on the rule's text and defaults only."""

    compiled: ClassVar[dict[tuple[str, str, bool], Any]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Any:
        key = (self.rule, str(self.defaults), append_unknown)
        if key not in self.compiled:
            self.compiled[key] = super()._compile_builder(append_unknown)
        return self.compiled[key]


Flask.url_rule_class = RuleCompiledOnce


class Visitor:
    """Somebody at a browser; every form carries the mark that the page gave out."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.token = ""

    def get(self, url: str, **options: Any) -> TestResponse:
        return self.client.get(url, **options)

    def post(self, url: str, data: Any = None, **options: Any) -> TestResponse:
        fields = data.copy() if isinstance(data, MultiDict) else dict(data or {})
        fields["csrf_token"] = self.token
        return self.client.post(url, data=fields, **options)

    def upload(self, url: str, data: bytes, name: str) -> TestResponse:
        """One file; the body is written here because the test client would leave a temporary file open."""
        mark = "a-boundary-that-stands-in-no-file"
        head = f'--{mark}\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{self.token}\r\n'
        head += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        body = head.encode() + data + f"\r\n--{mark}--\r\n".encode()
        return self.client.post(url, data=body, content_type=f"multipart/form-data; boundary={mark}")

    def form(self, url: str) -> MultiDict[str, str]:
        """What the form of a section holds when the page is opened."""
        return fields_of(self.get(url))

    def sign_in(self, login: str) -> TestResponse:
        self.token = token_in(self.get("/sign-in"))
        return self.post("/sign-in", {"login": login, "password": example.PASSWORD})

    def speak(self, language: str) -> None:
        self.post(f"/language?to={language}")


class Office:
    def __init__(self, folder: Path, hand_over: Callable[[str], None] | None = None) -> None:
        self.settings = settings_in(folder)
        self.folder = folder
        self.clock = Clock()
        opened: list[Desk] = []
        opened.append(
            open_desk(
                self.settings.database_url,
                self.settings.files,
                self.settings.fonts,
                now=self.clock,
                hand_over=hand_over or (lambda job: run_now(opened[0], job)),
                log_keys=log_keys_from(self.settings),
            )
        )
        self.desk = opened[0]
        self.app: Flask = create_app(self.settings, self.desk)
        self.app.jinja_env.bytecode_cache = CompiledOnce()
        too_many._failures.clear()
        zhou = self.person("zhou")
        assert zhou is not None
        self.company = zhou.company_id
        with self.desk.database.read(self.company) as unit:
            self.cases = {case.reference: case.id for case in unit.cases.list()}
        self.full, self.open = self.cases["2026-017"], self.cases["2026-021"]

    @property
    def database_file(self) -> Path:
        return self.folder / "tongguan.sqlite3"

    def person(self, login: str) -> Any:
        with self.desk.database.read(None) as unit:
            return unit.people.by_login(login)

    def stranger(self) -> Visitor:
        return Visitor(self.app.test_client())

    def sit_down(self, login: str) -> Visitor:
        """A browser in which ``login`` is signed in."""
        visitor = self.stranger()
        assert visitor.sign_in(login).status_code == 302
        return visitor

    def hire(self, login: str, *roles: Role, company: str | None = None) -> None:
        with self.desk.database.unit(SYSTEM, company or self.company, self.desk.now()) as unit:
            unit.people.create(login, f"{login}的姓名", frozenset(roles), STORED)
            unit.record("person added", subject=login)
            unit.commit()

    def other_company(self) -> str:
        with self.desk.database.unit(SYSTEM, None, self.desk.now()) as unit:
            company = unit.companies.create("另一家汽车有限公司", "Another Automotive Co., Ltd.")
            unit.record("company added", subject=company.name)
            unit.commit()
        return company.id

    def sheet(self, case_id: str) -> AnswerSheet:
        with self.desk.database.read(self.company) as unit:
            return unit.sheets.load(case_id, self.desk.today)

    def close(self) -> None:
        self.desk.database.close()


def copy_of(folder: Path, target: Path) -> Path:
    shutil.copytree(folder, target)
    return target


def token_in(page: TestResponse) -> str:
    found = TOKEN.search(page.get_data(as_text=True))
    assert found is not None
    return found[1]


def fields_of(page: TestResponse) -> MultiDict[str, str]:
    document = html.fromstring(page.get_data())
    (form,) = document.xpath("//form[@data-autosave]")
    return MultiDict(form.form_values())


def words_of(page: TestResponse) -> str:
    """The text of a page as it is read, blanks and line ends folded."""
    return " ".join(html.fromstring(page.get_data()).text_content().split())
