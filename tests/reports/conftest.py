"""Documents are drawn once for all measurements."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from regimes.loader import load_regime
from reports.build import Built, build
from reports.dossier import Dossier, Status, compose
from tests.reports.builders import some_snapshot

ROOT = Path(__file__).resolve().parents[2]


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
