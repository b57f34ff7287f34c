"""Canonical bytes are those of ``rfc8785`` wherever the restricted profile accepts the value."""

from __future__ import annotations

import unicodedata
from enum import Enum, IntEnum
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from audit.canonical import LIMIT, canonical, first_difference, parse
from audit.sentences import Refused

texts = st.text().map(lambda text: unicodedata.normalize("NFC", text))
# Keys beside the surrogate range, where the order of characters and of UTF-16 code units part.
keys = texts | st.sampled_from(["\ue000", "\U00010000", "\uffff", "\U0010ffff", "\ud7ff", "a", "é", "中"])
values = st.recursive(
    st.none() | st.booleans() | st.integers(1 - LIMIT, LIMIT - 1) | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=6),
    max_leaves=20,
)


@given(values)
def test_the_bytes_are_those_of_an_independent_library(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(values)
def test_what_was_written_is_read_again(value: Any) -> None:
    assert parse(canonical(value)) == value


@given(keys=st.permutations(["b", "a", "\U00010000", "\uffff", "aa", ""]))
def test_the_order_of_writing_does_not_matter(keys: list[str]) -> None:
    assert (
        canonical(dict.fromkeys(keys))
        == '{"":null,"a":null,"aa":null,"b":null,"\U00010000":null,"\uffff":null}'.encode()
    )


@pytest.mark.parametrize(
    ("value", "where", "says"),
    [
        (0.5, "", "no canonical form"),
        ({"a": [1, {"b": -0.0}]}, "a[1].b", "no canonical form"),
        (float("nan"), "", "no canonical form"),
        (LIMIT, "", "below 2^53"),
        ({"n": -LIMIT}, "n", "below 2^53"),
        ({1: "a"}, "", "Keys must be text"),
        ({"name": "e\u0301"}, "name", "NFC"),
        ({"e\u0301": 1}, "e\u0301", "NFC"),
        (["\ud800"], "[0]", "half a character"),
        (b"bytes", "", "no canonical form"),
        ({"set": {1}}, "set", "no canonical form"),
    ],
)
def test_what_has_no_single_spelling_is_refused_with_its_place(value: object, where: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        canonical(value)
    assert refused.value.where == where
    assert says in refused.value.sentence.en


class Colour(str, Enum):  # noqa: UP042 - the older kind of enumeration is what is tested
    RED = "red"
    OCHRE = "赭"


def test_an_enumeration_is_written_as_its_text() -> None:
    assert canonical([Colour.RED, Colour.OCHRE, IntEnum("Number", ["ONE"])["ONE"]]) == '["red","赭",1]'.encode()


def test_a_value_that_holds_itself_is_refused() -> None:
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(Refused, match="nested"):
        canonical(endless)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'{"a": 1}', "offset 5: This can be read but is not written in canonical form"),
        (b'{"b":1,"a":2}', "offset 2: .*not written in canonical form"),
        (b'{"a":1}\n', "offset 7: .*not written in canonical form"),
        (b'"\\u0041"', "offset 1: .*not written in canonical form"),
        (b'{"a":1,"a":2}', "a: The same key"),
        (b'{"a":1.5}', "1.5: Canonical form has whole numbers only"),
        (b"1e3", "1e3: Canonical form has whole numbers only"),
        (b"NaN", "NaN: Canonical form has whole numbers only"),
        (b'{"a":', "offset 5: From here on this is not JSON"),
        (b"\xff", "offset 0: These bytes are not UTF-8"),
        (b"[" * 100_000, "nested more than"),
        (b"[" * 200 + b"]" * 200, "nested more than"),
        (b"9" * 5000, "9999…: Integers must be below 2.53"),
    ],
)
def test_other_spellings_are_not_read(data: bytes, says: str) -> None:
    with pytest.raises(Refused, match=says):
        parse(data)


@given(st.binary(max_size=40), st.binary(max_size=40))
def test_the_first_difference_is_the_first(one: bytes, other: bytes) -> None:
    at = first_difference(one, other)
    assert one[:at] == other[:at]
    assert at == min(len(one), len(other)) or one[at] != other[at]
