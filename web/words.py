"""How closed sets of the core are said on a page: one place for each word, in both languages."""

from __future__ import annotations

from collections.abc import Iterable

from assessment.decisions import OpenFact, RouteDecision
from assessment.lifecycle import State
from assessment.scoring_advice import Effect
from assessment.vocabulary import Route, Text
from services.cases import OpenCase
from web.desk import our_law
from web.language import bilingual, say, t

ROUTES: dict[Route, tuple[Text, Text, str]] = {
    # route: (short word, conclusion as a sentence, tone)
    Route.STOP: (Text("不得出境", "Must not leave"), Text("不得出境", "The data must not leave"), "stop"),
    Route.NO_EXPORT: (Text("不构成出境", "No export"), Text("不构成数据出境", "This is not a data export"), "ok"),
    Route.FREE: (
        Text("无需申报", "No mechanism"),
        Text("不含个人信息和重要数据，无需申报", "No personal information and no important data: nothing to file"),
        "ok",
    ),
    Route.EXEMPT: (
        Text("免予申报", "Exempt"),
        Text("免予申报，其他义务仍须履行", "Exempt from filing; other duties remain"),
        "ok",
    ),
    Route.SECURITY_ASSESSMENT: (
        Text("数据出境安全评估", "Security assessment"),
        Text("应当申报数据出境安全评估", "A security assessment has to be filed"),
        "wait",
    ),
    Route.STANDARD_CONTRACT_OR_CERTIFICATION: (
        Text("标准合同或认证", "Standard contract or certification"),
        Text("应当订立标准合同或者通过认证", "A standard contract or a certification is needed"),
        "wait",
    ),
    Route.CERTIFICATION: (
        Text("个人信息出境认证", "Certification"),
        Text("应当通过个人信息出境认证", "A certification is needed"),
        "wait",
    ),
    Route.REVIEW: (
        Text("需律师判断", "Counsel decides"),
        Text("依据不一致，须由律师判断", "Sources disagree: counsel has to decide"),
        "open",
    ),
    Route.UNDETERMINED: (
        Text("尚不能确定", "Not determined yet"),
        Text("尚不能确定路径", "The route cannot be determined yet"),
        "open",
    ),
    Route.LEGACY: (Text("适用旧规", "Earlier law"), Text("适用当时的规定", "Earlier law applies"), "open"),
    Route.NO_ROUTE_YET: (
        Text("当时尚无路径", "No route then"),
        Text("当时尚无可用路径", "No route existed on that day"),
        "open",
    ),
}

REVIEWS: dict[State, tuple[Text, str]] = {
    "draft": (Text("草稿", "Draft"), "plain"),
    "in_review": (Text("复核中", "In review"), "wait"),
    "changes_requested": (Text("已退回修改", "Sent back"), "stop"),
    "approved": (Text("已批准", "Approved"), "ok"),
    "approved_then_changed": (Text("批准后有改动", "Changed after approval"), "wait"),
}

LEVELS: dict[str, tuple[Text, str]] = {
    "none": (Text("无", "none"), "plain"),
    "low": (Text("低", "low"), "ok"),
    "medium": (Text("中", "medium"), "wait"),
    "high": (Text("高", "high"), "stop"),
    "extreme": (Text("极高", "extreme"), "stop"),
}

DECISIONS: dict[str, tuple[Text, Text]] = {
    # decision: (short word, conclusion as a heading)
    "D0": (Text("可以推进", "may go ahead"), Text("可以推进", "It may go ahead")),
    "D1": (
        Text("可附条件推进", "go ahead with conditions"),
        Text("可以推进，须落实条件", "It may go ahead with conditions"),
    ),
    "D2": (Text("补证后可定", "evidence first"), Text("暂不能定：先补齐证据", "Not yet: evidence comes first")),
    "D3": (Text("先整改", "remediate first"), Text("暂不能出境：先整改", "Not yet: remediate first")),
    "D4": (Text("不得出境", "do not export"), Text("不得出境：须改变方案", "Do not export: the plan has to change")),
}


def route_word(route: str) -> str:
    return say(ROUTES[Route(route)][0])


def route_sentence(route: str) -> str:
    return say(ROUTES[Route(route)][1])


def route_tone(route: str) -> str:
    return ROUTES[Route(route)][2]


def review_word(state: State) -> str:
    return say(REVIEWS[state][0])


def review_tone(state: State) -> str:
    return REVIEWS[state][1]


def level_word(level: str) -> str:
    return say(LEVELS[level][0])


def level_words(levels: Iterable[str]) -> str:
    """``中`` or ``中 – 高``; the two ends of an interval."""
    words = [level_word(level) for level in levels]
    return words[0] if words[0] == words[-1] else f"{words[0]} – {words[-1]}"


def level_tone(level: str) -> str:
    return LEVELS[level][1]


def decision_word(decision: str) -> str:
    return say(DECISIONS[decision][0])


def decision_sentence(decision: str) -> str:
    return say(DECISIONS[decision][1])


PROFILE: dict[str, Text] = {
    "bars": Text("停止项", "stop gates"),
    "must_items": Text("必备项未过", "must-items open"),
    "extreme": Text("极高情景", "scenarios at extreme"),
    "high": Text("高风险情景", "scenarios at high"),
    "medium": Text("中风险情景", "scenarios at medium"),
    "low": Text("低风险情景", "scenarios at low"),
    "factors_3": Text("3 级方面", "topics at 3"),
    "factors_2": Text("2 级方面", "topics at 2"),
    "factors_1": Text("1 级方面", "topics at 1"),
    "votes_3": Text("3 级答案", "answers at 3"),
    "votes_2": Text("2 级答案", "answers at 2"),
    "votes_1": Text("1 级答案", "answers at 1"),
}


def effect_words(effect: Effect, level: tuple[str, str]) -> str:
    """What a change brings: the part of the profile that drops, and the level where it moves."""
    said = f"{say(PROFILE[effect.part])} {effect.drop[0]} → {effect.drop[1]}" if effect.part else ""
    if tuple(effect.level) != tuple(level):
        said += t("；等级 ", "; level ") + f"{level_words(level)} → {level_words(effect.level)}"
    return said


def open_facts_of(decision: RouteDecision) -> tuple[OpenFact, ...]:
    """Facts still open in any scenario, each once, in the order in which they are met."""
    found: dict[str, OpenFact] = {}
    for flow in decision.flows:
        for fact in flow.unknown:
            found.setdefault(fact.label.zh, fact)
    return tuple(found.values())


def question_label(question: str, case: OpenCase) -> str:
    """A risk question in the reader's language with its number."""
    scorecard = our_law().scorecard(case.sheet.on)
    return f"{bilingual(scorecard.by_id[question].question)}{t(f'（{question}）', f' ({question})')}"
