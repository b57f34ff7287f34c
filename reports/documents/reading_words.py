"""Puts the wording of the documents into English: known phrases, patterns with blanks, dates, numbers, lists.

The English of a text is made only when all of it is known. Anything else was written by a person: it stays as it is
and is marked, so that nobody abroad takes a guess for a translation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from babel import Locale

from assessment.filings import Filing
from assessment.questions import Questionnaire
from assessment.reading_wording import ReadingCopyWording
from assessment.risk_facts import fact_lines
from assessment.risk_score import RiskScore
from assessment.snapshot import SnapshotContent
from assessment.wording import Wording
from reports.blocks import BLANK

ORIGINAL = "\ue000"
"""Stands before a line that is not ours; a private character that no font draws and no answer keeps."""

_HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff]|[\U00020000-\U0003ffff]")
_DATE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_NUMERAL = "一二三四五六七八九十百"
_COUNTED = re.compile(rf"(场景|附表)([{_NUMERAL}]+|\d+)(?:：(.*))?", re.DOTALL)
_ARTICLE = re.compile(rf"第([{_NUMERAL}]+|\d+)条(?:第([{_NUMERAL}]+|\d+)款)?(?:第?（?([{_NUMERAL}]+|\d+)）?项)?")
"""Article, paragraph, item: 第五条第一款第（四）项."""
_BARE = re.compile(rf"（([{_NUMERAL}]+|\d+)）")
_ITEM = re.compile(rf"(（[{_NUMERAL}\d]+）|[{_NUMERAL}]+、|\d+[.．]\s*)(.+)", re.DOTALL)
_OPTIONS = re.compile("([☐☑])([^☐☑]+)")
_ENDS = {"。": ".", "；": ";", "：": ":", "，": ",", "、": ","}
_PLACE = re.compile(r"\{(\w+)\}")
_QUOTES = str.maketrans("‘’“”", "''\"\"")
"""The faces set curly quotes as wide as a hanzi; in English they would tear a word apart."""
_ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")
_COUNTED_WORDS = {"场景": "Scenario", "附表": "Annex"}
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DIGITS = {digit: number for number, digit in enumerate("一二三四五六七八九", start=1)}


_HOLDS = {
    "num": r"[\d,.]+",
    "numeral": rf"[{_NUMERAL}]+",
    "code": r"[A-Z]{1,2}\d*",
    "codes": r"[A-Z]{1,2}\d*(?:、[A-Z]{1,2}\d*)*",
    "box": "[☐☑]",
    "file": r"(?:\d+-)?\d\d-",
    "hash": "[0-9a-f]+",
}
"""What a blank of a pattern may hold, by the first part of its name. ``known_…`` holds what has English itself."""


class English:
    """The English of one case's documents."""

    def __init__(self, phrases: Mapping[str, str], patterns: Mapping[str, str]) -> None:
        self._phrases = {_plain(zh): en for zh, en in phrases.items()}
        self._patterns = [(_compiled(zh), en) for zh, en in patterns.items()]
        self._found: dict[str, str | None] = {}

    def of(self, text: str) -> str:
        """The text in English, or the same text under the mark ``ORIGINAL``."""
        found = self._find(text)
        return f"{ORIGINAL}{text}" if found is None else found

    def lines(self, text: str) -> str:
        """Of several lines each by itself."""
        return "\n".join(self.of(line) for line in text.split("\n"))

    def plain(self, text: str) -> str:
        """The text in English, or as it is, where a mark has no place: titles of files, alternatives of pictures."""
        return self._find(text) or text

    def _find(self, text: str) -> str | None:
        if text not in self._found:
            found = self._sought(text)
            self._found[text] = found.translate(_QUOTES) if found else found
        return self._found[text]

    def _sought(self, text: str) -> str | None:
        if not _HAN.search(text):
            return _western(text)
        for way in (self._known, self._fitting, self._options, self._item, self._led, self._ended, self._parts):
            found = way(text)
            if found is not None:
                return found
        return None

    def _known(self, text: str) -> str | None:
        key = _plain(text)
        if key in self._phrases:
            return self._phrases[key]
        if key.removesuffix("。") in self._phrases and key.endswith("。"):
            return _closed(self._phrases[key.removesuffix("。")])
        bare = _BARE.fullmatch(key)
        if bare:
            return f"({_number(bare[1])})"
        article = _ARTICLE.fullmatch(key)
        if article:
            return _article(*article.groups())
        dated = _DATE.fullmatch(text)
        if dated:
            return _day(*map(int, dated.groups()))
        counted = _COUNTED.fullmatch(text)
        if counted:
            name = f"{_COUNTED_WORDS[counted[1]]} {_number(counted[2])}"
            return f"{name}: {self._inside(counted[3])}" if counted[3] else name
        return None

    def _fitting(self, text: str) -> str | None:
        for pattern, english in self._patterns:
            found = pattern.fullmatch(text)
            said = self._filled(found.groupdict()) if found else None
            if said is not None:
                return _PLACE.sub(lambda place, said=said: said[place[1]], english)  # type: ignore[misc]  # bound now
        return None

    def _filled(self, blanks: Mapping[str, str]) -> dict[str, str] | None:
        """What stands in the blanks, in English; ``None`` where one had to be known and is not."""
        said: dict[str, str] = {}
        for name, value in blanks.items():
            if name.startswith("numeral_"):
                said[name] = _number(value)
            elif name.startswith("known_"):
                found = self._find(value)
                if found is None:
                    return None
                said[name] = found
            else:
                said[name] = self._inside(value)
        return said

    def _options(self, text: str) -> str | None:
        found = _OPTIONS.findall(text)
        if not found or "".join(box + label for box, label in found) != text.strip():
            return None
        labels = [self._find(label.strip()) for _, label in found]
        if None in labels:
            return None
        return "  ".join(f"{box}\u00a0{label}" for (box, _), label in zip(found, labels, strict=True))

    def _item(self, text: str) -> str | None:
        """（一）… and 1. …"""
        found = _ITEM.fullmatch(text)
        rest = self._find(found[2].strip()) if found else None
        return None if found is None or rest is None else f"{_numbered(found[1].strip())} {rest}"

    def _led(self, text: str) -> str | None:
        """Label：answer, where the label is ours and the answer may be anybody's."""
        label, mark, rest = text.partition("：")
        if not mark or not rest.strip():
            return None
        found = self._known(label) or self._fitting(label)
        return None if found is None else f"{found}: {self._inside(rest.strip())}"

    def _ended(self, text: str) -> str | None:
        """Several sentences, each of them known."""
        parts = [part for part in re.split("(?<=[。；])", text) if part.strip()]
        if len(parts) < 2:
            return self._without_end(text)
        found = [self._find(part) for part in parts]
        return None if None in found else " ".join(part for part in found if part)

    def _without_end(self, text: str) -> str | None:
        end = text[-1:]
        found = self._find(text[:-1]) if end in _ENDS and len(text) > 1 else None
        return None if found is None else found.rstrip(".;:,") + _ENDS[end]

    def _parts(self, text: str) -> str | None:
        """A list of known things."""
        for mark, between in (("/", " / "), ("、", ", "), ("，", ", "), (" ", " ")):
            parts = [part for part in text.split(mark) if part]
            if len(parts) > 1:
                found = [self._find(part) for part in parts]
                if None not in found:
                    return between.join(part for part in found if part)
        return None

    def _inside(self, text: str) -> str:
        """A value inside a sentence of ours: in English where it is known, else as it was written."""
        return self._find(text) or text


