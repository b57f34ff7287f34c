"""The law as it was read, written a second time by hand: a threshold off by one, or a start off by a day, fails here.

The tables follow the research (figures by date, rule versions by date). Whoever changes a figure or a start in
``regimes/cn`` changes it here too, with the source in hand; that is the point of writing it twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

import pytest

from assessment.rules import Dated, Figure, RuleBook
from regimes.loader import load_regime

BOOK = load_regime().rules
ONE_DAY = timedelta(days=1)
NONE = None
Value = int | str | None

FIGURES: dict[str, tuple[tuple[str, Value], ...]] = {
    "count.from": (("2022-09-01", "previous_year"), ("2024-03-22", "current_year")),
    "sa.pi.persons": (("2022-09-01", 100_000), ("2024-03-22", 1_000_000)),
    "sa.spi.persons": (("2022-09-01", 10_000), ("2024-03-22", 10_000)),
    "sa.processed.persons": (("2022-09-01", 1_000_000), ("2024-03-22", NONE)),
    "contract.pi.persons": (("2022-09-01", NONE), ("2023-06-01", 1), ("2024-03-22", 100_000)),
    "contract.spi.persons": (("2022-09-01", NONE), ("2023-06-01", 1), ("2024-03-22", 1)),
    "certificate.persons": (("2022-09-01", NONE), ("2024-03-22", 100_000), ("2026-01-01", 100_000)),
    "exempt.small.persons": (("2022-09-01", NONE), ("2024-03-22", 100_000)),
    "exempt.contract": (("2022-09-01", NONE), ("2024-03-22", "available")),
    "exempt.hr": (("2022-09-01", NONE), ("2024-03-22", "available")),
    "exempt.emergency": (("2022-09-01", NONE), ("2024-03-22", "available")),
    "exempt.transit": (("2022-09-01", NONE), ("2024-03-22", "available")),
    "basis.statutory_duty": (("2022-09-01", NONE), ("2025-01-01", "available")),
    "sa.check.province": (("2022-09-01", 5),),
    "sa.accept": (("2022-09-01", 7),),
    "sa.assess": (("2022-09-01", 45),),
    "sa.objection": (("2022-09-01", 15),),
    "sa.validity": (("2022-09-01", 2), ("2024-03-22", 3)),
    "sa.new_filing_before_end": (("2022-09-01", 60),),
    "sa.extension_window": (("2022-09-01", NONE), ("2024-03-22", 60)),
    "sa.extension_validity": (("2022-09-01", NONE), ("2024-03-22", 3)),
    "sa.extension_growth": (("2022-09-01", NONE), ("2025-06-27", 20)),
    "sa.extension_check": (("2022-09-01", NONE), ("2025-06-27", 5)),
    "sa.extension_decision": (("2022-09-01", NONE), ("2025-06-27", 20)),
    "sa.extension_entry": (("2022-09-01", NONE), ("2025-06-27", 3)),
    "sa.self_assessment_age": (("2022-09-01", NONE), ("2025-06-27", 3)),
    "sa.transition": (("2022-09-01", 6), ("2024-03-22", NONE)),
    "contract.transition": (("2022-09-01", NONE), ("2023-06-01", 6), ("2024-03-22", NONE)),
    "contract.filing": (("2022-09-01", NONE), ("2023-06-01", 10)),
    "contract.check": (("2022-09-01", NONE), ("2024-03-22", 15)),
    "contract.supplement": (("2022-09-01", NONE), ("2024-03-22", 10)),
    "gba.filing": (("2022-09-01", NONE), ("2023-12-13", 10), ("2024-09-10", 10)),
    "certificate.validity": (("2022-09-01", NONE), ("2026-01-01", 3)),
    "certificate.renewal": (("2022-09-01", NONE), ("2026-01-01", 6)),
    "pipia.keep": (("2021-11-01", 3),),
    "records.keep": (("2022-09-01", NONE), ("2025-01-01", 3)),
    "flaw.report": (("2022-09-01", NONE), ("2025-01-01", 24)),
    "large.persons": (("2022-09-01", NONE), ("2025-01-01", 10_000_000)),
    "audit.two_years.persons": (("2022-09-01", NONE), ("2025-05-01", 10_000_000)),
    "audit.officer.persons": (("2022-09-01", NONE), ("2025-05-01", 1_000_000)),
    "audit.rectification_report": (("2022-09-01", NONE), ("2025-05-01", 15)),
    "id.identify_after_rules": (("2022-09-01", NONE), ("2025-05-30", 2)),
    "id.risk_report": (("2022-09-01", NONE), ("2026-08-20", 20)),
    "small_processor.persons": (("2022-09-01", NONE), ("2026-09-01", 100_000)),
    "auto.pi.persons": (("2021-10-01", 100_000),),
}

VERSIONS = (
    ("V0", "2017-06-01"), ("V0a", "2021-09-01"), ("V0a", "2021-10-01"), ("V0a", "2021-11-01"), ("V1", "2022-09-01"),
    ("V1a", "2022-11-18"), ("V2", "2023-06-01"), ("V2g", "2023-12-13"), ("V3", "2024-03-22"), ("V4", "2025-01-01"),
    ("V4a", "2025-05-01"), ("V4b", "2025-06-27"), ("V5", "2026-01-01"), ("V6", "2026-01-30"), ("V5a", "2026-03-01"),
    ("V7a", "2026-04-24"), ("V7b", "2026-05-08"), ("V8", "2026-08-20"), ("V9", "2026-09-01"),
)  # fmt: skip

Span = tuple[str, str | None]
# Every day on which the rule may decide; entries that follow each other without a gap are one span.
RULES: dict[str, Span] = {
    "R-00": ("2021-09-01", NONE),
    "R-01": ("2022-09-01", NONE),
    "R-02": ("2021-11-01", NONE),
    "R-03": ("2021-09-01", NONE),
    "L-01": ("2017-06-01", "2022-08-31"),
    "L-02": ("2022-09-01", "2024-03-21"),
    "L-02/own_view": ("2022-09-01", "2024-03-21"),
    "L-03": ("2022-09-01", "2024-03-21"),
    "L-04": ("2022-09-01", "2024-03-21"),
    "L-05": ("2022-09-01", "2024-03-21"),
    "L-06": ("2023-06-01", "2024-03-21"),
    "L-06/offshore": ("2023-06-01", "2024-03-21"),
    "L-07": ("2022-11-18", "2023-05-31"),
    "L-08": ("2022-09-01", "2022-11-17"),
    "R-10": ("2024-03-22", NONE),
    "R-12": ("2022-09-01", NONE),
    "R-20": ("2024-03-22", NONE),
    "R-21": ("2024-03-22", NONE),
    "R-22": ("2024-03-22", NONE),
    "R-23": ("2024-03-22", NONE),
    "R-24": ("2025-01-01", NONE),
    "R-25": ("2022-09-01", NONE),
    "AG-EX-7": ("2026-01-30", NONE),
    "AG-EX-8": ("2026-01-30", NONE),
    "AG-EX-9": ("2026-01-30", NONE),
    "R-30": ("2024-03-22", NONE),
    "R-40": ("2024-03-22", NONE),
    "R-41": ("2024-03-22", NONE),
    "R-42": ("2024-03-22", NONE),
    "R-43": ("2024-03-22", NONE),
    "R-51": ("2024-03-22", NONE),
}
OPTIONS: dict[str, Span] = {
    "V1A": ("2023-06-01", "2025-12-31"),
    "CERT-1": ("2026-01-01", NONE),
    "R-50/hong_kong": ("2023-12-13", NONE),
    "R-50/macau": ("2024-09-10", NONE),
}
# By code; several entries of one duty follow each other.
DUTIES: dict[str, Span] = {
    "notice": ("2021-11-01", NONE),
    "separate_consent": ("2021-11-01", NONE),
    "pipia": ("2021-11-01", NONE),
    "security_measures": ("2021-09-01", NONE),
    "incident_report": ("2021-09-01", NONE),
    "records": ("2025-01-01", NONE),
    "contract_filing": ("2023-06-01", NONE),
    "self_assessment": ("2022-09-01", NONE),
    "important_data_report": ("2021-09-01", NONE),
    "automotive_yearly_report": ("2021-10-01", NONE),
    "large_handler": ("2025-01-01", NONE),
    "protection_officer": ("2025-05-01", NONE),
    "audit_two_years": ("2025-05-01", NONE),
    "identify_important_data": ("2025-05-30", NONE),
    "regular_audit": ("2025-01-01", NONE),
    "certification_requirements": ("2022-11-18", NONE),
}
EXEMPTIONS = {
    "exempt.transit": "R-20", "exempt.contract": "R-21", "exempt.hr": "R-22", "exempt.emergency": "R-23",
    "basis.statutory_duty": "R-24",
}  # fmt: skip


def entries(figure: Figure) -> tuple[tuple[str, Value], ...]:
    return tuple((entry.since.isoformat(), entry.value) for entry in figure.entries)


def span(rules: Iterable[Dated], key: str) -> Span:
    return span_of([rule for rule in rules if rule.key == key], key)


def span_of(rules: Iterable[Dated], key: str) -> Span:
    """From the first day to the last, with no day between on which the rule is missing."""
    found = sorted(rules, key=lambda rule: rule.since)
    for one, following in pairwise(found):
        assert one.until is not None and one.until + ONE_DAY == following.since, f"{key}: gap or overlap"
    last = found[-1].until
    return found[0].since.isoformat(), last.isoformat() if last else None


def differences(book: RuleBook) -> Iterator[str]:
    """Every name under which the book says something else than was read."""
    for figure in book.figures:
        if entries(figure) != FIGURES.get(figure.key):
            yield figure.key
    for rules, expected in ((book.routes, RULES), (book.sides, OPTIONS)):
        for key, wanted in expected.items():
            try:
                if span(rules, key) != wanted:
                    yield key
            except AssertionError:
                yield key


@pytest.mark.parametrize("key", FIGURES)
def test_figure(key: str) -> None:
    figure = next(figure for figure in BOOK.figures if figure.key == key)
    assert entries(figure) == FIGURES[key]


def test_no_figure_is_left_out_of_the_table() -> None:
    assert {figure.key for figure in BOOK.figures} == set(FIGURES)


@pytest.mark.parametrize("key", RULES)
def test_days_of_a_route_rule(key: str) -> None:
    assert span(BOOK.routes, key) == RULES[key]


@pytest.mark.parametrize("key", OPTIONS)
def test_days_of_an_option(key: str) -> None:
    assert span(BOOK.sides, key) == OPTIONS[key]


@pytest.mark.parametrize("code", DUTIES)
def test_days_of_a_duty(code: str) -> None:
    assert span_of([duty for duty in BOOK.duties if duty.code == code], code) == DUTIES[code]


def test_rule_versions() -> None:
    assert tuple((row.version, row.since.isoformat()) for row in BOOK.versions) == VERSIONS
    assert all(row.loaded for row in BOOK.versions)


@pytest.mark.parametrize(
    ("version", "others"),
    [("V1a", ["2022-11-04"]), ("V6", ["2026-02-03", "2026-07-01"]), ("V7b", ["2026-05-11"])],
)
def test_disputed_starts_name_the_days_not_taken(version: str, others: list[str]) -> None:
    row = next(row for row in BOOK.versions if row.version == version)
    assert [other.since.isoformat() for other in row.other_starts] == others
    assert all(other.says.zh and other.says.en for other in row.other_starts)


@pytest.mark.parametrize(("key", "rule"), EXEMPTIONS.items())
def test_a_case_is_available_on_the_days_of_its_rule(key: str, rule: str) -> None:
    first = date.fromisoformat(RULES[rule][0])
    assert BOOK.figure(key, first).value == "available"
    assert BOOK.figure(key, first - ONE_DAY).value is None
    assert not any(bound.key == rule for bound in BOOK.on(first - ONE_DAY).routes)
    assert any(bound.key == rule for bound in BOOK.on(first).routes)


def test_the_shipped_law_is_the_law_that_was_read() -> None:
    assert list(differences(BOOK)) == []


def _with_figure(figure: Figure) -> RuleBook:
    return replace(BOOK, figures=tuple(figure if known.key == figure.key else known for known in BOOK.figures))


@pytest.mark.parametrize("figure", BOOK.figures, ids=lambda figure: figure.key)
def test_a_number_off_by_one_and_a_start_off_by_a_day_are_seen(figure: Figure) -> None:
    """The guard itself, seen to fail: every entry is moved by one and by a day in turn."""
    for place, entry in enumerate(figure.entries):
        changed = [{"since": entry.since + ONE_DAY}, {"since": entry.since - ONE_DAY}]
        if isinstance(entry.value, int):
            changed += [{"value": entry.value + 1}, {"value": entry.value - 1}, {"value": None}]
        for change in changed:
            moved = list(figure.entries)
            moved[place] = entry.model_copy(update=change)
            book = _with_figure(figure.model_copy(update={"entries": tuple(moved)}))
            assert list(differences(book)) == [figure.key], change


@pytest.mark.parametrize("key", RULES)
def test_a_rule_off_by_a_day_is_seen(key: str) -> None:
    first = min((rule for rule in BOOK.routes if rule.key == key), key=lambda rule: rule.since)
    for day in (first.since + ONE_DAY, first.since - ONE_DAY):
        moved = first.model_copy(update={"since": day})
        book = replace(BOOK, routes=tuple(moved if rule is first else rule for rule in BOOK.routes))
        assert list(differences(book)) == [key]
