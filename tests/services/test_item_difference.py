"""What a list would change: items found by identifier or name, texts before and after, nothing lost on the way."""

from __future__ import annotations

from assessment.answers import DataItem
from services.item_difference import TEXTS, Difference, compare
from services.spreadsheets import ItemRow

ALL = frozenset(TEXTS)


def item(name: str, item_id: str = "", **texts: str) -> DataItem:
    own = {"description": "", "necessity": "", "example": "", "remark": "", **texts}
    return DataItem(item_id or f"id-{name}", "s", name, **own)


def names(difference: Difference) -> tuple[list[str], list[str], list[str]]:
    return (
        [row.name for row in difference.new],
        [change.item.name for change in difference.changed],
        [one.name for one in difference.gone],
    )


def test_new_changed_same_and_gone_are_told_apart() -> None:
    items = [item("车速", description="旧"), item("里程"), item("电量")]
    rows = [ItemRow("车速", "新"), ItemRow("里程"), ItemRow("胎压")]
    found = compare(items, rows, ALL)
    assert names(found) == (["胎压"], ["车速"], ["电量"])
    assert (found.changed[0].values, found.same) == ({"description": "新"}, 1)


def test_names_that_differ_in_width_or_spaces_are_one_item_which_keeps_its_own_spelling() -> None:
    found = compare([item("VIN 码")], [ItemRow("ＶＩＮ  码", "车架号")], ALL)
    assert found.changed[0].values == {"description": "车架号"}


def test_a_column_that_is_not_mapped_changes_nothing() -> None:
    found = compare([item("车速", remark="个人信息")], [ItemRow("车速")], frozenset({"name", "remark"}) - {"remark"})
    assert (found.changed, found.same) == ((), 1)


def test_an_empty_cell_clears_only_by_identifier() -> None:
    items = [item("车速", "1", necessity="诊断")]
    assert compare(items, [ItemRow("车速")], ALL).same == 1
    assert compare(items, [ItemRow("车速", id="1")], ALL).changed[0].values == {"necessity": ""}


def test_an_item_is_renamed_by_its_identifier() -> None:
    found = compare([item("车速", "1"), item("里程", "2")], [ItemRow("瞬时车速", id="1"), ItemRow("里程", id="2")], ALL)
    assert (found.changed[0].values, found.same, found.new, found.gone) == ({"name": "瞬时车速"}, 1, (), ())


def test_two_items_may_exchange_their_names() -> None:
    found = compare([item("a", "1"), item("b", "2")], [ItemRow("b", id="1"), ItemRow("a", id="2")], ALL)
    assert [change.values["name"] for change in found.changed] == ["b", "a"]


def test_a_new_name_that_an_item_outside_the_list_has_is_refused_and_nothing_of_it_is_lost() -> None:
    found = compare([item("a", "1"), item("b", "2")], [ItemRow("b", id="1", line=7)], ALL)
    (problem,) = found.refused
    assert problem.line == 7 and "“a”改名为“b”" in problem.sentence.zh
    assert (found.changed, found.new) == ((), ())
    assert [one.name for one in found.gone] == ["b"]


def test_of_a_copied_row_the_one_with_the_own_name_keeps_the_identifier() -> None:
    rows = [ItemRow("车速（后）", id="1"), ItemRow("车速", "新", id="1")]
    found = compare([item("车速", "1")], rows, ALL)
    assert names(found) == (["车速（后）"], ["车速"], [])


def test_an_identifier_from_elsewhere_is_no_identifier() -> None:
    found = compare([item("车速", "1", description="旧")], [ItemRow("车速", "新", id="9"), ItemRow("x", id="8")], ALL)
    assert names(found) == (["x"], ["车速"], [])


def test_the_item_of_a_row_that_cannot_be_used_is_not_gone() -> None:
    items = [item("车速", "1"), item("里程", "2"), item("电量", "3")]
    left_out = [ItemRow("", id="1"), ItemRow("里程", "长" * 3000)]
    assert [one.name for one in compare(items, [], ALL, left_out).gone] == ["电量"]


def test_what_was_shown_has_a_digest_that_changes_with_everything_shown() -> None:
    shown = [
        compare([item("a", "1", description=text)], [ItemRow("a", after), ItemRow(new)], ALL).digest
        for text, after, new in [("x", "y", "n"), ("w", "y", "n"), ("x", "z", "n"), ("x", "y", "m")]
    ]
    assert len(set(shown)) == 4
    assert compare([item("a", "1", description="x")], [ItemRow("a", "y"), ItemRow("n")], ALL).digest == shown[0]