def english_of(
    content: SnapshotContent, questionnaire: Questionnaire, wording: Wording, texts: ReadingCopyWording
) -> English:
    """What is known about one case: the law's labels, the sentences of its decision and score, its own names."""
    phrases: dict[str, str] = {}
    for code, zh in Locale.parse("zh_Hans_CN").territories.items():
        phrases.setdefault(zh, str(Locale.parse("en").territories.get(code, code)))
    for section in questionnaire.sections:
        phrases[section.title.zh] = section.title.en
        for question in section.questions:
            for choice in question.choices:
                phrases[choice.zh] = choice.en
                # Documents name a choice of a group by what stands behind the colon.
                phrases.setdefault(choice.zh.split("：")[-1], choice.en.split(": ")[-1])
            phrases[question.label.zh] = question.label.en
    score = RiskScore.from_record(dict(content.score))
    for record in (content.decision, content.score, content.plan, score.words.model_dump()):
        phrases.update(_pairs(record))
    phrases.update({text.zh: text.en for line in fact_lines(score) for text in (line.name, line.value)})
    phrases.update(_filings(wording.filings))
    phrases.update({one.zh: one.en for one in texts.phrases})
    phrases.update(_names(content))
    phrases[BLANK] = texts.blank
    patterns = {one.zh: one.en for one in texts.patterns}
    return English(phrases, patterns)


