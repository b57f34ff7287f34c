"""The application form for an extension, filled: block by block, field by field, as data.

The labels are the form's own. What nobody answered stays empty; nothing is guessed and no mark is set unasked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessment.extension import ExtensionResult, Growth
from assessment.extension_law import ExtensionLaw, ExtensionSaid, FieldKind, FormBlock, FormField, ScenarioSaid

NOT_CONCERNED = "不涉及"


@dataclass(frozen=True, slots=True)
class FilledField:
    """``value``: a text, yes or no, or ``None`` where it is still empty."""

    label: str
    official: bool
    kind: FieldKind
    value: str | bool | None


@dataclass(frozen=True, slots=True)
class FilledBlock:
    """One block of the form; ``scenario`` is the scenario that a repeated block speaks of."""

    title: str
    scenario: str | None
    fields: tuple[FilledField, ...]

    @property
    def empty(self) -> int:
        return sum(field.value in (None, "") for field in self.fields)


def filled(
    law: ExtensionLaw,
    said: ExtensionSaid,
    result: ExtensionResult,
    *,
    handler: str,
    scenarios: Sequence[str],
) -> tuple[FilledBlock, ...]:
    """The whole form; the block of scope scenario stands once for each scenario."""
    growth: dict[str, dict[str, Growth]] = {
        judged.id: {one.scenario: one for one in judged.growth} for judged in result.conditions
    }
    whole: dict[str, str | bool | None] = {
        "handler_name": handler,
        "acceptance_number": said.acceptance_number,
        "article_9": said.article_9,
        "measures": said.measures,
        "performance": said.performance,
        "compliance": said.compliance,
        "incidents": said.incidents,
    }
    blocks: list[FilledBlock] = []
    for block in law.form:
        if block.scope == "case":
            blocks.append(FilledBlock(block.title, None, tuple(_field(f, whole) for f in block.fields)))
            continue
        for scenario in scenarios:
            values = _of_scenario(said.of(scenario), growth, scenario)
            blocks.append(_scenario_block(block, scenario, values))
    return tuple(blocks)


def _scenario_block(block: FormBlock, scenario: str, values: Mapping[str, str | bool | None]) -> FilledBlock:
    return FilledBlock(block.title, scenario, tuple(_field(field, values) for field in block.fields))


def _field(field: FormField, values: Mapping[str, str | bool | None]) -> FilledField:
    return FilledField(field.label, field.official, field.kind, values[field.answer])


def _of_scenario(
    said: ScenarioSaid, growth: Mapping[str, Mapping[str, Growth]], scenario: str
) -> dict[str, str | bool | None]:
    return {
        "unchanged": said.unchanged,
        "parties_unchanged": said.parties_unchanged,
        "persons": _percent(said.persons_concerned, growth["persons"].get(scenario)),
        "volume": _percent(said.volume_concerned, growth["volume"].get(scenario)),
        "link_unchanged": said.link_unchanged,
        "use_unchanged": said.use_unchanged,
    }


def _percent(concerned: bool | None, growth: Growth | None) -> str | None:
    if concerned is False:
        return NOT_CONCERNED
    return f"{growth.percent}%" if growth is not None else None
