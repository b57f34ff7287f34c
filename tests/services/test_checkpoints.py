"""The signer and what stands outside: a log that was rewritten or rolled back is signed by nobody any more."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from assessment.work import Anchor
from audit.comparing import check_proof
from audit.keys import SecretKey
from audit.sentences import Refused as NotSigned
from audit.signed_note import parse_signed, signers
from audit.tlog_proof import QR_LIMIT, parse_proof
from audit.tree import Frontier, leaf_hash
from audit.witness import Witness
from services.anchors import AnchorState, anchor_due, log_state
from services.checkpoints import NOT_YET, await_checkpoint, company_approval_proof, record_proof, sign_due
from services.desk import Desk, Refused
from services.log_keys import LogKeys, Signer
from services.witnessing import SIZE_TYPE
from settings import Anchoring
from store.database import Database
from store.files import FileStore
from store.verify import verify
from tests.databases import fresh_postgresql, fresh_sqlite
from tests.store.office import Office, open_office

NOON = datetime(2026, 11, 21, 4, tzinfo=UTC)


class Room:
    """A company, on SQLite unless another address is given, a signer, and a clock that somebody turns."""

    def __init__(self, folder: Path, address: str = "") -> None:
        self.address = address or fresh_sqlite(folder)
        self.file = Path(self.address.removeprefix("sqlite:///"))
        self.folder = folder
        self.now = NOON
        self.signer = Signer.open(folder / "signer" / "log.key", folder / "log.pub")
        self.open()
        self.office: Office = open_office(self.database)

    def open(self) -> None:
        self.database = Database.open(self.address, files=FileStore(self.folder / "files"))
        keys = LogKeys(self.folder / "log.pub")
        self.desk = Desk(self.database, None, self.folder, lambda: self.now, print, None, keys)  # type: ignore[arg-type]  # no law is asked here

    def sign(self) -> int:
        return sign_due(self.desk, self.signer)

    def by_hand(self, statement: str, **values: object) -> None:
        """As the owner of the database, with all triggers off."""
        with self.database.engines.writing.connect() as connection, connection.begin():
            if connection.dialect.name == "postgresql":
                connection.execute(text("SET LOCAL session_replication_role = replica"))
                connection.execute(text(statement), values)
                return
            found = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")).all()
            for name, _ in found:
                connection.execute(text(f"DROP TRIGGER {name}"))
            connection.execute(text(statement), values)
            for _, sql in found:
                connection.exec_driver_sql(sql)

    def rewrite(self, seq: int) -> None:
        """Change a record and build the whole tree anew, as somebody would who owns the database."""
        with self.office.read() as unit:
            leaves, body = unit.trail.leaves(), unit.trail.body(seq)
        changed = body.replace(b'"details":{', b'"details":{"x":1,').replace(b",}", b"}")
        assert changed != body
        leaves[seq] = leaf_hash(changed)
        frontier = Frontier()
        for leaf in leaves:
            frontier = frontier.append(leaf)
        new = {"body": changed, "leaf": leaf_hash(changed), "seq": seq}
        self.by_hand("UPDATE audit_record SET body = :body, leaf = :leaf WHERE seq = :seq", **new)
        self.by_hand("UPDATE audit_head SET frontier = :frontier", frontier=frontier.to_bytes())


@pytest.fixture(params=["sqlite", "postgresql"])
def room(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Room]:
    made = Room(tmp_path, fresh_postgresql() if request.param == "postgresql" else "")
    yield made
    made.database.close()


@pytest.fixture
def file_room(tmp_path: Path) -> Iterator[Room]:
    """On SQLite, where the whole database is one file that can be put back."""
    made = Room(tmp_path)
    yield made
    made.database.close()


def test_a_log_that_grew_is_signed_once(room: Room) -> None:
    assert room.sign() == 1
    assert room.sign() == 0
    room.office.save({"a.text": "沪澜"})
    assert room.sign() == 1
    with room.office.read() as unit:
        newest, head = unit.trail.checkpoint(), unit.trail.head()
    assert newest is not None
    signed = parse_signed(newest.note.encode())
    assert (signed.checkpoint.size, signed.checkpoint.root.hex()) == (head.size, head.root)
    key = room.desk.log_keys.log_key(newest.origin)
    assert key is not None
    assert [one.key for one in signers(signed, (key,))[0]] == [key]
    assert verify(room.database).findings == ()


def test_who_needs_a_signature_waits_for_the_signer_or_is_told(room: Room) -> None:
    with pytest.raises(Refused) as told:
        await_checkpoint(room.desk, room.office.company, 1, seconds=0)
    assert told.value.sentence == NOT_YET
    room.sign()
    assert await_checkpoint(room.desk, room.office.company, 1, seconds=0).checkpoint.size >= 1


def test_a_record_leaves_the_house_with_its_proof(room: Room) -> None:
    with room.office.unit() as unit:
        unit.record("approved", case_id=room.office.case)
        unit.commit()
    for start in range(0, 600, 200):  # two full tiles and a bit
        with room.office.unit() as unit:
            for number in range(200):
                unit.record("signed in", subject=str(start + number))
            unit.commit()
    room.sign()
    proof = company_approval_proof(room.desk, room.office.company, room.office.case)
    assert proof is not None
    assert len(proof.proof.encode()) <= QR_LIMIT
    assert check_proof(parse_proof(proof.proof.encode()), proof.record).state == "passed"
    assert {one.field for one in proof.openings} >= {"/actor/name"}
    assert proof.vkeys.startswith(f"tongguan/{room.office.company}+")
    other = record_proof(room.desk, room.office.company, 300)
    assert check_proof(parse_proof(other.proof.encode()), other.record).state == "passed"
    assert "another record" in check_proof(parse_proof(other.proof.encode()), proof.record).findings[0].sentence.en
    assert verify(room.database).findings == ()


def test_a_rewritten_log_is_not_signed_and_is_named(room: Room) -> None:
    room.sign()
    room.rewrite(1)
    room.office.save({"a.text": "沪澜"})
    with pytest.raises(NotSigned, match="no longer continues the one signed at 3 records"):
        room.sign()
    places = [finding.where for finding in verify(room.database).findings]
    assert places == [f"{room.office.company}, checkpoint 3"]


def test_the_signer_remembers_what_the_database_forgot(file_room: Room) -> None:
    room = file_room
    room.sign()
    backup = room.folder / "backup.sqlite3"
    room.database.close()
    shutil.copy(room.file, backup)
    room.open()
    room.office.database = room.database
    room.office.save({"a.text": "沪澜"})
    room.sign()
    room.database.close()
    for beside in room.folder.glob(f"{room.file.name}-*"):
        beside.unlink()
    shutil.copy(backup, room.file)
    room.open()
    room.office.database = room.database
    # One other record is written: the log is as long as before, with another content.
    room.office.save({"a.text": "改写"})
    with pytest.raises(NotSigned, match="rolled back"):
        room.sign()


class Outside:
    """A witness, reached without a network, that can be switched off."""

    def __init__(self, room: Room) -> None:
        key = room.desk.log_keys.log_key(f"tongguan/{room.office.company}")
        assert key is not None
        logs = (key,)
        self.witness = Witness("witness.example/w1", SecretKey(b"w" * 32), room.folder / "seen", lambda: logs)
        self.off = False
        self.settings = Anchoring(witnesses=(("https://witness.example", self.witness.key.text()),))

    def __call__(self, address: str, body: bytes, kind: str) -> tuple[int, str, bytes]:
        assert address == "https://witness.example/add-checkpoint"
        if self.off:
            raise OSError("no route to host")
        answer = self.witness.add_checkpoint(body)
        return answer.status, answer.kind, answer.body.encode()


def state_of(room: Room, outside: Outside) -> AnchorState:
    with room.database.read(room.office.company) as unit:
        person = unit.people.get(room.office.li.person_id)
    assert person is not None
    [state] = log_state(room.desk, person, outside.settings).anchors
    return state


def test_every_new_state_is_left_with_the_witness_and_handed_on(room: Room) -> None:
    outside = Outside(room)
    assert state_of(room, outside).loud
    for _ in range(3):
        room.office.save({"a.text": str(_)})
        room.sign()
        [made] = anchor_due(room.desk, outside.settings, send=outside)
        assert made.failure == ""
    assert anchor_due(room.desk, outside.settings, send=outside) == []
    signed = await_checkpoint(room.desk, room.office.company, 1)
    with room.office.read() as unit:
        newest = await_checkpoint(room.desk, room.office.company, unit.trail.head().size)
    assert len(newest.signatures) == 2
    assert signers(newest, (outside.witness.key,))[0]
    assert signed.checkpoint.size <= newest.checkpoint.size
    assert not state_of(room, outside).loud


def test_a_witness_that_is_away_is_said_aloud_and_asked_again_later(room: Room) -> None:
    outside = Outside(room)
    outside.off = True
    room.sign()
    [made] = anchor_due(room.desk, outside.settings, send=outside)
    assert "no route to host" in made.failure
    assert anchor_due(room.desk, outside.settings, send=outside) == []
    assert state_of(room, outside).loud
    outside.off = False
    room.now += timedelta(minutes=11)
    [made] = anchor_due(room.desk, outside.settings, send=outside)
    assert made.failure == ""
    assert not state_of(room, outside).loud


def test_a_witness_notices_a_log_that_is_signed_anew_with_the_true_key(room: Room) -> None:
    outside = Outside(room)
    room.sign()
    anchor_due(room.desk, outside.settings, send=outside)
    room.rewrite(1)
    room.signer.state.unlink()  # whoever has the signer's machine, too
    room.office.save({"a.text": "沪澜"})
    assert room.sign() == 1
    [made] = anchor_due(room.desk, outside.settings, send=outside)
    assert "the log was rewritten" in made.failure
    assert "(422)" in made.failure
    assert state_of(room, outside).loud


def test_an_anchor_gets_old_when_the_log_goes_on(room: Room) -> None:
    outside = Outside(room)
    room.sign()
    anchor_due(room.desk, outside.settings, send=outside)
    room.now += timedelta(hours=30)
    assert not state_of(room, outside).loud
    room.office.save({"a.text": "沪澜"})
    state = state_of(room, outside)
    assert state.loud
    assert state.behind == 1
    assert state.age is not None
    assert state.age >= timedelta(hours=30)


def test_mail_that_cannot_be_sent_is_an_answer(room: Room) -> None:
    room.sign()
    settings = Anchoring(mail_server="127.0.0.1:1", mail_from="log@example.cn", mail_to=("audit@example.cn",))
    [made] = anchor_due(room.desk, settings)
    assert isinstance(made, Anchor)
    assert made.kind == "mail"
    assert "could not be sent" in made.failure


def test_an_answer_that_is_no_time_stamp_is_refused(room: Room) -> None:
    room.sign()
    settings = Anchoring(time_stamps="https://tsa.example")
    [made] = anchor_due(room.desk, settings, send=lambda address, body, kind: (200, SIZE_TYPE, b"not a stamp"))
    assert "no time stamp was obtained" in made.failure
    room.now += timedelta(minutes=11)
    [made] = anchor_due(room.desk, settings, send=lambda address, body, kind: (503, "", b""))
    assert "answered 503" in made.failure
