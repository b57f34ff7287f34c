"""The parts of a scorecard that rest on papers of others, one by one, so that counsel can look each of them up.

It names them and grades nothing; the questions of the scorecard are the company's own and are not listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from assessment.questions import Citation
from assessment.scorecard import Figure, Gate, Method, PublishedMatrix, SeverityRules, figures_of
from assessment.vocabulary import Text


@dataclass(frozen=True, slots=True)
class MethodPart:
    """One part with what it says and where it was read."""

    key: str
    name: Text
    says: Text
    cite: Citation | None
    model: Figure | SeverityRules | PublishedMatrix | Gate
    note: Text | None = None


_LINES = {
    "volume_above": Text("人数多于此数，危害加一级", "above this many persons severity rises by one"),
    "sensitive_from": Text("敏感个人信息人数达到此数，基数为三", "from this many sensitive persons the base is three"),
    "mass_from": Text("人数达到此数，公共利益基数为三", "from this many persons the base of public interest is three"),
    "large_from": Text("人数达到此数，公共利益基数为二", "from this many persons the base of public interest is two"),
    "located_vehicles_above": Text(
        "有位置的车辆多于此数，基数为三", "above this many located vehicles the base is three"
    ),
    "very_large_above": Text("人数多于此数，可能性至少为三", "above this many persons likelihood is at least three"),
    "scale_gigabytes_above": Text("重要数据多于此数，规模加一级", "above this volume of important data scale adds one"),
    "scale_vehicles_above": Text("车辆多于此数，规模加一级", "above this many vehicles scale adds one"),
}
_NOTES = {
    "sensitive_from": "The statutory number stands for the draft's words 'mainly' and 'a small amount': our choice.",
    "mass_from": "That the base is three is our choice; counsel has to confirm it.",
    "large_from": "Differs from the guide of 2026; base two is our middle course, and counsel has to confirm it.",
    "scale_vehicles_above": "Vehicles with location or exterior imagery; the number is our choice.",
}


SEVERITY = Text("危害程度的基数和调整", "bases and corrections of the severity")


def parts_of(method: Method) -> Iterator[MethodPart]:
    """Figures, severity, published matrices and stop gates, in the order of the file."""
    for name, figure in figures_of(method):
        says = Text(f"{figure.value:,} {figure.unit.zh}", f"{figure.value:,} {figure.unit.en}")
        note = Text(figure.cite.note, _NOTES.get(name, figure.cite.note)) if figure.cite.note else None
        yield MethodPart(name, _LINES[name], says, figure.cite, figure, note)
    yield MethodPart("severity", SEVERITY, SEVERITY, method.severity.cite, method.severity)
    for matrix in method.published:
        called = Text(matrix.name.zh, matrix.name.en)
        yield MethodPart(matrix.id, called, called, matrix.cite, matrix)
    for gate in method.gates:
        says = Text(gate.reference.zh, gate.reference.en)
        yield MethodPart(gate.id, Text(gate.question.zh, gate.question.en), says, None, gate)
