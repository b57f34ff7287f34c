"""What is still missing before the dossier can be filed, each gap as a sentence with its place.

It only looks at answers: it does not decide the route, does not grade risks and changes nothing. Risk questions
without an answer are the score's to report.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

from assessment.answers import AnswerSheet, Value
from assessment.applicability import Respondent, answered, asked, respondents
from assessment.consistency import contradictions
from assessment.gaps import ITEMS, Gap
from assessment.item_totals import NO_ITEMS, ItemTotals, totals_of
from assessment.questions import AtLeastOne, Question, Questionnaire, QuestionType, Scope, Section
from assessment.values import check_value
from assessment.vocabulary import Text
from assessment.wanted import Wanted, scenario_of

__all__ = ["ITEMS", "Gap", "gaps", "progress"]

_POINTS = tuple(f"point_{number}" for number in range(1, 7))
_MATERIALS = {
    "credit_code_certificate": Text("统一社会信用代码证件", "the credit code certificate"),
    "legal_rep_identity": Text("法定代表人身份证件", "the identity document of the legal representative"),
    "agent_identity": Text("经办人身份证件", "the identity document of the handling person"),
    "legal_document": Text("与境外接收方拟订立的法律文件", "the legal document with the recipient"),
}
"""Materials 1, 2, 3 and 6 of the official list: they are collected, not written."""


def gaps(
    sheet: AnswerSheet,
    questionnaire: Questionnaire,
    items: Mapping[str, ItemTotals] | None = None,
    wanted: Wanted | None = None,
) -> tuple[Gap, ...]:
    """Everything that keeps the dossier from being complete, in the order in which the wizard is walked.

    ``items``: the totals of each scenario where the sheet was read without its data items. ``wanted``: what the
    filings of the case ask for; without it, every question counts.
    """
    people = respondents(sheet, questionnaire)
    case = people[Scope.CASE][0].said
    order = {section.id: number for number, section in enumerate(questionnaire.sections)}
    found = chain(
        chain.from_iterable(_section_gaps(section, people[section.scope], case) for section in questionnaire.sections),
        _scenario_gaps(sheet, totals_of(sheet) if items is None else items, wanted),
        _clause_gaps(sheet, questionnaire) if wanted is None or wanted.needs("clauses") else (),
        _material_gaps(sheet, case, wanted),
        contradictions(sheet.on, people, questionnaire),
    )
    kept = found if wanted is None else _wanted_only(found, sheet, questionnaire, wanted)
    return tuple(sorted(kept, key=lambda gap: order.get(gap.section, order.get("scenario", 0))))


def _wanted_only(
    found: Iterator[Gap], sheet: AnswerSheet, questionnaire: Questionnaire, wanted: Wanted
) -> Iterator[Gap]:
    """What is asked for no filing of the scenario is no gap, whatever else it is."""
    for gap in found:
        question = questionnaire.by_id.get(gap.question or "")
        if question is None or wanted.counts(question, scenario_of(sheet, gap.entry)):
            yield gap


def progress(
    sheet: AnswerSheet, questionnaire: Questionnaire, wanted: Wanted | None = None
) -> dict[str, tuple[int, int]]:
    """How many of the required questions of each page are answered: key ``section`` or ``section/entry``.

    Where nothing is required, the answers that were given count on both sides. ``wanted``: as for ``gaps``.
    """
    counted: dict[str, tuple[int, int]] = {}
    people = respondents(sheet, questionnaire)
    case = people[Scope.CASE][0].said
    for section in questionnaire.sections:
        for person in people[section.scope]:
            said = person.said
            of = scenario_of(sheet, person.entry) if wanted else ""
            due = [
                q
                for q in section.questions
                if q.required and asked(q, said, case) and (wanted is None or wanted.counts(q, of))
            ]
            rules = [
                rule
                for rule in section.rules
                if _applies(rule, section, said, case)
                and (wanted is None or any(wanted.counts(questionnaire.by_id[name], of) for name in rule.at_least_one))
            ]
            done = sum(q.id in said for q in due) + sum(_kept(rule, said) for rule in rules)
            total = len(due) + len(rules)
            if not total:
                done = total = sum(q.id in said for q in section.questions)
            counted[f"{section.id}/{person.entry}" if person.entry else section.id] = (done, total)
    return counted


def _section_gaps(section: Section, people: tuple[Respondent, ...], case: Mapping[str, Value]) -> Iterator[Gap]:
    for person in people:
        entry, said = person.entry, person.said
        for question in section.questions:
            if not asked(question, said, case):
                continue
            if question.id not in said:
                if question.required:
                    yield Gap(section.id, entry, question.id, _please_answer(question))
                continue
            sentence = check_value(question, said[question.id], said)
            if sentence is not None:
                yield Gap(section.id, entry, question.id, sentence)
        for rule in section.rules:
            if _applies(rule, section, said, case) and not _kept(rule, said):
                sentence = Text(rule.sentence.zh, rule.sentence.en)
                yield Gap(section.id, entry, rule.at_least_one[0], sentence)


def _applies(rule: AtLeastOne, section: Section, said: Mapping[str, Value], case: Mapping[str, Value]) -> bool:
    return any(asked(q, said, case) for q in section.questions if q.id in rule.at_least_one)


def _kept(rule: AtLeastOne, said: Mapping[str, Value]) -> bool:
    return any(answered(said.get(name)) for name in rule.at_least_one)


def _please_answer(question: Question) -> Text:
    zh, en = question.label.zh, question.label.en
    match question.type:
        case QuestionType.EVIDENCE:
            return Text(f"请选择证明材料：“{zh}”。", f"Choose the evidence: '{en}'.")
        case QuestionType.FILE:
            return Text("请上传文件。", "Upload the file.")
        case QuestionType.CHOICE | QuestionType.CHOICES | QuestionType.YES_NO | QuestionType.YES_NO_OPEN:
            return Text(f"请选择：“{zh}”。", f"Choose: '{en}'.")
        case _:
            return Text(f"请填写“{zh}”。", f"Fill in '{en}'.")


def _scenario_gaps(sheet: AnswerSheet, totals: Mapping[str, ItemTotals], wanted: Wanted | None) -> Iterator[Gap]:
    if not sheet.scenarios:
        yield Gap("scenario", None, None, Text("请至少添加一个数据出境场景。", "Add at least one export scenario."))
    for scenario in sheet.scenarios:
        if not sheet.recipients_of(scenario.id):
            sentence = Text("本场景还没有境外接收方；请添加。", "This scenario has no recipient yet; add one.")
            yield Gap("recipient", scenario.id, None, sentence)
        if wanted is not None and not wanted.needs("items", scenario.id):
            continue
        items = totals.get(scenario.id, NO_ITEMS)
        if not items.listed:
            sentence = Text(
                "本场景还没有数据项；请导入清单或逐项添加。",
                "This scenario has no data items yet; import the list or add them.",
            )
            yield Gap(ITEMS, scenario.id, None, sentence)
        if items.bare:
            names = "、".join(items.names) + ("……" if items.bare > len(items.names) else "")
            sentence = Text(
                f"{items.bare} 个数据项没有写明出境必要性：{names}；请补上。",
                f"{items.bare} data items do not say why their export is necessary: {names}; add it.",
            )
            yield Gap(ITEMS, scenario.id, None, sentence)


def _clause_gaps(sheet: AnswerSheet, questionnaire: Questionnaire) -> Iterator[Gap]:
    """All six points of Art. 9 need a clause, and every part of a point must be covered by one of them."""
    parts = {choice.id: choice for choice in questionnaire.question("clause.covers").choices}
    clauses = [entry.answers for entry in sheet.of_scope(Scope.CLAUSE)]
    covered = {part for answers in clauses for part in _list(answers.get("clause.covers"))}
    for number, point in enumerate(_POINTS, start=1):
        if not any(answers.get("clause.point") == point for answers in clauses):
            sentence = Text(
                f"评估办法第九条第（{'一二三四五六'[number - 1]}）项还没有对应的条款；请添加。",
                f"Point ({number}) of Art. 9 of the Measures has no clause yet; add one.",
            )
            yield Gap("clauses", None, None, sentence)
            continue
        missing = [part for name, part in parts.items() if name.startswith(f"{point}_") and name not in covered]
        if missing:
            sentence = Text(
                "法律文件尚未涵盖：" + "；".join(part.zh for part in missing) + "。",
                "The legal document does not cover: " + "; ".join(part.en for part in missing) + ".",
            )
            yield Gap("clauses", None, "clause.covers", sentence)
    for entry in sheet.of_scope(Scope.CLAUSE):
        if entry.answers.get("clause.complete") is False:
            sentence = Text(
                "本条款标为不完整；请与境外接收方补齐后更新。",
                "This clause is marked as incomplete; complete it with the recipient.",
            )
            yield Gap("clauses", entry.id, "clause.complete", sentence)


def _material_gaps(sheet: AnswerSheet, case: Mapping[str, Value], wanted: Wanted | None) -> Iterator[Gap]:
    kinds = {entry.answers.get("evidence.kind") for entry in sheet.of_scope(Scope.EVIDENCE)}
    for kind, name in _MATERIALS.items():
        if wanted is not None and kind not in wanted.materials:
            continue
        if kind in kinds or (kind == "legal_rep_identity" and case.get("legal_rep.absent") is True):
            continue
        sentence = Text(
            f"申报材料还缺{name.zh}；请在证明材料中上传。", f"The filing lacks {name.en}; upload it as evidence."
        )
        yield Gap("evidence", None, None, sentence)


def _list(value: Value) -> list[str]:
    return value if isinstance(value, list) else []
