"""The answer sheet: everything a company has said about one case, as one frozen value.

It is the only input of facts, route, score and dossier; the wizard's store and the headless case file
both produce it. It holds what was said, not what follows from it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

from assessment.item_states import Cut, Settled, Treatment
from assessment.questions import Scope

Value: TypeAlias = str | int | bool | list[str] | dict[str, Any] | None
"""JSON value of one answer; ``None`` and a missing key both mean: not answered."""

NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Entry:
    """One scenario, recipient, clause or piece of evidence with its answers, in the order of its list.

    ``parent`` is the id of the scenario that a recipient belongs to, ``None`` for every other scope.
    """

    id: str
    scope: Scope
    parent: str | None
    answers: Mapping[str, Value] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class DataItem:
    """数据项: one row of the official table (template of the self-assessment report, part two (二) 3).

    ``name`` is unique inside its scenario. 序号 is the position in ``AnswerSheet.items`` of the scenario, from 1.
    What people settled about it is ``None`` where nobody has; an item that was cut is not exported any more.
    """

    id: str
    scenario: str
    name: str
    description: str
    necessity: str
    example: str
    remark: str
    settled: Settled | None = None
    treatment: Treatment | None = None
    cut: Cut | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """What proves a grade: an evidence entry, the page, and the words on it."""

    evidence: str
    page: str = ""
    quotation: str = ""


GradeState: TypeAlias = Literal["verified", "declared", "unknown"]


@dataclass(frozen=True, slots=True)
class GradedAnswer:
    """One of the 77 risk questions: grade 0 (best) to 3, how it is known, and what was found.

    ``grade`` is ``None`` exactly when ``state`` is unknown. ``state`` is what people said; whether a verified
    answer still counts as one on a day is told by ``assessment/proofs.py``. ``second_grade``: what another person
    graded apart from the first (section 12 of the method).
    """

    question: str
    grade: int | None
    state: GradeState
    finding: str = ""
    rectification: str = ""
    proofs: tuple[Proof, ...] = ()
    checked_by: str | None = None
    second_grade: int | None = None
    second_by: str | None = None

    @property
    def disputed(self) -> bool:
        """Two people graded it apart and differently; the one who answers for it has to settle that."""
        return self.grade is not None and self.second_grade is not None and self.grade != self.second_grade

    @property
    def evidence(self) -> tuple[str, ...]:
        """The evidence entries it points to."""
        return tuple(proof.evidence for proof in self.proofs)


@dataclass(frozen=True, slots=True)
class AnswerSheet:
    """All answers of one case on one day.

    ``answers`` holds the questions of scope case; ``entries`` every list in order; ``items`` the data items of
    all scenarios in order; ``grades`` the risk answers by question id (``A1`` … ``I8``).
    """

    reference: str
    title: str
    company: str
    on: date
    answers: Mapping[str, Value] = field(default_factory=lambda: NOTHING)
    entries: tuple[Entry, ...] = ()
    items: tuple[DataItem, ...] = ()
    grades: Mapping[str, GradedAnswer] = field(default_factory=lambda: MappingProxyType({}))

    def of_scope(self, scope: Scope, parent: str | None = None) -> tuple[Entry, ...]:
        return tuple(
            entry for entry in self.entries if entry.scope is scope and (parent is None or entry.parent == parent)
        )

    @property
    def scenarios(self) -> tuple[Entry, ...]:
        return self.of_scope(Scope.SCENARIO)

    def recipients_of(self, scenario_id: str) -> tuple[Entry, ...]:
        return self.of_scope(Scope.RECIPIENT, parent=scenario_id)

    def items_of(self, scenario_id: str) -> tuple[DataItem, ...]:
        return tuple(item for item in self.items if item.scenario == scenario_id)

    def exported_items_of(self, scenario_id: str) -> tuple[DataItem, ...]:
        """The items that leave the country: those of the scenario that were not cut."""
        return tuple(item for item in self.items if item.scenario == scenario_id and item.cut is None)

    def cut_items_of(self, scenario_id: str) -> tuple[DataItem, ...]:
        return tuple(item for item in self.items if item.scenario == scenario_id and item.cut is not None)

    @property
    def exported_items(self) -> tuple[DataItem, ...]:
        """The items of all scenarios that leave the country."""
        return tuple(item for item in self.items if item.cut is None)

    def only(self, scenarios: Container[str]) -> AnswerSheet:
        """The same case with these scenarios, their recipients and their items; every other list stays whole."""
        entries = tuple(
            entry
            for entry in self.entries
            if (entry.id if entry.scope is Scope.SCENARIO else entry.parent) in scenarios
            or entry.scope not in (Scope.SCENARIO, Scope.RECIPIENT)
        )
        return replace(self, entries=entries, items=tuple(item for item in self.items if item.scenario in scenarios))

    def entry(self, entry_id: str) -> Entry:
        return next(entry for entry in self.entries if entry.id == entry_id)
