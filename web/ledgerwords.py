"""How the ledger speaks: states of a threshold, routes at both ends of a range, crossing days, pictures of a year."""

from __future__ import annotations

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from markupsafe import Markup

from assessment.conditions import Range
from assessment.forecast import LABELS, LEAST_DAYS, Counter, Forecast, Outlook, RouteSpan, Threshold, year_end
from assessment.ledger import MECHANISMS
from assessment.vocabulary import Route
from forms.base import Option, options
from reports.charts_ledger import range_words, threshold_bar, year_chart
from services.ledger import EntityPage, Place
from web.language import language, say, t
from web.words import route_word

NO_PLACE = ""
LONGEST_BRIEF = 40


@dataclass(frozen=True, slots=True)
class Picture:
    title: str
    forecast: Forecast
    svg: Markup


def teach_ledger_words(words: MutableMapping[str, Any]) -> None:
    """What the templates of the ledger may call, put beside what every template may."""
    words.update(
        range_words=range_words,
        span_words=span_words,
        mechanism_words=mechanism_words,
        counter_words=counter_words,
        crossing_words=crossing_words,
        rate_words=rate_words,
        state_words=state_words,
        bar_of=bar_of,
        warnings_of=warnings_of,
        persons_words=persons_words,
    )


def place_options(places: Iterable[Place], linked: str | None) -> list[Option]:
    known = [(place.key, f"{place.reference} · {_brief(place.brief)}") for place in places]
    if linked and linked not in {key for key, _ in known}:
        known.append((linked, t("原先关联的场景", "The scenario linked before")))
    return options([(NO_PLACE, t("不属于任何评估项目", "No case")), *known])


def _brief(text: str) -> str:
    text = text.strip() or t("未命名场景", "scenario without a name")
    return text if len(text) <= LONGEST_BRIEF else f"{text[:LONGEST_BRIEF]}…"


def span_words(span: RouteSpan | None) -> str:
    """One route, or both where the number of persons decides between them."""
    if span is None:
        return "—"
    if span.exact is not None:
        return route_word(span.exact)
    if Route.UNDETERMINED in (span.low, span.high):
        return route_word(Route.UNDETERMINED)
    low, high = route_word(span.low), route_word(span.high)
    return t(f"{low} 至 {high}（取决于人数）", f"{low} to {high} (the number of persons decides)")


def mechanism_words(key: str) -> str:
    return say(MECHANISMS[key])


def counter_words(counter: Counter) -> str:
    return say(LABELS[counter])


def persons_words(count: int | None) -> str:
    return t("未知", "not known") if count is None else f"{count:,}"


def state_words(threshold: Threshold) -> tuple[str, str]:
    """The word and the tone of a threshold's state."""
    return {
        "below": (t("未达到", "not reached"), "plain"),
        "near": (t("已达 80%", "80 % reached"), "wait"),
        "perhaps": (t("可能已达到", "perhaps reached"), "open"),
        "reached": (t("已达到", "reached"), "stop" if threshold.key.startswith("sa.") else "wait"),
    }[threshold.state]


def crossing_words(forecast: Forecast, threshold: Threshold) -> str:
    """When a threshold was or will be reached; the reason where nothing can be said."""
    number, day = f"{threshold.persons:,}", threshold.on.isoformat() if threshold.on else ""
    match threshold.state:
        case "reached":
            return t(f"{day} 达到 {number} 人", f"{number} reached on {day}")
        case "perhaps":
            return t(
                f"若无人重复，{day} 已达到 {number} 人；补充重复人数即可确定",
                f"{number} reached on {day} if nobody came twice; say who did to settle it",
            )
    if forecast.now.high == 0:
        return t(f"尚无此类出境，达到 {number} 人即适用", f"none exported yet; applies from {number} on")
    if forecast.rate is None:
        return t(f"数据不足 {LEAST_DAYS} 天，暂不预测", f"fewer than {LEAST_DAYS} days of data, no forecast")
    if threshold.on is not None:
        return t(f"按目前速度 {day} 达到 {number} 人", f"{number} will be reached on {day} at the present rate")
    if forecast.rate.until == year_end(forecast.rate.until):
        return t(f"全年未达到 {number} 人", f"{number} not reached in the year")
    return t(f"按目前速度今年不会达到 {number} 人", f"{number} will not be reached this year at the present rate")


def rate_words(forecast: Forecast) -> str:
    """The rate with its counting, so that it can be checked by hand."""
    rate = forecast.rate
    if rate is None:
        return t(
            f"台账不足 {LEAST_DAYS} 天，暂不预测年底人数。",
            f"The ledger has fewer than {LEAST_DAYS} days, so the year's end is not forecast.",
        )
    since, until, new, days = rate.since.isoformat(), rate.until.isoformat(), f"{rate.persons:,}", rate.days
    end = range_words(forecast.year_end) if forecast.year_end else "—"
    return t(
        f"{since} 至 {until} 共 {days} 天新增 {new} 人；按此速度，到 12 月 31 日为 {end} 人。",
        f"{new} new persons in the {days} days from {since} to {until}; at this rate {end} by 31 December.",
    )


def warnings_of(outlook: Outlook) -> list[tuple[Forecast, Threshold]]:
    """Every threshold that wants attention, the largest of each counter first."""
    return [
        (forecast, threshold)
        for forecast in outlook
        for threshold in reversed(forecast.thresholds)
        if threshold.state in ("near", "perhaps")
    ]


def bar_of(exported: Range, threshold: Threshold, planned: Range | None = None) -> Markup:
    return Markup(threshold_bar(exported, threshold.persons, threshold.state, language(), planned))  # noqa: S704 - our own SVG


def year_pictures(page: EntityPage) -> list[Picture]:
    """The year of each counter that has anybody in it."""
    return [_picture(page, forecast) for forecast in page.outlook if (forecast.now.high or 0) > 0]


def _picture(page: EntityPage, forecast: Forecast) -> Picture:
    steps = [step for step in page.outlook.balance.steps if step.line.count.until.year == page.year]
    points: list[tuple[date, Range]] = [(step.line.count.until, getattr(step, forecast.counter)) for step in steps]
    title = LABELS[forecast.counter]
    svg = Markup(year_chart(forecast, points, page.outlook.balance.on, title, language()))  # noqa: S704 - our own SVG
    return Picture(say(title), forecast, svg)
