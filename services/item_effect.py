"""What the data items of a case mean for its route and risk, and what would be without them.

The database adds the items up; each supposition is decided and scored like a case. Kept until case, law, day or
proposals change. It changes nothing: cutting and treating are steps of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from assessment.answers import AnswerSheet
from assessment.item_effect import Effect, Outcome, Supposed, effect
from assessment.item_lines import NamedItem, StandingRow
from assessment.item_standing import Classes, lowered
from assessment.item_states import Treatment
from assessment.item_supposing import Tally, Weight
from assessment.vocabulary import Text
from assessment.work import Person
from regimes.loader import Regime
from services.appraisal import appraise
from services.cases import case_of
from services.desk import Desk
from services.item_proposals import ensure_all_fresh
from store.database import Unit

NAMED = 200
"""Sensitive and important items of a scenario that are read by name, to say what they are."""


@dataclass(frozen=True, slots=True)
class ScenarioItems:
    """The items of one scenario by what they count as; ``named``: the first that are sensitive or important."""

    scenario: str
    sensitive: int
    important: int
    undetermined: int
    cut: int
    named: tuple[NamedItem, ...]


@dataclass(frozen=True, slots=True)
class ItemEffect:
    """``proposed``: exported items that nobody settled yet; ``total``: all exported items of the case.

    ``categories``: the names of the catalogue's items by their ids.
    """

    effect: Effect
    scenarios: tuple[ScenarioItems, ...]
    total: int
    proposed: int
    categories: Mapping[str, Text]

    @property
    def now(self) -> Outcome:
        return self.effect.now

    @property
    def best(self) -> Supposed | None:
        """The supposition to speak of in one line: the fewest items that change the route, else the risk."""
        telling = self.effect.telling
        by_route = [one for one in telling if one.outcome is None or one.outcome.route != self.now.route]
        return min(by_route or telling, key=lambda one: (one.outcome is None, one.count), default=None)


def effect_of_items(desk: Desk, person: Person, case_id: str) -> ItemEffect:
    """The effect as it is now; proposals that are out of date are made anew first."""
    ensure_all_fresh(desk, person, case_id)
    return kept_effect(desk, person, case_id)


def kept_effect(desk: Desk, person: Person, case_id: str) -> ItemEffect:
    """The effect of what is kept, for every page that says it in one line."""
    with desk.database.read(person.company_id) as unit:
        record = case_of(unit, case_id)
        regime = desk.regime_of(person.company_id, unit)
        judged = unit.item_standings.judged_with(case_id)
        key = (record.id, record.revision, record.changed_at, regime, desk.today, judged)
        return desk.item_effects.of(key, lambda: _effect(desk, unit, case_id, regime))


def tally_of(rows: list[StandingRow]) -> Tally:
    """The exported items by scenario, as the supposing takes them."""
    found: dict[str, list[Weight]] = {}
    for row in rows:
        if not row.cut:
            found.setdefault(row.scenario, []).append(_weight(row))
    return {scenario: tuple(weights) for scenario, weights in found.items()}


def _weight(row: StandingRow) -> Weight:
    before = Classes(row.personal, row.sensitive, row.important)
    if row.treated == "":
        return Weight(before, before, row.settled, row.count)
    done = Treatment("masked", "", "", row.treated_kind, "verified", (), "", None)
    after = lowered(before, done)
    return Weight(after if row.treated == "verified" else before, after, row.settled, row.count)


def _effect(desk: Desk, unit: Unit, case_id: str, regime: Regime) -> ItemEffect:
    # A notice of an authority names data items, so they are needed where there is one.
    sheet = unit.sheets.load(case_id, desk.today, with_items=bool(regime.notices))
    rows = unit.item_standings.of_case(case_id)
    tally = tally_of(rows)
    exported = [row for row in rows if not row.cut]
    return ItemEffect(
        effect=effect(sheet, tally, lambda supposed: _outcome(supposed, regime)),
        scenarios=tuple(
            _scenario(unit, case_id, entry.id, tally, rows)
            for entry in sheet.scenarios
            if any(row.scenario == entry.id for row in rows)
        ),
        total=sum(row.count for row in exported),
        proposed=sum(row.count for row in exported if not row.settled),
        categories={item.id: Text(item.name.zh, item.name.en) for item in regime.catalogue.on(sheet.on).items},
    )


def _outcome(sheet: AnswerSheet, regime: Regime) -> Outcome:
    appraisal = appraise(sheet, regime)
    decision = appraisal.decision
    unknown = {fact.label.zh: fact.label for flow in decision.flows for fact in flow.unknown}
    return Outcome(decision.route, appraisal.score.level, tuple(unknown.values()))


def _scenario(unit: Unit, case_id: str, scenario: str, tally: Tally, rows: list[StandingRow]) -> ScenarioItems:
    counted = Counter[str]()
    for weight in tally.get(scenario, ()):
        counted[weight.now.kind] += weight.count
    some = counted["sensitive"] + counted["important"]
    named = tuple(unit.item_standings.named(case_id, scenario, ("sensitive", "important"), NAMED)) if some else ()
    return ScenarioItems(
        scenario,
        counted["sensitive"],
        counted["important"],
        counted["undetermined"],
        sum(row.count for row in rows if row.cut and row.scenario == scenario),
        named,
    )
