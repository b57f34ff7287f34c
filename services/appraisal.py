"""From an answer sheet to everything that follows from it: facts, route, risk, gaps. No storage here.

The wizard, the commands, the snapshot and the dossier all come through ``appraise``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assessment.answers import AnswerSheet
from assessment.changes import what_would_change
from assessment.completeness import Gap, gaps, progress
from assessment.facts import RouteFacts
from assessment.item_totals import ItemTotals, totals_of
from assessment.notices import NoticeHit, hits, with_notices
from assessment.reading import route_facts, score_input
from assessment.routing import RouteChange, RouteDecision, decide
from assessment.scoring import RiskScore, ScoreInput, score
from assessment.scoring_advice import Advice, advise
from assessment.snapshot import Snapshot, freeze
from assessment.wanted import Wanted, wanted
from regimes.loader import Regime


@dataclass(frozen=True)
class Appraisal:
    """What is known about one case on the day of its answer sheet; parts are worked out when asked for.

    ``counted``: the totals of its data items by scenario, where the sheet was read without them.
    """

    sheet: AnswerSheet
    regime: Regime
    counted: Mapping[str, ItemTotals] | None = None

    @cached_property
    def items(self) -> Mapping[str, ItemTotals]:
        """How many data items each scenario has."""
        return totals_of(self.sheet) if self.counted is None else self.counted

    @cached_property
    def notices(self) -> tuple[NoticeHit, ...]:
        """Where a notice of an authority reaches a scenario of the case."""
        return hits(self.sheet, self.regime.notices)

    @cached_property
    def facts(self) -> RouteFacts:
        """What was answered; where a notice speaks of the data, the notice decides what they are."""
        return with_notices(route_facts(self.sheet, self.regime.questionnaire), self.notices)

    @cached_property
    def decision(self) -> RouteDecision:
        return decide(self.facts, self.regime.rules, self.sheet.on)

    @cached_property
    def changes(self) -> tuple[RouteChange, ...]:
        """What would change the route; only for pages that show it, because every change is tried."""
        return what_would_change(self.facts, self.regime.rules, self.sheet.on)

    @cached_property
    def score_input(self) -> ScoreInput:
        scorecard = self.regime.scorecard(self.sheet.on)
        return score_input(
            self.sheet, self.regime.questionnaire, self.decision.route, scorecard.method.figures, self.facts
        )

    @cached_property
    def score(self) -> RiskScore:
        return score(self.score_input, self.regime.scorecard(self.sheet.on))

    @cached_property
    def advice(self) -> Advice:
        """What would change the risk; only for pages that show it."""
        return advise(self.score_input, self.regime.scorecard(self.sheet.on), self.score)

    @cached_property
    def wanted(self) -> Wanted:
        """The filings that the decision leads to, and what they ask for."""
        wording = self.regime.wording
        return wanted(self.sheet, self.decision.as_json(), wording.filings, wording.materials_list)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return gaps(self.sheet, self.regime.questionnaire, self.items, self.wanted)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The case frozen as its answers say it, without what people decided beside them."""
        return self.frozen_with()

    def frozen_with(
        self,
        override: Mapping[str, Any] | None = None,
        plan: Mapping[str, Any] | None = None,
        extension: Mapping[str, Any] | None = None,
    ) -> Snapshot:
        regime = {"id": self.regime.id, "sha256": self.regime.sha256, "version": self.decision.ruleset}
        return freeze(
            self.sheet,
            facts=self.facts.model_dump(mode="json"),
            decision=self.decision.as_json(),
            score=self.score.as_record(),
            regime=regime,
            override=override,
            plan=plan,
            extension=extension,
        )

    @cached_property
    def progress(self) -> dict[str, tuple[int, int]]:
        return progress(self.sheet, self.regime.questionnaire, self.wanted)


def appraise(sheet: AnswerSheet, regime: Regime, counted: Mapping[str, ItemTotals] | None = None) -> Appraisal:
    return Appraisal(sheet, regime, counted)
