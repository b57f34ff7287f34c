"""The full example as a frozen case with its documents, read once for all tests of copies."""

from __future__ import annotations

from functools import cache

from assessment.snapshot import Snapshot
from regimes.loader import Regime, load_regime
from reports.document import Dossier
from reports.dossier import compose
from services.headless import appraisal_from_file
from services.review import snapshot_of
from settings import ROOT

FONTS = ROOT / ".cache" / "fonts"


@cache
def regime() -> Regime:
    return load_regime()


@cache
def snapshot(name: str = "telematics") -> Snapshot:
    return snapshot_of(appraisal_from_file(ROOT / "examples" / name / "case.yaml", regime(), None))


@cache
def dossier(name: str = "telematics") -> Dossier:
    return compose(snapshot(name).content, regime().questionnaire, regime().wording, status="draft")
