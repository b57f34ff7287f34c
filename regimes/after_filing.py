"""Reads what the law says about the time after a filing: changes, the extension, and what proves a duty.

Every question, kind of evidence, aspect and rule that is named must exist; a file with a defect is not handed out.
The duties themselves are rules of the rule book and are not read here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from assessment.duties import DutyWanted, RequirementList
from assessment.errors import InputRefused, Problem
from assessment.extension_law import ExtensionLaw
from assessment.questions import Frozen, Questionnaire
from assessment.refiling import DECLARED, RefilingLaw
from assessment.vocabulary import Text
from regimes.strict import Document, KeyPath, read, validate


class WantedFile(Frozen):
    wanted: tuple[DutyWanted, ...]


class RequirementFile(Frozen):
    lists: tuple[RequirementList, ...]


@dataclass(frozen=True, eq=False)
class AfterFiling:
    """The law after filing, in one place."""

    refiling: RefilingLaw
    extension: ExtensionLaw
    wanted: Mapping[str, DutyWanted]
    requirements: tuple[RequirementList, ...]

    def requirements_for(self, sector: str, day: date) -> RequirementList | None:
        """The protection requirements of a sector in the edition that is in force."""
        fitting = [known for known in self.requirements if known.sector == sector and known.in_force(day)]
        return max(fitting, key=lambda known: known.since, default=None)


def load_after_filing(folder: Path, questionnaire: Questionnaire) -> AfterFiling:
    """The files of the regime in ``folder``; raises ``InputRefused`` with every defect and its place."""
    law_file = read(folder / "refiling.yaml")
    law = validate(law_file, RefilingLaw)
    wanted_file = read(folder / "duties_evidence.yaml")
    wanted = validate(wanted_file, WantedFile).wanted
    list_files = [read(path) for path in sorted(folder.glob("duties_*.yaml")) if path.stem != "duties_evidence"]
    lists = [validate(file, RequirementFile).lists for file in list_files]
    extension = validate(read(folder / "extension.yaml"), ExtensionLaw)
    kinds = {choice.id for choice in questionnaire.question("evidence.kind").choices}
    problems = [
        *_refiling_problems(law, law_file, questionnaire, kinds),
        *_twice(wanted_file, "wanted", [entry.code for entry in wanted]),
        *_kind_problems(
            wanted_file, (((("wanted", n, "kinds")), entry.kinds) for n, entry in enumerate(wanted)), kinds
        ),
    ]
    for file, found in zip(list_files, lists, strict=True):
        named = (
            (("lists", n, "requirements", m, "kinds"), requirement.kinds)
            for n, listed in enumerate(found)
            for m, requirement in enumerate(listed.requirements)
        )
        problems += _kind_problems(file, named, kinds)
    if problems:
        raise InputRefused(*problems)
    return AfterFiling(law, extension, {entry.code: entry for entry in wanted}, tuple(one for f in lists for one in f))


def _refiling_problems(
    law: RefilingLaw, file: Document, questionnaire: Questionnaire, kinds: set[str]
) -> Iterator[Problem]:
    questions = {question.id for section in questionnaire.sections for question in section.questions}
    aspects = {aspect.id for aspect in law.aspects}
    for n, aspect in enumerate(law.aspects):
        for key in ("questions", "beyond"):
            yield from _unknown(file, ("aspects", n, key), "问题", "question", getattr(aspect, key), questions)
        yield from _unknown(file, ("aspects", n, "evidence"), "材料种类", "kind of evidence", aspect.evidence, kinds)
    changes = {choice.id for section in questionnaire.sections for q in section.questions if q.id == DECLARED
               for choice in q.choices}  # fmt: skip
    for n, rule in enumerate(law.rules):
        yield from _unknown(file, ("rules", n, "declared"), "变化", "kind of change", rule.declared, changes)
        yield from _unknown(file, ("rules", n, "aspects"), "比对项", "aspect", rule.aspects, aspects)
        if not rule.aspects and rule.asks is None:
            yield Problem(
                file.place(("rules", n)),
                Text(
                    f"“{rule.id}”既不比对答案也不询问；写上 aspects 或者 asks。",
                    f"'{rule.id}' neither compares nor asks; give it aspects or asks.",
                ),
            )
    yield from _twice(file, "rules", [rule.id for rule in law.rules])
    yield from _twice(file, "aspects", [aspect.id for aspect in law.aspects])
    yield from _twice(file, "mechanisms", [known.id for known in law.mechanisms])
    missing = {rule.mechanism for rule in law.rules} - {known.id for known in law.mechanisms}
    yield from _unknown(file, ("mechanisms",), "机制", "mechanism", sorted(missing), set())


def _kind_problems(
    file: Document, named: Iterable[tuple[KeyPath, tuple[str, ...]]], kinds: set[str]
) -> Iterator[Problem]:
    for path, given in named:
        yield from _unknown(file, path, "材料种类", "kind of evidence", given, kinds)


def _unknown(
    file: Document, path: KeyPath, zh: str, en: str, given: Iterable[str], known: set[str]
) -> Iterator[Problem]:
    for name in given:
        if name not in known:
            yield Problem(file.place(path), Text(f"不认识的{zh}“{name}”。", f"Unknown {en} '{name}'."))


def _twice(file: Document, key: str, names: list[str]) -> Iterator[Problem]:
    for n, name in enumerate(names):
        if name in names[:n]:
            yield Problem(
                file.place((key, n)),
                Text(f"“{name}”出现了两次；只保留一个。", f"'{name}' stands here twice; keep one."),
            )
