"""A complete case with long Chinese texts, made from the questionnaire itself, so that no question is forgotten."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from zlib import crc32

from assessment.answers import AnswerSheet, DataItem, Entry, GradedAnswer, Proof, Value
from assessment.questions import Question, Questionnaire, QuestionType, Scope
from assessment.scoring import ScoreInput, score
from assessment.snapshot import Snapshot, freeze
from regimes.loader import load_regime

ON = date(2026, 11, 21)
SENTENCES = (
    "本公司建立了覆盖数据收集、存储、使用、加工、传输、提供、公开和删除各环节的管理制度，并由数据安全委员会每季度检查执行情况。",
    "车辆诊断数据经车载终端加密后传入境内平台，平台对车辆识别代号（VIN）作不可逆处理，再按字段白名单提取出境数据。",
    "境外接收方仅在缺陷分析、质量改进和零部件追溯所必需的范围内处理数据，不得用于自动化决策、用户画像或者商业营销。",
    "2026年6月，第三方检测机构按照GB/T 45577—2025开展评估，共发现问题12项，已于2026年9月30日前全部整改完毕并复测通过。",
    "跨境专线采用TLS 1.3与国密算法双重加密，出口网关逐条记录操作日志，日志保存不少于3年，异常流量在5分钟内告警。",
    "超过保存期限或者完成约定目的后，境外接收方应当在30日内删除数据并出具“删除证明”；法律文件终止的，同样适用。",
    "对涉及人脸、车牌等信息的车外影像，在车端完成匿名化处理，未经匿名化的影像不出境；确需出境的，另行申报。",
)
ITEM_COUNT = 40
RARE_NAME = "赵喆镕"


def questionnaire() -> Questionnaire:
    return load_regime("cn").questionnaire


def parts_of_point(number: int) -> list[str]:
    """Everything that a clause on one point of Art. 9 can cover."""
    choices = questionnaire().question("clause.covers").choices
    return [choice.id for choice in choices if choice.id.startswith(f"point_{number}_")]


def long_text(seed: str, count: int = 3) -> str:
    start = crc32(seed.encode()) % len(SENTENCES)
    chosen = [SENTENCES[(start + n) % len(SENTENCES)] for n in range(count)]
    return "".join(chosen[:2]) + "\n" + "".join(chosen[2:])


def answer(question: Question) -> Value:
    special: dict[str, Value] = {
        "handler.name": "沪岚汽车（上海）有限公司",
        "handler.credit_code": "91310114MA1HL0AN7F",
        "legal_rep.absent": False,
        "legal_rep.name": RARE_NAME,
        "recipient.by_statistics": False,
        "scenario.outside_both": False,
        "scenario.brief": "车辆远程诊断：将车辆诊断数据经跨境专线传输给德国研发中心，用于故障分析和质量改进。",
        "scenario.data_types": ["personal_information"],
        "compliance.had_penalties": False,
        "group.together": False,
    }
    if question.id in special:
        return special[question.id]
    match question.type:
        case QuestionType.LONG_TEXT:
            return long_text(question.id)
        case QuestionType.CHOICE:
            return question.choices[0].id
        case QuestionType.CHOICES:
            return [question.choices[0].id]
        case QuestionType.YES_NO | QuestionType.YES_NO_OPEN:
            return False
        case QuestionType.COUNT:
            return crc32(question.id.encode()) % 900_000 + 1
        case QuestionType.DATE:
            return "2026-09-01"
        case QuestionType.EMAIL:
            return "data-protection@hulan-auto.example.cn"
        case QuestionType.PHONE:
            return "021-55500126"
        case QuestionType.IDENTITY_NUMBER:
            return "310115197905239927"
        case QuestionType.DOMAINS:
            return ["gateway.hulan-auto.example.cn"]
        case QuestionType.ADDRESSES:
            return ["203.0.113.16/28"]
        case QuestionType.COUNTRY:
            return "de"
        case QuestionType.EVIDENCE:
            return ["evidence-2"]
        case QuestionType.FILE:
            return {"sha256": "0" * 64, "name": "材料.pdf", "size": 10, "media_type": "application/pdf"}
        case _:
            return f"{question.label.zh[:12]}（样例）"


def answers(scope: Scope, **changes: Value) -> dict[str, Value]:
    given = {q.id: answer(q) for section in questionnaire().of_scope(scope) for q in section.questions}
    return {**given, **{key.replace("__", "."): value for key, value in changes.items()}}


def some_items(scenario: str, count: int) -> tuple[DataItem, ...]:
    return tuple(
        DataItem(
            id=f"{scenario}-{n}",
            scenario=scenario,
            name=f"电池单体电压{n}（cell_voltage_{n}）",
            description="电池管理系统按固定周期采集的单体电压，单位为伏。",
            necessity="用于定位异常单体和分析一致性衰减，缺少该项无法判断热失控前兆。",
            example="3.712",
            remark="" if n % 7 else "已去标识化",
        )
        for n in range(1, count + 1)
    )


def some_sheet(items: int = ITEM_COUNT, changes: Mapping[str, Value] | None = None) -> AnswerSheet:
    """Two scenarios, three recipients, a clause for each point of Art. 9, three pieces of evidence."""
    kinds = ("legal_document", "risk_assessment", "certification")
    second: dict[str, Value] = {"scenario__brief": "互联服务：境外技术支持人员远程查询脱敏工单，用于处理疑难故障。"}
    entries = (
        Entry("diagnostics", Scope.SCENARIO, None, answers(Scope.SCENARIO)),
        Entry(
            "r1", Scope.RECIPIENT, "diagnostics", answers(Scope.RECIPIENT, recipient__name="Nordring Forschung GmbH")
        ),
        Entry(
            "r2", Scope.RECIPIENT, "diagnostics", answers(Scope.RECIPIENT, recipient__name="Voltara Diagnostik GmbH")
        ),
        Entry("services", Scope.SCENARIO, None, answers(Scope.SCENARIO, **second)),
        Entry("r3", Scope.RECIPIENT, "services", answers(Scope.RECIPIENT, recipient__name="Nordring Digital B.V.")),
        *(
            Entry(
                f"clause-{n}",
                Scope.CLAUSE,
                None,
                answers(
                    Scope.CLAUSE,
                    clause__point=f"point_{n}",
                    clause__number=f"第{n}条",
                    clause__covers=parts_of_point(n),
                ),
            )
            for n in range(1, 7)
        ),
        *(
            Entry(
                f"evidence-{n}",
                Scope.EVIDENCE,
                None,
                answers(Scope.EVIDENCE, evidence__title=f"证明{n}", evidence__kind=kind),
            )
            for n, kind in enumerate(kinds, start=1)
        ),
    )
    return AnswerSheet(
        reference="2026-001",
        title="车联网诊断",
        company="沪岚汽车（上海）有限公司",
        on=ON,
        answers={**answers(Scope.CASE), **(changes or {})},
        entries=entries,
        items=some_items("diagnostics", items) + some_items("services", 5),
        grades={
            "A1": GradedAnswer(
                "A1",
                1,
                "verified",
                "目的清楚，个别字段用途待细化。",
                "2026年10月补充说明。",
                (Proof("evidence-2", "3", "已通过测评"),),
            )
        },
    )


def change_entry(sheet: AnswerSheet, entry_id: str, **changes: Value) -> AnswerSheet:
    given = {key.replace("__", "."): value for key, value in changes.items()}
    return replace(
        sheet,
        entries=tuple(replace(e, answers={**e.answers, **given}) if e.id == entry_id else e for e in sheet.entries),
    )


SCORE_INPUT: dict[str, Any] = {
    "route": "security_assessment",
    "facts": {
        "contains_pi": True,
        "D1": 500000,
        "D2": 0,
        "D3": False,
        "D4": False,
        "D5": False,
        "D6": False,
        "D8": 1,
        "vehicles": 1000,
    },
    "answers": {"A1": {"grade": 1, "state": "verified"}},
}


def some_snapshot(sheet: AnswerSheet | None = None, **more: Mapping[str, Any]) -> Snapshot:
    """``more``: override, plan or extension."""
    regime = load_regime("cn")
    risk = score(ScoreInput.model_validate_json(json.dumps(SCORE_INPUT)), regime.scorecard(ON))
    return freeze(
        sheet or some_sheet(),
        facts={},
        decision={"route": "security_assessment", "on": ON.isoformat()},
        score=risk.as_record(),
        regime={"id": "cn", "sha256": "ab" * 32, "version": "2026-11-21"},
        **more,
    )
