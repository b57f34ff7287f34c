"""From what was typed or stood in a spreadsheet to one batch of the ledger, or to the sentences that say what differs.

The page and the import of many rows come through here, so that both accept and refuse the same. Spaces, thousands
separators and full-width digits carry no meaning; an empty number is not zero and is asked for.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date

from assessment.errors import Problem
from assessment.ledger import FIRST_DAY, LEFT_OUT, MECHANISMS, Count
from assessment.vocabulary import Text

FIELDS: Mapping[str, Text] = {
    "since": Text("起始日期", "From"),
    "until": Text("截止日期", "To"),
    "flow": Text("出境场景", "Export scenario"),
    "recipient": Text("境外接收方", "Recipient"),
    "mechanism": Text("出境机制", "Mechanism"),
    "persons_pi": Text("一般个人信息人数", "Persons, not sensitive"),
    "again_pi": Text("一般：其中本年已计", "Not sensitive: counted before this year"),
    "persons_spi": Text("敏感个人信息人数", "Persons, sensitive"),
    "again_spi": Text("敏感：其中本年已计", "Sensitive: counted before this year"),
    "persons_both": Text("两类均有人数", "Persons in both"),
    "basis": Text("去重方法", "How persons were told apart"),
    "evidence": Text("依据材料", "Evidence"),
}
"""What a batch is made of, in the order of the page and of the spreadsheet."""

MOST_PERSONS = 10**10
_LONGEST = {"flow": 200, "recipient": 300, "basis": 2_000, "evidence": 2_000}
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)
_IN_THOUSANDS = re.compile(r"\d{1,3}([,，']\d{3})+", re.ASCII)
"""A comma anywhere else may be a decimal one, and is asked about."""
_MECHANISM_WORDS = {word.casefold(): key for key, text in MECHANISMS.items() for word in (key, text.zh, text.en)}


def read_count(
    texts: Mapping[str, str], entity_name: str, today: date, case: tuple[str, str] | None = None
) -> tuple[Count | None, tuple[Problem, ...]]:
    """One batch, or what is wrong with it, each problem at its field. ``case``: case and scenario it belongs to."""
    said = {name: _plain(texts.get(name, "")) for name in FIELDS}
    found: list[Problem] = []
    since, until = _day(said, "since", found), _day({**said, "until": said["until"] or said["since"]}, "until", found)
    numbers = {
        name: _number(name, said[name], found, needed=name in ("persons_pi", "persons_spi"))
        for name in ("persons_pi", "persons_spi", "persons_both", "again_pi", "again_spi")
    }
    mechanism = _MECHANISM_WORDS.get(said["mechanism"].casefold())
    if mechanism is None:
        found.append(_problem("mechanism", *_NO_MECHANISM))
    if not said["flow"]:
        found.append(_problem("flow", "请写明是哪个出境场景。", "Say which export scenario it was."))
    found += [_too_long(name, len(said[name]), most) for name, most in _LONGEST.items() if len(said[name]) > most]
    if since and until:
        found += _days(since, until, today)
    found += _parts(numbers)
    if mechanism not in LEFT_OUT and not said["basis"]:
        found.append(_problem("basis", *_NO_BASIS))
    if found or since is None or until is None:
        return None, tuple(sorted(found, key=lambda problem: list(FIELDS).index(problem.where)))
    texts_kept = {name: said[name] for name in _LONGEST}
    return Count.model_validate(
        {
            "entity_name": entity_name,
            "since": since,
            "until": until,
            "case_id": case[0] if case else None,
            "scenario": case[1] if case else None,
            "mechanism": mechanism,
            **numbers,
            **texts_kept,
        }
    ), ()


def as_texts(count: Count) -> dict[str, str]:
    """A batch as it is typed, for the page that corrects it and for the spreadsheet."""
    values = count.model_dump(mode="json")
    return {name: "" if values[name] is None else str(values[name]) for name in FIELDS}


_NO_MECHANISM = (
    "请从所列机制中选择一项；尚未备案、认证或者评估的，选“尚无机制”。",
    "Choose one of the mechanisms; where nothing has been filed yet, choose 'No mechanism yet'.",
)
_NO_BASIS = (
    "请写明按什么去重（如境内统一客户标识），审计和申报都要看。",
    "Say how persons were told apart (by the customer number, for instance); auditors and the filing ask for it.",
)


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text) if text.isascii() or _short(text) else text
    return text.replace("\r\n", "\n").replace("\r", "\n").strip().strip("\ufeff\u200b").strip()


def _short(text: str) -> bool:
    """Numbers and dates; longer texts keep their full-width marks."""
    return len(text) <= 24 and not any("\u4e00" <= sign <= "\u9fff" for sign in text)


def _day(said: Mapping[str, str], name: str, found: list[Problem]) -> date | None:
    text = said[name]
    if not text:
        found.append(_problem(name, "请填写日期。", "Fill in the date."))
        return None
    if (match := _DATE.fullmatch(text.split(" ")[0])) and (day := _calendar_day(match)):
        return day
    found.append(
        _problem(
            name,
            f"“{text[:30]}”不是日历上的日期；应形如 2026-03-31。",
            f"'{text[:30]}' is no day of the calendar; it should look like 2026-03-31.",
        )
    )
    return None


def _calendar_day(match: re.Match[str]) -> date | None:
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        return None


def _days(since: date, until: date, today: date) -> list[Problem]:
    if until < since:
        return [_problem("until", "截止日期早于起始日期；请核对。", "The last day lies before the first; check both.")]
    if since.year != until.year:
        return [
            _problem(
                "until",
                f"人数自每年 1 月 1 日重新累计；请在 {since.year}-12-31 处拆成两条。",
                f"Counters restart every 1 January; split the batch at {since.year}-12-31.",
            )
        ]
    if until > today:
        return [
            _problem(
                "until",
                f"台账只记已经发生的出境；今天是 {today.isoformat()}，计划人数请填在评估项目中。",
                f"The ledger holds what has happened; today is {today.isoformat()}. Plans belong into the case.",
            )
        ]
    if since < FIRST_DAY:
        return [
            _problem(
                "since",
                f"{FIRST_DAY.isoformat()} 以前的出境不进入任何累计。",
                f"Exports before {FIRST_DAY.isoformat()} enter no count of the law.",
            )
        ]
    return []


def _number(name: str, text: str, found: list[Problem], *, needed: bool) -> int | None:
    digits = re.sub(r"\s", "", text)
    if not digits:
        if needed:
            found.append(
                _problem(name, "请填写人数；没有的填 0。", "Fill in the number of persons; 0 where there are none.")
            )
        return None
    digits = digits.removesuffix(".0")
    digits = re.sub(r"[,，']", "", digits) if _IN_THOUSANDS.fullmatch(digits) else digits
    if not _NUMBER.fullmatch(digits) or int(digits) > MOST_PERSONS:
        found.append(
            _problem(
                name,
                f"“{text[:30]}”不是整数人数；请写全数字，不用“万”，不写小数。",
                f"'{text[:30]}' is no whole number of persons; write all digits, no units and no decimals.",
            )
        )
        return None
    return int(digits)


def _parts(numbers: Mapping[str, int | None]) -> list[Problem]:
    found = []
    for part, whole in (("again_pi", "persons_pi"), ("again_spi", "persons_spi")):
        before, all_of_them = numbers[part], numbers[whole]
        if before is not None and all_of_them is not None and before > all_of_them:
            found.append(
                _problem(
                    part,
                    f"已计的 {before:,} 人多于本批的 {all_of_them:,} 人；请核对。",
                    f"{before:,} counted before are more than the {all_of_them:,} of the batch; check both.",
                )
            )
    pi, spi, both = numbers["persons_pi"], numbers["persons_spi"], numbers["persons_both"]
    if pi is not None and spi is not None and both is not None and both > min(pi, spi):
        found.append(
            _problem(
                "persons_both",
                f"两类均有的 {both:,} 人多于其中一类的 {min(pi, spi):,} 人；请核对。",
                f"{both:,} persons in both classes are more than the {min(pi, spi):,} of one of them; check them.",
            )
        )
    if pi == 0 and spi == 0:
        found.append(
            _problem(
                "persons_pi",
                "两类人数都是 0；没有人的出境不必登记。",
                "Both numbers are 0; an export of nobody need not be entered.",
            )
        )
    return found


def _too_long(name: str, length: int, most: int) -> Problem:
    return _problem(
        name,
        f"已写 {length:,} 个字符，最多 {most:,} 个；请缩短。",
        f"There are {length:,} characters, at most {most:,} are possible; shorten the text.",
    )


def _problem(name: str, zh: str, en: str) -> Problem:
    return Problem(name, Text(zh, en))
