"""Reads a case file (CASE.yaml) into the answer sheet that the wizard would have produced.

The file is the company's own: every value passes the rules of the forms, and everything that does not fit is refused
at once, with file, line and key. Nothing is guessed and nothing is left out silently. Gaps are not refused here;
an incomplete case is a case.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import MappingProxyType

from assessment.answers import AnswerSheet, DataItem, Entry, GradedAnswer, Proof, Value
from assessment.errors import InputRefused, Problem
from assessment.proofs import complete
from assessment.questions import Questionnaire, QuestionType, Scope
from assessment.vocabulary import Text
from regimes.loader import load_regime
from regimes.strict import Document, KeyPath, read, validate
from services.case_items import UNPROVEN, item_of, unproven
from services.case_parts import (
    Answers,
    CasePart,
    ClausePart,
    EvidencePart,
    ItemPart,
    RecipientPart,
    RiskPart,
    ScenarioPart,
)
from services.case_values import checked_answers
from services.desk import BEIJING, Refused, system_now
from services.evidence import media_type_of
from services.spreadsheets import read_items, same_name

MAX_PROBLEMS = 50


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A read case; ``evidence_files``: evidence id → the file on disk."""

    sheet: AnswerSheet
    evidence_files: Mapping[str, Path] = field(default_factory=lambda: MappingProxyType({}))


def read_case(path: Path, on: date | None = None) -> CaseFile:
    """Read ``path``; ``on`` wins over the file's own day. Raises ``InputRefused`` with every problem found."""
    document = read(path)
    part = validate(document, CasePart)
    regime = load_regime()
    day = on or part.on or system_now().astimezone(BEIJING).date()
    reader = _Reader(document, path.parent, regime.questionnaire)
    known_risks = frozenset(question.id for question in regime.scorecard(day).questions)
    sheet = AnswerSheet(
        reference=part.case.reference,
        title=part.case.title,
        company=part.case.company,
        on=day,
        answers=reader.answers(Scope.CASE, part.answers, ("answers",)),
        entries=reader.entries(part),
        items=reader.items(part.scenarios),
        grades={name: reader.grade(name, given, known_risks) for name, given in part.risk.items()},
    )
    reader.check_ids(part)
    reader.check_links(sheet)
    if reader.problems:
        raise InputRefused(*reader.problems[:MAX_PROBLEMS])
    return CaseFile(sheet, MappingProxyType(reader.files))


