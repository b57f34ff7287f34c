"""From a snapshot to every sentence of the documents: the view model that the PDFs are drawn from.

It reads the snapshot, the questionnaire and the official wording, and nothing else: no store, no clock. What is
missing prints a visible gap; whether a final dossier may have gaps is not decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from assessment.questions import Questionnaire
from assessment.snapshot import SnapshotContent, freeze
from assessment.wording import Wording
from reports.blocks import Block
from reports.documents import application_form, materials_list, power_of_attorney, self_assessment_report
from reports.reading import Reading

Status = Literal["draft", "final"]
DRAFT_MARK = "草稿 · 未经批准 · 不得申报"


@dataclass(frozen=True, slots=True)
class Document:
    """One document: what it is, how its file is called, and its content."""

    kind: str
    title: str
    file: str
    sheet: Literal["form", "report"]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """申报材料 of one case."""

    reference: str
    handler: str
    on: str
    route: str
    status: Status
    ruleset: dict[str, str]
    score_sha256: str
    snapshot_sha256: str
    documents: tuple[Document, ...]


def compose(
    content: SnapshotContent,
    questionnaire: Questionnaire,
    wording: Wording,
    *,
    status: Status,
) -> Dossier:
    """All documents of the dossier, in the order in which they are handed in."""
    reading = Reading(content, questionnaire)
    form, power, report = wording.application_form, wording.power_of_attorney, wording.report
    materials = wording.materials_list
    return Dossier(
        reference=content.sheet.reference,
        handler=reading.show("handler.name"),
        on=content.on.isoformat(),
        route=str(content.decision.get("route", "undetermined")),
        status=status,
        ruleset={"id": content.regime.id, "version": content.regime.version, "sha256": content.regime.sha256},
        score_sha256=content.score_sha256,
        snapshot_sha256=_snapshot_sha256(content),
        documents=(
            Document("materials_list", materials.title, materials.file, "form", materials_list.write(reading, wording)),
            Document("power_of_attorney", power.title, power.file, "form", power_of_attorney.write(reading, power)),
            Document("application_form", form.title, form.file, "form", application_form.write(reading, form)),
            Document(
                "self_assessment_report",
                report.title,
                report.file,
                "report",
                self_assessment_report.write(reading, report),
            ),
        ),
    )


def _snapshot_sha256(content: SnapshotContent) -> str:
    """The hash of the snapshot that the content came from: canonical bytes are the same whoever writes them."""
    regime = {"id": content.regime.id, "sha256": content.regime.sha256, "version": content.regime.version}
    return freeze(
        content.sheet,
        facts=content.facts,
        decision=content.decision,
        score=content.score,
        regime=regime,
        override=content.override,
        plan=content.plan,
    ).sha256
