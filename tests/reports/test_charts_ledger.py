"""The pictures of the head-count: what has happened is full, what is forecast is broken, and all of it is told."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest

from assessment.conditions import Range
from assessment.forecast import outlook
from assessment.headcount import balance
from assessment.vocabulary import Language, Text
from regimes.loader import load_regime
from reports.charts_ledger import threshold_bar, year_chart
from tests.core.test_ledger import batch, ledger

SVG = "{http://www.w3.org/2000/svg}"
BOOK = load_regime().rules
TITLE = Text("一般个人信息", "Personal information")


def drawn(text: str) -> ElementTree.Element:
    return ElementTree.fromstring(text)


def named(root: ElementTree.Element, kind: str) -> list[ElementTree.Element]:
    return [one for one in root.iter() if one.get("class") == kind]


def chart(*contents: dict[str, object], on: date, language: Language = "zh") -> ElementTree.Element:
    held = balance(ledger(*contents), on)
    points = [(step.line.count.until, step.pi) for step in held.steps]
    return drawn(year_chart(outlook(held, BOOK).pi, points, on, TITLE, language))


def test_the_plan_is_paler_than_what_has_left() -> None:
    root = drawn(threshold_bar(Range(86_400, 86_400), 1_000_000, "below", "zh", Range(1_262_000, 1_262_000)))
    (value,), (planned,) = named(root, "bar-value"), named(root, "bar-planned")
    assert int(value.get("width") or 0) < int(planned.get("width") or 0) == 320
    assert "含本次计划已达到" in "".join(root.itertext())


def test_what_is_not_known_is_drawn_apart() -> None:
    exact = drawn(threshold_bar(Range(50, 50), 100, "below", "en"))
    open_ = drawn(threshold_bar(Range(50, 90), 100, "near", "en"))
    assert named(exact, "bar-perhaps") == []
    assert int(named(open_, "bar-perhaps")[0].get("width") or 0) == 288
    assert int(named(open_, "bar-value")[0].get("width") or 0) == 160
    assert "50–90 / 100 persons" in "".join(open_.itertext())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_crossing_is_marked_and_told(language: Language) -> None:
    on = date(2026, 6, 30)
    root = chart(batch("2026-06-30", 95_000, since="2026-04-02", again_pi=0), on=on, language=language)
    assert len(named(root, "crossing")) == 1
    assert len(named(root, "ahead")) == 1
    assert named(root, "ahead")[0].get("stroke-dasharray")
    told = root.findtext(f"{SVG}desc") or ""
    assert "2026-07-05" in told
    assert "2026-12-31" in told


def test_a_year_that_is_over_has_no_forecast() -> None:
    root = chart(batch("2025-06-30", 95_000), on=date(2025, 12, 31))
    assert named(root, "ahead") == named(root, "crossing") == []


def test_a_range_is_a_field_between_two_lines() -> None:
    on = date(2026, 6, 30)
    assert named(chart(batch("2026-03-31", 10), batch("2026-04-30", 20), on=on), "between")
    assert not named(chart(batch("2026-03-31", 10), batch("2026-04-30", 20, again_pi=0), on=on), "between")


def test_everything_stays_inside_the_picture() -> None:
    on = date(2026, 3, 1)
    for persons in (1, 9, 99_999, 1_000_000, 123_456_789):
        root = chart(batch("2026-02-28", persons, since="2026-01-01"), on=on)
        _, _, width, height = map(int, (root.get("viewBox") or "").split())
        for line in root.iter(f"{SVG}polyline"):
            for place in (line.get("points") or "").split():
                x, y = map(int, place.split(","))
                assert 0 <= x <= width, persons
                assert 0 <= y <= height, persons
