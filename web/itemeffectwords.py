"""What data items mean for a case, in sentences: the conclusion, each supposition, items and answers that disagree."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from flask import url_for

from assessment.decisions import OpenFact
from assessment.item_effect import Contradiction, Outcome, Supposed
from assessment.item_lines import NamedItem
from assessment.item_states import ItemKind
from assessment.vocabulary import Text
from services.cases import OpenCase
from services.item_effect import ItemEffect, kept_effect
from web.desk import desk, person
from web.frame import entry_name
from web.language import number, say, t
from web.pagewords import Link, links_to, many
from web.words import level_words, route_word

NAMES_SHOWN = 5
_GROUPS: dict[str, Text] = {
    "sensitive": Text("敏感个人信息", "sensitive"),
    "important": Text("重要数据", "important"),
    "both": Text("敏感个人信息和重要数据", "sensitive and important"),
}
_FACTS = {"personal": "contains_pi", "sensitive": "contains_spi", "important": "important_data"}
_MATTERS: dict[str, Text] = {
    "personal": Text("个人信息", "personal information"),
    "sensitive": Text("敏感个人信息", "sensitive personal information"),
    "important": Text("重要数据", "important data"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One supposition. ``route`` and ``level`` are empty where no data item would be left."""

    what: str
    scenario: str
    names: str
    why: str
    route: str
    route_changes: bool
    level: str
    level_changes: bool
    notes: tuple[str, ...]
    tells: bool
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    sentence: str
    links: tuple[Link, ...]


def conclusion(found: ItemEffect) -> str:
    """The one sentence for the head of a page."""
    if not found.total:
        return t("还没有出境的数据项", "No data item is exported yet")
    best = found.best
    if best is None:
        weighty = any(one.sensitive or one.important for one in found.scenarios)
        if weighty:
            return t(
                "剔除敏感或者重要的数据项，路径和风险都不变",
                "Cutting sensitive or important items changes neither route nor risk",
            )
        return t("没有使路径或者风险更严的数据项", "No data item makes route or risk stricter")
    return _sentence(best, found.now)


def _sentence(one: Supposed, now: Outcome) -> str:
    """``剔除 3 项敏感个人信息后，路径变为……``"""
    step = _step(one)
    if one.outcome is None:
        return t(f"{step.zh}后，没有数据项出境", f"{step.en}, no data item would be exported")
    if one.outcome.route != now.route:
        word = route_word(one.outcome.route)
        return t(f"{step.zh}后，路径变为：{word}", f"{step.en}, the route would be: {word}")
    level = level_words(one.outcome.level)
    return t(f"{step.zh}后，风险变为：{level}", f"{step.en}, the risk would be: {level}")


def _step(one: Supposed) -> Text:
    if one.what == "claims":
        return Text(
            f"{number(one.count)} 项数据的脱敏经核验",
            f"With {many(one.count, 'claimed treatment', 'claimed treatments')} verified",
        )
    group = _GROUPS[one.what]
    every = "" if one.count == 1 else "全部 "
    return Text(
        f"剔除{every}{number(one.count)} 项{group.zh}",
        f"Without {many(one.count, f'{group.en} item', f'{group.en} items')}",
    )


def rows(case: OpenCase, found: ItemEffect) -> list[Row]:
    """The suppositions that were tried."""
    return [_row(case, found, one) for one in found.effect.supposed]


def _row(case: OpenCase, found: ItemEffect, one: Supposed) -> Row:
    items = [
        (place.scenario, item) for place in found.scenarios for item in place.named if _meant(one, place.scenario, item)
    ]
    outcome, now = one.outcome, found.now
    categories = Counter(_category(found, item) for _, item in items)
    return Row(
        what=say(_step(one)),
        scenario=_name(case, one.scenario) if one.scenario else t("全部场景", "all scenarios"),
        names=_first_names([item.name for _, item in items], one.count),
        why=t("、", ", ").join(f"{name} {count}" for name, count in categories.most_common(NAMES_SHOWN)),
        route=route_word(outcome.route) if outcome else "",
        route_changes=outcome is None or outcome.route != now.route,
        level=level_words(outcome.level) if outcome else "",
        level_changes=outcome is None or outcome.level != now.level,
        notes=tuple(_notes(one)),
        tells=one.changes(now),
        links=tuple(_to_table(case, one, sorted({scenario for scenario, _ in items}))),
    )


def _first_names(names: list[str], count: int) -> str:
    shown = names[:NAMES_SHOWN]
    more = t(f" 等 {number(count)} 项", f" and {number(count - len(shown))} more") if 0 < len(shown) < count else ""
    return t("、", ", ").join(shown) + more


def _meant(one: Supposed, scenario: str, item: NamedItem) -> bool:
    meant = {"sensitive": item.sensitive, "important": item.important, "both": item.sensitive or item.important}
    return one.scenario in (None, scenario) and meant.get(one.what, False)


def _category(found: ItemEffect, item: NamedItem) -> str:
    name = found.categories.get(item.category)
    return say(name) if name else t("目录之外", "not in the catalogue")


