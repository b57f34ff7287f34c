"""A group that files together: each entity whole, with a code that can be, once, and in a scenario that there is."""

from __future__ import annotations

import pytest

from assessment.answers import AnswerSheet
from assessment.entities import entities_of
from tests.core.sheets import with_answers
from tests.core.test_filing_check import checked, sound

CODE, OTHER = "91310114MA1HL0AN7F", "91110000600037341L"


def grouped(lines: str) -> AnswerSheet:
    sheet = with_answers(sound(), "", group__together=True, group__entities=lines, group__similar="同一诊断平台。")
    return with_answers(sheet, "", handler__credit_code=OTHER)


def test_lines_become_entities() -> None:
    (entity,) = entities_of("示例汽车销售有限公司｜91310114 MA1HL0AN7F | 上海市|1、3\n\n")
    assert (entity.name, entity.code, entity.place, entity.scenarios) == (
        "示例汽车销售有限公司",
        CODE,
        "上海市",
        (1, 3),
    )
    assert entity.whole


def test_a_sound_group_only_lacks_the_certificates() -> None:
    found = checked(grouped(f"示例销售公司|{CODE}|上海市|1"))
    assert [(d.kind, d.grade) for d in found.defects] == [("group-certificates", "look")]


@pytest.mark.parametrize(
    ("line", "kind", "words"),
    [
        ("示例销售公司|上海市", "group-entity", "第 1 行没有写全"),
        ("示例销售公司|91310114MA1HL0AN7X|上海市|1", "gap", "第 1 家："),
        (f"示例销售公司|{CODE}|上海市|2", "group-entity", "只有 1 个场景"),
        (f"示例销售公司|{OTHER}|上海市|1", "group-twice", "与本单位的统一社会信用代码相同"),
        (f"甲|{CODE}|上海市|1\n乙|{CODE}|上海市|1", "group-twice", "第 2 行与第 1 行"),
    ],
)
def test_what_must_be_mended(line: str, kind: str, words: str) -> None:
    (defect,) = checked(grouped(line)).must
    assert defect.kind == kind and defect.gap.question == "group.entities"
    assert words in defect.gap.sentence.zh and defect.gap.sentence.en


def test_who_files_alone_is_asked_for_no_entities() -> None:
    assert checked(with_answers(sound(), "", group__together=False)).defects == ()
    missing = checked(with_answers(sound(), "", group__together=True)).must
    assert {d.gap.question for d in missing} == {"group.entities", "group.similar"}
