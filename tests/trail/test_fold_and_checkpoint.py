"""Rows against records, and the three lines of a checkpoint."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.checkpoint import Checkpoint, parse_checkpoint
from audit.fold import Expected, compare
from audit.sentences import Refused

ONE, TWO, THREE = "1" * 64, "2" * 64, "3" * 64
SALT = b"s" * 32
EXPECTED = {
    "case/c1": Expected(TWO, 1, SALT),
    "answer/a1": Expected(None, 2, SALT),
    "answer/a2": Expected(ONE, 1, SALT),
}


def test_rows_as_the_last_record_left_them_fit() -> None:
    assert compare(EXPECTED, {"case/c1": TWO, "answer/a2": ONE}) == []


def test_a_row_whose_salt_is_gone_cannot_be_compared() -> None:
    (finding,) = compare({"case/c1": Expected(TWO, 1)}, {"case/c1": TWO})
    assert "the salt of record 1 is gone" in finding.sentence.en


@pytest.mark.parametrize(
    ("found", "where", "says"),
    [
        ({"case/c1": THREE, "answer/a2": ONE}, "case/c1", "not what record 1, the last one about it, left"),
        ({"case/c1": TWO}, "answer/a2", "record 1 wrote it, yet it is gone"),
        ({"case/c1": TWO, "answer/a2": ONE, "answer/a1": ONE}, "answer/a1", "record 2 deleted it, yet it stands"),
        ({"case/c1": TWO, "answer/a2": ONE, "answer/a3": ONE}, "answer/a3", "no record mentions it"),
    ],
)
def test_a_row_changed_behind_the_back_is_named(found: dict[str, str], where: str, says: str) -> None:
    (finding,) = compare(EXPECTED, found)
    table, _, key = where.partition("/")
    assert finding.where == where
    assert f"Row {key} of table {table}: " in finding.sentence.en
    assert says in finding.sentence.en
    assert f"表 {table} 中键为 {key} 的行" in finding.sentence.zh


def test_a_checkpoint_is_three_lines() -> None:
    checkpoint = Checkpoint("shanghai-example", 12, bytes(32))
    assert checkpoint.text() == "shanghai-example\n12\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n"


@given(st.integers(0, 2**53), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_is_read_as_it_was_written(size: int, root: bytes) -> None:
    checkpoint = Checkpoint("tongguan.example/上海", size, root)
    assert parse_checkpoint(checkpoint.text().encode()) == checkpoint


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("log\n1\nAAAA\n", "line 3: The root has 32 bytes"),
        ("log\n01\n{root}\n", "line 2: The size"),
        ("log\n-1\n{root}\n", "line 2: The size"),
        ("log\n１\n{root}\n", "line 2: The size"),
        ("\n1\n{root}\n", "line 1: The log's name"),
        ("a log\n1\n{root}\n", "line 1: The log's name"),
        ("log\n1\n{root}", "exactly three lines"),
        ("log\n1\n{root}\n\n— witness AAAA\n", "exactly three lines"),
        ("log\n1\nAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=\n", "line 3: This is not base64"),
        ("log\n1\n****\n", "line 3: This is not base64"),
    ],
)
def test_another_text_is_no_checkpoint(text: str, says: str) -> None:
    root = Checkpoint("log", 1, bytes(32)).as_json()["root"]
    with pytest.raises(Refused, match=says):
        parse_checkpoint(text.replace("{root}", str(root)).encode())


def test_a_checkpoint_of_other_bytes_is_refused() -> None:
    with pytest.raises(Refused, match="not UTF-8"):
        parse_checkpoint(b"\xff\n1\n")
