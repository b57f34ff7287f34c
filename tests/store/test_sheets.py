"""Answers come back as they were given, and every change of one can be told."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessment.answers import GradedAnswer, Proof, Value
from assessment.questions import Scope
from store.database import Database, Missing
from store.verify import verify
from tests.databases import fresh_sqlite
from tests.store.office import TODAY, Office, open_office


def test_answers_of_every_type_come_back(office: Office) -> None:
    values: dict[str, Value] = {
        "a.text": "沪澜汽车",
        "a.count": 0,
        "a.no": False,
        "a.choices": ["b", "a"],
        "a.file": {"sha256": "ab", "name": "证照.pdf", "size": 3, "media_type": "application/pdf"},
    }
    office.save(values)
    assert dict(office.sheet().answers) == values


def test_an_answer_taken_back_is_not_answered(office: Office) -> None:
    office.save({"a.text": "x"})
    office.save({"a.text": None})
    assert dict(office.sheet().answers) == {}


def test_only_what_differs_is_written(office: Office) -> None:
    first = office.save({"a.text": "x", "b.text": "y"})
    with office.unit() as unit:
        assert unit.sheets.save_answers(office.case, "", {"a.text": "x", "c.text": None}) == first
    second = office.save({"a.text": "x", "b.text": "z"})
    with office.read() as unit:
        changes = unit.sheets.changes_since(office.case, first)
    assert second == first + 1
    assert [(c.question, c.before, c.after, c.revision) for c in changes] == [("b.text", "y", "z", second)]


def test_one_and_true_are_two_answers(office: Office) -> None:
    office.save({"a.open": 1})
    office.save({"a.open": True})
    assert office.sheet().answers["a.open"] is True


def test_text_is_kept_in_one_spelling(office: Office) -> None:
    office.save({"a.text": "Cafe\u0301\x00 \ud83d"})
    assert office.sheet().answers["a.text"] == "Caf\u00e9 ?"
    assert verify(office.database).findings == ()


def test_changes_since_tells_who_and_when_by_entry(office: Office) -> None:
    start = office.save({"a.text": "x"})
    office.save({"s.name": "诊断"}, entry=office.scenario, actor=office.wang)
    saved_at = office.now
    office.save({"a.text": "y"})
    with office.read() as unit:
        everything = unit.sheets.changes_since(office.case, start)
        [of_scenario] = unit.sheets.changes_since(office.case, start, office.scenario)
        last = unit.sheets.last_change(office.case, office.scenario, ["s.name"])
        never = unit.sheets.last_change(office.case, office.scenario, ["s.other"])
        authors = unit.sheets.authors(office.case)
    assert [c.after for c in everything] == ["诊断", "y"]
    assert (of_scenario.person_name, of_scenario.at, of_scenario.before) == ("王磊", saved_at, None)
    assert last == of_scenario
    assert never is None
    assert authors == {office.li.person_id, office.wang.person_id}


def test_checking_a_grade_makes_nobody_an_author(office: Office) -> None:
    office.save({"a.text": "x"})
    with office.unit(office.wang) as unit:
        value: Value = {"grade": 1, "state": "verified"}
        unit.sheets.save_answers(office.case, "", {"risk.A1": value})
        unit.record("grade checked", case_id=office.case)
        unit.commit()
    with office.read() as unit:
        assert unit.sheets.authors(office.case) == {office.li.person_id}


def test_risk_grades_stand_apart_from_the_answers(office: Office) -> None:
    value = {
        "grade": 2,
        "state": "declared",
        "finding": "未定期演练",
        "rectification": "",
        "proofs": [{"evidence": "e1", "page": "3", "quotation": "已测"}],
        "checked_by": None,
    }
    office.save({"risk.A1": value, "risk.vehicles": 7})
    sheet = office.sheet()
    assert dict(sheet.answers) == {"risk.vehicles": 7}
    assert dict(sheet.grades) == {
        "A1": GradedAnswer("A1", 2, "declared", "未定期演练", "", (Proof("e1", "3", "已测"),), None)
    }


def test_entries_keep_their_order_and_can_be_moved(office: Office) -> None:
    with office.unit() as unit:
        second = unit.sheets.add_entry(office.case, Scope.SCENARIO)
        recipients = [unit.sheets.add_entry(office.case, Scope.RECIPIENT, second.id).id for _ in range(3)]
        clause = unit.sheets.add_entry(office.case, Scope.CLAUSE, entry_id="clause-1")
        unit.sheets.move_entry(office.case, second.id, 0)
        unit.sheets.move_entry(office.case, recipients[2], 1)
        unit.record("entry added", case_id=office.case)
        unit.commit()
    sheet = office.sheet()
    assert [entry.id for entry in sheet.scenarios] == [second.id, office.scenario]
    moved = [recipients[0], recipients[2], recipients[1]]
    assert [entry.id for entry in sheet.recipients_of(second.id)] == moved
    assert [entry.id for entry in sheet.of_scope(Scope.CLAUSE)] == [clause.id]


def test_a_scenario_goes_with_everything_in_it(office: Office) -> None:
    office.add_items("车速", "里程")
    with office.unit() as unit:
        recipient = unit.sheets.add_entry(office.case, Scope.RECIPIENT, office.scenario)
        unit.sheets.save_answers(office.case, recipient.id, {"recipient.name": "总部"})
        unit.record("entry added", case_id=office.case)
        unit.commit()
    with office.unit() as unit:
        unit.sheets.remove_entry(office.case, office.scenario)
        unit.record("entry removed", case_id=office.case)
        unit.commit()
    sheet = office.sheet()
    assert (sheet.entries, sheet.items) == ((), ())
    with office.read() as unit:
        last = unit.sheets.changes_since(office.case, 0, recipient.id)[-1]
    assert (last.before, last.after) == ("总部", None)
    assert verify(office.database).findings == ()


def test_the_same_entry_id_may_stand_in_two_cases(office: Office) -> None:
    with office.unit() as unit:
        other = unit.cases.create("2026-002", "经销商")
        unit.sheets.add_entry(office.case, Scope.CLAUSE, entry_id="clause-1")
        unit.sheets.add_entry(other.id, Scope.CLAUSE, entry_id="clause-1")
        unit.record("entry added", case_id=office.case)
        unit.commit()
    assert verify(office.database).findings == ()


def test_saving_into_an_entry_that_is_not_there_is_refused(office: Office) -> None:
    with office.unit() as unit, pytest.raises(Missing, match="entry nowhere"):
        unit.sheets.save_answers(office.case, "nowhere", {"a.text": "x"})


def test_the_sheet_without_items_leaves_them_out(office: Office) -> None:
    office.add_items("车速")
    with office.read() as unit:
        assert unit.sheets.load(office.case, TODAY, with_items=False).items == ()
        assert [item.name for item in unit.sheets.load(office.case, TODAY).items] == ["车速"]


_texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20).map(
    lambda text: unicodedata.normalize("NFC", text)
)
_values = st.one_of(
    _texts,
    st.booleans(),
    st.integers(0, 2**53 - 1),
    st.lists(_texts, max_size=3),
    st.dictionaries(_texts, st.one_of(_texts, st.integers(0, 9)), max_size=3),
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rounds=st.lists(st.dictionaries(st.sampled_from(["a.a", "a.b", "a.c"]), _values), max_size=3))
def test_whatever_is_saved_is_what_is_loaded(rounds: list[dict[str, Value]], tmp_path: Path) -> None:
    database = Database.open(fresh_sqlite(tmp_path))
    office = open_office(database)
    expected: dict[str, Value] = {}
    for values in rounds:
        office.save(values)
        expected |= values
    assert dict(office.sheet().answers) == expected
    assert verify(database).findings == ()
    database.close()
