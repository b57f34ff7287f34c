"""Whether data are important data: first an item is matched by a person, then its rule is applied.

A rule of the draft that fires makes the data *probable*; nothing but the completely loaded final can make them
*not important*, and then only when nothing is left open. An unknown fact never counts as no. This module matches
nothing by itself and reads no clock: the day is an argument.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from assessment.conditions import FactValue, Verdict, needs
from assessment.consistency import months_after
from assessment.important_data_parts import DRAFT, Effect, TableItem, TableTest
from assessment.important_data_rules import any_of, judge
from assessment.important_data_table import Edition, ImportantDataLaw
from assessment.questions import Bilingual
from assessment.sentences import PLACEHOLDER
from assessment.vocabulary import UNKNOWN, Text, Unknown

Result = Literal["important", "probable", "undetermined", "not_important"]

SPAN = "span_over_one_month"
DERIVED: Mapping[str, tuple[str, ...]] = {SPAN: ("span_from", "span_to")}
"""Facts that nobody is asked for: they follow from others."""


@dataclass(frozen=True, slots=True)
class TestOutcome:
    """One test of an item's rule: what it says with its numbers, its verdict, and the facts it still needs."""

    code: str
    label: Text
    verdict: Verdict
    facts: tuple[str, ...]
    needs: tuple[str, ...]

    __test__ = False


@dataclass(frozen=True, slots=True)
class ItemOutcome:
    """A matched item: whether its rule fires, by which tests, and what it makes of the data if it does."""

    edition: Edition
    item: TableItem
    verdict: Verdict
    effect: Effect
    tests: tuple[TestOutcome, ...]

    @property
    def needs(self) -> tuple[str, ...]:
        if self.verdict is not Verdict.UNKNOWN:
            return ()
        return tuple(dict.fromkeys(name for test in self.tests for name in test.needs))

    @property
    def fired(self) -> tuple[TestOutcome, ...]:
        return tuple(test for test in self.tests if test.verdict is Verdict.YES)


