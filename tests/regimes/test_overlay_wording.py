"""An official text that a company loads in the place of the one that was composed here."""

from __future__ import annotations

from datetime import date

import pytest

from assessment.errors import InputRefused
from assessment.wording_routes import CommitmentText
from regimes.entries import entries_of
from regimes.loader import Regime, load_regime
from regimes.overlay_files import read_overlay
from regimes.overlays import compose

BASE = load_regime("cn")
FROM = date(2026, 12, 1)
FILE = """\
overlay:
  id: {id}
  kind: wording
  title: {{zh: 承诺书, en: Commitment}}
  from: {since}
  {to}
  source: {{text: 《备案指南》, article: 附件3, read_on: 2026-11-20}}
  confidence: high
wordings:
  - filings: [{filings}]
    title: 承诺书
    paragraphs: [官方原文。]
    signatures: [单位名称（盖章）：]
    date_line: 年　月　日
    cite: {{text: 《备案指南》, article: 附件3}}
    confidence: high
    checked_on: 2026-11-20
    {more}
"""


def file(
    name: str = "own", since: str = "2026-12-01", to: str = "", filings: str = "standard_contract", more: str = ""
) -> str:
    return FILE.format(id=name, since=since, to=to, filings=filings, more=more)


def held(*files: str) -> Regime:
    return compose(BASE, [read_overlay(f"file{n}.yaml", text) for n, text in enumerate(files)])


def text_on(regime: Regime, day: date) -> CommitmentText:
    return regime.wording.commitment.on("standard_contract", day)


def test_the_loaded_text_stands_from_its_day() -> None:
    regime = held(file())
    assert text_on(regime, FROM).paragraphs == ("官方原文。",)
    assert text_on(regime, date(2026, 11, 30)).overlay is None
    assert regime.sha256 != BASE.sha256
    assert BASE.wording.commitment.on("standard_contract", FROM).overlay is None


def test_after_its_end_our_text_is_back() -> None:
    regime = held(file(to="to: 2026-12-31"))
    assert text_on(regime, date(2026, 12, 31)).overlay == "own"
    assert text_on(regime, date(2027, 1, 1)).overlay is None


def test_another_filing_keeps_its_text() -> None:
    assert held(file()).wording.commitment.on("gba_contract", FROM).overlay is None


def test_what_is_verified_is_told_by_filing_and_day() -> None:
    wording = held(file()).wording
    assert wording.confidence_of("commitment", "standard_contract", FROM) == "high"
    assert wording.confidence_of("commitment", "standard_contract", date(2026, 11, 30)) == "low"
    assert wording.confidence_of("commitment", "gba_contract", FROM) == "low"
    assert wording.confidence_of("pipia_report", "standard_contract", FROM) == "high"
    assert wording.confidence_of("pipia_report", "certification", FROM) == "medium"
    assert wording.confidence_of("materials_list", "certification", FROM) == "low"


def test_two_overlays_do_not_speak_for_one_filing_on_one_day() -> None:
    with pytest.raises(InputRefused) as refused:
        held(file("one"), file("two", since="2027-01-01"))
    (problem,) = refused.value.problems
    assert "Overlay 'one' gives the commitment of standard_contract on the same day" in problem.sentence.en
    held(file("one", to="to: 2026-12-31"), file("two", since="2027-01-01"))
    held(file("one"), file("two", filings="gba_contract"))


def test_a_file_cannot_name_its_overlay_nor_begin_before_it() -> None:
    for more, said in (("overlay: own", "take 'overlay' out"), ("from: 2026-11-01", "before the overlay begins")):
        with pytest.raises(InputRefused) as refused:
            read_overlay("file.yaml", file(more=more))
        assert said in " ".join(problem.sentence.en for problem in refused.value.problems)


def test_counsel_sees_what_was_not_read_at_its_source() -> None:
    listed = {entry.subject: entry for entry in entries_of(BASE) if entry.kind == "wording"}
    ours = listed["wording:commitment/standard_contract"]
    assert ours.confidence == "low"
    assert "拆分" in ours.says.zh
    assert "wording:materials_list/standard_contract" not in listed  # it was read
    loaded = next(e for e in entries_of(held(file())) if e.subject == "wording:commitment/standard_contract/own")
    assert (loaded.overlay, loaded.since, loaded.confidence) == ("own", FROM, "high")
    assert loaded.sha256 != ours.sha256
