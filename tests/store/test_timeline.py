"""Finding records: every way to ask alone and together, paging, what was erased and what is signed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from assessment.timeline import TimelineFilter, TimelineLine
from assessment.work import SignedHead
from store import cold
from store.trail_reading import ERASED
from tests.store.office import MORNING, Office

RECORDED = 24


@pytest.fixture
def busy(office: Office) -> Office:
    """A case with two dozen saves, every third one by the second person, and two matters of the house."""
    for number in range(RECORDED):
        actor = office.wang if number % 3 == 0 else office.li
        with office.unit(actor) as unit:
            unit.sheets.save_answers(office.case, "", {f"a.q{number % 2}": f'答案 {number} 100%_"x"'})
            unit.record("answers saved", case_id=office.case, subject=f"section{number % 2}")
            unit.commit()
    for kind in ("signed in", "sign-in refused"):
        with office.unit() as unit:
            unit.record(kind, subject="li")
            unit.commit()
    return office


def found(office: Office, **wanted: object) -> list[TimelineLine]:
    with office.read() as unit:
        part = unit.timeline.part(TimelineFilter(**wanted), limit=100)  # type: ignore[arg-type]  # of many types
        assert part.total == len(part.lines) == unit.timeline.count(TimelineFilter(**wanted))  # type: ignore[arg-type]  # as above
    return list(part.lines)


def test_every_filter_finds_what_fits_and_nothing_else(busy: Office) -> None:
    case = busy.case
    assert len(found(busy, case_id=case)) == RECORDED + 1
    assert {line.kind for line in found(busy, of_house=True)} == {
        "company added",
        "person added",
        "signed in",
        "sign-in refused",
    }
    theirs = found(busy, case_id=case, person=busy.wang.person_id)
    assert len(theirs) == 8 and {line.person_name for line in theirs} == {"王磊"}
    assert len(found(busy, kinds=frozenset({"signed in", "case created"}))) == 2
    assert len(found(busy, section="section1")) == RECORDED // 2
    assert len(found(busy, question="a.q0", entry="")) == RECORDED // 2
    assert found(busy, question="a.q0", entry="elsewhere") == []
    assert len(found(busy, section="section1", person=busy.wang.person_id)) == 4


def test_days_count_from_the_first_moment_to_before_the_last(busy: Office) -> None:
    middle = MORNING + timedelta(seconds=11)
    early = found(busy, case_id=busy.case, until=middle)
    late = found(busy, case_id=busy.case, since=middle)
    assert len(early) == 11 and len(late) == 14
    assert max(line.at for line in early) < middle == min(line.at for line in late)


def test_text_is_found_in_names_answers_kinds_and_questions_literally(busy: Office) -> None:
    assert len(found(busy, text="王磊")) == 8
    assert len(found(busy, text='答案 23 100%_"X"')) == 1
    assert found(busy, text="答案%23") == []
    assert found(busy, text="答案 23_100") == []
    assert len(found(busy, text="没有", named_kinds=frozenset({"case created"}))) == 1
    assert len(found(busy, text="没有", named_questions=("a.q1",))) == RECORDED // 2


def test_pages_go_back_and_forth_by_place(busy: Office) -> None:
    wanted = TimelineFilter(case_id=busy.case)
    with busy.read() as unit:
        first = unit.timeline.part(wanted, limit=10)
        second = unit.timeline.part(wanted, before=first.lines[-1].seq, limit=10)
        third = unit.timeline.part(wanted, before=second.lines[-1].seq, limit=10)
        back = unit.timeline.part(wanted, after=second.lines[0].seq, limit=10)
    assert [len(part.lines) for part in (first, second, third)] == [10, 10, 5]
    assert [(part.newer, part.older) for part in (first, second, third)] == [(False, True), (True, True), (True, False)]
    assert back.lines == first.lines and not back.newer and back.older
    seqs = [line.seq for part in (first, second, third) for line in part.lines]
    assert seqs == sorted(seqs, reverse=True) and len(set(seqs)) == RECORDED + 1


def test_a_record_names_the_first_signed_state_that_holds_it(busy: Office) -> None:
    with busy.unit() as unit:
        for size in (5, 9):
            unit.trail.add_checkpoint(SignedHead(unit.trail.origin(), size, "note", busy.now))
        unit.commit()
    with busy.read() as unit:
        held = [unit.timeline.line(seq) for seq in (4, 5, 8, 9)]
        signed = unit.timeline.checkpoints(None, None)
        assert unit.timeline.checkpoints(busy.now + timedelta(days=1), None) == []
    assert [line.checkpoint for line in held if line] == [5, 9, 9, None]
    assert [size for size, _, _ in signed] == [5, 9]


def test_bodies_come_oldest_first_and_are_the_exact_bytes(busy: Office) -> None:
    with busy.read() as unit:
        read = list(unit.timeline.bodies(TimelineFilter(case_id=busy.case)))
        assert read == unit.trail.bodies(busy.case)
        line = unit.timeline.line(read[-1][0])
    assert line is not None and line.revision == RECORDED + 1
    assert line.details["changes"][0]["after"].startswith("答案 23")  # type: ignore[index]  # of any type
    assert ERASED not in line.person_name


def test_what_lies_in_cold_storage_is_told_and_found_as_before(busy: Office) -> None:
    wanted = {"case_id": busy.case, "question": "a.q0"}
    before, all_before = found(busy, **wanted), found(busy, case_id=busy.case)
    with busy.unit() as unit:
        [(_, _, sha256)] = unit.cold.move(busy.now)
        unit.record("records put in cold storage")
        unit.commit()
    assert (found(busy, **wanted), found(busy, case_id=busy.case)) == (before, all_before)
    with busy.read() as unit:
        assert all(body is not None for _, body in unit.timeline.bodies(TimelineFilter(case_id=busy.case)))
    files = busy.database.files
    assert files is not None
    files.remove(sha256)
    cold._read.cache_clear()
    assert {line.cold for line in found(busy, case_id=busy.case)} == {True}
