"""When a verified grade counts as verified: document, page, words, date, second person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from assessment.answers import Entry, GradedAnswer, Proof
from assessment.proofs import WHY_NOT_VERIFIED, Standing, standing
from assessment.questions import Scope

ON = date(2026, 11, 21)
FILE = {"sha256": "0" * 64, "name": "等保.pdf", "size": 1, "media_type": "application/pdf"}
PROOF = Proof("mlps", "3", "测评结论为良")
VERIFIED = GradedAnswer("E6", 0, "verified", proofs=(PROOF,), checked_by="林致远")


def document(dated: str | None = "2026-03-01", file: object = FILE) -> dict[str, Entry]:
    answers = {"evidence.dated": dated, "evidence.file": file}
    return {"mlps": Entry("mlps", Scope.EVIDENCE, None, answers)}  # type: ignore[arg-type]  # as an upload leaves it


def test_a_checked_answer_with_a_young_document_counts() -> None:
    assert standing(VERIFIED, document(), ON) == Standing("verified", "", date(2027, 3, 1))


@pytest.mark.parametrize(
    ("answer", "evidence", "why"),
    [
        (replace(VERIFIED, checked_by=None), document(), "unchecked"),
        (replace(VERIFIED, proofs=()), document(), "no_document"),
        (replace(VERIFIED, proofs=(replace(PROOF, page=" "),)), document(), "no_document"),
        (replace(VERIFIED, proofs=(replace(PROOF, quotation=""),)), document(), "no_document"),
        (VERIFIED, document(file=None), "no_document"),
        (VERIFIED, {}, "no_document"),
        (VERIFIED, document(None), "no_date"),
        (VERIFIED, document("2025-11-20"), "too_old"),
    ],
)
def test_otherwise_it_counts_as_declared_and_says_why(
    answer: GradedAnswer, evidence: dict[str, Entry], why: str
) -> None:
    found = standing(answer, evidence, ON)
    assert (found.state, found.why) == ("declared", why)
    assert why in WHY_NOT_VERIFIED


@pytest.mark.parametrize(
    ("dated", "state", "ending"),
    [
        ("2025-11-20", "declared", False),
        ("2025-11-21", "verified", True),  # twelve months to the day
        ("2026-01-20", "verified", True),  # sixty days left
        ("2026-01-21", "verified", False),
    ],
)
def test_twelve_months_and_the_notice_before(dated: str, state: str, ending: bool) -> None:
    found = standing(VERIFIED, document(dated), ON)
    assert (found.state, found.ending) == (state, ending)


def test_the_youngest_document_counts() -> None:
    both = document("2020-01-01") | {"newer": replace(document()["mlps"], id="newer")}
    answer = replace(VERIFIED, proofs=(PROOF, Proof("newer", "1", "合格")))
    assert standing(answer, both, ON).state == "verified"


def test_what_was_never_verified_stays_what_it_is() -> None:
    assert standing(replace(VERIFIED, state="declared"), document(), ON) == Standing("declared")
    assert standing(GradedAnswer("E6", None, "unknown"), {}, ON) == Standing("unknown")
