"""What a question looks like in HTML: wired for screen readers, usable without script, nothing inline."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from jinja2 import DictLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined, select_autoescape

from assessment.questions import Section
from forms.adapters import FormReading, answers_from_form, filled_form
from forms.builder import SectionForm, section_form
from tests.forms.conftest import EVERY_TYPE, EVIDENCE

TEMPLATES = Path(__file__).resolve().parents[2] / "web" / "templates"
PAGE = """
{%- from "web/macros/form.html" import error_summary, question, conflict -%}
{{ error_summary(problems, section, language, form) }}
{%- for clash in conflicts %}{{ conflict(clash, section, language) }}{% endfor %}
{%- for asked in section.questions %}{{ question(form, asked, section, language, problems) }}{% endfor -%}
"""

Send = Callable[..., SectionForm]


@dataclass(frozen=True)
class Clash:
    question: str
    mine: Any
    theirs: Any
    theirs_by: str = "李敏"
    theirs_at: str = "2026-11-21 09:30"


class Reader(HTMLParser):
    """Every start tag with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def all(self, **wanted: str) -> list[dict[str, str | None]]:
        return [
            attributes
            for _, attributes in self.tags
            if all(attributes.get(name.rstrip("_").replace("_", "-")) == value for name, value in wanted.items())
        ]


