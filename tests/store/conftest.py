"""Every test of the store that asks for ``database`` runs on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store.database import Database
from store.files import FileStore
from tests.databases import fresh_postgresql, fresh_sqlite
from tests.store.office import Office, open_office


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return fresh_sqlite(tmp_path) if request.param == "sqlite" else fresh_postgresql()


@pytest.fixture
def database(address: str, tmp_path: Path) -> Iterator[Database]:
    opened = Database.open(address, files=FileStore(tmp_path / "files"))
    yield opened
    opened.close()


@pytest.fixture
def office(database: Database) -> Office:
    return open_office(database)
