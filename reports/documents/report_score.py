"""The appendix of the report: every fact, grade and step from which a reader can work the result out again by hand.

It prints what the snapshot holds and grades nothing. The method is the company's own, and the last lines say so.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from assessment.agreement import agreement_of
from assessment.risk_facts import fact_lines, told
from assessment.risk_score import ArticleResult, Ends, RiskScore
from reports.blocks import Block, PageBreak, Paragraph, Table
from reports.characters import paragraphs
from reports.reading import Reading

STATES = {"verified": "已核实", "declared": "自行声明", "unknown": "尚无依据", "disputed": "评分不一致"}
NUMBERS = "一二三四五六七"


def appendix(reading: Reading, *, title: str = "附：自评估评分明细", of_assessment: bool = True) -> Iterator[Block]:
    """Facts, gates, items of Art. 8, topics, all questions with their evidence, method and hashes.

    ``of_assessment``: with what is said of the security assessment alone, Art. 8 and the method held against it.
    """
    score = RiskScore.from_record(dict(reading.content.score))
    yield PageBreak()
    yield Paragraph(title, "block-title")
    yield from _facts(score)
    yield from _gates(score)
    if of_assessment:
        yield from _article_8(score)
    yield from _factors(score)
    rows = tuple(_graded(reading, score, question.id) for question in score.questions)
    yield Table(("编号", "评分", "依据状态", "评估情况", "证明材料"), rows, (8, 11, 12, 55, 14), "评估问题及评分")
    yield from _method(reading, score) if of_assessment else _versions(reading, score)


def _facts(score: RiskScore) -> Iterator[Block]:
    rows = tuple((line.code, line.name.zh, line.value.zh) for line in told(fact_lines(score)))
    if rows:
        yield Table(("编号", "事实", "取值"), rows, (12, 56, 32), "评分所依据的事实")
    steps = tuple(
        (track.name.zh, ends_word(track.value), track.formula.zh) for track in score.severity if track.formula
    )
    if steps:
        yield Table(("权益", "危害程度", "推算过程"), steps, (26, 16, 58), "危害程度的推算")


def _gates(score: RiskScore) -> Iterator[Block]:
    found = score.gates
    parts = [f"为“是”的：{'、'.join(found.stop)}"] if found.stop else []
    parts += [f"尚未确定的：{'、'.join(found.hold)}"] if found.hold else []
    yield Paragraph(closed("；".join(parts) or "K1至K6均为“否”"), lead="停止项：")
    parts = [f"未达到的：{'、'.join(found.failed)}"] if found.failed else []
    parts += [f"尚未证实的：{'、'.join(found.unproven)}"] if found.unproven else []
    yield Paragraph(closed("；".join(parts) or "适用的各项均已达到并经核实"), lead="必备项：")


def _article_8(score: RiskScore) -> Iterator[Block]:
    rows = tuple(
        (_item(item.id), item.name.zh, _result(score, item), "、".join(item.findings) or "无")
        for item in score.articles_of("8")
    )
    yield Table(
        ("项", "评估事项", "结果", "存在差距的评估问题"), rows, (12, 28, 18, 42), "对照《数据出境安全评估办法》第八条"
    )


def _factors(score: RiskScore) -> Iterator[Block]:
    names = score.words.grades
    rows = tuple(
        (one.id, one.name.zh, _grades(one.grade, names), "、".join(one.because) or "—") for one in score.factors
    )
    yield Table(("编号", "方面", "等级", "决定等级的评估问题"), rows, (8, 40, 20, 32), "各方面等级")


def _method(reading: Reading, score: RiskScore) -> Iterator[Block]:
    yield Paragraph(score.status.zh, lead="方法说明：")
    if score.deliberate is not None:
        yield Paragraph(score.deliberate.zh)
    yield Paragraph(closed(score.crosswalk.sentence.zh), lead="与已公布矩阵的对照：")
    yield Paragraph(_raters(reading, score), lead="独立评分：")
    met, asked = score.attainment
    yield Paragraph(f"适用的评估问题{asked}个，经核实为最佳等级的{met}个。", lead="措施落实情况：")
    yield from _versions(reading, score)


def _versions(reading: Reading, score: RiskScore) -> Iterator[Block]:
    regime = reading.content.regime
    yield Paragraph(f"规则版本：{regime.version}（{regime.sha256}）", "note")
    yield Paragraph(f"评分规则：{score.ruleset_sha256}", "note")
    yield Paragraph(f"评分答案：{score.answers_sha256}", "note")


def _raters(reading: Reading, score: RiskScore) -> str:
    keys = {question.id for question in score.questions if question.key}
    found = agreement_of(reading.sheet, keys)
    if not found.questions:
        return f"关键评估问题{len(keys)}个，尚未由第二人独立评分。"
    said = f"关键评估问题{len(keys)}个，其中{found.questions}个由第二人独立评分，一致的{found.same}个"
    if found.kappa is not None:
        said += f"，加权κ值为{float(found.kappa):.2f}"
    return f"{said}；不一致的：{'、'.join(found.apart)}。" if found.apart else f"{said}。"


def _graded(reading: Reading, score: RiskScore, question_id: str) -> tuple[str, ...]:
    result, answer = score.question(question_id), reading.sheet.grades.get(question_id)
    found = [result.text.zh]
    numbers = ""
    if answer is not None:
        found += paragraphs(answer.finding)
        found += [f"整改：{text}" for text in paragraphs(answer.rectification)]
        known: dict[str, Any] = dict(reading.evidence_numbers)
        places = ((p, str(known[p.evidence])) for p in answer.proofs if p.evidence in known)
        numbers = "\n".join(f"{number}（第{p.page}页）" if p.page else number for p, number in places)
    grade = _grades(result.grade, score.words.grades)
    return question_id, grade, STATES[result.state], "\n".join(found), numbers or "—"


def _item(article: str) -> str:
    """``8(2) place`` is （二）."""
    return f"（{NUMBERS[int(article[article.index('(') + 1]) - 1]}）"


def _result(score: RiskScore, item: ArticleResult) -> str:
    if item.level is not None:
        return f"风险{levels_word(item.level, score.words.levels)}"
    return _grades(item.grade, score.words.grades) if item.grade is not None else "—"


def _grades(ends: Ends, names: Any) -> str:
    low, high = ends
    return str(names[low].zh) if low == high else f"{names[low].zh}至{names[high].zh}"


def closed(sentence: str) -> str:
    return sentence if sentence.endswith(("。", "；")) else sentence + "。"


def ends_word(ends: Ends) -> str:
    return str(ends[1]) if ends[0] == ends[1] else f"{ends[0]}至{ends[1]}"


def levels_word(ends: Sequence[str], words: Any) -> str:
    low, high = (words.of(level).zh for level in ends)
    return str(high) if low == high else f"{low}至{high}"
