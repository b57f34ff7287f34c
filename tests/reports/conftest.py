"""Documents are drawn once for all measurements."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from regimes.loader import load_regime
from reports.build import Built, build
from reports.document import Dossier, Status
from reports.dossier import compose
from reports.render_job import staying
from tests.reports.builders import some_snapshot

HERE = Path(__file__).parent
ROOT = Path(__file__).resolve().parents[2]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that measure the same documents run in one process of the test run, so that each is drawn once."""
    for item in items:
        if HERE in item.path.parents and isinstance(item, pytest.Function) and "fonts" in item.fixturenames:
            shared = {"final", "draft"} & set(item.fixturenames)
            item.add_marker(pytest.mark.xdist_group("documents" if shared else item.path.stem))


@pytest.fixture(scope="module", autouse=True)
def waiting_processes() -> Iterator[None]:
    """Drawing processes wait from one test of a module to the next, as they do under the worker."""
    with staying():
        yield


@pytest.fixture(scope="session")
def fonts() -> Path:
    folder = Path(os.environ.get("TONGGUAN_FONTS", ROOT / ".cache" / "fonts"))
    assert (folder / "manifest.json").is_file(), f"no fonts in {folder}; run scripts/fonts.sh"
    return folder


def composed(status: Status) -> Dossier:
    regime = load_regime("cn")
    return compose(some_snapshot().content, regime.questionnaire, regime.wording, status=status)


@pytest.fixture(scope="session")
def dossier() -> Dossier:
    return composed("final")


@pytest.fixture(scope="session")
def final(dossier: Dossier, fonts: Path) -> dict[str, Built]:
    return {built.kind: built for built in build(dossier, fonts=fonts)}


@pytest.fixture(scope="session")
def draft(fonts: Path) -> dict[str, Built]:
    whole = composed("draft")
    short = tuple(d for d in whole.documents if d.kind != "self_assessment_report")
    return {built.kind: built for built in build(replace(whole, documents=short), fonts=fonts)}
