"""The shipped questions against the official form, and one broken file for every refusal of the reader."""

from __future__ import annotations

from pathlib import Path

import pytest

from assessment.errors import RegimeBroken
from assessment.questions import Questionnaire, Scope
from regimes.questionnaires import load_questionnaire

CN = Path(__file__).parents[2] / "regimes" / "cn"

# 《数据出境安全评估申报指南（第三版）》附件3，逐字。
FORM: dict[str, dict[str, list[str]]] = {
    "handler": {
        "单位名称": [],
        "单位性质": ["政府部门", "事业单位", "企业", "社会组织", "其他"],
        "单位类型": ["内资", "外资", "中外合资", "港澳台资", "其他"],
        "单位注册地": [],
        "办公所在地": [],
        "员工数量": [],
        "统一社会信用代码": [],
        "是否为关键信息基础设施运营者": [],
        "处理个人信息规模": [],
    },
    "scenario": {
        "出境场景简述": [],
        "数据类型": ["重要数据", "个人信息"],
        "重要数据认定主管部门名称": [],
        "是否包含敏感个人信息": [],
        "涉及行业/领域": [
            "工业", "电信", "交通", "金融", "自然资源", "卫生健康", "教育", "科技",
            "能源", "国防科工", "文旅", "跨境电商", "零售", "互联网", "其他",
        ],
        "涉及重要数据规模": [],
    },
    "recipient": {
        "统计说明（如需）": [],
        "境外接收方名称": [],
        "所在国家或者地区": [],
        "所在地址": [],
        "主营业务": [],
        "负责人姓名": [],
        "负责人职务": [],
        "联系方式 电话": [],
        "联系方式 邮箱": [],
    },
}  # fmt: skip
PERSON = ["姓名", "职务", "国籍", "联系电话", "电子邮箱", "证件类型", "证件号码"]
DOCUMENTS = ["居民身份证", "护照", "台湾居民来往大陆通行证", "港澳居民来往内地通行证", "其他"]
REPORT = [
    "report.1",
    *(f"report.2.1.{n}" for n in (1, 2, 3)),
    *(f"report.2.2.{n}" for n in (1, 2, 4, 5, 6)),  # 2.2.3 is the table of data items
    *(f"report.2.3.{n}" for n in (1, 2, 3, 4)),
    *(f"report.2.4.{n}" for n in (1, 2, 3)),
    "report.2.5",
    "report.2.6",
    *(f"report.3.{n}" for n in range(1, 7)),
    "report.3.conclusion",
]


@pytest.fixture(scope="module")
def shipped() -> Questionnaire:
    return load_questionnaire(CN)


@pytest.mark.parametrize("section", FORM)
def test_labels_and_options_are_those_of_the_form(shipped: Questionnaire, section: str) -> None:
    official = {q.label.zh: [c.zh for c in q.choices] for q in shipped.section(section).questions if q.official}
    assert official == FORM[section]
    assert list(official) == list(FORM[section])


@pytest.mark.parametrize("person", ["legal_rep", "security_officer", "agent"])
def test_the_three_persons_have_the_fields_of_the_form(shipped: Questionnaire, person: str) -> None:
    official = [q for q in shipped.section(person).questions if q.official]
    assert [q.label.zh for q in official][: len(PERSON)] == PERSON
    assert [c.zh for c in official[5].choices] == DOCUMENTS
    assert official[6].identity_type_question == f"{person}.id_type"


def test_every_heading_of_the_report_is_fed(shipped: Questionnaire) -> None:
    fed = {place for section in shipped.sections for question in section.questions for place in question.feeds}
    assert [heading for heading in REPORT if heading not in fed] == []


def test_every_fact_that_is_read_is_asked(shipped: Questionnaire) -> None:
    """The questions say which fact they feed; none of them is a fact that nobody reads."""
    fed = {place for section in shipped.sections for question in section.questions for place in question.feeds}
    assert {f"score.D{n}" for n in (1, 2, 3, 4, 5, 6, 8)} <= fed
    assert {f"score.K{n}" for n in range(1, 6)} <= fed
    assert {"score.VEH", "score.LOC", "score.VID", "score.GEO", "score.REMOTE", "score.CONSENT", "score.CMD"} <= fed


