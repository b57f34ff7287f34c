"""From when persons are counted, and what stands in which number: this differs between the rules before and since
2024-03-22 (figure ``count.from``). Nothing is counted here; ``assessment/counting.py`` does that.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from assessment.conditions import Range
from assessment.facts import RouteFacts
from assessment.rules import FigureEntry


@dataclass(frozen=True, slots=True)
class Counting:
    """How persons are counted on one day.

    ``both_once``: whoever stands in both numbers counts among the sensitive ones alone (CNT-6).
    ``since_previous_year``: counting starts on 1 January of the previous year, and the number of personal
    information holds the sensitive too. Order 11 Art. 4(3) says 10万人个人信息 and excepts nothing; the words
    不含敏感个人信息 came with Order 16 Art. 7.
    """

    both_once: bool = False
    since_previous_year: bool = False

    def first_year(self, on: date) -> int:
        return on.year - 1 if self.since_previous_year else on.year

    def all_kinds(self, pi: Range, spi: Range) -> Range:
        """Distinct persons of either kind, from the two numbers as they are kept.

        By default a person with both kinds stands in both numbers (CNT-6), and who has sensitive information
        hardly ever has nothing else: so the larger number is taken. Where the company counts such persons once,
        the two numbers share nobody and are added.
        """
        if self.both_once:
            return pi.plus(spi)
        high = None if pi.high is None or spi.high is None else max(pi.high, spi.high)
        return Range(max(pi.low, spi.low), high)


def counting_on(facts: RouteFacts, figures: Mapping[str, FigureEntry]) -> Counting:
    start = figures.get("count.from")
    return Counting(facts.count_both_in == "sensitive", start is not None and start.value == "previous_year")
