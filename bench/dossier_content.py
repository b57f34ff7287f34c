"""The same made-up dossier for every way to typeset it: a form, a report with drawings, a table of data items.

The texts are drawn from fixed sentences by a counter, so that every run measures the same pages.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from typing import Literal

from reports.blocks import (
    Annex,
    Block,
    Cell,
    Contents,
    Cover,
    Form,
    Heading,
    PageBreak,
    Paragraph,
    Picture,
    Signatures,
    Table,
    Title,
)
from reports.document import Document, Dossier

ITEMS = 5_000
SENTENCES = (
    "本公司建立了覆盖数据收集、存储、使用、加工、传输、提供、公开和删除各环节的管理制度，并由数据安全委员会每季度检查执行情况。",
    "车辆诊断数据经车载终端加密后传入境内平台，平台对车辆识别代号（VIN）作不可逆处理，再按字段白名单提取出境数据。",
    "境外接收方仅在缺陷分析、质量改进和零部件追溯所必需的范围内处理数据，不得用于自动化决策、用户画像或者商业营销。",
    "2026年6月，第三方检测机构按照GB/T 45577—2025开展评估，共发现问题12项，已于2026年9月30日前全部整改完毕并复测通过。",
    "跨境专线采用TLS 1.3与国密算法双重加密，出口网关逐条记录操作日志，日志保存不少于3年，异常流量在5分钟内告警。",
    "超过保存期限或者完成约定目的后，境外接收方应当在30日内删除数据并出具“删除证明”；法律文件终止的，同样适用。",
    "对涉及人脸、车牌等信息的车外影像，在车端完成匿名化处理，未经匿名化的影像不出境；确需出境的，另行申报。",
)
PARTS = ("电池", "电机", "车身", "座舱", "底盘", "空调", "充电", "网关")
COLUMNS = ("序号", "数据项名称", "内容描述", "出境必要性", "示例", "备注")
WIDTHS = (8, 22, 22, 24, 13, 11)


def dossier(changed: Literal["", "report", "form"] = "", items: int = ITEMS, seed: int = 0) -> Dossier:
    """``changed``: one answer has another word, in the report or in the form."""
    word = "（已更新）"
    form = Document(
        "form",
        "申报表",
        "05-申报表.pdf",
        "form",
        tuple(_form(word if changed == "form" else "")),
        "security_assessment",
    )
    blocks = tuple(_report(word if changed == "report" else "", items, seed))
    report = Document("report", "自评估报告", "07-报告.pdf", "report", blocks, "security_assessment")
    return Dossier(
        reference="2026-001",
        handler="沪岚汽车（上海）有限公司",
        on="2026-11-21",
        route="security_assessment",
        status="final",
        ruleset={"id": "cn", "version": "bench", "sha256": "0" * 64},
        score_sha256="0" * 64,
        snapshot_sha256=f"{seed:064x}",
        documents=(form, report),
    )


def _form(changed: str) -> Iterator[Block]:
    yield Title("数据出境安全评估申报表")
    for page in range(10):
        rows = [(Cell((f"{page + 1}. 出境场景",), span=4, label=True),)]
        rows += [
            (
                Cell((f"项目{n}",), label=True),
                Cell((f"内容{page}-{n}",)),
                Cell(("☑是 ☐否",), label=True),
                Cell((f"{n}",)),
            )
            for n in range(9)
        ]
        text = (SENTENCES[page % 7] + SENTENCES[(page + 3) % 7]) * 3
        rows.append((Cell((text + (changed if page == 4 else ""), SENTENCES[(page + 5) % 7]), span=4, long=True),))
        yield Form(tuple(rows))
        yield Signatures(("单位名称（盖章）：", "年　　月　　日"))
        if page < 9:
            yield PageBreak()


def _report(changed: str, items: int, seed: int) -> Iterator[Block]:
    numbers = count()
    yield Cover("数据出境风险自评估报告", ("数据处理者名称：沪岚汽车（上海）有限公司（盖章）", "年　　月　　日"))
    yield Contents("目录")
    yield PageBreak()
    for first in range(3):
        yield Heading(1, f"{'一二三'[first]}、出境活动情况", f"{first}")
        for second in range(6):
            yield Heading(2, f"（{'一二三四五六'[second]}）拟出境数据情况", f"{first}.{second}")
            for third in range(4):
                yield Heading(3, f"{third + 1}.存储及出境链路情况", f"{first}.{second}.{third}")
                for _ in range(3):
                    n = next(numbers) + seed
                    text = "".join(SENTENCES[(n + k * (1 + n % 3)) % 7] for k in range(4))
                    yield Paragraph(text + (changed if n == 40 else ""), lead="说明：" if n % 2 else "")
            rows = tuple((f"风险{n}", SENTENCES[n % 7][:24], "中", "已整改") for n in range(10))
            yield Table(("编号", "情况", "等级", "结果"), rows, (14, 56, 12, 18), f"表{first}-{second}　风险事项")
            yield Picture(_chart(first * 6 + second), "各月出境数据量", f"图{first}-{second}　各月出境数据量")
    yield Annex("附表1　出境数据项", COLUMNS, tuple(_item(n) for n in range(1, items + 1)), WIDTHS)


def _item(n: int) -> tuple[str, ...]:
    part = PARTS[n % 8]
    return (
        str(n),
        f"{part}信号{n}（{('batt', 'motor', 'body', 'cabin')[n % 4]}_signal_{n}）",
        f"{part}管理系统按固定周期采集的第{n % 97}路信号，单位见字典。",
        SENTENCES[n % 7][:22],
        f"{n % 500 / 100:.2f}",
        "已去标识化" if n % 7 == 0 else "",
    )


def _chart(number: int) -> str:
    parts = []
    for n in range(12):
        high = 40 + (n * 37 + number * 53) % 160
        parts.append(f'<rect x="{40 + n * 44}" y="{240 - high}" width="30" height="{high}" fill="#17556b"/>')
        parts.append(f'<text x="{55 + n * 44}" y="258" text-anchor="middle" font-size="12">{n + 1}月</text>')
        parts.append(f'<text x="{55 + n * 44}" y="{232 - high}" text-anchor="middle" font-size="11">{high}</text>')
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 600 270" font-family="Dossier FandolHei">'
        f"<title>各月出境数据量</title>{''.join(parts)}</svg>"
    )
