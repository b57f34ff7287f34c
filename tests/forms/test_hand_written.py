"""The forms of lists, review and grades: each sentence once, in both languages, and no built-in wording."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage, MultiDict

from assessment.answers import DataItem, Proof
from assessment.questions import Bilingual
from assessment.scorecard import ScoreQuestion
from forms.account import sign_in_form
from forms.base import OurForm
from forms.cases import new_case_form
from forms.grades import grade_form
from forms.item_steps import step_form
from forms.items import item_form, upload_form
from forms.review import decide_form

EVIDENCE = (("mlps", "等级保护测评报告"),)


def a_score_question() -> ScoreQuestion:
    both = Bilingual(zh="中", en="en")
    grades = tuple(Bilingual(zh=f"第 {grade} 级", en=f"grade {grade}") for grade in range(4))
    return ScoreQuestion(id="A1", factor="A", votes=1, question=both, grades=grades, reference=both, evidence=both)


def errors(made: Any, *fields: tuple[str, Any]) -> dict[str, list[str]]:
    form: OurForm = made(formdata=MultiDict(fields))
    return {} if form.validate() else dict(form.errors)


@pytest.mark.parametrize(
    ("made", "fields", "field", "sentence"),
    [
        (sign_in_form("zh"), [("password", "x")], "login", "请填写用户名。"),
        (sign_in_form("en"), [("login", "wang")], "password", "Fill in your password."),
        (sign_in_form("zh"), [("login", "w"), ("password", "x" * 1_001)], "password",
         "已写 1,001 个字符，最多 1,000 个；请缩短。"),
        (new_case_form("zh"), [("title", "   ")], "title", "请填写项目名称。"),
        (new_case_form("en"), [("title", "a" * 121)], "title",
         "There are 121 characters, at most 120 are possible; shorten the text."),
        (upload_form("zh"), [], "file", "请先选择文件。"),
        (item_form("zh"), [("description", "x")], "name", "请填写数据项名称。"),
        (item_form("zh"), [("name", "VIN"), ("remark", "x" * 2_001)], "remark",
         "已写 2,001 个字符，最多 2,000 个；请缩短。"),
        (decide_form("zh"), [("reason", "x")], "decision", "请选择批准或退回。"),
        (decide_form("zh"), [("decision", "burn")], "decision", "请从所列选项中选择。"),
        (decide_form("zh"), [("decision", "send_back"), ("reason", " ")], "reason",
         "退回时请写明理由，让填报人知道要改什么。"),
        (grade_form("zh", a_score_question(), EVIDENCE), [("grade", "4")], "grade", "请从所列选项中选择。"),
        (grade_form("en", a_score_question(), EVIDENCE), [("proofs-0-evidence", "gone")], "proofs",
         "Choose one of the options."),
        (grade_form("zh", a_score_question(), EVIDENCE), [("proofs-0-page", "3")], "proofs",
         "写了页码或原文，但没有选择材料；请选择材料。"),
        (grade_form("zh", a_score_question(), EVIDENCE),
         [("proofs-0-evidence", "mlps"), ("proofs-0-quotation", "x" * 1_001)], "proofs",
         "页码最多 40 个字符，原文最多 1,000 个字符；请缩短。"),
    ],
)  # fmt: skip
def test_each_sentence(app: Flask, made: Any, fields: list[tuple[str, str]], field: str, sentence: str) -> None:
    assert errors(made, *fields) == {field: [sentence]}


@pytest.mark.parametrize(
    ("made", "fields"),
    [
        (sign_in_form("zh"), [("login", "wang"), ("password", "0")]),
        (new_case_form("zh"), [("title", "车联网诊断")]),
        (upload_form("zh"), [("file", FileStorage(BytesIO(b"x"), "清单.csv"))]),
        (decide_form("zh"), [("decision", "approve"), ("snapshot", "ab")]),
        (decide_form("zh"), [("decision", "send_back"), ("reason", "人数与路径页不一致")]),
        (
            grade_form("zh", a_score_question(), EVIDENCE),
            [("grade", "0"), ("proofs-0-evidence", ""), ("proofs-1-evidence", "mlps")],
        ),
        (grade_form("zh", a_score_question(), EVIDENCE), [("grade", "")]),
    ],
)
def test_what_is_complete_passes(app: Flask, made: Any, fields: list[tuple[str, Any]]) -> None:
    assert errors(made, *fields) == {}


def test_a_form_is_made_once_for_each_language() -> None:
    assert sign_in_form("zh") is sign_in_form("zh")
    assert sign_in_form("zh") is not sign_in_form("en")


def test_labels_and_choices_are_in_the_language(app: Flask) -> None:
    form = decide_form("en")(formdata=None)
    assert form.reason.label.text == "Reason"
    assert [label for _, label in form.decision.choices] == ["Approve this snapshot", "Send back"]


def test_a_title_is_one_line(app: Flask) -> None:
    form = new_case_form("zh")(formdata=MultiDict([("title", " 车联网 \n 诊断 ")]))
    assert form.title.data == "车联网 诊断"


def test_an_item_fills_its_form_and_texts_lose_only_their_edges(app: Flask) -> None:
    item = DataItem("i1", "s1", "VIN", "车架号", "根因分析", "LSV", "个人信息")
    assert item_form("zh")(formdata=None, obj=item).necessity.data == "根因分析"
    form = item_form("zh")(formdata=MultiDict([("name", " VIN "), ("example", "007\r\n =1 ")]))
    assert (form.name.data, form.example.data) == ("VIN", "007\n =1")


def test_ticked_items_count_once(app: Flask) -> None:
    made = step_form("zh", categories=(), processing=(), evidence=())
    form = made(formdata=MultiDict([("item", "a"), ("item", "b"), ("item", "a"), ("item", "")]))
    assert form.chosen() == ["a", "b"]
    assert made(formdata=MultiDict()).chosen() == []


def test_a_grade_form_shows_what_is_stored(app: Flask) -> None:
    form = grade_form("zh", a_score_question(), EVIDENCE)(
        formdata=None,
        data={
            "grade": "0",
            "finding": "有记录",
            "proofs": [{"evidence": "mlps", "page": "2", "quotation": "符合"}],
            "revision": "4",
        },
    )
    assert form.named == [Proof("mlps", "2", "符合")]
    assert [row.evidence.data for row in form.proofs] == ["mlps", "", ""]
    assert [option.choice.value for option in form.grade if option.checked] == ["0"]
    assert [label for _, label in form.grade.choices][:2] == ["尚未评定", "第 0 级"]
    assert form.revision.data == "4"


def test_several_grades_stand_on_one_page(app: Flask) -> None:
    made = grade_form("zh", a_score_question(), EVIDENCE)
    form = made(formdata=MultiDict([("A1-grade", "2"), ("A2-grade", "3")]), prefix="A1-")
    assert (form.grade.data, form.grade.name) == ("2", "A1-grade")


def test_no_built_in_message_reaches_the_page(app: Flask) -> None:
    form = sign_in_form("zh")(formdata=None)
    translations = form.meta.get_translations(form)
    assert translations.gettext("Not a valid choice.") == "请从所列选项中选择。"
    assert translations.gettext("Something WTForms says one day.") == "请核对这一项。"
    assert translations.ngettext("one", "many", 2) == "请核对这一项。"


def test_a_page_that_is_not_ours_is_noticed(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    form = new_case_form("zh")(formdata=MultiDict([("title", "x")]))
    assert not form.validate_token()
    token = form.csrf_token.current_token
    assert new_case_form("zh")(formdata=MultiDict([("csrf_token", token)])).validate_token()


def test_without_the_guard_every_page_is_ours(app: Flask) -> None:
    assert new_case_form("zh")(formdata=None).validate_token()
