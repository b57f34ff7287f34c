"""The law of important data as it ships, what the loader refuses, and what an overlay may add to the final."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from assessment.errors import InputRefused
from assessment.important_data import determine
from assessment.vocabulary import Confidence
from regimes.important_data import load_important_data
from regimes.loader import Regime, load_regime
from regimes.overlay_files import read_overlay
from regimes.overlays import compose

TODAY = date(2026, 11, 21)
CN = load_regime()
LAW = CN.important_data


def test_the_draft_is_complete() -> None:
    items = [item for item in LAW.draft.items if not item.always]
    assert [item.number for item in items] == list(range(1, 50))
    assert len({item.category for item in items}) == 26
    assert {item.code.split("-")[1] for item in items} == {"1", "2", "3", "4", "5"}
    per_scenario = [sum(item.code.startswith(f"AID-{n}-") for item in items) for n in range(1, 6)]
    assert per_scenario == [12, 3, 9, 1, 24]


def test_the_final_is_known_in_part_and_says_what_is_missing() -> None:
    assert (LAW.expected.items, LAW.expected.categories) == (51, 27)
    assert [entry.number for entry in LAW.unknown] == [50, 51]
    assert len(LAW.check_list) == 14 and not LAW.complete and LAW.missing_items == 51
    assert LAW.seen["AID-4-1"].confidence is Confidence.HIGH


def test_every_item_has_words_in_both_languages_a_source_and_key_words() -> None:
    for edition in LAW.editions:
        for item in edition.items:
            source = edition.source_of(item)
            assert item.name.zh and item.name.en and item.description.zh and item.description.en
            assert source.cite.text and source.cite.article and source.checked_on <= TODAY
            asked_for_all = item.always or edition.head.id == "rules-2021"
            assert item.keywords or asked_for_all, item.code


def test_a_rule_shared_by_a_merged_cell_is_only_of_medium_confidence() -> None:
    sources = {item.code: LAW.draft.source_of(item).confidence for item in LAW.draft.items}
    assert sources["AID-5-7"] is Confidence.MEDIUM and sources["AID-5-19"] is Confidence.HIGH


def test_protection_standards_and_corrected_readings_are_there() -> None:
    assert len(LAW.protection) == 15 and len(LAW.readings) == 26
    assert [line.id for line in LAW.advice if line.effect == "ask"] == [f"G-{n}" for n in range(1, 8)]
    assert len([line for line in LAW.advice if line.effect != "ask"]) == 13


BROKEN = [
    ("draft-2025.yaml", "fact: face_px", "fact: face_pix", "'face_px'"),
    ("draft-2025.yaml", "figure: fleet.collected", "figure: fleet.colected", "'fleet.collected'"),
    ("draft-2025.yaml", "any_of: [K3, K4, K5, K6]", "any_of: [K3, K4, K5, K66]", "Unknown test 'K66'"),
    ("draft-2025.yaml", "in: [province_or_ministry, state]", "in: [province, state]", "Unknown choice 'province'"),
    ("draft-2025.yaml", "{fact: law_enforcement, is: true}", "{fact: award, is: true}", "kind choice"),
    ("draft-2025.yaml", "{flow.days} 日以上", "{flow.day} 日以上", "Unknown figure 'flow.day'"),
    ("draft-2025.yaml", "  - code: K2\n", "  - code: K1\n", "'K1' stands here twice"),
    ("draft-2025-items/5-connected.yaml", "rule: K19", "rule: K19a", "Did you mean 'K19'"),
    ("draft-2025-items/5-connected.yaml", "rule: K19", "rule: K19 | K3 & K4", "brackets"),
    ("draft-2025-items/5-connected.yaml", "code: AID-5-2\n", "code: AID-5-1\n", "'AID-5-1' stands here twice"),
    ("draft-2025-items/5-connected.yaml", "category: radar", "category: rader", "Did you mean 'radar'"),
    ("draft-2025-items/4-upgrade.yaml", "    rule:", "    ruel:", "Did you mean 'rule'"),
    ("draft-2025-items/5-connected.yaml", "keywords: [车联网卡,", "keywords: [卡,", "fewer than two characters"),
    ("facts.yaml", "follows: real_flow", "follows: real_flows", "Did you mean 'real_flow'"),
    ("facts.yaml", "    kind: choice", "    kind: yes_no", "lists none"),
    ("facts.yaml", "    unit: {zh: 日, en: days}\n", "", "names its unit"),
    (
        "scenarios.yaml",
        "part: perception, name: {zh: 雷达数据",
        "part: perceptoin, name: {zh: 雷达数据",
        "'perception'",
    ),
    ("final-2026.yaml", "  - draft: AID-1-2\n", "  - draft: AID-1-22\n", "missing: AID-1-2"),
    ("final-2026.yaml", "items: 51", "items: 52", "52 in all"),
    ("final-2026.yaml", "from: 2026-01-30", "from: 30.1.2026", "a date is expected"),
    ("protection.yaml", "area: emergency", "area: emergencies", "Did you mean 'emergency'"),
    ("rules-2021.yaml", "code: AD-2", "code: AD-1", "stands here twice"),
    ("rules-2021.yaml", "code: AD-2", "code: AID-5-7", "used in draft-2025"),
]


@pytest.mark.parametrize(("file", "before", "after", "said"), BROKEN)
def test_a_slip_in_a_file_is_named(tmp_path: Path, file: str, before: str, after: str, said: str) -> None:
    shutil.copytree(CN.folder / "important_data", tmp_path / "important_data")
    path = tmp_path / "important_data" / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(InputRefused) as refused:
        load_important_data(tmp_path)
    sentences = [f"{problem.where}: {problem.sentence.en}" for problem in refused.value.problems]
    assert any(said in sentence for sentence in sentences), sentences


# ---- what a company loads ----

HEAD = """\
overlay:
  id: final-part
  kind: important_data
  title: {zh: 正式稿, en: Final}
  from: 2026-06-01
  source: {text: 《汽车数据出境安全指引（2026版）》, article: 第二部分, read_on: 2026-06-01}
  confidence: high
