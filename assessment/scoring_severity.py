"""How grave the harm would be: for persons, for national security and public interest, for the organisation.

Base and corrections after tables B.1 and B.2 of the 2017 draft guide; the figures are data of the scorecard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from assessment.scorecard import Method, SeverityRules, Track
from assessment.scoring_ends import End, FactsEnd

BEYOND_NEED = "A4"
"""The question on the least set of fields: grade 2 or 3 means that the scope goes beyond need."""


@dataclass(frozen=True, slots=True)
class SeverityPart:
    """One track with the steps that led to its value, for the explanation."""

    value: int
    base: int
    volume: int = 0
    scale: int = 0
    scope: int = 0
    group: int = 0
    reduction: int = 0


Severities = dict[Track, SeverityPart]


def beyond_need(grades: Mapping[str, int]) -> bool:
    return grades.get(BEYOND_NEED, 0) >= 2


def severities(end: End, method: Method) -> Severities:
    return of_facts(end.facts, method, scope=beyond_need(end.grades))


def inherent_severities(end: End, method: Method) -> Severities:
    """Without de-identification, masking and anonymisation, and with a scope beyond need."""
    bare = replace(end.facts, anonymised=False, deidentified=False, masked=False)
    return of_facts(bare, method, scope=True)


def of_facts(facts: FactsEnd, method: Method, *, scope: bool) -> Severities:
    return {
        "P": _persons(facts, method, scope=scope),
        "N": _national(facts, method, scope=scope),
        "O": SeverityPart(facts.organisation, facts.organisation),
    }


def _persons(facts: FactsEnd, method: Method, *, scope: bool) -> SeverityPart:
    if not facts.person_data:
        return SeverityPart(0, 0)
    rules, figures = method.severity, method.figures
    if facts.severe_kind or facts.sensitive_persons >= figures.sensitive_from.value:
        base = rules.persons_severe
    else:
        base = rules.persons_some_sensitive if facts.sensitive_persons else rules.persons_ordinary
    volume = int(facts.persons > figures.volume_above.value)
    total = base + volume + scope + facts.vulnerable - facts.deidentified
    return SeverityPart(
        _clamp(total, rules),
        base,
        volume=volume,
        scope=int(scope),
        group=int(facts.vulnerable),
        reduction=int(facts.deidentified),
    )


def _national(facts: FactsEnd, method: Method, *, scope: bool) -> SeverityPart:
    rules = method.severity
    base = _national_base(facts, method)
    if base == 0:
        return SeverityPart(0, 0)
    reduction = facts.masked if facts.important else facts.deidentified
    total = base + facts.large_scale + scope - reduction
    return SeverityPart(
        _clamp(total, rules), base, scale=int(facts.large_scale), scope=int(scope), reduction=int(reduction)
    )


def _national_base(facts: FactsEnd, method: Method) -> int:
    rules, figures = method.severity, method.figures
    if facts.important:
        return rules.national_important
    if facts.anonymised:
        return 0
    if facts.persons >= figures.mass_from.value or facts.large_location(figures):
        return rules.national_mass
    return rules.national_large if facts.persons >= figures.large_from.value else 0


def _clamp(value: int, rules: SeverityRules) -> int:
    return max(1, min(rules.highest, value))
