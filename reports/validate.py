"""Asks an independent validator whether a PDF may go into an archive. A document that may not is not handed out."""

from __future__ import annotations

from typing import Literal

import page as validator

from assessment.vocabulary import Text

Profile = Literal["3u", "3a", "ua1"]
MISREAD = frozenset({"PDFA3U-STREAM-LENGTH-001", "PDFA3A-STREAM-LENGTH-001"})
"""The validator takes a compressed stream that ends in byte 0x0D for one of wrong length; pikepdf writes it right."""


class NotArchivable(Exception):
    """A document breaks rules of its format; the sentence names document and rules."""

    def __init__(self, title: str, profile: str, rules: tuple[str, ...]) -> None:
        named = "、".join(rules)
        self.sentence = Text(
            f"《{title}》不符合存档格式 PDF/A（{profile}）的规则：{named}；材料未生成，请把这一句话告诉管理员。",
            f"'{title}' breaks rules of the archive format ({profile}): {', '.join(rules)}. "
            "Nothing was handed out; tell an administrator this sentence.",
        )
        super().__init__(self.sentence.en)


def broken_rules(pdf: bytes, profile: Profile) -> tuple[str, ...]:
    """Ids of the rules that the validator sees broken, without the one that it misreads."""
    report = validator.validate_pdf_bytes(pdf, profile=profile)
    return tuple(sorted({failure.rule_id for failure in report.failures} - MISREAD))


def require(title: str, pdf: bytes, profile: Profile = "3u") -> None:
    """Raises ``NotArchivable``."""
    rules = broken_rules(pdf, profile)
    if rules:
        raise NotArchivable(title, profile, rules)