def _pairs(value: Any) -> Iterator[tuple[str, str]]:
    """Every bilingual sentence in a record."""
    if isinstance(value, Mapping):
        zh, en = value.get("zh"), value.get("en")
        if isinstance(zh, str) and isinstance(en, str) and zh and en:
            yield zh, en
        for inner in value.values():
            yield from _pairs(inner)
    elif isinstance(value, (list, tuple)):
        for inner in value:
            yield from _pairs(inner)


def _filings(filings: tuple[Filing, ...]) -> dict[str, str]:
    return {filing.name.zh: filing.name.en for filing in filings}


def _names(content: SnapshotContent) -> Iterator[tuple[str, str]]:
    """Names that the case gives in both languages."""
    for answers in (content.sheet.answers, *(entry.answers for entry in content.sheet.entries)):
        for question, value in answers.items():
            other = answers.get(f"{question}_en")
            if isinstance(value, str) and isinstance(other, str) and value.strip() and other.strip():
                yield value.strip(), other.strip()


def _plain(text: str) -> str:
    return text.strip()


def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern with its blanks; what a blank may hold is told by the first part of its name."""
    parts = _PLACE.split(pattern)
    return re.compile("".join(_blank(part) if index % 2 else re.escape(part) for index, part in enumerate(parts)), re.S)


def _blank(name: str) -> str:
    return f"(?P<{name}>{_HOLDS.get(name.partition('_')[0], '.+?')})"


def _western(text: str) -> str:
    """Text without hanzi, with the punctuation of English."""
    for zh, en in (("，", ", "), ("、", ", "), ("；", "; "), ("：", ": "), ("。", "."), ("（", " ("), ("）", ")")):
        text = text.replace(zh, en)
    return text.rstrip(" ") if text.strip() else text


def _closed(sentence: str) -> str:
    return sentence if sentence.endswith((".", ";", "!", "?")) else f"{sentence}."


def _day(year: int, month: int, day: int) -> str:
    return f"{day} {_MONTHS[month - 1]} {year}" if 1 <= month <= len(_MONTHS) else f"{year}-{month}-{day}"


def _article(article: str, paragraph: str | None, item: str | None) -> str:
    parts = [f"Article {_number(article)}"]
    parts += [f"paragraph {_number(paragraph)}"] if paragraph else []
    parts += [f"item {_number(item)}"] if item else []
    return ", ".join(parts)


def _numbered(mark: str) -> str:
    """一、 is I., （一） is (1), 1. stays: the three levels of headings stay apart."""
    number = int(_number(mark.strip("（）、.．")))
    if mark.startswith("（"):
        return f"({number})"
    return f"{_ROMAN[number - 1]}." if mark.endswith("、") and number <= len(_ROMAN) else f"{number}."


def _number(numeral: str) -> str:
    """一 is 1, 十二 is 12, 二十三 is 23; what is a number already stays."""
    if numeral.isdecimal():
        return numeral
    tens, mark, ones = numeral.partition("十")
    if not mark:
        return str(_DIGITS.get(numeral, 0))
    return str((_DIGITS.get(tens, 1) if tens else 1) * 10 + _DIGITS.get(ones, 0))
