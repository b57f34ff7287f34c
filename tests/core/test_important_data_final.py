"""The final table, loaded item by item: what it makes important, what it clears, and what is still missing."""

from __future__ import annotations

from datetime import date

from assessment.important_data import determine
from assessment.important_data_parts import Addition, Dropped, LoadedItem
from assessment.important_data_rows import rows
from assessment.important_data_table import ImportantDataLaw, Loaded, compose
from assessment.questions import Bilingual, Citation
from tests.core.test_important_data import LAW, NOBODY, TODAY, all_no


def read_item(code: str, rule: str, category: str, draft: str | None = None) -> LoadedItem:
    words = Bilingual(zh="甲", en="A")
    cite = Citation(text="正式稿", article="第二部分")
    return LoadedItem(code=code, draft=draft, category=category, name=words, description=words, rule=rule, cite=cite)


def held(*items: LoadedItem, dropped: tuple[str, ...] = (), since: date = date(2026, 1, 30)) -> ImportantDataLaw:
    cite = Citation(text="正式稿", article="第二部分")
    addition = Addition(
        checked_on=TODAY, items=items, dropped=tuple(Dropped(draft=code, cite=cite) for code in dropped)
    )
    return compose(LAW, [Loaded("final-1", addition, since)])


def whole() -> ImportantDataLaw:
    """As many items and categories as the final has: the draft's, and two in a 27th category."""
    same = [read_item(i.code, i.rule, i.category, i.code) for i in LAW.draft.items if not i.always]
    return held(*same, read_item("AID-6-1", "K1", "art_3_kinds"), read_item("AID-6-2", "K9", "art_3_kinds"))


def test_a_loaded_item_that_fires_is_important_and_stands_in_place_of_its_draft() -> None:
    law = held(read_item("AID-5-23", "K9 | K3", "charging", "AID-5-23"))
    found = determine(["AID-5-23"], {"sensitive_area": True}, law, TODAY)
    assert found.result == "important"
    assert [o.edition.head.id for o in found.items if o.item.code == "AID-5-23"] == ["final-2026"]
    assert found.missing_items == LAW.expected.items - 1


def test_a_match_with_the_draft_s_code_finds_the_item_that_succeeds_it() -> None:
    law = held(read_item("AID-9-9", "K9", "charging", "AID-5-23"))
    assert determine(["AID-5-23"], {"vehicles_cn": 100_000}, law, TODAY).result == "important"


def test_what_was_loaded_holds_from_its_day_on() -> None:
    law = held(read_item("AID-5-23", "K3", "charging", "AID-5-23"), since=date(2026, 6, 1))
    facts = {**all_no(), "sensitive_area": True}
    assert determine(["AID-5-23"], facts, law, date(2026, 6, 1)).result == "important"
    assert determine(["AID-5-23"], facts, law, date(2026, 5, 31)).result == "undetermined"


def test_only_the_whole_final_clears_data() -> None:
    assert whole().held_on(TODAY).complete
    assert determine([], all_no(), whole(), TODAY).result == "not_important"
    assert determine(["AID-5-23"], all_no(), whole(), TODAY).result == "not_important"
    one_less = held(*[read_item(i.code, i.rule, i.category, i.code) for i in LAW.draft.items if not i.always])
    assert determine([], all_no(), one_less, TODAY).result == "undetermined"


def test_even_the_whole_final_clears_nothing_that_is_open() -> None:
    law = whole()
    assert determine([], all_no(), law, TODAY, open_suggestions=1).result == "undetermined"
    assert determine(["AID-5-23"], NOBODY, law, TODAY).result == "undetermined"
    assert determine([], {}, law, TODAY).result == "undetermined"
    assert determine([], all_no(), law, date(2026, 1, 29)).result == "undetermined"


def test_a_draft_item_that_the_final_dropped_is_applied_no_more() -> None:
    law = held(dropped=("AID-5-23",))
    facts = {**all_no(), "vehicles_cn": 100_000}
    assert determine(["AID-5-23"], facts, law, TODAY).result == "undetermined"
    (row,) = [row for row in rows(law.held_on(TODAY)) if row.code == "AID-5-23"]
    assert row.state == "dropped"


def test_the_table_shows_what_differs_and_what_is_missing() -> None:
    law = held(read_item("AID-5-23", "K9 | K3", "charging", "AID-5-23"), read_item("AID-6-1", "K1", "charging"))
    table = rows(law.held_on(TODAY))
    states = [row.state for row in table]
    assert len(table) == 51 and states.count("loaded") == 2 and states.count("unknown") == 1
    (row,) = [row for row in table if row.code == "AID-5-23"]
    assert {d.what for d in row.differences} == {"name", "description", "rule"}


def test_before_anything_is_loaded_the_states_are_those_of_the_to_do_list() -> None:
    states = [row.state for row in rows(LAW)]
    assert (states.count("partly"), states.count("not_seen"), states.count("unknown")) == (16, 33, 2)
