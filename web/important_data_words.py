"""How determinations and the states of the table are said on a page."""

from __future__ import annotations

from collections.abc import Sequence

from assessment.conditions import Range, Verdict
from assessment.important_data import DERIVED, Determination, ItemOutcome, Result, worded
from assessment.important_data_case import DOUBTS, MEANINGS, NO_RECORD, Known
from assessment.important_data_parts import AskedFact, TableItem
from assessment.important_data_rows import Difference, RowState
from assessment.important_data_table import Edition, ImportantDataLaw
from assessment.questions import Bilingual
from assessment.vocabulary import Confidence, Text
from services.important_data import ScenarioState
from web.language import bilingual, number, say, t

TEMPLATE_NAME = Text("重要数据判定表-待核对.yaml", "important-data-table-to-check.yaml")

RESULTS: dict[Result, tuple[Text, str]] = {
    "important": (Text("重要数据", "Important data"), "stop"),
    "probable": (Text("可能是重要数据", "Probably important data"), "wait"),
    "undetermined": (Text("尚不能判定", "Not determined yet"), "open"),
    "not_important": (Text("不是重要数据", "Not important data"), "ok"),
}
_VERDICTS = {
    Verdict.YES: (Text("成立", "fires"), "wait"),
    Verdict.NO: (Text("不成立", "does not fire"), "plain"),
    Verdict.UNKNOWN: (Text("待定", "open"), "open"),
}
_STATES: dict[RowState, tuple[Text, str]] = {
    "loaded": (Text("已加载", "Loaded"), "ok"),
    "dropped": (Text("正式稿已无", "Not in the final"), "plain"),
    "partly": (Text("部分见到", "Seen in part"), "wait"),
    "not_seen": (Text("未见到", "Not seen"), "open"),
    "unknown": (Text("缺失", "Missing"), "open"),
}
_SEEN = {
    "name": Text("名称", "name"),
    "category": Text("类别名", "category"),
    "threshold": Text("数值", "threshold"),
    "rule": Text("规则", "rule"),
    "scenario": Text("仅场景名", "scenario only"),
    "none": Text("未见到", "nothing"),
}
_WHAT = {
    "name": Text("名称", "Name"),
    "description": Text("说明", "Description"),
    "category": Text("类别", "Category"),
    "rule": Text("规则", "Rule"),
    "test": Text("测试", "Test"),
}
_CONFIDENCE = {
    Confidence.HIGH: Text("已读原文", "text read"),
    Confidence.MEDIUM: Text("据二手来源或者版面推断", "secondary source or layout"),
    Confidence.LOW: Text("来源可信度低", "weak source"),
}
_ADVICE = {
    "avoid": (Text("建议避免", "Avoid"), "wait"),
    "note": (Text("提示", "Note"), "plain"),
    "ask": (Text("自问", "Ask yourself"), "open"),
}


def result_word(result: Result) -> str:
    return say(RESULTS[result][0])


def result_tone(result: Result) -> str:
    return RESULTS[result][1]


def verdict_word(verdict: Verdict) -> str:
    return say(_VERDICTS[verdict][0])


def verdict_tone(verdict: Verdict) -> str:
    return _VERDICTS[verdict][1]


def state_word(state: RowState) -> str:
    return say(_STATES[state][0])


def state_tone(state: RowState) -> str:
    return _STATES[state][1]


def seen_word(seen: str) -> str:
    return say(_SEEN[seen])


def difference_word(difference: Difference) -> str:
    return say(_WHAT[difference.what])


def confidence_word(confidence: Confidence) -> str:
    return say(_CONFIDENCE[confidence])


def advice_word(effect: str) -> str:
    return say(_ADVICE[effect][0])


def advice_tone(effect: str) -> str:
    return _ADVICE[effect][1]


def meaning(determination: Determination) -> str:
    return say(MEANINGS[determination.result])


def doubt(state: ScenarioState) -> str:
    """What to say where answer and determination do not fit; empty where they do."""
    if state.agreement == "unproven" and state.kept is None:
        return say(NO_RECORD)
    return say(DOUBTS[state.agreement]) if state.agreement in DOUBTS else ""


def conclusion(states: Sequence[ScenarioState]) -> str:
    """The heading of the page: the weightiest result, and in how many scenarios."""
    for result in ("important", "probable", "undetermined"):
        count = sum(state.determination.result == result for state in states)
        if count:
            return _counted(result, count, len(states))
    return t("不含重要数据，识别记录完整", "No important data; the record is complete")


def _counted(result: str, count: int, total: int) -> str:
    of_zh = "" if total == 1 else f"{count} 个场景"
    of_en = "" if total == 1 else f" in {count} of {total} scenarios"
    match result:
        case "important":
            return t(f"{of_zh}含重要数据，出境须申报安全评估", f"Important data{of_en}: an assessment has to be filed")
        case "probable":
            return t(
                f"{of_zh}可能含重要数据，应当识别、申报", f"Probably important data{of_en}: identify and declare them"
            )
        case _:
            return t(f"{of_zh}尚不能判定是否含重要数据", f"Not determined yet{of_en} whether there are important data")


def place_of(law: ImportantDataLaw, item: TableItem) -> str:
    """Scenario, part and category of an item in one line."""
    category = law.categories[item.category]
    scenario = next(s for s in law.scenarios if s.id == category.scenario)
    part = next((bilingual(p.name) for p in scenario.parts if p.id == category.part), "")
    return " / ".join(word for word in (bilingual(scenario.name), part, bilingual(category.name)) if word)


def category_options(law: ImportantDataLaw) -> list[tuple[str, str]]:
    names = {scenario.id: bilingual(scenario.name) for scenario in law.scenarios}
    drafted = {item.category for item in law.draft.items if not item.always}
    drafted |= {item.category for item in law.final.items} | (set(law.categories) - _not_of_the_table(law))
    return [(c.id, f"{names[c.scenario]} / {bilingual(c.name)}") for c in law.categories.values() if c.id in drafted]


def _not_of_the_table(law: ImportantDataLaw) -> set[str]:
    """Categories of other editions, and the one that stands for the other cases."""
    return {i.category for e in law.others for i in e.items} | {i.category for i in law.draft.items if i.always}


def tests_reading(name: str, outcomes: Sequence[ItemOutcome]) -> str:
    """The codes of the tests for which a fact is asked."""
    codes = (
        test.code for o in outcomes for test in o.tests for fact in test.facts if name in DERIVED.get(fact, (fact,))
    )
    return t("、", ", ").join(dict.fromkeys(codes))


def asked_for(fact: str) -> tuple[str, ...]:
    """The facts that are asked so that this one is known."""
    return DERIVED.get(fact, (fact,))


def test_words(edition: Edition, label: Bilingual) -> str:
    """What a test says, with the numbers of its edition."""
    return say(worded(edition, label))


def known_word(known: Known | None, fact: AskedFact) -> str:
    """What the case itself says, as a sentence reads it; empty where it says nothing."""
    if known is None:
        return ""
    unit = f" {bilingual(fact.unit)}" if fact.unit else ""
    match known.value:
        case bool():
            return t("是", "yes") if known.value else t("否", "no")
        case int():
            return number(known.value) + unit
        case Range(exact=int() as exact):
            return number(exact) + unit
        case Range(low=low, high=int() as high):
            return f"{number(low)}–{number(high)}{unit}"
    return ""
