"""Every act leaves its record: who looked at what, who was refused, and what the nightly check finds missing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from assessment.vocabulary import Role
from services import erasure, people
from services.backup import begin_epochs, behind, known_outside, make_backup
from services.checkpoints import sign_due
from services.desk import Refused
from services.event_check import check_all, check_if_due, last_check
from services.log_keys import Signer
from store.verify import verify
from tests.services.test_checkpoints import Room


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path)
    yield made
    made.database.close()


def kinds(room: Room) -> list[tuple[str, str]]:
    with room.office.read() as unit:
        lines, _ = unit.trail.page(limit=200)
    return [(line.kind, line.subject) for line in reversed(lines)]


def test_a_refused_sign_in_stands_in_the_trail_whoever_it_was(room: Room) -> None:
    with room.office.unit() as unit:
        unit.people.create("zhao", "赵", [Role.PREPARER], people.hash_password("right"))
        unit.record("person added")
        unit.commit()
    assert people.sign_in(room.desk, "zhao", "wrong", "10.0.0.9") is None
    assert people.sign_in(room.desk, "nobody", "wrong", "10.0.0.9") is None
    assert people.sign_in(room.desk, "Zhao ", "right", "10.0.0.9") is not None
    assert kinds(room)[-3:] == [("sign-in refused", "zhao"), ("sign-in refused", "nobody"), ("signed in", "zhao")]
    with room.office.read() as unit:
        [line], _ = unit.trail.page(limit=1)
        body = unit.trail.body(line.seq)
    assert line.details == {"address": "10.0.0.9"}
    assert b"10.0.0.9" not in body and b"zhao" not in body


def test_the_check_is_kept_and_names_a_revision_without_record(room: Room) -> None:
    room.office.save({"a.text": "沪澜"})
    [made] = check_all(room.desk).values()
    assert made.sound and made.records > 3
    room.by_hand("UPDATE case_record SET revision = revision + 2")
    [made] = check_all(room.desk).values()
    said = [one.en for one in made.sentences]
    assert any("behind the application's back" in one for one in said)
    assert any("of case 2026-001 has no record in the trail" in one for one in said)
    with room.office.read() as unit:
        assert last_check(unit) == made
    assert kinds(room)[-1][0] == "trail checked"


def test_a_check_is_made_when_it_is_due_and_not_before(room: Room) -> None:
    assert check_if_due(room.desk)
    assert not check_if_due(room.desk)
    room.now = room.now.replace(day=22, hour=18)  # two in the night in Beijing
    assert check_if_due(room.desk)


def test_two_people_erase_a_third_and_the_trail_says_so(room: Room) -> None:
    room.office.save({"a.text": "沪澜"})
    with room.office.unit() as unit:
        shen = unit.people.create("shen", "沈律", [Role.COUNSEL], "x")
        unit.record("person added", subject="shen")
        unit.commit()
        li, wang = unit.people.known(room.office.li.person_id), unit.people.known(room.office.wang.person_id)
    assert li is not None and wang is not None
    with pytest.raises(Refused, match="An administrator, counsel or an approver proposes"):
        erasure.propose(room.desk, li, wang.id, "fulfilled", "left")
    erasure.propose(room.desk, shen, li.id, "fulfilled", "离职满三年")
    with pytest.raises(Refused, match="A second person agrees"):
        erasure.agree(room.desk, shen, li.id)
    done = erasure.agree(room.desk, wang, li.id)
    assert done.name == "已离职人员 1 / former person 1"
    assert erasure.waiting_erasures(room.desk, wang) == ()
    with room.office.read() as unit:
        lines, _ = unit.trail.page(limit=200)
        assert unit.people.known(li.id).name == done.name  # type: ignore[union-attr]  # it is there
    assert "李敏" not in {line.person_name for line in lines}
    assert lines[0].kind == "person erased" and lines[0].details["covers"]["/actor/name"]  # type: ignore[index]  # a dict
    assert verify(room.database).findings == ()
    with pytest.raises(Refused, match="There is no proposal"):
        erasure.agree(room.desk, wang, li.id)
    with pytest.raises(Refused, match="was erased already"):
        erasure.propose(room.desk, shen, li.id, "fulfilled", "again")


def test_a_store_that_was_rolled_back_is_noticed_and_goes_on_under_a_new_name(room: Room) -> None:
    shown = room.folder / "log.signed.json"
    room.sign()
    make_backup(room.desk, room.folder / "copy")
    room.office.save({"a.text": "沪澜"})
    room.sign()
    assert behind(room.desk, known_outside(shown)) == ()
    known = known_outside(shown)
    room.database.close()
    shutil.copy(room.folder / "copy" / "database.sqlite3", room.file)
    for beside in ("-wal", "-shm"):
        room.file.with_name(room.file.name + beside).unlink(missing_ok=True)
    room.open()
    room.office.database = room.database
    [found] = behind(room.desk, known)
    assert found.size < found.known.size
    origin = f"tongguan/{room.office.company}"
    assert begin_epochs(room.desk, known, reason="磁盘损坏", by="王磊") == [f"{origin}/epoch2"]
    assert behind(room.desk, known) == ()
    assert kinds(room)[-1][0] == "log restored"
    with room.office.read() as unit:
        [line], _ = unit.trail.page(limit=1)
    assert str(line.details["checkpoint"]).startswith(f"{origin} {found.known.size} ")
    assert room.sign() == 1  # the signer takes the new name and would not take the old one
    assert verify(room.database).findings == ()


def test_a_name_used_after_another_restore_is_passed_over(room: Room) -> None:
    known = known_outside()
    assert behind(room.desk, known) == ()
    room.sign()
    first = begin_epochs(room.desk, known_outside(room.folder / "log.signed.json"), reason="a", by="b")
    assert first[0].endswith("/epoch2")
    room.sign()
    state = known_outside(room.folder / "log.signed.json")
    # The first of them is lost again, as if the same backup were restored a second time.
    connection = sqlite3.connect(room.file)
    seen = connection.execute("SELECT epoch FROM audit_head").fetchone()
    connection.close()
    assert seen == (2,)
    second = begin_epochs(room.desk, state, reason="a", by="b")
    assert second[0].endswith("/epoch3")
    assert verify(room.database).findings == ()


def test_the_signer_shows_what_it_signed_beside_its_public_key(room: Room) -> None:
    assert room.signer == Signer.open(room.folder / "signer" / "log.key", room.folder / "log.pub")
    assert sign_due(room.desk, room.signer) == 1
    [state] = known_outside(room.folder / "log.signed.json").values()
    with room.office.read() as unit:
        assert (state.size, state.root.hex()) == (unit.trail.head().size, unit.trail.head().root)
