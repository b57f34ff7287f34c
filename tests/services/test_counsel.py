"""Counsel's word: dated, attributed, about exactly what was read; it lapses with a change and can be withdrawn."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.sign_offs import Verdict, digest_of
from regimes.entries import LawEntry, entries_of
from services import counsel, overlays
from services.cases import open_case
from services.desk import NotFound, Refused
from services.law import draft_correction, law_page
from tests.services.test_overlays import FIGURE
from tests.web.office import Office

READ = "国家网信办网站全文，2026-11-20"


def sign(office: Office, entry: LawEntry, verdict: Verdict = "confirmed", login: str = "shen", **other: object) -> None:
    said = {"note": "与原文一致", "read": READ, "read_on": date(2026, 11, 20), **other}
    counsel.sign(office.desk, office.person(login), entry.subject, entry.sha256, verdict=verdict, **said)  # type: ignore[arg-type]  # made up above


def leaned(office: Office) -> list[LawEntry]:
    case = open_case(office.desk, office.person("zhou"), office.full)
    return list(counsel.leaned_on(case.appraisal.decision, case.appraisal.regime))


def counsel_asked(office: Office) -> bool:
    decision = open_case(office.desk, office.person("zhou"), office.full).appraisal.decision
    return any(warning.code == "COUNSEL" for flow in decision.flows for warning in flow.warnings)


def test_signing_everything_a_decision_leans_on_silences_its_warning_and_withdrawing_brings_it_back(
    office: Office,
) -> None:
    before = [entry for entry in leaned(office) if entry.kind != "duty"]
    assert before and counsel_asked(office)
    for entry in before:
        sign(office, entry)
    assert [entry for entry in leaned(office) if entry.kind != "duty"] == []
    assert not counsel_asked(office)
    sign(office, before[0], "withdrawn", note="原文已修订")
    assert [entry.subject for entry in leaned(office) if entry.kind != "duty"] == [before[0].subject]
    assert counsel_asked(office)


def test_a_signature_is_dated_attributed_and_in_the_trail(office: Office) -> None:
    entry = leaned(office)[0]
    sign(office, entry)
    page = counsel.entry_page(office.desk, office.person("gu"), entry.subject)
    assert page.line.state == "signed" and page.line.said is not None and not page.may_sign
    assert (page.line.said.person_name, page.line.said.read, page.line.said.read_on) == (
        "沈知白",
        READ,
        date(2026, 11, 20),
    )
    with office.desk.database.read(office.company) as unit:
        newest = unit.trail.page()[0][0]
    assert (newest.kind, newest.subject, newest.details["sha256"]) == ("rule signed off", entry.subject, entry.sha256)


def test_an_entry_that_says_something_else_is_unsigned_again(office: Office) -> None:
    shen = office.person("shen")
    overlays.add(office.desk, shen, FIGURE.replace("confidence: high", "confidence: medium"), reason="公告")
    subject = "figure:sa.pi.persons@2026-06-01"
    sign(office, counsel.entry_page(office.desk, shen, subject).line.entry)
    assert counsel.entry_page(office.desk, shen, subject).line.state == "signed"
    overlays.remove(office.desk, shen, "figure-2026", from_day=date(2026, 6, 1), reason="录入有误")
    again = FIGURE.replace("confidence: high", "confidence: medium").replace("999999", "999998")
    overlays.add(office.desk, shen, again.replace("figure-2026", "figure-2026-2"), reason="更正")
    line = counsel.entry_page(office.desk, shen, subject).line
    assert line.state == "changed"
    assert subject not in office.desk.regime_of(office.company).rules.signed


def test_the_hash_does_not_follow_the_last_day_but_every_other_word() -> None:
    from regimes.loader import load_regime

    rule = load_regime().rules.routes[0]
    assert digest_of(rule) == digest_of(rule.model_copy(update={"until": date(2030, 1, 1)}))
    assert digest_of(rule) != digest_of(rule.model_copy(update={"checked_on": date(2030, 1, 1)}))


@pytest.mark.parametrize("login", ["zhou", "lin", "gu"])
def test_only_counsel_signs(office: Office, login: str) -> None:
    with pytest.raises(Refused, match="Only counsel"):
        sign(office, leaned(office)[0], login=login)


@pytest.mark.parametrize(
    ("verdict", "other", "sentence"),
    [
        ("confirmed", {"read": " "}, "Say what was read"),
        ("confirmed", {"read_on": date(2026, 11, 22)}, "still to come"),
        ("doubted", {"note": ""}, "Give the reason"),
        ("withdrawn", {}, "nothing to withdraw"),
    ],
)
def test_an_incomplete_word_is_refused(
    office: Office, verdict: Verdict, other: dict[str, object], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        sign(office, leaned(office)[0], verdict, **other)


def test_what_was_not_seen_is_not_signed(office: Office) -> None:
    entry = leaned(office)[0]
    with pytest.raises(Refused, match="changed since you opened it"):
        counsel.sign(
            office.desk,
            office.person("shen"),
            entry.subject,
            "0" * 64,
            verdict="confirmed",
            note="",
            read=READ,
            read_on=date(2026, 11, 20),
        )
    with pytest.raises(NotFound):
        counsel.entry_page(office.desk, office.person("shen"), "rule:R-999@2026-01-01")


def test_another_companys_signature_signs_nothing_here(office: Office) -> None:
    entry = leaned(office)[0]
    sign(office, entry)
    elsewhere = office.other_company()
    assert office.desk.regime_of(elsewhere).rules.signed == frozenset()
    assert entry.subject in office.desk.regime_of(office.company).rules.signed


def test_the_page_lists_every_entry_below_high_and_says_how_many_cases_it_decides(office: Office) -> None:
    page = counsel.counsel_page(office.desk, office.person("gu"))
    below = [entry for entry in entries_of(office.desk.regime) if entry.below_high]
    assert {line.entry.subject for line in page.lines} == {entry.subject for entry in below}
    assert page.looked_at == 2
    deciding = {line.entry.subject: line.cases for line in page.lines}
    assert all(deciding[entry.subject] for entry in leaned(office))
    assert [line.cases or 0 for line in page.lines] == sorted((line.cases or 0 for line in page.lines), reverse=True)


def test_a_doubted_entry_stays_on_the_page_and_in_the_warning(office: Office) -> None:
    entry = next(entry for entry in leaned(office) if entry.kind != "duty")
    sign(office, entry, "doubted", note="原文无此句")
    page = counsel.counsel_page(office.desk, office.person("shen"))
    assert {line.entry.subject for line in page.lines if line.state == "doubted"} == {entry.subject}
    assert counsel_asked(office)


def test_the_draft_of_a_correction_can_be_added_as_it_stands(office: Office) -> None:
    """For some entries of every kind that an overlay can correct, ended ones among them."""
    shen = office.person("shen")
    entries = entries_of(office.desk.regime)
    kinds = ("rule", "side", "duty", "figure", "list", "deadline")
    chosen = [entry for kind in kinds for entry in [one for one in entries if one.kind == kind][:2]]
    chosen += [next(entry for entry in entries if entry.kind == kind and entry.until) for kind in ("rule", "figure")]
    for entry in chosen:
        text = draft_correction(office.desk, shen, entry.subject)
        found = overlays.preview(office.desk, shen, text)
        sentences = [problem.sentence.en for problem in found.problems]
        if entry.kind == "list":  # it ships without its text, so the draft waits for the entries
            assert len(sentences) == 1 and "has no entries" in sentences[0]
        else:
            assert sentences == [], (entry.subject, text)
            assert found.overlay is not None and found.overlay.head.since == entry.since
    assert {entry.kind for entry in chosen} == set(kinds)
    versions = [entry for entry in entries if entry.kind in ("version", "question")]
    assert all(draft_correction(office.desk, shen, entry.subject) == "" for entry in versions)


def test_the_page_of_the_law_shows_the_day_that_was_asked_for(office: Office) -> None:
    gu = office.person("gu")
    for day, shown in ((date(2024, 3, 21), False), (date(2024, 3, 22), True)):
        page = law_page(office.desk, gu, day, topic="rule", search="")
        assert ("rule:R-41@2024-03-22" in {line.entry.subject for line in page.lines}) is shown
    page = law_page(office.desk, gu, date(2024, 3, 22), topic="rule", search="")
    assert page.version is not None and (page.version.version, page.before) == ("V3", date(2024, 3, 22))
    found = law_page(office.desk, gu, date(2026, 11, 21), topic="rule", search="sa.spi")
    assert {line.entry.key for line in found.lines} >= {"sa.spi.persons"}
    assert law_page(office.desk, gu, date(2026, 11, 21), topic="rule", search="无此词语").lines == ()
