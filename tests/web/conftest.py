"""The example company is loaded once; a test that changes something works on a copy of the folder."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.web import office as offices
from tests.web.office import Office, Visitor, copy_of, load_into

EARLIER = datetime(2025, 12, 20, 1, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded_once(tmp_path_factory, "example-company")


@pytest.fixture(scope="session")
def loaded_earlier(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example company as it began its cases on 2025-12-20, before the law of 2026."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(offices, "MORNING", EARLIER)
        return loaded_once(tmp_path_factory, "example-company-earlier")


def loaded_once(factory: pytest.TempPathFactory, name: str) -> Path:
    """Loaded by whichever worker of the run needs it first; nobody writes to it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with (folder.parent / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            load_into(unfinished := folder.with_suffix(".loading"))
            unfinished.rename(folder)
    return folder


@pytest.fixture
def office(loaded: Path, tmp_path: Path) -> Iterator[Office]:
    """A copy of its own, where a requested build waits in the queue for good."""
    opened = Office(copy_of(loaded, tmp_path / "var"), hand_over=lambda job: None)
    yield opened
    opened.close()


@pytest.fixture
def building_office(loaded: Path, tmp_path: Path) -> Iterator[Office]:
    """A copy of its own, where builds are done at once."""
    opened = Office(copy_of(loaded, tmp_path / "var"))
    yield opened
    opened.close()


@pytest.fixture
def zhou(office: Office) -> Visitor:
    """The preparer of the example at a browser."""
    return office.sit_down("zhou")
