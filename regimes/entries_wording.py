"""Official texts of the documents as entries of the law: every commitment, and whatever was not read at its source.

A text of high confidence is the regulator's own and needs nobody's word; the others are listed for counsel.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from pydantic import BaseModel

from assessment.filings import Filing
from assessment.questions import Citation
from assessment.vocabulary import Confidence, Text
from assessment.wording import FiledMaterials, Wording
from assessment.wording_routes import CommitmentText, ImpactForm
from regimes.law_entry import LawEntry


def wording_entries(wording: Wording) -> Iterator[LawEntry]:
    names = {filing.id: filing for filing in wording.filings}
    for text in wording.commitment.texts:
        yield _commitment(text, names[text.filings[0]])
    for form in wording.pipia_report.forms:
        if form.confidence != "high":
            yield _impact(form, names[form.filing])
    for materials in wording.materials_list.others:
        if materials.confidence != "high" and materials.filing in names:
            yield _materials(materials, names[materials.filing])
    if wording.evidence_list.confidence != "high":
        listed = wording.evidence_list
        numbers = "；".join(one.text for group in listed.groups for one in group.requirements)
        said = Text(f"{listed.title}：{numbers}", "Evidence of a certification, requirement by requirement")
        yield _entry("evidence_list", said, listed.cite, listed.confidence, listed.checked_on, listed)


def _commitment(text: CommitmentText, filing: Filing) -> LawEntry:
    return _entry(
        f"commitment/{filing.id}" + (f"/{text.overlay}" if text.overlay else ""),
        Text(f"{filing.name.zh}：{text.title}", f"{filing.name.en}: commitment"),
        text.cite,
        text.confidence,
        text.checked_on,
        text,
        says=Text("".join(text.paragraphs), "".join(text.paragraphs)),
        since=text.since,
        until=text.until,
        overlay=text.overlay,
    )


def _impact(form: ImpactForm, filing: Filing) -> LawEntry:
    points = "；".join(f"{point.number}{point.text}" for point in form.points)
    name = Text(f"{filing.name.zh}：影响评估的内容", f"{filing.name.en}: what the impact assessment goes through")
    said = Text(points, points)
    return _entry(f"pipia_report/{filing.id}", name, form.cite, form.confidence, form.checked_on, form, says=said)


def _materials(materials: FiledMaterials, filing: Filing) -> LawEntry:
    listed = "；".join(f"{one.number}. {one.name}" for one in materials.materials)
    name = Text(f"{filing.name.zh}：材料清单", f"{filing.name.en}: list of materials")
    subject = f"materials_list/{filing.id}"
    said = Text(listed, listed)
    return _entry(subject, name, materials.cite, materials.confidence, materials.checked_on, materials, says=said)


def _entry(
    key: str,
    name: Text,
    cite: Citation,
    confidence: str,
    checked_on: date,
    model: BaseModel,
    *,
    says: Text | None = None,
    since: date | None = None,
    until: date | None = None,
    overlay: str | None = None,
) -> LawEntry:
    return LawEntry(
        kind="wording",
        subject=f"wording:{key}",
        key=key,
        name=name,
        says=says or name,
        since=since,
        until=until,
        cite=cite,
        confidence=Confidence(confidence),
        checked_on=checked_on,
        overlay=overlay,
        note=None,
        model=model,
    )