@dataclass(frozen=True, slots=True)
class Determination:
    """The answer for one scenario on one day, with everything it rests on."""

    on: date
    result: Result
    items: tuple[ItemOutcome, ...]
    because: tuple[Text, ...]
    complete: bool
    missing_items: int
    open_suggestions: int

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts that would move the answer on, each once."""
        return tuple(dict.fromkeys(name for outcome in self.items for name in outcome.needs))

    @property
    def firing(self) -> tuple[ItemOutcome, ...]:
        return tuple(outcome for outcome in self.items if outcome.verdict is Verdict.YES)

    def as_record(self) -> dict[str, Any]:
        """What a record says of it: codes and verdicts, no sentences."""
        return {
            "result": self.result,
            "on": self.on.isoformat(),
            "final_complete": self.complete,
            "items": [
                {
                    "code": outcome.item.code,
                    "edition": outcome.edition.head.id,
                    "verdict": outcome.verdict.value,
                    "effect": outcome.effect,
                    "tests": {test.code: test.verdict.value for test in outcome.tests},
                }
                for outcome in self.items
            ],
        }


def determine(
    matched: Collection[str],
    facts: Mapping[str, FactValue],
    law: ImportantDataLaw,
    on: date,
    *,
    open_suggestions: int = 0,
) -> Determination:
    """Apply the rules of the matched items (codes of any edition) to the facts of one scenario.

    A fact that is left out is unknown. ``open_suggestions``: items that were suggested and neither confirmed nor
    rejected; while there are any, the data are not cleared.
    """
    held = law.held_on(on)
    known = complete_facts(held, facts)
    items = tuple(
        _outcome(edition, item, known)
        for edition, item in held.in_force(on)
        if item.always or item.code in matched or (item.draft in matched if item.draft else False)
    )
    result = _result(items, held, on, open_suggestions)
    because = tuple(_because(result, items, held, open_suggestions))
    return Determination(on, result, items, because, held.complete, held.missing_items, open_suggestions)


def complete_facts(law: ImportantDataLaw, given: Mapping[str, FactValue]) -> dict[str, FactValue]:
    """Every fact of the law, unknown where nothing was said, and what follows from them."""
    known: dict[str, FactValue] = dict.fromkeys(law.facts, UNKNOWN)
    known.update((name, value) for name, value in given.items() if name in known and value is not None)
    known = {name: UNKNOWN if value == "open" else value for name, value in known.items()}
    known[SPAN] = span_over_one_month(known.get("span_from", UNKNOWN), known.get("span_to", UNKNOWN))
    return known


def span_over_one_month(first: FactValue, last: FactValue) -> bool | Unknown:
    """Whether days from the first to the last, both included, are more than one month (K20: 超过, not 以上).

    1 to 31 January is exactly one month and not more; 1 January to 1 February is more.
    """
    if not isinstance(first, str) or not isinstance(last, str):
        return UNKNOWN
    begin, end = date.fromisoformat(first), date.fromisoformat(last)
    return end + timedelta(days=1) > months_after(begin, 1)


def judge_test(edition: Edition, code: str, facts: Mapping[str, FactValue]) -> Verdict:
    """The verdict of a test, or of a group of tests (any one of them)."""
    if code in edition.groups:
        return any_of(judge_test(edition, member, facts) for member in edition.groups[code])
    return edition.bound[code].judge(facts)


def worded(edition: Edition, label: Bilingual) -> Text:
    """The label of a test with the numbers of its edition."""

    def number(name: str) -> str:
        return f"{edition.figures[name].value:,}"

    return Text(
        PLACEHOLDER.sub(lambda found: number(found[1]), label.zh),
        PLACEHOLDER.sub(lambda found: number(found[1]), label.en),
    )


def asked_facts(outcomes: Iterable[ItemOutcome], facts: Mapping[str, FactValue], law: ImportantDataLaw) -> list[str]:
    """The facts to ask for: those that a test of a matched item reads and that can still matter to it.

    What was answered stays on the page; a fact that follows another is not asked once that one is no.
    """
    names: dict[str, None] = {}
    for outcome in outcomes:
        for test in outcome.tests:
            for name in (n for fact in test.facts for n in DERIVED.get(fact, (fact,))):
                before = law.facts[name].follows
                if before is None or facts.get(before) is not False:
                    names[name] = None
    return list(names)


def _outcome(edition: Edition, item: TableItem, facts: Mapping[str, FactValue]) -> ItemOutcome:
    tests = tuple(_test(edition, edition.tests[code], facts) for code in edition.tests_of(item))
    verdict = judge(item.parsed, lambda code: judge_test(edition, code, facts))
    return ItemOutcome(edition, item, verdict, edition.effect_of(item), tests)


def _test(edition: Edition, test: TableTest, facts: Mapping[str, FactValue]) -> TestOutcome:
    bound = edition.bound[test.code]
    missing = tuple(dict.fromkeys(n for name in needs(bound, facts) for n in _askable(name, facts)))
    return TestOutcome(test.code, worded(edition, test.label), bound.judge(facts), edition.facts_of(test), missing)


def _askable(name: str, facts: Mapping[str, FactValue]) -> tuple[str, ...]:
    """What has to be asked so that a fact becomes known."""
    return tuple(n for n in DERIVED[name] if facts.get(n) is UNKNOWN) if name in DERIVED else (name,)


def _result(items: tuple[ItemOutcome, ...], law: ImportantDataLaw, on: date, open_suggestions: int) -> Result:
    firing = {outcome.effect for outcome in items if outcome.verdict is Verdict.YES}
    if "important" in firing:
        return "important"
    if "probable" in firing:
        return "probable"
    unclear = any(outcome.verdict is Verdict.UNKNOWN and outcome.effect != "note" for outcome in items)
    cleared = law.complete and on >= law.final.head.since and not unclear and not open_suggestions
    return "not_important" if cleared else "undetermined"


def _because(
    result: Result, items: tuple[ItemOutcome, ...], law: ImportantDataLaw, open_suggestions: int
) -> Iterable[Text]:
    for outcome in items:
        if outcome.verdict is Verdict.YES:
            yield _firing_sentence(outcome)
    if result in ("important", "probable"):
        return
    unclear = [outcome for outcome in items if outcome.verdict is Verdict.UNKNOWN and outcome.effect != "note"]
    if unclear:
        yield Text(
            "还有事实尚未确定，规则是否成立不能判断；未知不等于否。",
            "Facts are still open, so the rules cannot be judged; unknown is not no.",
        )
    if open_suggestions:
        yield Text(
            f"有 {open_suggestions} 个可能匹配的数据项尚未确认或者排除。",
            f"Possible matches neither confirmed nor rejected: {open_suggestions}.",
        )
    if not law.complete:
        yield Text(
            f"正式稿判定表尚未全部加载（还缺 {law.missing_items} 项），不能得出“不是重要数据”。",
            f"The final table is not completely loaded ({law.missing_items} items missing), so data cannot be "
            "cleared as not important.",
        )
    if result == "not_important":
        yield Text(
            "正式稿判定表已全部加载，没有规则成立，也没有未决事项。",
            "The final table is completely loaded, no rule fires and nothing is open.",
        )


def _firing_sentence(outcome: ItemOutcome) -> Text:
    name, codes = outcome.item.name, "、".join(test.code for test in outcome.fired)
    codes_en = codes.replace("、", ", ")
    match outcome.effect:
        case "note":
            return Text(
                f"提示：“{name.zh}”的条件成立；与后来的数量门槛不一致，不单独决定路径。",
                f"Note: the condition of '{name.en}' holds; it sits badly with the later thresholds and does not "
                "decide the route by itself.",
            )
        case "important":
            return Text(f"“{name.zh}”的判定规则成立（{codes}）。", f"The rule of '{name.en}' fires ({codes_en}).")
        case "probable":
            head = outcome.edition.head
            draft = Text("征求意见稿，待正式稿确认", "draft, to be confirmed by the final")
            basis = draft if head.id == DRAFT else Text(head.name.zh, head.name.en)
            return Text(
                f"“{name.zh}”的判定规则成立（{codes}；{basis.zh}）。",
                f"The rule of '{name.en}' fires ({codes_en}; {basis.en}).",
            )
