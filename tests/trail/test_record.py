"""A record is read exactly as it was written, and nothing else passes for one."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import canonical, parse
from audit.kinds import AUTHORING, KINDS
from audit.record import Record, utc_text
from audit.sentences import Refused
from audit.tree import leaf_hash
from tests.trail.builders import Who, some_record

hashes = st.none() | st.binary(min_size=32, max_size=32).map(bytes.hex)
plain = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=8)
records = st.builds(
    some_record,
    seq=st.integers(1, 10**9),
    kind=st.sampled_from(sorted(KINDS)),
    actor=st.builds(Who, plain, plain, st.none() | plain),
    revision=st.none() | st.integers(0, 10**9),
    previous=st.none() | st.just(0),
    subject=plain,
    details=st.dictionaries(
        plain, st.none() | st.booleans() | st.integers(-9, 9) | st.lists(plain, max_size=2), max_size=3
    ),
    rows=st.dictionaries(plain.map(lambda key: f"answer/{key}x"), hashes, max_size=3),
)


@given(records)
def test_a_record_is_read_as_it_was_written(record: Record) -> None:
    data = record.to_bytes()
    assert Record.from_bytes(data) == record
    assert rfc8785.dumps(parse(data)) == data
    assert record.leaf() == leaf_hash(data)


def test_a_record_has_exactly_these_bytes() -> None:
    """Written down once: whoever changes them makes every log that exists unreadable."""
    record = some_record(1, "approved", previous=0, actor=Who("p2", "周敏", "approver"), rows={"case/c1": "0" * 64})
    name = hmac.new(hashlib.sha256(b"1 0").digest(), '"周敏"'.encode(), "sha256").digest()
    assert record.to_bytes().decode().replace(base64.b64encode(name).decode(), "NAME") == (
        '{"actor":{"id":"p2","name":{"c":"NAME"},"role":"approver"},"at":"2026-11-21T04:45:01.000000Z","case":"case-1",'
        '"details":{},"id":"r0001","kind":"approved","log":"tongguan/shanghai-example","previous":0,"revision":null,'
        '"rows":{"case/c1":"0000000000000000000000000000000000000000000000000000000000000000"},"seq":1,"subject":"","v":2}'
    )


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"kind": "case deleted"}, "no kind of record named 'case deleted'"),
        ({"log": ""}, "A log's name is not empty"),
        ({"log": "a b"}, "A log's name is not empty"),
        ({"id": ""}, "An id is never empty"),
        ({"case": ""}, "An id is never empty"),
        ({"at": "2026-11-21T04:45:39Z"}, "Times look like"),
        ({"at": "2026-13-21T04:45:39.000000Z"}, "Times look like"),
        ({"previous": 5}, "stands before this one"),
        ({"previous": 1, "case": None}, "stands before this one"),
        ({"rows": {"answer": None}}, "table/key"),
        ({"rows": {"answer/1": "abc"}}, "table/key"),
        ({"v": 1}, "Only version 2"),
        ({"seq": -1}, "not of its type"),
        ({"revision": True}, "not of its type"),
        ({"subject": None}, "not of its type"),
        ({"subject": "a name in plain sight"}, "not of its type"),
        ({"details": []}, "not of its type"),
        ({"details": {"reason": "in plain sight"}}, "/details/reason: .*must be sealed"),
        ({"details": {"lines": [{"note": "in plain sight"}]}}, "/details/lines/0/note: .*must be sealed"),
        ({"details": {"before": 7}}, "/details/before: .*must be sealed"),
    ],
)
def test_a_record_that_says_something_else_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        replace(some_record(5), **change)
    written = parse(some_record(5).to_bytes())
    with pytest.raises(Refused, match=says):
        Record.from_bytes(canonical({**written, **change}))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"actor": {"id": "p1"}}, "An actor has an id and a sealed name"),
        ({"actor": {"id": "p1", "name": "陈静"}}, "An actor has an id and a sealed name"),
        ({"actor": {"id": "p1", "name": {"c": ""}, "mood": "good"}}, "An actor has an id and a sealed name"),
        ({"colour": "red"}, "colour: A record has no such field"),
    ],
)
def test_a_record_of_another_form_is_not_read(change: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused, match=says):
        Record.from_bytes(canonical({**parse(some_record().to_bytes()), **change}))


def test_a_record_without_a_field_is_not_read() -> None:
    written = parse(some_record().to_bytes())
    del written["rows"]
    with pytest.raises(Refused, match="rows: The record lacks this field"):
        Record.from_bytes(canonical(written))
    with pytest.raises(Refused, match="not an object"):
        Record.from_bytes(b"[]")


def test_text_that_is_not_normalised_cannot_be_recorded() -> None:
    with pytest.raises(Refused, match=r"/details/before: .*NFC"):
        some_record(details={"before": "e\u0301"}).to_bytes()


def test_times_are_written_in_utc() -> None:
    beijing = datetime(2026, 11, 21, 12, 45, 39, 7, tzinfo=timezone(timedelta(hours=8)))
    assert utc_text(beijing) == "2026-11-21T04:45:39.000007Z"
    assert utc_text(datetime(2026, 1, 1, tzinfo=UTC)) == "2026-01-01T00:00:00.000000Z"
    with pytest.raises(Refused, match="time zone"):
        utc_text(datetime(2026, 1, 1))


def test_every_kind_has_a_label_in_both_languages() -> None:
    assert KINDS.keys() >= AUTHORING
    for kind, label in KINDS.items():
        assert label.zh, kind
        assert label.en, kind
    assert len({label.zh for label in KINDS.values()}) == len(KINDS)
