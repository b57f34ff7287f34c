"""Every case of Order 11 Art. 14 and Order 13 Art. 8: one change leads to it, and no change leads to none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import pytest

from assessment.answers import AnswerSheet, DataItem, Entry
from assessment.comparing import differences
from assessment.questions import Scope
from assessment.refiling import ChangeSaid, Mechanism, Trigger, triggers, verdict
from regimes.loader import load_regime
from tests.core.sheets import ON, complete_sheet, with_answers, without_entries

REGIME = load_regime()
LAW = REGIME.after_filing.refiling
QUESTIONNAIRE = REGIME.questionnaire
APPROVED = complete_sheet()


def found(
    now: AnswerSheet,
    mechanism: Mechanism = "security_assessment",
    said: Mapping[str, ChangeSaid] | None = None,
    approved: AnswerSheet | None = APPROVED,
    on: date = ON,
) -> dict[str, Trigger]:
    listed = triggers(approved, now, LAW, mechanism, QUESTIONNAIRE, said or {}, on)
    return {trigger.rule.id: trigger for trigger in listed}


def touched(by_id: Mapping[str, Trigger]) -> set[str]:
    return {name for name, trigger in by_id.items() if trigger.differences}


def with_item(sheet: AnswerSheet) -> AnswerSheet:
    return replace(sheet, items=(*sheet.items, DataItem("i2", "s1", "车辆位置", "区县级位置", "救援", "嘉定区", "")))


def with_recipient(sheet: AnswerSheet) -> AnswerSheet:
    return replace(sheet, entries=(*sheet.entries, Entry("r2", Scope.RECIPIENT, "s1", {"recipient.name": "Nordring"})))


def with_scenario(sheet: AnswerSheet) -> AnswerSheet:
    new = Entry("s2", Scope.SCENARIO, None, {"scenario.brief": "远程诊断"})
    return replace(sheet, entries=(*sheet.entries, new, Entry("r2", Scope.RECIPIENT, "s2", {"recipient.name": "B"})))


SHEETS = {
    "purpose": with_answers(APPROVED, "s1", scenario__purpose="另作产品研发"),
    "scope": with_answers(APPROVED, "s1", scenario__scope="扩大到全部车型"),
    "scenario": with_scenario(APPROVED),
    "item added": with_item(APPROVED),
    "item described": replace(APPROVED, items=(replace(APPROVED.items[0], description="单体电压和温度"),)),
    "sensitive": with_answers(APPROVED, "s1", scenario__contains_sensitive=True),
    "method": with_answers(APPROVED, "s1", scenario__method_description="改为远程访问"),
    "use": with_answers(APPROVED, "r1", recipient__use="训练模型"),
    "place": with_answers(APPROVED, "s1", scenario__overseas_systems="改存于爱尔兰"),
    "control": with_answers(APPROVED, organisation__actual_controller="另一家公司"),
    "clause": with_answers(APPROVED, "c1", clause__quotation="改写后的条款"),
    "clause gone": without_entries(APPROVED, "c2"),
    "contract file": with_answers(APPROVED, "e4", evidence__file={"sha256": "1" * 64, "name": "b.pdf"}),
    "recipient": with_recipient(APPROVED),
    "recipient renamed": with_answers(APPROVED, "r1", recipient__name="另一家公司"),
    "persons": with_answers(APPROVED, "s1", scenario__persons_three_years=1001),
}
ASSESSMENT = {
    "purpose": {"SA-PURPOSE"},
    "scope": {"SA-SCOPE"},
    "scenario": {"SA-SCOPE"},
    "item added": {"SA-KINDS"},
    "item described": {"SA-KINDS"},
    "sensitive": {"SA-KINDS"},
    "method": {"SA-METHOD"},
    "use": {"SA-USE"},
    "place": {"SA-LINK"},
    "control": {"SA-CONTROL"},
    "clause": {"SA-DOCUMENT"},
    "clause gone": {"SA-DOCUMENT"},
    "contract file": {"SA-DOCUMENT"},
    "recipient": {"SA-PARTIES"},
    "recipient renamed": {"SA-PARTIES"},
    "persons": {"SA-SCALE"},
}
CONTRACT = {
    "purpose": {"SCC-PURPOSE"},
    "scope": {"SCC-PURPOSE"},
    "scenario": {"SCC-PURPOSE"},
    "item added": {"SCC-KINDS"},
    "item described": {"SCC-KINDS"},
    "sensitive": {"SCC-KINDS"},
    "method": {"SCC-METHOD"},
    "use": {"SCC-USE"},
    "place": {"SCC-METHOD"},
    "control": {"SCC-OTHER"},
    "clause": {"SCC-OTHER"},
    "recipient": {"SCC-PARTIES"},
    "persons": set(),
}


@pytest.mark.parametrize("change", SHEETS)
def test_one_change_meets_its_case_of_the_assessment_and_no_other(change: str) -> None:
    by_id = found(SHEETS[change])
    assert touched(by_id) == ASSESSMENT[change]
    for name in touched(by_id):
        assert by_id[name].standing == "judge"  # whether it affects security is a person's to say


@pytest.mark.parametrize("change", CONTRACT)
def test_one_change_meets_its_case_of_the_contract_and_no_other(change: str) -> None:
    by_id = found(SHEETS[change], "standard_contract")
    assert touched(by_id) == CONTRACT[change]
    for name in touched(by_id):  # Art. 8 (1) asks for no effect, (3) does
        assert by_id[name].standing == ("judge" if name == "SCC-OTHER" else "refile")


@pytest.mark.parametrize("mechanism", ["security_assessment", "standard_contract", "certification", "gba_contract"])
def test_nothing_changed_leads_to_nothing(mechanism: Mechanism) -> None:
    by_id = found(APPROVED, mechanism)
    assert touched(by_id) == set()
    assert {trigger.standing for trigger in by_id.values()} <= {"quiet", "ask"}
    confirmed = {name: ChangeSaid(rule=name, happened=False) for name in by_id}
    assert verdict(tuple(found(APPROVED, mechanism, confirmed).values())) == "quiet"


@pytest.mark.parametrize("change", SHEETS)
def test_certification_asks_whether_practice_left_the_certified_scope(change: str) -> None:
    by_id = found(SHEETS[change], "certification")
    outside = change not in {"control", "clause", "clause gone", "contract file", "persons"}
    assert touched(by_id) == ({"CERT-6"} if outside else set())


def test_spaces_order_and_answers_that_are_not_asked_are_no_change() -> None:
    purpose = str(APPROVED.entry("s1").answers["scenario.purpose"])
    assert differences(APPROVED, with_answers(APPROVED, "s1", scenario__purpose=f" {purpose} "), QUESTIONNAIRE) == ()
    hidden = with_answers(APPROVED, "s1", scenario__on_list=True)  # asked only where a list was named
    assert differences(APPROVED, hidden, QUESTIONNAIRE) == ()


def test_items_are_recognised_after_a_new_import_by_their_name() -> None:
    again = replace(APPROVED, items=(replace(APPROVED.items[0], id="other"),))
    assert differences(APPROVED, again, QUESTIONNAIRE) == ()
    renamed = replace(APPROVED, items=(replace(APPROVED.items[0], name="电池电压（单体）"),))
    (one,) = differences(APPROVED, renamed, QUESTIONNAIRE)
    assert (one.kind, one.part, one.before, one.after) == ("changed", "item.name", "电池电压", "电池电压（单体）")


def test_a_new_scenario_is_one_difference_and_not_all_that_it_holds() -> None:
    (one,) = differences(APPROVED, with_scenario(APPROVED), QUESTIONNAIRE)
    assert (one.kind, one.part, one.entry, one.name) == ("added", "scenario", "s2", "远程诊断")


@pytest.mark.parametrize(("persons", "more"), [(999, False), (1000, False), (1001, True)])
def test_only_more_than_approved_is_beyond_the_scale(persons: int, more: bool) -> None:
    by_id = found(with_answers(APPROVED, "s1", scenario__persons_three_years=persons))
    assert ("SA-SCALE" in touched(by_id)) is more


@pytest.mark.parametrize(
    ("unit", "size", "more"),
    [("GB", 10, False), ("GB", 11, True), ("MB", 10_000, False), ("MB", 10_241, True), ("TB", 1, True)],
)
def test_volumes_compare_across_units(unit: str, size: int, more: bool) -> None:
    with_volume = with_answers(
        APPROVED,
        "s1",
        scenario__data_types=["personal_information", "important_data"],
        scenario__important_data_size=10,
        scenario__important_data_unit="GB",
    )
    now = with_answers(with_volume, "s1", scenario__important_data_size=size, scenario__important_data_unit=unit)
    by_id = found(now, approved=with_volume)
    assert bool(by_id["SA-SCALE"].differences) is more


def test_before_the_regulations_of_2025_no_article_speaks_of_scale() -> None:
    assert "SA-SCALE" not in found(APPROVED, on=date(2024, 12, 31))
    assert "SA-SCALE" in found(APPROVED, on=date(2025, 1, 1))


def test_longer_storage_needs_no_judgement_and_has_to_be_asked() -> None:
    assert found(APPROVED)["SA-STORAGE"].standing == "ask"
    longer = ChangeSaid(rule="SCC-STORAGE", happened=True, happened_on=ON, note="由 12 个月延长为 24 个月")
    assert found(APPROVED, "standard_contract", {"SCC-STORAGE": longer})["SCC-STORAGE"].standing == "refile"
    no = ChangeSaid(rule="SCC-STORAGE", happened=False)
    assert found(APPROVED, "standard_contract", {"SCC-STORAGE": no})["SCC-STORAGE"].standing == "quiet"


def declaring(*kinds: str) -> AnswerSheet:
    return with_answers(APPROVED, route__prior_mechanism="security_assessment", route__prior_changes=list(kinds))


def test_what_the_answers_declare_counts_as_they_say_it() -> None:
    by_id = found(declaring("storage_longer", "purpose"), approved=None)
    assert by_id["SA-STORAGE"].standing == by_id["SA-PURPOSE"].standing == "refile"
    assert by_id["SA-ABROAD"].standing == by_id["SA-OTHER"].standing == "quiet"  # asked there, and not named
    assert by_id["SA-STOPPED"].standing == "ask"  # not among the kinds that can be declared
    judged = ChangeSaid(rule="SA-PURPOSE", affects=False, note="措辞", seen=by_id["SA-PURPOSE"].seen)
    again = found(declaring("storage_longer", "purpose"), said={"SA-PURPOSE": judged}, approved=None)
    assert again["SA-PURPOSE"].standing == "harmless"


def test_a_declaration_about_another_mechanism_says_nothing_here() -> None:
    by_id = found(declaring("storage_longer"), "standard_contract", approved=None)
    assert by_id["SCC-STORAGE"].standing == "ask"


def test_a_judgement_holds_for_the_differences_it_saw_and_for_no_others() -> None:
    first = found(SHEETS["purpose"])["SA-PURPOSE"]
    harmless = ChangeSaid(rule="SA-PURPOSE", affects=False, note="只改了措辞", seen=first.seen)
    assert found(SHEETS["purpose"], said={"SA-PURPOSE": harmless})["SA-PURPOSE"].standing == "harmless"
    later = with_answers(APPROVED, "s1", scenario__purpose="用于自动驾驶训练")
    lapsed = found(later, said={"SA-PURPOSE": harmless})["SA-PURPOSE"]
    assert (lapsed.standing, lapsed.judgement_lapsed) == ("judge", True)
    grave = harmless.model_copy(update={"affects": True})
    assert found(SHEETS["purpose"], said={"SA-PURPOSE": grave})["SA-PURPOSE"].standing == "refile"


def test_going_back_to_what_was_approved_undoes_it() -> None:
    grave = ChangeSaid(rule="SA-PURPOSE", affects=True, note="x", seen=found(SHEETS["purpose"])["SA-PURPOSE"].seen)
    assert found(APPROVED, said={"SA-PURPOSE": grave})["SA-PURPOSE"].standing == "quiet"


def test_without_the_approved_content_only_questions_remain() -> None:
    by_id = found(SHEETS["purpose"], approved=None)
    assert touched(by_id) == set()
    assert by_id["SA-ABROAD"].standing == "ask"


def test_the_strongest_standing_is_the_verdict() -> None:
    said = {"SA-STORAGE": ChangeSaid(rule="SA-STORAGE", happened=True, happened_on=ON, note="延长")}
    assert verdict(tuple(found(SHEETS["purpose"], said=said).values())) == "refile"
    assert verdict(tuple(found(SHEETS["purpose"]).values())) == "judge"


@pytest.mark.parametrize("broken", [{"happened": True}, {"happened": True, "happened_on": ON}, {"affects": False}])
def test_what_is_said_needs_its_day_and_its_reason(broken: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="needs"):
        ChangeSaid(rule="SA-ABROAD", **broken)  # type: ignore[arg-type]  # broken on purpose


def test_every_rule_has_an_article_and_a_way_to_be_met() -> None:
    for rule in LAW.rules:
        assert rule.cite.article and rule.checked_on
        assert rule.aspects or rule.asks, rule.id