def test_a_page_stays_a_page(shipped: Questionnaire) -> None:
    assert {section.id: len(section.questions) for section in shipped.sections if len(section.questions) > 15} == {}


def test_every_scope_is_asked_and_groups_follow_each_other(shipped: Questionnaire) -> None:
    assert {section.scope for section in shipped.sections} == set(Scope)
    groups = [section.group for section in shipped.sections]
    assert groups == sorted(groups, key=["declare", "assess", "submit"].index)


def test_both_languages_are_complete(shipped: Questionnaire) -> None:
    for section in shipped.sections:
        texts = [section.title, section.intro]
        for question in section.questions:
            texts += [question.label, question.why, *([question.hint] if question.hint else [])]
        assert all(text.zh.strip() and text.en.strip() for text in texts), section.id


QUESTION = """
  - id: handler.name
    label: {zh: 单位名称, en: Name}
    type: text
    why: {zh: 理由, en: Why}
    cite: {text: 指南, article: 附件3}
    required: true
    feeds: [application_form.1]
"""
SECTION = """\
id: handler
scope: case
group: declare
title: {zh: 数据处理者, en: Handler}
intro: {zh: 说明, en: Intro}
questions:
""" + QUESTION.lstrip("\n")


def refusal(tmp_path: Path, *texts: str) -> str:
    for number, text in enumerate(texts, start=1):
        (tmp_path / f"{number:02d}_section.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RegimeBroken) as caught:
        load_questionnaire(tmp_path)
    return str(caught.value)


def test_the_sound_section_loads(tmp_path: Path) -> None:
    (tmp_path / "01.yaml").write_text(SECTION, encoding="utf-8")
    assert load_questionnaire(tmp_path).question("handler.name").required


def test_a_folder_without_questions(tmp_path: Path) -> None:
    assert "no question file" in refusal(tmp_path)


def test_a_section_that_stands_twice(tmp_path: Path) -> None:
    assert "already stands in" in refusal(tmp_path, SECTION, SECTION)


def test_a_section_without_questions(tmp_path: Path) -> None:
    assert "at least one question" in refusal(tmp_path, SECTION.split("questions:")[0] + "questions: []\n")


def test_a_question_asked_twice(tmp_path: Path) -> None:
    message = refusal(tmp_path, SECTION + QUESTION)
    assert "asked twice" in message and "line 15" in message


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("required: true", "requierd: true", "requierd"),
        ("type: text", "type: choice", "choices are given exactly"),
        ("type: text", "type: text\n    choices: [{id: a, zh: 甲, en: A}]", "choices are given exactly"),
        ("type: text", "type: choice\n    choices: [{id: a, zh: 甲, en: A}, {id: a, zh: 乙, en: B}]", "same id"),
        ("type: text", "type: file", "scope evidence"),
        ("id: handler.name", "id: scenario.name", "another scope"),
        ("feeds: [application_form.1]", "feeds: []", "feeds nothing"),
        ("type: text", "type: text\n    identity_type_question: agent.id_type", "no question of this scope"),
        ("type: text", "type: text\n    asked_when: [{question: agent.name, equals: true}]", "no other question"),
        ("type: text", "type: text\n    asked_when: [{question: handler.name, equals: a}]", "no other question"),
        ("scope: case", "scope: recipient", "begins with 'recipient.'"),
        ("questions:", "rules: [{at_least_one: [agent.phone], sentence: {zh: 甲, en: A}}]\nquestions:", "this section"),
    ],
)
def test_a_question_that_cannot_work(tmp_path: Path, old: str, new: str, words: str) -> None:
    message = refusal(tmp_path, SECTION.replace(old, new, 1))
    assert words in message and "01_section.yaml, line" in message


def test_a_condition_with_two_tests(tmp_path: Path) -> None:
    second = QUESTION.replace("handler.name", "handler.other").replace(
        "type: text", "type: text\n    asked_when: [{question: handler.name, equals: a, includes: b}]"
    )
    assert "exactly one of" in refusal(tmp_path, SECTION + second)