def page(
    form: SectionForm,
    reading: FormReading | None = None,
    language: str = "zh",
    conflicts: tuple[Clash, ...] = (),
    section: Section = EVERY_TYPE,
) -> str:
    environment = Environment(
        loader=PrefixLoader({"web": FileSystemLoader(TEMPLATES), "test": DictLoader({"page": PAGE})}),
        undefined=StrictUndefined,
        autoescape=select_autoescape(default=True),
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["moment"] = str
    problems = reading.problems if reading else ()
    return environment.get_template("test/page").render(
        form=form, section=section, language=language, problems=problems, conflicts=conflicts
    )


@pytest.fixture
def empty(app: Flask) -> SectionForm:
    return filled_form(section_form(EVERY_TYPE, "zh", evidence=EVIDENCE), EVERY_TYPE, {}, 3)


def test_every_question_has_its_label_in_both_languages_and_its_reason(empty: SectionForm) -> None:
    html = page(empty)
    for question in EVERY_TYPE.questions:
        if question.type.value != "file":
            assert f'data-question="{question.id}"' in html
            assert question.label.zh in html and question.label.en in html
    assert html.count("为何要问") == len(EVERY_TYPE.questions) - 1
    assert '<span class="q-other" lang="en">question a.text</span>' in html


def test_the_english_page_has_chinese_below(app: Flask) -> None:
    form = filled_form(section_form(EVERY_TYPE, "en", evidence=EVIDENCE), EVERY_TYPE, {}, 3)
    html = page(form, language="en")
    assert '<span class="q-other" lang="zh-Hans">题 a.text</span>' in html
    assert "(optional)" in html and "（选填）" not in html


def test_every_id_is_there_once_and_every_reference_leads_somewhere(sent: Send) -> None:
    form = sent({"a__count": "很多", "a__yes_no_open": "maybe", "a__choices": ["c9"]})
    reading = answers_from_form(form, EVERY_TYPE)
    read = Reader(page(form, reading, conflicts=(Clash("a.text", "甲", "乙"),)))
    ids = [attributes["id"] for _, attributes in read.tags if attributes.get("id")]
    assert len(ids) == len(set(ids))
    used = [a["for"] for _, a in read.tags if a.get("for")]
    used += [one for _, a in read.tags for one in (a.get("aria-describedby") or "").split()]
    used += [(a.get("href") or "")[1:] for _, a in read.tags if (a.get("href") or "").startswith("#")]
    assert set(used) <= set(ids)


def test_a_sentence_stands_on_top_with_a_link_and_at_the_field(sent: Send) -> None:
    form = sent({"a__count": "很多"})
    html = page(form, answers_from_form(form, EVERY_TYPE))
    read = Reader(html)
    assert "有 1 处需要更正" in html
    assert '<a href="#a__count">题 a.count：请填写不小于零的整数，例如 1,200,000。</a>' in html
    (field,) = read.all(name="a__count")
    assert (field["value"], field["aria-invalid"]) == ("很多", "true")
    assert field["aria-describedby"] == "a__count-hint a__count-error"


def test_the_link_to_a_group_leads_to_its_first_option(sent: Send) -> None:
    form = sent({"a__yes_no": "maybe"})
    assert 'href="#a__yes_no-0"' in page(form, answers_from_form(form, EVERY_TYPE))


def test_without_a_problem_there_is_no_summary(empty: SectionForm) -> None:
    assert "error-summary" not in page(empty)


def test_groups_have_fieldset_and_legend(empty: SectionForm) -> None:
    html = page(empty)
    groups = [question for question in EVERY_TYPE.questions if getattr(empty.of(question.id), "is_group", False)]
    assert html.count("<fieldset") == html.count("<legend") == len(groups) == 6


def test_check_boxes_send_an_empty_value_along(empty: SectionForm) -> None:
    hidden = [a for a in Reader(page(empty)).all(type="hidden") if a["name"] in ("a__choices", "a__evidence")]
    assert [(a["name"], a["value"]) for a in hidden] == [("a__choices", ""), ("a__evidence", "")]


def test_stored_answers_are_checked_and_filled_in(app: Flask) -> None:
    answers = {"a.yes_no": False, "a.choices": ["c0"], "a.count": 1200, "a.country": "hk", "a.text": '<b>"x"'}
    html = page(filled_form(section_form(EVERY_TYPE, "zh", evidence=EVIDENCE), EVERY_TYPE, answers, 3))
    read = Reader(html)
    checked = [(a["name"], a["value"]) for _, a in read.tags if "checked" in a and a["value"]]
    assert checked == [("a__choices", "c0"), ("a__yes_no", "no")]
    assert read.all(name="a__count")[0]["value"] == "1,200"
    assert read.all(name="a__text")[0]["value"] == '<b>"x"' and "<b>" not in html
    assert [a["value"] for tag, a in read.tags if tag == "option" and "selected" in a] == ["", "hk"]


def test_a_conditional_question_tells_script_and_reader(empty: SectionForm) -> None:
    html = page(empty)
    (block,) = Reader(html).all(data_question="a.conditional")
    assert json.loads(block["data-asked-when"] or "")[0] == {"question": "a.yes_no", "any_of": ["yes"]}
    assert "仅在“题 a.yes_no”为“是”" in html
    assert "依据尚待律师核对" in html


def test_what_the_page_showed_goes_along_hidden(empty: SectionForm) -> None:
    (note,) = Reader(page(empty)).all(name="was__a__text")
    assert (note["value"] or "").startswith("3:3:")


def test_a_conflict_shows_both_values_and_decides_nothing(sent: Send) -> None:
    form = sent({"a__choice": "c1"})
    html = page(
        form, conflicts=(Clash("a.choice", "c1", "c2"), Clash("a.count", 1200, None), Clash("a.yes_no", True, False))
    )
    read = Reader(html)
    assert all(text in html for text in ("选项 1", "选项 2", "1,200", "（空）", "李敏", "2026-11-21 09:30"))
    assert [a["value"] for a in read.all(name="conflict")] == ["a.choice", "a.count", "a.yes_no"]
    keep = read.all(name="keep__a__choice")
    assert [a["value"] for a in keep] == ["mine", "theirs"] and not any("checked" in a for a in keep)


def test_nothing_is_inline(empty: SectionForm) -> None:
    read = Reader(page(empty))
    assert not {"script", "style"} & {tag for tag, _ in read.tags}
    assert not [name for _, a in read.tags for name in a if name == "style" or name.startswith("on")]
