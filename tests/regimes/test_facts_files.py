"""FACTS.yaml as the command reads it: the example of the contract, and one broken file per message."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from assessment.errors import InputRefused
from services.decide import decide_file, read_facts

ON = date(2026, 11, 21)
FACTS = """\
exporter: {kind: non_ciio, region: shanghai, in_ftz: false, gba_city: null, sector: automotive, persons_processed: 30}
counters: {persons_pi: 120000, persons_spi: 0, persons_pi_previous_year: 0, persons_spi_previous_year: 0}
flows:
  - id: telematics
    export_act: transfer_out
    contains_pi: true
    contains_spi: false
    important_data: none
    core_data_or_secret: false
    persons_pi: 120000
    persons_spi: 0
    exemption: {claim: none, proven: false}
    ftz: {list: null, on_list: null}
    recipient: {region: de, restricted: false, onward_outside_gba: false}
    foreign_authority_request: false
prior: null
"""


def test_the_contract_example_is_decided(tmp_path: Path) -> None:
    path = tmp_path / "FACTS.yaml"
    path.write_text(FACTS, encoding="utf-8")
    decision = decide_file(path, ON)
    assert decision.route == "standard_contract_or_certification"
    assert decision.flow("telematics").options == ("standard_contract", "certification")


def test_dates_of_an_earlier_mechanism_are_read() -> None:
    text = FACTS.replace("prior: null", "prior: {mechanism: security_assessment, issued_on: 2024-05-10}")
    prior = read_facts("x.yaml", text).prior
    assert prior is not None and prior.issued_on == date(2024, 5, 10)


@pytest.mark.parametrize(
    ("old", "new", "where", "sentence"),
    [
        ("kind: non_ciio", "kind: nonciio", "line 1, exporter.kind", "Did you mean 'non_ciio'"),
        ("region: shanghai", "regoin: shanghai", "line 1, exporter.regoin", "Did you mean 'region'?"),
        (
            "contains_pi: true",
            "contains_pi: 1",
            "line 6, flows[0].contains_pi",
            "true or false is expected; write unknown",
        ),
        ("persons_pi: 120000\n", "persons_pi: -1\n", "line 10, flows[0].persons_pi", "it may not be below 0"),
        ("persons_pi: 120000\n", "persons_pi: many\n", "line 10, flows[0].persons_pi", "a whole number is expected"),
        ("    contains_pi: true\n", "", "line 4, flows[0].contains_pi", "'contains_pi' is missing; add it."),
        ("{claim: none, proven: false}", "none", "line 12, flows[0].exemption", "a group of 'key: value' is expected"),
        (
            "prior: null",
            "prior: {mechanism: certification, issued_on: 7}",
            "line 16, prior.issued_on",
            "a date is expected",
        ),
    ],
)
def test_a_defect_is_named_with_its_place(old: str, new: str, where: str, sentence: str) -> None:
    assert old in FACTS
    with pytest.raises(InputRefused) as refused:
        read_facts("facts.yaml", FACTS.replace(old, new, 1))
    assert [problem.where for problem in refused.value.problems] == [f"facts.yaml, {where}"]
    assert sentence in refused.value.problems[0].sentence.en


def test_two_flows_may_not_share_an_id() -> None:
    flows = FACTS.index("  - id"), FACTS.index("prior")
    text = FACTS[: flows[1]] + FACTS[flows[0] : flows[1]] + "prior: null\n"
    with pytest.raises(InputRefused, match=r"flows\[1\].id: The flow id 'telematics' stands here twice"):
        read_facts("facts.yaml", text)


def test_facts_without_a_flow_decide_nothing() -> None:
    with pytest.raises(InputRefused, match="Name at least one flow"):
        read_facts("facts.yaml", "exporter: {kind: ciio}\nflows: []\n")
