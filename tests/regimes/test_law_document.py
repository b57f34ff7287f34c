"""What docs/law.md shows counsel is what ships: its rule and figure are ours, its overlay is accepted and decides."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from assessment.routing import decide
from regimes import strict
from regimes.loader import HOME, load_regime
from regimes.overlay_files import read_overlay
from regimes.overlays import compose
from regimes.rule_files import FiguresFile, RulesFile
from tests.regimes.case_files import some_facts

PAGE = (Path(__file__).parents[2] / "docs" / "law.md").read_text(encoding="utf-8")
RULE, FIGURE, OVERLAY = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)


def test_the_rule_on_the_page_is_the_rule_that_ships() -> None:
    shown = strict.validate(strict.read("law.md", "routes:\n" + RULE), RulesFile)
    assert shown.routes[0] in load_regime().rules.routes


def test_the_figure_on_the_page_is_the_figure_that_ships() -> None:
    shown = strict.validate(strict.read("law.md", "figures:\n" + FIGURE), FiguresFile)
    assert shown.figures[0] in load_regime().rules.figures


def test_the_addition_on_the_page_is_accepted_and_decides_from_its_day() -> None:
    law = compose(load_regime(), [read_overlay("law.md", OVERLAY)]).rules
    facts = some_facts({"persons_pi": 1_000_000})
    assert decide(facts, law, date(2026, 12, 31)).route == "security_assessment"
    assert decide(facts, law, date(2027, 1, 1)).route == "standard_contract_or_certification"


def test_every_file_on_the_page_is_there() -> None:
    for name in re.findall(r"\| `([a-z0-9_/.]+\.(?:yaml|md))`", PAGE):
        assert (HOME / "cn" / name).exists(), name
