"""The example company is loaded once; a test that changes something works on a copy of the folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.office import Office, Visitor, copy_of, load_into


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("loaded")
    load_into(folder)
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
