"""A running server with the example company, and a real browser in front of it."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from services.jobs import run_now
from tests.journeys.visits import Visit
from tests.web.conftest import loaded
from tests.web.office import Office, copy_of

__all__ = ["loaded"]

SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@dataclass(frozen=True)
class Live:
    """The address of the server, and the office behind it."""

    url: str
    office: Office


@pytest.fixture(scope="module")
def live(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Live]:
    """Builds run beside the server, as in the worker, so that the page shows their progress."""
    folder = copy_of(loaded, tmp_path_factory.mktemp("live") / "var")
    building: list[threading.Thread] = []

    def beside(job: str) -> None:
        building.append(threading.Thread(target=lambda: run_now(office.desk, job)))
        building[-1].start()

    office = Office(folder, hand_over=beside)
    server = make_server("127.0.0.1", 0, office.app, threaded=True)
    serving = threading.Thread(target=server.serve_forever)
    serving.start()
    yield Live(f"http://127.0.0.1:{server.server_port}", office)
    for thread in building:
        thread.join()
    server.shutdown()
    serving.join()
    server.server_close()
    office.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    program = shutil.which("chromium") or shutil.which("chromium-browser")
    if program is None:
        pytest.skip("Chromium is not installed; 'apt-get install chromium' brings it.")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=program, args=SWITCHES)
        yield opened
        opened.close()


@pytest.fixture
def visits(browser: Browser, live: Live):  # type: ignore[no-untyped-def]  # the type of the fixture is a function
    """Opens windows. axe is put into the page, which our policy forbids, so the windows do not enforce it."""
    contexts: list[BrowserContext] = []
    opened: list[Visit] = []

    def enter(login: str) -> Visit:
        contexts.append(browser.new_context(bypass_csp=True, accept_downloads=True, locale="zh-CN"))
        opened.append(Visit(contexts[-1], live.url))
        opened[-1].sign_in(login)
        return opened[-1]

    yield enter
    for context in contexts:
        context.close()
    assert [line for visit in opened for line in visit.grave] == []
    assert [line for visit in opened for line in visit.said] == []