def _notes(one: Supposed) -> list[str]:
    """What the result rests on; nothing is taken for harmless in silence."""
    notes = []
    if one.proposed:
        notes.append(
            t(
                f"其中 {number(one.proposed)} 项只是目录的建议，尚未由人确认。",
                f"{number(one.proposed)} of them {'is' if one.proposed == 1 else 'are'} only proposed "
                "by the catalogue, not confirmed by anybody.",
            )
        )
    if one.undetermined:
        notes.append(
            t(
                f"前提：其余 {number(one.undetermined)} 项待定的数据项不属于此类；请先定级。",
                f"Provided that {many(one.undetermined, 'undetermined item', 'undetermined items')} that "
                f"{'stays turns' if one.undetermined == 1 else 'stay turn'} out not to be of this class; settle first.",
            )
        )
    if one.moved:
        notes.append(
            t(
                f"假设 {number(one.moved)} 人仍出境，改按不含敏感个人信息计数；不扣除两类人数的重复。",
                f"Assumes that {number(one.moved)} persons still are exported and count without sensitive information; "
                "persons in both numbers are not taken out.",
            )
        )
    if one.moved is None and one.what in ("sensitive", "both", "claims"):
        notes.append(
            t(
                "敏感个人信息的人数尚未填写，人数按未知判断。",
                "The number of persons with sensitive information is not given, so it counts as unknown.",
            )
        )
    if one.outcome is not None and one.outcome.route == "undetermined" and one.outcome.open_facts:
        facts = t("；", "; ").join(say(fact) for fact in one.outcome.open_facts[:3])
        notes.append(t(f"取决于：{facts}。", f"Depends on: {facts}."))
    return notes


def _to_table(case: OpenCase, one: Supposed, scenarios: list[str]) -> list[Link]:
    """Where these items stand in the table, to be cut or treated."""
    if one.what == "claims":
        scenarios = [entry.id for entry in case.sheet.scenarios]
        wanted: dict[str, Any] = {"only": "treated"}
    else:
        wanted = {"kind": ["sensitive", "important"] if one.what == "both" else [one.what]}
    return [
        Link(_name(case, scenario), url_for("items.table", case_id=case.record.id, scenario=scenario, **wanted))
        for scenario in scenarios
    ]


def disagreements(case: OpenCase, found: ItemEffect) -> list[Disagreement]:
    """Items and answers that say different things; the stricter counts here, and nothing is overwritten."""
    return [_disagreement(case, one) for one in found.effect.contradictions]


def _disagreement(case: OpenCase, one: Contradiction) -> Disagreement:
    name, matter = _name(case, one.scenario), say(_MATTERS[one.matter])
    if one.stricter == "items":
        sentence = t(
            f"“{name}”：{number(one.count)} 个数据项属于{matter}，回答却是没有。"
            "这里按较严的数据项判断；请更正回答，或者重新定级。",
            f"'{name}': {many(one.count, 'data item is', 'data items are')} {matter}, the answer says there is none. "
            "The stricter counts here; correct the answer or settle the items anew.",
        )
    else:
        sentence = t(
            f"“{name}”：回答有{matter}，而 {number(one.count)} 个数据项中没有一项属于{matter}。"
            "这里按较严的回答判断；请核对清单是否完整。",
            f"'{name}': the answer says there is {matter}, but none of "
            f"{many(one.count, 'data item', 'data items')} is. "
            "The stricter counts here; check whether the list is complete.",
        )
    fact = OpenFact(f"flows[{one.scenario}].{_FACTS[one.matter]}", _MATTERS[one.matter])
    kind: list[ItemKind] = [one.matter] if one.stricter == "items" else []
    table = url_for("items.table", case_id=case.record.id, scenario=one.scenario, kind=kind or None)
    answers = [Link(t("核对回答", "Check the answer"), link.url) for link in links_to(case, [fact])[:1]]
    return Disagreement(sentence, (*answers, Link(t("看数据项", "See the items"), table)))


def now_line(case: OpenCase) -> Link | None:
    """One line for the right column and the route page, only where items change or contradict something."""
    found = kept_effect(desk(), person(), case.record.id)
    address = url_for("item_effect.page", case_id=case.record.id)
    if found.effect.items_change_it:
        if found.now.route != found.effect.answered.route:
            word = route_word(found.now.route)
            return Link(t(f"按数据项，路径应为：{word}", f"By its items, the route is: {word}") + _open(found), address)
        word = level_words(found.now.level)
        return Link(t(f"按数据项，风险应为：{word}", f"By its items, the risk is: {word}") + _open(found), address)
    best = found.best
    return Link(_sentence(best, found.now) + _open(found), address) if best is not None else None


def _open(found: ItemEffect) -> str:
    """Said wherever it rests on classes that nobody confirmed."""
    if not found.proposed:
        return ""
    count = number(found.proposed)
    return t(f"（{count} 项定级尚未确认）", f" ({count} not confirmed yet)")


def meaning_lines(case: OpenCase) -> tuple[tuple[str, str, str], ...]:
    """The sentence above the table of items: what they mean, where that is told, the words of the link."""
    line = now_line(case)
    return ((line.label, line.url, t("看影响", "See the effect")),) if line else ()


def scenario_line(found: ItemEffect, scenario: str) -> str:
    """Counts of one scenario in words."""
    one = next((place for place in found.scenarios if place.scenario == scenario), None)
    if one is None:
        return t("还没有数据项", "no data items yet")
    parts = (
        (one.important, t("重要数据", "important")),
        (one.sensitive, t("敏感", "sensitive")),
        (one.undetermined, t("待定", "undetermined")),
        (one.cut, t("已剔除", "cut")),
    )
    told = [f"{word} {number(count)}" for count, word in parts if count]
    return t("，", ", ").join(told) or t("没有敏感或者重要的数据项", "none sensitive or important")


def _name(case: OpenCase, scenario: str) -> str:
    return entry_name(case.sheet, case.sheet.entry(scenario))
