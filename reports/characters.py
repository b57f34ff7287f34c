"""User text made fit for paper: what has no width or turns the direction of reading is taken out.

Letters, hanzi and punctuation stay as they were typed; nothing is normalised, since names depend on variants.
"""

from __future__ import annotations

import re
import unicodedata

_LINE_ENDS = re.compile("\r\n|[\r\v\f\u0085\u2028\u2029]")
_VARIATION_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def clean(text: str) -> str:
    """Without control, zero-width and direction characters; tabs become spaces, all line ends newlines."""
    text = _LINE_ENDS.sub("\n", text).replace("\t", " ")
    text = _VARIATION_SELECTORS.sub("", text)
    if text.replace("\n", "").isprintable():
        return text  # what is printable holds none of the signs below, and this is nearly every text
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in {"Cc", "Cf", "Cs"})


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a long answer, without empty ones."""
    return tuple(part for part in (line.strip(" \u3000") for line in clean(text).split("\n")) if part)


DIGITS = "零一二三四五六七八九"


def chinese_number(number: int) -> str:
    """一 to 九十九, as headings count; larger numbers in digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    if tens == 0:
        return DIGITS[ones]
    return ("" if tens == 1 else DIGITS[tens]) + "十" + (DIGITS[ones] if ones else "")
