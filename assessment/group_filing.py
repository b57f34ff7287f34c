"""The entities that a group company files for, read from the lines of an answer; what is wrong with them.

One row is one entity: name, credit code, place of registration, numbers of its scenarios. A row that is not whole
is told by its number and left out of nothing: the check before filing keeps the dossier from becoming final.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assessment.answers import AnswerSheet, Value
from assessment.applicability import Respondent
from assessment.entities import Entity, entities_of
from assessment.filing_check_answers import plain
from assessment.filing_check_parts import Defect, look, must
from assessment.questions import Scope
from assessment.vocabulary import Text

SECTION, ENTITIES, TOGETHER = "group", "group.entities", "group.together"


def group_defects(sheet: AnswerSheet, people: Mapping[Scope, tuple[Respondent, ...]]) -> Iterator[Defect]:
    """What keeps a group from filing together as it is written."""
    case = people[Scope.CASE][0].said
    said = case.get(ENTITIES)
    if case.get(TOGETHER) is not True or not isinstance(said, str):
        return
    entities = entities_of(said)
    for entity in entities:
        if sentence := _wrong(entity, len(sheet.scenarios)):
            yield must("group-entity", SECTION, None, ENTITIES, sentence)
    yield from _twice(entities, case)
    copies = sum(one.said.get("evidence.kind") == "credit_code_certificate" for one in people[Scope.EVIDENCE])
    if copies < len(entities) + 1:
        yield look(
            "group-certificates",
            "evidence",
            None,
            None,
            Text(
                f"合并申报连同本单位共 {len(entities) + 1} 家，统一社会信用代码证件只有 {copies} 份；请逐家上传。",
                f"With the filer there are {len(entities) + 1} entities, and {copies} credit code certificates; upload "
                "one for each.",
            ),
        )


def _wrong(entity: Entity, scenarios: int) -> Text | None:
    if not entity.whole:
        return Text(
            f"合并申报的单位第 {entity.line} 行没有写全；请写明名称、信用代码、注册地和场景序号。",
            f"Row {entity.line} of the entities is not whole; give name, credit code, place and scenario numbers.",
        )
    beyond = [number for number in entity.scenarios if not 1 <= number <= scenarios]
    if beyond:
        return Text(
            f"合并申报的单位第 {entity.line} 行写了场景 {beyond[0]}，本项目只有 {scenarios} 个场景；请核对序号。",
            f"Row {entity.line} of the entities names scenario {beyond[0]}, and the case has {scenarios}; check.",
        )
    return None


def _twice(entities: tuple[Entity, ...], case: Mapping[str, Value]) -> Iterator[Defect]:
    own = case.get("handler.credit_code")
    seen = {str(own): Text("本单位", "the filer")} if isinstance(own, str) else {}
    for entity in entities:
        if entity.code in seen:
            first = seen[entity.code]
            yield must(
                "group-twice",
                SECTION,
                None,
                ENTITIES,
                Text(
                    f"合并申报的单位第 {entity.line} 行与{first.zh}的统一社会信用代码相同；请删除重复的一行。",
                    f"Row {entity.line} of the entities has the credit code of {first.en}; delete one of them.",
                ),
            )
        elif entity.code:
            seen[entity.code] = Text(f"第 {entity.line} 行", f"row {entity.line}")
    names = [plain(entity.name) for entity in entities]
    if entities and len(set(names)) < len(names):
        sentence = Text("合并申报的单位中有名称相同的；请核对。", "Two of the entities bear the same name; check.")
        yield look("group-names", SECTION, None, ENTITIES, sentence)