class _Reader:
    """Collects problems while the parts of one file are read, so that a person sees all of them at once."""

    def __init__(self, document: Document, folder: Path, questionnaire: Questionnaire) -> None:
        self.document = document
        self.folder = folder
        self.questionnaire = questionnaire
        self.problems: list[Problem] = []
        self.files: dict[str, Path] = {}
        self.links: list[tuple[KeyPath, Sequence[str]]] = []

    def refuse(self, path: KeyPath, zh: str, en: str) -> None:
        self.problems.append(Problem(self.document.place(path), Text(zh, en)))

    def answers(self, scope: Scope, given: Answers, path: KeyPath) -> dict[str, Value]:
        answers, problems = checked_answers(self.questionnaire, scope, given)
        self.problems += [Problem(self.document.place((*path, key)), sentence) for key, sentence in problems]
        for key, value in answers.items():
            if self.questionnaire.question(key).type is QuestionType.EVIDENCE and isinstance(value, list):
                self.links.append(((*path, key), value))
        return answers

    def entries(self, part: CasePart) -> tuple[Entry, ...]:
        found: list[Entry] = []
        for number, scenario in enumerate(part.scenarios):
            path = ("scenarios", number)
            found.append(self._entry(Scope.SCENARIO, scenario, path))
            found += [
                self._entry(Scope.RECIPIENT, recipient, (*path, "recipients", place), scenario.id)
                for place, recipient in enumerate(scenario.recipients)
            ]
        found += [self._entry(Scope.CLAUSE, clause, ("clauses", place)) for place, clause in enumerate(part.clauses)]
        found += [self._evidence(evidence, ("evidence", place)) for place, evidence in enumerate(part.evidence)]
        return tuple(found)

    def _entry(
        self,
        scope: Scope,
        part: ScenarioPart | RecipientPart | ClausePart | EvidencePart,
        path: KeyPath,
        parent: str | None = None,
    ) -> Entry:
        return Entry(part.id, scope, parent, self.answers(scope, part.answers, (*path, "answers")))

    def _evidence(self, part: EvidencePart, path: KeyPath) -> Entry:
        entry = self._entry(Scope.EVIDENCE, part, path)
        if part.file is None:
            return entry
        content = self._bytes(part.file, (*path, "file"))
        if content is None:
            return entry
        name = Path(part.file).name
        try:
            media_type = media_type_of(content, name)
        except Refused as refused:
            self.refuse((*path, "file"), refused.sentence.zh, refused.sentence.en)
            return entry
        self.files[part.id] = self.folder / part.file
        file: Value = {
            "sha256": hashlib.sha256(content).hexdigest(),
            "name": name,
            "size": len(content),
            "media_type": media_type,
        }
        return Entry(entry.id, entry.scope, None, {**entry.answers, "evidence.file": file})

    def _bytes(self, name: str, path: KeyPath) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except OSError:
            self.refuse(
                path,
                f"打不开文件“{name}”；路径从案卷文件所在的文件夹算起，请核对。",
                f"The file '{name}' cannot be opened; the path starts at the folder of the case file, check it.",
            )
            return None

    def items(self, scenarios: Sequence[ScenarioPart]) -> tuple[DataItem, ...]:
        found: list[DataItem] = []
        for place, scenario in enumerate(scenarios):
            path: KeyPath = ("scenarios", place, "items")
            rows = (
                self._items_of_file(scenario.items, path)
                if isinstance(scenario.items, str)
                else self._items_of_list(scenario.items, path)
            )
            if not scenario.items:
                self.refuse(
                    path if (path in self.document.lines) else path[:-1],
                    f"场景“{scenario.id}”没有数据；请用 items 给出数据项清单文件或者逐项列出。",
                    f"The scenario '{scenario.id}' has no data; name a list under 'items', or write the items there.",
                )
            found += [item_of(f"{scenario.id}-{n}", scenario.id, part) for n, part in enumerate(rows, start=1)]
        return tuple(found)

    def _items_of_file(self, name: str, path: KeyPath) -> list[ItemPart]:
        content = self._bytes(name, path)
        if content is None:
            return []
        try:
            preview = read_items(content, name)
        except InputRefused as refusal:
            for problem in refusal.problems:
                self.refuse(path, f"“{name}”：{problem.sentence.zh}", f"'{name}': {problem.sentence.en}")
            return []
        for row in preview.problems:
            self.refuse(
                path,
                f"“{name}”第 {row.line} 行 {row.column} 列：{row.sentence.zh}",
                f"'{name}', row {row.line}, column {row.column}: {row.sentence.en}",
            )
        # The rows have passed the same bounds; building thousands of checked parts would take a second.
        return [ItemPart.model_construct(None, **row.values()) for row in preview.rows]

    def _items_of_list(self, items: Sequence[ItemPart], path: KeyPath) -> list[ItemPart]:
        seen: set[str] = set()
        for number, item in enumerate(items):
            if same_name(item.name) in seen:
                self.refuse(
                    (*path, number, "name"),
                    f"数据项“{item.name}”在本场景中已经列出；同一场景内去重。",
                    f"The data item '{item.name}' already stands in this scenario; list it once.",
                )
            seen.add(same_name(item.name))
            if item.treatment is not None:
                self.links.append(((*path, number, "treatment", "evidence"), item.treatment.evidence))
                if unproven(item.treatment):
                    self.refuse((*path, number, "treatment"), UNPROVEN.zh, UNPROVEN.en)
        return list(items)

    def grade(self, name: str, part: RiskPart, known: frozenset[str]) -> GradedAnswer:
        path = ("risk", name)
        self.links.append(((*path, "proofs"), tuple(proof.evidence for proof in part.proofs)))
        if name not in known:
            self.refuse(
                path, f"评分表中没有问题“{name}”；请核对编号。", f"The scorecard has no question '{name}'; check it."
            )
        if (part.grade is None) != (part.state == "unknown"):
            self.refuse(
                path,
                "已核实或者已声明的须给出 0 至 3 的等级；未知（unknown）的不给等级。",
                "A verified or declared answer has a grade from 0 to 3; an unknown one has none.",
            )
        proofs = tuple(Proof(proof.evidence, proof.page, proof.quotation) for proof in part.proofs)
        if part.state == "verified" and not (any(map(complete, proofs)) and part.checked_by):
            self.refuse(
                path,
                "已核实（verified）须有写明页码和原文的证明材料（proofs）和核实人（checked_by）；否则写 declared。",
                "A verified answer needs 'proofs' with page and quotation, and 'checked_by'; otherwise write declared.",
            )
        return GradedAnswer(name, part.grade, part.state, part.finding, part.rectification, proofs, part.checked_by)

    def check_ids(self, part: CasePart) -> None:
        """An id names one entry of the whole case, so that answers can point to it."""
        places: list[tuple[KeyPath, str]] = []
        for number, scenario in enumerate(part.scenarios):
            places.append((("scenarios", number, "id"), scenario.id))
            for place, recipient in enumerate(scenario.recipients):
                places.append((("scenarios", number, "recipients", place, "id"), recipient.id))
        places += [(("clauses", number, "id"), clause.id) for number, clause in enumerate(part.clauses)]
        places += [(("evidence", number, "id"), evidence.id) for number, evidence in enumerate(part.evidence)]
        seen: set[str] = set()
        for path, name in places:
            if name in seen:
                self.refuse(path, f"编号“{name}”已用过；请换一个。", f"The id '{name}' is taken; choose another.")
            seen.add(name)

    def check_links(self, sheet: AnswerSheet) -> None:
        """Answers and grades point only to evidence of this file."""
        known = {entry.id for entry in sheet.of_scope(Scope.EVIDENCE)}
        for path, names in self.links:
            for name in names:
                if name not in known:
                    self.refuse(
                        path,
                        f"没有编号为“{name}”的证明材料；请在 evidence 中添加或改正。",
                        f"There is no evidence with the id '{name}'; add it under 'evidence' or correct it.",
                    )
