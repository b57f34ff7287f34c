"""The fixed terms of the field, Chinese and English side by side.

One word for one thing: these names are used in modules, addresses, templates and audit kinds alike.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

Language = Literal["zh", "en"]


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence or label in both languages; the Chinese one is authoritative."""

    zh: str
    en: str

    def in_language(self, language: Language) -> str:
        return self.zh if language == "zh" else self.en


class Unknown:
    """The value of a fact that nobody has established yet; it is neither false nor zero."""

    _instance: Unknown | None = None

    def __new__(cls) -> Unknown:
        if cls._instance is None:
            cls._instance = super().__new__(cls)
        return cls._instance

    def __repr__(self) -> str:
        return "unknown"

    def __bool__(self) -> bool:
        raise TypeError("an unknown fact is neither true nor false; ask for it explicitly")

    def __reduce__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


class Route(StrEnum):
    """出境路径. The order of strictness is data of the regime, not the order of these members."""

    STOP = "stop"
    NO_EXPORT = "no_export"
    FREE = "free"
    EXEMPT = "exempt"
    SECURITY_ASSESSMENT = "security_assessment"
    STANDARD_CONTRACT_OR_CERTIFICATION = "standard_contract_or_certification"
    CERTIFICATION = "certification"
    REVIEW = "review"
    UNDETERMINED = "undetermined"
    LEGACY = "legacy"
    NO_ROUTE_YET = "no_route_yet"


class Confidence(StrEnum):
    """How well a rule or figure was read; everything below high is shown to counsel."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Role(StrEnum):
    """What a person may do in the company's installation; the table is in ``web/permissions.py``."""

    PREPARER = "preparer"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    AUDITOR = "auditor"
    COUNSEL = "counsel"
    ADMINISTRATOR = "administrator"
