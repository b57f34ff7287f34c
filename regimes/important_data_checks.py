"""What no single field of the law of important data can show: names that lead nowhere, codes that stand twice.

Used for our own files and for what a company loads, so that both are refused in the same words.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from assessment.conditions import Condition
from assessment.errors import InputRefused, Problem
from assessment.important_data import DERIVED
from assessment.important_data_parts import (
    Addition,
    AskedFact,
    Category,
    Expected,
    GuideScenario,
    Protection,
    ProtectionArea,
    SeenItem,
    TableFigure,
    TableGroup,
    TableItem,
    TableTest,
    UnknownItem,
)
from assessment.important_data_rules import RuleNotRead, parse, tests_in
from assessment.important_data_table import Edition, ImportantDataLaw
from assessment.sentences import PLACEHOLDER
from assessment.vocabulary import Text
from regimes.documents import Document, KeyPath

_NUMBERS = frozenset({"at_least", "above", "below"})
_FITS: Mapping[str, frozenset[str]] = {
    "yes_no": frozenset({"equals"}),
    "count": _NUMBERS,
    "choice": frozenset({"equals", "one_of"}),
}


class Parts(Protocol):
    """A file that carries figures, tests and groups: an edition, or an addition to one."""

    @property
    def figures(self) -> tuple[TableFigure, ...]: ...
    @property
    def tests(self) -> tuple[TableTest, ...]: ...
    @property
    def groups(self) -> tuple[TableGroup, ...]: ...


@dataclass(frozen=True, slots=True)
class Names:
    facts: Mapping[str, AskedFact]
    categories: Mapping[str, Category]


@dataclass
class Checker:
    """Collects problems; ``finish`` raises them all."""

    problems: list[Problem] = field(default_factory=list)

    def finish(self) -> None:
        if self.problems:
            raise InputRefused(*self.problems)

    def say(self, document: Document, path: KeyPath, zh: str, en: str) -> None:
        self.problems.append(Problem(document.place(path), Text(zh, en)))

    def unknown(self, document: Document, path: KeyPath, kind: Text, name: str, known: Iterable[str]) -> None:
        near = difflib.get_close_matches(name, list(known), n=1)
        zh, en = (f"是否指“{near[0]}”？", f" Did you mean '{near[0]}'?") if near else ("", "")
        self.say(document, path, f"不认识的{kind.zh}“{name}”。{zh}", f"Unknown {kind.en} '{name}'.{en}")

    def once(self, document: Document, path: KeyPath, key: str, values: Sequence[str | None]) -> None:
        """Each value stands once in the list at ``path``."""
        for index, value in enumerate(values):
            if value is not None and value in values[:index]:
                self.say(
                    document,
                    (*path, index, key),
                    f"“{value}”出现了两次；只保留一个。",
                    f"'{value}' stands here twice; keep one.",
                )

    # ---- facts, categories, protection ----

    def facts(self, document: Document, facts: Sequence[AskedFact]) -> None:
        self.once(document, ("facts",), "name", [fact.name for fact in facts])
        names = [fact.name for fact in facts]
        for index, fact in enumerate(facts):
            place: KeyPath = ("facts", index)
            if fact.follows is not None and fact.follows not in names:
                self.unknown(document, (*place, "follows"), Text("事实", "fact"), fact.follows, names)
            if (fact.kind == "choice") != bool(fact.choices):
                self.say(
                    document,
                    place,
                    f"事实“{fact.name}”：类型 choice 须列出 choices，其他类型不列。",
                    f"The fact '{fact.name}': kind choice lists choices, every other kind lists none.",
                )
            if (fact.kind == "count") != (fact.unit is not None):
                self.say(
                    document,
                    place,
                    f"事实“{fact.name}”：类型 count 须写明单位（unit），其他类型不写。",
                    f"The fact '{fact.name}': kind count names its unit, every other kind has none.",
                )

    def categories(
        self, document: Document, scenarios: Sequence[GuideScenario], categories: Sequence[Category]
    ) -> None:
        self.once(document, ("scenarios",), "id", [scenario.id for scenario in scenarios])
        self.once(document, ("categories",), "id", [category.id for category in categories])
        for index, category in enumerate(categories):
            self._category(document, ("categories", index), category, scenarios)

    def _category(
        self, document: Document, path: KeyPath, category: Category, scenarios: Sequence[GuideScenario]
    ) -> None:
        scenario = next((s for s in scenarios if s.id == category.scenario), None)
        if scenario is None:
            ids = [s.id for s in scenarios]
            self.unknown(document, (*path, "scenario"), Text("业务场景", "scenario"), category.scenario, ids)
        elif category.part is not None and category.part not in {part.id for part in scenario.parts}:
            ids = [part.id for part in scenario.parts]
            self.unknown(document, (*path, "part"), Text("子场景", "part of the scenario"), category.part, ids)

    def new_categories(self, document: Document, path: KeyPath, law: ImportantDataLaw, addition: Addition) -> None:
        self.once(document, (*path, "categories"), "id", [category.id for category in addition.categories])
        for index, category in enumerate(addition.categories):
            self._category(document, (*path, "categories", index), category, law.scenarios)

    def protection(
        self, document: Document, areas: Sequence[ProtectionArea], requirements: Sequence[Protection]
    ) -> None:
        self.once(document, ("requirements",), "id", [requirement.id for requirement in requirements])
        known = [area.id for area in areas]
        for index, requirement in enumerate(requirements):
            if requirement.area not in known:
                self.unknown(document, ("requirements", index, "area"), Text("方面", "area"), requirement.area, known)

    # ---- figures, tests, groups ----

    def edition_parts(self, document: Document, path: KeyPath, edition: Edition, file: Parts, names: Names) -> None:
        """``edition``: everything the tests may name; ``file``: what stands in this file."""
        self.once(document, (*path, "figures"), "key", [figure.key for figure in file.figures])
        self.once(document, (*path, "tests"), "code", [test.code for test in file.tests])
        self.once(document, (*path, "groups"), "code", [group.code for group in file.groups])
        for index, test in enumerate(file.tests):
            self._test(document, (*path, "tests", index), test, edition, names)
        read = {figure for test in edition.tests.values() for figure in _figures_of(test)}
        for index, figure in enumerate(file.figures):
            if figure.key not in read:
                kind = Text("数字（没有规则使用）", "figure, which no test reads:")
                self.unknown(document, (*path, "figures", index, "key"), kind, figure.key, read)
        for index, group in enumerate(file.groups):
            for code in group.any_of:
                if code not in edition.tests:
                    place = (*path, "groups", index, "any_of")
                    self.unknown(document, place, Text("测试", "test"), code, edition.tests)
            if group.code in edition.tests:
                self.say(
                    document,
                    (*path, "groups", index, "code"),
                    f"“{group.code}”已是一个测试的代码；给组另取代码。",
                    f"'{group.code}' is the code of a test; give the group another.",
                )

    def _test(self, document: Document, path: KeyPath, test: TableTest, edition: Edition, names: Names) -> None:
        for condition in test.when.tests() if test.when else ():
            name = condition.fact or ""
            fact = names.facts.get(name)
            if fact is None and name not in DERIVED:
                self.unknown(document, (*path, "when"), Text("事实", "fact"), name, [*names.facts, *DERIVED])
            else:
                self._condition(document, path, condition, fact)
        for figure in (*_figures_of(test), *PLACEHOLDER.findall(test.label.zh + test.label.en)):
            if figure not in edition.figures:
                self.unknown(document, path, Text("数字", "figure"), figure, edition.figures)

    def _condition(self, document: Document, path: KeyPath, condition: Condition, fact: AskedFact | None) -> None:
        form = next(n for n in ("equals", "one_of", "given", *_NUMBERS) if getattr(condition, n) is not None)
        kind = fact.kind if fact else "yes_no"  # a fact that follows from others is yes or no
        fits = form in _FITS.get(kind, frozenset()) and (kind == "yes_no") == isinstance(condition.equals, bool)
        if not fits:
            self.say(
                document,
                (*path, "when"),
                f"事实“{condition.fact}”的类型是 {kind}，不能这样检验。",
                f"The fact '{condition.fact}' is of kind {kind} and cannot be tested like this.",
            )
        for value in condition.one_of or ():
            if fact is not None and value not in {choice.id for choice in fact.choices}:
                known = [choice.id for choice in fact.choices]
                self.unknown(document, (*path, "when"), Text("选项", "choice"), value, known)

    # ---- items ----

    def items(
        self,
        items: Sequence[TableItem],
        places: Sequence[tuple[Document, KeyPath]],
        edition: Edition,
        names: Names,
    ) -> None:
        codes: set[str] = set()
        numbers: set[int] = set()
        for item, (document, path) in zip(items, places, strict=True):
            if item.code in codes or item.number in numbers:
                self.say(
                    document,
                    (*path, "code"),
                    f"数据项“{item.code}”的代码或者序号出现了两次。",
                    f"The code or number of item '{item.code}' stands here twice.",
                )
            codes.add(item.code)
            numbers |= {item.number} if item.number is not None else set()
            self._item(document, path, item.category, item.rule, item.keywords, edition, names)

    def _item(
        self,
        document: Document,
        path: KeyPath,
        category: str,
        rule: str,
        keywords: Sequence[str],
        edition: Edition,
        names: Names,
    ) -> None:
        if category not in names.categories:
            self.unknown(document, (*path, "category"), Text("数据类别", "category"), category, names.categories)
        self.rule(document, (*path, "rule"), rule, edition)
        folded = [word.casefold() for word in keywords]
        for word in keywords:
            if len(word.strip()) < 2 or folded.count(word.casefold()) > 1:
                self.say(
                    document,
                    (*path, "keywords"),
                    f"关键词“{word}”不足两个字符或者重复。",
                    f"The key word '{word}' has fewer than two characters or stands here twice.",
                )

    def rule(self, document: Document, path: KeyPath, rule: str, edition: Edition) -> None:
        try:
            codes = tuple(tests_in(parse(rule)))
        except RuleNotRead as not_read:
            self.say(document, path, not_read.zh, not_read.en)
            return
        known = [*edition.tests, *edition.groups]
        for code in codes:
            if code not in known:
                self.unknown(document, path, Text("测试", "test"), code, known)

    def loaded_items(
        self,
        document: Document,
        path: KeyPath,
        law: ImportantDataLaw,
        addition: Addition,
        names: Names,
        edition: Edition,
    ) -> None:
        items, dropped = addition.items, addition.dropped
        self.once(document, (*path, "items"), "code", [item.code for item in items])
        self.once(document, (*path, "items"), "draft", [item.draft for item in items])
        drafts = [item.code for item in law.draft.items if not item.always]
        for index, item in enumerate(items):
            place = (*path, "items", index)
            if item.draft is not None and item.draft not in drafts:
                self.unknown(document, (*place, "draft"), Text("征求意见稿数据项", "draft item"), item.draft, drafts)
            elif item.code in drafts and item.draft != item.code:
                self.say(
                    document,
                    (*place, "draft"),
                    f"代码“{item.code}”属于征求意见稿的一项；对应该项的，写明 draft: {item.code}，否则换一个代码。",
                    f"'{item.code}' is the code of a draft item; write draft: {item.code} if it succeeds that item, "
                    "or choose another code.",
                )
            self._item(document, place, item.category, item.rule, item.keywords, edition, names)
        for index, drop in enumerate(dropped):
            place = (*path, "dropped", index, "draft")
            if drop.draft not in drafts:
                self.unknown(document, place, Text("征求意见稿数据项", "draft item"), drop.draft, drafts)
            elif drop.draft in {item.draft for item in items}:
                self.say(
                    document,
                    place,
                    f"“{drop.draft}”既被加载又被列为删去；只保留一个。",
                    f"'{drop.draft}' is both loaded and dropped here; keep one.",
                )
        self._something(document, path, addition)

    def _something(self, document: Document, path: KeyPath, addition: Addition) -> None:
        if not (addition.items or addition.dropped or addition.tests or addition.figures):
            self.say(
                document,
                path,
                "没有内容；写明 items、dropped、tests 或 figures。",
                "There is nothing in it; give items, dropped, tests or figures.",
            )

    # ---- the editions together ----

    def final(
        self,
        document: Document,
        expected: Expected,
        seen: Sequence[SeenItem],
        unknown: Sequence[UnknownItem],
        draft: Sequence[TableItem],
    ) -> None:
        codes = [item.code for item in draft if not item.always]
        self.once(document, ("seen",), "draft", [entry.draft for entry in seen])
        for index, entry in enumerate(seen):
            if entry.draft not in codes:
                place: KeyPath = ("seen", index, "draft")
                self.unknown(document, place, Text("征求意见稿数据项", "draft item"), entry.draft, codes)
        missing = sorted(set(codes) - {entry.draft for entry in seen})
        if missing or len(codes) + len(unknown) != expected.items:
            self.say(
                document,
                ("seen",),
                f"征求意见稿各项须各列一次，加上未见到的项共 {expected.items} 项；缺少：{'、'.join(missing) or '无'}。",
                f"Every draft item stands here once, together with the unseen ones {expected.items} in all; "
                f"missing: {', '.join(missing) or 'none'}.",
            )

    def editions(self, editions: Sequence[Edition]) -> None:
        """Codes are told apart across editions, because a match names nothing but the code."""
        seen: dict[str, str] = {}
        for edition in editions:
            for item in edition.items:
                if item.code in seen:
                    self.problems.append(
                        Problem(
                            edition.head.id,
                            Text(
                                f"数据项代码“{item.code}”已在 {seen[item.code]} 中使用。",
                                f"The item code '{item.code}' is used in {seen[item.code]} already.",
                            ),
                        )
                    )
                seen[item.code] = edition.head.id


def _figures_of(test: TableTest) -> tuple[str, ...]:
    return tuple(c.figure for c in test.when.tests() if c.figure) if test.when else ()
