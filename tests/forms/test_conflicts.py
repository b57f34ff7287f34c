"""Two people on one page: whose value stays is said, never assumed."""

from __future__ import annotations

from collections.abc import Callable

from forms.adapters import FormReading, answers_from_form
from forms.builder import SectionForm
from forms.conflicts import kept_answers
from tests.forms.conftest import EVERY_TYPE

Send = Callable[..., SectionForm]

PAGE = {
    "revision": "9",
    "a__text": "我的",
    "was__a__text": "9:5:0000",
    "a__count": "3",
    "was__a__count": "9:5:0000",
    "conflict": ["a.text", "a.count"],
}


def read(sent: Send, **chosen: str) -> FormReading:
    return kept_answers(answers_from_form(sent({**PAGE, **chosen}), EVERY_TYPE), EVERY_TYPE)


def test_mine_is_saved_on_top_of_what_was_seen(sent: Send) -> None:
    reading = read(sent, keep__a__text="mine", keep__a__count="mine")
    assert (reading.values, reading.revision) == ({"a.text": "我的", "a.count": 3}, 9)


def test_theirs_stays_as_it_is(sent: Send) -> None:
    reading = read(sent, keep__a__text="theirs", keep__a__count="mine")
    assert (reading.values, reading.revision) == ({"a.count": 3}, 9)


def test_while_a_choice_is_open_the_page_counts_as_based_on_what_it_was_based_on_first(sent: Send) -> None:
    reading = read(sent, keep__a__count="theirs")
    assert (reading.values, reading.revision) == ({"a.text": "我的"}, 5)


def test_a_wrong_value_given_up_for_theirs_is_no_problem_any_more(sent: Send) -> None:
    reading = read(sent, a__count="很多", keep__a__text="mine", keep__a__count="theirs")
    assert reading.problems == ()


def test_a_question_of_another_page_is_not_listened_to(sent: Send) -> None:
    form = sent({"conflict": ["b.other"], "keep__b__other": "theirs", "a__text": "x", "keep__a__text": "whoever"})
    assert (form.in_conflict, form.kept) == ((), {})
