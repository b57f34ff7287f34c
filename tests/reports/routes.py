"""Complete cases of the routes beside the security assessment, each with a decision as the rules make it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from assessment.answers import AnswerSheet, Value
from assessment.questions import Scope
from assessment.snapshot import SnapshotContent
from assessment.wording import Wording
from regimes.loader import load_regime
from reports.blocks import as_text
from reports.document import Dossier
from reports.dossier import compose
from tests.reports.builders import change_entry, questionnaire, some_sheet, some_snapshot

WORDING: Wording = load_regime("cn").wording
RULES = load_regime("cn").rules
CONTRACT = "standard_contract_or_certification"


def flow(scenario: str, route: str, rule: str, options: Sequence[str] = ()) -> dict[str, Any]:
    """One flow of a decision with the sentence of a rule as it stands in the law."""
    found = next(r for r in RULES.routes if r.key == rule)
    because = {
        "id": rule,
        "because": {"zh": found.because.zh, "en": found.because.en},
        "cite": {"text": found.cite.text, "article": found.cite.article},
        "confidence": found.confidence.value,
    }
    return {"id": scenario, "route": route, "rules": [because], "options": list(options)}


def contract_flows(*options: str) -> list[dict[str, Any]]:
    offered = options or ("standard_contract", "certification")
    return [flow(scenario, CONTRACT, "R-42", offered) for scenario in ("diagnostics", "services")]


def content_of(sheet: AnswerSheet, flows: Sequence[Mapping[str, Any]]) -> SnapshotContent:
    content = some_snapshot(sheet).content
    return replace(content, decision={**content.decision, "route": flows[0]["route"], "flows": list(flows)})


def composed(sheet: AnswerSheet, flows: Sequence[Mapping[str, Any]]) -> Dossier:
    return compose(content_of(sheet, flows), questionnaire(), WORDING, status="draft")


def text_of(dossier: Dossier, kind: str) -> str:
    return as_text(next(document.blocks for document in dossier.documents if document.kind == kind))


def contract_sheet(mechanism: str = "standard_contract", **changes: Value) -> AnswerSheet:
    """Arbitration is chosen; the first recipient has a commercial contract; nothing sensitive is exported."""
    given: dict[str, Value] = {
        "filing.mechanism": mechanism,
        "contract.arbitration_body": "shiac",
        "contract.copies": 4,
        "contract.copies_each": 2,
    }
    given |= {key.replace("__", "."): value for key, value in changes.items()}
    sheet = some_sheet(changes=given)
    for scenario in ("diagnostics", "services"):
        sheet = change_entry(sheet, scenario, scenario__contains_sensitive=False, scenario__methods=["line_transfer"])
    return sheet


def exempt_sheet(claim: str, scenario: str = "diagnostics", **answers: Value) -> AnswerSheet:
    """A case of one scenario with a claim; evidence is named for every condition."""
    sheet = some_sheet(changes={"route.persons_pi_total": 61_000, "route.persons_spi_total": 0}).only({scenario})
    shown = [
        q.id for q in questionnaire().by_id.values() if q.id.endswith("_evidence") and q.id.startswith("scenario.")
    ]
    return change_entry(
        sheet,
        scenario,
        scenario__exemption_claim=claim,
        **{q.replace(".", "__"): ["evidence-2"] for q in shown},
        **answers,
    )


def recipients(sheet: AnswerSheet) -> int:
    return len(sheet.of_scope(Scope.RECIPIENT))
