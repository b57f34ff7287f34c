"""What the check before filing finds: defects with their place, what is left to the hand, what it all leans on.

Only the nouns; the comparisons stand in the ``filing_check_*`` modules beside it, and ``filing_check.py`` puts them
together. Nothing here is ever printed in a filed document.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from assessment.gaps import Gap
from assessment.vocabulary import Text

Grade = Literal["must", "look"]
"""``must``: no final document before it is mended; ``look``: somebody should look, and may leave it as it is."""

LeanKind = Literal["rule", "overlay", "wording"]

LAW, EXTENSION, DOCUMENTS, RISK = "law", "extension", "dossier", "risk"
"""Stand in ``Gap.section`` for pages that are no page of the wizard."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that is missing or does not agree. ``kind``: a lasting short name; ``printed``: where it is printed."""

    kind: str
    grade: Grade
    gap: Gap
    printed: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "grade": self.grade, **self.gap.as_json(), "printed": list(self.printed)}


@dataclass(frozen=True, slots=True)
class ByHand:
    """One place for seal, signature or mark. ``document``: the file or the piece of evidence it stands on."""

    document: str
    place: Text
    who: Text
    what: Text

    def as_json(self) -> dict[str, Any]:
        return {"document": self.document, **{name: _pair(getattr(self, name)) for name in ("place", "who", "what")}}


@dataclass(frozen=True, slots=True)
class Lean:
    """Something the filing rests on that nobody has confirmed yet. ``subject``: its name on the page of the law."""

    kind: LeanKind
    subject: str
    sentence: Text

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "subject": self.subject, **_pair(self.sentence)}


@dataclass(frozen=True, slots=True)
class Backing:
    """One heading of the report and what stands behind it: answers asked and given, evidence linked."""

    place: str
    heading: str
    asked: int
    given: int
    evidence: int

    def as_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in ("place", "heading", "asked", "given", "evidence")}


@dataclass(frozen=True, slots=True)
class SharedFact:
    """One answer that several documents print. ``entry`` is empty for the case itself."""

    question: str
    entry: str
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FilingCheck:
    """Everything the check found about one case on one day."""

    filings: tuple[str, ...]
    defects: tuple[Defect, ...]
    by_hand: tuple[ByHand, ...]
    leans: tuple[Lean, ...]
    headings: tuple[Backing, ...]
    shared: tuple[SharedFact, ...]

    @property
    def must(self) -> tuple[Defect, ...]:
        return tuple(defect for defect in self.defects if defect.grade == "must")

    @property
    def look(self) -> tuple[Defect, ...]:
        return tuple(defect for defect in self.defects if defect.grade == "look")

    @property
    def may_be_final(self) -> bool:
        return not self.must

    def as_json(self) -> dict[str, Any]:
        return {
            "filings": list(self.filings),
            "may_be_final": self.may_be_final,
            "must": [defect.as_json() for defect in self.must],
            "look": [defect.as_json() for defect in self.look],
            "by_hand": [one.as_json() for one in self.by_hand],
            "leans": [lean.as_json() for lean in self.leans],
            "headings": [heading.as_json() for heading in self.headings],
        }


def must(kind: str, section: str, entry: str | None, question: str | None, sentence: Text) -> Defect:
    return Defect(kind, "must", Gap(section, entry, question, sentence))


def look(kind: str, section: str, entry: str | None, question: str | None, sentence: Text) -> Defect:
    return Defect(kind, "look", Gap(section, entry, question, sentence))


def _pair(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}
