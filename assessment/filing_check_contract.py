"""The contract and the evidence against form and report: what the legal document says, and what is enclosed.

What the legal document says was read off by a person (the answers ``contract.*``); here it is only compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from assessment.answers import AnswerSheet
from assessment.applicability import Respondent
from assessment.filing_check_answers import People, Said, day_of, number_in, plain
from assessment.filing_check_parts import Defect, look, must
from assessment.questions import Scope
from assessment.vocabulary import Text


def enclosed(sheet: AnswerSheet, people: People) -> Iterator[Defect]:
    """Everything about the legal document and the pieces of evidence."""
    yield from _contract(sheet, people, people[Scope.CASE][0].said)
    yield from _legal_documents(people)
    yield from _evidence(people[Scope.EVIDENCE], sheet.on)


def _contract(sheet: AnswerSheet, people: People, case: Said) -> Iterator[Defect]:
    """What the legal document itself says, as somebody read it off, against form and report."""
    if case.get("contract.purposes_same") is False:
        yield must(
            "contract-purposes",
            "contract",
            None,
            "contract.purposes_same",
            Text(
                "法律文件写明的目的、方式或者范围与申报表、自评估报告不一致；请统一后再申报。",
                "Purpose, method or scope in the legal document differ from form and report; make them agree first.",
            ),
        )
    items, listed = number_in(case, "contract.items"), len(sheet.exported_items)
    if items is not None and items != listed:
        yield must(
            "contract-items",
            "contract",
            None,
            "contract.items",
            Text(
                f"法律文件附件列 {items:,} 个数据项，拟出境数据项为 {listed:,} 项；请核对，使两者一致。",
                f"The legal document lists {items:,} data items, the export has {listed:,}; make them agree.",
            ),
        )
    yield from _contract_persons(people, case)
    yield from _contract_recipients(people, case)


def _contract_persons(people: People, case: Said) -> Iterator[Defect]:
    said = number_in(case, "contract.persons")
    numbers = [number_in(one.said, "scenario.persons_three_years") for one in people[Scope.SCENARIO]]
    known = [number for number in numbers if number is not None]
    if said is None or not known or max(known) <= said <= sum(known):
        return
    yield must(
        "contract-persons",
        "contract",
        None,
        "contract.persons",
        Text(
            f"法律文件写明 {said:,} 人，申报表各场景未来 3 年为 {max(known):,} 至 {sum(known):,} 人；请核对。",
            f"The legal document says {said:,} persons, the scenarios of the form come to {max(known):,} to "
            f"{sum(known):,} over three years; check.",
        ),
    )


def _contract_recipients(people: People, case: Said) -> Iterator[Defect]:
    said = case.get("contract.recipients")
    if not isinstance(said, str):
        return
    named = {plain(line): line.strip() for line in said.splitlines() if line.strip()}
    filed: dict[str, tuple[str | None, str]] = {}
    for one in people[Scope.RECIPIENT]:
        name = one.said.get("recipient.name")
        if isinstance(name, str) and one.said.get("recipient.by_statistics") is not True:
            filed.setdefault(plain(name), (one.entry, name))
    for key, (entry, name) in filed.items():
        if key not in named:
            yield must(
                "contract-recipient",
                "recipient",
                entry,
                "recipient.name",
                Text(
                    f"境外接收方“{name}”不在法律文件的当事人之列；请核对名称，或者补充法律文件。",
                    f"The recipient '{name}' is no party to the legal document; check the name or add the document.",
                ),
            )
    for key, name in named.items():
        if key not in filed and not any(
            one.said.get("recipient.by_statistics") is True for one in people[Scope.RECIPIENT]
        ):
            yield look(
                "contract-party",
                "contract",
                None,
                "contract.recipients",
                Text(
                    f"法律文件的当事人“{name}”不在任何场景的境外接收方之列；请核对。",
                    f"The party '{name}' of the legal document is a recipient in no scenario; check.",
                ),
            )


def _legal_documents(people: People) -> Iterator[Defect]:
    """A clause leans on a document that is enclosed; its title is how the regulator finds it."""
    titles = [
        plain(str(one.said.get("evidence.title", "")))
        for one in people[Scope.EVIDENCE]
        if one.said.get("evidence.kind") == "legal_document"
    ]
    if not titles:
        return  # reported as a missing material
    named: dict[str, tuple[str | None, str]] = {}
    for clause in people[Scope.CLAUSE]:
        name = clause.said.get("clause.document")
        if isinstance(name, str):
            named.setdefault(_core(name), (clause.entry, name))
    for core, (entry, name) in named.items():
        if core and not any(core in title or _core(title) in core for title in titles):
            yield look(
                "clause-document",
                "clauses",
                entry,
                "clause.document",
                Text(
                    f"条款出自“{name}”，所附法律文件中没有这个名称的文件；请统一名称或者补充上传。",
                    f"A clause is taken from '{name}', and no enclosed legal document bears that name; use one name "
                    "or upload the document.",
                ),
            )


def _evidence(people: tuple[Respondent, ...], on: date) -> Iterator[Defect]:
    seen: dict[str, str] = {}
    for one in people:
        title = str(one.said.get("evidence.title", ""))
        dated = day_of(one.said, "evidence.dated")
        if dated is not None and dated > on:
            yield must(
                "evidence-dated",
                "evidence",
                one.entry,
                "evidence.dated",
                Text(
                    f"证明材料“{title}”的日期 {dated} 晚于办理日期 {on}；请核对。",
                    f"The evidence '{title}' is dated {dated}, after {on}; check.",
                ),
            )
        file = one.said.get("evidence.file")
        digest = str(file.get("sha256")) if isinstance(file, dict) else ""
        if digest and digest in seen:
            yield look(
                "evidence-twice",
                "evidence",
                one.entry,
                "evidence.file",
                Text(
                    f"证明材料“{title}”与“{seen[digest]}”是同一个文件；请确认没有传错。",
                    f"The evidence '{title}' is the same file as '{seen[digest]}'; make sure it is the right one.",
                ),
            )
        seen.setdefault(digest, title)


def _core(name: str) -> str:
    """The name of a document without number or note in brackets."""
    return plain(name.split("（")[0].split("(")[0])
