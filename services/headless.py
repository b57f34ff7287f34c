"""The dossier without a server: a case file in, PDFs and a manifest out. The same path as the wizard."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from assessment.errors import InputRefused, Problem
from regimes.loader import Regime
from reports.build import build, manifest
from reports.dossier import compose
from reports.fonts import FontsMissing, GlyphMissing
from reports.recipe import as_bytes, recipe
from reports.render_job import DrawingStopped
from reports.tagged import build_tagged
from reports.validate import NotArchivable
from services.appraisal import Appraisal, appraise
from services.case_files import read_case
from services.dossier_attachments import attachments_of
from services.review import snapshot_of


@dataclass(frozen=True, slots=True)
class HeadlessResult:
    """``missing`` lists what is still open; ``manifest`` is what was written."""

    manifest: dict[str, object]
    missing: tuple[Problem, ...]


def dossier_from_file(
    case_file: Path,
    out: Path,
    regime: Regime,
    fonts: Path,
    on: date | None,
    *,
    tagged: bool = False,
    drawn: Path | None = None,
) -> HeadlessResult:
    """Check, decide, score, write every document, ``manifest.json`` and ``recipe.json`` into ``out``.

    ``tagged`` writes the edition for screen readers beside each document. ``drawn``: parts from earlier builds.

    A case with gaps is built as well, as a draft with its open places marked, and the gaps are returned.
    Raises ``InputRefused`` when the case file cannot be read.
    """
    appraisal = appraisal_from_file(case_file, regime, on)
    snapshot = snapshot_of(appraisal)
    dossier = compose(snapshot.content, regime.questionnaire, regime.wording, status="draft")
    try:
        built = build(dossier, fonts=fonts, kept=drawn, attachments=attachments_of(dossier, snapshot, fonts))
        beside = build_tagged(dossier, fonts=fonts) if tagged else ()
    except (DrawingStopped, FontsMissing, GlyphMissing, NotArchivable) as stopped:
        raise InputRefused(Problem(str(case_file), stopped.sentence)) from stopped
    out.mkdir(parents=True, exist_ok=True)
    for document in (*built, *beside):
        (out / document.file).write_bytes(document.pdf)
    described = manifest(snapshot, built)
    (out / "manifest.json").write_text(json.dumps(described, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    (out / "recipe.json").write_bytes(as_bytes(recipe(dossier, fonts)))
    missing = tuple(Problem(place_of(gap.section, gap.entry, gap.question), gap.sentence) for gap in appraisal.gaps)
    return HeadlessResult(described, missing)


def appraisal_from_file(case_file: Path, regime: Regime, on: date | None) -> Appraisal:
    sheet = read_case(case_file).sheet
    return appraise(replace(sheet, on=on) if on else sheet, regime)


def place_of(section: str, entry: str | None, question: str | None) -> str:
    return " / ".join(part for part in (section, entry, question) if part)
