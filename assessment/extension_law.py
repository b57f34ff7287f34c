"""The extension of a result as data: the six conditions and the official form, and what a company says for them.

The form's words are official and printed as they stand. Nothing here judges; ``assessment/extension.py`` does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from assessment.questions import Bilingual, Citation, Frozen
from assessment.vocabulary import Confidence
from assessment.volumes import Volume, VolumeUnit

SUBJECT = "change_extension"
"""Entries of the journal of milestones under this subject hold an ``ExtensionSaid``."""

Count = Annotated[int, Field(ge=0, le=10**12)]
FieldKind = Literal["text", "yes_no", "percent", "long_text"]
ConditionId = Literal["unchanged", "parties", "persons", "volume", "article_9", "conduct"]


class Size(Frozen):
    """A volume of important data as it was typed."""

    size: Count
    unit: VolumeUnit

    def volume(self) -> Volume:
        return Volume(self.size, self.unit)


class ScenarioSaid(Frozen):
    """Block 2 of the form for one scenario. ``None``: not answered yet."""

    scenario: str
    unchanged: bool | None = None
    parties_unchanged: bool | None = None
    persons_concerned: bool | None = None
    persons_allowed: Count | None = None
    persons_planned: Count | None = None
    volume_concerned: bool | None = None
    volume_allowed: Size | None = None
    volume_planned: Size | None = None
    link_unchanged: bool | None = None
    use_unchanged: bool | None = None


class ExtensionSaid(Frozen):
    """What the company says for the test and the form (journal of milestones, subject ``change_extension``)."""

    kind: Literal["change_extension"] = "change_extension"
    acceptance_number: str = ""
    result_on: date | None = None
    ends_on: date | None = None
    article_9: bool | None = None
    as_notified: bool | None = None
    no_incident: bool | None = None
    scenarios: tuple[ScenarioSaid, ...] = ()
    measures: str = ""
    performance: str = ""
    compliance: str = ""
    incidents: str = ""

    def of(self, scenario: str) -> ScenarioSaid:
        return next((s for s in self.scenarios if s.scenario == scenario), ScenarioSaid(scenario=scenario))


class Condition(Frozen):
    """One of the six. ``fields``: what is asked for it, by the name of the answer."""

    id: ConditionId
    number: int
    text: Bilingual
    fields: Mapping[str, Bilingual]


class FormField(Frozen):
    """One field of the form; ``answer`` names what fills it. ``official``: the label is the form's, word for word."""

    label: str
    answer: str
    kind: FieldKind
    official: bool = True


class FormBlock(Frozen):
    title: str
    scope: Literal["case", "scenario"]
    fields: tuple[FormField, ...]


class Step(Frozen):
    """A term of the procedure: a deadline of the catalogue, and what it is for."""

    deadline: str
    text: Bilingual


class ExtensionLaw(Frozen):
    """``extension.yaml``: the conditions and the official form, word for word."""

    since: date = Field(alias="from")
    cite: Citation
    confidence: Confidence
    checked_on: date
    precondition: Bilingual
    precondition_cite: Citation
    conditions: tuple[Condition, ...]
    steps: tuple[Step, ...]
    form_title: str
    form_cite: Citation
    form: tuple[FormBlock, ...]
    commitment: str

    def condition(self, name: ConditionId) -> Condition:
        return next(condition for condition in self.conditions if condition.id == name)
