"""What an item counts as now: by table, class by class."""

from __future__ import annotations

from dataclasses import replace

import pytest

from assessment.answers import DataItem
from assessment.item_standing import Classes, classes, exported, lowered, of_kind, standing, together
from assessment.item_states import Answer, Cut, ItemKind, Settled, Treatment, TreatmentState

BARE = DataItem("i1", "s1", "位置", "", "诊断", "", "")
KINDS: tuple[ItemKind, ...] = ("important", "sensitive", "personal", "none", "undetermined")


def settled(kind: ItemKind, personal: Answer = "yes") -> Settled:
    found = of_kind(kind)
    return Settled(
        kind, "", personal, found.sensitive, found.important, (), "原因", "undetermined", "", "周敏", "2026-11-21"
    )


def treated(kind: ItemKind, state: TreatmentState) -> Treatment:
    return Treatment("masked", "T1", "", kind, state, (), "周敏", "林致远" if state == "verified" else None)


@pytest.mark.parametrize("kind", KINDS)
def test_a_class_that_was_settled_stands_before_what_the_catalogue_proposes(kind: ItemKind) -> None:
    assert standing(replace(BARE, settled=settled(kind)), "sensitive") == kind
    assert standing(BARE, kind) == kind


def test_what_nobody_settled_and_nothing_proposes_is_undetermined() -> None:
    assert standing(BARE, None) == "undetermined"
    assert classes(BARE, None) == Classes("undetermined", "undetermined", "undetermined")


@pytest.mark.parametrize(
    ("before", "after", "state", "expected"),
    [
        ("sensitive", "personal", "verified", "personal"),
        ("sensitive", "personal", "claimed", "sensitive"),
        ("sensitive", "none", "verified", "none"),
        ("important", "sensitive", "verified", "sensitive"),
        ("important", "important", "verified", "important"),
        ("sensitive", "undetermined", "verified", "undetermined"),
    ],
)
def test_only_a_verified_treatment_lowers(
    before: ItemKind, after: ItemKind, state: TreatmentState, expected: ItemKind
) -> None:
    item = replace(BARE, settled=settled(before), treatment=treated(after, state))
    assert standing(item, None) == expected
    assert classes(item, None).kind == expected


@pytest.mark.parametrize("before", KINDS[1:])
@pytest.mark.parametrize("after", KINDS)
def test_no_treatment_makes_an_item_stricter(before: ItemKind, after: ItemKind) -> None:
    order = {"no": 0, "undetermined": 1, "yes": 2}
    was, now = of_kind(before), lowered(of_kind(before), treated(after, "verified"))
    for name in ("personal", "sensitive", "important"):
        assert order[getattr(now, name)] <= order[getattr(was, name)]


def test_a_claim_counts_only_when_it_is_supposed_to_be_verified() -> None:
    item = replace(BARE, settled=settled("sensitive"), treatment=treated("personal", "claimed"))
    assert classes(item, None).kind == "sensitive"
    assert classes(item, None, as_claimed=True).kind == "personal"


def test_important_data_that_is_personal_keeps_both_answers() -> None:
    item = replace(BARE, settled=replace(settled("important"), sensitive="yes"))
    assert classes(item, None) == Classes("yes", "yes", "yes")


def test_a_cut_item_is_not_exported() -> None:
    assert exported(BARE)
    assert not exported(replace(BARE, cut=Cut("不予出境", "周敏", "2026-11-21")))


def test_items_together_name_those_that_make_them_what_they_are() -> None:
    found = together([("a", of_kind("personal")), ("b", of_kind("sensitive")), ("c", of_kind("undetermined"))])
    assert (found.contains_pi, found.contains_spi, found.important) == ("yes", "yes", "undetermined")
    assert (found.personal_ids, found.sensitive_ids, found.undetermined_ids) == (("a", "b"), ("b",), ("c",))
    assert together([("a", of_kind("none"))]).contains_pi == "no"
    assert together([]).contains_pi == "undetermined"