important_data:
  - checked_on: 2026-06-01
"""
ITEM = """\
    items:
      - code: AID-5-23
        draft: AID-5-23
        category: charging
        name: {zh: 车辆充电状态监测数据, en: Charging state of vehicles}
        description: {zh: 充电功率, en: charging power}
        rule: K9
        cite: {text: 《汽车数据出境安全指引（2026版）》, article: 第二部分 序号48}
"""
FIGURE = """\
    figures:
      - {key: fleet.collected, value: 50_000, label: {zh: 收集数据的车辆数, en: vehicles that collect the data}}
"""


def with_overlay(text: str, removed_from: date | None = None) -> Regime:
    return compose(CN, [read_overlay("final-part.yaml", text, removed_from=removed_from)])


def test_a_figure_of_the_final_counts_for_loaded_items_and_not_for_the_draft() -> None:
    law = with_overlay(HEAD + FIGURE + ITEM).important_data
    facts = {"vehicles_cn": 50_000, "sensitive_area": False}
    assert determine(["AID-5-23"], facts, law, TODAY).result == "important"
    assert determine(["AID-5-7"], facts, law, TODAY).result == "undetermined"
    assert determine(["AID-5-23"], {"vehicles_cn": 49_999}, law, TODAY).result == "undetermined"


def test_a_removed_overlay_still_holds_for_earlier_days() -> None:
    law = with_overlay(HEAD + ITEM, removed_from=date(2026, 10, 1)).important_data
    facts = {"vehicles_cn": 100_000}
    results = [determine(["AID-5-23"], facts, law, day).result for day in (date(2026, 9, 30), date(2026, 10, 1))]
    assert results == ["important", "probable"]


def test_a_signature_does_not_lose_what_was_loaded() -> None:
    overlay = read_overlay("final-part.yaml", HEAD + ITEM)
    law = compose(CN, [overlay], frozenset({"rule:R-10@2024-03-22"})).important_data
    assert law.held_on(TODAY).final.overlays == {"AID-5-23": "final-part"}


REFUSED = [
    ("draft: AID-5-23", "draft: AID-5-33", "Unknown draft item 'AID-5-33'"),
    ("        draft: AID-5-23\n", "", "write draft: AID-5-23"),
    ("category: charging", "category: charing", "Did you mean 'charging'"),
    ("rule: K9", "rule: K9 | K99", "Unknown test 'K99'"),
    ("rule: K9", "rule: K9 or K3", "cannot be read"),
    ("    items:\n", "    item:\n", "Did you mean 'items'"),
    ("checked_on: 2026-06-01", "checked_on: June", "a date is expected"),
    (ITEM, ITEM + "    dropped:\n      - {draft: AID-5-23, cite: {text: a, article: b}}\n", "both loaded and dropped"),
    (ITEM, FIGURE.replace("fleet.collected", "fleet.colected"), "which no test reads"),
    (ITEM, "    items: []\n", "There is nothing in it"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "said"), REFUSED)
def test_a_slip_in_what_is_loaded_is_named_with_its_line(before: str, after: str, said: str) -> None:
    text = HEAD + ITEM
    assert before in text
    with pytest.raises(InputRefused) as refused:
        with_overlay(text.replace(before, after, 1))
    sentences = [f"{problem.where}: {problem.sentence.en}" for problem in refused.value.problems]
    assert any(said in sentence and "final-part.yaml, line" in sentence for sentence in sentences), sentences
